"""Who sees which need, and what of it is public."""

import pytest

from marketplace.accounts.queries.postings import Withdrawn
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import NotFound
from marketplace.needs import queries, rules
from marketplace.needs.models import Need
from marketplace.needs.projection import public_texts
from tests.factories.accounts import make_organisation
from tests.factories.listings import editor_of, make_reviewer
from tests.factories.needs import (
    make_closed,
    make_draft,
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
MAKERS = {
    "draft": make_draft,
    "submitted": make_submitted,
    "in_review": make_in_review,
    "changes_requested": make_returned,
    "open": make_open,
    "rejected": make_rejected,
    "paused": make_paused,
    "expired": make_expired,
    "closed_unmet": make_closed,
    "withdrawn": make_withdrawn,
}
IN_VIEW = {"open", "paused", "expired", "closed_unmet"}


@pytest.mark.parametrize("state", MAKERS)
def test_who_sees_a_need_by_state(state):
    need = MAKERS[state]()
    readers = {
        "visitor": ANONYMOUS,
        "stranger": editor_of(make_organisation()),
        "owner": owner_of(need),
        "reviewer": make_reviewer(),
    }

    seen = {who: rules.visible_to(actor).filter(pk=need.pk).exists() for who, actor in readers.items()}

    public = state in IN_VIEW
    assert seen == {"visitor": public, "stranger": public, "owner": True, "reviewer": state != "draft"}


@pytest.mark.parametrize("state", MAKERS)
def test_only_open_needs_are_in_the_search(state):
    need = MAKERS[state]()

    assert queries.searchable().filter(pk=need.pk).exists() == (state == "open")


def test_an_anonymous_asker_has_no_name_anywhere():
    author = editor_of(make_organisation(name_vi="Hợp tác xã Canary"))
    shown, hidden = make_open(author=author), make_open(author=author, visibility="anonymous")

    texts = public_texts(hidden)

    assert public_texts(shown).owner_vi == "Hợp tác xã Canary"
    assert (texts.owner_vi, texts.owner_en) == ("", "")
    assert "canary" not in Need.objects.get(pk=hidden.pk).public_text_folded
    assert list(queries.needs_of(hidden.owner_id, actor=ANONYMOUS)) == [shown]


def test_a_budget_is_read_by_others_only_when_its_owner_shows_it():
    closed, shown = make_open(budget_max="250000000"), make_open(budget_max="250000000", budget_public=True)

    assert [rules.may_read_budget(ANONYMOUS, need) for need in (closed, shown)] == [False, True]
    assert rules.may_read_budget(owner_of(closed), closed)


def test_a_withdrawn_need_leaves_a_tombstone_and_an_unknown_one_nothing():
    need = make_withdrawn()

    with pytest.raises(Withdrawn) as gone:
        queries.need_page(need.reference, actor=ANONYMOUS)
    with pytest.raises(NotFound):
        queries.need_page("VN-12-TR-20261123-9999-X", actor=ANONYMOUS)

    assert gone.value.posting == need


def test_open_needs_come_by_deadline(now):
    late, soon = make_open(answers_by="2027-03-01"), make_open(answers_by="2026-12-01")

    assert queries.open_by_deadline(limit=5, on=now.date()) == [soon, late]
