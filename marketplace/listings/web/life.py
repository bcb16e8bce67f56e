"""The owner's moves: a page that repeats what will happen, then the move."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from marketplace.common import clock
from marketplace.common.problems import Invalid, NotFound
from marketplace.listings import actions
from marketplace.listings.fields import fields_of
from marketplace.listings.models import Listing
from marketplace.listings.states import LISTING, WithdrawReason
from marketplace.listings.web.asking import actor_of, editable
from marketplace.listings.web.moves import MOVES, RECALL_CHANGE
from marketplace.taxonomy.web.inputs import ManyCodes, OneCode

NOTE_ROWS = 3
# What one confirms at a renewal, where the kind has it: the answers that age.
CONFIRMED = ("title_vi", "claims", "trl_declared", "rights", "licence_kinds", "deliverable_vi", "price_mode",
             "response_days")  # fmt: skip


class ConfirmForm(forms.Form):
    """A move that asks nothing."""

    use_required_attribute = False


class WithdrawForm(ConfirmForm):
    reason = OneCode(label=_("Reason"), choices=[("", _("Choose a reason")), *WithdrawReason.choices])
    note = forms.CharField(
        label=_("Note"),
        required=False,
        help_text=_("For your own members and the reviewers; the tombstone does not show it."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )


class RenewForm(ConfirmForm):
    confirmed = ManyCodes(label=_("I looked at this today and it is still true"), widget=forms.CheckboxSelectMultiple)
    rights_checked = forms.BooleanField(
        label=_("I looked up the status of every right today"),
        required=False,
        help_text=_("Needed where the last look-up is more than 90 days ago."),
    )

    def __init__(self, *args: object, listing: Listing, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        facts = fields_of(listing.kind)
        self.fields["confirmed"].choices = [(name, facts[name].label) for name in CONFIRMED if name in facts]  # type: ignore[attr-defined]
        if "rights" not in facts:
            del self.fields["rights_checked"]


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, public_id: str, move: str) -> HttpResponse:
    """One move of the owner. Raises TransitionRefused where the state has no such move."""
    listing = editable(request, public_id)
    if move not in MOVES:
        raise NotFound()
    LISTING.next(listing.state, move)
    form = _form(request, listing, move)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS[move](request, listing, form)
        except Invalid as problem:
            _show(form, problem)
        else:
            messages.success(request, str(MOVES[move].done))
            return HttpResponseRedirect(_after(listing, move))
    context = {"section": "my", "listing": listing, "move": MOVES[move], "form": form}
    return render(request, "listings/own/move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def recall_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back an edit that waits beside the public text. Raises NothingPending."""
    listing = editable(request, public_id)
    own = reverse("listings:own", args=[public_id])
    if request.method == "POST":
        actions.recall_revision(listing_id=listing.pk, actor=actor_of(request), now=clock.now())
        messages.success(request, str(RECALL_CHANGE.done))
        return HttpResponseRedirect(own)
    context = {"section": "my", "listing": listing, "move": RECALL_CHANGE, "form": ConfirmForm()}
    return render(request, "listings/own/move.html", context)


def _form(request: HttpRequest, listing: Listing, move: str) -> ConfirmForm:
    data = request.POST if request.method == "POST" else None
    if move == "withdraw":
        return WithdrawForm(data)
    return RenewForm(data, listing=listing) if move == "renew" else ConfirmForm(data)


def _simple(action: Callable[..., Listing]) -> Callable[[HttpRequest, Listing, ConfirmForm], object]:
    def act(request: HttpRequest, listing: Listing, form: ConfirmForm) -> object:
        return action(listing_id=listing.pk, actor=actor_of(request), now=clock.now())

    return act


def _withdraw(request: HttpRequest, listing: Listing, form: ConfirmForm) -> object:
    words = {"reason": form.cleaned_data["reason"], "note": form.cleaned_data["note"]}
    return actions.withdraw_listing(listing_id=listing.pk, actor=actor_of(request), now=clock.now(), **words)


def _renew(request: HttpRequest, listing: Listing, form: ConfirmForm) -> object:
    return actions.renew_listing(
        listing_id=listing.pk,
        confirmed=form.cleaned_data["confirmed"],
        rights_checked=form.cleaned_data.get("rights_checked", False),
        actor=actor_of(request),
        now=clock.now(),
    )


ACTS: dict[str, Callable[[HttpRequest, Listing, ConfirmForm], object]] = {
    "recall": _simple(actions.recall_listing),
    "pause": _simple(actions.pause_listing),
    "resume": _simple(actions.resume_listing),
    "renew": _renew,
    "withdraw": _withdraw,
    "revise": _simple(actions.revise_listing),
    "archive": _simple(actions.archive_listing),
}


def _show(form: forms.Form, problem: Invalid) -> None:
    for error in problem.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.detail))


def _after(listing: Listing, move: str) -> str:
    if move == "archive":
        return reverse("listings:mine")
    return reverse("listings:edit" if move in ("recall", "revise") else "listings:own", args=[listing.public_id])
