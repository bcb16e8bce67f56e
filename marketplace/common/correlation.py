"""The id of the request being answered: logs, audit entries and problem bodies share it."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
