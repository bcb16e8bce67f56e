"""Every number that a score depends on, with its reason: one table, one version. Pure.

Changing any of them needs another VERSION; the snapshot of word counts is the second half of a score's version.
"""

from marketplace.matches.explanation import Component

VERSION = "1"


def version_of(snapshot: int) -> str:
    """The score version: this table, and the snapshot of word counts."""
    return f"{VERSION}.{snapshot}"


# What the need thinks of a listing. The priors of the floor's design (matching.md §2) were lexical .30, semantic .20,
# taxonomy .20, requirements .20, TRL .10, licence .10, the rest .05. Without vectors the weight of `semantic` belongs
# to the words. The golden set moved the rest a little: forms and places fit almost everybody, so they decide less.
# A component that one side lacks leaves its weight to the others; one that is known in part weighs in part.
OF_NEED: dict[Component, float] = {
    Component.LEXICAL: 0.50,
    Component.TAXONOMY: 0.20,
    Component.REQUIREMENTS: 0.20,
    Component.TRL: 0.08,
    Component.LICENCE: 0.05,
    Component.GEOGRAPHY: 0.03,
    Component.FRESHNESS: 0.03,
    Component.BUDGET: 0.03,
    Component.STANDARDS: 0.03,  # No side has rows of standards yet, so it is always absent.
}
# What the listing thinks of a need: is it about what I do, do they take what I offer, can I serve them, can they pay?
OF_LISTING: dict[Component, float] = {
    Component.LEXICAL: 0.50,  # An owner is bored by a need about something else even in the own field.
    Component.TAXONOMY: 0.25,
    Component.LICENCE: 0.15,
    Component.GEOGRAPHY: 0.05,
    Component.BUDGET: 0.05,
}

# --- Words ---
TELLING_WORDS_MAX = 40  # Of a need, by weight and idf; more add time, not meaning.
TELLING_PAIRS_MAX = 30
PAIR_WEIGHT = 0.5  # A pair repeats its two words, so it counts half.
LEXICAL_PIVOT = 0.2  # An offer that says so much of what the need says is half a match.
LEXICAL_STEEPNESS = 2.0  # Any two texts share a little; above 1, that little stays little.
TRANSLATED_PART = 0.4  # At least this part of the need's own words counts as asked in the other language.
TRANSLATED_WORDS_MIN = 3  # So many of them must be shared, or the subject may be another one.
TRANSLATION_TRUST = 0.9  # A glossary finds the thing, not the nuance.

# --- Facts ---
CLASS_TELLS_ALL_FROM = 4.5  # Inverse frequency: a class that one of ninety listings has says it all.
FRESHNESS_HALF_LIFE_DAYS = 14
DECLARED_TRUST = 0.7  # Of a figure that nobody but its owner has checked; verified counts fully, contested not at all.
NICE_WEIGHT = 0.5  # Of a requirement that is nice to have.
SAME_PROVINCE, SAME_REGION, SAME_COUNTRY, ELSEWHERE = 1.0, 0.7, 0.5, 0.3
