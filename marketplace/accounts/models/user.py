"""People: who signs in, what they do at the agency, which texts they accepted."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.states import CameFor, StaffRoleName, TermsKind
from marketplace.common.ids import PUBLIC_ID_CHARS, new_public_id
from marketplace.common.text import clean_text

NAME_MAX_CHARS = 120


def normal_email(text: str) -> str:
    """The one form of an address that is stored, compared and limited: NFC, lower case, no spaces around."""
    return clean_text(text).lower()


class UserManager(BaseUserManager["User"]):
    """Finds people by their address; accounts are made by `accounts.actions` only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """One person. One name field, family name first, never split; no birth date, no identity number."""

    public_id = models.CharField(max_length=PUBLIC_ID_CHARS, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=NAME_MAX_CHARS)
    language = models.CharField(_("language"), max_length=5, default="vi")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Ho_Chi_Minh")
    came_for = models.CharField(_("came for"), max_length=20, choices=CameFor, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    created_at = models.DateTimeField(_("since"), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(name="user_email_lower", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="user_language", condition=Q(language__in=["vi", "en"])),
            models.CheckConstraint(name="user_came_for", condition=Q(came_for__in=["", *CameFor.values])),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """The given name, which stands last in Vietnamese."""
        return self.name.rpartition(" ")[2]


class StaffRole(models.Model):
    """One duty of one person at the agency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_roles")
    role = models.CharField(_("duty"), max_length=20, choices=StaffRoleName)
    granted_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("staff role")
        verbose_name_plural = _("staff roles")
        constraints = [
            models.UniqueConstraint("user", "role", name="staff_role_once"),
            models.CheckConstraint(name="staff_role_known", condition=Q(role__in=StaffRoleName.values)),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Acceptance(models.Model):
    """A person accepted one version of one text."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="acceptances")
    kind = models.CharField(max_length=20, choices=TermsKind)
    version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "kind", "version", name="acceptance_once"),
            models.CheckConstraint(name="acceptance_kind", condition=Q(kind__in=TermsKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
