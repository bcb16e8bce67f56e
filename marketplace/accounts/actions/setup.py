"""First start: a code printed by the start, then a floor with a name and its first administrator."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from marketplace.accounts import rules
from marketplace.accounts.actions.people import create_user, grant_staff_roles
from marketplace.accounts.models import User
from marketplace.accounts.queries import floor_has_administrator
from marketplace.accounts.states import CameFor, StaffRoleName
from marketplace.common.audit import record
from marketplace.common.models import Site
from marketplace.common.permissions import SYSTEM, Actor, require
from marketplace.common.problems import FieldProblem, Invalid, NotFound
from marketplace.taxonomy.queries import code as code_row

CODE_GROUPS = 3
CODE_GROUP_CHARS = 4  # 3 × 4 letters of 32 = 60 bits, and the page allows ten tries a minute.
FLOOR_NAME_MAX_CHARS = 80
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # Read from a terminal, typed by hand: no I, L, O, 0, 1.


@dataclass(frozen=True, slots=True)
class FloorAnswers:
    """What a floor calls itself. `province` is a code of the edition in force, or empty."""

    name_vi: str
    name_en: str
    province: str = ""
    brand_colour: str = "#1c2b66"
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first person of a floor."""

    email: str
    name: str
    password: str
    language: str = "vi"


def issue_setup_code(*, now: datetime) -> str:
    """A new code for the first-start page; only its hash is kept, an older code ends.

    Raises NotFound once the floor has an administrator.
    """
    groups = ["".join(secrets.choice(_LETTERS) for _ in range(CODE_GROUP_CHARS)) for _ in range(CODE_GROUPS)]
    with transaction.atomic():
        site = _locked_site()
        _refuse_second_start()
        site.setup_code_hash = _hash("".join(groups))
        site.save(update_fields=["setup_code_hash"])
        record("site.issue_setup_code", subject=site, actor=SYSTEM, now=now)
    return "-".join(groups)


def open_floor_with_code(*, code: str, floor: FloorAnswers, administrator: Administrator, now: datetime) -> User:
    """Open the floor by the code that the start printed. Errors as `open_floor`; Invalid for a wrong code."""
    with transaction.atomic():
        site = _locked_site()
        _refuse_second_start()
        typed = _hash(code.upper().replace("-", "").replace(" ", ""))
        if not site.setup_code_hash or not hmac.compare_digest(site.setup_code_hash, typed):
            raise Invalid(errors=[FieldProblem("/code", "wrong", _("This is not the code that the start printed."))])
        return open_floor(floor=floor, administrator=administrator, now=now)


def open_floor(*, floor: FloorAnswers, administrator: Administrator, now: datetime) -> User:
    """Name the floor and make its first administrator, once.

    Raises NotFound when there is an administrator already, Invalid, UnknownCode.
    """
    with transaction.atomic():
        _locked_site()
        _refuse_second_start()
        name_floor(floor=floor, actor=SYSTEM, now=now)
        user = create_user(
            email=administrator.email,
            name=administrator.name,
            password=administrator.password,
            language=administrator.language,
            came_for=CameFor.AGENCY,
            email_confirmed=True,  # Whoever holds the machine's code is believed.
            actor=SYSTEM,
            now=now,
        )
        return grant_staff_roles(user_id=user.pk, roles=[StaffRoleName.OPERATOR], actor=SYSTEM, now=now)


def name_floor(*, floor: FloorAnswers, actor: Actor, now: datetime) -> Site:
    """Write what the floor calls itself into its one row.

    Raises NotAllowed unless operator or system, Invalid, UnknownCode.
    """
    require(rules.may_name_floor(actor))
    _check(floor)
    province = code_row("province", floor.province) if floor.province else None
    with transaction.atomic():
        site = _locked_site()
        site.name_vi, site.name_en = floor.name_vi, floor.name_en
        site.province_code, site.province_edition = (province.code, province.edition) if province else ("", "")
        site.province_name_vi, site.province_name_en = (province.label_vi, province.label_en) if province else ("", "")
        site.brand_colour = floor.brand_colour
        site.contact_email, site.contact_phone = floor.contact_email, floor.contact_phone
        site.set_up_at, site.setup_code_hash = now, ""
        site.save()
        record("site.set_up", subject=site, actor=actor, now=now)
        transaction.on_commit(lambda: cache.delete("site"))
    return site


def _check(floor: FloorAnswers) -> None:
    problems = []
    for name in ("name_vi", "name_en"):
        if not 1 <= len(getattr(floor, name).strip()) <= FLOOR_NAME_MAX_CHARS:
            detail = _("Write a name, at most %(limit)s characters.") % {"limit": FLOOR_NAME_MAX_CHARS}
            problems.append(FieldProblem(f"/{name}", "length", detail))
    if not _COLOUR.fullmatch(floor.brand_colour):
        problems.append(FieldProblem("/brand_colour", "format", _("Write the colour as #1c2b66.")))
    if problems:
        raise Invalid(errors=problems)


def _locked_site() -> Site:
    Site.objects.get_or_create(pk=1)
    return Site.objects.select_for_update().get(pk=1)


def _refuse_second_start() -> None:
    """First start happens once; afterwards its page is as unknown as any other. Call with the site row held."""
    if floor_has_administrator():
        raise NotFound()


def _hash(code: str) -> str:
    return salted_hmac("techfloor.setup-code", code, algorithm="sha256").hexdigest()
