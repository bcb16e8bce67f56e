"""Forms of accounts: they ask; what is right is decided by the actions they hand over to."""

from datetime import date

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import accept_terms
from marketplace.accounts.fields import EDITABLE, PROFILE
from marketplace.accounts.models import User
from marketplace.accounts.models.token import TOKEN_NAME_MAX_CHARS
from marketplace.accounts.models.user import NAME_MAX_CHARS
from marketplace.accounts.states import TokenScope
from marketplace.common import clock
from marketplace.common.facts import Fact, Shape
from marketplace.common.permissions import Actor
from marketplace.common.problems import Problem
from marketplace.common.web.context import LANGUAGE_NAMES
from marketplace.taxonomy.queries import choices

ABOUT_ROWS = 6
TOKEN_DAYS = [(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("one year"))]
PASSWORD_MAX_CHARS = 128


class SignupFields(forms.Form):
    """What sign-up asks beside address and password; allauth puts its own fields around these."""

    name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX_CHARS, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    terms = forms.BooleanField(
        label=_("I accept the terms of use and have read what the floor keeps about me"),
        error_messages={"required": _("Accept the terms, or leave without an account.")},
    )
    field_order = ["name", "email", "password1", "terms"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        accept_terms(user_id=user.pk, actor=Actor(user_id=user.pk), now=clock.now())


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX_CHARS, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=list(LANGUAGE_NAMES.items()))


class AcceptForm(forms.Form):
    """One box, empty at first: silence is no consent."""

    accept = forms.BooleanField(
        label=_("I have read these texts and accept them"),
        error_messages={"required": _("Tick the box to accept, or go on reading without.")},
    )


class TokenForm(forms.Form):
    """A token for another system, for the organisation that one acts for."""

    name = forms.CharField(
        label=_("Which system uses it"), max_length=TOKEN_NAME_MAX_CHARS,
        help_text=_("For example: ERP, reporting script"),
    )  # fmt: skip
    scope = forms.ChoiceField(label=_("It may"), choices=TokenScope, initial=TokenScope.READ)
    days = forms.TypedChoiceField(label=_("It counts for"), coerce=int, choices=TOKEN_DAYS, initial=90)


class FactsForm(forms.Form):
    """Fields for declared facts; codes are chosen from the lists in force today."""

    facts: dict[str, Fact] = {}

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)  # type: ignore[arg-type]
        today = timezone.localdate()
        for name, fact in self.facts.items():
            self.fields[name] = _field_for(fact, today=today)


class OrganisationForm(FactsForm):
    """A new organisation: who it is; papers and checks come later."""

    facts = {
        name: PROFILE[name]
        for name in (
            "name_vi", "name_en", "kind", "ownership", "size", "country", "province", "business_code",
            "website", "about_vi", "about_en",
        )
    }  # fmt: skip

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)
        for name in ("kind", "country"):
            self.fields[name].required = True
        self.fields["country"].initial = "VN"
        self.fields["business_code"].help_text = _("As on the registration; shown to others only as “registered”.")


class OrganisationEditForm(FactsForm):
    """What an administrator may change; `version` is the one the page was opened with."""

    facts = EDITABLE
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """One paper that shows that the organisation exists."""

    title = forms.CharField(
        label=_("Paper"), max_length=120, help_text=_("For example: registration certificate, founding decision")
    )
    number = forms.CharField(label=_("Number"), max_length=60)
    issuer = forms.CharField(label=_("Issued by"), max_length=160)
    issued_on = forms.DateField(label=_("Issued on"), help_text=_("Day/month/year"))


class ActingForForm(forms.Form):
    organisation = forms.IntegerField(min_value=1)


class SetupForm(forms.Form):
    """First start: the floor's name and its first administrator."""

    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Printed by the start of the floor, in its terminal."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )  # fmt: skip
    name_vi = forms.CharField(label=_("Name of the floor in Vietnamese"), max_length=80, initial="Sàn Công nghệ")
    name_en = forms.CharField(label=_("Name of the floor in English"), max_length=80, initial="Techfloor")
    province = forms.ChoiceField(label=_("Province"), required=False)
    brand_colour = forms.CharField(
        label=_("Colour"), max_length=7, initial="#1c2b66", widget=forms.TextInput(attrs={"type": "color"})
    )
    contact_email = forms.EmailField(label=_("Contact: e-mail"), required=False)
    contact_phone = forms.CharField(label=_("Contact: phone"), max_length=30, required=False)
    admin_name = forms.CharField(
        label=_("Your name"), max_length=NAME_MAX_CHARS, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    admin_email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    admin_password = forms.CharField(
        label=_("Password"), max_length=PASSWORD_MAX_CHARS, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)  # type: ignore[arg-type]
        self.fields["province"].choices = _optional(choices("province", on=timezone.localdate()))  # type: ignore[attr-defined]

    def clean_admin_password(self) -> str:
        password: str = self.cleaned_data["admin_password"]
        validate_password(password)
        return password


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def show_problem(form: forms.Form, problem: Problem) -> None:
    """Put what an action refused beside the fields it names; the rest stands above the form."""
    for error in problem.errors:
        name = error.field.rpartition(".")[2]
        form.add_error(name if name in form.fields else None, str(error.detail))
    if not problem.errors:
        form.add_error(None, str(problem.detail or problem.title))


def _field_for(fact: Fact, *, today: date) -> forms.Field:
    label = f"{fact.label} ({_language_word(fact)})" if fact.language else str(fact.label)
    if fact.shape is Shape.CODE:
        return forms.ChoiceField(label=label, required=False, choices=_optional(choices(fact.code_list, on=today)))
    widget = forms.Textarea(attrs={"rows": ABOUT_ROWS}) if fact.shape is Shape.TEXT else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=fact.max_length, widget=widget)


def _language_word(fact: Fact) -> str:
    return str(_("Vietnamese") if fact.language == "vi" else _("English"))


def _optional(listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "–"), *listed]
