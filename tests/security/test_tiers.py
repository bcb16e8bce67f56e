"""Every text and number of every model stands in the table of tiers, and what is not public carries a canary."""

import pytest
from django.apps import apps
from django.db import models

from tests.security.tiers import TIERS
from tests.security.world import canaries_in

KEPT = (models.CharField, models.TextField, models.JSONField, models.DecimalField, models.BinaryField)
OURS = ("marketplace.", "search.")
KNOWN = {"public", "id", "own", "owner", "member", "sides", "nda", "agency", "secret", "machine"}
# Words that somebody types and not everybody reads: without a canary in them the crawl would be blind.
FREE_TEXT = {
    "accounts.User": "name email",
    "accounts.Organisation": "address business_code state_note suspension_asked_note",
    "accounts.OrganisationPaper": "title number",
    "accounts.Invitation": "email",
    "accounts.JoinRequest": "note",
    "accounts.ApiToken": "name",
    "notifications.Message": "body",
    "notifications.Question": "state_note",
    "notifications.Bookmark": "note",
    "mandates.Mandate": "consent_by consent_mark reach_at",
    "listings.Listing": "state_note abstract_vi",
    "listings.TechnologyDetails": "confidential_detail",
    "listings.ReviewPoint": "note answer",
    "listings.Revision": "content decision_note",
    "needs.Need": "state_note site_vi",
    "valuation.RunInput": "source",
    "moderation.Complaint": "email statement asked answer decision_text",
    "search.SavedSearch": "name params",
}
# Choices of a list, numbers and what is empty in the world; each is reviewed here.
NOT_TYPED = {
    "notifications.Message": "hidden_reason",
    "mandates.Outreach": "note",
    "needs.ReviewPoint": "note answer",
    "accounts.JoinRequest": "reason",
    "listings.Revision": "decision_note",
}


def ours() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in apps.get_models() if model.__module__.startswith(OURS)}


def kept_by(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, KEPT)}


def test_every_field_has_its_tier():
    lacking, gone = {}, {}
    for label, model in ours().items():
        named = [name for names in TIERS.get(label, {}).values() for name in names.split()]
        assert len(named) == len(set(named)), label
        lacking[label] = kept_by(model) - set(named)
        gone[label] = set(named) - kept_by(model)

    assert {label: names for label, names in lacking.items() if names} == {}
    assert {label: names for label, names in gone.items() if names} == {}
    assert set(TIERS) <= set(ours())
    assert {tier for tiers in TIERS.values() for tier in tiers} <= KNOWN


@pytest.mark.django_db
def test_words_that_not_everybody_reads_carry_a_canary(world):
    """First something that could leak."""
    without = []
    for label, names in FREE_TEXT.items():
        for name in names.split():
            if name in NOT_TYPED.get(label, "").split():
                continue
            values = ours()[label]._default_manager.values_list(name, flat=True)
            if not canaries_in(" ".join(map(str, values))):
                without.append(f"{label}.{name}")

    assert without == []


def test_hashes_of_secrets_are_in_no_page_and_no_answer():
    """Secrets are kept as hashes: no field of tier secret holds what opens something."""
    secret = {f"{label}.{name}" for label, tiers in TIERS.items() for name in tiers.get("secret", "").split()}

    assert secret == {
        "accounts.User.password",
        "accounts.Invitation.token_hash",
        "accounts.ApiToken.token_hash",
        "common.Site.setup_code_hash",
        "mandates.Mandate.code_hash",
    }
