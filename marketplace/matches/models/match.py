"""One pair of a need and a listing: how well they fit, and what the two sides said to it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.matches.explanation import Band, Explanation, unpacked
from marketplace.matches.states import ACCEPTED, MATCH, MET, OPEN, Side, StaleReason, State

REASON_MAX_CHARS = 60
VERSION_MAX_CHARS = 40
BANDS = [
    (Band.WEAK.value, pgettext_lazy("band", "weak")),
    (Band.FAIR.value, pgettext_lazy("band", "fair")),
    (Band.STRONG.value, pgettext_lazy("band", "strong")),
]


def _person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)


class Match(Versioned):
    """A pair is one row for ever: a new score updates it. Written by `matches.actions` only."""

    LIFECYCLE: ClassVar[Lifecycle] = MATCH

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="matches", verbose_name=_("need"))
    listing = models.ForeignKey("listings.Listing", models.PROTECT, related_name="matches", verbose_name=_("listing"))
    state = models.CharField(_("state"), max_length=20, choices=State, editable=False)
    state_since = models.DateTimeField(editable=False)

    # The whole judgement as one frozen value: it is written once per score and read whole to be shown, nothing is
    # ever looked for inside it, and its rows must stay those whose sum the score is. What is filtered, ordered or
    # compared stands in columns of its own below.
    explanation = models.JSONField(editable=False)
    score = models.FloatField(_("score"), editable=False)  # 0–1.
    points = models.PositiveSmallIntegerField(_("points"), editable=False)  # The score as people see it, 0–100.
    band = models.CharField(_("band"), max_length=10, choices=BANDS, editable=False)
    score_version = models.CharField(max_length=VERSION_MAX_CHARS, editable=False)
    need_version = models.PositiveIntegerField(editable=False)
    listing_version = models.PositiveIntegerField(editable=False)
    computed_at = models.DateTimeField(editable=False)

    proposed_at = models.DateTimeField(editable=False)  # The last time: a pair can be proposed again.
    told_band = models.CharField(max_length=10, choices=BANDS, editable=False)  # The best that was rung since then.
    accepted_need_by = _person()
    accepted_need_at = models.DateTimeField(null=True, editable=False)
    accepted_listing_by = _person()
    accepted_listing_at = models.DateTimeField(null=True, editable=False)
    answer_by = models.DateField(null=True, editable=False)  # Promised by the side that has not answered yet.
    dismissed_side = models.CharField(max_length=10, choices=Side, blank=True, editable=False)
    dismissed_reason = models.CharField(max_length=REASON_MAX_CHARS, blank=True, editable=False)
    dismissed_at = models.DateTimeField(null=True, editable=False)
    stale_reason = models.CharField(max_length=20, choices=StaleReason, blank=True, editable=False)
    introduced_at = models.DateTimeField(null=True, editable=False)  # Contact persons are shown from here on.
    seen_by_need_at = models.DateTimeField(null=True, editable=False)
    seen_by_listing_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint("need", "listing", name="match_once"),
            models.CheckConstraint(name="match_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="match_band", condition=Q(band__in=[band.value for band in Band])),
            models.CheckConstraint(name="match_told_band", condition=Q(told_band__in=[band.value for band in Band])),
            models.CheckConstraint(name="match_score", condition=Q(score__gte=0, score__lte=1, points__lte=100)),
            models.CheckConstraint(
                name="match_dismissed_with_reason",
                condition=~Q(state=State.DISMISSED)
                | (Q(dismissed_side__in=Side.values, dismissed_at__isnull=False) & ~Q(dismissed_reason="")),
            ),
            models.CheckConstraint(
                name="match_dismissal_is_over",
                condition=Q(state=State.DISMISSED) | Q(dismissed_side="", dismissed_reason="", dismissed_at=None),
            ),
            models.CheckConstraint(
                name="match_stale_with_reason",
                condition=Q(state=State.STALE, stale_reason__in=StaleReason.values)
                | (~Q(state=State.STALE) & Q(stale_reason="")),
            ),
            models.CheckConstraint(
                name="match_proposed_is_unanswered",
                condition=~Q(state=State.PROPOSED) | Q(accepted_need_at=None, accepted_listing_at=None),
            ),
            models.CheckConstraint(
                name="match_accepted_by_need",
                condition=~Q(state=State.ACCEPTED_BY_NEED)
                | Q(accepted_need_at__isnull=False, accepted_listing_at=None, answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="match_accepted_by_listing",
                condition=~Q(state=State.ACCEPTED_BY_LISTING)
                | Q(accepted_listing_at__isnull=False, accepted_need_at=None, answer_by__isnull=False),
            ),
            models.CheckConstraint(
                name="match_met_means_both",
                condition=~Q(state__in=sorted(MET))
                | Q(accepted_need_at__isnull=False, accepted_listing_at__isnull=False),
            ),
            models.CheckConstraint(
                name="match_two_people_accept",
                condition=Q(accepted_need_by=None)
                | Q(accepted_listing_by=None)
                | ~Q(accepted_need_by=F("accepted_listing_by")),
            ),
            models.CheckConstraint(
                name="match_introduced_is_dated",
                condition=Q(state=State.INTRODUCED, introduced_at__isnull=False)
                | (~Q(state=State.INTRODUCED) & Q(introduced_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["need", "state", "-points"], name="match_of_need"),
            models.Index(fields=["listing", "state", "-points"], name="match_of_listing"),
            models.Index(fields=["state", "state_since"], name="match_to_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} × {self.listing_id}"

    @property
    def judgement(self) -> Explanation:
        """The stored explanation as a value."""
        return unpacked(self.explanation)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def accepted_side(self) -> Side | None:
        """The one side that said yes while the other has not answered."""
        if self.state not in ACCEPTED:
            return None
        return Side.NEED if self.state == State.ACCEPTED_BY_NEED else Side.LISTING

    @property
    def suppressed_until(self) -> datetime | None:
        """The moment until which a dismissed pair is not proposed again."""
        kept = timedelta(days=settings.MATCH_SUPPRESSED_DAYS)
        return self.dismissed_at + kept if self.dismissed_at is not None else None

    def get_absolute_url(self) -> str:
        return reverse("matches:match", args=[self.public_id])
