"""What the pages of complaints ask; what is right is decided by the actions they hand over to."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.moderation.models import TEXT_MAX_CHARS
from marketplace.moderation.states import EFFECTS, GROUNDS_WITHOUT_ACCOUNT, Dismissal, Effect
from marketplace.taxonomy.queries import choices

ROWS = 6
CHOOSE = ("", _("Choose a reason"))


def _words(label, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=TEXT_MAX_CHARS, widget=forms.Textarea(attrs={"rows": ROWS})
    )


class ReportForm(forms.Form):
    """A complaint. Without an account it also asks for an address, and offers fewer grounds."""

    ground = forms.ChoiceField(label=_("What is wrong"))
    statement = _words(
        _("What exactly, and how one can see it"), _("Name the sentence, the figure or the right. Evidence by link.")
    )
    email = forms.EmailField(label=_("Your e-mail address"), help_text=_("For the decision. Nobody else sees it."))
    homepage = forms.CharField(required=False, max_length=200)  # Seen by machines only, which fill it.

    def __init__(self, *args, person: bool, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        grounds = choices("complaint_ground", on=today)
        if person:
            del self.fields["email"], self.fields["homepage"]
        else:
            grounds = [(code, words) for code, words in grounds if code in GROUNDS_WITHOUT_ACCOUNT]
        self.fields["ground"].choices = [CHOOSE, *grounds]  # type: ignore[attr-defined]

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this field empty."))
        return ""


class NothingForm(forms.Form):
    """A move that needs no more than the decision to make it."""


class AskForm(forms.Form):
    text = _words(_("Your question"), _("The other side reads it word for word; who complains is not named."))


class AnswerForm(forms.Form):
    text = _words(_("Your answer"), _("The judge reads it word for word. Evidence by link."))


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[CHOOSE, *Dismissal.choices])
    text = _words(_("In your words"), _("Both sides read it word for word."))


class UpholdForm(forms.Form):
    ground = forms.ChoiceField(label=_("What was found"))
    effect = forms.ChoiceField(label=_("What follows"))
    repair = forms.ChoiceField(
        label=_("What is to be repaired"), help_text=_("Only where it comes back after repair."), required=False
    )
    text = _words(_("In your words"), _("Both sides read it word for word."))

    def __init__(self, *args, kind: str, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["ground"].choices = [CHOOSE, *choices("complaint_ground", on=today)]  # type: ignore[attr-defined]
        effects = [(effect.value, effect.label) for effect in EFFECTS[kind]]
        fields["effect"].choices = [("", _("Choose what follows")), *effects]  # type: ignore[attr-defined]
        if Effect.ASK_CHANGES in EFFECTS[kind]:
            fields["repair"].choices = [CHOOSE, *choices("returned_listing", on=today)]  # type: ignore[attr-defined]
        else:
            del fields["repair"]
