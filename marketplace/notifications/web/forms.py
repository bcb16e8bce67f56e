"""What the addresses and forms of notices carry."""

from collections.abc import Mapping

from django import forms

from marketplace.notifications.states import Category

PAGES_MAX = 1000
ID_MAX = 2**63 - 1  # As the column holds it.


class PageForm(forms.Form):
    page = forms.IntegerField(min_value=1, max_value=PAGES_MAX, required=False)

    @classmethod
    def number_in(cls, address: Mapping[str, str]) -> int:
        """The page asked for; the first one for anything that is no page."""
        form = cls(address)
        return form.cleaned_data["page"] or 1 if form.is_valid() else 1


class SeenForm(forms.Form):
    up_to = forms.IntegerField(min_value=0, max_value=ID_MAX)


class CategoryForm(forms.Form):
    category = forms.ChoiceField(choices=Category.choices, required=False)


def category_in(address: Mapping[str, str]) -> str:
    """The category asked for; all for anything that is none."""
    form = CategoryForm(address)
    return form.cleaned_data["category"] if form.is_valid() else ""
