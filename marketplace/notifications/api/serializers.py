"""Notices as other systems read them."""

from rest_framework import serializers

from marketplace.common.api import StrictSerializer


class NoticeSerializer(serializers.Serializer):
    """One notice in both languages."""

    id = serializers.CharField(source="pk")
    kind = serializers.CharField()
    category = serializers.CharField()
    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    body_vi = serializers.CharField()
    body_en = serializers.CharField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticePageSerializer(serializers.Serializer):
    """A page of notices; `next` and `prev` are cursors, empty at either end."""

    results = NoticeSerializer(many=True)
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)
    unread = serializers.IntegerField()


class SeenSerializer(StrictSerializer):
    """The newest notice that was shown."""

    up_to = serializers.IntegerField(min_value=0, max_value=2**63 - 1)


class ReadCountSerializer(serializers.Serializer):
    """How many became read."""

    read = serializers.IntegerField()
