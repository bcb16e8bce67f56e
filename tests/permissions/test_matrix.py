"""Every address, method and class of people: each gets what the file says, and a refusal does nothing."""

from collections import defaultdict

import pytest

from tests.permissions import table
from tests.permissions.addresses import asked, is_extra, path_of, queue_of
from tests.permissions.asking import Answer, Reader
from tests.permissions.roles import BY_DEFAULT, ROLES
from tests.permissions.table import LOG_IN, Row
from tests.security.probes import nothing_changes
from tests.security.walk import Route, routes

pytestmark = pytest.mark.django_db
NO_METHOD = "405"
KNOWN = {LOG_IN, "200", "201", "202", "204", "301", "302", "400", "403", "404", "405", "409", "410", "412", "422"}
ROWS = table.read()


def compared(world, role: str, rows: dict[tuple[str, str], Row], *, everything: bool = False) -> dict:
    """Cells that differ from the file, and refusals that changed something."""
    reader, wrong = Reader(world, role), defaultdict(list)
    reader.warm_up()
    with nothing_changes():
        for route, method in asked():
            row = rows.get((path_of(route), method))
            if row is None and not (everything or role == "owner_editor"):
                continue
            expected = row.cells[role] if row else NO_METHOD
            answer = reader.ask(route, method)
            if answer.cell != expected and not (row is None and answer.is_refusal and everything):
                wrong[f"{method} {path_of(route)}"].append((expected, answer.cell))
            if answer.is_refusal and answer.changed:
                wrong[f"{method} {path_of(route)}"].append(sorted(answer.changed))
    return dict(wrong)


@pytest.mark.parametrize("role", BY_DEFAULT)
def test_cells(world, role):
    """The other side of a match is a member elsewhere: only addresses of an object can tell the two apart."""
    rows = {key: row for key, row in ROWS.items() if role != "counterparty" or "{" in row.path}

    assert compared(world, role, rows) == {}


@pytest.mark.parametrize("queue", sorted({row.queue for row in ROWS.values()} - {""}))
def test_cells_of_the_staff_whose_queue_it_is(world, queue):
    mine = {key: row for key, row in ROWS.items() if row.queue == queue}

    assert compared(world, queue, mine) == {}


def test_no_row_without_its_address():
    addresses = {(path_of(route), method) for route, method in asked()}

    assert set(ROWS) - addresses == set()


def is_open(cell: str) -> bool:
    return cell[0] in "23"


def is_refused(cell: str) -> bool:
    return cell == LOG_IN or cell[0] == "4"


def test_every_row_lets_somebody_in_or_says_why_not():
    closed = [row.key for row in ROWS.values() if not any(map(is_open, row.cells.values())) and not row.note]

    assert closed == []


def test_no_cell_is_a_fault_or_an_unknown_word():
    assert {cell for row in ROWS.values() for cell in row.cells.values()} <= KNOWN


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_something_and_not_everything(role):
    cells = [row.cells[role] for row in ROWS.values()]

    assert any(map(is_open, cells))
    assert any(map(is_refused, cells))


def test_every_model_of_the_administration_has_the_addresses_of_the_one_that_stands_for_all():
    found = {path_of(route) for route in routes() if is_extra(route)}

    assert found <= {path for path, _method in ROWS}


@pytest.mark.nightly
@pytest.mark.parametrize("role", ROLES)
def test_the_whole_matrix(world, role):
    assert compared(world, role, ROWS, everything=True) == {}


@pytest.mark.nightly
def test_rows_as_the_floor_answers(world, request):
    """What `python -m tests.permissions.write` runs; otherwise there is nothing to write."""
    if not any(type(plugin).__name__ == "Recorder" for plugin in request.config.pluginmanager.get_plugins()):
        pytest.skip("the file is written by tests.permissions.write alone")

    table.write(observed(world))


def observed(world) -> list[Row]:
    """Rows as the floor answers now; an address that takes no such method has none."""
    readers = {role: Reader(world, role) for role in ROLES}
    for reader in readers.values():
        reader.warm_up()
    rows = []
    for route, method in asked():
        if readers["owner_editor"].ask(route, method).cell == NO_METHOD:
            continue
        path = path_of(route)
        before = ROWS.get((path, method))
        cells = {role: readers[role].ask(route, method).cell for role in ROLES}
        rows.append(Row(path, method, before.queue if before else queue_of(path), cells, before.note if before else ""))
    return rows


@pytest.mark.nightly
def test_every_model_of_the_administration_is_closed_to_whoever_does_not_operate(world):
    """All of them, not the one that stands for all."""
    opened = []
    for role in (role for role in ROLES if role not in ("operator", "curator")):
        reader = Reader(world, role)
        opened += [(role, route.template) for route in routes() if is_extra(route) and not _refused(reader, route)]

    assert opened == []


def _refused(reader: Reader, route: Route) -> bool:
    answer: Answer = reader.ask(route, "GET")
    return answer.is_refusal
