"""Forms of one's mail: how often by category, quiet hours, language and clock."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.common.web.context import LANGUAGE_NAMES
from marketplace.notifications.queries.preferences import MailChoices
from marketplace.notifications.states import PACES, Category, Pace

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
AS_EACH_SAYS = _("As each saved search says")
HINTS = {
    Category.SECURITY: _("Always: sign-in, suspension, changes of who may act."),
    Category.DEADLINE: _("Times that run out for you. Never gathered."),
    Category.REPLY: _("Answers to you, and decisions on what you sent in. Never gathered."),
    Category.MATCH: _("What fits your needs and offers."),
    Category.ALERT: _("New hits of your saved searches."),
    Category.FAIR: _("Meetings and changes of programme."),
    Category.NEWS: _("What the floor itself announces."),
}


class PacesForm(forms.Form):
    """One list per category, and quiet hours."""

    quiet = forms.BooleanField(label=_("No mail in quiet hours"), required=False)
    quiet_from = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, data: Mapping[str, str] | None = None, *, choices: MailChoices) -> None:
        reach = choices.reach
        initial = {
            "quiet": choices.quiet is not None, "quiet_from": reach.quiet_from, "quiet_until": reach.quiet_until,
            **choices.paces,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        for category, label in Category.choices:
            if len(PACES[category]) > 1:
                field = forms.ChoiceField(label=label, choices=_offered(category), help_text=HINTS[Category(category)])
                self.fields[category] = field

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in Category.values]

    def paces(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if name in Category.values}


class ReadingForm(forms.Form):
    """Language of mails, and the clock that quiet hours and digests follow."""

    language = forms.ChoiceField(label=_("Language of pages and mails"), choices=list(LANGUAGE_NAMES.items()))
    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: object, **keywords: object) -> None:
        super().__init__(*args, **keywords)  # type: ignore[arg-type]
        self.fields["time_zone"].choices = [(name, name.replace("_", " ")) for name in zones()]  # type: ignore[attr-defined]


class ForgetForm(forms.Form):
    key = forms.CharField(max_length=80)


@cache
def zones() -> tuple[str, ...]:
    """The floor's own zone first, then every city's."""
    cities = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    return (settings.TIME_ZONE, *(name for name in cities if name != settings.TIME_ZONE), "UTC")


def _offered(category: str) -> list[tuple[str, object]]:
    """Saved searches have a rhythm each; here they are only on or off as a whole."""
    if category == Category.ALERT:
        return [(Pace.INSTANT.value, AS_EACH_SAYS), (Pace.OFF.value, Pace.OFF.label)]
    return [(pace.value, pace.label) for pace in PACES[category]]
