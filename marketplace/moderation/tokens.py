"""The secret link of a complaint without an account: signed, for reading where it stands and for nothing else."""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from marketplace.common.problems import NotFound

SALT = "moderation.receipt"  # A token of another purpose opens nothing here.
TOKEN_MAX_CHARS = 200


def sign(public_id: str) -> str:
    """The token; it names the complaint by its public id alone."""
    return signing.dumps(public_id, salt=SALT, compress=False)


def read(token: str) -> str:
    """The complaint's public id. Raises NotFound for a token that is forged or too old."""
    if len(token) > TOKEN_MAX_CHARS:
        raise NotFound()
    try:
        return str(signing.loads(token, salt=SALT, max_age=timedelta(days=settings.COMPLAINT_LINK_DAYS)))
    except signing.BadSignature:
        raise NotFound() from None
