"""How the facts of a listing are asked (`taxonomy.web.inputs`)."""

from marketplace.common.facts import Fact, Shape
from marketplace.listings.states import Operator
from marketplace.taxonomy.web.inputs import TYPED_LISTS, Looks

LOOKS = Looks(
    choices={"operator": Operator.choices},
    radio_lists=frozenset({"listing_subtype", "trl", "price_mode"}),  # Few, and worth comparing before choosing.
    ticked=frozenset({"owner_hidden"}),  # A question whose silence means no.
    boxed=frozenset({"summary", "keywords"}),  # Lines that run longer than a box of one line shows.
)


def is_group(fact: Fact) -> bool:
    """Asked by boxes or dots, whose first one carries the number 0."""
    if fact.shape is Shape.CODES:
        return fact.code_list not in TYPED_LISTS
    return (fact.shape is Shape.YES_NO and fact.name not in LOOKS.ticked) or fact.code_list in LOOKS.radio_lists
