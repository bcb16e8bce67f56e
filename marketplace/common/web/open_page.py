"""What an open editor carries in its form: the version it was opened with, and a name of its own."""

from django.http import QueryDict

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id

VERSION_MAX_DIGITS = 9


def version_of(data: QueryDict) -> int:
    """What the page was opened with; a form without it never wins."""
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= VERSION_MAX_DIGITS else 0


def page_name(data: QueryDict) -> str:
    """The name that the page was given; empty when it carries none that could be one."""
    text = data.get("page", "")
    return text if text.isalnum() and text.isascii() and len(text) <= PUBLIC_ID_CHARS else ""


def page_name_for(data: QueryDict) -> str:
    """The name to write into the page: the one that it has, else a new one."""
    return page_name(data) or new_public_id()
