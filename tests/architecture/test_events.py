"""Events are declared once, emitted somewhere, and routed: one without a route would be parked as unknown."""

from pathlib import Path

import pytest
from django.core.management.base import CommandError

from marketplace.common import outbox
from tests.architecture.tree import ROOT, python_files
from workers import registry
from workers.management.commands.describe import between_markers, emissions, event_names, table


def declared() -> dict[str, str]:
    """Event → file that declares it."""
    found: dict[str, str] = {}
    for name in python_files():
        if name.endswith("/events.py"):
            for event in event_names(ROOT / name).values():
                assert event not in found, f"{event} is declared in {found[event]} and in {name}"
                found[event] = name
    return found


def test_an_event_bears_the_name_of_its_app() -> None:
    assert {event: name for event, name in declared().items() if event.split(".")[0] != name.split("/")[-2]} == {}


def test_what_is_declared_is_emitted_by_its_own_app() -> None:
    emitted = {(one.event, one.module.split(".")[-3 if ".actions." in one.module else -2]) for one in emissions(ROOT)}

    assert {event for event, _app in emitted} == set(declared())


def test_what_is_emitted_has_a_route() -> None:
    assert {one.event for one in emissions(ROOT)} - set(outbox.routes()) == set()


def test_what_is_routed_is_declared() -> None:
    own = {event for event in outbox.routes() if event.startswith("workers.")}

    assert set(outbox.routes()) - own - set(declared()) == set()


def test_routes_lead_to_tasks_on_their_queues() -> None:
    tasks = {task.name: task.queue for task in registry.all_tasks()}

    assert [route for routes in outbox.routes().values() for route in routes if tasks[route.task] != route.queue] == []


def test_the_table_has_a_row_per_event() -> None:
    rows = table(ROOT).splitlines()[2:]

    assert [row.split("`")[1] for row in rows] == sorted({*declared(), *outbox.routes()})


def test_an_event_that_is_no_constant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "marketplace").mkdir()
    (tmp_path / "marketplace" / "loose.py").write_text('emit("listings.published", subject=listing)\n')

    with pytest.raises(CommandError, match=r"marketplace\.loose:1"):
        emissions(tmp_path)


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    text = "before\n<!-- generated: manage.py describe -->\nold\n<!-- end of generated -->\nafter\n"

    assert between_markers(text, "new") == text.replace("old", "new")


def test_a_file_without_markers_is_left_alone() -> None:
    with pytest.raises(CommandError, match="has no"):
        between_markers("text", "new")
