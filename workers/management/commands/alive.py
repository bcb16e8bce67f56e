"""`manage.py alive QUEUE`: health check of a worker's container; a real task wrote the heartbeat, or nobody works."""

from argparse import ArgumentParser
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from marketplace.common.models import Heartbeat
from workers.registry import QUEUES


class Command(BaseCommand):
    help = "Exit 0 while the queue's heartbeat is fresh, 1 with one sentence when it is old or was never written."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queue", choices=QUEUES)

    def handle(self, *args: object, queue: str, **options: object) -> None:
        now = clock.now()
        beat = Heartbeat.objects.filter(queue=queue).first()
        if beat is None:
            raise CommandError(f"Nothing has gone through the queue {queue} yet.")
        if now - beat.at > timedelta(seconds=settings.HEARTBEAT_DEAD_SECONDS):
            raise CommandError(f"The last heartbeat of the queue {queue} came at {beat.at:%Y-%m-%d %H:%M:%S} UTC.")
        self.stdout.write(f"{queue}: {beat.at:%Y-%m-%d %H:%M:%S} UTC")
