"""Forms of passkeys: what allauth asks, in the floor's words."""

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

PASSKEY_NAME_MAX_CHARS = 60


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey with a name; alone or after the password, as its owner wants."""

    passwordless = forms.BooleanField(
        label=_("It opens the account by itself, without the password"), required=False, initial=True
    )
    field_order = ["name", "passwordless"]

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you recognise it in the list: the device that keeps it")
        self.fields["name"].max_length = PASSKEY_NAME_MAX_CHARS
        self.fields["name"].widget.attrs["maxlength"] = PASSKEY_NAME_MAX_CHARS


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=PASSKEY_NAME_MAX_CHARS)
