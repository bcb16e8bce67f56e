"""What a method says about its inputs: refuse, or compute and warn. Codes are stable, words are translated later."""

from dataclasses import dataclass


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues; this package is pure and does not translate."""
    return message


REFUSALS: dict[str, str] = {
    "missing": gettext_noop("Enter a value."),
    "not_a_number": gettext_noop("Enter a number."),
    "not_a_date": gettext_noop("Enter a date, for example 2026-11-23."),
    "not_whole": gettext_noop("Enter a whole number."),
    "at_least": gettext_noop("The lowest value allowed is {limit}."),
    "above": gettext_noop("The value must be above {limit}."),
    "at_most": gettext_noop("The highest value allowed is {limit}."),
    "below": gettext_noop("The value must be below {limit}."),
    "not_a_choice": gettext_noop("Choose one of: {limit}."),
    "not_ordered": gettext_noop("Low, likely and high must rise: low ≤ likely ≤ high."),
    "not_power_of_two": gettext_noop("The number of draws must be a power of two."),
    "too_many": gettext_noop("At most {limit} values are allowed."),
    "too_few": gettext_noop("At least {limit} values are needed."),
    "too_long": gettext_noop("At most {limit} characters are allowed."),
    "not_positive": gettext_noop("A range read as P10, P50 and P90 of a lognormal needs values above zero."),
    "unknown_field": gettext_noop("This method has no such input."),
    "not_used": gettext_noop("This input is not used with {limit}; leave it out."),
    "unknown_method": gettext_noop("There is no such method."),
    "version_gone": gettext_noop("The method changed while this waited; ask for a new estimate."),
    "royalty_above_margin": gettext_noop("The royalty exceeds the EBIT margin of {limit}: no licensee would pay it."),
    "revenue_above_market": gettext_noop("Revenue exceeds the size of the market, {limit}."),
    "amortisation_diverges": gettext_noop("Tax and term give a tax amortisation benefit without limit."),
    "survival_rises": gettext_noop("Survival must start at 1 or less and never rise."),
    "not_semidefinite": gettext_noop("These correlations contradict each other."),
    "no_single_rate": gettext_noop("These cash flows have no internal rate of return."),
    "not_finite": gettext_noop("The result is not a finite number."),
}

CAUTIONS: dict[str, str] = {
    "rate_low": gettext_noop("A discount rate below {limit} is unusual for technology."),
    "rate_high": gettext_noop("A discount rate above {limit} is unusual even for a start-up."),
    "rate_below_inflation": gettext_noop("The discount rate is below inflation."),
    "tax_not_statutory": gettext_noop("The tax rate is not the statutory rate on file, {limit}."),
    "royalty_high": gettext_noop("A royalty above {limit} is rare."),
    "royalty_above_half_margin": gettext_noop("The royalty takes more than half of the EBIT margin of {limit}."),
    "life_beyond_legal": gettext_noop("The life used is longer than the legal protection that remains, {limit} years."),
    "life_long_for_software": gettext_noop("Software rarely earns for more than {limit} years."),
    "growth_high": gettext_noop("Growth above {limit} a year is assumed for more than three years."),
    "market_share_high": gettext_noop("Revenue passes three tenths of the market by year 3."),
    "value_late": gettext_noop("More than half of the value comes after year 10."),
    "negative_year": gettext_noop("Upkeep exceeds the royalty in {limit} of the years; these years count as losses."),
    "date_prospective": gettext_noop("The valuation date lies in the future: a prospective value."),
    "date_old": gettext_noop("The valuation date is more than 12 months old."),
    "error_high": gettext_noop("The standard error is above one hundredth of the mean; use more draws."),
    "draws_clipped": gettext_noop("Some draws fell outside the hard limits and were set to the limit."),
    "skewed": gettext_noop("Mean and base case differ by more than a twentieth: the ranges are not symmetric."),
}


class InputRefused(ValueError):
    """An input outside its hard limits. `code` is a key of REFUSALS, `limit` the bound that was crossed."""

    def __init__(self, field: str, code: str, limit: float | str | None = None) -> None:
        super().__init__(f"{field}: {code}" if limit is None else f"{field}: {code} {limit}")
        self.field = field
        self.code = code
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Caution:
    """Something a reader should know beside the figure. `code` is a key of CAUTIONS."""

    field: str
    code: str
    limit: float | str | None = None
