"""Links that switch mail off without a log-in: signed, for one person and one subscription (RFC 8058)."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing

from marketplace.accounts.models import User
from marketplace.common.problems import NotFound
from marketplace.notifications.models import Notice
from marketplace.notifications.states import Category

SALT = "notifications.unsubscribe"  # A token of another purpose opens nothing here.
CATEGORY_PREFIX = "category:"
ALL = "all"  # Everything that may be switched off.
TOKEN_MAX_CHARS = 400


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose mail about what."""

    user: User
    subscription: str

    @property
    def category(self) -> str:
        """The category, where the whole of it is meant; else empty."""
        name = self.subscription.removeprefix(CATEGORY_PREFIX)
        return name if name != self.subscription and name in Category.values else ""


def subscription_of(notice: Notice) -> str:
    """What a link in the mail about this notice switches off: its own subscription, else the whole category."""
    return notice.subscription or f"{CATEGORY_PREFIX}{notice.category}"


def sign(user: User, subscription: str) -> str:
    """The token; it names the person by their public id alone."""
    return signing.dumps([user.public_id, subscription], salt=SALT, compress=False)


def read(token: str) -> Scope:
    """Raises NotFound for a token that is forged, too old, or of an account that is gone."""
    if len(token) > TOKEN_MAX_CHARS:
        raise NotFound()
    try:
        public_id, subscription = signing.loads(token, salt=SALT, max_age=timedelta(days=settings.UNSUBSCRIBE_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound() from None
    user = User.objects.filter(public_id=public_id).first()
    if user is None:
        raise NotFound()
    return Scope(user, subscription)
