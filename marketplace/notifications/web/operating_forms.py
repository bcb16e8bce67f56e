"""How operators narrow the list of deliveries."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.notifications.states import Category, Sending

TEXT_MAX_CHARS = 100


class FilterForm(forms.Form):
    """Each answer narrows; none shows all."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("Any")), *Sending.choices], required=False)
    category = forms.ChoiceField(
        label=pgettext_lazy("delivery", "About"), choices=[("", _("Any")), *Category.choices], required=False
    )
    text = forms.CharField(label=_("Recipient's address"), max_length=TEXT_MAX_CHARS, required=False)

    def chosen(self) -> dict[str, str]:
        """What narrows; nonsense narrows nothing."""
        if not self.is_valid():
            return {"state": "", "category": "", "text": ""}
        return {name: self.cleaned_data[name] for name in ("state", "category", "text")}
