"""The reconcile oracle: a healthy floor passes, each equation names what was broken on purpose, nothing is changed."""

import json
import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from marketplace.accounts.queries import actor_of
from marketplace.common import audit, holds
from marketplace.common.models import AuditEntry, AuditSeal, Hold, OutboxRow
from marketplace.listings.models import Listing
from marketplace.notifications.models import Delivery, Notice
from search import actions
from search.backends import get_backend
from search.fields import Kind
from search.indexing.sources import SOURCES
from search.models import SavedSearchHit
from search.query import Audience, SearchQuery
from tests.factories.accounts import make_user
from tests.factories.listings import make_published
from workers.reconcile.findings import Answer
from workers.reconcile.oracle import EQUATIONS, reconcile
from workers.reconcile.scope import Scope
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    """A publication whose work is done and whose log is sealed; nobody asked the engine."""
    published = make_published(now=timezone.now())
    OutboxRow.objects.update(done_at=timezone.now())
    audit.seal(now=timezone.now())
    return published


@pytest.fixture
def found(settings, tmp_path) -> Listing:
    """A floor at rest: one publication, found by one saved search, its holder told, the log sealed."""
    settings.INDEX_DIR = tmp_path / "index"
    moment = timezone.now()
    query = SearchQuery(audience=Audience.PUBLIC, text="sấy lạnh", language="vi")
    actions.save_search(query=query, name="sấy lạnh", actor=actor_of(make_user(now=moment)), now=moment)
    published = make_published(now=moment)
    drain_all()
    Delivery.objects.update(available_at=timezone.now() + timedelta(hours=1))  # Gathered mail waits its moment.
    audit.seal(now=timezone.now())
    return published


def ask(*names: str, at_rest: bool = True) -> list[Answer]:
    return list(reconcile(names, scope=Scope(timezone.now(), at_rest=at_rest)))


def said(name: str, *, at_rest: bool = True) -> dict[str, tuple[str, ...]]:
    """What one equation found: its sentences with their examples."""
    return {finding.sentence: finding.examples for finding in ask(name, at_rest=at_rest)[0].findings}


def test_a_healthy_floor_passes_every_equation(found):
    answers = ask()

    assert [(answer.equation, answer.findings, answer.unchecked) for answer in answers] == [
        (name, (), "") for name in EQUATIONS
    ]
    assert [answer.equation for answer in answers if not answer.compared] == []


def test_nothing_is_changed_by_asking(found):
    before = "\n".join(connection.connection.iterdump()) if connection.vendor == "sqlite" else row_counts()

    ask()

    assert ("\n".join(connection.connection.iterdump()) if connection.vendor == "sqlite" else row_counts()) == before


def row_counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (OutboxRow, AuditEntry, AuditSeal, Listing, Notice)}


class TestQueue:
    def test_a_parked_row_is_named(self, listing):
        row = OutboxRow.objects.order_by("pk").first()
        OutboxRow.objects.filter(pk=row.pk).update(done_at=None, parked_at=timezone.now())

        assert said("O2") == {
            "Work stands parked with a reason.": (f"row {row.pk}: {row.task} {row.subject_kind}:{row.subject_id}",)
        }

    def test_an_open_row_is_let_be_while_it_is_young_and_named_at_rest(self, listing):
        OutboxRow.objects.filter(pk=OutboxRow.objects.first().pk).update(done_at=None, lease_until=None)

        assert list(said("O2", at_rest=False)) == []
        assert list(said("O2")) == ["Work waits although its time has come."]

    def test_a_lease_that_ran_out_is_named(self, listing):
        past = timezone.now() - timedelta(seconds=settings.RECONCILE_SETTLE_SECONDS + 1)
        OutboxRow.objects.filter(pk=OutboxRow.objects.first().pk).update(done_at=None, lease_until=past)

        assert list(said("O2", at_rest=False)) == ["Work is held by a worker that is gone."]


class TestIndex:
    def test_a_document_that_the_engine_lost_is_named(self, found):
        get_backend().purge(Kind.LISTING, [found.pk])

        assert said("O3") == {"In search by the database, and the engine lacks it.": (f"listing:{found.pk}",)}

    def test_an_older_version_is_named(self, found):
        Listing.objects.filter(pk=found.pk).update(index_version=found.index_version + 5)

        assert list(said("O3")) == ["The engine holds an older version."]

    def test_a_document_without_a_row_in_search_is_named(self, found):
        Listing.objects.filter(pk=found.pk).update(published_at=found.published_at, state="paused")

        assert list(said("O3")) == ["The engine shows what is not in search."]

    def test_other_words_under_the_same_version_are_named(self, found):
        Listing.objects.filter(pk=found.pk).update(title_vi="Bể lọc nước giếng khoan nhiều ngăn")

        answer = said("O3")

        assert list(answer) == ["The engine holds the version and not the content of the row."]
        assert answer["The engine holds the version and not the content of the row."] == (
            f'listing:{found.pk} not found by "Bể lọc nước giếng khoan nhiều"',
        )

    def test_an_engine_that_is_down_is_said_and_never_taken_for_agreement(self, found):
        get_backend().close()
        shutil.rmtree(settings.INDEX_DIR)

        answer = ask("O3")[0]

        assert (answer.findings, answer.holds) == ((), False)
        assert answer.unchecked.startswith("the search engine does not answer: ")

    def test_a_difference_that_is_being_worked_is_not_judged(self, found):
        Listing.objects.filter(pk=found.pk).update(index_version=found.index_version + 5)
        OutboxRow.objects.filter(task__contains="sync").update(done_at=None, lease_until=None)

        answer = ask("O3", at_rest=False)[0]

        assert (answer.findings, answer.unchecked) == (
            (),
            "index and database differ while 1 changes are on their way; ask again",
        )


class TestTelling:
    def test_a_notice_without_its_delivery_is_named(self, found):
        notice = Notice.objects.first()
        notice.deliveries.all().delete()

        assert said("O4") == {"A notice was written without its delivery.": (f"notice {notice.pk} ({notice.kind})",)}

    def test_a_hit_that_nobody_was_told_of_is_named(self, found):
        Notice.objects.filter(kind="saved_search").delete()

        search = SavedSearchHit.objects.get().saved_search.public_id
        assert said("O4") == {
            "A saved search found something and its holder was not told.": (f"search {search}: listing:{found.pk}",)
        }

    def test_one_mail_id_for_two_people_is_named(self, found):
        first, second = Delivery.objects.order_by("recipient", "pk").distinct()[:2]
        other = Delivery.objects.exclude(recipient=first.recipient).first() or second
        Delivery.objects.filter(pk__in=[first.pk, other.pk]).update(
            mail=first.mail, state="sent", sent_at=timezone.now(), ended_at=timezone.now(), reason=""
        )

        assert said("O5") == {"One mail id went to several people.": (str(first.mail),)}

    def test_a_mail_that_waits_past_its_time_is_named(self, found):
        late = timezone.now() - timedelta(seconds=settings.RECONCILE_SETTLE_SECONDS + 1)
        Delivery.objects.filter(state="queued").update(available_at=late)

        assert list(said("O5", at_rest=False)) == ["A mail waits although its time has come."]


class TestSavedSearches:
    def test_a_publication_without_its_hit_is_named(self, found):
        hit = SavedSearchHit.objects.get()
        hit.delete()

        assert said("O7") == {
            "A saved search shows a publication and has no hit for it.": (
                f"search {hit.saved_search_id}: listing:{found.pk}",
            )
        }

    def test_a_hit_that_the_search_does_not_show_is_named(self, found):
        moment = found.published_at
        query = SearchQuery(audience=Audience.PUBLIC, text="tàu ngầm", language="vi")
        other = actions.save_search(query=query, name="khác", actor=actor_of(make_user(now=moment)), now=moment)
        version = SOURCES[Kind.LISTING].versions(after_id=found.pk - 1, limit=1)[found.pk]
        SavedSearchHit.objects.create(
            saved_search=other, kind="listing", object_id=found.pk, version=version, found_at=moment
        )

        assert said("O7") == {
            "A saved search has a hit that it does not show.": (f"search {other.pk}: listing:{found.pk}",)
        }


class TestLog:
    def test_an_entry_that_stays_unsealed_is_named(self, listing):
        last = AuditSeal.objects.order_by("-seq").first()
        last.delete()

        assert said("O8") == {"Entries of the log are not sealed.": (f"entry {last.entry_id}: {last.entry.verb}",)}

    def test_a_changed_entry_is_named(self, listing):
        link = AuditSeal.objects.order_by("seq")[2]
        AuditEntry.objects.filter(pk=link.entry_id).update(actor="user:999")

        assert said("O8")["The chain is broken."] == (f"entry {link.entry_id}, link 3, was changed",)

    def test_a_missing_link_is_named(self, listing):
        AuditSeal.objects.filter(seq=2).delete()

        assert said("O8")["The chain is broken."] == ("link 2 is missing",)

    def test_a_change_past_the_actions_is_named(self, listing):
        Listing.objects.filter(pk=listing.pk).update(version=listing.version + 1)

        assert said("O8") == {
            "A row was changed and the log says nothing of it.": (
                f"listing:{listing.pk} has version {listing.version + 1} and {listing.version} entries",
            )
        }

    def test_an_entry_without_its_change_is_named(self, listing):
        Listing.objects.filter(pk=listing.pk).update(version=listing.version - 1)

        assert list(said("O8")) == ["The log tells of a change that the row never had."]


class TestRowsAndPaths:
    def test_a_hold_on_nothing_is_named(self, listing):
        holds.place_hold(listing, "complaint", subject=listing, now=timezone.now(), until=None)
        Hold.objects.update(object_id=999_999)

        assert said("O9") == {
            "A live hold names what is not there.": (f"hold {Hold.objects.get().pk}: listing:999999",)
        }

    def test_a_state_that_no_move_led_to_is_named(self, listing):
        Listing.objects.filter(pk=listing.pk).update(state="expired")

        assert said("O10") == {
            "A history is no path of its lifecycle.": (
                f"listing:{listing.pk}: the log ends at “published” and the row says “expired”",
            )
        }


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL has no way to write such a row")
@pytest.mark.django_db(transaction=True)
def test_a_key_that_names_no_row_is_named(found):
    hit = SavedSearchHit.objects.get()
    with connection.constraint_checks_disabled():
        SavedSearchHit.objects.filter(pk=hit.pk).update(saved_search_id=999_999)

    answer = said("O9")
    SavedSearchHit.objects.all().delete()

    assert answer == {
        "search.SavedSearchHit.saved_search names a row that is not there.": (f"row {hit.pk} names 999999",)
    }


class TestCommand:
    def test_a_healthy_floor_ends_with_nothing_to_say(self, found, capsys):
        call_command("reconcile", "--at-rest")

        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == list(EQUATIONS)
        assert all("holds (" in line for line in lines)

    def test_what_does_not_hold_ends_with_code_1(self, listing, capsys):
        Listing.objects.filter(pk=listing.pk).update(state="expired")

        with pytest.raises(CommandError, match="O10: does not hold") as ended:
            call_command("reconcile", "--only", "O10")

        assert ended.value.returncode == 1
        assert "A history is no path of its lifecycle. 1 in all" in capsys.readouterr().out

    def test_what_cannot_be_asked_ends_with_code_2(self, found, capsys):
        get_backend().close()
        shutil.rmtree(settings.INDEX_DIR)

        with pytest.raises(CommandError, match="O3: could not be checked") as ended:
            call_command("reconcile", "--only", "O3")

        assert ended.value.returncode == 2
        assert "O3 the index is the public part of the database: not checked: " in capsys.readouterr().out

    def test_machines_read_one_object_a_line(self, listing, capsys):
        call_command("reconcile", "--at-rest", "--json", "--only", "O9", "O10")

        answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(one["equation"], one["holds"], one["findings"]) for one in answers] == [
            ("O9", True, []),
            ("O10", True, []),
        ]

    def test_examples_have_an_end(self, listing, settings):
        settings.RECONCILE_EXAMPLES_MAX = 1
        AuditSeal.objects.all().delete()

        finding = ask("O8")[0].findings[0]

        assert (finding.count, len(finding.examples)) == (AuditEntry.objects.count(), 1)
