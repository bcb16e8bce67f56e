"""Forms of joining: whom to invite, with which role, what to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.fields import NOTE_MAX_CHARS
from marketplace.accounts.states import Role

EMAIL_MAX_CHARS = 254
FIND_MAX_CHARS = 120
NOTE_ROWS = 3
ROLE_HINT = _("Readers read, editors write, signatories sign as well, administrators also let others in.")


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR, help_text=ROLE_HINT)


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        max_length=EMAIL_MAX_CHARS,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR, help_text=ROLE_HINT)


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Name or business code of your organisation"), max_length=FIND_MAX_CHARS, required=False
    )


class AskForm(forms.Form):
    note = forms.CharField(
        label=_("Who you are there"),
        max_length=NOTE_MAX_CHARS,
        required=False,
        help_text=_("For example your work and your department; its administrators read it."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )


class RefuseJoinForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=NOTE_MAX_CHARS,
        help_text=_("The person reads it."),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )
