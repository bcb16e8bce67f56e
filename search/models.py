"""What search keeps in the database: saved searches, their hits, and requests to rebuild the index."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.models import Versioned

REVISIONS = "saved_searches"  # Counter by which the search process notices changes.
NAME_MAX_CHARS = 120
ADDRESS_MAX_CHARS = 2000


class Rate(models.TextChoices):
    """How often a saved search tells its holder; in the app it always rings at once."""

    INSTANT = "instant", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


class SavedSearch(Versioned):
    """An address of the search page that is watched. `params` is what SearchQuery.to_params gives."""

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=NAME_MAX_CHARS)
    params = models.CharField(max_length=ADDRESS_MAX_CHARS)
    language = models.CharField(max_length=5)
    rate = models.CharField(_("told"), max_length=10, choices=Rate, default=Rate.INSTANT)
    paused = models.BooleanField(_("paused"), default=False)
    revision = models.PositiveBigIntegerField(default=0, editable=False)  # Number of its last change, over all.
    feed_serial = models.PositiveIntegerField(default=1, editable=False)  # A new one makes its feed's old address void.

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="saved_search_rate", condition=Q(rate__in=Rate.values)),
            models.CheckConstraint(name="saved_search_named", condition=~Q(name="")),
            models.UniqueConstraint("user", "params", name="saved_search_once"),
        ]
        indexes = [models.Index("revision", name="saved_search_revision")]

    def __str__(self) -> str:
        return self.name


class SavedSearchHit(models.Model):
    """A publication that a saved search would show. Mail reads this table, never the matcher."""

    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="hits")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    version = models.PositiveBigIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hit of a saved search")
        verbose_name_plural = _("hits of saved searches")
        constraints = [models.UniqueConstraint("saved_search", "kind", "object_id", name="saved_search_hit_once")]
        indexes = [models.Index("kind", "object_id", name="saved_search_hit_object")]

    def __str__(self) -> str:
        return f"{self.saved_search_id} → {self.kind}:{self.object_id}"


class RebuildRequest(models.Model):
    """One whole rebuild of the index, carried out in slices; a second one is refused while it is open."""

    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=60)
    backend = models.CharField(max_length=20)
    target = models.CharField(max_length=200, blank=True)  # The new index, once begun.
    kind = models.CharField(max_length=20, blank=True)  # Watermark: which table, and the last id written.
    after_id = models.BigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)

    class Meta:
        verbose_name = _("request to rebuild the index")
        verbose_name_plural = _("requests to rebuild the index")
        constraints = [
            models.UniqueConstraint("backend", name="rebuild_one_open", condition=Q(done_at=None, failed_at=None)),
        ]

    def __str__(self) -> str:
        return f"rebuild of {self.backend}, {self.requested_at:%Y-%m-%d %H:%M}"


class WordSnapshot(models.Model):
    """How many listings had each word and class on one day: half of the version of every score made with it.

    `counts` is one frozen value, written once and read whole; nothing is ever looked for inside it.
    """

    number = models.PositiveIntegerField(unique=True)
    listings = models.PositiveIntegerField()  # In search at that time.
    made_at = models.DateTimeField()
    counts = models.BinaryField()

    class Meta:
        verbose_name = _("snapshot of word counts")
        verbose_name_plural = _("snapshots of word counts")

    def __str__(self) -> str:
        return str(self.number)
