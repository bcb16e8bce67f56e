"""What a serious complaint holds off view, and what brings it back."""

import pytest

from marketplace.accounts.models import Organisation
from marketplace.common.holds import UnderReview, has_hold
from marketplace.common.models import Hold, OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid
from marketplace.listings import queries as listing_queries
from marketplace.listings import rules as listing_rules
from marketplace.listings.models import Listing
from marketplace.moderation import actions, queries
from tests.factories.accounts import NOW, make_organisation
from tests.factories.complaints import (
    STATEMENT,
    make_complaint,
    make_dismissed,
    make_judge,
    make_plain,
    make_serious,
    make_taken_back,
    make_upheld,
)
from tests.factories.listings import make_published, make_reviewer
from tests.factories.talk import make_asker

pytestmark = pytest.mark.django_db


def in_view(listing: Listing) -> bool:
    return listing_rules.visible_to(ANONYMOUS).filter(pk=listing.pk).exists()


class TestHold:
    def test_a_serious_one_takes_its_subject_off_view_at_once_and_out_of_the_index(self):
        listing = make_published()
        version = listing.index_version
        make_serious(about=listing)
        listing.refresh_from_db()

        assert not in_view(listing)
        assert listing.index_version > version
        waiting = OutboxRow.objects.get(task="sync_documents", subject_kind="listing", subject_id=listing.pk)
        assert waiting.version == listing.index_version

    def test_its_address_says_so_and_since_when(self):
        listing = make_published()
        make_serious(about=listing)

        with pytest.raises(UnderReview) as refused:
            listing_queries.listing_page(listing.reference, actor=ANONYMOUS)

        assert "23/11/2026" in str(refused.value.detail)

    def test_a_plain_one_leaves_it_in_view(self):
        listing = make_published()
        make_plain(about=listing)

        assert in_view(listing)

    @pytest.mark.parametrize("ground", ["false_claim", "no_authority", "conduct", "unfair_review"])
    def test_other_grounds_are_not_serious(self, ground):
        filed = make_complaint(ground=ground)

        with pytest.raises(Invalid):
            actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

    @pytest.mark.parametrize("end", [make_dismissed, make_taken_back, make_upheld])
    def test_the_end_of_the_complaint_brings_it_back(self, end):
        listing = make_published()
        end(about=listing)

        assert in_view(listing)
        assert OutboxRow.objects.filter(event="moderation.released").exists()

    def test_two_complaints_hold_it_until_both_are_over(self):
        listing = make_published()
        first, second = make_complaint(about=listing), make_complaint(about=listing)
        judge = make_judge()
        for complaint in (first, second):
            actions.grade_serious(complaint_id=complaint.pk, actor=make_reviewer(), now=NOW)

        actions.dismiss_complaint(complaint_id=first.pk, reason="no_breach", text="Không.", actor=judge, now=NOW)
        assert not in_view(listing)
        actions.dismiss_complaint(complaint_id=second.pk, reason="no_breach", text="Không.", actor=judge, now=NOW)

        assert in_view(listing)

    def test_a_hold_whose_complaint_is_over_is_reported(self):
        live = make_serious()
        assert queries.orphan_holds(limit=10) == []

        Hold.objects.filter(subject_id=make_upheld().pk).update(lifted_at=None)

        assert [hold.object_kind for hold in queries.orphan_holds(limit=10)] == ["listing"]
        assert has_hold(Listing.objects.get(pk=live.subject_id), "complaint")

    def test_an_organisation_leaves_the_view(self):
        organisation = make_organisation()
        filed = actions.file_complaint(
            kind="organisation",
            subject_id=organisation.pk,
            ground="fraud",
            statement=STATEMENT,
            actor=make_asker(),
            now=NOW,
        )
        actions.grade_serious(complaint_id=filed.pk, actor=make_reviewer(), now=NOW)

        assert has_hold(Organisation.objects.get(pk=organisation.pk), "complaint")
