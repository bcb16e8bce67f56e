"""What listings and needs share: an organisation posts it, a reviewer reads it, it stands in view for a time."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.catalogue import SUMMARY_MAX_CHARS, TITLE_MAX_CHARS
from marketplace.accounts.states import Restriction
from marketplace.common.bilingual import Bilingual
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id, slugify_vi
from marketplace.common.models import Versioned

REFERENCE_MAX_CHARS = 40
SOURCE_KEY_MAX_CHARS = 200
RESTRICTION_MAX_CHARS = 300
POSTING_NOTE_MAX_CHARS = 2_000


def code_column(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def codes_column(label: Any) -> models.ManyToManyField:
    return models.ManyToManyField("taxonomy.Code", blank=True, related_name="+", verbose_name=label)


class Titled(Bilingual):
    """Mixin of everything that stands for a posting on a page: its title, and whether a catalogue says it."""

    source_id: Any

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def slug(self) -> str:
        return slugify_vi(self.title)

    @property
    def is_catalogue_record(self) -> bool:
        """Imported from a registered source and not confirmed by its owner."""
        return self.source_id is not None


class Posting(Titled, Versioned):
    """Frame of a listing or a need. Kind, state and owner are columns of its own: their choices and names differ."""

    kind: Any
    state: Any
    owner: Any
    owner_id: int

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    reference = models.CharField(
        _("reference"), max_length=REFERENCE_MAX_CHARS, unique=True, null=True, blank=True, editable=False
    )
    state_reason = models.CharField(max_length=60, blank=True, editable=False)  # Code of the move that led here.
    state_note = models.TextField(max_length=POSTING_NOTE_MAX_CHARS, blank=True, editable=False)
    state_since = models.DateTimeField(editable=False)

    title_vi = models.CharField(_("title in Vietnamese"), max_length=TITLE_MAX_CHARS, blank=True)
    title_en = models.CharField(_("title in English"), max_length=TITLE_MAX_CHARS, blank=True)
    summary_vi = models.CharField(_("summary in Vietnamese"), max_length=SUMMARY_MAX_CHARS, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=SUMMARY_MAX_CHARS, blank=True)

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
    st_field = code_column(_("field of science and technology"))
    wipo_field = code_column(_("field of technology (WIPO)"))
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    source = models.ForeignKey("taxonomy.Source", models.PROTECT, null=True, related_name="+", editable=False)
    source_key = models.CharField(max_length=SOURCE_KEY_MAX_CHARS, blank=True, editable=False)
    source_link = models.URLField(max_length=500, blank=True, editable=False)
    source_digest = models.CharField(max_length=64, blank=True, editable=False)  # Of the record as last imported.
    source_restriction = models.CharField(max_length=20, choices=Restriction, default=Restriction.NONE, editable=False)
    source_restriction_text = models.CharField(max_length=RESTRICTION_MAX_CHARS, blank=True, editable=False)
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
    public_text_folded = models.TextField(blank=True, editable=False)  # Of the public projection; the database search.

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def keyword_list(self) -> list[str]:
        """The keywords of the active language, one by one."""
        return [word.strip() for word in self.text("keywords").split(",") if word.strip()]


def posting_constraints(
    name: str, *, kinds: Sequence[str], states: Sequence[str], in_view: Collection[str]
) -> list[models.CheckConstraint | models.UniqueConstraint]:
    """What the database holds every posting to; `name` begins the names of the constraints."""
    seen, was_submitted = sorted(in_view), [state for state in states if state not in ("draft", "archived")]
    rules = {
        "kind": Q(kind__in=kinds),
        "state": Q(state__in=states),
        "in_view_is_dated": ~Q(state__in=seen)
        | Q(published_at__isnull=False, expires_on__isnull=False, reference__isnull=False),
        "in_view_is_titled": ~Q(state__in=seen) | ~Q(title_vi="", title_en=""),
        "submitted_has_reference": ~Q(state__in=was_submitted) | Q(reference__isnull=False),
        "review_has_reviewer": ~Q(state="in_review") | Q(reviewer__isnull=False),
        "response_days": Q(response_days__gte=1, response_days__lte=20),
        "source_complete": Q(source=None, source_key="", imported_at=None)
        | (Q(source__isnull=False, imported_at__isnull=False) & ~Q(source_key="")),
        "restriction": Q(source_restriction__in=Restriction.values),
    }
    return [
        *(models.CheckConstraint(name=f"{name}_{rule}", condition=condition) for rule, condition in rules.items()),
        models.UniqueConstraint("source", "source_key", name=f"{name}_source_once", condition=~Q(source=None)),
    ]


def posting_indexes(name: str) -> list[models.Index]:
    return [
        models.Index("state", "published_at", name=f"{name}_by_state"),
        models.Index("owner", "state", name=f"{name}_by_owner"),
        models.Index("state", "expires_on", name=f"{name}_to_expire"),
    ]


class AskedPoint(models.Model):
    """One thing to repair, answered by the owner before the posting can be submitted again."""

    reason = models.ForeignKey("taxonomy.Code", models.PROTECT, related_name="+")
    note = models.TextField(max_length=POSTING_NOTE_MAX_CHARS, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=POSTING_NOTE_MAX_CHARS, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
