"""The life of an organisation's verification, by table and by who may."""

from datetime import date

import pytest

from marketplace.accounts import actions, events, rules
from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import ORGANISATION, RefusalReason, Role, StaffRoleName, SuspensionReason, Verification
from marketplace.common.models import OutboxRow
from marketplace.common.permissions import ANONYMOUS, NotAllowed
from marketplace.common.problems import Conflict, Invalid, TransitionRefused
from tests.factories.accounts import NOW, actor_for, make_member, make_organisation, make_staff, make_user, verify

PAPER = {"title": "Quyết định thành lập", "number": "12/QĐ", "issuer": "UBND tỉnh mẫu", "issued_on": "2019-05-02"}


def submit(organisation, **changes):
    keywords = {"papers": [PAPER], "actor": actor_for(organisation), "now": NOW, **changes}
    return actions.submit_organisation(organisation_id=organisation.pk, **keywords)


def test_every_state_of_the_table_is_a_known_word():
    assert set(ORGANISATION.states) == set(Verification.values)


@pytest.mark.django_db
class TestVerifying:
    def test_a_verifier_checks_against_a_source_for_24_months(self):
        organisation = submit(make_organisation())

        verified = actions.verify_organisation(
            organisation_id=organisation.pk,
            source="Cổng đăng ký doanh nghiệp",
            actor=make_staff(StaffRoleName.VERIFIER),
            now=NOW,
        )

        assert verified.is_verified
        assert (verified.verified_on, verified.verified_until) == (date(2026, 11, 23), date(2028, 11, 23))
        rows = OutboxRow.objects.filter(event=events.ORGANISATION_VERIFIED)
        assert {row.subject_id for row in rows} == {organisation.pk}

    def test_papers_are_named_once(self):
        organisation = submit(make_organisation())
        actions.see_documents(organisation_id=organisation.pk, actor=make_staff(StaffRoleName.VERIFIER), now=NOW)

        submit(organisation)

        assert [paper.number for paper in organisation.papers.all()] == ["12/QĐ"]

    def test_a_paper_without_number_is_refused_by_name(self):
        with pytest.raises(Invalid) as caught:
            submit(make_organisation(), papers=[{**PAPER, "number": ""}])

        assert [problem.pointer for problem in caught.value.errors] == ["/papers/0/number"]

    def test_verification_without_papers_is_refused(self):
        with pytest.raises(Invalid):
            submit(make_organisation(), papers=[])

    def test_an_editor_cannot_submit(self):
        organisation = make_organisation()

        with pytest.raises(NotAllowed):
            submit(organisation, actor=actor_for(organisation, role=Role.EDITOR))

    def test_verifying_before_anything_was_submitted_is_refused(self):
        organisation = make_organisation()

        with pytest.raises(TransitionRefused):
            actions.verify_organisation(
                organisation_id=organisation.pk, source="x", actor=make_staff(StaffRoleName.VERIFIER), now=NOW
            )

    def test_verifying_needs_a_source(self):
        organisation = submit(make_organisation())

        with pytest.raises(Invalid):
            actions.verify_organisation(
                organisation_id=organisation.pk, source="  ", actor=make_staff(StaffRoleName.VERIFIER), now=NOW
            )

    def test_nobody_verifies_their_own_organisation_even_when_acting_for_another(self):
        organisation, other = submit(make_organisation()), make_organisation()
        verifier = make_user(staff=[StaffRoleName.VERIFIER])
        make_member(organisation, user=verifier)
        make_member(other, user=verifier)

        for acting_for in (organisation, other):
            with pytest.raises(NotAllowed):
                actions.verify_organisation(
                    organisation_id=organisation.pk,
                    source="x",
                    actor=actor_of(verifier, organisation_id=acting_for.pk),
                    now=NOW,
                )

    def test_refusing_returns_to_unverified_with_a_reason(self):
        organisation = submit(make_organisation())

        refused = actions.refuse_organisation(
            organisation_id=organisation.pk,
            reason=RefusalReason.NOT_IN_FORCE,
            actor=make_staff(StaffRoleName.VERIFIER),
            now=NOW,
        )

        assert refused.verification == Verification.UNVERIFIED

    def test_only_a_verified_organisation_publishes_without_review(self):
        organisation = make_organisation()

        with pytest.raises(Conflict):
            actions.allow_self_publish(
                organisation_id=organisation.pk, allowed=True, actor=make_staff(StaffRoleName.VERIFIER), now=NOW
            )

        assert make_organisation(self_publish=True).self_publish


@pytest.mark.django_db
class TestSuspending:
    def suspend(self, organisation, actor, reason=SuspensionReason.FRAUD):
        return actions.suspend_organisation(organisation_id=organisation.pk, reason=reason, actor=actor, now=NOW)

    def test_a_suspended_organisation_is_shown_to_members_and_staff_only(self):
        organisation = make_organisation()
        self.suspend(organisation, make_staff(StaffRoleName.OPERATOR))
        outsiders = [ANONYMOUS, actor_of(make_user()), actor_for(make_organisation())]
        insiders = [actor_for(organisation, role=Role.VIEWER), make_staff(StaffRoleName.REVIEWER)]

        assert [rules.visible_to(actor).filter(pk=organisation.pk).exists() for actor in outsiders] == [False] * 3
        assert [rules.visible_to(actor).filter(pk=organisation.pk).exists() for actor in insiders] == [True] * 2

    def test_a_verified_organisation_needs_two_operators(self):
        organisation = verify(make_organisation())
        first, second = make_staff(StaffRoleName.OPERATOR), make_staff(StaffRoleName.OPERATOR)
        with pytest.raises(actions.SecondApproverNeeded):
            self.suspend(organisation, first)
        actions.ask_suspension(organisation_id=organisation.pk, reason=SuspensionReason.FRAUD, actor=first, now=NOW)
        with pytest.raises(actions.SecondApproverNeeded):
            self.suspend(organisation, first)

        suspended = self.suspend(organisation, second)

        assert suspended.is_suspended
        assert not suspended.self_publish

    def test_suspending_is_refused_to_other_staff_and_without_a_reason(self):
        organisation = make_organisation()

        with pytest.raises(NotAllowed):
            self.suspend(organisation, make_staff(StaffRoleName.REVIEWER, StaffRoleName.VERIFIER))
        with pytest.raises(Invalid):
            self.suspend(organisation, make_staff(StaffRoleName.OPERATOR), reason="")

    def test_lifting_asks_verification_anew(self):
        organisation = verify(make_organisation())
        actions.ask_suspension(
            organisation_id=organisation.pk,
            reason=SuspensionReason.FRAUD,
            actor=make_staff(StaffRoleName.OPERATOR),
            now=NOW,
        )
        self.suspend(organisation, make_staff(StaffRoleName.OPERATOR))

        lifted = actions.lift_suspension(
            organisation_id=organisation.pk, reason="Đã làm rõ", actor=make_staff(StaffRoleName.JUDGE), now=NOW
        )

        assert lifted.verification == Verification.DOCUMENTS_SEEN
        told = OutboxRow.objects.values_list("event", flat=True)
        assert {events.ORGANISATION_SUSPENDED, events.ORGANISATION_LIFTED} <= set(told)

    def test_members_of_a_suspended_organisation_cannot_edit_it(self):
        organisation = make_organisation()
        self.suspend(organisation, make_staff(StaffRoleName.OPERATOR))
        organisation = Organisation.objects.get(pk=organisation.pk)

        assert not rules.may_edit(actor_for(organisation), organisation)
