"""Tone and icon of lifecycle states: one look per state name, whatever object carries it."""

from typing import Any

from marketplace.common.web.rows import State

LOOKS: dict[str, tuple[str, str]] = {
    "draft": ("", "edit"),
    "submitted": ("wait", "clock"),
    "in_review": ("wait", "eye"),
    "changes_requested": ("wait", "edit"),
    "rejected": ("no", "x"),
    "published": ("ok", "check"),
    "open": ("ok", "check"),
    "matched": ("act", "check"),
    "reserved": ("act", "lock"),
    "paused": ("", "lock"),
    "suspended": ("no", "warn"),
    "expired": ("wait", "clock"),
    "lapsed": ("wait", "clock"),
    "withdrawn": ("", "minus"),
    "archived": ("", "minus"),
    "closed": ("", "minus"),
    "met": ("ok", "check"),
    "unmet": ("", "minus"),
    "unverified": ("", "minus"),
    "documents_seen": ("act", "eye"),
    "verified": ("ok", "check"),
    "queued": ("wait", "clock"),
    "computing": ("wait", "clock"),
    "computed": ("ok", "check"),
    "failed": ("no", "warn"),
    "proposed": ("act", "bell"),
    "accepted_by_need": ("wait", "clock"),
    "accepted_by_listing": ("wait", "clock"),
    "mutual": ("ok", "check"),
    "introduced": ("ok", "people"),
    "stale": ("", "clock"),
    "sending": ("wait", "clock"),
    "dropped": ("", "minus"),
    "answered": ("ok", "check"),
    "declined": ("", "x"),
    "removed": ("no", "x"),
    "filed": ("wait", "clock"),
    "awaiting_answer": ("wait", "clock"),
    "upheld": ("no", "warn"),
    "dismissed": ("", "minus"),
    "sent": ("wait", "clock"),
    "asked": ("wait", "clock"),
    "accepted": ("ok", "check"),
    "admitted": ("ok", "check"),
    "refused": ("no", "x"),
}


def look_of(thing: Any) -> State:
    """State of an object with `state` and, where it has choices, `get_state_display()`."""
    label = thing.get_state_display() if hasattr(thing, "get_state_display") else str(thing.state)
    tone, icon = LOOKS.get(thing.state, ("", "minus"))
    return State(str(label), tone, icon)
