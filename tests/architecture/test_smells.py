"""Scans for what stops a review: writes, raw SQL, signals, swallowed errors, unfinished or dangerous code.

Each test collects {file: lines} of what offends, and there is none.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator

from tests.architecture.tree import (
    PACKAGES,
    calls,
    imports,
    is_migration,
    nodes_of,
    project_files,
    python_files,
    read,
    text_files,
)

# Where rows are written in bulk beside actions and migrations, and why.
BULK_WRITERS = {
    "marketplace/common/audit.py": "the seal appends a batch of links",
    "marketplace/common/holds.py": "a hold is lifted by whoever placed it, in that action's transaction",
    "marketplace/common/lifecycle.py": "advance and touch: the conditional update itself",
    "marketplace/common/limit_stores.py": "counts of the rate limiter",
    "marketplace/common/outbox.py": "open rows of one subject coalesce",
    "marketplace/seed/synthetic.py": "the load floor: a hundred thousand rows, one event per slice",
    "workers/runner.py": "claim, settle, requeue: the protocol of the outbox",
}
RAW_SQL = "marketplace/common/sql.py"
BULK = {"bulk_create", "bulk_update", "abulk_create", "abulk_update", "aupdate"}
EVERYTHING = [*python_files(*PACKAGES, "tests"), "manage.py"]


def offenders(find: Callable[[str], Iterable[int]], names: Iterable[str]) -> dict[str, list[int]]:
    """File → lines, of the files where `find` finds any."""
    return {name: lines for name in names if (lines := sorted(find(name)))}


def method_calls(name: str) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    return ((call, call.func) for call in calls(name) if isinstance(call.func, ast.Attribute))


def name_of(called: ast.expr) -> str:
    """`f` or `module.f`; of longer ways only the last step."""
    match called:
        case ast.Name(id=function):
            return function
        case ast.Attribute(value=ast.Name(id=module), attr=function):
            return f"{module}.{function}"
        case ast.Attribute(attr=function):
            return f".{function}"
    return ""


def keywords(call: ast.Call) -> set[str | None]:
    return {word.arg for word in call.keywords}


def bulk_writes(name: str) -> Iterator[int]:
    for call, method in method_calls(name):
        if method.attr in BULK or is_queryset_update(call, method):
            yield call.lineno


def is_queryset_update(call: ast.Call, method: ast.Attribute) -> bool:
    """Querysets take keywords; dictionaries and hashes take one value, or are known by their name."""
    mapping = isinstance(method.value, ast.Attribute) and method.value.attr in {"conf", "attrs"}
    return method.attr == "update" and not call.args and not mapping


def may_write_in_bulk(name: str) -> bool:
    return "actions" in name.removesuffix(".py").split("/") or is_migration(name) or name in BULK_WRITERS


def test_bulk_writes_stand_in_actions() -> None:
    assert offenders(bulk_writes, (name for name in python_files() if not may_write_in_bulk(name))) == {}


def test_every_exception_to_it_is_needed() -> None:
    assert sorted(offenders(bulk_writes, BULK_WRITERS)) == sorted(BULK_WRITERS)


def raw_sql(name: str) -> Iterator[int]:
    """A migration may hand its cursor to common/sql.py. Elasticsearch's request has an `extra` with other words."""
    ways = {"execute", "executemany", "raw", "RunSQL"} | (set() if is_migration(name) else {"cursor"})
    for call, method in method_calls(name):
        if method.attr in ways:
            yield call.lineno
        if method.attr == "extra" and {"where", "select", "tables", "params"} & keywords(call):
            yield call.lineno
    yield from (line for module, line in imports(name) if module.endswith((".RawSQL", ".RawQuerySet")))


def test_raw_sql_stands_in_one_file() -> None:
    assert offenders(raw_sql, (name for name in python_files() if name != RAW_SQL)) == {}


def test_no_signal_receivers() -> None:
    def listens(name: str) -> Iterator[int]:
        yield from (line for module, line in imports(name) if re.match(r"django\.dispatch\b|.*\bsignals\b", module))

    assert offenders(listens, python_files()) == {}


def test_no_error_is_swallowed() -> None:
    def swallows(name: str) -> Iterator[int]:
        for node in nodes_of(name):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(step, ast.Pass) for step in node.body):
                caught = ast.unparse(node.type) if node.type else "BaseException"
                if {"Exception", "BaseException"} & set(re.findall(r"\w+", caught)):
                    yield node.lineno

    assert offenders(swallows, EVERYTHING) == {}


def test_tasks_leave_through_the_outbox() -> None:
    """`eta` and `countdown` beyond the visibility timeout double a task; `.delay()` leaves before the commit."""

    def leaves(name: str) -> Iterator[int]:
        yield from (call.lineno for call in calls(name) if {"eta", "countdown"} & keywords(call))
        yield from (
            call.lineno for call, method in method_calls(name) if method.attr in {"delay", "apply_async", "retry"}
        )

    assert offenders(leaves, python_files()) == {}
    assert [name for name in EVERYTHING if re.search(r"always_eager\s*=", read(name), re.IGNORECASE)] == []


def test_nothing_is_unpickled_or_evaluated() -> None:
    modules = {"pickle", "cPickle", "dill", "shelve", "marshal"}
    functions = {"eval", "exec", "yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}

    def trusts(name: str) -> Iterator[int]:
        yield from (line for module, line in imports(name) if module.split(".")[0] in modules)
        yield from (call.lineno for call in calls(name) if name_of(call.func) in functions)

    assert offenders(trusts, EVERYTHING) == {}


def test_nothing_is_left_unwritten() -> None:
    def unwritten(name: str) -> Iterator[int]:
        names = (node for node in nodes_of(name) if isinstance(node, ast.Name))
        return (node.lineno for node in names if node.id == "NotImplementedError")

    assert offenders(unwritten, python_files()) == {}


def comments(name: str) -> Iterator[str]:
    """Comments of Python files, the whole text of others: an enum may have a member of that name."""
    if not name.endswith(".py"):
        yield read(name)
        return
    for token in tokenize.generate_tokens(io.StringIO(read(name)).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    kinds = (".py", ".html", ".txt", ".toml", ".yml", ".css", ".js", "Makefile", "Dockerfile")
    theirs = ("requirements", "marketplace/static/vendor/")
    ours = [name for name in project_files() if name.endswith(kinds) and not name.startswith(theirs)]

    assert [name for name in ours if any(marks.search(text) for text in comments(name))] == []


def test_nothing_names_this_machine() -> None:
    place = re.compile(r"(?<![\w.}-])/(work|root|home/\w+)/")

    assert [name for name, text in text_files() if place.search(text)] == []


def test_only_retrieval_tests_read_beside_the_project() -> None:
    named = [name for name, text in text_files() if "../" + "shared" in text]

    assert [name for name in named if name != ".ci/run" and not is_retrieval_test(name)] == []


def is_retrieval_test(name: str) -> bool:
    return name.startswith("tests/") and "retrieval" in read(name)
