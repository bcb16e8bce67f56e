"""Asking the rules themselves: every `may_…` and `visible_to` of every app, for every role and every object."""

import csv
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from marketplace.accounts import rules as accounts
from marketplace.accounts.models import Organisation
from marketplace.listings import rules as listings
from marketplace.listings.models import Listing
from marketplace.mandates import rules as mandates
from marketplace.mandates.models import Mandate
from marketplace.matches import rules as matches
from marketplace.matches.models import Match
from marketplace.moderation import rules as moderation
from marketplace.moderation.models import Complaint
from marketplace.needs import rules as needs
from marketplace.needs.models import Need
from marketplace.notifications import rules as notifications
from marketplace.notifications.models import Bookmark, Conversation, Delivery, Notice
from marketplace.taxonomy import rules as taxonomy
from marketplace.valuation import rules as valuation
from marketplace.valuation.models import Run
from search import rules as search
from search.models import SavedSearch
from tests.permissions.roles import ROLES
from tests.security.world import World

FILE = Path(__file__).with_name("rules.csv")
MODULES = (accounts, listings, mandates, matches, moderation, needs, notifications, taxonomy, valuation, search)
# Rules that ask for more than who and what; each is tested beside its own action.
ASKED_ELSEWHERE = {
    "accounts.may_answer_request", "accounts.may_disable", "accounts.may_make_token", "matches.may_answer",
    "moderation.may_file_against",
}  # fmt: skip
ACTORS = tuple(role for role in ROLES if role not in ("disabled", "unproven"))
KINDS = (
    Listing, Need, Organisation, Match, Complaint, Conversation, Mandate, Run, SavedSearch, Notice, Bookmark, Delivery,
)  # fmt: skip
Found = dict[tuple[str, tuple[str, ...]], tuple[str, ...]]


def judged(world: World) -> Found:
    """(rule, roles that it allows) → the objects for which it allows exactly these."""
    actors = {role: world.actor(role) for role in ACTORS}
    rows: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for module in MODULES:
        for name, rule in rules_of(module):
            for label, allows in _questions(world, name, rule):
                allowed = tuple(role for role in ACTORS if allows(actors[role]))
                rows[name, allowed].append(label)
    return {key: tuple(sorted(labels)) for key, labels in rows.items()}


def rules_of(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    app = module.__name__.split(".")[-2]
    for name, rule in inspect.getmembers(module, inspect.isfunction):
        if rule.__module__ == module.__name__ and (name.startswith("may_") or name.endswith("visible_to")):
            yield f"{app}.{name}", rule


def _questions(world: World, name: str, rule: Callable[..., Any]) -> Iterator[tuple[str, Callable[[Any], bool]]]:
    if name in ASKED_ELSEWHERE:
        return
    asked = list(inspect.signature(rule).parameters.values())
    if name.endswith("visible_to"):
        sets = {}
        for label, one in objects_of(world, None):

            def seen(actor: Any, one: Any = one) -> bool:
                key = (name, actor)
                if key not in sets:
                    sets[key] = rule(actor)
                return sets[key].model is type(one) and sets[key].filter(pk=one.pk).exists()

            if rule(world.actor("operator")).model is type(one):
                yield label, seen
    elif len(asked) == 1:
        yield "–", lambda actor: bool(rule(actor))
    else:
        for label, one in objects_of(world, asked[1].annotation):
            yield label, lambda actor, one=one: bool(rule(actor, one))


def objects_of(world: World, model: type | None) -> list[tuple[str, Any]]:
    """What there is of a model in the world, by name; of every model when none is named."""
    made: list[tuple[str, Any]] = [(f"listing:{name}", one) for name, one in world.listings.items()]
    made += [(f"need:{name}", one) for name, one in world.needs.items()]
    made += [("organisation:owner", world.owner), ("organisation:hidden", world.hidden)]
    made += [(f"organisation:{name}", one) for name, one in world.organisations.items()]
    for name, one in world.deals.items():
        thing = one.conversation if name.startswith("question_") else one
        made.append((name, thing))
    made += [("run", world.run), ("saved_search", world.saved)]
    made += [("notice", Notice.objects.filter(recipient=world.users["owner_editor"]).first())]
    made += [("delivery", Delivery.objects.first())]
    kinds = KINDS if model is None else (model,)
    return [(label, type(one).objects.get(pk=one.pk)) for label, one in made if isinstance(one, kinds)]


def read() -> Found:
    with FILE.open(newline="", encoding="utf-8") as lines:
        return {
            (row["rule"], tuple(row["roles"].split())): tuple(row["objects"].split()) for row in csv.DictReader(lines)
        }


def write(found: Found) -> None:
    with FILE.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("rule", "roles", "objects"))
        for (name, roles), objects in sorted(found.items()):
            writer.writerow((name, " ".join(roles), " ".join(objects)))
