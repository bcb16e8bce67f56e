"""manage.py import_listings FILE --source … [--dry-run] [--json]: publish the records of a registered catalogue."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from marketplace.seed.importing.files import Unreadable
from marketplace.seed.importing.forms import FORMS
from marketplace.seed.importing.run import ImportReport, import_file

UNREADABLE = 2
REASONS_SHOWN = 20


class Command(BaseCommand):
    help = "Import a catalogue: every row is created, updated, unchanged, or rejected with its line and a reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON Lines or CSV, packed with gzip or not")
        parser.add_argument("--source", required=True, choices=sorted(FORMS), help="form and registered source")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, report the same counts")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_file(
                options["file"],
                source=options["source"],
                now=clock.now(),
                dry_run=options["dry_run"],
                progress=self._progress(options),
            )
        except Unreadable as refusal:
            raise CommandError(str(refusal), returncode=UNREADABLE) from None
        self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) if options["json"] else _sentences(report))

    def _progress(self, options: dict[str, Any]) -> Any:
        shown = options["verbosity"] > 1 and not options["json"]
        return (lambda rows: self.stderr.write(f"{rows} rows read")) if shown else None


def _sentences(report: ImportReport) -> str:
    counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
    lines = [f"{counts}, {len(report.rejected)} rejected."]
    lines += [f"  line {one.line}: {one.reason}" for one in report.rejected[:REASONS_SHOWN]]
    if len(report.rejected) > REASONS_SHOWN:
        lines.append(f"  and {len(report.rejected) - REASONS_SHOWN} more; --json names all.")
    return "\n".join(lines)
