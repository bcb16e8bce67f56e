"""Forms of passkeys: what allauth asks, in the floor's words, and deaf to nonsense: anybody may post to them."""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

PASSKEY_NAME_MAX_CHARS = 60
CREDENTIAL_MAX_CHARS = 20_000  # An attestation with a chain of certificates has about 8 kB.
NO_CREDENTIAL = _("The device sent no passkey that can be read. Try again.")
# What the reader of credentials raises, beside its own errors, for JSON and CBOR of another shape.
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


class CredentialField(forms.JSONField):
    """What a device signed: one JSON object of bounded size."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > CREDENTIAL_MAX_CHARS:
            raise forms.ValidationError(NO_CREDENTIAL)
        try:
            found = super().to_python(value)
        except RecursionError as error:
            raise forms.ValidationError(NO_CREDENTIAL) from error
        if found is not None and not isinstance(found, dict):
            raise forms.ValidationError(NO_CREDENTIAL)
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What stands in the form that is shown again: never what could not be read."""
        return None


class _Asked(forms.Form):
    """A passkey that is used."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _UNREADABLE as error:
            raise forms.ValidationError(NO_CREDENTIAL) from error


class LoginPasskeyForm(_Asked, LoginWebAuthnForm):
    """Instead of address and password."""


class AuthenticatePasskeyForm(_Asked, AuthenticateWebAuthnForm):
    """After the password."""


class ReauthenticatePasskeyForm(_Asked, ReauthenticateWebAuthnForm):
    """Before a step that asks again who one is."""


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey with a name; alone or after the password, as its owner wants."""

    credential = CredentialField()
    passwordless = forms.BooleanField(
        label=_("It opens the account by itself, without the password"), required=False, initial=True
    )
    field_order = ["name", "passwordless"]

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        name = self.fields["name"] = forms.CharField(
            label=_("Name of the passkey"), required=False, max_length=PASSKEY_NAME_MAX_CHARS,
            help_text=_("So that you recognise it in the list: the device that keeps it"),
        )  # fmt: skip
        name.widget.attrs["maxlength"] = PASSKEY_NAME_MAX_CHARS
        self.order_fields(self.field_order)

    def clean(self) -> Any:
        try:
            return super().clean()
        except _UNREADABLE as error:
            raise forms.ValidationError(NO_CREDENTIAL) from error


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=PASSKEY_NAME_MAX_CHARS)
