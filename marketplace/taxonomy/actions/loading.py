"""Loading the shipped lists: as often as one likes, without touching what a curator edited."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import models, transaction

from marketplace.common import audit
from marketplace.common.models import Site
from marketplace.common.permissions import Actor, require
from marketplace.taxonomy import data, queries, rules
from marketplace.taxonomy.models import Code, CodeFact, Crosswalk, DatedRate, Holiday, Source
from marketplace.taxonomy.models.dated import Curated

BATCH = 500


@dataclass(slots=True)
class LoadReport:
    """Rows by what became of them; `kept` are those that a curator edited and that now differ from the file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0


def load_codes(*, actor: Actor, now: datetime) -> LoadReport:
    """Bring every list, crosswalk, rate, holiday and source up to the shipped files. Raises NotAllowed."""
    require(rules.may_curate(actor))
    report = LoadReport()
    with transaction.atomic():
        _load_codes(report)
        _load_crosswalks(report)
        _load_plain(DatedRate, data.rate_rows(), key=("code", "valid_from"), report=report)
        _load_plain(Holiday, data.holiday_rows(), key=("day",), report=report)
        _load_plain(Source, data.source_rows(), key=("code",), report=report)
        if report.created or report.updated:
            audit.record("taxonomy.lists_loaded", subject=Site(pk=1), actor=actor, now=now, **asdict(report))
    queries.forget_labels()
    return report


def _load_codes(report: LoadReport) -> None:
    shipped = list(data.code_rows())
    known = {_key(code): code for code in Code.objects.all()}
    there_before = [row for row in shipped if row.key in known]
    report.created += _create_codes([row for row in shipped if row.key not in known], known)
    facts = _facts_by_code()
    changed: list[Code] = []
    for row in there_before:
        code = known[row.key]
        wanted = {**row.values, "parent_id": known[row.parent].pk if row.parent else None}
        same = _equals(code, wanted) and facts.get(code.pk, {}) == row.facts
        _count(code, same=same, report=report)
        if not same and code.edited_at is None:
            _assign(code, wanted)
            code.facts.all().delete()
            _create_facts({code: row.facts})
            changed.append(code)
    Code.objects.bulk_update(changed, [*_COLUMNS, "parent"], batch_size=BATCH)


_COLUMNS = ("symbol", "label_vi", "label_en", "position", "valid_from", "valid_to", "source", "verified", "note")


def _create_codes(rows: list[data.CodeRow], known: dict[data.Key, Code]) -> int:
    """Parents before their children, one wave for each level: a row needs the id of its parent."""
    count = len(rows)
    while rows:
        wave = [row for row in rows if row.parent is None or row.parent in known]
        new = [_new_code(row, parent=known[row.parent] if row.parent else None) for row in wave]
        if not new:
            raise ValueError(f"{rows[0].key} is part of {rows[0].parent}, which no list file has")
        Code.objects.bulk_create(new, batch_size=BATCH)
        _create_facts({code: row.facts for code, row in zip(new, wave, strict=True)})
        known.update({_key(code): code for code in new})
        rows = [row for row in rows if row.key not in known]
    return count


def _key(code: Code) -> data.Key:
    return code.list, code.edition, code.code


def _new_code(row: data.CodeRow, *, parent: Code | None) -> Code:
    list_name, edition, code = row.key
    return Code(list=list_name, edition=edition, code=code, parent=parent, **row.values)


def _facts_by_code() -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for code_id, name, value in CodeFact.objects.values_list("code_id", "name", "value"):
        found.setdefault(code_id, {})[name] = value
    return found


def _create_facts(facts: Mapping[Code, Mapping[str, str]]) -> None:
    rows = [CodeFact(code=code, name=name, value=value) for code, own in facts.items() for name, value in own.items()]
    CodeFact.objects.bulk_create(rows, batch_size=BATCH)


def _load_crosswalks(report: LoadReport) -> None:
    ids = {(list_name, edition, code): pk for list_name, edition, code, pk in _code_ids()}
    rows = (
        {"from_code_id": ids[start], "to_code_id": ids[end], **values} for start, end, values in data.crosswalk_rows()
    )
    _load_plain(Crosswalk, rows, key=("from_code_id", "to_code_id"), report=report)


def _code_ids() -> Iterable[tuple[str, str, str, int]]:
    return Code.objects.values_list("list", "edition", "code", "pk")


def _load_plain(
    model: type[Curated], rows: Iterable[Mapping[str, object]], *, key: tuple[str, ...], report: LoadReport
) -> None:
    """Rows of a small table that is recognised by `key`."""
    known = {tuple(getattr(row, name) for name in key): row for row in model._default_manager.all()}
    new: list[Curated] = []
    for values in rows:
        row = known.get(tuple(values[name] for name in key))
        if row is None:
            new.append(model(**values))
            continue
        same = _equals(row, values)
        _count(row, same=same, report=report)
        if not same and row.edited_at is None:
            _assign(row, values)
            row.save()
    report.created += len(new)
    model._default_manager.bulk_create(new, batch_size=BATCH)


def _count(row: Curated, *, same: bool, report: LoadReport) -> None:
    if same:
        report.unchanged += 1
    elif row.edited_at is not None:
        report.kept += 1
    else:
        report.updated += 1


def _equals(row: models.Model, values: Mapping[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _assign(row: models.Model, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
