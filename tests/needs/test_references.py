"""The number of a need: given at first submit, telling nothing of an owner who hides."""

import pytest

from marketplace.common.references import tells_its_place
from marketplace.needs.actions import answer_point, edit_need, recall_need, submit_need
from marketplace.needs.actions.publishing import reference_for
from marketplace.needs.models import Need
from tests.factories.needs import make_open, make_returned, make_submitted, owner_of

pytestmark = pytest.mark.django_db


def test_an_owner_who_hides_after_the_first_submit_gets_a_number_that_tells_nothing(now):
    need = make_returned(now=now)
    author, first = owner_of(need), need.reference
    point = need.review_points.get()
    answer_point(need_id=need.pk, point_id=point.pk, answer="Đã sửa", actor=author, now=now)
    edit_need(
        need_id=need.pk, changes={"visibility": "anonymous"}, expected_version=need.version, actor=author, now=now
    )

    hidden = submit_need(need_id=need.pk, actor=author, now=now).reference
    recall_need(need_id=need.pk, actor=author, now=now)
    again = submit_need(need_id=need.pk, actor=author, now=now).reference

    assert (first.split("-")[1], hidden.split("-")[1]) == ("12", "00")
    assert not tells_its_place(hidden)
    assert again == hidden
    assert make_submitted(now=now).reference not in (first, hidden)


def test_what_was_public_keeps_its_number_when_its_owner_hides(now):
    need = make_open(now=now)
    Need.objects.filter(pk=need.pk).update(visibility="anonymous")
    need.refresh_from_db()

    assert reference_for(need, now=now) == need.reference
