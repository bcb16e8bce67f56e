"""One name for everything that can be wrong with an index on disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from search.backends.base import SearchUnavailable

_PANIC = "PanicException"  # A damaged file makes the engine panic; the class is a BaseException it does not export.


@contextmanager
def engine_faults(doing: str) -> Iterator[None]:
    """Turn the engine's errors into SearchUnavailable; what the operator can do is in the message."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise SearchUnavailable(f"the index cannot be used while {doing}: {error}") from error
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise SearchUnavailable(f"the index is damaged, found while {doing}; run manage.py reindex") from error
