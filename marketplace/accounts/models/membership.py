"""Who belongs to which organisation, and what they may do for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.organisation import Organisation
from marketplace.accounts.models.user import User
from marketplace.accounts.states import Role


class Membership(models.Model):
    """One person in one organisation with one role; ended ones stay, so that old acts keep their author's standing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    active = models.BooleanField(default=True)
    since = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint("user", "organisation", name="membership_once"),
            models.CheckConstraint(name="membership_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(name="membership_ended", condition=Q(active=True) ^ Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
