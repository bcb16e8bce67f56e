"""One need: a problem that somebody on the floor wants solved."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id, slugify_vi
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.needs.fields import KEYWORDS_MAX_CHARS, SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.needs.states import IN_VIEW, LIVE, NEED, WRITABLE, Kind, Restriction, State, Visibility

REFERENCE_MAX_CHARS = 40
SOURCE_KEY_MAX_CHARS = 200
NOTE_MAX_CHARS = 2_000
WAS_SUBMITTED = [state for state in State.values if state not in (State.DRAFT, State.ARCHIVED)]


def _code(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _codes(label: Any) -> models.ManyToManyField:
    return models.ManyToManyField("taxonomy.Code", blank=True, related_name="+", verbose_name=label)


class Need(Bilingual, Versioned):
    """Content and life of a need. Written by `needs.actions` only."""

    LIFECYCLE: ClassVar[Lifecycle] = NEED

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    reference = models.CharField(
        _("reference"), max_length=REFERENCE_MAX_CHARS, unique=True, null=True, blank=True, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    state_reason = models.CharField(max_length=60, blank=True, editable=False)  # Code of the move that led here.
    state_note = models.TextField(max_length=NOTE_MAX_CHARS, blank=True, editable=False)
    state_since = models.DateTimeField(editable=False)

    title_vi = models.CharField(_("title in Vietnamese"), max_length=TITLE_MAX_CHARS, blank=True)
    title_en = models.CharField(_("title in English"), max_length=TITLE_MAX_CHARS, blank=True)
    summary_vi = models.CharField(_("summary in Vietnamese"), max_length=SUMMARY_MAX_CHARS, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=SUMMARY_MAX_CHARS, blank=True)
    problem_vi = models.TextField(_("problem, in Vietnamese"), blank=True)
    problem_en = models.TextField(_("problem, in English"), blank=True)
    current_practice_vi = models.TextField(blank=True)
    current_practice_en = models.TextField(blank=True)
    site_vi = models.TextField(blank=True)
    site_en = models.TextField(blank=True)
    not_wanted_vi = models.TextField(blank=True)
    not_wanted_en = models.TextField(blank=True)
    good_answer_vi = models.TextField(blank=True)
    good_answer_en = models.TextField(blank=True)
    keywords_vi = models.CharField(max_length=KEYWORDS_MAX_CHARS, blank=True)
    keywords_en = models.CharField(max_length=KEYWORDS_MAX_CHARS, blank=True)

    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="needs", verbose_name=_("owner"))
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.PUBLIC)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
    )
    response_days = models.PositiveSmallIntegerField(_("answers within, working days"), default=10)

    st_field = _code(_("field of science and technology"))
    wipo_field = _code(_("field of technology (WIPO)"))
    trl_min = _code(_("lowest readiness level"))
    trl_max = _code(_("highest readiness level"))
    licence_kinds = _codes(_("forms accepted"))
    service_kinds = _codes(_("kinds of service"))

    answers_by = models.DateField(_("answers by"), null=True, blank=True)  # Null on catalogue records only.
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    budget_min = models.DecimalField(_("budget from"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(_("budget to"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    budget_public = models.BooleanField(_("budget shown to everybody"), default=False)

    source = models.ForeignKey("taxonomy.Source", models.PROTECT, null=True, related_name="+", editable=False)
    source_key = models.CharField(max_length=SOURCE_KEY_MAX_CHARS, blank=True, editable=False)
    source_link = models.URLField(max_length=500, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)  # Of the record as last imported.
    source_restriction = models.CharField(max_length=20, choices=Restriction, default=Restriction.NONE, editable=False)
    source_restriction_text = models.CharField(max_length=300, blank=True, editable=False)
    imported_at = models.DateTimeField(null=True, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)

    submitted_at = models.DateTimeField(null=True, editable=False)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    saved_from = models.CharField(
        max_length=PUBLIC_ID_CHARS, blank=True, editable=False
    )  # The open page that saved last.
    warned_days = models.PositiveSmallIntegerField(null=True, editable=False)  # The last warning that it runs out.
    expires_on = models.DateField(null=True, editable=False)
    public_text_folded = models.TextField(blank=True, editable=False)  # Of the public projection; the database search.

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            models.CheckConstraint(name="need_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="need_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="need_visibility", condition=Q(visibility__in=Visibility.values)),
            models.CheckConstraint(
                name="need_in_view_is_dated",
                condition=~Q(state__in=sorted(IN_VIEW))
                | Q(published_at__isnull=False, expires_on__isnull=False, reference__isnull=False),
            ),
            models.CheckConstraint(
                name="need_in_view_has_day",
                condition=~Q(state__in=sorted(IN_VIEW)) | Q(answers_by__isnull=False) | Q(source__isnull=False),
            ),
            models.CheckConstraint(
                name="need_in_view_is_titled", condition=~Q(state__in=sorted(IN_VIEW)) | ~Q(title_vi="", title_en="")
            ),
            models.CheckConstraint(
                name="need_submitted_has_reference",
                condition=~Q(state__in=WAS_SUBMITTED) | Q(reference__isnull=False),
            ),
            models.CheckConstraint(
                name="need_review_has_reviewer", condition=~Q(state=State.IN_REVIEW) | Q(reviewer__isnull=False)
            ),
            models.CheckConstraint(
                name="need_closed_with_reason",
                condition=~Q(state__in=[State.REJECTED, State.WITHDRAWN, State.CLOSED_UNMET]) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(name="need_response_days", condition=Q(response_days__gte=1, response_days__lte=20)),
            models.CheckConstraint(
                name="need_budget_order",
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_min__lte=F("budget_max")),
            ),
            models.CheckConstraint(
                name="need_budget_has_currency", condition=Q(budget_min=None, budget_max=None) | ~Q(currency="")
            ),
            models.CheckConstraint(
                name="need_source_complete",
                condition=Q(source=None, source_key="", imported_at=None)
                | (Q(source__isnull=False, imported_at__isnull=False) & ~Q(source_key="")),
            ),
            models.CheckConstraint(name="need_restriction", condition=Q(source_restriction__in=Restriction.values)),
            models.UniqueConstraint("source", "source_key", name="need_source_once", condition=~Q(source=None)),
        ]
        indexes = [
            models.Index("state", "published_at", name="need_by_state"),
            models.Index("owner", "state", name="need_by_owner"),
            models.Index("state", "expires_on", name="need_to_expire"),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def summary(self) -> str:
        """The sentence its owner wrote, else the beginning of the problem."""
        return self.summary_in(get_language() or "vi")

    def summary_in(self, language: str) -> str:
        """As `summary`, in that language where there is one."""
        own = self.text_in("summary", language)
        return own or Truncator(self.text_in("problem", language)).chars(SUMMARY_MAX_CHARS)

    @property
    def slug(self) -> str:
        return slugify_vi(self.title)

    @property
    def keyword_list(self) -> list[str]:
        """The keywords of the active language, one by one."""
        return [word.strip() for word in self.text("keywords").split(",") if word.strip()]

    @property
    def is_anonymous(self) -> bool:
        return self.visibility == Visibility.ANONYMOUS

    @property
    def is_catalogue_record(self) -> bool:
        """Imported from a registered source and not confirmed by its owner."""
        return self.source_id is not None

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_live(self) -> bool:
        """In view, and an edit shows at once."""
        return self.state in LIVE

    def get_absolute_url(self) -> str:
        return reverse("needs:need", kwargs={"reference": self.reference, "slug": self.slug})
