"""One offer on the floor: a technology, an IP asset or an intermediary service."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import (
    Posting,
    Titled,
    code_column,
    codes_column,
    posting_constraints,
    posting_indexes,
)
from marketplace.common.lifecycle import Lifecycle
from marketplace.listings.fields import ABSTRACT_MAX_CHARS, KEYWORDS_MAX_CHARS
from marketplace.listings.states import IN_SEARCH, IN_VIEW, LISTING, REVISABLE, WRITABLE, Kind, State

PATHS = {Kind.TECHNOLOGY: "technology", Kind.IP_ASSET: "asset", Kind.SERVICE: "service"}  # Names of the url patterns.


class Addressed(Titled):
    """Mixin of everything that stands for a listing on a page: its words and its address."""

    kind: Any
    reference: Any

    @property
    def summary(self) -> str:
        return self.text("summary")

    def get_absolute_url(self) -> str:
        return reverse(f"listings:{PATHS[Kind(self.kind)]}", kwargs={"reference": self.reference, "slug": self.slug})


class Listing(Addressed, Posting):
    """Content and life of an offer. Written by `listings.actions` only."""

    LIFECYCLE: ClassVar[Lifecycle] = LISTING

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)

    abstract_vi = models.TextField(_("description in Vietnamese"), max_length=ABSTRACT_MAX_CHARS, blank=True)
    abstract_en = models.TextField(_("description in English"), max_length=ABSTRACT_MAX_CHARS, blank=True)
    keywords_vi = models.CharField(_("keywords in Vietnamese"), max_length=KEYWORDS_MAX_CHARS, blank=True)
    keywords_en = models.CharField(_("keywords in English"), max_length=KEYWORDS_MAX_CHARS, blank=True)

    owner = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="listings", verbose_name=_("owner"))
    owner_hidden = models.BooleanField(_("owner hidden"), default=False)

    ipc = codes_column(_("IPC"))
    vsic = codes_column(_("industries"))
    sdg = codes_column(_("Sustainable Development Goals"))
    origin_country = code_column(_("country of origin"))
    state_funded = models.BooleanField(_("paid for by the State"), null=True, blank=True)

    licence_kinds = codes_column(_("offered"))
    price_mode = code_column(_("how the price is set"))
    price_min = models.DecimalField(_("price, or lowest price"), max_digits=18, decimal_places=2, null=True, blank=True)
    price_max = models.DecimalField(_("highest price"), max_digits=18, decimal_places=2, null=True, blank=True)
    payment_kinds = codes_column(_("how it is paid"))
    royalty_low = models.DecimalField(_("royalty from, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    royalty_high = models.DecimalField(_("royalty to, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    support_offered_vi = models.TextField(_("support, in Vietnamese"), blank=True)
    support_offered_en = models.TextField(_("support, in English"), blank=True)
    available_until = models.DateField(_("offered until"), null=True, blank=True)

    list_status = code_column(_("status in the lists of technologies"))
    dual_use = models.BooleanField(_("dual use"), null=True, editable=False)

    confirmed_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            *posting_constraints("listing", kinds=Kind.values, states=State.values, in_view=IN_VIEW),
            models.CheckConstraint(
                name="listing_in_view_is_priced",
                condition=~Q(state__in=sorted(IN_VIEW)) | Q(price_mode__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_refused_with_reason",
                condition=~Q(state__in=[State.REJECTED, State.WITHDRAWN]) | ~Q(state_reason=""),
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
        ]
        indexes = posting_indexes("listing")

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
