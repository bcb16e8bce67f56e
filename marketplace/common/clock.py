"""The wall clock, asked by edges only; actions and tasks get `now` as a parameter."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present moment, aware, UTC."""
    return timezone.now()
