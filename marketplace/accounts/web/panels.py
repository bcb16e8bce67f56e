"""What accounts shows on pages of the kernel: the account menu of the shell, and the first step of a newcomer."""

from django.http import HttpRequest
from django.urls import reverse

from marketplace.accounts.queries import chosen_membership
from marketplace.common.slots import Panel


def shell_account(request: HttpRequest, _subject: object) -> Panel | None:
    """Who is signed in, for whom they act, and the switch. No query: the middleware has read it."""
    if not request.actor.is_person:
        return None
    current = chosen_membership(request.memberships, organisation_id=request.actor.organisation_id)
    context: dict[str, object] = {
        "person": str(request.user),
        "organisation": str(current.organisation) if current else "",
        "organisations": [
            {"id": one.organisation_id, "name": str(one.organisation), "current": one == current}
            for one in request.memberships
        ],
        "act_for_url": reverse("accounts:act_for"),
        "my_url": reverse("common:my"),
        "account_url": reverse("accounts:account"),
        "logout_url": reverse("account_logout"),
        "role": current.get_role_display() if current else "",
    }
    return Panel("components/_account.html", context)


def my_first_step(request: HttpRequest, _subject: object) -> Panel | None:
    """Whoever belongs to no organisation can neither offer nor ask: that comes first."""
    if not request.actor.is_person or request.actor.organisation_id is not None:
        return None
    return Panel("accounts/panels/first_step.html")
