"""One need: a problem that somebody on the floor wants solved."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.posting import Posting, code_column, codes_column, posting_constraints, posting_indexes
from marketplace.common.lifecycle import Lifecycle
from marketplace.needs.fields import KEYWORDS_MAX_CHARS, SUMMARY_MAX_CHARS
from marketplace.needs.states import IN_VIEW, LIVE, NEED, WRITABLE, Kind, State, Visibility


class Need(Posting):
    """Content and life of a need. Written by `needs.actions` only."""

    LIFECYCLE: ClassVar[Lifecycle] = NEED

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT, editable=False)

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
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    trl_min = code_column(_("lowest readiness level"))
    trl_max = code_column(_("highest readiness level"))
    licence_kinds = codes_column(_("forms accepted"))
    service_kinds = codes_column(_("kinds of service"))

    answers_by = models.DateField(_("answers by"), null=True, blank=True)  # Null on catalogue records only.
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    budget_min = models.DecimalField(_("budget from"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_max = models.DecimalField(_("budget to"), max_digits=18, decimal_places=2, null=True, blank=True)
    budget_public = models.BooleanField(_("budget shown to everybody"), default=False)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            *posting_constraints("need", kinds=Kind.values, states=State.values, in_view=IN_VIEW),
            models.CheckConstraint(name="need_visibility", condition=Q(visibility__in=Visibility.values)),
            models.CheckConstraint(
                name="need_in_view_has_day",
                condition=~Q(state__in=sorted(IN_VIEW)) | Q(answers_by__isnull=False) | Q(source__isnull=False),
            ),
            models.CheckConstraint(
                name="need_closed_with_reason",
                condition=~Q(state__in=[State.REJECTED, State.WITHDRAWN, State.CLOSED_UNMET]) | ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="need_budget_order",
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_min__lte=F("budget_max")),
            ),
            models.CheckConstraint(
                name="need_budget_has_currency", condition=Q(budget_min=None, budget_max=None) | ~Q(currency="")
            ),
        ]
        indexes = posting_indexes("need")

    @property
    def summary(self) -> str:
        """The sentence its owner wrote, else the beginning of the problem."""
        return self.summary_in(get_language() or "vi")

    def summary_in(self, language: str) -> str:
        """As `summary`, in that language where there is one."""
        own = self.text_in("summary", language)
        return own or Truncator(self.text_in("problem", language)).chars(SUMMARY_MAX_CHARS)

    @property
    def is_anonymous(self) -> bool:
        return self.visibility == Visibility.ANONYMOUS

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_live(self) -> bool:
        """In view, and an edit shows at once."""
        return self.state in LIVE

    def get_absolute_url(self) -> str:
        return reverse("needs:need", kwargs={"reference": self.reference, "slug": self.slug})
