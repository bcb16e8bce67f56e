"""The few statements that the ORM lacks, for SQLite and PostgreSQL; raw SQL stands here and nowhere else.

Times come from the database's clock, so that skewed hosts agree; tests pass a moment instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _moment(now: datetime | None, *, plus_seconds: int = 0) -> tuple[str, list[object]]:
    """SQL for a moment and its parameters: the database's clock, or the value given."""
    if now is not None:
        if is_postgres():
            return f"(%s::timestamptz + make_interval(secs => {plus_seconds}))", [now]
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, '{plus_seconds:+d} seconds')", [_sqlite_text(now)]
    if is_postgres():
        return f"(clock_timestamp() + make_interval(secs => {plus_seconds}))", []
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '{plus_seconds:+d} seconds')", []


def database_now() -> datetime:
    """The moment by the database's clock. SQLite has none of its own: it is the host's."""
    return _returned("SELECT clock_timestamp()", [])[0] if is_postgres() else timezone.now()


def _sqlite_text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


_OPEN = "done_at IS NULL AND parked_at IS NULL"


def claim_outbox(
    *, queue: str, owner: str, lease_seconds: int, limit: int, suspects: bool, now: datetime | None
) -> list[int]:
    """Claim due rows of a queue for `owner`; returns their ids.

    Clean rows come in batches. Suspects (a lease ran out unsettled before) come one by one, so that a row that kills
    its worker takes no neighbour with it; the lease that ran out is counted in `lost`.
    The lease condition stands in the outer WHERE too: PostgreSQL checks that one again after waiting for a lock.
    """
    at, at_params = _moment(now)
    until, until_params = _moment(now, plus_seconds=lease_seconds)
    if suspects:
        kind = f"(lease_until < {at} OR (lease_until IS NULL AND lost > 0))"
        free, free_params = f"(lease_until < {at} OR lease_until IS NULL)", at_params
    else:
        kind, free, free_params = "lease_until IS NULL AND lost = 0", "lease_until IS NULL", []
    lock = "FOR UPDATE SKIP LOCKED" if is_postgres() else ""
    statement = f"""
        UPDATE common_outboxrow
           SET lease_owner = %s, lease_until = {until}, attempts = attempts + 1,
               lost = lost + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
         WHERE id IN (SELECT id FROM common_outboxrow
                       WHERE {_OPEN} AND queue = %s AND available_at <= {at} AND {kind}
                       ORDER BY available_at, id LIMIT %s {lock})
           AND {_OPEN} AND {free}
        RETURNING id"""  # noqa: S608 - the parts are constants of this module
    params = [owner, *until_params, queue, *at_params, *free_params, limit, *free_params]
    return sorted(_returned(statement, params))


def claim_outbox_row(*, row_id: int, owner: str, lease_seconds: int, now: datetime | None) -> bool:
    """Claim one row by id, as a message from the broker names it; False when it is done, parked, not due or held."""
    at, at_params = _moment(now)
    until, until_params = _moment(now, plus_seconds=lease_seconds)
    statement = f"""
        UPDATE common_outboxrow
           SET lease_owner = %s, lease_until = {until}, attempts = attempts + 1,
               lost = lost + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END
         WHERE id = %s AND {_OPEN} AND available_at <= {at} AND (lease_until IS NULL OR lease_until < {at})
        RETURNING id"""  # noqa: S608
    return bool(_returned(statement, [owner, *until_params, row_id, *at_params, *at_params]))


def take_lease(*, name: str, owner: str, seconds: int, now: datetime | None) -> bool:
    """Take or renew a named lease; True while `owner` holds it."""
    at, at_params = _moment(now)
    until, until_params = _moment(now, plus_seconds=seconds)
    statement = f"""
        INSERT INTO common_lease (name, owner, until) VALUES (%s, %s, {until})
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
         WHERE common_lease.owner = excluded.owner OR common_lease.until < {at}
        RETURNING name"""  # noqa: S608
    return bool(_returned(statement, [name, owner, *until_params, *at_params]))


def next_in_counter(name: str) -> int:
    """The next number of a counter, from 1; two callers never get the same."""
    statement = """
        INSERT INTO common_counter (name, value) VALUES (%s, 1)
        ON CONFLICT (name) DO UPDATE SET value = common_counter.value + 1
        RETURNING value"""
    return int(_returned(statement, [name])[0])


def reserve_in_counter(name: str, *, count: int) -> int:
    """Take `count` numbers at once; returns the first."""
    statement = """
        INSERT INTO common_counter (name, value) VALUES (%s, %s)
        ON CONFLICT (name) DO UPDATE SET value = common_counter.value + excluded.value
        RETURNING value"""
    return int(_returned(statement, [name, count])[0]) - count + 1


def _returned(statement: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:  # One statement is a transaction by itself, or part of the caller's.
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


class ByIds:
    """Rows of a `values_list` queryset by their ids, compiled once per number of ids.

    For reads that every search makes: Django compiles such a statement for longer than the database runs it.
    """

    def __init__(self, rows: QuerySet[Any, tuple[Any, ...]]) -> None:
        self._rows = rows
        self._compiled: dict[tuple[str, int], Statement] = {}

    def fetch(self, ids: Sequence[int]) -> Iterable[Sequence[Any]]:
        """In no particular order; ids without a row are left out."""
        if not ids:
            return ()
        statement = self._statement(len(ids))
        given = dict(zip(range(-len(ids), 0), ids, strict=True))
        params = [given.get(value, value) if type(value) is int else value for value in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.text, params)
            return statement.compiler.apply_converters(cursor.fetchall(), statement.converters)

    def _statement(self, count: int) -> "Statement":
        """Negative numbers stand for the ids: no row has one, and no condition compares with one."""
        key = (connection.vendor, count)
        if key not in self._compiled:
            compiler = self._rows.filter(pk__in=range(-count, 0)).query.get_compiler(connection=connection)
            text, params = compiler.as_sql()
            converters = compiler.get_converters([column for column, *_rest in compiler.select or ()])
            self._compiled[key] = Statement(compiler, text, params, converters)
        return self._compiled[key]


@dataclass(frozen=True, slots=True)
class Statement:
    """A queryset as its compiler leaves it: text, parameters, and what turns columns into values."""

    compiler: SQLCompiler
    text: str
    params: tuple[Any, ...]
    converters: dict[int, Any]


STATISTICS_ENTRIES_MAX = 100_000  # Of an index; a full count of a million listings takes seconds.


def refresh_statistics() -> None:
    """Count for SQLite how rows are spread; PostgreSQL does it by itself.

    Without it the planner takes any index for selective: twenty hits were read through the index of their state, which
    all listings share, instead of by their ids.
    """
    if is_postgres():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={STATISTICS_ENTRIES_MAX}")
        cursor.execute("ANALYZE")


AUDIT_TABLES = ("common_auditentry", "common_auditseal")


def _audit_verbs(*, postgres: bool) -> tuple[str, ...]:
    """TRUNCATE asks no row trigger. SQLite's INSERT OR REPLACE deletes without asking the trigger of DELETE."""
    return ("UPDATE", "DELETE", "TRUNCATE") if postgres else ("UPDATE", "DELETE", "INSERT")


def install_audit_triggers(cursor, *, postgres: bool) -> None:
    """Make the audit tables append-only: the database itself refuses to change, delete or replace a row."""
    if postgres:
        cursor.execute("""
            CREATE OR REPLACE FUNCTION common_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the audit chain is append-only'; END $$""")
    for table in AUDIT_TABLES:
        for verb in _audit_verbs(postgres=postgres):
            name = f"{table}_no_{verb.lower()}"
            if postgres:
                each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"""
                    CREATE TRIGGER {name} BEFORE {verb} ON {table}
                    FOR EACH {each} EXECUTE FUNCTION common_audit_refuse()""")
            else:
                held = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"  # noqa: S608 - our own tables
                cursor.execute(f"""
                    CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} {held if verb == "INSERT" else ""}
                    BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END""")


def drop_audit_triggers(cursor, *, postgres: bool) -> None:
    """Undo install_audit_triggers, for the reverse migration and for test databases that are emptied."""
    for table in AUDIT_TABLES:
        for verb in _audit_verbs(postgres=postgres):
            name = f"{table}_no_{verb.lower()}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if postgres else ""))


RATE_COLUMNS = ("c0", "c1", "c2", "c3", "c4")


def spend_in_window(*, key: str, slot: int, cost: int, limit: int, forget_at: datetime) -> int | None:
    """Spend `cost` in slot number `slot` and return what the window holds now; None, spending nothing, beyond `limit`.

    Counts of older slots move right by the slots that passed and fall out behind the last column. One statement:
    of any number of callers at once exactly `limit` pass. `cost` must not exceed `limit`.
    """
    shift = "excluded.slot - held.slot"  # Below zero where hosts disagree about the time: then nothing moves.
    last = len(RATE_COLUMNS) - 1
    moved = [f"CASE WHEN {shift} <= {last - i} THEN held.c{i} ELSE 0 END" for i in range(last + 1)]
    values = ", ".join(f"c{i} = {_shifted(i, shift)}" for i in range(1, last + 1))
    statement = f"""
        INSERT INTO common_ratewindow AS held (key, slot, c0, c1, c2, c3, c4, forget_at)
        VALUES (%s, %s, %s, 0, 0, 0, 0, %s)
        ON CONFLICT (key) DO UPDATE SET
               slot = CASE WHEN {shift} > 0 THEN excluded.slot ELSE held.slot END,
               c0 = CASE WHEN {shift} <= 0 THEN held.c0 ELSE 0 END + excluded.c0,
               {values}, forget_at = excluded.forget_at
         WHERE {" + ".join(moved)} + excluded.c0 <= %s
        RETURNING {" + ".join(RATE_COLUMNS)}"""  # noqa: S608 - the parts are constants of this module
    moment = forget_at if is_postgres() else _sqlite_text(forget_at)
    spent = _returned(statement, [key, slot, cost, moment, limit])
    return spent[0] if spent else None


def _shifted(column: int, shift: str) -> str:
    """SQL for what a column holds after the shift."""
    cases = " ".join(f"WHEN {shift} = {steps} THEN held.c{column - steps}" for steps in range(1, column + 1))
    return f"CASE WHEN {shift} <= 0 THEN held.c{column} {cases} ELSE 0 END"


def drop_lease(*, name: str, owner: str) -> None:
    """Give a lease up, if `owner` holds it."""
    _returned("DELETE FROM common_lease WHERE name = %s AND owner = %s RETURNING name", [name, owner])
