"""What the API reads and writes of members, invitations and requests to join: named fields, people by name and id."""

from django.conf import settings
from rest_framework import serializers

from marketplace.accounts.fields import NOTE_MAX_CHARS
from marketplace.accounts.states import Role
from marketplace.common.api import StrictSerializer

EMAIL_MAX_CHARS = 254


class PersonOut(serializers.Serializer):
    """A person as others of the same organisation see them: no address."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()


class MemberOut(serializers.Serializer):
    """One active member."""

    person = PersonOut(source="user")
    role = serializers.ChoiceField(Role.choices)
    since = serializers.DateTimeField()


class InvitationOut(serializers.Serializer):
    """One invitation; the link itself is in the mail only."""

    id = serializers.CharField(source="public_id")
    email = serializers.EmailField()
    role = serializers.ChoiceField(Role.choices)
    state = serializers.CharField()
    expires_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class JoinRequestOut(serializers.Serializer):
    """Somebody who asks to be let in."""

    id = serializers.CharField(source="public_id")
    person = PersonOut(source="user")
    note = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    operator_from = serializers.DateField()
    created_at = serializers.DateTimeField()


class _Page(serializers.Serializer):
    next = serializers.CharField(allow_blank=True)
    prev = serializers.CharField(allow_blank=True)


class MemberPage(_Page):
    results = MemberOut(many=True)


class InvitationPage(_Page):
    results = InvitationOut(many=True)


class JoinRequestPage(_Page):
    results = JoinRequestOut(many=True)


class InvitationIn(StrictSerializer):
    """Whom to ask, with which role; `language` is that of the mail where the address has no account."""

    email = serializers.EmailField(max_length=EMAIL_MAX_CHARS)
    role = serializers.ChoiceField(Role.choices)
    language = serializers.ChoiceField([code for code, _name in settings.LANGUAGES], required=False)


class RoleIn(StrictSerializer):
    role = serializers.ChoiceField(Role.choices)


class RefusalIn(StrictSerializer):
    reason = serializers.CharField(max_length=NOTE_MAX_CHARS)
