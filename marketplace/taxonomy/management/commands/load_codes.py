"""manage.py load_codes [--json]: bring the code lists up to the shipped files."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from marketplace.common import clock
from marketplace.common.permissions import SYSTEM
from marketplace.taxonomy import actions


class Command(BaseCommand):
    help = "Load the shipped code lists, crosswalks, rates, holidays and sources. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report = asdict(actions.load_codes(actor=SYSTEM, now=clock.now()))
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write("Code lists: " + ", ".join(f"{count} {word}" for word, count in report.items()))
