"""Mandates: who may act for whom, on what consent, until when; and how answers reached people without e-mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.mandates.states import HANDED_OVER, MANDATE, Consent, EndReason, Kind, Reach, State

LINE_MAX_CHARS = 200
NOTE_MAX_CHARS = 500
HASH_CHARS = 64


class Mandate(Versioned):
    """An intermediary acts for a client. All of it is tier A, but that the client is represented, by whom and how."""

    LIFECYCLE: ClassVar[Lifecycle] = MANDATE

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ASSISTED, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ACTIVE, editable=False)
    client = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="mandates_given")
    intermediary = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="mandates_held")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")  # The account kept for them.
    looked_after_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    consent = models.CharField(_("how they agreed"), max_length=10, choices=Consent)
    consent_by = models.CharField(_("who agreed"), max_length=LINE_MAX_CHARS)
    consent_on = models.DateField(_("agreed on"))
    consent_mark = models.CharField(_("number of the call, or of the paper"), max_length=LINE_MAX_CHARS)
    reach = models.CharField(_("how answers reach them"), max_length=10, choices=Reach)
    reach_at = models.CharField(_("phone or address"), max_length=LINE_MAX_CHARS)

    begins_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    code_hash = models.CharField(max_length=HASH_CHARS, blank=True, editable=False)  # Of the printed code; none issued.
    code_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(name="mandate_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="mandate_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="mandate_consent", condition=Q(consent__in=Consent.values)),
            models.CheckConstraint(name="mandate_reach", condition=Q(reach__in=Reach.values)),
            models.CheckConstraint(
                name="mandate_consent_whole",
                condition=~Q(consent_by="") & ~Q(consent_mark="") & ~Q(reach_at=""),
            ),
            models.CheckConstraint(name="mandate_two_sides", condition=~Q(client=F("intermediary"))),
            models.CheckConstraint(name="mandate_span", condition=Q(until__gt=F("begins_at"))),
            models.CheckConstraint(
                name="mandate_ended_dated",
                condition=Q(state=State.ACTIVE, ended_at=None) | ~Q(state=State.ACTIVE) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_end_reason",
                condition=~Q(state__in=[State.ENDED, State.REVOKED])
                | Q(end_reason__in=[*EndReason.values, HANDED_OVER]),
            ),
            models.CheckConstraint(
                name="mandate_code_dated", condition=Q(code_hash="", code_until=None) | Q(code_until__isnull=False)
            ),
            models.UniqueConstraint("client", name="mandate_one_live", condition=Q(state=State.ACTIVE)),
        ]
        indexes = [models.Index("intermediary", "state", name="mandate_of_intermediary")]

    def __str__(self) -> str:
        return f"{self.intermediary} for {self.client}"


class Outreach(models.Model):
    """One message that was passed on by phone, letter or visit."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="outreach")
    notice = models.OneToOneField("notifications.Notice", models.CASCADE, related_name="+")
    reach = models.CharField(max_length=10, choices=Reach)
    note = models.CharField(max_length=NOTE_MAX_CHARS, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message passed on")
        verbose_name_plural = _("messages passed on")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="outreach_reach", condition=Q(reach__in=Reach.values))]

    def __str__(self) -> str:
        return f"{self.mandate_id}: {self.notice_id}"
