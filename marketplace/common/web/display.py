"""How a reader wants pages shown: one small cookie, set by the server, read by the server."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEMES = ("", "light", "dark")
TEXT_SIZES = ("", "large", "larger")
CONTRASTS = ("", "more")
COOKIE_AGE_SECONDS = 31_536_000  # One year: a choice of comfort should outlast a season.
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Display:
    """Empty means: as the device says."""

    theme: str = ""
    text: str = ""
    contrast: str = ""


def cookie_name() -> str:
    return "__Host-display" if settings.SESSION_COOKIE_SECURE else "display"


def display_of(request: HttpRequest) -> Display:
    """The stored choice; anything unknown in the cookie counts as no choice."""
    parts = request.COOKIES.get(cookie_name(), "").split(_SEPARATOR)
    return chosen(*(parts if len(parts) == 3 else ("", "", "")))


def chosen(theme: str, text: str, contrast: str) -> Display:
    return Display(_known(theme, THEMES), _known(text, TEXT_SIZES), _known(contrast, CONTRASTS))


def remember(response: HttpResponse, display: Display) -> None:
    """Keep the choice for a year; no choice at all removes the cookie."""
    value = _SEPARATOR.join((display.theme, display.text, display.contrast))
    if display == Display():
        response.delete_cookie(cookie_name(), samesite="Lax")
        return
    response.set_cookie(
        cookie_name(),
        value,
        max_age=COOKIE_AGE_SECONDS,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def _known(value: str, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""
