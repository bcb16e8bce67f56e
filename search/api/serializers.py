"""The answer of the search API, field by field."""

from rest_framework import serializers


class Highlights(serializers.Serializer):
    """Escaped HTML, matched words in <mark>."""

    title = serializers.CharField()
    summary = serializers.CharField()


class SearchHit(serializers.Serializer):
    """One result in the asked language; the other one where that is missing."""

    reference = serializers.CharField()
    kind = serializers.ChoiceField(["technology", "ip_asset", "service", "need"])
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField(help_text="Language of the title: vi or en.")
    highlights = Highlights()
    url = serializers.CharField()


class SearchAnswer(serializers.Serializer):
    """One page of results with counts; `degraded` when the database answered instead of the engine."""

    total = serializers.IntegerField()
    hits = SearchHit(many=True)
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    took_ms = serializers.FloatField()
    backend = serializers.CharField()
    degraded = serializers.BooleanField()
    relaxed = serializers.BooleanField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
