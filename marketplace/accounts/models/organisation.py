"""Organisations: the actors of the floor. An individual is one with a single member, so no rule has two branches."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.fields import ABOUT_MAX_CHARS, NAME_MAX_CHARS, NOTE_MAX_CHARS
from marketplace.accounts.models.user import User
from marketplace.accounts.states import ORGANISATION, RefusalReason, SuspensionReason, Verification
from marketplace.common.bilingual import Bilingual
from marketplace.common.ids import PUBLIC_ID_CHARS, SLUG_MAX_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned

SLUG_COLUMN_CHARS = SLUG_MAX_CHARS + PUBLIC_ID_CHARS + 1  # A taken slug gets the opaque id behind it.


class Organisation(Bilingual, Versioned):
    """A named body that offers, needs, brokers or decides; or one that only a catalogue names (`on_floor` false)."""

    LIFECYCLE: ClassVar[Lifecycle] = ORGANISATION

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    slug = models.CharField(max_length=SLUG_COLUMN_CHARS, unique=True)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=NAME_MAX_CHARS, blank=True)
    name_en = models.CharField(_("name in English"), max_length=NAME_MAX_CHARS, blank=True)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    kind = models.ForeignKey("taxonomy.Code", models.PROTECT, related_name="+", verbose_name=_("kind"))
    body_kind = models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of body")
    )
    size = models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("size")
    )
    ownership = models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ownership")
    )
    country = models.ForeignKey("taxonomy.Code", models.PROTECT, related_name="+", verbose_name=_("country"))
    province = models.ForeignKey(
        "taxonomy.Code", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("province")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    business_code = models.CharField(_("business code"), max_length=20, unique=True, null=True, blank=True)
    about_vi = models.TextField(_("about, in Vietnamese"), max_length=ABOUT_MAX_CHARS, blank=True)
    about_en = models.TextField(_("about, in English"), max_length=ABOUT_MAX_CHARS, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)

    verification = models.CharField(
        _("verification"), max_length=20, choices=Verification, default=Verification.UNVERIFIED, editable=False
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    verified_until = models.DateField(_("verified until"), null=True, blank=True, editable=False)
    verification_source = models.CharField(_("checked against"), max_length=200, blank=True, editable=False)
    # Asked on; the verifier's queue is sorted by it.
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Why it was refused or suspended, for its administrators: a code of `states` and the words beside it.
    state_reason = models.CharField(_("reason"), max_length=40, blank=True, editable=False)
    state_note = models.CharField(_("in words"), max_length=NOTE_MAX_CHARS, blank=True, editable=False)
    # Days before the last day of which its administrators were told already.
    lapse_warned_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    self_publish = models.BooleanField(_("publishes without review"), default=False, editable=False)
    # The first of the two operators whom the suspension of a verified organisation needs.
    suspension_asked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    suspension_asked_reason = models.CharField(max_length=40, blank=True, editable=False)
    suspension_asked_note = models.CharField(max_length=NOTE_MAX_CHARS, blank=True, editable=False)

    # Whom others write to: the founder, then whoever takes over from one who left.
    contact_person = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False, verbose_name=_("contact person")
    )

    on_floor = models.BooleanField(_("has members on the floor"), default=True, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    source = models.ForeignKey(
        "taxonomy.Source", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    source_key = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(name="organisation_named", condition=~Q(name_vi="") | ~Q(name_en="")),
            models.CheckConstraint(name="organisation_code_filled", condition=~Q(business_code="")),
            models.CheckConstraint(name="organisation_state", condition=Q(verification__in=Verification.values)),
            models.CheckConstraint(
                name="organisation_verified_dated",
                condition=~Q(verification=Verification.VERIFIED)
                | Q(verified_on__isnull=False, verified_until__isnull=False) & ~Q(verification_source=""),
            ),
            models.CheckConstraint(
                name="organisation_source_or_floor",
                condition=Q(source=None, source_key="") | Q(source__isnull=False) & ~Q(source_key=""),
            ),
            models.CheckConstraint(
                name="organisation_state_reason",
                condition=Q(state_reason__in=["", *RefusalReason.values, *SuspensionReason.values]),
            ),
            models.UniqueConstraint("source", "source_key", name="organisation_source_once", condition=~Q(source=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """The name in that language, else in the other one."""
        return self.text_in("name", language)

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def about(self) -> str:
        return self.text("about")

    @property
    def reason(self) -> str:
        """Why it was refused or suspended, as its administrators read it; empty when nothing stands against it."""
        labels = dict(RefusalReason.choices) | dict(SuspensionReason.choices)
        words = [str(labels.get(self.state_reason, "")), self.state_note]
        return ". ".join(filter(None, words))

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def is_suspended(self) -> bool:
        return self.verification == Verification.SUSPENDED

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", kwargs={"slug": self.slug})


class OrganisationSlug(models.Model):
    """A slug the organisation once had: its address answers 301."""

    slug = models.CharField(max_length=SLUG_COLUMN_CHARS, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="old_slugs")

    def __str__(self) -> str:
        return self.slug


class OrganisationPaper(models.Model):
    """A paper named for verification: what it is, its number, who issued it and when; no file yet."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(_("paper"), max_length=120)
    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=160)
    issued_on = models.DateField(_("issued on"))
    named_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [models.UniqueConstraint("organisation", "number", "issuer", name="organisation_paper_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
