"""People and organisations for verifiers and operators: looked at here, changed by the same actions as everywhere."""

from collections.abc import Callable, Iterable
from datetime import date

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import actions
from marketplace.accounts.models import Membership, Organisation, OrganisationPaper, StaffRole, Terms, User
from marketplace.accounts.states import StaffRoleName
from marketplace.common import clock
from marketplace.common.problems import Problem

# The second factor, the limits and the mails of the one log-in hold for the administration too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReasonForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)


class DutyForm(ActionForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)
    duty = forms.ChoiceField(label=gettext_lazy("Duty"), required=False, choices=[("", "–"), *StaffRoleName.choices])


class TermsForm(forms.ModelForm):
    """What the action would refuse, said beside its field."""

    class Meta:
        model = Terms
        fields = ("kind", "version", "valid_from", "text_vi", "text_en")

    def clean_valid_from(self) -> date:
        first: date = self.cleaned_data["valid_from"]
        if first < timezone.localdate(clock.now()):
            raise forms.ValidationError(_("A version begins today or later."))
        return first


class Duty:
    """Opens rows to people with one of `duties`, for reading; what changes a row is an action with its own rule."""

    duties: tuple[str, ...] = (StaffRoleName.OPERATOR, StaffRoleName.VERIFIER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.actor.is_staff(*self.duties)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.actor.is_staff(*self.duties)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MembershipInline(Duty, admin.TabularInline):
    model = Membership
    fields = ["user", "role", "active", "since"]
    readonly_fields = ["user", "role", "active", "since"]


class PaperInline(Duty, admin.TabularInline):
    model = OrganisationPaper
    fields = ["title", "number", "issuer", "issued_on"]


class StaffRoleInline(Duty, admin.TabularInline):
    model = StaffRole
    fields = ["role", "granted_at"]
    readonly_fields = ["role", "granted_at"]


@admin.register(Organisation)
class OrganisationAdmin(Duty, admin.ModelAdmin):
    list_display = ["name", "kind", "province", "verification", "verified_on", "self_publish", "on_floor", "is_sample"]
    list_filter = ["verification", "on_floor", "is_sample", "self_publish"]
    search_fields = ["name_vi", "name_en", "slug", "business_code"]
    list_select_related = ["kind", "province"]
    ordering = ["-pk"]
    inlines = [PaperInline, MembershipInline]

    def view_on_site(self, obj: Organisation) -> str:
        """Decisions are made on its page for staff, each with its reason."""
        return reverse("accounts:standing", args=[obj.public_id])


@admin.register(User)
class UserAdmin(Duty, admin.ModelAdmin):
    """Addresses of people are the operator's only."""

    duties = (StaffRoleName.OPERATOR,)
    list_display = ["name", "email", "is_active", "created_at", "last_login"]
    list_filter = ["is_active", "staff_roles__role"]
    search_fields = ["name", "email", "public_id"]
    fields = ["public_id", "name", "email", "language", "time_zone", "is_active", "created_at", "last_login"]
    ordering = ["-pk"]
    inlines = [StaffRoleInline]
    action_form = DutyForm
    actions = ["grant", "revoke", "disable", "enable"]

    @admin.action(description=gettext_lazy("Give the duty"), permissions=["view"])
    def grant(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        roles = list(filter(None, [request.POST.get("duty", "")]))
        _each(request, chosen, lambda pk: actions.grant_staff_roles(user_id=pk, roles=roles, **_who(request)))

    @admin.action(description=gettext_lazy("Take the duty away"), permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        role = request.POST.get("duty", "")
        if role:
            _each(request, chosen, lambda pk: actions.revoke_staff_role(user_id=pk, role=role, **_who(request)))

    @admin.action(description=gettext_lazy("Shut the account, with the reason…"), permissions=["view"])
    def disable(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        reason = request.POST.get("reason", "")
        _each(request, chosen, lambda pk: actions.disable_user(user_id=pk, reason=reason, **_who(request)))

    @admin.action(description=gettext_lazy("Open the account again"), permissions=["view"])
    def enable(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        _each(request, chosen, lambda pk: actions.enable_user(user_id=pk, **_who(request)))


@admin.register(Terms)
class TermsAdmin(Duty, admin.ModelAdmin):
    """A version is added and never changed; it counts from its day on."""

    duties = (StaffRoleName.CURATOR, StaffRoleName.OPERATOR)
    list_display = ["kind", "version", "valid_from", "added_at"]
    list_filter = ["kind"]
    form = TermsForm
    fields = ["kind", "version", "valid_from", "text_vi", "text_en"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.actor.is_staff(*self.duties)

    def save_model(self, request: HttpRequest, obj: Terms, form: forms.Form, change: bool) -> None:
        added = actions.add_terms(**form.cleaned_data, **_who(request))
        obj.pk = added.pk


def _who(request: HttpRequest) -> dict:
    return {"actor": request.actor, "now": clock.now()}


def _each(request: HttpRequest, chosen: Iterable[Model], act: Callable[[int], object]) -> None:
    """Act on each chosen row; a refusal names its row and stops no other."""
    done = 0
    for row in chosen:
        try:
            act(row.pk)
        except Problem as problem:
            words = "; ".join(str(error.detail) for error in problem.errors) or str(problem.detail or problem.title)
            messages.error(request, f"{row}: {words}")
        else:
            done += 1
    if done:
        messages.success(request, _("Done for %(count)d.") % {"count": done})
