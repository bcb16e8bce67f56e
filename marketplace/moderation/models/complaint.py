"""A complaint about something on the floor, and the text it was about as everybody read it when it was filed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.common.bilingual import Bilingual
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.lifecycle import Lifecycle
from marketplace.common.models import Versioned
from marketplace.moderation.states import COMPLAINT, DECIDED, OPEN, ComplaintState, Effect

TEXT_MAX_CHARS = 3_000
KIND_MAX_CHARS = 40
TITLE_MAX_CHARS = 200
HASH_CHARS = 64


def _person() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)


def _organisation() -> models.ForeignKey:
    return models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+", editable=False)


class Complaint(Bilingual, Versioned):
    """One complaint of one person, or of one address without an account, about one subject.

    `owner` and `author` are the other side. A take-down that needs two judges keeps the first one's decision under
    `proposed_by` until the second agrees.
    """

    LIFECYCLE: ClassVar[Lifecycle] = COMPLAINT

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    subject_kind = models.CharField(max_length=KIND_MAX_CHARS)
    subject_id = models.BigIntegerField()
    subject_key = models.CharField(max_length=100)
    title_vi = models.CharField(max_length=TITLE_MAX_CHARS, blank=True)
    title_en = models.CharField(max_length=TITLE_MAX_CHARS, blank=True)
    owner = _organisation()
    author = _person()
    complainant = _person()
    complainant_for = _organisation()
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="vi", db_default="vi", editable=False)  # Of the page it came by.
    mailed_at = models.DateTimeField(null=True, editable=False)  # The receipt, to an address without an account.
    ground = models.ForeignKey("taxonomy.Code", models.PROTECT, related_name="+")
    statement = models.TextField(max_length=TEXT_MAX_CHARS)

    state = models.CharField(max_length=20, choices=ComplaintState, default=ComplaintState.FILED, editable=False)
    state_since = models.DateTimeField(editable=False)
    first_look_due = models.DateField(editable=False)
    serious = models.BooleanField(null=True, editable=False)
    graded_by = _person()
    graded_at = models.DateTimeField(null=True, editable=False)
    asked = models.TextField(max_length=TEXT_MAX_CHARS, blank=True, editable=False)
    answer_due = models.DateField(null=True, editable=False)
    answer = models.TextField(max_length=TEXT_MAX_CHARS, blank=True, editable=False)
    answered_by = _person()
    answered_at = models.DateTimeField(null=True, editable=False)
    proposed_by = _person()
    decision = models.CharField(max_length=40, blank=True, editable=False)  # A ground that is upheld, or a Dismissal.
    decision_text = models.TextField(max_length=TEXT_MAX_CHARS, blank=True, editable=False)
    effect = models.CharField(max_length=20, choices=Effect, blank=True, editable=False)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(name="complaint_state", condition=Q(state__in=ComplaintState.values)),
            models.CheckConstraint(name="complaint_effect", condition=Q(effect__in=["", *Effect.values])),
            models.CheckConstraint(name="complaint_says_why", condition=~Q(statement="")),
            models.CheckConstraint(
                name="complaint_of_somebody",
                condition=Q(complainant__isnull=False, email="") | (Q(complainant=None) & ~Q(email="")),
            ),
            models.CheckConstraint(
                name="complaint_graded",
                condition=Q(state__in=[ComplaintState.FILED, ComplaintState.WITHDRAWN])
                | Q(graded_by__isnull=False, graded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_asked_with_day",
                condition=~Q(state=ComplaintState.AWAITING_ANSWER) | (Q(answer_due__isnull=False) & ~Q(asked="")),
            ),
            models.CheckConstraint(
                name="complaint_decided_with_reasons",
                condition=~Q(state__in=sorted(DECIDED))
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision="") & ~Q(decision_text="")),
            ),
            models.CheckConstraint(
                name="complaint_upheld_with_effect", condition=~Q(state=ComplaintState.UPHELD) | ~Q(effect="")
            ),
            models.UniqueConstraint(
                "complainant",
                "subject_kind",
                "subject_id",
                name="complaint_one_open",
                condition=Q(state__in=sorted(OPEN), complainant__isnull=False),
            ),
            models.UniqueConstraint(
                "email",
                "subject_kind",
                "subject_id",
                name="complaint_one_open_by_email",
                condition=Q(state__in=sorted(OPEN), complainant__isnull=True),
            ),
        ]
        indexes = [
            models.Index("state", "first_look_due", name="complaint_queue"),
            models.Index("subject_kind", "subject_id", name="complaint_subject"),
            models.Index("owner", "state", name="complaint_of_owner"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        """Neither decided nor taken back."""
        return self.state in OPEN

    @property
    def is_off_view(self) -> bool:
        """Its subject is held until the decision."""
        return bool(self.serious) and self.is_open

    @property
    def title(self) -> str:
        """What it was about, in the active language, else in the other one."""
        return self.text("title")


class Snapshot(models.Model):
    """The public text of the subject when the complaint was filed. Written once."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="snapshot")
    content = models.JSONField()
    sha256 = models.CharField(max_length=HASH_CHARS)
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.CheckConstraint(name="snapshot_hashed", condition=~Q(sha256=""))]

    def __str__(self) -> str:
        return self.sha256
