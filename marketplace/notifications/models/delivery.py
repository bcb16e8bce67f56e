"""Deliveries: a notice on its way by another channel. Claimed by lease, settled by the lease's owner only."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.common.lifecycle import Lifecycle
from marketplace.notifications.models.notice import Notice
from marketplace.notifications.states import DELIVERY, DROPPED_WHY, FAILED_WHY, Channel, Pace, Sending, Why

ERROR_MAX_CHARS = 500
OWNER_MAX_CHARS = 80


class Delivery(models.Model):
    """One notice by one channel. `mail` is the id of the mail it goes out in: the same on every try.

    Deliveries that share a mail were grouped when it was first tried; until then `mail` is the row's own `uuid`.
    """

    LIFECYCLE: ClassVar[Lifecycle] = DELIVERY

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    state = models.CharField(_("state"), max_length=20, choices=Sending)
    pace = models.CharField(_("how often"), max_length=10, choices=Pace)
    mail = models.UUIDField(editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=Why, blank=True)
    counts = models.BooleanField(default=True, editable=False)  # Towards the cap of mails in 24 hours.
    created_at = models.DateTimeField(editable=False)
    available_at = models.DateTimeField(_("due"))
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)  # The first try.
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    lost = models.PositiveSmallIntegerField(default=0, editable=False)  # Leases that ran out unsettled.
    lease_owner = models.CharField(max_length=OWNER_MAX_CHARS, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(max_length=ERROR_MAX_CHARS, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint("notice", "channel", name="delivery_once"),
            models.CheckConstraint(name="delivery_channel", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="delivery_state", condition=Q(state__in=Sending.values)),
            models.CheckConstraint(name="delivery_pace", condition=Q(pace__in=[Pace.INSTANT, Pace.DAILY, Pace.WEEKLY])),
            models.CheckConstraint(
                name="delivery_leased",
                condition=Q(state=Sending.SENDING, lease_until__isnull=False) & ~Q(lease_owner="")
                | ~Q(state=Sending.SENDING) & Q(lease_until=None, lease_owner=""),
            ),
            models.CheckConstraint(name="delivery_sent", condition=Q(state=Sending.SENT) ^ Q(sent_at=None)),
            models.CheckConstraint(
                name="delivery_ended",
                condition=Q(state__in=[Sending.QUEUED, Sending.SENDING]) ^ Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_reason",
                condition=Q(state=Sending.DROPPED, reason__in=[*DROPPED_WHY])
                | Q(state=Sending.FAILED, reason__in=[*FAILED_WHY])
                | Q(state__in=[Sending.QUEUED, Sending.SENDING, Sending.SENT], reason=""),
            ),
        ]
        indexes = [
            models.Index(
                "available_at", "id", name="delivery_due", condition=Q(state__in=[Sending.QUEUED, Sending.SENDING])
            ),
            models.Index("recipient", "sent_at", name="delivery_cap", condition=Q(state=Sending.SENT)),
            models.Index("mail", name="delivery_mail"),
            models.Index(fields=["state", "-id"], name="delivery_list"),
            models.Index("ended_at", name="delivery_over"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.uuid}"


class Digest(models.Model):
    """One digest per recipient and local day: whoever inserts the row may send it."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    local_date = models.DateField()
    mail = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("recipient", "local_date", name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.local_date} {self.mail}"
