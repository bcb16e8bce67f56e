"""Evidence behind figures: who declares, sees, confirms and contests it, and what its figures show."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.queries import actor_of
from marketplace.common.holds import place_hold
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import Invalid, NotAllowed, NotFound, TransitionRefused
from marketplace.listings import actions, events
from marketplace.listings.actions.life import expire_evidence_due
from marketplace.listings.models import Claim, Evidence, Listing
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import EVIDENCE, SHOWN_AS, EvidenceState
from tests.factories.accounts import NOW, make_member, make_staff, make_user
from tests.factories.evidence import DOCUMENT, certified_service, make_documented, make_evidence
from tests.factories.listings import TECHNOLOGY, make_draft, make_expired, make_published, owner_of

pytestmark = pytest.mark.django_db
CLAIM = TECHNOLOGY["claims"][0]  # type: ignore[index]

MOVES = {
    ("declared", "see_document"): "document_seen",
    ("contested", "see_document"): "document_seen",
    ("declared", "verify"): "third_party_verified",
    ("document_seen", "verify"): "third_party_verified",
    ("declared", "contest"): "contested",
    ("document_seen", "contest"): "contested",
    ("third_party_verified", "contest"): "contested",
    ("contested", "uphold_evidence"): "third_party_verified",
    ("contested", "strike"): "struck",
    ("document_seen", "expire"): "expired",
    ("third_party_verified", "expire"): "expired",
    ("expired", "redeclare"): "declared",
}


def claim_of(row: Evidence) -> Claim:
    return Claim.objects.get(listing=row.listing_id)


def edit(listing: Listing, **changes: object) -> Listing:
    listing.refresh_from_db()
    return actions.edit_listing(
        listing_id=listing.pk, changes=changes, expected_version=listing.version, actor=owner_of(listing), now=NOW
    )


class TestTable:
    @pytest.mark.parametrize("state", EvidenceState.values)
    @pytest.mark.parametrize("move", [move for move in EVIDENCE.moves if move != "declare"])
    def test_every_state_and_move(self, state, move):
        if (state, move) in MOVES:
            assert EVIDENCE.next(state, move) == MOVES[state, move]
            return

        with pytest.raises(TransitionRefused):
            EVIDENCE.next(state, move)

    def test_begins_declared_and_has_a_look_for_each_state(self):
        assert isinstance(Evidence.LIFECYCLE, Lifecycle)
        assert EVIDENCE.start == {"declare": "declared"}
        assert set(SHOWN_AS) == set(EvidenceState)


class TestDeclaring:
    def test_a_document_gets_a_key_and_a_figure_rests_on_it(self):
        listing = make_draft(evidence=[DOCUMENT], claims=[{**CLAIM, "evidence": "e1"}])

        values = snapshot(Listing.objects.get(pk=listing.pk))

        assert [row["key"] for row in values["evidence"]] == ["e1"]
        assert [row["evidence"] for row in values["claims"]] == ["e1"]

    def test_keys_are_not_given_twice_when_a_document_makes_room_for_another(self):
        listing = make_draft(evidence=[DOCUMENT, {**DOCUMENT, "issuer": "B"}])

        edit(listing, evidence=[{**DOCUMENT, "key": "e1"}, {**DOCUMENT, "issuer": "C"}])

        assert list(listing.evidence.values_list("key", "issuer")) == [("e1", DOCUMENT["issuer"]), ("e3", "C")]

    def test_a_figure_without_its_document_stands_alone_again(self):
        listing = make_draft(evidence=[DOCUMENT], claims=[{**CLAIM, "evidence": "e1"}])

        edit(listing, evidence=[])

        assert claim_of_listing(listing).evidence is None

    def test_a_figure_cannot_rest_on_a_document_that_is_not_there(self):
        with pytest.raises(Invalid) as refused:
            make_draft(claims=[{**CLAIM, "evidence": "e9"}])

        assert [error.pointer for error in refused.value.errors] == ["/claims/0/evidence"]

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"kind": ""}, "/evidence/0/kind"),
            ({"title_vi": ""}, "/evidence/0/title_vi"),
            ({"issuer": ""}, "/evidence/0/issuer"),
            ({"issued_on": None}, "/evidence/0/issued_on"),
        ],
    )
    def test_it_is_not_handed_in_without_issuer_day_kind_and_title(self, change, pointer):
        listing = make_draft(evidence=[{**DOCUMENT, **change}])

        with pytest.raises(Invalid) as refused:
            actions.submit_listing(listing_id=listing.pk, actor=owner_of(listing), now=NOW)

        assert [error.pointer for error in refused.value.errors] == [pointer]

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "example.org/report", "https://a b"])
    def test_its_address_is_one_of_the_web(self, link):
        with pytest.raises(Invalid):
            make_draft(evidence=[{**DOCUMENT, "link": link}])

    def test_what_was_checked_is_declared_anew_when_it_changes(self):
        row = make_evidence("document_seen")

        edit(row.listing, evidence=[{**DOCUMENT, "key": "e1", "issuer": "Another"}])
        waiting = row.listing.revisions.get(state="pending")
        reviewer = make_staff("reviewer")
        actions.approve_revision(
            revision_id=waiting.pk,
            expected_version=waiting.version,
            checklist=["says_what", "figures", "authority", "nothing_unfiled", "lists_read"],
            actor=reviewer,
            now=NOW,
        )

        fresh = row.listing.evidence.get()
        assert (fresh.state, fresh.issuer, fresh.key) == ("declared", "Another", "e1")
        assert (claim_of(fresh).verification, claim_of(fresh).evidence) == ("declared", fresh)

    def test_a_new_document_brings_what_ran_out_back_as_declared(self):
        row = make_evidence("expired", draft=True)

        edit(row.listing, evidence=[{**DOCUMENT, "key": "e1", "issued_on": "2026-11-01", "expires_on": "2027-11-01"}])

        row.refresh_from_db()
        assert row.state == "declared"

    @pytest.mark.parametrize("state", ["contested", "expired"])
    def test_what_was_confirmed_is_not_confirmed_of_another_document(self, state):
        row = make_evidence(state, draft=True)
        Evidence.objects.filter(pk=row.pk).update(verified_on=NOW.date(), certificate_no="DLM-TN-012")

        edit(row.listing, evidence=[{**DOCUMENT, "key": "e1", "issuer": "Another", "expires_on": "2027-11-01"}])

        row.refresh_from_db()
        assert (row.issuer, row.verified_on, row.certificate_no) == ("Another", None, "")

    def test_a_contested_document_is_not_dropped(self):
        row = make_evidence("contested", draft=True)

        with pytest.raises(Invalid):
            edit(row.listing, evidence=[])

        assert Evidence.objects.filter(pk=row.pk).exists()


def claim_of_listing(listing: Listing) -> Claim:
    return listing.claims.get()


class TestMoves:
    @pytest.mark.parametrize("state", EvidenceState.values)
    def test_figures_show_the_state_of_their_document(self, state):
        row = make_evidence(state)

        claim = row.listing.claims.get()

        assert claim.verification == SHOWN_AS[state]
        assert (claim.evidence_id is None) == (state == "struck")

    def test_a_move_is_another_document_of_the_index_and_no_edit(self, events_of):
        row = make_documented().evidence.get()
        before = Listing.objects.get(pk=row.listing_id)

        actions.see_document(evidence_id=row.pk, actor=make_staff("reviewer"), now=NOW)

        after = Listing.objects.get(pk=row.listing_id)
        assert (after.version, after.index_version) == (before.version, before.index_version + 1)
        assert events_of(after)[-1] == events.EVIDENCE_CHECKED

    @pytest.mark.parametrize("duty", ["reviewer", "verifier"])
    def test_reviewers_and_verifiers_see_a_document(self, duty):
        row = make_documented().evidence.get()

        actions.see_document(evidence_id=row.pk, actor=make_staff(duty), now=NOW)

        row.refresh_from_db()
        assert row.state == "document_seen"

    def test_nobody_sees_a_document_of_their_own_organisation(self):
        listing = make_documented()
        own = make_user(staff=["reviewer"])
        make_member(listing.owner, user=own)

        with pytest.raises(NotAllowed):
            actions.see_document(evidence_id=listing.evidence.get().pk, actor=actor_of(own), now=NOW)

    @pytest.mark.parametrize("duty", ["registrar", "operator", "judge", "analyst", "curator"])
    def test_nor_do_other_duties(self, duty):
        with pytest.raises(NotAllowed):
            actions.see_document(evidence_id=make_documented().evidence.get().pk, actor=make_staff(duty), now=NOW)

    def test_what_is_unknown_or_out_of_sight_is_not_found(self):
        draft = make_draft(evidence=[DOCUMENT])

        for evidence_id in (draft.evidence.get().pk, 999_999):
            with pytest.raises(NotFound):
                actions.see_document(evidence_id=evidence_id, actor=make_staff("reviewer"), now=NOW)

    def test_a_complaint_takes_the_badge_off_and_a_judge_gives_it_back(self):
        row = make_evidence("third_party_verified")

        actions.contest_evidence(evidence_id=row.pk, reason="false_claim", actor=SYSTEM, now=NOW)
        assert claim_of(row).verification == "contested"
        actions.uphold_evidence(evidence_id=row.pk, actor=make_staff("judge"), now=NOW)

        assert claim_of(row).verification == "verified"

    def test_a_judge_decides_while_the_complaint_keeps_the_listing_off_view(self):
        row = make_evidence("contested")
        place_hold(row.listing, "complaint", subject=row.listing.owner, now=NOW, until=None)

        actions.strike_evidence(evidence_id=row.pk, reason="false_claim", actor=make_staff("judge"), now=NOW)

        assert row.listing.claims.get().evidence is None

    def test_nothing_is_upheld_that_nobody_had_confirmed(self):
        row = make_evidence("contested")

        with pytest.raises(TransitionRefused):
            actions.uphold_evidence(evidence_id=row.pk, actor=make_staff("judge"), now=NOW)

    @pytest.mark.parametrize("move", [actions.uphold_evidence, actions.strike_evidence])
    def test_only_a_judge_decides(self, move):
        row = make_evidence("contested")
        words = {"reason": "false_claim"} if move is actions.strike_evidence else {}

        with pytest.raises(NotAllowed):
            move(evidence_id=row.pk, actor=make_staff("reviewer"), now=NOW, **words)

    def test_a_contest_names_its_reason(self):
        with pytest.raises(Invalid):
            actions.contest_evidence(evidence_id=make_evidence("declared").pk, reason="", actor=SYSTEM, now=NOW)

    def test_the_owner_contests_nothing(self):
        row = make_evidence("declared")

        with pytest.raises(NotAllowed):
            actions.contest_evidence(evidence_id=row.pk, reason="x", actor=owner_of(row.listing), now=NOW)

    def test_what_was_struck_leaves_its_key_and_is_not_in_the_text(self):
        row = make_evidence("struck")

        assert snapshot(row.listing)["evidence"] == []
        assert row.key != "e1"


class TestConfirming:
    def test_a_third_party_confirms_under_its_certificate(self):
        row, service = make_documented().evidence.get(), certified_service()

        actions.verify_evidence(
            evidence_id=row.pk, service_id=service.pk, expires_on=None, actor=owner_of(service), now=NOW
        )

        row.refresh_from_db()
        assert (row.verified_by, row.certificate_no, row.verified_on) == (service.owner, "DLM-TN-012", NOW.date())
        assert claim_of(row).verification == "verified"

    def refused(self, service: Listing, *, row: Evidence | None = None, actor=None) -> None:
        row = row or make_documented().evidence.get()
        with pytest.raises(NotAllowed):
            actions.verify_evidence(
                evidence_id=row.pk, service_id=service.pk, expires_on=None, actor=actor or owner_of(service), now=NOW
            )
        row.refresh_from_db()
        assert row.state == "declared"

    def test_not_with_a_certificate_that_has_run_out(self):
        self.refused(certified_service(certificate_expires_on=(NOW - timedelta(days=1)).date().isoformat()))

    def test_not_outside_the_scope_of_the_certificate(self):
        self.refused(certified_service(st_field="medical"))

    def test_not_with_a_service_that_nobody_certifies(self):
        self.refused(certified_service(service_kinds=["brokerage"]))

    def test_not_without_a_certificate(self):
        self.refused(certified_service(certificate_no=""))

    def test_not_with_a_service_that_is_not_public(self):
        service = certified_service()
        actions.pause_listing(listing_id=service.pk, actor=owner_of(service), now=NOW)

        self.refused(service)

    def test_not_by_a_body_of_another_kind(self):
        self.refused(certified_service(owner_kind="firm"))

    def test_not_by_a_body_that_is_not_verified(self):
        self.refused(certified_service(verified=False))

    def test_not_by_the_owner_nor_by_a_member_of_it_who_acts_for_another(self):
        listing, service = make_documented(), certified_service()
        assert service.author is not None
        make_member(listing.owner, user=service.author)

        self.refused(service, row=listing.evidence.get())
        self.refused(service, row=listing.evidence.get(), actor=owner_of(listing))

    def test_not_under_the_certificate_of_somebody_else(self):
        self.refused(certified_service(), actor=owner_of(certified_service(certificate_no="")))

    def test_the_nearer_last_day_counts(self):
        row, service = make_documented().evidence.get(), certified_service()
        day = (NOW + timedelta(days=200)).date()

        actions.verify_evidence(
            evidence_id=row.pk, service_id=service.pk, expires_on=day, actor=owner_of(service), now=NOW
        )

        row.refresh_from_db()
        assert row.expires_on == day

    def test_and_lies_ahead(self):
        row, service = make_documented().evidence.get(), certified_service()

        with pytest.raises(Invalid):
            actions.verify_evidence(
                evidence_id=row.pk, service_id=service.pk, expires_on=NOW.date(), actor=owner_of(service), now=NOW
            )


class TestClock:
    def test_the_badge_goes_the_day_after_the_last(self):
        row = make_evidence("document_seen", expires_on="2026-12-01")
        last = NOW.replace(month=12, day=1)

        assert expire_evidence_due(last) == 0
        assert expire_evidence_due(last + timedelta(days=1)) == 1

        row.refresh_from_db()
        assert (row.state, claim_of(row).verification) == ("expired", "declared")

    def test_what_nobody_checked_does_not_run_out(self):
        row = make_evidence("declared", expires_on="2026-12-01")

        assert expire_evidence_due(NOW + timedelta(days=100)) == 0
        with pytest.raises(TransitionRefused):
            actions.expire_evidence(evidence_id=row.pk, now=NOW)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "believed"},
        {"state": "third_party_verified"},
        {"state": "contested"},
        {"issued_on": "2030-01-01", "expires_on": "2029-01-01"},
    ],
    ids=str,
)
def test_the_database_repeats_the_invariants(broken):
    row = make_documented().evidence.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=row.pk).update(**broken)


def test_two_documents_of_a_listing_do_not_share_a_key():
    row = make_documented().evidence.get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_documents_stay_when_a_listing_runs_out_and_when_it_is_edited_elsewhere():
    listing = make_expired(evidence=[DOCUMENT], claims=[{**CLAIM, "evidence": "e1"}])
    other = make_published(evidence=[DOCUMENT], claims=[{**CLAIM, "evidence": "e1"}])
    row = other.evidence.get()
    actions.see_document(evidence_id=row.pk, actor=make_staff("reviewer"), now=NOW)

    edit(other, price_max="190000000")

    row.refresh_from_db()
    assert (listing.evidence.count(), row.state, claim_of(row).evidence) == (1, "document_seen", row)
