"""The forms of catalogue that can be read: how a file is cut into rows and a row becomes a record."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from marketplace.seed.importing.context import ToRecord
from marketplace.seed.importing.files import Line
from marketplace.seed.importing.mapping import nasa_patents, nasa_software, own_csv, sbir_topics
from marketplace.seed.importing.parsing import BadRow, Row, csv_rows, json_rows


@dataclass(frozen=True, slots=True)
class Form:
    """`code` is that of the registered source too."""

    code: str
    rows: Callable[[Iterable[Line]], Iterator[Row | BadRow]]
    to_record: ToRecord


FORMS = {
    form.code: form
    for form in (
        Form("nasa-software", json_rows, nasa_software.to_record),
        Form("sbir-topics", json_rows, sbir_topics.to_record),
        Form("nasa-patents", partial(csv_rows, required=nasa_patents.COLUMNS), nasa_patents.to_record),
        Form("csv", partial(csv_rows, required=own_csv.COLUMNS), own_csv.to_record),
    )
}
