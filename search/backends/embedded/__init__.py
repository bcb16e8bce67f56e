"""The engine of one machine: tantivy, one writing process, many reading ones."""

from search.backends.embedded.backend import EmbeddedBackend

__all__ = ["EmbeddedBackend"]
