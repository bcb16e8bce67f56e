"""Beginning a need, saving its text, handing it in."""

from datetime import date

import pytest

from marketplace.accounts.actions.guards import PointsOpen
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, NotAllowed, NotFound, Stale, TransitionRefused
from marketplace.needs.actions import answer_point, create_need, edit_need, recall_need, self_publish_need, submit_need
from marketplace.needs.completeness import REQUIRED
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from tests.factories.accounts import actor_for, make_organisation
from tests.factories.listings import editor_of
from tests.factories.needs import COMMON, make_draft, make_open, make_returned, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def edit(need, now, *, actor=None, version=None, **changes):
    return edit_need(
        need_id=need.pk,
        changes=changes,
        expected_version=need.version if version is None else version,
        actor=actor or owner_of(need),
        now=now,
    )


def test_a_draft_keeps_what_was_answered():
    stored = snapshot(Need.objects.get(pk=make_draft().pk))

    assert {name: stored[name] for name in COMMON} == COMMON
    (row,) = stored["requirements"]
    assert (row["operator"], row["value"], row["unit"], row["must"]) == ("le", "2500", "VND/kg", True)


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(now):
    need = make_draft()
    seen_by_both = need.version
    edit(need, now, version=seen_by_both, title_vi="Tên của người thứ nhất")

    with pytest.raises(Stale):
        edit(need, now, version=seen_by_both, title_vi="Tên của người thứ hai")

    assert Need.objects.get(pk=need.pk).title_vi == "Tên của người thứ nhất"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"visibility": "brokers"}, "/visibility"),
        ({"trl_min": "trl_7", "trl_max": "trl_5"}, "/trl_max"),
        ({"budget_min": "5", "budget_max": "4"}, "/budget_max"),
        ({"budget_max": "4", "currency": ""}, "/currency"),
        ({"requirements": [{"operator": "le", "value": "1", "value_high": "2"}]}, "/requirements/0/value_high"),
        ({"owner": "me"}, "/owner"),
        ({"service_kinds": ["testing"]}, "/service_kinds"),
    ],
)
def test_wrong_and_excluding_answers_are_named(now, changes, pointer):
    need = make_draft()

    with pytest.raises(Invalid) as refused:
        edit(need, now, **changes)

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_nobody_begins_a_need_without_an_organisation_to_write_for(now):
    for actor in (ANONYMOUS, actor_for(make_organisation(), role="viewer")):
        with pytest.raises(NotAllowed):
            create_need(kind="technology", values={}, actor=actor, now=now)


def test_a_draft_does_not_exist_for_another_organisation(now):
    need = make_draft()

    with pytest.raises(NotFound):
        edit(need, now, actor=editor_of(make_organisation()), title_vi="Không phải của tôi")


@pytest.mark.parametrize(("kind", "type_code"), [("technology", "TR"), ("service", "BR"), ("research", "RD")])
def test_submitting_issues_the_reference_of_its_type(now, kind, type_code, events_of):
    need = make_submitted(now=now, kind=kind)

    assert need.reference.startswith(f"VN-12-{type_code}-20261124-0001-")
    assert events_of(need) == ["needs.submitted"]


def test_the_reference_of_an_anonymous_asker_betrays_no_neighbour(now):
    need = make_submitted(now=now, visibility="anonymous")

    assert len(need.reference.split("-")[4]) == 7


@pytest.mark.parametrize("kind", ["technology", "service", "research"])
def test_each_required_answer_is_asked_for(now, kind):
    empty = create_need(kind=kind, values={}, actor=editor_of(make_organisation()), now=now)

    with pytest.raises(Invalid) as refused:
        submit_need(need_id=empty.pk, actor=owner_of(empty), now=now)

    asked = {error.field.removesuffix("_vi") for error in refused.value.errors}
    assert asked == set(REQUIRED[kind]) - {"kind", "visibility"}  # Visibility is preset.
    assert len(REQUIRED[kind]) <= 10


def test_answers_are_wanted_by_a_day_that_is_still_to_come(now):
    need = make_draft(answers_by="2026-11-24")

    with pytest.raises(Invalid) as refused:
        submit_need(need_id=need.pk, actor=owner_of(need), now=now)

    assert [error.pointer for error in refused.value.errors] == ["/answers_by"]


def test_a_submitted_need_stands_still_until_it_is_recalled(now):
    need = make_submitted(now=now)
    with pytest.raises(TransitionRefused):
        edit(need, now, title_vi="Đổi trong lúc chờ")

    recalled = recall_need(need_id=need.pk, actor=owner_of(need), now=now)

    assert edit(recalled, now, title_vi="Đổi sau khi rút").title_vi == "Đổi sau khi rút"


def test_every_point_of_the_reviewer_is_answered_before_it_goes_back(now):
    need = make_returned(now=now)
    owner = owner_of(need)

    with pytest.raises(PointsOpen):
        submit_need(need_id=need.pk, actor=owner, now=now)

    point = need.review_points.get()
    answer_point(need_id=need.pk, point_id=point.pk, answer="Đã nói rõ.", actor=owner, now=now)
    assert submit_need(need_id=need.pk, actor=owner, now=now).state == "submitted"


def test_only_a_verified_organisation_with_leave_opens_without_review(now, events_of):
    ordinary, trusted = make_draft(), make_draft(author=editor_of(make_organisation(self_publish=True)))

    with pytest.raises(NotAllowed):
        self_publish_need(need_id=ordinary.pk, actor=owner_of(ordinary), now=now)
    need = self_publish_need(need_id=trusted.pk, actor=owner_of(trusted), now=now)

    assert (need.state, events_of(need)) == ("open", ["needs.opened"])


def test_an_edit_of_an_open_need_shows_at_once_and_moves_its_last_day(now, events_of):
    need = make_open(now=now)

    edit(need, now, title_vi="Sấy chè rẻ hơn", answers_by="2026-12-31")

    stored = Need.objects.get(pk=need.pk)
    assert (stored.title_vi, stored.expires_on) == ("Sấy chè rẻ hơn", date(2027, 1, 30))
    assert "say che re hon" in stored.public_text_folded
    assert events_of(need)[-1] == "needs.changed"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"problem_vi": ""}, "/problem_vi"),
        ({"requirements": []}, "/requirements"),
        ({"visibility": "anonymous"}, "/visibility"),
    ],
)
def test_an_open_need_stays_complete_and_keeps_its_visibility(now, changes, pointer):
    need = make_open(now=now)

    with pytest.raises(Invalid) as refused:
        edit(need, now, **changes)

    assert [error.pointer for error in refused.value.errors] == [pointer]
