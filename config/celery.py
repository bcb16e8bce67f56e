"""The Celery app that `celery -A config.celery` runs; its settings are workers/broker.py."""

from celery import Celery

from config import env

env.use_settings()

from workers.broker import celery_settings  # noqa: E402 - Django's settings are named first
from workers.startup import SettingsCheck  # noqa: E402

app = Celery("techfloor")
app.conf.update(celery_settings())
app.steps["worker"].add(SettingsCheck)
