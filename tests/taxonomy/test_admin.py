"""The curator's pages: rows are edited and added, never deleted; nobody else comes in."""

import pytest

from marketplace.common.models import AuditEntry
from marketplace.taxonomy import queries
from marketplace.taxonomy.models import Holiday
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

PAGES = ["code", "crosswalk", "datedrate", "holiday", "source"]


@pytest.fixture
def curator(client):
    client.force_login(make_user(staff=["curator"]))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_curator_sees_every_list(curator, page):
    assert curator.get(f"/en/admin/taxonomy/{page}/").status_code == 200
    assert curator.get(f"/en/admin/taxonomy/{page}/add/").status_code == 200


def test_codes_are_found_and_shown_with_what_is_to_be_checked(curator):
    page = curator.get("/en/admin/taxonomy/code/", {"q": "Lào Cai", "verified__exact": "1"})

    assert "Lào Cai" in page.content.decode()


def test_an_edit_is_recorded_and_seen(curator):
    row = queries.code("stage", "lab")
    form = {
        "list": row.list, "code": row.code, "edition": "", "symbol": "", "label_vi": "Phòng thử nghiệm",
        "label_en": row.label_en, "parent": "", "position": row.position, "valid_from": "", "valid_to": "",
        "source": row.source, "verified": "on", "note": "", "facts-TOTAL_FORMS": 0, "facts-INITIAL_FORMS": 0,
    }  # fmt: skip

    answer = curator.post(f"/en/admin/taxonomy/code/{row.pk}/change/", form)

    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.label_vi, row.edited_at is not None) == ("Phòng thử nghiệm", True)
    assert queries.label("stage", "lab", "vi") == "Phòng thử nghiệm"
    assert AuditEntry.objects.filter(verb="taxonomy.code_saved", subject_id=row.pk).count() == 1
    queries.forget_labels()


def test_a_holiday_is_added_for_a_year_not_yet_entered(curator):
    form = {"day": "2028-01-03", "kind": "off", "label_vi": "Nghỉ", "label_en": "Off", "source": "Công báo"}

    assert curator.post("/en/admin/taxonomy/holiday/add/", form).status_code == 302
    assert Holiday.objects.filter(day="2028-01-03", edited_at__isnull=False).exists()


def test_nothing_is_deleted(curator):
    row = queries.code("stage", "lab")

    assert curator.get(f"/en/admin/taxonomy/code/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_reviewer_does_not_curate(client, page):
    client.force_login(make_user(staff=["reviewer"]))

    assert client.get(f"/en/admin/taxonomy/{page}/").status_code in (302, 403)
