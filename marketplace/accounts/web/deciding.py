"""Forms of decisions about an organisation's standing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions.verification import SOURCE_MAX_CHARS
from marketplace.accounts.fields import NOTE_MAX_CHARS
from marketplace.accounts.states import RefusalReason, SuspensionReason

NOTE_ROWS = 4
CHOOSE = ("", _("Choose a reason"))


class SourceForm(forms.Form):
    source = forms.CharField(
        label=_("Checked against"),
        max_length=SOURCE_MAX_CHARS,
        help_text=_("Register or founding decision, with number and date of the look-up. It is shown on its page."),
    )


class _Note(forms.Form):
    note = forms.CharField(
        label=_("In words"),
        max_length=NOTE_MAX_CHARS,
        required=False,
        help_text=_("Its administrators read this. What would change the decision?"),
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )


class RefuseForm(_Note):
    reason = forms.ChoiceField(label=_("Reason"), choices=[CHOOSE, *RefusalReason.choices])
    field_order = ["reason", "note"]


class SuspendForm(_Note):
    reason = forms.ChoiceField(label=_("Reason"), choices=[CHOOSE, *SuspensionReason.choices])
    field_order = ["reason", "note"]


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=SOURCE_MAX_CHARS, widget=forms.Textarea(attrs={"rows": NOTE_ROWS})
    )
