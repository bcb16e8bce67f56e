"""The health check of a worker's container asks for the heartbeat that a real task wrote."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from workers import jobs

pytestmark = pytest.mark.django_db


def test_a_fresh_heartbeat_is_alive(capsys):
    jobs.write_heartbeat("search", now=timezone.now())

    call_command("alive", "search")

    assert capsys.readouterr().out.startswith("search: ")


def test_an_old_heartbeat_is_dead():
    jobs.write_heartbeat("notify", now=timezone.now() - timedelta(seconds=settings.HEARTBEAT_DEAD_SECONDS + 1))

    with pytest.raises(CommandError, match="The last heartbeat of the queue notify"):
        call_command("alive", "notify")


def test_the_heartbeat_of_another_queue_does_not_count():
    jobs.write_heartbeat("search", now=timezone.now())

    with pytest.raises(CommandError, match="Nothing has gone through the queue compute yet"):
        call_command("alive", "compute")
