"""What the pages of conversations and bookmarks ask; what is right is decided by the actions they hand over to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.notifications.models import BOOKMARK_NOTE_MAX_CHARS, MESSAGE_MAX_CHARS, NOTE_MAX_CHARS
from marketplace.notifications.states import DeclineReason, RemoveReason
from marketplace.notifications.web.forms import ID_MAX

TEXT_ROWS = 5
NOTE_ROWS = 3
CHOOSE = ("", _("Choose a reason"))


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Everybody may read it with its answer. Leave out names, phone numbers and what is confidential."),
        max_length=MESSAGE_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": TEXT_ROWS}),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It stands under the page for everybody."),
        max_length=MESSAGE_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": TEXT_ROWS}),
    )


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Message"), max_length=MESSAGE_MAX_CHARS, widget=forms.Textarea(attrs={"rows": NOTE_ROWS})
    )


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[CHOOSE, *DeclineReason.choices])
    note = forms.CharField(
        label=_("In your words"),
        help_text=_("Whoever asked reads it word for word."),
        max_length=NOTE_MAX_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )


class RemoveForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[CHOOSE, *RemoveReason.choices])
    note = forms.CharField(
        label=_("In your words"),
        help_text=_("Both sides read it word for word."),
        max_length=NOTE_MAX_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": NOTE_ROWS}),
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note to yourself"), max_length=BOOKMARK_NOTE_MAX_CHARS, required=False)


class SubjectForm(forms.Form):
    """Names the object of a bookmark."""

    kind = forms.SlugField(max_length=40)
    key = forms.CharField(max_length=80)


class UpToForm(forms.Form):
    seq = forms.IntegerField(min_value=0, max_value=ID_MAX)
