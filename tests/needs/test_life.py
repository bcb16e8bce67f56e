"""Review, and the life of an open need."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.accounts.actions.guards import Held
from marketplace.accounts.queries import actor_of
from marketplace.common.holds import place_hold
from marketplace.common.problems import Invalid, NotAllowed, TransitionRefused
from marketplace.needs.actions import (
    Point,
    approve_need,
    archive_due,
    ask_changes,
    close_need_unmet,
    expire_due,
    give_back_idle,
    give_back_need,
    lapse_due,
    renew_need,
    resume_need,
    revise_need,
    take_need,
    withdraw_need,
)
from marketplace.needs.models import Need
from marketplace.needs.states import ReviewCheck
from tests.factories.accounts import make_organisation, make_user
from tests.factories.listings import make_reviewer
from tests.factories.needs import (
    make_closed,
    make_expired,
    make_in_review,
    make_open,
    make_paused,
    make_rejected,
    make_returned,
    make_submitted,
    make_withdrawn,
    owner_of,
)

pytestmark = pytest.mark.django_db


def hold(need, kind, now):
    place_hold(need, kind, subject=need.owner, now=now, until=None)


def test_an_approved_need_is_open_for_six_months_or_thirty_days_after_its_answers(now, events_of):
    near, far = make_open(now=now), make_open(now=now, answers_by="2027-12-01")

    assert (near.state, near.expires_on, far.expires_on) == ("open", date(2027, 3, 3), date(2027, 5, 24))
    assert events_of(near) == ["needs.submitted", "needs.opened"]
    assert "giam chi phi say che mua mua" in near.public_text_folded


def test_the_author_does_not_review_even_as_a_reviewer(now):
    author = make_user(staff=["reviewer"])
    organisation = make_organisation(admin=author)
    need = make_submitted(author=actor_of(author, organisation_id=organisation.pk))

    with pytest.raises(NotAllowed):
        take_need(need_id=need.pk, actor=actor_of(author), now=now)


def test_only_the_reviewer_who_took_it_decides(now):
    need = make_in_review()

    with pytest.raises(NotAllowed):
        approve_need(need_id=need.pk, checklist=ReviewCheck.values, actor=make_reviewer(), now=now)


def test_an_incomplete_review_opens_nothing(now):
    reviewer = make_reviewer()
    need = make_in_review(reviewer=reviewer)

    with pytest.raises(Invalid):
        approve_need(need_id=need.pk, checklist=[], actor=reviewer, now=now)


def test_a_reviewer_gives_a_need_back_to_the_queue(now):
    reviewer = make_reviewer()
    need = make_in_review(reviewer=reviewer)

    assert give_back_need(need_id=need.pk, actor=reviewer, now=now).reviewer_id is None


def test_a_returned_need_names_the_page_of_each_point(now, events_of):
    reviewer = make_reviewer()
    need = make_in_review(reviewer=reviewer)
    points = [Point("says_not_what"), Point("claim_without_baseline"), Point("offer_incomplete")]

    returned = ask_changes(need_id=need.pk, points=points, actor=reviewer, now=now)

    assert [point.section for point in returned.review_points.all()] == ["problem", "requirements", "terms"]
    assert events_of(need) == ["needs.submitted", "needs.returned"]


def test_a_pause_and_its_end(now, events_of):
    need = make_paused(now=now)

    assert resume_need(need_id=need.pk, actor=owner_of(need), now=now).state == "open"
    assert events_of(need)[-2:] == ["needs.paused", "needs.resumed"]


def test_a_need_is_closed_unmet_with_a_reason_of_its_list(now, events_of):
    need = make_open(now=now)
    with pytest.raises(Invalid):
        close_need_unmet(need_id=need.pk, reason="duplicate_or_advert", note="", actor=owner_of(need), now=now)

    closed = close_need_unmet(need_id=need.pk, reason="no_candidate", note="", actor=owner_of(need), now=now)

    assert (closed.state, closed.state_reason) == ("closed_unmet", "no_candidate")
    assert events_of(need)[-1] == "needs.closed"


def test_the_clock_expires_on_the_last_day_and_not_before(now, events_of):
    need = make_open(now=now)
    eve = datetime(2027, 3, 2, 16, 59, tzinfo=UTC)

    assert [expire_due(eve), expire_due(eve + timedelta(minutes=1))] == [0, 1]
    assert events_of(need)[-1] == "needs.expired"


def test_a_deal_keeps_a_need_from_expiring(now):
    need = make_open(now=now)
    hold(need, "deal", now)

    assert expire_due(now.replace(year=2028)) == 0
    assert Need.objects.get(pk=need.pk).state == "open"


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (150, True), (300, False)])
def test_an_expired_need_is_renewed_within_six_months_with_a_new_day(now, days, allowed):
    need = make_expired(now=now)
    moment = datetime(2027, 3, 3, 2, tzinfo=UTC) + timedelta(days=days)
    wanted = moment.date() + timedelta(days=60)

    if not allowed:
        with pytest.raises(TransitionRefused):
            renew_need(need_id=need.pk, answers_by=wanted, actor=owner_of(need), now=moment)
        return
    renewed = renew_need(need_id=need.pk, answers_by=wanted, actor=owner_of(need), now=moment)

    assert (renewed.state, renewed.answers_by) == ("open", wanted)
    assert renewed.expires_on == wanted + timedelta(days=30)


def test_a_renewal_wants_a_day_that_is_still_to_come(now):
    need = make_expired(now=now)
    moment = datetime(2027, 3, 4, 2, tzinfo=UTC)

    with pytest.raises(Invalid):
        renew_need(need_id=need.pk, answers_by=moment.date(), actor=owner_of(need), now=moment)


def test_an_agreed_deal_keeps_a_need_from_being_withdrawn(now):
    need = make_open(now=now)
    hold(need, "agreed_deal", now)

    with pytest.raises(Held):
        withdraw_need(need_id=need.pk, reason="need_changed", note="", actor=owner_of(need), now=now)


@pytest.mark.parametrize("make", [make_rejected, make_expired])
def test_rejected_and_expired_needs_go_back_to_draft(now, make):
    need = make(now=now)

    assert revise_need(need_id=need.pk, actor=owner_of(need), now=now).state == "draft"


def test_returned_needs_lapse_and_rejected_ones_are_archived(now):
    make_returned(now=now)
    make_rejected(now=now)

    assert [lapse_due(now + timedelta(days=91)), archive_due(now + timedelta(days=31))] == [1, 1]
    assert set(Need.objects.values_list("state", flat=True)) == {"archived"}


def test_an_idle_review_goes_back_after_three_working_days(now):
    make_in_review(now=now)

    assert [give_back_idle(now + timedelta(days=3)), give_back_idle(now + timedelta(days=4))] == [0, 1]


def test_closed_and_withdrawn_needs_keep_their_reasons():
    assert (make_closed().state_reason, make_withdrawn().state_reason) == ("too_expensive", "need_changed")
