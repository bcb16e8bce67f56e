import pytest

from marketplace.taxonomy import ipc


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("A", "A"),
        ("a61", "A61"),
        (" A61B ", "A61B"),
        ("A61B5/00", "A61B 5/00"),
        ("a61b 5/0205", "A61B 5/0205"),
        ("H10K 59/00", "H10K 59/00"),
        ("A61B 5", "A61B 5"),
    ],
)
def test_a_symbol_is_written_as_printed(text, symbol):
    assert ipc.parse(text) == symbol


@pytest.mark.parametrize("text", ["", "D1011378", "I01B", "A6", "61B", "A61B5/", "A61B 5/00 and more", "A61Б"])
def test_what_is_no_symbol_is_none(text):
    assert ipc.parse(text) is None


def test_a_symbol_belongs_to_its_subclass_and_that_to_class_and_section():
    assert ipc.listed_code("A61B 5/00") == "A61B"
    assert ipc.ancestors("A61B") == ["A", "A61", "A61B"]
    assert ipc.ancestors("A") == ["A"]
