"""What a person chose: how often mail of each category comes, quiet hours; and whether their address takes mail."""

from datetime import time

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.notifications.models.notice import SUBSCRIPTION_MAX_CHARS
from marketplace.notifications.states import PACES, Category, Pace

QUIET_FROM, QUIET_UNTIL = time(21), time(7)


def _offered() -> Q:
    """Only what a category offers: security cannot be switched off, a deadline waits for no digest."""
    condition = Q()
    for category, paces in PACES.items():
        condition |= Q(category=category, pace__in=[*paces])
    return condition


class Preference(models.Model):
    """How often a person gets mail of one category; no row means its default."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_preferences")
    category = models.CharField(max_length=20, choices=Category)
    pace = models.CharField(max_length=10, choices=Pace)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "category", name="preference_once"),
            models.CheckConstraint(name="preference_offered", condition=_offered()),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.pace}"


class Subscription(models.Model):
    """How often mail comes about one thing, such as "saved_search:12"; it stands above the category's choice."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_subscriptions")
    key = models.CharField(max_length=SUBSCRIPTION_MAX_CHARS)
    pace = models.CharField(max_length=10, choices=Pace)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "key", name="subscription_once"),
            models.CheckConstraint(name="subscription_pace", condition=Q(pace__in=Pace.values) & ~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.pace}"


class Reach(models.Model):
    """When mail may arrive, and what the person's mail server said. Quiet hours unset: as the floor has them."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reach")
    quiet = models.BooleanField(null=True, blank=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    refused_address = models.EmailField(blank=True)  # The address that these refusals are about.
    refusals = models.PositiveSmallIntegerField(default=0)
    flagged_at = models.DateTimeField(null=True, blank=True)  # After the second refusal: a banner asks to look.

    class Meta:
        constraints = [
            models.CheckConstraint(name="reach_quiet_hours", condition=~Q(quiet_from=F("quiet_until"))),
            models.CheckConstraint(name="reach_flagged", condition=Q(flagged_at=None) | ~Q(refused_address="")),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
