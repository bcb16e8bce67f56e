"""Tasks by name: what an outbox row refers to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

QUEUES = ("search", "notify", "compute")


@dataclass(frozen=True, slots=True)
class Call:
    """One claimed row as a task sees it."""

    row_id: int
    event: str
    subject_kind: str
    subject_id: int
    version: int
    facts: dict[str, object]

    def keywords(self) -> dict[str, object]:
        """Keyword-only ids and words, as a task takes them."""
        return {
            "event": self.event,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "version": self.version,
            **self.facts,
        }


BatchResult = dict[int, Exception]  # Row id → why it failed; rows not named are done.


@dataclass(frozen=True, slots=True)
class Task:
    """A named function on a queue. `batch`: takes all claimed calls at once, as one index commit serves many.

    `delay_seconds`: its rows wait so long before they are due.
    """

    name: str
    queue: str
    function: Callable[..., object]
    batch: bool = False
    coalesce: bool = False
    delay_seconds: int = 0

    def after(self, seconds: int) -> "Task":
        """The same task, for events that come in bursts: its row waits, and takes in those that follow."""
        return replace(self, delay_seconds=seconds)

    def run(self, calls: Sequence[Call]) -> BatchResult:
        """Run the calls; a failure of one leaves the others alone."""
        if self.batch:
            return self.function(calls) or {}  # type: ignore[return-value]
        failures: BatchResult = {}
        for call in calls:
            try:
                self.function(**call.keywords())
            except Exception as error:  # noqa: BLE001 - the row keeps it: retried, then parked with its words
                failures[call.row_id] = error
        return failures


class UnknownTask(LookupError):
    """A row names a task that this release does not have; it stays open for a newer worker."""


_tasks: dict[str, Task] = {}


def task(*, queue: str, batch: bool = False, coalesce: bool = False) -> Callable[[Callable[..., object]], Task]:
    """Declare a task; its name is the function's."""

    def declare(function: Callable[..., object]) -> Task:
        declared = Task(function.__name__, queue, function, batch, coalesce)
        _tasks[declared.name] = declared
        return declared

    return declare


def find(name: str) -> Task:
    """Raises UnknownTask."""
    try:
        return _tasks[name]
    except KeyError:
        raise UnknownTask(name) from None


def all_tasks() -> list[Task]:
    return list(_tasks.values())
