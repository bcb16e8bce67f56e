"""Tax amortisation benefit: the buyer deducts the price, so the price contains the deduction (IVS 210)."""

import numpy as np

from marketplace.valuation.methods.conventions import Array, Convention, Number, annuity
from marketplace.valuation.methods.refusals import InputRefused


def amortisation_factor(*, tax: Number, years: Number, rate: Number, convention: Convention) -> Array:
    """TABF = 1/(1 - (t/n)·a(r, n)): solves FV = PV0 + t·FV/n·a, straight line over n years.

    Mid-year flows take the mid-year annuity. Raises InputRefused where (t/n)·a ≥ 1.
    """
    share = np.asarray(tax) / np.asarray(years) * annuity(rate, years, convention=convention)
    if np.any(share >= 1):
        raise InputRefused("tax", "amortisation_diverges")
    return 1 / (1 - share)
