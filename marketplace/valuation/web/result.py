"""A computed run in words: what the result page and its charts show. Reads the stored document, computes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.common.web.formatting import DASH
from marketplace.common.web.rows import Column
from marketplace.valuation.fields import (
    AMOUNTS,
    caution_words,
    choice_words,
    field_named,
    label_of,
    number_words,
    quantity_words,
    unit_of,
)
from marketplace.valuation.methods.fields import Unit
from marketplace.valuation.methods.rounding import apportioned, significant
from marketplace.valuation.models import Run, RunInput
from marketplace.valuation.web import charts
from marketplace.valuation.web.charts import HistogramChart, Swing, TornadoChart
from marketplace.valuation.web.numbers import Scale

PERCENTILES = ("p5", "p10", "p25", "p50", "p75", "p90", "p95")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows for components/_table.html."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Spread:
    """The range: three marks, the chart with its finding, percentiles."""

    low: str
    middle: str
    high: str
    chart: HistogramChart | None
    finding: str
    notes: list[str]
    percentiles: Table


@dataclass(frozen=True, slots=True)
class InputRow:
    """A number that counted; a certain one has no ends."""

    label: str
    unit: str
    low: str
    likely: str
    high: str
    source: str
    is_default: bool


class Result:
    """Everything in words for one computed run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.document: Mapping[str, Any] = run.result or {}
        self.base: Mapping[str, Any] = self.document["base"]
        middle = self.document["spread"]["percentiles"]["p50"] if self.document["spread"] else self.base["value"]
        self.scale = Scale.around(middle, run.currency)

    @property
    def value(self) -> str:
        """The base case, three significant figures."""
        return self.scale.words(significant(self.base["value"]))

    @property
    def spread(self) -> Spread | None:
        """None where every input is a single number."""
        found = self.document["spread"]
        if not found:
            return None
        marks = found["percentiles"]
        low, middle, high = (self.scale.words(significant(marks[name])) for name in ("p10", "p50", "p90"))
        chart, table = self._histogram(found), self._marks(marks)
        return Spread(low, middle, high, chart, self._finding(found), self._notes(found), table)

    @property
    def tornado(self) -> TornadoChart | None:
        swings = [self._swing(bar) for bar in self.document["bars"]]
        return charts.tornado(swings, base=self.base["value"], words=self.scale.number) if swings else None

    @property
    def tornado_finding(self) -> str:
        """One sentence per bar, longest first."""
        words = _("%(input)s moves the value from %(low)s to %(high)s.")
        return " ".join(
            words % {"input": label_of(self.run.method, bar["name"]), "low": self._low(bar), "high": self._high(bar)}
            for bar in self.document["bars"]
        )

    @property
    def tornado_table(self) -> Table:
        columns = [Column(_("Input")), Column(_("At"), num=True), Column(self.scale.unit, num=True)]
        columns += [Column(_("At"), num=True), Column(self.scale.unit, num=True)]
        rows = []
        for bar in self.document["bars"]:
            levels = self._level(bar, "low_input"), self._level(bar, "high_input")
            values = self.scale.number(bar["value_at_low"]), self.scale.number(bar["value_at_high"])
            rows.append([label_of(self.run.method, bar["name"]), levels[0], values[0], levels[1], values[1]])
        return Table(_("Value with one input changed"), columns, rows)

    @property
    def years(self) -> Table:
        """The base case by year; what is shown adds up to what is shown."""
        rows = self.base["rows"]
        present = apportioned([row["pv"] for row in rows], step=self.scale.step)
        words, body, running = self.scale.number, [], Decimal(0)
        for row, part in zip(rows, present, strict=True):
            running += part
            amounts = [words(row["base"]), words(row["royalty"]), words(row["after_tax"])]
            times = [number_words(row["t"]), number_words(round(row["df"], 4))]
            body.append([str(row["year"]), *amounts, *times, words(part), words(running)])
        columns = [
            Column(_("Year")),
            *(Column(name, num=True) for name in (_("Revenue"), _("Royalty"), _("After tax"), _("Years from date"))),
            *(Column(name, num=True) for name in (_("Factor"), _("Present value"), _("Added up"))),
        ]
        return Table(_("Base case by year, %(unit)s") % {"unit": self.scale.unit}, columns, body)

    @property
    def totals(self) -> list[tuple[str, str]]:
        """How the years become the value."""
        lines = [(_("Present value before tax benefit"), self.scale.words(self.base["value_before_benefit"]))]
        if self.base["benefit_factor"] != 1:
            factor = number_words(round(self.base["benefit_factor"], 4))
            lines.append((_("Tax amortisation benefit, factor"), factor))
        lines.append((_("Value, every input at its likely level"), self.scale.words(self.base["value"])))
        share, even = self.base["royalty_share_of_profit"], self.base["break_even_royalty"]
        if share is not None:
            lines.append((_("Royalty as a share of the licensee's profit"), self._share(share)))
        if even is not None:
            lines.append((_("Royalty at which the value equals the asking price"), self._share(even)))
        return lines

    @property
    def cautions(self) -> list[tuple[str, str]]:
        """Label of the input and what to be careful about."""
        found = []
        for caution in self.document["cautions"]:
            unit = unit_of(self.run.method, caution["field"])
            words = caution_words(caution["code"], caution["limit"], unit=unit, currency=self.run.currency)
            found.append((label_of(self.run.method, caution["field"]), words))
        return found

    def inputs(self) -> list[InputRow]:
        """Low, likely, high and source of every number that counted; a planned series is one line per year."""
        return [self._input(row) for row in self.run.inputs.all() if not row.choice]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """How the numbers are read: shape, fading, conventions."""
        method, rows = self.run.method, self.run.inputs.all()
        return [(label_of(method, row.name), choice_words(method, row.name, row.choice)) for row in rows if row.choice]

    def _input(self, row: RunInput) -> InputRow:
        label, unit = label_of(self.run.method, row.name), Unit(row.unit)
        if row.position:
            label = _("%(input)s, year %(year)d") % {"input": label, "year": row.position}
        ends = [self._quantity(end, unit) for end in (row.low, row.likely, row.high)]
        low, likely, high = ends if row.low != row.high else (DASH, ends[1], DASH)
        return InputRow(label, self._unit(unit), low, likely, high, row.source, self._is_default(row))

    def _is_default(self, row: RunInput) -> bool:
        """Nobody entered it: it is the number that the method begins with, and needs no source."""
        field = field_named(self.run.method, row.name)
        return field is not None and field.default is not None and row.low == row.high == field.default

    def _unit(self, unit: Unit) -> str:
        """What stands under the label; a share carries its sign with the number."""
        words = {Unit.YEARS: _("years"), Unit.PER_YEAR: _("a year"), Unit.CURRENCY: self.scale.unit}
        words[Unit.CURRENCY_PER_YEAR] = _("%(unit)s a year") % {"unit": self.scale.unit}
        return words.get(unit, "")

    def _quantity(self, number: float | None, unit: Unit) -> str:
        if number is None:
            return DASH
        if unit in AMOUNTS:
            return number_words(number / self.scale.divisor)
        return quantity_words(number, unit=unit, currency=self.run.currency)

    def _histogram(self, found: Mapping[str, Any]) -> HistogramChart | None:
        edges, counts = found["histogram"]["edges"], found["histogram"]["counts"]
        if edges[-1] <= edges[0]:
            return None
        marks = {name: found["percentiles"][name] for name in ("p10", "p50", "p90")}
        return charts.histogram(edges, counts, **marks, words=self.scale.number)

    def _finding(self, found: Mapping[str, Any]) -> str:
        edges, marks = found["histogram"]["edges"], found["percentiles"]
        words = _(
            "Histogram of %(draws)s draws from %(from)s to %(to)s %(unit)s. Ten percent of the draws fall below "
            "%(p10)s, half below %(p50)s, ninety percent below %(p90)s."
        )
        numbers = {name: self.scale.number(marks[name]) for name in ("p10", "p50", "p90")}
        ends = {"from": self.scale.number(edges[0]), "to": self.scale.number(edges[-1])}
        return words % {"draws": number_words(self.run.draws), "unit": self.scale.unit, **ends, **numbers}

    def _notes(self, found: Mapping[str, Any]) -> list[str]:
        mean, base = found["mean"], self.base["value"]
        told = [
            _("%(draws)s draws, seed %(seed)s. Mean %(mean)s, deviation %(deviation)s, standard error %(error)s.")
            % {
                "draws": number_words(self.run.draws),
                "seed": self.run.seed,
                "mean": self.scale.words(mean),
                "deviation": self.scale.number(found["deviation"]),
                "error": self._error(found["standard_error"]),
            },
            self._why_mean_differs(mean, base),
        ]
        outside = found["histogram"]["below"] + found["histogram"]["above"]
        if outside:
            words = ngettext(
                "%(count)s draw lies outside the chart.", "%(count)s draws lie outside the chart.", outside
            )
            told.append(words % {"count": number_words(outside)})
        if found["below_price_share"] is not None:
            told.append(_("The value lies below the asking price in %(share)s of the draws.") % {
                "share": self._share(found["below_price_share"])
            })  # fmt: skip
        if found["negative_share"]:
            told.append(_("The value is negative in %(share)s of the draws.") % {
                "share": self._share(found["negative_share"])
            })  # fmt: skip
        return told

    def _why_mean_differs(self, mean: float, base: float) -> str:
        numbers = {"base": self.scale.words(base)}
        if mean > base:
            return _("With every input at its likely level the model gives %(base)s; the mean is higher because the "
                     "ranges reach farther up than down.") % numbers  # fmt: skip
        return _("With every input at its likely level the model gives %(base)s; the mean is lower because the "
                 "ranges reach farther down than up.") % numbers  # fmt: skip

    def _error(self, error: float) -> str:
        """The error may be smaller than the last digit shown: then that is what is said."""
        smallest = float(self.scale.step)
        return f"< {self.scale.number(self.scale.step)}" if error < smallest else self.scale.number(error)

    def _marks(self, marks: Mapping[str, float]) -> Table:
        columns = [Column(_("Percentile")), *(Column(name.upper(), num=True) for name in PERCENTILES)]
        row = [self.scale.unit, *(self.scale.number(marks[name]) for name in PERCENTILES)]
        return Table(_("Percentiles of value"), columns, [row])

    def _swing(self, bar: Mapping[str, Any]) -> Swing:
        name = label_of(self.run.method, bar["name"])
        levels = self._level(bar, "low_input"), self._level(bar, "high_input")
        return Swing(name, bar["value_at_low"], bar["value_at_high"], *levels)

    def _level(self, bar: Mapping[str, Any], end: str) -> str:
        unit = unit_of(self.run.method, bar["name"])
        if unit in AMOUNTS:
            return self.scale.number(bar[end])
        number = round(bar[end], 3) if unit in (Unit.SHARE, Unit.PER_YEAR) else round(bar[end], 1)
        return quantity_words(number, unit=unit, currency=self.run.currency)

    def _low(self, bar: Mapping[str, Any]) -> str:
        return self.scale.number(min(bar["value_at_low"], bar["value_at_high"]))

    def _high(self, bar: Mapping[str, Any]) -> str:
        return self.scale.words(max(bar["value_at_low"], bar["value_at_high"]))

    def _share(self, share: float) -> str:
        return quantity_words(float(Decimal(repr(share)).quantize(Decimal("0.0001"))), unit=Unit.SHARE, currency="")
