"""The form of an API token: a word that scanners know, a visible part, 256 random bits. Only its hash is kept."""

import hashlib
import secrets
from http import HTTPStatus

from django.utils.translation import gettext_lazy

from marketplace.common.problems import NotAllowed, Problem

WORD = "tfk_"
PREFIX_CHARS = 12
HASH_CHARS = 64  # SHA-256 in hexadecimal.
SECRET_BYTES = 32  # 256 bits: a plain SHA-256 of it cannot be guessed back, so no slow hash is needed.


class TokenRefused(Problem):
    """The token is unknown, revoked or run out, or its person no longer belongs to the organisation: all alike."""

    status = HTTPStatus.UNAUTHORIZED
    code = "token-refused"
    title = gettext_lazy("This token does not count")
    advice = gettext_lazy(
        "The token is unknown, was ended or has run out, or its person left the organisation. Make a new one."
    )

    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class ScopeMissing(NotAllowed):
    """The token was made for reading only."""

    code = "scope-missing"
    title = gettext_lazy("This token may only read")
    advice = gettext_lazy("Make a token that may write.")


def new_secret() -> str:
    return WORD + secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def visible_part(secret: str) -> str:
    """What lists show so that people recognise a token: the word and eight characters, 48 of the 256 bits."""
    return secret[:PREFIX_CHARS]


def looks_like_one(text: str) -> bool:
    return text.startswith(WORD)
