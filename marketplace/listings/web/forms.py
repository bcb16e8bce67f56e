"""The form of one page of the editor, generated from the declared facts, in the blocks that its template places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.facts import LANGUAGES, Plain, Shape
from marketplace.common.web.formatting import language, other
from marketplace.listings.completeness import required_facts
from marketplace.listings.fields import fields_in
from marketplace.listings.web.hints import HINTS
from marketplace.listings.web.inputs import LOOKS
from marketplace.taxonomy.web.inputs import LANGUAGE_NAMES, initial_of, input_for, plain_of

SIDE_BY_SIDE = (("price_min", "price_max"), ("royalty_low", "royalty_high"),
                ("certificate_no", "certificate_expires_on"))  # fmt: skip
FOLDED = frozenset({"payment_kinds", "vsic", "sdg"})  # Seldom asked for: one line until somebody opens it.
COLUMNS_FROM = 8  # So many boxes or more stand in columns.


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that stand together. `look`: one, row (side by side), ticks (boxes in columns), fold (under `words`)."""

    fields: list[BoundField]
    look: str = "one"
    words: str = ""
    open: bool = False


class SectionForm(forms.Form):
    """The answers of one page that are not rows. Nothing is required of a draft; `required` only says what is asked."""

    use_required_attribute = False

    def __init__(
        self, kind: str, section: str, *, values: Mapping[str, Plain], today: date, fixed: bool,
        data: QueryDict | None = None,
    ) -> None:  # fmt: skip
        asked = fields_in(kind, section)
        self.facts = {name: fact for name, fact in asked.items() if fact.shape is not Shape.ROWS}
        super().__init__(data, initial={name: initial_of(fact, values[name]) for name, fact in self.facts.items()})
        self.language = main_language(values)
        required = required_facts(kind)
        for name, fact in self.facts.items():
            control = input_for(fact, chosen=values[name], today=today, looks=LOOKS)
            control.required = name in required and fact.language in ("", self.language)
            control.disabled = fixed and fact.draft_only
            control.help_text = str(HINTS.get(fact.topic, ""))
            self.fields[name] = control

    def changes(self) -> dict[str, object]:
        """What was answered, as the action takes it; a field that is fixed is not sent."""
        sent = [name for name in self.facts if not self.fields[name].disabled]
        return {name: plain_of(self.cleaned_data.get(name)) for name in sent}

    def blocks(self) -> Iterator[Block]:
        """What the listing's own language needs, in order; then the same in the other language, folded."""
        waiting = [name for name, fact in self.facts.items() if fact.language in ("", self.language)]
        while waiting:
            block = self._block(waiting[0])
            yield block
            waiting = [name for name in waiting if name not in {one.name for one in block.fields}]
        foreign = [self[name] for name, fact in self.facts.items() if fact.language not in ("", self.language)]
        if foreign:
            yield self._translation(foreign)

    def _block(self, name: str) -> Block:
        together = next((names for names in SIDE_BY_SIDE if name in names), (name,))
        fields = [self[one] for one in together if one in self.fields]
        if len(fields) > 1:
            return Block(fields, "row")
        choices = getattr(self.fields[name], "choices", ())
        ticked = isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple)
        if name in FOLDED:
            return Block(fields, "fold-ticks", self._chosen_words(fields[0]), open=bool(fields[0].errors))
        return Block(fields, "ticks" if ticked and len(choices) >= COLUMNS_FROM else "one")

    def _chosen_words(self, bound: BoundField) -> str:
        chosen = len(bound.value() or ())
        if not chosen:
            return _("%(question)s (optional)") % {"question": bound.label}
        words = ngettext("%(question)s: %(count)s chosen", "%(question)s: %(count)s chosen", chosen)
        return words % {"question": bound.label, "count": chosen}

    def _translation(self, fields: list[BoundField]) -> Block:
        filled, name = sum(bool(one.value()) for one in fields), LANGUAGE_NAMES[other(self.language)]
        words = _("The same in %(language)s (optional): %(filled)s of %(all)s filled in")
        shown = words % {"language": name, "filled": filled, "all": len(fields)}
        return Block(fields, "fold", shown, open=any(one.errors for one in fields))


def main_language(values: Mapping[str, Plain]) -> str:
    """The language the listing is written in: the page's own, or the other where only that one has a title."""
    shown = language()
    written = [code for code in LANGUAGES if values.get(f"title_{code}")]
    return shown if not written or shown in written else other(shown)
