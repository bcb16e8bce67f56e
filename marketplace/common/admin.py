"""What operators look at: rows of the outbox, parked ones to try again, and the audit log. Nothing is edited."""

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.common import clock, outbox
from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS, Actor

OPERATOR = "operator"


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", ANONYMOUS)


class LookedAt(admin.ModelAdmin):
    """Read only, for operators."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _actor(request).is_staff(OPERATOR)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return _actor(request).is_staff(OPERATOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ParkedFilter(admin.SimpleListFilter):
    """Parked, open or done."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("parked", _("parked")), ("open", _("open")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxRow]) -> QuerySet[OutboxRow]:
        match self.value():
            case "parked":
                return queryset.exclude(parked_at=None)
            case "open":
                return queryset.filter(parked_at=None, done_at=None)
            case "done":
                return queryset.exclude(done_at=None)
        return queryset


@admin.register(OutboxRow)
class OutboxAdmin(LookedAt):
    """Parked rows with their error; one click gives them all their attempts again."""

    list_display = ("pk", "event", "task", "subject_kind", "subject_id", "attempts", "lost", "parked_at", "done_at")
    list_filter = (ParkedFilter, "queue", "task")
    ordering = ("-pk",)
    actions = ("try_again",)

    @admin.action(description=gettext_lazy("Try parked rows again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxRow]) -> None:
        count = outbox.requeue(queryset.values_list("pk", flat=True), actor=_actor(request), now=clock.now())
        words = ngettext("%(count)s row is tried again.", "%(count)s rows are tried again.", count) % {"count": count}
        messages.success(request, words)


@admin.register(AuditEntry)
class AuditAdmin(LookedAt):
    """What was done, by whom, to what; sealed into the chain a second later."""

    list_display = ("at", "actor", "verb", "subject_kind", "subject_id")
    list_filter = ("subject_kind",)
    search_fields = ("verb", "actor")
    ordering = ("-pk",)
