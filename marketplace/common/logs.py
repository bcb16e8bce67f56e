"""One JSON line per log entry, with the request's id and without personal data."""

import logging.config
from typing import Any

import structlog

from marketplace.common.correlation import request_id

_SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie")


def configure(config: dict) -> None:
    """Called by Django with settings.LOGGING: `format` is "json" or "plain"."""
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if config["format"] == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_request_id,
        _redacted,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    # Of Django's own entries the status alone: the request that hangs on them shows what somebody searched for.
    foreign = structlog.stdlib.ExtraAdder(allow=["status_code"])
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        "foreign_pre_chain": [foreign, *shared],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                "elastic_transport": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "celery": {"level": "WARNING"},  # A tick each second would fill the log.
            },
        }
    )


def _with_request_id(_logger: object, _name: str, event: dict) -> dict:
    if request_id.get():
        event["request_id"] = request_id.get()
    return event


def _redacted(_logger: object, _name: str, event: dict) -> dict:
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = "•••"
    return event
