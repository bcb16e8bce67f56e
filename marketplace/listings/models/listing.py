"""One offer on the floor: a technology, an IP asset or an intermediary service."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id, slugify_vi
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.listings.fields import ABSTRACT_MAX_CHARS, KEYWORDS_MAX_CHARS, SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.listings.states import IN_SEARCH, IN_VIEW, LISTING, REVISABLE, WRITABLE, Kind, Restriction, State

REFERENCE_MAX_CHARS = 40
SOURCE_KEY_MAX_CHARS = 200
NOTE_MAX_CHARS = 2_000
PATHS = {Kind.TECHNOLOGY: "technology", Kind.IP_ASSET: "asset", Kind.SERVICE: "service"}  # Names of the url patterns.
WAS_SUBMITTED = [state for state in State.values if state not in (State.DRAFT, State.ARCHIVED)]


def _code(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _codes(label: Any) -> models.ManyToManyField:
    return models.ManyToManyField("taxonomy.Code", blank=True, related_name="+", verbose_name=label)


class Addressed(Bilingual):
    """Mixin of everything that stands for a listing on a page: its words, its address, where it came from."""

    kind: Any
    reference: Any
    source_id: Any

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def summary(self) -> str:
        return self.text("summary")

    @property
    def slug(self) -> str:
        return slugify_vi(self.title)

    @property
    def is_catalogue_record(self) -> bool:
        """Imported from a registered source and not confirmed by its owner."""
        return self.source_id is not None

    def get_absolute_url(self) -> str:
        return reverse(f"listings:{PATHS[Kind(self.kind)]}", kwargs={"reference": self.reference, "slug": self.slug})


class Listing(Addressed, Versioned):
    """Content and life of an offer. Written by `listings.actions` only."""

    LIFECYCLE: ClassVar[Lifecycle] = LISTING

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
    abstract_vi = models.TextField(_("description in Vietnamese"), max_length=ABSTRACT_MAX_CHARS, blank=True)
    abstract_en = models.TextField(_("description in English"), max_length=ABSTRACT_MAX_CHARS, blank=True)
    keywords_vi = models.CharField(_("keywords in Vietnamese"), max_length=KEYWORDS_MAX_CHARS, blank=True)
    keywords_en = models.CharField(_("keywords in English"), max_length=KEYWORDS_MAX_CHARS, blank=True)

    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="listings", verbose_name=_("owner"))
    owner_hidden = models.BooleanField(_("owner hidden"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
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
    ipc = _codes(_("IPC"))
    vsic = _codes(_("industries"))
    sdg = _codes(_("Sustainable Development Goals"))
    origin_country = _code(_("country of origin"))
    state_funded = models.BooleanField(_("paid for by the State"), null=True, blank=True)

    licence_kinds = _codes(_("offered"))
    price_mode = _code(_("how the price is set"))
    price_min = models.DecimalField(_("price, or lowest price"), max_digits=18, decimal_places=2, null=True, blank=True)
    price_max = models.DecimalField(_("highest price"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    payment_kinds = _codes(_("how it is paid"))
    royalty_low = models.DecimalField(_("royalty from, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    royalty_high = models.DecimalField(_("royalty to, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    support_offered_vi = models.TextField(_("support, in Vietnamese"), blank=True)
    support_offered_en = models.TextField(_("support, in English"), blank=True)
    available_until = models.DateField(_("offered until"), null=True, blank=True)

    list_status = _code(_("status in the lists of technologies"))
    dual_use = models.BooleanField(_("dual use"), null=True, editable=False)

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
    expires_on = models.DateField(null=True, editable=False)
    saved_from = models.CharField(
        max_length=PUBLIC_ID_CHARS, blank=True, editable=False
    )  # The open page that saved last.
    warned_days = models.PositiveSmallIntegerField(null=True, editable=False)  # The last warning that it runs out.
    confirmed_on = models.DateField(null=True, editable=False)
    public_text_folded = models.TextField(blank=True, editable=False)  # Of the public projection; the database search.

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.CheckConstraint(name="listing_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="listing_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="listing_in_view_is_dated",
                condition=~Q(state__in=sorted(IN_VIEW))
                | Q(published_at__isnull=False, expires_on__isnull=False, reference__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_submitted_has_reference",
                condition=~Q(state__in=WAS_SUBMITTED) | Q(reference__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_in_view_is_titled",
                condition=~Q(state__in=sorted(IN_VIEW)) | ~Q(title_vi="", title_en=""),
            ),
            models.CheckConstraint(
                name="listing_in_view_is_priced",
                condition=~Q(state__in=sorted(IN_VIEW)) | Q(price_mode__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_review_has_reviewer",
                condition=~Q(state=State.IN_REVIEW) | Q(reviewer__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_refused_with_reason",
                condition=~Q(state__in=[State.REJECTED, State.WITHDRAWN]) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="listing_response_days",
                condition=Q(response_days__gte=1, response_days__lte=20),
            ),
            models.CheckConstraint(
                name="listing_price_order",
                condition=Q(price_max=None) | Q(price_min__isnull=False, price_min__lte=F("price_max")),
            ),
            models.CheckConstraint(name="listing_price_positive", condition=Q(price_min=None) | Q(price_min__gte=0)),
            models.CheckConstraint(
                name="listing_price_has_currency",
                condition=Q(price_min=None) | ~Q(currency=""),
            ),
            models.CheckConstraint(
                name="listing_royalty",
                condition=Q(royalty_high=None)
                | Q(
                    royalty_low__isnull=False,
                    royalty_low__gte=0,
                    royalty_low__lte=F("royalty_high"),
                    royalty_high__lte=100,
                ),
            ),
            models.CheckConstraint(
                name="listing_source_complete",
                condition=Q(source=None, source_key="", imported_at=None)
                | (Q(source__isnull=False, imported_at__isnull=False) & ~Q(source_key="")),
            ),
            models.CheckConstraint(name="listing_restriction", condition=Q(source_restriction__in=Restriction.values)),
            models.UniqueConstraint("source", "source_key", name="listing_source_once", condition=~Q(source=None)),
        ]
        indexes = [
            models.Index("state", "published_at", name="listing_by_state"),
            models.Index("owner", "state", name="listing_by_owner"),
            models.Index("state", "expires_on", name="listing_to_expire"),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def keyword_list(self) -> list[str]:
        """The keywords of the active language, one by one."""
        return [word.strip() for word in self.text("keywords").split(",") if word.strip()]

    @property
    def is_in_search_state(self) -> bool:
        return self.state in IN_SEARCH

    @property
    def is_writable(self) -> bool:
        """The text is edited in place."""
        return self.state in WRITABLE

    @property
    def is_revisable(self) -> bool:
        """An edit becomes a revision beside the text in view."""
        return self.state in REVISABLE

    @property
    def details(self) -> models.Model | None:
        """The row that only this kind has."""
        return getattr(self, "service" if self.kind == Kind.SERVICE else "technology", None)
