"""`manage.py seed`: the demo floor, or a synthetic one for measuring."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from marketplace.common import clock
from marketplace.seed import floor
from marketplace.seed.synthetic import make_large_floor


class Command(BaseCommand):
    help = "Load the demo floor once (real catalogue records and a marked sample), or --size large for load tests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=["demo", "large"], default="demo")
        parser.add_argument("--listings", type=int, default=100_000, help="with --size large: how many listings")

    def handle(self, *args: object, size: str, listings: int, **options: object) -> None:
        if size == "large":
            made = make_large_floor(count=listings, now=clock.now(), told=self._told)
            self.stdout.write(f"{made} synthetic listings")
            return
        if floor.is_loaded():
            self.stdout.write("The demo floor is loaded already.")
            return
        for step in floor.steps(now=clock.now()):
            started = time.monotonic()
            self.stdout.write(f"  {step.name} … ", ending="")
            self.stdout.flush()
            self.stdout.write(f"{step.run()} ({time.monotonic() - started:.1f} s)")

    def _told(self, made: int) -> None:
        self.stdout.write(f"  {made} …")
        self.stdout.flush()
