"""The database repeats the invariants, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.needs.models import Need
from tests.factories.needs import make_open

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "flying"},
        {"kind": "wish"},
        {"visibility": "brokers"},
        {"published_at": None},
        {"expires_on": None},
        {"answers_by": None},
        {"reference": None},
        {"title_vi": "", "title_en": ""},
        {"state": "in_review", "reviewer": None},
        {"state": "closed_unmet", "state_reason": ""},
        {"response_days": 0},
        {"budget_min": 5, "budget_max": 4},
        {"budget_max": 4, "currency": ""},
        {"source_key": "without a source"},
    ],
    ids=str,
)
def test_an_open_need_cannot_break_its_invariant(broken):
    need = make_open()

    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).update(**broken)
