"""What the oracle decides without a database: paths of a lifecycle, tables of versions, probes of a document."""

from marketplace.common.lifecycle import Lifecycle
from search.document import IndexedDocument
from search.fields import Kind
from workers.reconcile.findings import broken, differ
from workers.reconcile.histories import Step, strays
from workers.reconcile.index import probes

DOOR = Lifecycle(
    "door", {("open", "shut"): "shut", ("shut", "unlock"): "open"}, start={"build": "open", "import_published": "open"}
)
BUILT = Step("build", "", "open")
SHUT = Step("shut", "open", "shut")


def test_a_path_of_the_table_strays_nowhere():
    assert strays(DOOR, [BUILT, SHUT, Step("unlock", "shut", "open")], state="open") == ""


def test_edits_are_no_moves():
    assert strays(DOOR, [BUILT, Step("change", "", "")], state="open") == ""


def test_a_life_begins_with_a_move_that_begins_one():
    assert strays(DOOR, [SHUT], state="shut") == "“shut” is not possible from “nothing”"


def test_a_move_that_the_table_lacks_is_told():
    assert strays(DOOR, [BUILT, Step("unlock", "open", "open")], state="open") == "“unlock” is not possible from “open”"


def test_a_move_that_led_elsewhere_is_told():
    led = strays(DOOR, [BUILT, Step("shut", "open", "gone")], state="gone")

    assert led == "“shut” led from “open” to “gone” instead of “shut”"


def test_a_step_that_the_log_lacks_is_told():
    led = strays(DOOR, [BUILT, Step("unlock", "shut", "open")], state="open")

    assert led == "“unlock” is not possible from “open”"


def test_an_object_without_a_log_is_told():
    assert strays(DOOR, [], state="open") == "the log ends at “nothing” and the row says “open”"


def test_an_import_begins_with_its_slice_and_comes_back_into_view():
    moves = [SHUT, Step("shut", "open", "shut")]

    assert strays(DOOR, moves, state="open", imported=True) == ""


def test_versions_beside_each_other():
    found = differ({1: 1, 2: 5, 3: 2}, {2: 4, 3: 3, 9: 1})

    assert (found.missing, found.older, found.newer, found.orphans) == ((1,), (2,), (3,), (9,))


def test_findings_show_examples_and_count_all():
    finding = broken("Lost.", ["c", "a", "b"], shown=2)[0]

    assert (finding.count, finding.examples, broken("Lost.", [], shown=2)) == (3, ("a", "b"), ())


def test_a_document_is_asked_for_by_all_that_its_row_says():
    document = IndexedDocument(
        kind=Kind.LISTING,
        id=7,
        version=1,
        titles=('Sấy "lạnh" lá',),
        body="Bơm nhiệt tách ẩm và thu hồi nhiệt\n!!",
        facets={"field": ("engineering",), "ipc": ("A", "A23")},
        numbers={"trl_min": 7, "trl_max": 7, "published_at": 1},
    )

    asked = [(query.text, dict(query.filters), dict(query.ranges)) for query in probes(document)]

    assert asked == [
        ('"Sấy lạnh lá"', {}, {}),
        ('"Bơm nhiệt tách ẩm và thu"', {}, {}),
        ("", {"field": ("engineering",)}, {}),
        ("", {"ipc": ("A",)}, {}),
        ("", {"ipc": ("A23",)}, {}),
        ("", {}, {"trl": (7, 7)}),
    ]
