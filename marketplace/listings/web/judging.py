"""The judge's desk for documents that are contested: the queue, oldest first, and the one page where it is decided."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.common import clock
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.templatetags.floor import text
from marketplace.common.web.rows import State
from marketplace.listings import actions, queries, rules
from marketplace.listings.models import Evidence
from marketplace.listings.models.evidence import REASON_MAX_CHARS
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.rows import claim_value, document_words
from marketplace.taxonomy.queries import working_day_after

ANSWER_WORKING_DAYS = 10  # The owner has these to bring a better document; then it is decided.


@dataclass(frozen=True, slots=True)
class Contested:
    """One row of the queue."""

    row: Evidence
    words: SafeString
    due: State
    url: str


@require_GET
def contested(request: HttpRequest) -> HttpResponse:
    """Documents that wait for a judge who had no part in them, oldest first."""
    actor = _judge(request)
    rows = [_contested(row) for row in queries.contested_evidence(actor=actor)]
    return render(request, "listings/review/contested.html", {"section": "staff", "rows": rows})


class JudgeForm(forms.Form):
    """What is decided, and why the document is struck off."""

    use_required_attribute = False
    how = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why it is struck off"),
        required=False,
        max_length=REASON_MAX_CHARS,
        help_text=gettext_lazy("The owner reads it; not needed when it is upheld"),
    )

    def __init__(self, data: QueryDict | None, *, row: Evidence) -> None:
        super().__init__(data)
        upheld = [("uphold", _("Upheld: what a third party confirmed still holds"))] if row.verified_on else []
        struck = [("strike", _("Struck off: its figures rest on nothing any more"))]
        self.fields["how"].choices = [*upheld, *struck]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, str]:
        given: dict[str, str] = super().clean() or {}
        if given.get("how") == "strike" and not given.get("reason"):
            self.add_error("reason", _("Say why: the owner is told."))
        return given


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One contested document: the figures that rest on it, the doubt, and the decision."""
    actor = _judge(request)
    row = queries.contested_named(public_id, key, actor=actor)
    form = JudgeForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        _decide(row, form, actor=actor)
        messages.success(request, _("Decided. The owner is told; the badge follows within seconds."))
        return HttpResponseRedirect(reverse("listings:contested"))
    context = {
        "section": "staff",
        "one": _contested(row),
        "row": row,
        "listing": row.listing,
        "figures": [f"{text(claim, 'metric')}: {claim_value(claim)}" for claim in row.claims.all()],
        "form": form,
    }
    return render(request, "listings/review/judge.html", context, status=422 if form.errors else 200)


def _decide(row: Evidence, form: JudgeForm, *, actor: Actor) -> None:
    if form.cleaned_data["how"] == "uphold":
        actions.uphold_evidence(evidence_id=row.pk, actor=actor, now=clock.now())
    else:
        actions.strike_evidence(evidence_id=row.pk, reason=form.cleaned_data["reason"], actor=actor, now=clock.now())


def _judge(request: HttpRequest) -> Actor:
    """Raises LoginNeeded, NotAllowed."""
    actor = actor_of(request)
    require_person(actor)
    require(rules.may_see_contested(actor), detail=_("This part is for judges."))
    return actor


def _contested(row: Evidence) -> Contested:
    since, today = timezone.localdate(row.state_since), timezone.localdate(clock.now())
    due = working_day_after(since, ANSWER_WORKING_DAYS).day
    days = (due - today).days
    late = State(_("may be decided"), "wait", "clock")
    left = ngettext("the owner has %(days)s day to answer", "the owner has %(days)s days to answer", days)
    waits = State(left % {"days": days}, "", "clock")
    return Contested(
        row=row,
        words=document_words(row),
        due=waits if days > 0 else late,
        url=reverse("listings:judge-document", args=[row.listing.public_id, row.key]),
    )
