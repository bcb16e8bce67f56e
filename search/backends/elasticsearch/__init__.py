"""The engine of an installation that outgrew one machine. Only this package imports the Elasticsearch client."""

from search.backends.elasticsearch.backend import ElasticsearchBackend

__all__ = ["ElasticsearchBackend"]
