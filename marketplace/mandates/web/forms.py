"""Forms of mandates: they ask; what is right is decided by the actions they hand over to."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.fields import NAME_MAX_CHARS
from marketplace.common.web.context import LANGUAGE_NAMES
from marketplace.mandates.actions import CODE_GROUP_CHARS, CODE_GROUPS
from marketplace.mandates.models import LINE_MAX_CHARS, NOTE_MAX_CHARS
from marketplace.mandates.states import CLIENT_KINDS, Consent, EndReason, Reach
from marketplace.taxonomy.queries import choices

AGREEMENT = ("consent", "consent_by", "consent_on", "consent_mark", "reach", "reach_at")
CODE_MAX_CHARS = 2 * CODE_GROUPS * CODE_GROUP_CHARS  # With dashes or spaces, as people type it.


class AssistForm(forms.Form):
    """Who asks, who agreed and how, how answers reach them; the need itself is written next."""

    name_vi = forms.CharField(
        label=_("Who asks"),
        max_length=NAME_MAX_CHARS,
        help_text=_("Name of the household, cooperative or person, as others will read it"),
    )
    kind = forms.ChoiceField(label=_("Kind"))
    province = forms.ChoiceField(label=_("Province"))
    business_code = forms.CharField(label=_("Business code"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Language they speak with you"), choices=list(LANGUAGE_NAMES.items()))
    consent_by = forms.CharField(
        label=_("Who agreed"),
        max_length=LINE_MAX_CHARS,
        help_text=_("The person you spoke with. Read by your agency and the operator only."),
    )
    consent = forms.ChoiceField(label=_("How they agreed"), choices=Consent, widget=forms.RadioSelect)
    consent_on = forms.DateField(label=_("Agreed on"), help_text=_("Day/month/year"))
    consent_mark = forms.CharField(
        label=_("Number of the call, or of the paper"),
        max_length=LINE_MAX_CHARS,
        help_text=_("The phone number they called from, or the number under which the signed paper is kept"),
    )
    reach = forms.ChoiceField(label=_("How answers reach them"), choices=Reach, widget=forms.RadioSelect)
    reach_at = forms.CharField(
        label=_("Phone or address"),
        max_length=LINE_MAX_CHARS,
        help_text=_("Read by your agency and the operator only."),
    )

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)  # type: ignore[arg-type]
        today = timezone.localdate()
        kinds = [(code, label) for code, label in choices("org_kind", on=today) if code in CLIENT_KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["province"].choices = [("", ""), *choices("province", on=today)]  # type: ignore[attr-defined]
        self.fields["consent_on"].initial = today

    def profile(self) -> dict[str, object]:
        """The organisation that the person gets."""
        names = ("name_vi", "kind", "province", "business_code")
        return {name: self.cleaned_data[name] for name in names} | {"country": "VN"}


class PassOnForm(forms.Form):
    """What was told, and how."""

    notices = forms.TypedMultipleChoiceField(coerce=int)
    reach = forms.ChoiceField(label=_("How you told it"), choices=Reach)
    note = forms.CharField(
        label=_("What they answered"),
        max_length=NOTE_MAX_CHARS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, waiting: list[int], **keywords: object) -> None:
        super().__init__(*args, **keywords)  # type: ignore[arg-type]
        self.fields["notices"].choices = [(pk, str(pk)) for pk in waiting]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it stops"), choices=EndReason, widget=forms.RadioSelect)


class CodeForm(forms.Form):
    """The printed code."""

    code = forms.CharField(
        label=_("Code on the paper"), max_length=CODE_MAX_CHARS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip
