"""`manage.py work`: the worker without a broker."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from workers.registry import QUEUES
from workers.supervisor import Stop, Supervisor, drain_all, work_queue


class Command(BaseCommand):
    help = "Drain the outbox: one supervisor with a child per queue. Ctrl-C ends it cleanly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue", choices=QUEUES, help="work on this queue alone, in this process")
        parser.add_argument("--once", action="store_true", help="run what is due now in every queue, then leave")
        parser.add_argument("--child", action="store_true", help="end when standard input closes (for the supervisor)")

    def handle(self, *args: object, **options: object) -> None:
        stop = Stop()
        stop.on_signals()
        if options["child"]:
            stop.with_parent()
        if options["once"]:
            self.stdout.write(f"{drain_all()} rows")
        elif options["queue"]:
            work_queue(str(options["queue"]), stop=stop)
        else:
            Supervisor().run(stop)
