"""Tokens by which another system acts for an organisation. What opens the door is never stored."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.organisation import Organisation
from marketplace.accounts.models.user import User
from marketplace.accounts.states import TokenScope
from marketplace.accounts.tokens import HASH_CHARS, PREFIX_CHARS
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id

TOKEN_NAME_MAX_CHARS = 60


class ApiToken(models.Model):
    """One key of one person for one organisation: a visible prefix, and the hash of 256 random bits."""

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=TOKEN_NAME_MAX_CHARS)
    prefix = models.CharField(max_length=PREFIX_CHARS, editable=False)
    token_hash = models.CharField(max_length=HASH_CHARS, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=10, choices=TokenScope, default=TokenScope.READ)
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(_("counts until"))
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(name="token_scope", condition=Q(scope__in=TokenScope.values)),
            models.CheckConstraint(name="token_ends", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(name="token_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_live(self, *, now: datetime) -> bool:
        """Neither revoked nor run out. Whether its person still belongs to the organisation is asked at each use."""
        return self.revoked_at is None and now < self.expires_at
