"""Checking documents: the reviewer who sees one or doubts it, and the third party who confirms it."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.common import clock
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Invalid
from marketplace.common.templatetags.floor import text
from marketplace.common.web.formatting import write_date
from marketplace.listings import actions, queries, rules
from marketplace.listings.models import Evidence, Listing
from marketplace.listings.states import EVIDENCE
from marketplace.listings.web.asking import actor_of
from marketplace.listings.web.decisions import show_problem
from marketplace.listings.web.rows import claim_value, document_words
from marketplace.taxonomy.web.inputs import Day

DOUBTED = "doubted_in_review"  # Reason of a contest that a reviewer begins; complaints carry their own ground.


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document at the reviewer's desk: what rests on it, and what the reviewer may do."""

    row: Evidence
    words: SafeString
    figures: list[str]
    see_url: str
    contest_url: str


def document_rows(listing: Listing, *, actor: Actor) -> list[DocumentRow]:
    """Every document of a listing read with `queries.with_content`."""
    may = rules.may_see_documents(actor, listing)
    claims = list(listing.claims.all())
    return [_row(listing, row, claims, may=may, contest=may and rules.may_contest(actor, listing))
            for row in queries.evidence_of(listing)]  # fmt: skip


@require_POST
def see(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The document shows what the owner says."""
    row = _document(request, public_id, key)
    actions.see_document(evidence_id=row.pk, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Noted: the document was seen. The badge follows within seconds."))
    return _back(public_id)


@require_POST
def contest(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """The document does not show it: badge off until it is decided."""
    row = _document(request, public_id, key)
    actions.contest_evidence(evidence_id=row.pk, reason=DOUBTED, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Contested. The owner is told and has ten working days to answer."))
    return _back(public_id)


class VerifyForm(forms.Form):
    """Under which certificate, and until when it counts."""

    use_required_attribute = False
    service = forms.ModelChoiceField(
        label=gettext_lazy("Your certificate"), queryset=Listing.objects.none(), empty_label=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    expires_on = Day(
        label=gettext_lazy("Counts until"),
        required=False,
        help_text=gettext_lazy("Day/month/year; empty where it does not run out"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: QueryDict | None, *, certificates: QuerySet[Listing]) -> None:
        super().__init__(data)
        control = self.fields["service"]
        control.queryset = certificates  # type: ignore[attr-defined]
        control.label_from_instance = _certificate  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """A third party confirms a document under a certificate of its own. Refused to whoever has none that covers it."""
    row, actor, today = _document(request, public_id, key), actor_of(request), timezone.localdate(clock.now())
    listing = row.listing
    require(rules.may_verify(actor, listing), detail=_("An intermediary without part in the listing confirms it."))
    EVIDENCE.next(row.state, "verify")
    certificates = queries.covering_certificates(listing, actor=actor, on=today)
    form = VerifyForm(request.POST if request.method == "POST" else None, certificates=certificates)
    if request.method == "POST" and form.is_valid():
        try:
            _confirm(row, form, actor=actor)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("Confirmed. The badge is shown within seconds."))
            return HttpResponseRedirect(listing.get_absolute_url())
    figures = [f"{text(claim, 'metric')}: {claim_value(claim)}" for claim in row.claims.all()]
    context = {
        "listing": listing,
        "row": row,
        "words": document_words(row),
        "figures": figures,
        "form": form,
        "certified": certificates.exists(),
    }
    return render(request, "listings/verify.html", context, status=422 if form.errors else 200)


def verifiable(listing: Listing, *, actor: Actor) -> list[tuple[Evidence, str]]:
    """Documents that the actor's organisation may look at as a third party, with the address where it confirms them."""
    rows = [row for row in queries.evidence_of(listing) if "verify" in EVIDENCE.allowed(row.state)]
    if not rows or not rules.may_verify(actor, listing):
        return []
    return [(row, reverse("listings:verify", args=[listing.public_id, row.key])) for row in rows]


def _confirm(row: Evidence, form: VerifyForm, *, actor: Actor) -> None:
    given: date | None = form.cleaned_data["expires_on"]
    service = form.cleaned_data["service"].pk
    actions.verify_evidence(evidence_id=row.pk, service_id=service, expires_on=given, actor=actor, now=clock.now())


def _certificate(service: Listing) -> str:
    own = service.service
    parts = (own.certificate_no, text(own, "certificate_scope"), write_date(own.certificate_expires_on))
    return " · ".join(part for part in parts if part)


def _document(request: HttpRequest, public_id: str, key: str) -> Evidence:
    """Raises LoginNeeded, NotFound."""
    require_person(actor_of(request))
    return queries.evidence_named(public_id, key, actor=actor_of(request))


def _row(listing: Listing, row: Evidence, claims: list, *, may: bool, contest: bool) -> DocumentRow:
    possible = EVIDENCE.allowed(row.state)
    place = [listing.public_id, row.key]
    return DocumentRow(
        row=row,
        words=document_words(row),
        figures=[f"{text(one, 'metric')}: {claim_value(one)}" for one in claims if one.evidence_id == row.pk],
        see_url=reverse("listings:see-document", args=place) if may and "see_document" in possible else "",
        contest_url=reverse("listings:contest-document", args=place) if contest and "contest" in possible else "",
    )


def _back(public_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("listings:review", args=[public_id]) + "#documents")
