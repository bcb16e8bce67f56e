"""People without e-mail: nothing without consent, everything under both names, and their account is theirs to take."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.actions import grant_staff_roles
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.queries import actor_of
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS, SYSTEM
from marketplace.common.problems import Invalid, LoginNeeded, NotAllowed, NotFound, TransitionRefused
from marketplace.mandates import actions, queries
from marketplace.mandates.models import Mandate
from marketplace.mandates.states import MANDATE, EndReason, State
from marketplace.needs import rules as need_rules
from marketplace.needs.actions import submit_need
from marketplace.notifications.models import Notice
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.listings import make_reviewer
from tests.factories.needs import make_draft, make_returned
from tests.mandates.conftest import AGREED, HOUSEHOLD
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db


def begin(helper, now, *, profile=None, **agreed):
    return actions.begin_assistance(
        profile=HOUSEHOLD | (profile or {}), language="vi", agreement=replace(AGREED, **agreed), actor=helper, now=now
    )


def test_the_household_is_on_the_floor_with_an_account_that_nobody_signs_in_with(mandate):
    member = mandate.client.memberships.get(active=True)

    assert (member.user, member.role, member.user.name) == (mandate.person, "admin", HOUSEHOLD["name_vi"])
    assert member.user.email.endswith("@assisted.invalid")
    assert not member.user.has_usable_password()
    assert not actor_of(member.user).email_confirmed


@pytest.mark.parametrize(
    ("agreed", "pointer"),
    [
        ({"consent": ""}, "/consent"),
        ({"consent": "shouted"}, "/consent"),
        ({"consent_by": "  "}, "/consent_by"),
        ({"consent_mark": ""}, "/consent_mark"),
        ({"consent_on": None}, "/consent_on"),
        ({"consent_on": date(2026, 11, 25)}, "/consent_on"),
        ({"reach": "pigeon"}, "/reach"),
        ({"reach_at": "x" * 201}, "/reach_at"),
    ],
)
def test_without_a_whole_consent_nothing_is_kept(helper, now, agreed, pointer):
    before = Organisation.objects.count(), User.objects.count()

    with pytest.raises(Invalid) as refused:
        begin(helper, now, **agreed)

    assert [problem.pointer for problem in refused.value.errors] == [pointer]
    assert (Organisation.objects.count(), User.objects.count(), Mandate.objects.count()) == (*before, 0)


def test_the_database_repeats_that_a_consent_is_whole(mandate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=mandate.pk).update(consent_mark="")


@pytest.mark.parametrize("kind", ["firm", "agency", "university", "institute"])
def test_help_is_for_people_households_and_cooperatives(helper, now, kind):
    with pytest.raises(Invalid):
        begin(helper, now, profile={"kind": kind})


def test_only_editors_of_an_agency_help(agency, now):
    reader = actor_of(make_member(agency, role="viewer", now=now))
    firm = actor_of(make_member(make_organisation(kind="firm", now=now), role="admin", now=now))

    for stranger in (reader, firm, ANONYMOUS):
        with pytest.raises(NotAllowed):
            begin(stranger, now)


def test_the_editor_writes_for_the_household_under_both_names(acting, agency, mandate, now):
    need = make_draft(author=acting, now=now)

    submit_need(need_id=need.pk, actor=acting, now=now)

    entry = AuditEntry.objects.filter(verb="need.submit", subject_id=need.pk).get()
    assert need.owner_id == mandate.client_id
    assert (entry.actor, entry.acting_for, entry.facts["through"]) == (
        f"user:{acting.user_id}",
        mandate.client_id,
        agency.pk,
    )


def test_the_editor_is_no_administrator_of_the_household(acting):
    assert acting.roles == {"viewer", "editor"}


def test_a_colleague_reviews_what_was_written_for_the_household_and_its_writer_does_not(acting, agency, now):
    colleague = User.objects.get(pk=make_reviewer(now=now).user_id)
    make_member(agency, role="viewer", user=colleague, now=now)
    writer = User.objects.get(pk=acting.user_id)
    grant_staff_roles(user_id=writer.pk, roles=["reviewer"], actor=SYSTEM, now=now)
    need = make_draft(author=acting, now=now)

    assert need_rules.may_review(actor_of(colleague), need)
    assert not need_rules.may_review(actor_of(writer), need)


def told(mandate, acting, now):
    """The household is told that its need was returned."""
    make_returned(author=acting, now=now)
    drain_all()
    return Notice.objects.filter(recipient=mandate.person)


def test_what_the_floor_tells_the_household_waits_to_be_passed_on(mandate, acting, helper, now):
    waiting = told(mandate, acting, now)

    held = queries.mandates_held(helper).get()

    assert waiting.count() == held.waiting == queries.waiting_count(helper) > 0
    assert queries.messages_waiting(mandate, actor=acting) == list(waiting.order_by("pk"))


def test_what_was_passed_on_does_not_wait_any_more(mandate, acting, helper, now):
    ids = list(told(mandate, acting, now).values_list("pk", flat=True))

    passed = actions.pass_on(
        public_id=mandate.public_id, notice_ids=ids, reach="phone", note="Sẽ gửi số liệu", actor=helper, now=now
    )
    again = actions.pass_on(public_id=mandate.public_id, notice_ids=ids, reach="phone", note="", actor=helper, now=now)

    assert [one.notice_id for one in passed] == sorted(ids)
    assert (again, queries.waiting_count(helper)) == ([], 0)


def test_messages_of_others_are_not_passed_on(mandate, helper, now):
    stranger = Notice.objects.create(
        recipient=make_user(), kind="x", category="news", event_key="x", subject_kind="need", subject_id=1,
        title_vi="x", title_en="x", created_at=now,
    )  # fmt: skip

    with pytest.raises(Invalid):
        actions.pass_on(
            public_id=mandate.public_id, notice_ids=[stranger.pk], reach="phone", note="", actor=helper, now=now
        )


def test_the_printed_code_hands_the_account_over(mandate, helper, agency, now):
    newcomer = make_user(now=now)
    _mandate, code = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)

    taken = actions.take_over(code=code.lower().replace("-", " "), actor=actor_of(newcomer), now=now)

    members = Membership.objects.filter(organisation=mandate.client, active=True).values_list("user", "role")
    assert (taken.state, taken.end_reason) == (State.REVOKED, "handed_over")
    assert list(members) == [(newcomer.pk, "admin")]
    assert actor_of(User.objects.get(pk=helper.user_id), organisation_id=mandate.client_id).organisation_id == agency.pk


@pytest.mark.parametrize("late", [timedelta(days=90), timedelta(days=400)])
def test_an_old_code_opens_nothing(mandate, helper, now, late):
    _mandate, code = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)

    with pytest.raises(NotFound):
        actions.take_over(code=code, actor=actor_of(make_user(now=now)), now=now + late)


def test_a_code_counts_once_and_a_new_one_makes_the_last_void(mandate, helper, now):
    _mandate, old = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)
    _mandate, new = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)
    newcomer = actor_of(make_user(now=now))

    with pytest.raises(NotFound):
        actions.take_over(code=old, actor=newcomer, now=now)
    actions.take_over(code=new, actor=newcomer, now=now)
    with pytest.raises(NotFound):
        actions.take_over(code=new, actor=actor_of(make_user(now=now)), now=now)


def test_no_code_is_no_code(mandate, now):
    for code in ("", "----", "AAAA-AAAA-AAAA-AAAA"):
        with pytest.raises(NotFound):
            actions.take_over(code=code, actor=actor_of(make_user(now=now)), now=now)
    with pytest.raises(LoginNeeded):
        actions.take_over(code="x", actor=ANONYMOUS, now=now)


def test_whoever_helps_cannot_take_the_account_with_the_code_they_printed(mandate, helper, agency, now):
    _mandate, code = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)
    colleague = actor_of(make_member(agency, role="viewer", now=now))

    for actor in (helper, colleague):
        with pytest.raises(NotAllowed):
            actions.take_over(code=code, actor=actor, now=now)


def test_the_database_holds_no_usable_code(mandate, helper, now):
    _mandate, code = actions.issue_code(public_id=mandate.public_id, actor=helper, now=now)

    row = Mandate.objects.filter(pk=mandate.pk).values().get()

    assert code.replace("-", "") not in str(row)


def test_acts_close_when_the_help_ends(mandate, helper, agency, now):
    actions.end_assistance(public_id=mandate.public_id, reason=EndReason.CLIENT_ASKED, actor=helper, now=now)

    after = actor_of(User.objects.get(pk=helper.user_id), organisation_id=mandate.client_id)

    assert (after.organisation_id, after.through) == (agency.pk, None)


def test_the_clock_ends_what_ran_out_and_nothing_before(mandate, helper, agency, now):
    assert actions.expire_due(mandate.until - timedelta(seconds=1)) == 0

    assert (actions.expire_due(mandate.until), actions.expire_due(mandate.until)) == (1, 0)

    mandate.refresh_from_db()
    after = actor_of(User.objects.get(pk=helper.user_id), organisation_id=mandate.client_id)
    assert (mandate.state, after.organisation_id) == (State.EXPIRED, agency.pk)


def test_one_sweep_ends_so_many_and_the_next_one_the_rest(helper, now, settings):
    settings.MANDATE_SWEEP_BATCH = 1
    over = [begin(helper, now) for _household in range(2)][-1].until

    assert [actions.expire_due(over) for _sweep in range(3)] == [1, 1, 0]


def test_acts_close_with_the_last_day_even_while_the_clock_stands_still(helper, agency, now):
    long_ago = now.replace(year=now.year - 3)
    over = begin(helper, long_ago, consent_on=long_ago.date())

    after = actor_of(User.objects.get(pk=helper.user_id), organisation_id=over.client_id)

    assert over.state == State.ACTIVE
    assert (after.organisation_id, after.through) == (agency.pk, None)


def test_an_agency_that_helps_very_many_acts_for_each_of_them(helper, now, settings, client):
    settings.REPRESENTED_SHOWN = 1
    _first, second = begin(helper, now), begin(helper, now)
    person = User.objects.get(pk=helper.user_id)
    client.force_login(person)

    answer = client.post("/vi/account/acting-for/", {"organisation": second.client_id})

    assert answer.status_code == 302
    assert actor_of(person, organisation_id=second.client_id).organisation_id == second.client_id
    assert client.get("/vi/my/").wsgi_request.actor.organisation_id == second.client_id


def test_a_mandate_lasts_at_most_two_years(mandate, now):
    assert mandate.until == now.replace(year=2028)


def test_nobody_else_sees_or_moves_a_mandate(mandate, now):
    other_agency = actor_of(make_member(make_organisation(kind="agency", now=now), role="editor", now=now))

    for stranger in (other_agency, actor_of(make_user(now=now))):
        with pytest.raises(NotFound):
            queries.mandate_page(mandate.public_id, actor=stranger)
        with pytest.raises(NotFound):
            actions.issue_code(public_id=mandate.public_id, actor=stranger, now=now)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", ["expire", "end", "revoke"])
def test_every_move_of_every_state(state, move):
    if state == State.ACTIVE:
        assert MANDATE.next(state, move) in (State.EXPIRED, State.ENDED, State.REVOKED)
    else:
        with pytest.raises(TransitionRefused):
            MANDATE.next(state, move)
