"""The life of an organisation's verification, by table and by who may."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.accounts import actions, events, queries, rules
from marketplace.accounts.actions import life
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
class TestReasons:
    def test_a_refusal_names_one_of_the_list_and_its_administrators_read_it(self):
        organisation = submit(make_organisation())
        verifier = make_staff(StaffRoleName.VERIFIER)

        refused = actions.refuse_organisation(
            organisation_id=organisation.pk, reason="not_in_force", note="Hết hạn 2024", actor=verifier, now=NOW
        )

        assert (refused.state_reason, refused.state_note) == ("not_in_force", "Hết hạn 2024")
        assert refused.reason.endswith("Hết hạn 2024")

    @pytest.mark.parametrize(
        ("reason", "note", "pointer"),
        [("", "", "/reason"), ("fraud", "", "/reason"), ("other", "", "/note"), ("other", "x" * 501, "/note")],
    )
    def test_without_a_reason_nothing_is_refused(self, reason, note, pointer):
        organisation = submit(make_organisation())

        with pytest.raises(Invalid) as caught:
            actions.refuse_organisation(
                organisation_id=organisation.pk,
                reason=reason,
                note=note,
                actor=make_staff(StaffRoleName.VERIFIER),
                now=NOW,
            )

        assert [problem.pointer for problem in caught.value.errors] == [pointer]

    def test_new_papers_take_the_reason_away(self):
        organisation = submit(make_organisation())
        verifier = make_staff(StaffRoleName.VERIFIER)
        actions.refuse_organisation(organisation_id=organisation.pk, reason="wrong_paper", actor=verifier, now=NOW)

        assert submit(organisation).reason == ""


@pytest.mark.django_db
class TestRunningOut:
    """Verified on 23/11/2026, so until 23/11/2028."""

    def days_before(self, days):
        return datetime(2028, 11, 23, 3, 0, tzinfo=UTC) - timedelta(days=days)

    def test_administrators_are_warned_at_60_and_at_30_days_and_once_each(self):
        verify(make_organisation())

        counts = [life.warn_of_lapse_due(self.days_before(days)) for days in (61, 60, 59, 31, 30, 1, 0)]

        assert counts == [0, 1, 0, 0, 1, 0, 0]
        rows = OutboxRow.objects.filter(event=events.ORGANISATION_LAPSE_NEAR)
        assert [row.facts["days"] for row in rows.order_by("pk")] == [60, 30]

    def test_a_clock_that_stood_still_warns_once(self):
        verify(make_organisation())

        assert [life.warn_of_lapse_due(self.days_before(20)), life.warn_of_lapse_due(self.days_before(19))] == [1, 0]

    def test_a_warning_is_no_edit(self):
        organisation = verify(make_organisation())

        life.warn_of_lapse_due(self.days_before(60))

        assert Organisation.objects.get(pk=organisation.pk).version == organisation.version

    def test_on_the_last_day_the_badge_and_the_right_to_publish_alone_go(self):
        organisation = make_organisation(self_publish=True)

        counts = [life.lapse_due(self.days_before(days)) for days in (1, 0, 0)]

        assert counts == [0, 1, 0]
        organisation.refresh_from_db()
        assert (organisation.verification, organisation.self_publish) == ("lapsed", False)

    def test_renewing_before_or_after_counts_24_months_from_then_and_warns_anew(self):
        organisation, verifier = verify(make_organisation()), make_staff(StaffRoleName.VERIFIER)
        life.warn_of_lapse_due(self.days_before(60))

        actions.renew_organisation(
            organisation_id=organisation.pk, source="Sổ", actor=verifier, now=self.days_before(59)
        )
        organisation.refresh_from_db()
        assert (organisation.verified_until, organisation.lapse_warned_days) == (date(2030, 9, 25), None)
        life.lapse_due(datetime(2031, 1, 1, tzinfo=UTC))

        renewed = actions.renew_organisation(
            organisation_id=organisation.pk, source="Sổ", actor=verifier, now=datetime(2031, 1, 2, tzinfo=UTC)
        )
        assert renewed.is_verified

    def test_members_and_other_staff_renew_nothing(self):
        organisation = verify(make_organisation())

        for actor in (actor_for(organisation), make_staff(StaffRoleName.REVIEWER, StaffRoleName.OPERATOR)):
            with pytest.raises(NotAllowed):
                actions.renew_organisation(organisation_id=organisation.pk, source="Sổ", actor=actor, now=NOW)


@pytest.mark.django_db
class TestQueues:
    def test_the_verifier_sees_who_waits_longest_first(self):
        second, first = make_organisation(), make_organisation()
        submit(first, now=NOW)
        submit(second, now=NOW + timedelta(days=1))
        make_organisation()

        assert list(queries.to_verify(actor=make_staff(StaffRoleName.VERIFIER))) == [first, second]
        assert list(queries.to_verify(actor=make_staff(StaffRoleName.OPERATOR))) == []

    def test_and_whose_verification_ends_within_60_days_or_has_lapsed(self):
        lapsed, near = verify(make_organisation(), now=NOW - timedelta(days=30)), verify(make_organisation())
        verify(make_organisation(), now=NOW + timedelta(days=90))
        today = date(2028, 10, 30)
        life.lapse_due(datetime(2028, 10, 30, tzinfo=UTC))

        assert list(queries.to_renew(actor=make_staff(StaffRoleName.VERIFIER), today=today)) == [lapsed, near]
        assert list(queries.to_renew(actor=make_staff(StaffRoleName.REVIEWER), today=today)) == []

    def test_operators_and_judges_see_what_is_suspended_or_about_to_be(self):
        asked, suspended = verify(make_organisation()), make_organisation()
        operator = make_staff(StaffRoleName.OPERATOR)
        actions.ask_suspension(organisation_id=asked.pk, reason="fraud", actor=operator, now=NOW)
        actions.suspend_organisation(organisation_id=suspended.pk, reason="fraud", actor=operator, now=NOW)

        for duty in (StaffRoleName.OPERATOR, StaffRoleName.JUDGE):
            assert set(queries.to_suspend(actor=make_staff(duty))) == {asked, suspended}
        assert list(queries.to_suspend(actor=make_staff(StaffRoleName.VERIFIER))) == []


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

    def test_the_first_operators_request_is_asked_once_and_may_be_dropped(self):
        organisation = verify(make_organisation())
        first, second = make_staff(StaffRoleName.OPERATOR), make_staff(StaffRoleName.OPERATOR)
        asked = {"organisation_id": organisation.pk, "reason": SuspensionReason.FRAUD, "now": NOW}
        actions.ask_suspension(actor=first, note="Hai đơn", **asked)
        with pytest.raises(Conflict):
            actions.ask_suspension(actor=second, **asked)

        dropped = actions.drop_suspension(organisation_id=organisation.pk, actor=second, now=NOW)

        assert (dropped.suspension_asked_by, dropped.suspension_asked_reason) == (None, "")
        with pytest.raises(actions.SecondApproverNeeded):
            self.suspend(organisation, second)

    def test_an_organisation_that_is_not_verified_needs_one(self):
        with pytest.raises(Conflict):
            actions.ask_suspension(
                organisation_id=make_organisation().pk,
                reason=SuspensionReason.FRAUD,
                actor=make_staff(StaffRoleName.OPERATOR),
                now=NOW,
            )

    def test_operators_decide_nothing_about_their_own(self):
        organisation = make_organisation()
        operator = make_user(staff=[StaffRoleName.OPERATOR])
        make_member(organisation, user=operator)

        with pytest.raises(NotAllowed):
            self.suspend(organisation, actor_of(operator))

    def test_a_judge_may_end_publishing_without_review_but_not_allow_it(self):
        organisation, judge = make_organisation(self_publish=True), make_staff(StaffRoleName.JUDGE)

        ended = actions.allow_self_publish(organisation_id=organisation.pk, allowed=False, actor=judge, now=NOW)

        assert not ended.self_publish
        with pytest.raises(NotAllowed):
            actions.allow_self_publish(organisation_id=organisation.pk, allowed=True, actor=judge, now=NOW)

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
