"""What an estimate by relief from royalty asks: the single description of its inputs."""

from enum import StrEnum

from marketplace.valuation.methods import bounds
from marketplace.valuation.methods.bounds import Bound
from marketplace.valuation.methods.conventions import Convention
from marketplace.valuation.methods.fields import Field, Kind, Unit
from marketplace.valuation.methods.refusals import gettext_noop
from marketplace.valuation.methods.revenue import Shape
from marketplace.valuation.methods.simulation import DEFAULT_DRAWS
from marketplace.valuation.methods.survival import Attrition


class Reading(StrEnum):
    """How low, likely and high are understood. An expert's "lowest" is often a P10: ask, and say which."""

    TRIANGULAR = "triangular"
    PERT = "pert"
    UNIFORM = "uniform"
    LOGNORMAL = "lognormal"


class Subject(StrEnum):
    OTHER = "other"
    SOFTWARE = "software"


FIELDS: tuple[Field, ...] = (
    Field(
        name="shape",
        kind=Kind.CHOICE,
        label=gettext_noop("How revenue develops"),
        default=Shape.GROWTH,
        choices=(
            (Shape.GROWTH, gettext_noop("First year, then steady growth")),
            (Shape.LOGISTIC, gettext_noop("S-curve up to a ceiling")),
            (Shape.ROWS, gettext_noop("Year by year")),
        ),
    ),
    Field(
        name="first_revenue",
        kind=Kind.RANGE,
        unit=Unit.CURRENCY_PER_YEAR,
        bound=bounds.MONEY,
        used_with=("shape", Shape.GROWTH),
        label=gettext_noop("Revenue of the first year"),
        hint=gettext_noop("Net sales of the products that use the technology, of all who would use it under licence."),
    ),
    Field(
        name="growth",
        kind=Kind.RANGE,
        unit=Unit.PER_YEAR,
        bound=bounds.GROWTH,
        default=0.0,
        used_with=("shape", Shape.GROWTH),
        label=gettext_noop("Growth of revenue"),
    ),
    Field(
        name="ceiling_revenue",
        kind=Kind.RANGE,
        unit=Unit.CURRENCY_PER_YEAR,
        bound=bounds.MONEY,
        used_with=("shape", Shape.LOGISTIC),
        label=gettext_noop("Revenue once the market is won"),
    ),
    Field(
        name="ramp_speed",
        kind=Kind.RANGE,
        unit=Unit.COUNT,
        bound=Bound(0, 20, low_open=True),  # At 20 the curve is a step within a year.
        default=1.0,
        used_with=("shape", Shape.LOGISTIC),
        label=gettext_noop("Speed of adoption"),
        hint=gettext_noop("At 1 the middle half of the way takes about two years; at 2, one year."),
    ),
    Field(
        name="ramp_midpoint",
        kind=Kind.RANGE,
        unit=Unit.YEARS,
        bound=Bound(0, 50),
        default=3.0,
        used_with=("shape", Shape.LOGISTIC),
        label=gettext_noop("Years until half of the ceiling"),
    ),
    Field(
        name="revenue_rows",
        kind=Kind.ROWS,
        unit=Unit.CURRENCY_PER_YEAR,
        bound=bounds.MONEY,
        used_with=("shape", Shape.ROWS),
        label=gettext_noop("Planned revenue, year by year"),
        hint=gettext_noop("One figure per line, first year first."),
    ),
    Field(
        name="plan_share",
        kind=Kind.RANGE,
        unit=Unit.SHARE,
        bound=Bound(0.0, 5.0),  # Five times the plan is another plan.
        default=1.0,
        used_with=("shape", Shape.ROWS),
        label=gettext_noop("Share of the plan reached"),
    ),
    Field(
        name="royalty",
        kind=Kind.RANGE,
        unit=Unit.SHARE,
        bound=bounds.ROYALTY,
        label=gettext_noop("Royalty on net revenue"),
        hint=gettext_noop("What licensees of comparable technology pay, on the same base."),
    ),
    Field(
        name="life",
        kind=Kind.RANGE,
        unit=Unit.YEARS,
        bound=bounds.LIFE_YEARS,
        label=gettext_noop("Useful life"),
        hint=gettext_noop("The shortest of legal, contractual, technical and economic life."),
    ),
    Field(
        name="attrition",
        kind=Kind.CHOICE,
        label=gettext_noop("How sales fade as others catch up"),
        default=Attrition.CONSTANT,
        choices=(
            (Attrition.NONE, gettext_noop("They do not fade")),
            (Attrition.CONSTANT, gettext_noop("The same share is lost every year")),
            (Attrition.EXPONENTIAL, gettext_noop("They halve at a steady pace")),
            (Attrition.LINEAR, gettext_noop("In a straight line to zero")),
            (Attrition.WEIBULL, gettext_noop("Slowly at first, then faster (Weibull)")),
        ),
    ),
    Field(
        name="attrition_rate",
        kind=Kind.RANGE,
        unit=Unit.PER_YEAR,
        bound=Bound(0.0, 1.0, high_open=True),
        default=0.0,
        used_with=("attrition", Attrition.CONSTANT),
        label=gettext_noop("Share lost each year"),
    ),
    Field(
        name="half_life",
        kind=Kind.RANGE,
        unit=Unit.YEARS,
        bound=Bound(0.1, 100),
        used_with=("attrition", Attrition.EXPONENTIAL),
        label=gettext_noop("Years until half is lost"),
    ),
    Field(
        name="fade_years",
        kind=Kind.RANGE,
        unit=Unit.YEARS,
        bound=Bound(0.1, 100),
        used_with=("attrition", Attrition.LINEAR),
        label=gettext_noop("Years until all is lost"),
    ),
    Field(
        name="weibull_scale",
        kind=Kind.RANGE,
        unit=Unit.YEARS,
        bound=Bound(0.1, 100),
        used_with=("attrition", Attrition.WEIBULL),
        label=gettext_noop("Years until about two thirds are lost"),
    ),
    Field(
        name="weibull_shape",
        kind=Kind.RANGE,
        unit=Unit.COUNT,
        bound=Bound(0.2, 20),
        default=2.0,
        used_with=("attrition", Attrition.WEIBULL),
        label=gettext_noop("Weibull shape"),
    ),
    Field(
        name="maintenance",
        kind=Kind.RANGE,
        unit=Unit.CURRENCY_PER_YEAR,
        bound=bounds.MONEY,
        default=0.0,
        label=gettext_noop("Upkeep each year"),
        hint=gettext_noop("Renewal fees, defence and further development that the owner pays."),
    ),
    Field(
        name="discount_rate",
        kind=Kind.RANGE,
        unit=Unit.PER_YEAR,
        bound=bounds.RATE,
        label=gettext_noop("Discount rate after tax"),
        hint=gettext_noop("Nominal, in the currency of the revenue, with the risk of this technology."),
    ),
    Field(
        name="tax",
        kind=Kind.RANGE,
        unit=Unit.SHARE,
        bound=bounds.TAX,
        label=gettext_noop("Corporate income tax"),
    ),
    Field(
        name="amortisation_years",
        kind=Kind.POINT,
        unit=Unit.YEARS,
        bound=Bound(0, 50),
        default=0.0,
        label=gettext_noop("Years over which a buyer may deduct the price"),
        hint=gettext_noop("0 where the buyer gets no deduction."),
    ),
    Field(
        name="ebit_margin",
        kind=Kind.POINT,
        unit=Unit.SHARE,
        bound=bounds.MARGIN,
        optional=True,
        label=gettext_noop("EBIT margin of a licensee"),
        hint=gettext_noop("Checks that the royalty leaves a licensee enough."),
    ),
    Field(
        name="market_size",
        kind=Kind.POINT,
        unit=Unit.CURRENCY_PER_YEAR,
        bound=Bound(0, bounds.MONEY.high, low_open=True),
        optional=True,
        label=gettext_noop("Size of the whole market"),
    ),
    Field(
        name="convention",
        kind=Kind.CHOICE,
        label=gettext_noop("When money arrives in a year"),
        default=Convention.MID_YEAR,
        choices=(
            (Convention.MID_YEAR, gettext_noop("On average in the middle of the year")),
            (Convention.END_YEAR, gettext_noop("At the end of the year")),
        ),
    ),
    Field(
        name="reading",
        kind=Kind.CHOICE,
        label=gettext_noop("What low and high mean"),
        default=Reading.TRIANGULAR,
        choices=(
            (Reading.TRIANGULAR, gettext_noop("Lowest and highest possible (triangular)")),
            (Reading.PERT, gettext_noop("Lowest and highest possible, ends rare (PERT)")),
            (Reading.UNIFORM, gettext_noop("Lowest and highest possible, all alike (uniform)")),
            (Reading.LOGNORMAL, gettext_noop("One in ten lies below, one in ten above (lognormal from P10 and P90)")),
        ),
    ),
    Field(
        name="valuation_date",
        kind=Kind.DATE,
        label=gettext_noop("Valuation date"),
    ),
    Field(
        name="draws",
        kind=Kind.WHOLE,
        unit=Unit.COUNT,
        default=float(DEFAULT_DRAWS),
        asked=False,
        label=gettext_noop("Draws"),
    ),
    Field(
        name="seed",
        kind=Kind.WHOLE,
        unit=Unit.COUNT,
        bound=Bound(0, 2**31 - 1),
        asked=False,
        label=gettext_noop("Seed"),
    ),
    Field(
        name="asking_price",
        kind=Kind.POINT,
        unit=Unit.CURRENCY,
        bound=bounds.MONEY,
        optional=True,
        asked=False,
        label=gettext_noop("Asking price of the listing"),
    ),
    Field(
        name="legal_life",
        kind=Kind.POINT,
        unit=Unit.YEARS,
        bound=Bound(0, 200),
        optional=True,
        asked=False,
        label=gettext_noop("Legal protection that remains"),
    ),
    Field(
        name="statutory_tax",
        kind=Kind.POINT,
        unit=Unit.SHARE,
        bound=bounds.TAX,
        optional=True,
        asked=False,
        label=gettext_noop("Statutory corporate income tax"),
    ),
    Field(
        name="inflation",
        kind=Kind.POINT,
        unit=Unit.PER_YEAR,
        bound=bounds.INFLATION,
        optional=True,
        asked=False,
        label=gettext_noop("Inflation"),
    ),
    Field(
        name="subject",
        kind=Kind.CHOICE,
        label=gettext_noop("What is valued"),
        default=Subject.OTHER,
        asked=False,
        choices=(
            (Subject.OTHER, gettext_noop("Technology or right")),
            (Subject.SOFTWARE, gettext_noop("Software")),
        ),
    ),
)
