"""The Celery app that `celery -A config.celery` runs; its settings are workers/broker.py."""

from celery import Celery

from config import env

env.use_settings()

from workers.broker import celery_settings  # noqa: E402 - Django's settings are named first

app = Celery("techfloor")
app.conf.update(celery_settings())
