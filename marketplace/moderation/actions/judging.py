"""The judge's moves: hear the other side, uphold with an effect, dismiss. Each with reasons that both sides read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actions import allow_self_publish
from marketplace.common.lifecycle import advance, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import CLOCK, Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound, Stale, TransitionRefused
from marketplace.listings import actions as listings
from marketplace.moderation import events, queries, rules
from marketplace.moderation.actions.filing import given_words
from marketplace.moderation.actions.grading import given_dismissal
from marketplace.moderation.actions.holding import release
from marketplace.moderation.actions.locking import locked
from marketplace.moderation.models import Complaint
from marketplace.moderation.states import COMPLAINT, EFFECTS, Effect
from marketplace.needs import actions as needs
from marketplace.notifications import actions as talk
from marketplace.notifications.states import RemoveReason
from marketplace.taxonomy.queries import codes, working_day_after

SWEEP_BATCH = 500  # Rows of one sweep; the next one takes the rest.


class NothingProposed(Conflict):
    """No first judge has proposed a take-down here."""

    code = "nothing-proposed"
    advice = gettext_lazy("Decide the complaint yourself instead.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a judge decides: the ground found true, the effect, the reasons.

    `repair` is a code of list `returned_listing`.
    """

    ground: str
    effect: str
    text: str
    repair: str = ""


def ask_other_side(
    *, complaint_id: int, text: str, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Ask the other side, who has ten working days. Raises NotFound, NotAllowed, TransitionRefused, Invalid."""
    with transaction.atomic():
        complaint = _before_judge(complaint_id, "ask_other_side", actor=actor, expected_version=expected_version)
        due = working_day_after(timezone.localdate(now), settings.COMPLAINT_ANSWER_WORKING_DAYS).day
        words = given_words(text, field="text")
        columns: dict[str, Any] = {"asked": words, "answer_due": due, "state_since": now}
        advance(complaint, "ask_other_side", actor=actor, now=now, **columns)
        emit(events.OTHER_SIDE_ASKED, subject=complaint)
    return complaint


def answer_complaint(
    *, complaint_id: int, text: str, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """The other side answers. Raises NotFound, NotAllowed, TransitionRefused, Invalid."""
    with transaction.atomic():
        complaint = locked(complaint_id, actor=actor, expected_version=expected_version)
        require(rules.may_answer(actor, complaint), detail=_("The other side answers."))
        COMPLAINT.next(complaint.state, "answer")
        columns: dict[str, Any] = {
            "answer": given_words(text, field="text"),
            "answered_by_id": actor.user_id,
            "answered_at": now,
        }
        advance(complaint, "answer", actor=actor, now=now, state_since=now, **columns)
        emit(events.ANSWERED, subject=complaint)
    return complaint


def go_on_without_answer(*, complaint_id: int, now: datetime) -> Complaint:
    """The clock's move when the day of the answer is over. Raises TransitionRefused before that."""
    with transaction.atomic():
        complaint = locked(complaint_id, actor=CLOCK)
        COMPLAINT.next(complaint.state, "answer")
        if complaint.answer_due is None or complaint.answer_due >= timezone.localdate(now):
            raise TransitionRefused(_("Its last day is not over."))
        advance(complaint, "answer", actor=CLOCK, now=now, state_since=now)
        emit(events.ANSWERED, subject=complaint)
    return complaint


def go_on_due(now: datetime) -> int:
    """Complaints whose other side let its day pass are decided without it; returns how many."""
    done = 0
    for complaint_id in queries.due_for_decision(today=timezone.localdate(now), limit=SWEEP_BATCH):
        try:
            go_on_without_answer(complaint_id=complaint_id, now=now)
        except (TransitionRefused, Stale, NotFound):
            continue  # Somebody moved it between the look and the lock.
        done += 1
    return done


def uphold_complaint(
    *, complaint_id: int, ruling: Ruling, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Find a complaint true, with an effect on its subject. The hold is lifted, and the owner publishes under review.

    A take-down of what a verified organisation owns is only proposed: a second judge confirms it. Raises NotFound,
    NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        complaint = _before_judge(complaint_id, "uphold", actor=actor, expected_version=expected_version)
        given = _checked(complaint, ruling)
        if given.effect == Effect.TAKE_DOWN and complaint.owner is not None and complaint.owner.is_verified:
            touch(
                complaint,
                actor=actor,
                now=now,
                verb="complaint.propose_take_down",
                proposed_by_id=actor.user_id,
                decision=given.ground,
                decision_text=given.text,
                effect=given.effect,
            )
            return complaint
        _uphold(complaint, given, actor=actor, now=now)
    return complaint


def confirm_take_down(
    *, complaint_id: int, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Agree, as the second judge, to the take-down that the first one proposed.

    Raises NotFound, NotAllowed, TransitionRefused, NothingProposed.
    """
    with transaction.atomic():
        complaint = _before_judge(complaint_id, "uphold", actor=actor, expected_version=expected_version)
        if complaint.proposed_by_id is None:
            raise NothingProposed(_("No take-down is proposed."))
        require(rules.may_confirm(actor, complaint), detail=_("Another judge than the first one confirms."))
        given = Ruling(complaint.decision, complaint.effect, complaint.decision_text)
        _uphold(complaint, given, actor=actor, now=now)
    return complaint


def dismiss_complaint(
    *, complaint_id: int, reason: str, text: str, actor: Actor, now: datetime, expected_version: int | None = None
) -> Complaint:
    """Find that it does not hold, with a `Dismissal` and reasons; what was off view comes back.

    Raises NotFound, NotAllowed, TransitionRefused, Invalid.
    """
    with transaction.atomic():
        complaint = _before_judge(complaint_id, "dismiss", actor=actor, expected_version=expected_version)
        advance(
            complaint,
            "dismiss",
            actor=actor,
            now=now,
            reason=given_dismissal(reason),
            state_since=now,
            decision=reason,
            decision_text=given_words(text, field="text"),
            effect="",
            proposed_by=None,
            decided_by_id=actor.user_id,
            decided_at=now,
        )
        release(complaint, now=now)
        emit(events.DISMISSED, subject=complaint)
    return complaint


def _before_judge(complaint_id: int, move: str, *, actor: Actor, expected_version: int | None) -> Complaint:
    complaint = locked(complaint_id, actor=actor, expected_version=expected_version)
    require(
        rules.may_judge(actor, complaint), detail=_("A judge on neither side, who did not review the subject, decides.")
    )
    COMPLAINT.next(complaint.state, move)
    return complaint


def _checked(complaint: Complaint, ruling: Ruling) -> Ruling:
    if not codes("complaint_ground").filter(code=ruling.ground).exists():
        raise Invalid(errors=[FieldProblem("/ground", "required", _("Choose a reason from the list."))])
    if ruling.effect not in EFFECTS[complaint.subject_kind]:
        raise Invalid(errors=[FieldProblem("/effect", "required", _("Choose what follows from the list."))])
    if ruling.effect == Effect.ASK_CHANGES and not codes("returned_listing").filter(code=ruling.repair).exists():
        raise Invalid(errors=[FieldProblem("/repair", "required", _("Say what is to be repaired."))])
    return Ruling(ruling.ground, ruling.effect, given_words(ruling.text, field="text"), ruling.repair)


def _uphold(complaint: Complaint, ruling: Ruling, *, actor: Actor, now: datetime) -> None:
    advance(
        complaint,
        "uphold",
        actor=actor,
        now=now,
        reason=ruling.ground,
        facts={"effect": ruling.effect},
        state_since=now,
        decision=ruling.ground,
        decision_text=ruling.text,
        effect=ruling.effect,
        decided_by_id=actor.user_id,
        decided_at=now,
    )
    release(complaint, now=now)
    _apply(complaint, ruling, actor=actor, now=now)
    if complaint.owner is not None and complaint.owner.self_publish:
        allow_self_publish(organisation_id=complaint.owner.pk, allowed=False, actor=actor, now=now)
    emit(events.UPHELD, subject=complaint, effect=ruling.effect)


def _apply(complaint: Complaint, ruling: Ruling, *, actor: Actor, now: datetime) -> None:
    """The effect, by a direct call into the app of the subject."""
    subject_id, why = complaint.subject_id, RemoveReason.COMPLAINT
    match (ruling.effect, complaint.subject_kind):
        case (Effect.ASK_CHANGES, "listing"):
            repairs = [listings.Point(reason=ruling.repair, note=ruling.text[: settings.REPAIR_NOTE_MAX_CHARS])]
            listings.return_after_complaint(listing_id=subject_id, points=repairs, actor=actor, now=now)
        case (Effect.ASK_CHANGES, "need"):
            points = [needs.Point(reason=ruling.repair, note=ruling.text[: settings.REPAIR_NOTE_MAX_CHARS])]
            needs.return_after_complaint(need_id=subject_id, points=points, actor=actor, now=now)
        case (Effect.TAKE_DOWN, "listing"):
            listings.take_down_listing(listing_id=subject_id, note="", actor=actor, now=now)
        case (Effect.TAKE_DOWN, "need"):
            needs.take_down_need(need_id=subject_id, note="", actor=actor, now=now)
        case (Effect.REMOVE, "question"):
            talk.remove_question(question_id=subject_id, reason=why, note="", actor=actor, now=now)
        case (Effect.HIDE, "message"):
            talk.hide_message(message_id=subject_id, reason=why, actor=actor, now=now)
