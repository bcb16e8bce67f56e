"""The texts that people accept: every version with its date, and the page where one accepts."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.accounts import actions, queries
from marketplace.accounts.models import Terms
from marketplace.accounts.states import TermsKind
from marketplace.accounts.web.forms import AcceptForm, posted
from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.web.addresses import safe_back
from marketplace.common.web.head import PageHead

HEADING, ITEM = "## ", "- "
ABOUT = {
    TermsKind.TERMS: gettext_lazy("What members and the floor owe each other."),
    TermsKind.RULES: gettext_lazy("How the floor is run: who lists, who reviews, how disputes are settled."),
    TermsKind.PRIVACY: gettext_lazy("Which personal data the floor keeps, what for, how long, and your rights."),
}
ADDRESSES = {
    TermsKind.TERMS: "accounts:terms",
    TermsKind.RULES: "accounts:rules",
    TermsKind.PRIVACY: "accounts:privacy",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, or a list with the words before it."""

    words: str = ""
    items: tuple[str, ...] = ()


@dataclass
class Part:
    """A heading with what stands below it, in order."""

    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


@require_GET
def text(request: HttpRequest, kind: TermsKind) -> HttpResponse:
    """The version in force, or the one that `version` names; the others with their dates beside it."""
    versions, today = queries.versions_of(kind), timezone.localdate(clock.now())
    in_force = next((one for one in versions if one.valid_from <= today), None)
    wanted = request.GET.get("version")
    shown = next((one for one in versions if one.version == wanted), None) if wanted else in_force
    if wanted and shown is None:
        raise Http404
    context = {
        "head": PageHead(title=str(kind.label), description=str(ABOUT[kind]), robots="noindex" if wanted else ""),
        "kind": kind,
        "about": ABOUT[kind],
        "shown": shown,
        "parts": parts_of(shown.text("text")) if shown else [],
        "in_force": in_force,
        "versions": versions,
        "today": today,
        "others": [(other.label, reverse(address)) for other, address in ADDRESSES.items() if other != kind],
    }
    return render(request, "accounts/terms.html", context)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """What waits to be accepted, and what was accepted when."""
    user_id, now = require_person(request.actor), clock.now()
    form = AcceptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.accept_terms(user_id=user_id, actor=request.actor, now=now)
        messages.success(request, _("Thank you. You accepted the texts in force."))
        return HttpResponseRedirect(safe_back(request.POST.get("next", ""), default=reverse("common:my")))
    context = {
        "form": form,
        "waiting": [_with_address(one) for one in queries.terms_to_accept(actor=request.actor, now=now)],
        "accepted": queries.acceptances_of(actor=request.actor),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "accounts/accept_terms.html", context, status=422 if form.errors else 200)


def parts_of(text: str) -> list[Part]:
    """A text as its page shows it: `## ` begins a part, `- ` an item, an empty line parts paragraphs."""
    parts = [Part()]
    for block in filter(None, (block.strip() for block in text.split("\n\n"))):
        lines = block.splitlines()
        if lines[0].startswith(HEADING):
            parts.append(Part(lines.pop(0).removeprefix(HEADING).strip()))
        items = tuple(line.removeprefix(ITEM).strip() for line in lines if line.startswith(ITEM))
        words = " ".join(line.strip() for line in lines if not line.startswith(ITEM))
        if words or items:
            parts[-1].blocks.append(Block(words, items))
    return [part for part in parts if part.heading or part.blocks]


def _with_address(terms: Terms) -> tuple[Terms, str]:
    return terms, reverse(ADDRESSES[TermsKind(terms.kind)])
