"""`manage.py outbox`: look at parked rows and give them their attempts again."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from marketplace.common import clock, queries
from marketplace.common.models import OutboxRow
from marketplace.common.outbox import requeue
from marketplace.common.permissions import SYSTEM


class Command(BaseCommand):
    help = "status: figures and parked rows; requeue: try parked rows again (all, or those named)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["status", "requeue"])
        parser.add_argument("ids", nargs="*", type=int)

    def handle(self, *args: object, verb: str, ids: list[int], **options: object) -> None:
        parked = OutboxRow.objects.exclude(parked_at=None)
        if verb == "requeue":
            chosen = ids or list(parked.values_list("pk", flat=True))
            self.stdout.write(f"{requeue(chosen, actor=SYSTEM, now=clock.now())} rows requeued")
            return
        figures = queries.outbox_figures(now=clock.now())
        self.stdout.write(json.dumps({"depth": figures.depth, "parked": figures.parked, "lost": figures.lost}))
        for row in parked.order_by("parked_at")[:100]:
            self.stdout.write(
                f"{row.pk}\t{row.task or row.event}\t{row.last_error.splitlines()[0] if row.last_error else ''}"
            )
