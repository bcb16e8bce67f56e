"""The mail of an invitation. Notices go to people with an account; this one goes to an address."""

from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from marketplace.accounts.models import Invitation, User
from marketplace.accounts.queries import locked_invitation
from marketplace.accounts.states import InvitationState
from marketplace.common.audit import record
from marketplace.common.permissions import SYSTEM
from marketplace.common.queries import current_site


def mail_invitation(*, invitation_id: int, now: datetime) -> Invitation | None:
    """Send the one mail of an invitation, in the language of the account where there is one.

    None when it was sent, answered or withdrawn meanwhile. A mail that leaves twice, because the process died between
    the sending and its record, has the same Message-ID both times.
    """
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=invitation_id).first()
    if invitation is None or not _waits(invitation, now=now):
        return None
    _message(invitation).send()  # Outside a transaction: a slow mail server holds no lock.
    with transaction.atomic():
        invitation = locked_invitation(invitation_id)
        invitation.mailed_at = now
        invitation.save(update_fields=["mailed_at"])
        record("invitation.mail", subject=invitation, actor=SYSTEM, now=now)
    return invitation


def message_id(invitation: Invitation) -> str:
    """The same for every copy of one mail."""
    return f"<invitation.{invitation.public_id}@{urlsplit(settings.BASE_URL).hostname}>"


def _waits(invitation: Invitation, *, now: datetime) -> bool:
    return invitation.state == InvitationState.SENT and invitation.mailed_at is None and invitation.expires_at > now


def _message(invitation: Invitation) -> EmailMultiAlternatives:
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    site = current_site()
    with translation.override(known or invitation.language):
        context = {
            "invitation": invitation,
            "organisation": invitation.organisation.name,
            "asker": invitation.invited_by.name if invitation.invited_by else "",
            "url": settings.BASE_URL + reverse("accounts:invitation", args=[invitation.token]),
            "floor": site.name,
        }
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
        text = render_to_string("accounts/mail/invitation.txt", context).strip() + "\n"
        page = render_to_string("accounts/mail/invitation.html", context)
    sender = formataddr((site.name, site.mail_sender or settings.DEFAULT_FROM_EMAIL))
    headers = {"Message-ID": message_id(invitation), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(subject, text, sender, [invitation.email], headers=headers)
    message.attach_alternative(page, "text/html")
    return message
