"""Who may change code lists and register sources."""

from marketplace.common.permissions import Actor


def may_curate(actor: Actor) -> bool:
    """Curators and operators, and the floor's own commands."""
    return actor.is_staff("curator", "operator") or actor.name == "system"
