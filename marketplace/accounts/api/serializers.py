"""The public facts of an organisation: named fields, nothing of tiers R, N or A."""

from rest_framework import serializers

from marketplace.accounts.models import Organisation


class CodeField(serializers.Serializer):
    """A code with its list and edition."""

    list = serializers.CharField()
    edition = serializers.CharField()
    code = serializers.CharField()
    label_vi = serializers.CharField()
    label_en = serializers.CharField()


class OrganisationSerializer(serializers.Serializer):
    """What everybody may read of an organisation."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    short_name = serializers.CharField()
    kind = CodeField()
    size = CodeField(allow_null=True)
    ownership = CodeField(allow_null=True)
    country = CodeField()
    province = CodeField(allow_null=True)
    registered = serializers.SerializerMethodField()
    about_vi = serializers.CharField()
    about_en = serializers.CharField()
    website = serializers.CharField()
    verification = serializers.CharField()
    verified_on = serializers.DateField(allow_null=True)
    on_floor = serializers.BooleanField()
    is_sample = serializers.BooleanField()
    catalogue = serializers.SerializerMethodField()

    def get_catalogue(self, organisation: Organisation) -> str | None:
        """Code of the catalogue that names it; null for organisations that came by themselves."""
        return organisation.source.code if organisation.source else None

    def get_registered(self, organisation: Organisation) -> bool:
        """True where a business code is known; the code itself is not public."""
        return bool(organisation.business_code)
