"""The two ways into an organisation that has members: being invited, and asking."""

import hashlib
from base64 import urlsafe_b64encode
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.fields import NOTE_MAX_CHARS
from marketplace.accounts.models.organisation import Organisation
from marketplace.accounts.models.user import User
from marketplace.accounts.states import INVITATION, JOIN_REQUEST, InvitationState, JoinState, Role
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned

TOKEN_HASH_CHARS = 64
_LINK_PURPOSE = "techfloor.invitation"  # Keeps these links apart from everything else that is signed here.


def hash_of(token: str) -> str:
    """What is kept of a link, and compared."""
    return hashlib.sha256(token.encode()).hexdigest()


class Invitation(Versioned):
    """One address asked to join with one role. The link in the mail is kept as a hash only."""

    LIFECYCLE: ClassVar[Lifecycle] = INVITATION

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    language = models.CharField(_("language of the mail"), max_length=5)
    state = models.CharField(
        _("state"), max_length=20, choices=InvitationState, default=InvitationState.SENT, editable=False
    )
    token_hash = models.CharField(max_length=TOKEN_HASH_CHARS, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    expires_at = models.DateTimeField(_("counts until"), editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)  # Or withdrawn, or run out.

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organisation", "email", name="invitation_open_once", condition=Q(state=InvitationState.SENT)
            ),
            models.CheckConstraint(name="invitation_state", condition=Q(state__in=InvitationState.values)),
            models.CheckConstraint(
                name="invitation_answered", condition=Q(state=InvitationState.SENT) ^ Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(name="invitation_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="invitation_language", condition=Q(language__in=["vi", "en"])),
            models.CheckConstraint(name="invitation_email_lower", condition=Q(email=Lower("email"))),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="invitation_due", condition=Q(state=InvitationState.SENT)),
        ]

    def __str__(self) -> str:
        return self.public_id  # Never the address: it reaches logs.

    @property
    def token(self) -> str:
        """43 characters that nobody makes without the floor's secret; the same for each mail of one invitation.

        A secret that was rotated since is among the former ones: the kept hash tells which.
        """
        made = [self._token_by(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        return next((token for token in made if hash_of(token) == self.token_hash), made[0])

    def get_absolute_url(self) -> str:
        """For the invited person once signed in; the mail's link carries the token instead."""
        return reverse("accounts:invitation", args=[self.public_id])

    def _token_by(self, secret: str) -> str:
        digest = salted_hmac(_LINK_PURPOSE, self.public_id, secret=secret, algorithm="sha256").digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


class JoinRequest(Versioned):
    """One person who says they belong to an organisation, and what its administrators answered."""

    LIFECYCLE: ClassVar[Lifecycle] = JOIN_REQUEST

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    note = models.CharField(_("who you are there"), max_length=NOTE_MAX_CHARS, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=JoinState, default=JoinState.ASKED, editable=False)
    operator_from = models.DateField(editable=False)  # From this day the operator may decide as well.
    operator_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)  # Or withdrawn.
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=NOTE_MAX_CHARS, blank=True, editable=False)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                "organisation", "user", name="join_request_open_once", condition=Q(state=JoinState.ASKED)
            ),
            models.CheckConstraint(name="join_request_state", condition=Q(state__in=JoinState.values)),
            models.CheckConstraint(
                name="join_request_decided", condition=Q(state=JoinState.ASKED) ^ Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="join_request_refused_reason", condition=~Q(state=JoinState.REFUSED) | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["operator_from"],
                name="join_request_late",
                condition=Q(state=JoinState.ASKED, operator_told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
