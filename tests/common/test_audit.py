import json

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.common import audit, sql
from marketplace.common.models import AuditEntry, AuditSeal, Site
from marketplace.common.permissions import CLOCK, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(now):
    """A chain whose last three entries are ours; the code lists were loaded before."""
    site = Site.objects.create(pk=1)
    for verb in ("site.named", "site.coloured", "site.opened"):
        audit.record(verb, subject=site, actor=Actor(user_id=7, organisation_id=3), now=now, word="chè")
    audit.seal(now=now)
    return list(audit.export())


def test_a_sealed_chain_verifies_from_its_file_alone(sealed):
    assert audit.verify(sealed) == len(sealed)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2026-11-24T02:00:00.000001+00:00"),
        ("actor", "user:8"),
        ("acting_for", 4),
        ("verb", "site.closed"),
        ("subject_kind", "listing"),
        ("subject_id", 2),
        ("facts", {"word": "che"}),
        ("request_id", "x"),
        ("id", 999),
    ],
)
def test_a_changed_column_is_named(sealed, column, value):
    link = json.loads(sealed[1])
    link["entry"][column] = value
    changed = [sealed[0], json.dumps(link), sealed[2]]

    with pytest.raises(audit.ChainBroken) as refused:
        audit.verify(changed)

    assert refused.value.seq == 2


@pytest.mark.parametrize(
    ("tamper", "seq"),
    [
        (lambda chain: [chain[0], chain[2]], 2),
        (lambda chain: [chain[1], chain[0], chain[2]], 1),
        (lambda chain: [chain[0], chain[0], *chain[1:]], 2),
        (lambda chain: chain[1:], 1),
    ],
)
def test_deleting_swapping_or_inserting_is_noticed(sealed, tamper, seq):
    with pytest.raises(audit.ChainBroken) as refused:
        audit.verify(tamper(sealed))

    assert refused.value.seq == seq


def test_sealing_again_adds_only_what_is_new(sealed, now):
    audit.record("site.renamed", subject=Site.objects.get(), actor=CLOCK, now=now)

    assert audit.seal(now=now) == 1
    assert audit.verify(audit.export()) == len(sealed) + 1


def test_a_second_sealer_cannot_fork_the_chain(sealed, now):
    audit.record("site.renamed", subject=Site.objects.get(), actor=CLOCK, now=now)
    entry = AuditEntry.objects.get(seal=None)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditSeal.objects.create(seq=3, entry=entry, prev="x", hash="y", sealed_at=now)


@pytest.mark.parametrize("model", [AuditEntry, AuditSeal])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_the_chain(sealed, model, verb, request):
    with connection.cursor() as cursor:
        sql.install_audit_triggers(cursor, postgres=sql.is_postgres())
    statement = {
        "update": f"UPDATE {model._meta.db_table} SET {'verb' if model is AuditEntry else 'hash'} = 'x'",
        "delete": f"DELETE FROM {model._meta.db_table}",
    }[verb]

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    with connection.cursor() as cursor:
        sql.drop_audit_triggers(cursor, postgres=sql.is_postgres())
