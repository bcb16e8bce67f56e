"""Curators edit lists here; rows past their day stay, so nothing is deleted."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from marketplace.common import clock
from marketplace.common.permissions import ANONYMOUS, Actor
from marketplace.taxonomy import actions, rules
from marketplace.taxonomy.models import Code, CodeFact, Crosswalk, DatedRate, Holiday, Source


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", ANONYMOUS)


class Curation(admin.ModelAdmin):
    """Every save is the action `save_row`; what the list says is never deleted, only ended by its last day."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rules.may_curate(_actor(request))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rules.may_curate(_actor(request))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        actions.save_row(obj, actor=_actor(request), now=clock.now())


class FactInline(admin.TabularInline):
    model = CodeFact
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return rules.may_curate(_actor(request))


@admin.register(Code)
class CodeAdmin(Curation):
    list_display = ["list", "edition", "code", "symbol", "label_vi", "label_en", "valid_from", "valid_to", "verified"]
    list_filter = ["verified", "list", "edition"]
    search_fields = ["code", "symbol", "label_vi", "label_en"]
    list_select_related = ["parent"]
    raw_id_fields = ["parent"]
    inlines = [FactInline]
    list_per_page = 50


@admin.register(Crosswalk)
class CrosswalkAdmin(Curation):
    list_display = ["from_code", "to_code", "source", "verified"]
    list_filter = ["verified"]
    list_select_related = ["from_code", "to_code"]
    raw_id_fields = ["from_code", "to_code"]
    list_per_page = 50


@admin.register(DatedRate)
class DatedRateAdmin(Curation):
    list_display = ["code", "value", "unit", "valid_from", "valid_to", "source", "verified"]
    list_filter = ["verified"]


@admin.register(Holiday)
class HolidayAdmin(Curation):
    list_display = ["day", "kind", "label_vi", "label_en", "source", "verified"]
    list_filter = ["verified", "kind"]
    date_hierarchy = "day"


@admin.register(Source)
class SourceAdmin(Curation):
    list_display = ["code", "name_en", "licence", "retrieved_on", "as_of"]
