"""One table of answers: among those of a vector's group, its id and the names of its inputs decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.valuation.methods.answers import cost, income, rates, risk, timevalue
from marketplace.valuation.methods.answers.given import Given, Inputs
from marketplace.valuation.methods.refusals import InputRefused

Answerer = Callable[[Inputs], Given]


class Unanswered(LookupError):
    """No method built so far answers this vector."""


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    group: str
    needs: frozenset[str]
    answer: Answerer


def _entry(id_: str, group: str, needs: str, answer: Answerer) -> Entry:
    return Entry(id_, group, frozenset(needs.split()), answer)


ENTRIES: tuple[Entry, ...] = (
    _entry("TVM-01", "tvm", "cf n r", timevalue.level_end_year),
    _entry("TVM-02", "tvm", "cf n r", timevalue.level_mid_year),
    _entry("TVM-03", "tvm", "cf1 g n r", timevalue.growing),
    _entry("TVM-04", "tvm", "cf_n g r n", timevalue.terminal),
    _entry("TVM-05", "tvm", "cash_flows r", timevalue.rate_of_return),
    _entry("TVM-06", "tvm", "cash_flows r stub_fraction", timevalue.stub),
    _entry("TVM-06", "tvm", "cash_flows r valuation_date fiscal_year_end", timevalue.stub),
    _entry("COST-01", "cost", "costs index_at_valuation", cost.trended),
    _entry("COST-02", "cost", "rcn", cost.replacement),
    _entry("COST-03", "cost", "utilised capacity exponent", cost.inutility),
    _entry("COST-04", "cost", "excess_cost tax r n", cost.excess_operating),
    _entry("COST-05", "cost", "cost_new effective_age total_life", cost.age_life),
    _entry("COST-06", "cost", "spend valuation_year r", cost.compounded),
    _entry("TAB-01", "tab", "tax n r", income.benefit_end_year),
    _entry("TAB-02", "tab", "pv_before_tab tax n r", income.benefit_of_value),
    _entry("TAB-03", "tab", "tax n r convention", income.benefit_both),
    _entry("RFR-01", "relief_from_royalty", "revenue royalty tax r n", income.royalty_flat),
    _entry("RFR-02", "relief_from_royalty", "revenue royalty tax r", income.royalty_rows),
    _entry("RFR-03", "relief_from_royalty", "revenue1 g royalty tax r n", income.royalty_growing),
    _entry("RFR-04", "relief_from_royalty", "L k t0 years", income.adoption),
    _entry("RUL-01", "attrition", "half_life t", income.fading_exponential),
    _entry("RUL-02", "attrition", "shape scale t", income.fading_weibull),
    _entry("RUL-03", "attrition", "filing_date patent_term_years valuation_date", income.shortest_life),
    _entry("RATE-01", "rates", "rf beta erp", rates.build_up),
    _entry("RATE-02", "rates", "beta_levered de tax target_de", rates.relevered),
    _entry("RATE-03", "rates", "ke kd tax e_weight", rates.weighted),
    _entry("RATE-04", "rates", "k p T", rates.venture),
    _entry("RATE-05", "rates", "real inflation", rates.nominal),
    _entry("RATE-06", "rates", "r_usd infl_usd infl_vnd", rates.other_currency),
    _entry("MC-01", "monte_carlo", "a m b", risk.triangular),
    _entry("MC-02", "monte_carlo", "a m b lam", risk.pert),
    _entry("MC-02", "monte_carlo", "a m b", risk.pert),
    _entry("MC-03", "monte_carlo", "p10 p90", risk.lognormal),
    _entry("MC-04", "monte_carlo", "mu sigma rho", risk.lognormal_pair),
    _entry("MC-05", "monte_carlo", "spearman", risk.copula),
    _entry("MC-06", "monte_carlo", "revenue cost", risk.normal_difference),
    _entry("MC-07", "monte_carlo", "revenue royalty tax r n", risk.royalty_ranges),
    _entry("SENS-01", "sensitivity", "base ranges", risk.tornado_of),
    _entry("SENS-02", "sensitivity", "rev tax r n ask", risk.break_even),
)


def answer(vector: Mapping[str, Any]) -> Given:
    """The answer to a vector, with the keys of its `expected` where it has one.

    Raises Unanswered where no method fits, InputRefused where the inputs are outside what the method allows.
    """
    inputs = vector.get("inputs")
    if not isinstance(inputs, Mapping):
        raise InputRefused("inputs", "missing")
    got = _found(vector, inputs).answer(inputs)
    expected = vector.get("expected")
    return {key: got[key] for key in expected if key in got} if isinstance(expected, Mapping) else got


def _found(vector: Mapping[str, Any], inputs: Inputs) -> Entry:
    """The id decides between answers whose inputs fit; then the one that uses most of them."""
    id_ = str(vector.get("id", ""))
    family = [entry for entry in ENTRIES if entry.group == vector.get("group") or _same_series(entry.id, id_)]
    fitting = [entry for entry in family if entry.needs <= set(inputs)]
    if not fitting:
        named = [entry for entry in family if _is(entry, id_)]
        if not named:
            raise Unanswered(id_)
        raise InputRefused(sorted(named[0].needs - set(inputs))[0], "missing")
    said = str(vector.get("method", ""))
    return max(fitting, key=lambda entry: (_is(entry, id_), len(entry.needs), _told(entry, said)))


def _is(entry: Entry, id_: str) -> bool:
    """RATE-04-40 and RATE-04-10 are one method."""
    return id_ == entry.id or id_.startswith(entry.id + "-")


def _same_series(known: str, id_: str) -> bool:
    return bool(id_) and known.rpartition("-")[0] == id_.partition("-")[0]


def _told(entry: Entry, said: str) -> bool:
    """The only two answers with the same inputs differ by the convention that the method's words name."""
    return (entry.id == "TVM-02") == ("mid-year" in said)
