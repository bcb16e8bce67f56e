"""The audit log: every action leaves its entry, in its own transaction; the database lets nobody change one."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from marketplace.accounts import actions as accounts
from marketplace.accounts.actions.sources import SourceOrganisation
from marketplace.accounts.models import Organisation, User
from marketplace.common import audit, clock, sql
from marketplace.common.models import AuditEntry, AuditSeal
from marketplace.common.permissions import ANONYMOUS, SYSTEM, Actor
from marketplace.listings import actions as listings
from marketplace.listings.states import ReviewCheck
from marketplace.mandates import actions as mandates
from marketplace.matches import actions as matches
from marketplace.moderation import actions as moderation
from marketplace.needs import actions as needs
from marketplace.needs.catalogue import CatalogueRecord as CatalogueNeed
from marketplace.needs.models import Need
from marketplace.notifications.models import Notice
from marketplace.taxonomy import actions as taxonomy
from marketplace.taxonomy.models import Holiday
from marketplace.valuation import actions as valuation
from marketplace.valuation.actions.computing import fail_run, start_run
from search import actions as search
from search.query import Audience, SearchQuery
from tests.factories import listings as make_listing
from tests.factories import needs as make_need
from tests.factories.accounts import (
    PASSWORD,
    actor_for,
    make_organisation,
    make_source,
    make_staff,
    make_user,
    verify,
)
from tests.factories.evidence import make_evidence
from tests.factories.matches import explain, fresh
from tests.security import world as worlds

pytestmark = pytest.mark.django_db
APPS = (accounts, listings, matches, mandates, moderation, needs, valuation, search, taxonomy)
CHECKS = ReviewCheck.values
# Not one change of one object: sweeps call an action per row, slices and loads write one entry for all of theirs.
NO_ENTRY_OF_ITS_OWN = {
    f"{app}.{name}"
    for app in ("listings", "needs")
    for name in ("expire_due", "lapse_due", "archive_due", "give_back_idle", "expire_evidence_due", "warn_due")
} | {"mandates.expire_due", "moderation.go_on_due", "valuation.requeue_lost_runs", "taxonomy.load_codes"}
# The clock's sweep of matches, the day's figures of a run, and the log of pairs shown.
NO_ENTRY_OF_ITS_OWN |= {f"matches.{name}" for name in ("stale_due", "note_run", "note_seen", "forget_viewers")}
# They are made of other actions, each with its entry: name the floor, make a person, give a duty.
SEVERAL = {"accounts.open_floor", "accounts.open_floor_with_code"}
# Two moves of one object in one action: frozen and approved; started and finished.
TWO_MOVES = {
    ("listings.self_publish_listing", "revision"),
    ("valuation.compute_run", "run"),
    ("matches.accept_match", "match"),  # The second yes introduces.
    ("listings.import_published_batch", "source"),  # The organisations of a slice, and its records.
    ("needs.import_published_batch", "source"),
}


def public_actions() -> dict[str, object]:
    """Every action that an edge can call, by app and name; what has no `now` changes nothing."""
    found = {}
    for app in APPS:
        package = app.__name__.removesuffix(".actions")
        for name, function in inspect.getmembers(app, inspect.isfunction):
            ours = function.__module__.startswith(app.__name__) and not name.startswith("_")
            if ours and "now" in inspect.signature(function).parameters:
                found[f"{package.rpartition('.')[2]}.{name}"] = function
    return found


@dataclass
class Watch:
    """What each call of an outermost action recorded."""

    calls: dict[str, list[list[tuple[str, str, int]]]] = field(default_factory=dict)


@contextmanager
def watched() -> Iterator[Watch]:
    """Notes, while it is open, which action wrote which entries; a call that was refused is not noted."""
    names = {function.__code__: name for name, function in public_actions().items()}  # type: ignore[attr-defined]
    watch, open_calls, record = Watch(), [], audit.record.__code__

    def look(frame: FrameType, event: str, result: object) -> None:
        if event == "call" and frame.f_code in names:
            open_calls.append((frame, []))
        elif event == "call" and frame.f_code is record and open_calls:
            local = frame.f_locals
            open_calls[0][1].append((local["verb"], local["subject"]._meta.model_name, local["subject"].pk))
        elif event == "return" and open_calls and open_calls[-1][0] is frame:
            _frame, entries = open_calls.pop()
            if not open_calls and (entries or result is not None):
                watch.calls.setdefault(names[frame.f_code], []).append(entries)

    sys.setprofile(look)
    try:
        yield watch
    finally:
        sys.setprofile(None)


def open_a_floor() -> None:
    """What only a floor without an administrator does."""
    now = clock.now()
    accounts.issue_setup_code(now=now)
    floor = accounts.FloorAnswers(name_vi="Sàn", name_en="Floor", province="12", brand_colour="#123456")
    accounts.name_floor(floor=floor, actor=SYSTEM, now=now)
    accounts.save_new_user(
        User(), email="new@example.org", name="Mới", password=PASSWORD, language="vi", actor=ANONYMOUS, now=now
    )
    row = SourceOrganisation(key="lab-2", name="Lab", country="US", kind="other")
    accounts.find_or_create_source_organisation(row, source=make_source(), actor=SYSTEM, now=now)
    other = SourceOrganisation(key="lab-3", name="Another lab", country="US", kind="other")
    accounts.find_or_create_source_organisations([other], source=make_source(), actor=SYSTEM, now=now)
    names = {"owner_key": "lab-2", "owner_name_en": "Lab", "country": "US", "title_en": "A need"}
    record = CatalogueNeed(source_id="N-1", kind="technology", **names)
    needs.import_published_batch([record], source=make_source(), actor=SYSTEM, now=now)


def work_through_the_rest(world: worlds.World) -> None:
    """The actions that building the world does not take."""
    now = clock.now()
    author, reviewer, head = (world.actor(role) for role in ("owner_editor", "reviewer", "owner_admin"))
    who = {"actor": author, "now": now}
    listings.resume_listing(listing_id=world.listings["paused"].pk, **who)
    listings.archive_listing(listing_id=world.listings["noted"].pk, **who)
    listings.revise_listing(listing_id=world.listings["rejected"].pk, **who)
    listings.recall_listing(listing_id=world.listings["submitted"].pk, **who)
    listings.give_back_listing(listing_id=world.listings["in_review"].pk, actor=reviewer, now=now)
    listings.lapse_listing(listing_id=world.listings["changes_requested"].pk, now=now)
    expired = world.listings["expired"]
    later = now.replace(year=now.year + 1, month=12)
    listings.renew_listing(listing_id=expired.pk, confirmed=["title_vi"], rights_checked=True, actor=author, now=later)
    _edits_of_a_public_text(world)
    _checks_of_documents()
    _warnings()
    for state, move in (("paused", "resume_need"), ("rejected", "revise_need"), ("submitted", "recall_need")):
        getattr(needs, move)(need_id=world.needs[state].pk, **who)
    needs.give_back_need(need_id=world.needs["in_review"].pk, actor=reviewer, now=now)
    needs.lapse_need(need_id=world.needs["changes_requested"].pk, now=now)
    need = Need.objects.get(pk=world.needs["open"].pk)
    changes = {"not_wanted_vi": "Lò củi"}
    needs.edit_need(need_id=need.pk, changes=changes, expected_version=need.version, **who)
    day = now.date() + timedelta(days=300)
    needs.renew_need(need_id=world.needs["expired"].pk, answers_by=day, actor=author, now=now + timedelta(days=210))
    _answer_about_a_need(world)
    _publish_alone(now)
    _people_and_organisations(world)
    _joining(now)
    assert world.run is not None
    valuation.compute_run(run_id=world.run.pk, now=now)
    failed = valuation.request_estimate(
        listing_id=world.listings["published"].pk, inputs={**worlds.INPUTS, "growth": 0.02}, **who
    )
    started = start_run(run_id=failed.pk, now=now)
    assert started is not None
    fail_run(started, code="time_out", now=now)
    valuation.retry_estimate(number=failed.number, **who)
    assert world.saved is not None
    named = {"name": "Sấy", "rate": "daily", "paused": False, "expected_version": 1}
    search.change_saved_search(public_id=world.saved.public_id, **named, **who)
    other = SearchQuery(audience=Audience.PUBLIC, text="kho lanh", language="vi")
    search.rewrite_saved_search(public_id=world.saved.public_id, query=other, **who)
    search.renew_feed(public_id=world.saved.public_id, **who)
    search.delete_saved_search(public_id=world.saved.public_id, **who)
    _help_somebody(now)
    _match_and_answer(now)
    _complain_and_judge(now)
    curator = make_staff("curator")
    taxonomy.save_row(Holiday.objects.earliest("pk"), actor=curator, now=now)
    taxonomy.keep_code(list_name="ipc", code="Z99Z", edition="", actor=curator, now=now)
    accounts.edit_profile(name="Tên khác", language="en", actor=head, now=now)
    accounts.choose_language_and_zone(language="en", time_zone="Asia/Tokyo", actor=head, now=now)


def _match_and_answer(now) -> None:
    need = make_need.make_open(now=now, answers_by=(now.date() + timedelta(days=60)).isoformat())
    asking = make_need.owner_of(need)

    def pair():
        listing = make_listing.make_published(now=now)
        match = matches.propose(need_id=need.pk, listing_id=listing.pk, explanation=explain(0.6), now=now)
        assert match is not None
        return fresh(match)

    met, dismissed, gone, retired, idle = (pair() for _time in range(5))
    for actor in (asking, make_listing.owner_of(met.listing)):
        matches.accept_match(match_id=met.pk, actor=actor, now=now)
    matches.show_contact(match_id=met.pk, actor=asking, now=now)
    matches.dismiss_match(match_id=dismissed.pk, reason="price", actor=asking, now=now)
    matches.make_stale(match_ids=[gone.pk], reason="left_view", now=now)
    matches.retire_pairs_of(kind="need", object_id=need.pk, keep={idle.listing_id}, now=now)
    matches.note_run(kind="need", object_id=need.pk, considered=5, blocked={}, score_version="1", now=now)
    matches.note_seen(matches=[retired, idle], actor=asking, now=now)
    matches.forget_viewers(now + timedelta(days=31))
    matches.stale_due(now + timedelta(days=31))


def _complain_and_judge(now) -> None:
    reviewer, judge, second = make_staff("reviewer"), make_staff("judge"), make_staff("judge")
    repair = moderation.Ruling(ground="false_claim", effect="ask_changes", text="Sai.", repair="says_not_what")
    down = moderation.Ruling(ground="fraud", effect="take_down", text="Giả mạo.")
    by_judge, reasons = {"actor": judge, "now": now}, {"reason": "no_breach", "text": "Không."}

    def about(kind: str, thing) -> int:
        by = actor_for(make_organisation(now=now))
        words = {"ground": "fraud", "statement": "Xem bản gốc."}
        return moderation.file_complaint(kind=kind, subject_id=thing.pk, actor=by, now=now, **words).pk

    def listed():
        return make_listing.make_published(now=now)

    def needed():
        return make_need.make_open(now=now, answers_by=(now.date() + timedelta(days=60)).isoformat())

    heard, unheard = listed(), listed()
    first, other = about("listing", heard), about("listing", unheard)
    for one in (first, other):
        moderation.grade_serious(complaint_id=one, actor=reviewer, now=now)
        moderation.ask_other_side(complaint_id=one, text="Của ai?", **by_judge)
    moderation.answer_complaint(complaint_id=first, text="Của tôi.", actor=make_listing.owner_of(heard), now=now)
    moderation.uphold_complaint(complaint_id=first, ruling=repair, **by_judge)
    moderation.go_on_without_answer(complaint_id=other, now=now + timedelta(days=40))
    moderation.dismiss_complaint(complaint_id=other, **reasons, **by_judge)
    trusted = make_organisation(verified=True, now=now)
    proposed = about("listing", make_listing.make_published(author=actor_for(trusted, role="editor"), now=now))
    moderation.grade_plain(complaint_id=proposed, actor=reviewer, now=now)
    moderation.uphold_complaint(complaint_id=proposed, ruling=down, **by_judge)
    moderation.confirm_take_down(complaint_id=proposed, actor=second, now=now)
    moderation.dismiss_unfounded(complaint_id=about("need", needed()), actor=reviewer, now=now, **reasons)
    back = moderation.file_complaint(
        kind="need", subject_id=needed().pk, ground="fraud", statement="Sai.", actor=second, now=now
    )
    moderation.withdraw_complaint(complaint_id=back.pk, actor=second, now=now)
    by_mail = moderation.file_complaint(
        kind="need", subject_id=needed().pk, ground="unsafe", statement="Nguy hiểm.", email="ai@example.org",
        actor=ANONYMOUS, now=now,
    )  # fmt: skip
    moderation.mail_receipt(complaint_id=by_mail.pk, now=now)
    points = {"points": [listings.Point("says_not_what")], "actor": judge, "now": now}
    listings.return_after_complaint(listing_id=listed().pk, **points)
    listings.take_down_listing(listing_id=listed().pk, note="", **by_judge)
    needs.return_after_complaint(need_id=needed().pk, **{**points, "points": [needs.Point("says_not_what")]})
    needs.take_down_need(need_id=needed().pk, note="", **by_judge)


def _help_somebody(now) -> None:
    agency = make_organisation(kind="agency", now=now)
    helper = actor_for(agency, role="editor")
    agreed = mandates.Agreement("call", "Chủ hộ", now.date(), "0912", "phone", "0912")
    profile = {"name_vi": "Hộ mẫu", "kind": "household", "country": "VN"}
    begun = [
        mandates.begin_assistance(profile=profile, language="vi", agreement=agreed, actor=helper, now=now)
        for _time in range(3)
    ]
    taken, ended, _old = (mandate.public_id for mandate in begun)
    notice = Notice.objects.create(
        recipient=begun[0].person, kind="x", category="news", event_key="x", subject_kind="need", subject_id=1,
        title_vi="x", title_en="x", created_at=now,
    )  # fmt: skip
    mandates.pass_on(public_id=taken, notice_ids=[notice.pk], reach="phone", note="", actor=helper, now=now)
    _mandate, code = mandates.issue_code(public_id=taken, actor=helper, now=now)
    mandates.take_over(code=code, actor=worlds.actor_of(make_user()), now=now)
    mandates.end_assistance(public_id=ended, reason="client_asked", actor=helper, now=now)
    mandates.expire_due(now + timedelta(days=800))


def _edits_of_a_public_text(world: worlds.World) -> None:
    now, reviewer = clock.now(), world.actor("reviewer")
    for how in ("approve", "refuse", "recall"):
        listing = make_listing.make_published(reviewer=reviewer, now=now)
        author = make_listing.owner_of(listing)
        listings.edit_listing(
            listing_id=listing.pk, changes={"limits_vi": how}, expected_version=listing.version, actor=author, now=now
        )
        revision = listing.revisions.get(state="pending")
        decided = {"revision_id": revision.pk, "expected_version": revision.version, "actor": reviewer, "now": now}
        if how == "approve":
            listings.approve_revision(checklist=CHECKS, **decided)
        elif how == "refuse":
            listings.refuse_revision(reason="says_not_what", note="", **decided)
        else:
            listings.recall_revision(listing_id=listing.pk, actor=author, now=now)


def _warnings() -> None:
    listing, need = make_listing.make_published(), make_need.make_open()
    for one, warn in ((listing, listings.warn_of_expiry), (need, needs.warn_of_expiry)):
        one.refresh_from_db()
        soon = clock.now() + timedelta(days=(one.expires_on - clock.now().date()).days - 5)
        warn(**{f"{one._meta.model_name}_id": one.pk}, now=soon)


def _checks_of_documents() -> None:
    make_evidence("third_party_verified")  # Confirmed by another body.
    make_evidence("expired")  # Seen, then out of date.
    make_evidence("struck")  # Contested and struck off.
    row = make_evidence("third_party_verified")
    listings.contest_evidence(evidence_id=row.pk, reason="false_claim", actor=SYSTEM, now=clock.now())
    listings.uphold_evidence(evidence_id=row.pk, actor=make_staff("judge"), now=clock.now())


def _answer_about_a_need(world: worlds.World) -> None:
    returned = make_need.make_returned(now=clock.now())
    point = returned.review_points.get()
    words = {"point_id": point.pk, "answer": "Đã sửa"}
    needs.answer_point(need_id=returned.pk, actor=make_need.owner_of(returned), now=clock.now(), **words)


def _publish_alone(now) -> None:
    owner = make_organisation(self_publish=True, now=now)
    author = make_listing.editor_of(owner, now=now)
    listing = make_listing.make_draft(author=author, now=now)
    listings.self_publish_listing(listing_id=listing.pk, actor=author, now=now)
    need = make_need.make_draft(author=author, now=now, answers_by=(now.date() + timedelta(days=60)).isoformat())
    needs.self_publish_need(need_id=need.pk, actor=author, now=now)


def _people_and_organisations(world: worlds.World) -> None:
    now = clock.now()
    verifier, operator, second = make_staff("verifier"), make_staff("operator"), make_staff("operator")
    head = world.actor("owner_admin")
    accounts.see_documents(organisation_id=world.owner.pk, actor=verifier, now=now)
    accounts.verify_organisation(organisation_id=world.owner.pk, source="Sổ", actor=verifier, now=now)
    owner = Organisation.objects.get(pk=world.owner.pk)
    accounts.edit_organisation(
        organisation_id=owner.pk, changes={"about_vi": "Mới"}, expected_version=owner.version, actor=head, now=now
    )
    owner.refresh_from_db()
    accounts.rename_organisation(
        organisation_id=owner.pk, name_vi="Tên mới", name_en="", expected_version=owner.version, actor=head, now=now
    )
    accounts.ask_suspension(organisation_id=owner.pk, reason="fraud", actor=operator, now=now)
    accounts.suspend_organisation(organisation_id=owner.pk, reason="fraud", actor=second, now=now)
    accounts.lift_suspension(organisation_id=owner.pk, reason="x", actor=operator, now=now)
    refused = make_organisation(now=now)
    paper = {"title": "Giấy", "number": "7", "issuer": "Sở", "issued_on": "2020-01-01"}
    own = make_listing.editor_of(refused)
    accounts.submit_organisation(
        organisation_id=refused.pk,
        papers=[paper],
        actor=worlds.actor_of(refused.memberships.get(role="admin").user),
        now=now,
    )
    accounts.refuse_organisation(organisation_id=refused.pk, reason="wrong_paper", actor=verifier, now=now)
    assert own.is_person
    person = make_user(staff=["analyst"])
    accounts.revoke_staff_role(user_id=person.pk, role="analyst", actor=operator, now=now)
    accounts.accept_terms(user_id=person.pk, actor=operator, now=now)
    enter(world, person, operator=operator)


def _joining(now) -> None:
    owner, other = make_organisation(now=now), make_organisation(now=now)
    head, operator = actor_for(owner), make_staff("operator")
    asked, late = make_user(now=now), make_user(now=now)
    words = {"organisation_id": owner.pk, "language": "vi", "role": "editor", "actor": head, "now": now}
    sent = [accounts.invite(email=one, **words) for one in (asked.email, "b@example.org", "c@example.org", late.email)]
    accounts.mail_invitation(invitation_id=sent[0].pk, now=now)
    accounts.accept_invitation(invitation_id=sent[0].pk, actor=worlds.actor_of(asked), now=now)
    accounts.withdraw_invitation(invitation_id=sent[1].pk, actor=head, now=now)
    accounts.refuse_invitation(invitation_id=sent[2].pk, actor=ANONYMOUS, now=now)
    accounts.expire_invitation(invitation_id=sent[3].pk, now=now + timedelta(days=15))
    person = worlds.actor_of(late)

    def ask():
        return accounts.ask_to_join(organisation_id=owner.pk, note="Kế toán", actor=person, now=now)

    accounts.withdraw_join_request(request_id=ask().pk, actor=person, now=now)
    accounts.refuse_join(request_id=ask().pk, reason="Không biết", actor=head, now=now)
    waiting = ask()
    accounts.tell_operator(request_id=waiting.pk, now=now + timedelta(days=40))
    accounts.admit(request_id=waiting.pk, role="viewer", actor=head, now=now)
    accounts.change_role(organisation_id=owner.pk, user_id=late.pk, role="admin", actor=head, now=now)
    accounts.remove_member(organisation_id=owner.pk, user_id=asked.pk, actor=head, now=now)
    accounts.leave_organisation(organisation_id=owner.pk, actor=head, now=now)  # The founder: the contact moves, too.
    verified = verify(other, now=now)
    accounts.ask_suspension(organisation_id=verified.pk, reason="fraud", actor=operator, now=now)
    accounts.drop_suspension(organisation_id=verified.pk, actor=operator, now=now)
    accounts.warn_of_lapse(organisation_id=verified.pk, now=now + timedelta(days=720))
    accounts.lapse_organisation(organisation_id=verified.pk, now=now + timedelta(days=800))
    accounts.renew_organisation(organisation_id=verified.pk, source="Sổ", actor=make_staff("verifier"), now=now)


def enter(world: worlds.World, person: User, *, operator: Actor) -> None:
    """A text gets a version, another system a key, and an account is shut for a while."""
    now = clock.now()
    accounts.add_terms(
        kind="rules", version="audit", text_vi="Một.", text_en="One.", valid_from=localdate(now) + timedelta(days=1),
        actor=operator, now=now,
    )  # fmt: skip
    token, _secret = accounts.make_token(name="ERP", scope="read", days=1, actor=world.actor("owner_admin"), now=now)
    accounts.revoke_token(public_id=token.public_id, actor=world.actor("owner_admin"), now=now)
    accounts.disable_user(user_id=person.pk, reason="x", actor=operator, now=now)
    accounts.enable_user(user_id=person.pk, actor=operator, now=now)


@pytest.fixture(scope="module")
def watch(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        with watched() as found:
            open_a_floor()
            work_through_the_rest(worlds.build())
        transaction.set_rollback(True)
    return found


def test_every_action_of_the_floor_was_taken(watch):
    expected = set(public_actions()) - NO_ENTRY_OF_ITS_OWN - SEVERAL

    assert expected - set(watch.calls) == set()


def test_every_action_writes_exactly_one_entry_about_what_it_changed(watch):
    silent = {name for name, calls in watch.calls.items() if not all(calls)} - NO_ENTRY_OF_ITS_OWN
    twice = {
        (name, entry[1])
        for name, calls in watch.calls.items()
        for entries in calls
        for entry in entries
        if sum(other[1:] == entry[1:] for other in entries) > 1
    }

    assert silent == set()
    assert twice - TWO_MOVES == set()


@pytest.fixture
def sealed():
    """The triggers as every floor has them; test databases go without, for they are emptied."""
    with connection.cursor() as cursor:
        sql.install_audit_triggers(cursor, postgres=sql.is_postgres())
    audit.record("test.one", subject=make_user(), actor=SYSTEM, now=clock.now())
    audit.seal(now=clock.now())
    audit.record("test.two", subject=make_user(), actor=SYSTEM, now=clock.now())  # Not sealed yet.
    yield
    with connection.cursor() as cursor:
        sql.drop_audit_triggers(cursor, postgres=sql.is_postgres())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: AuditEntry.objects.update(verb="test.other"),
        lambda: AuditEntry.objects.filter(seal=None).delete(),
        lambda: AuditEntry.objects.filter(pk=AuditEntry.objects.latest("pk").pk).update(facts={}),
        lambda: AuditSeal.objects.update(hash="0" * 64),
        lambda: AuditSeal.objects.all().delete(),
        lambda: AuditSeal.objects.latest("seq").delete(),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(sealed, tamper):
    before = AuditEntry.objects.count(), AuditSeal.objects.count()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        tamper()

    assert (AuditEntry.objects.count(), AuditSeal.objects.count()) == before


def test_nor_to_put_another_in_its_place(sealed):
    """SQLite's REPLACE deletes without asking the trigger of DELETE; PostgreSQL's TRUNCATE asks no row trigger."""
    last = AuditEntry.objects.latest("pk").pk
    statement = (
        "TRUNCATE common_auditseal"
        if sql.is_postgres()
        else "INSERT OR REPLACE INTO common_auditentry "
        "SELECT id, at, 'user:1', acting_for, verb, subject_kind, subject_id, facts, request_id "
        f"FROM common_auditentry WHERE id = {last}"
    )

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get(pk=last).actor == "system"


def test_a_new_database_has_the_triggers():
    """The migration installs them; only the suite takes them away."""
    migration = importlib.import_module("marketplace.common.migrations.0002_audit_is_append_only")

    assert migration.install.__code__.co_names.count("install_audit_triggers") == 1
