"""First start: by the printed code or by command, once."""

import pytest
from django.core.cache import cache

from marketplace.accounts import actions, queries
from marketplace.accounts.queries import actor_of
from marketplace.common.models import Site
from marketplace.common.permissions import NotAllowed
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.queries import current_site
from tests.factories.accounts import NOW, PASSWORD, make_code, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_site():
    cache.delete("site")


def answers(**changes):
    make_code("province", "12", edition="2025-07-01", label_vi="Lai Châu", label_en="Lai Chau")
    return actions.FloorAnswers(**{"name_vi": "Sàn Lai Châu", "name_en": "Lai Chau Floor", "province": "12", **changes})


ADMIN = actions.Administrator(email="Admin@example.org", name="Vàng A Mẫu", password=PASSWORD)


def test_the_code_opens_the_floor_once():
    code = actions.issue_setup_code(now=NOW)

    user = actions.open_floor_with_code(code=code.lower(), floor=answers(), administrator=ADMIN, now=NOW)

    actor = actor_of(user)
    assert (actor.staff, actor.email_confirmed, user.is_staff) == ({"operator"}, True, True)
    site = Site.objects.get()
    assert (site.name_vi, site.province_code, site.province_edition) == ("Sàn Lai Châu", "12", "2025-07-01")
    assert (site.province_name_en, site.setup_code_hash, site.set_up_at) == ("Lai Chau", "", NOW)
    with pytest.raises(NotFound):
        actions.open_floor_with_code(code=code, floor=answers(), administrator=ADMIN, now=NOW)
    with pytest.raises(NotFound):
        actions.issue_setup_code(now=NOW)


def test_only_a_hash_of_the_code_is_kept():
    code = actions.issue_setup_code(now=NOW)

    stored = Site.objects.get().setup_code_hash

    assert code not in stored
    assert code.replace("-", "") not in stored


@pytest.mark.parametrize("wrong", ["", "AAAA-BBBB-CCCC"])
def test_a_wrong_code_changes_nothing(wrong):
    actions.issue_setup_code(now=NOW)

    with pytest.raises(Invalid):
        actions.open_floor_with_code(code=wrong, floor=answers(), administrator=ADMIN, now=NOW)

    assert not queries.floor_has_administrator()
    assert Site.objects.get().set_up_at is None


def test_without_an_issued_code_no_code_is_right():
    with pytest.raises(Invalid):
        actions.open_floor_with_code(code="", floor=answers(), administrator=ADMIN, now=NOW)


def test_a_new_code_ends_the_older_one():
    old = actions.issue_setup_code(now=NOW)
    actions.issue_setup_code(now=NOW)

    with pytest.raises(Invalid):
        actions.open_floor_with_code(code=old, floor=answers(), administrator=ADMIN, now=NOW)


def test_a_refused_administrator_leaves_the_floor_unopened():
    code = actions.issue_setup_code(now=NOW)
    nameless = actions.Administrator(email="a@example.org", name="", password=PASSWORD)

    with pytest.raises(Invalid):
        actions.open_floor_with_code(code=code, floor=answers(), administrator=nameless, now=NOW)

    assert Site.objects.get().set_up_at is None


def test_renaming_the_floor_is_the_operators():
    operator = actor_of(make_user(staff=["operator"]))
    current_site()  # The old name is cached.

    actions.name_floor(floor=answers(name_vi="Sàn Mới"), actor=operator, now=NOW)

    assert Site.objects.get().name_vi == "Sàn Mới"
    with pytest.raises(NotAllowed):
        actions.name_floor(floor=answers(), actor=actor_of(make_user(staff=["curator"])), now=NOW)
