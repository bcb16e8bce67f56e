from marketplace.matches.actions.answering import accept_match, dismiss_match
from marketplace.matches.actions.contacting import show_contact
from marketplace.matches.actions.ending import make_stale, retire_pairs_of, stale_due
from marketplace.matches.actions.proposing import note_run, propose
from marketplace.matches.actions.seeing import forget_viewers, note_seen

__all__ = [
    "accept_match",
    "dismiss_match",
    "forget_viewers",
    "make_stale",
    "note_run",
    "note_seen",
    "propose",
    "retire_pairs_of",
    "show_contact",
    "stale_due",
]
