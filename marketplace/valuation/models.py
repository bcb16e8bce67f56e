"""Runs of a valuation method: inputs as rows with their sources, the result as the method gave it. Never edited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.valuation.methods.fields import MOST_SOURCE_CHARACTERS
from marketplace.valuation.states import RUN, UNDER_WAY, RunState

HASH_CHARS = 64
NAME_MAX_CHARS = 40


class Run(Versioned):
    """One computation asked for by one organisation. A changed input is another run; this row is never edited.

    Beside an estimate, which is a run without engagement, a report will stand on runs too.
    """

    LIFECYCLE: ClassVar[Lifecycle] = RUN

    number = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    listing = models.ForeignKey("listings.Listing", models.PROTECT, related_name="valuation_runs")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="valuation_runs")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=RunState, default=RunState.QUEUED, editable=False)

    method = models.CharField(max_length=NAME_MAX_CHARS)
    method_version = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    valuation_date = models.DateField()
    draws = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    input_hash = models.CharField(max_length=HASH_CHARS)  # SHA-256 over method, version, every input and its source.

    progress = models.PositiveSmallIntegerField(default=0)  # percent
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    # The method's own document, written once: base case, percentiles, histogram, bars, cautions, yearly rows.
    result = models.JSONField(null=True)
    error_code = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    error_field = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    error_limit = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    python_version = models.CharField(max_length=20, blank=True)
    numpy_version = models.CharField(max_length=20, blank=True)
    scipy_version = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                "listing",
                "organisation",
                "input_hash",
                "method_version",
                name="run_once",
                condition=~Q(state=RunState.FAILED),  # A failed run may be asked for again.
            ),
            models.CheckConstraint(name="run_state", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(name="run_progress", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="run_computing_leased",
                condition=~Q(state=RunState.COMPUTING) | Q(lease_until__isnull=False, started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_computed_has_result",
                condition=~Q(state=RunState.COMPUTED)
                | (Q(result__isnull=False, finished_at__isnull=False, progress=100) & ~Q(scipy_version="")),
            ),
            models.CheckConstraint(
                name="run_failed_has_code",
                condition=~Q(state=RunState.FAILED) | (Q(finished_at__isnull=False, result=None) & ~Q(error_code="")),
            ),
            models.CheckConstraint(
                name="run_under_way_has_no_end",
                condition=~Q(state__in=sorted(UNDER_WAY)) | Q(result=None, finished_at=None, error_code=""),
            ),
        ]
        indexes = [
            models.Index("listing", "organisation", "created_at", name="run_by_listing"),
            models.Index("organisation", "created_at", name="run_by_organisation"),
            models.Index("state", "lease_until", name="run_leased", condition=Q(state=RunState.COMPUTING)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_computed(self) -> bool:
        return self.state == RunState.COMPUTED

    def get_absolute_url(self) -> str:
        return reverse("valuation:run", kwargs={"number": self.number})


class RunInput(models.Model):
    """One input as it was given. A planned series has one row per year, by `position`."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="inputs")
    name = models.CharField(max_length=NAME_MAX_CHARS)
    position = models.PositiveSmallIntegerField(default=0)
    # float64, as the method computes with: a decimal column would store another number than the one that was used.
    low = models.FloatField(null=True)
    likely = models.FloatField(null=True)
    high = models.FloatField(null=True)
    choice = models.CharField(max_length=NAME_MAX_CHARS, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=MOST_SOURCE_CHARACTERS, blank=True)

    class Meta:
        verbose_name = _("input of a run")
        verbose_name_plural = _("inputs of runs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("run", "name", "position", name="run_input_once"),
            models.CheckConstraint(
                name="run_input_ordered",
                condition=Q(low=None, likely=None, high=None) | Q(low__lte=F("likely"), likely__lte=F("high")),
            ),
            models.CheckConstraint(name="run_input_given", condition=Q(likely__isnull=False) ^ ~Q(choice="")),
        ]

    def __str__(self) -> str:
        return self.name
