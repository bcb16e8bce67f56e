"""Making organisations and keeping what they say about themselves."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import events, rules
from marketplace.accounts.actions.members import add_first_member
from marketplace.accounts.fields import EDITABLE, PROFILE
from marketplace.accounts.models import Organisation, OrganisationSlug
from marketplace.accounts.queries import locked_organisation
from marketplace.common.cleaning import clean_changes
from marketplace.common.facts import Shape
from marketplace.common.ids import slugify_vi
from marketplace.common.lifecycle import begin, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import Conflict, FieldProblem, Invalid, Words
from marketplace.taxonomy.queries import code

_is_web_address = URLValidator(schemes=["http", "https"])
_NAMES = ("name_vi", "name_en")


class BusinessCodeTaken(Conflict):
    """One organisation per business code: whoever belongs to it joins instead of making a second one.

    `slug` leads to the one that has it; empty when nobody of it is in view here.
    """

    code = "business-code-taken"

    def __init__(self, detail: Words, *, slug: str) -> None:
        super().__init__(detail, errors=[FieldProblem("/business_code", "taken", detail)])
        self.slug = slug

    advice = gettext_lazy("Another organisation has this code. Ask to join it, or correct the code.")


def create_organisation(
    *, profile: Mapping[str, object], actor: Actor, now: datetime, is_sample: bool = False
) -> Organisation:
    """Make an organisation of the facts in `accounts.fields.PROFILE` (plain form); its maker becomes administrator.

    Raises NotAllowed without a confirmed e-mail, Invalid, BusinessCodeTaken.
    """
    require(rules.may_create_organisation(actor), detail=_("Confirm your e-mail address first."))
    values = _clean_profile(profile)
    try:
        with transaction.atomic():
            _refuse_taken_code(values["business_code"])
            organisation = Organisation(is_sample=is_sample, contact_person_id=actor.user_id, **values)
            organisation.slug = free_slug(organisation.name_in("vi"), organisation=organisation)
            begin(organisation, "create", actor=actor, now=now)
            if actor.user_id is not None:
                add_first_member(organisation, user_id=actor.user_id, actor=actor, now=now)
    except IntegrityError as error:  # Somebody else took the slug or the business code between the look and the row.
        raise Conflict(_("Somebody made the same entry at this moment: send the form again.")) from error
    return organisation


def edit_organisation(
    *, organisation_id: int, changes: Mapping[str, object], expected_version: int, actor: Actor, now: datetime
) -> Organisation:
    """Change facts of `accounts.fields.EDITABLE`; a new name also gives a new address, and the old one redirects.

    Raises NotAllowed, Invalid, Stale when somebody changed the organisation since version `expected_version`.
    """
    values = clean_changes(changes, facts=EDITABLE, rows={})
    with transaction.atomic():
        organisation = locked_organisation(organisation_id)
        require(rules.may_edit(actor, organisation))
        _check_texts({name: getattr(organisation, name) for name in EDITABLE} | values)
        changed = {name: value for name, value in values.items() if getattr(organisation, name) != value}
        renamed = any(name in changed for name in _NAMES)
        if renamed:
            names = {name: changed.get(name, getattr(organisation, name)) for name in _NAMES}
            changed["slug"] = _move_slug(organisation, name=str(names["name_vi"] or names["name_en"]))
        touch(
            organisation, actor=actor, now=now, verb="organisation.edit", expected_version=expected_version, **changed
        )
        if renamed:
            emit(events.ORGANISATION_RENAMED, subject=organisation)
    return organisation


def rename_organisation(
    *, organisation_id: int, name_vi: str, name_en: str, expected_version: int, actor: Actor, now: datetime
) -> Organisation:
    """Change only the names. Errors as `edit_organisation`."""
    return edit_organisation(
        organisation_id=organisation_id,
        changes={"name_vi": name_vi, "name_en": name_en},
        expected_version=expected_version,
        actor=actor,
        now=now,
    )


def free_slug(name: str, *, organisation: Organisation) -> str:
    """The name without marks; with the opaque id behind it where another organisation has or had that slug."""
    slug = slugify_vi(name)
    taken = (
        Organisation.objects.filter(slug=slug).exclude(pk=organisation.pk).exists()
        or OrganisationSlug.objects.filter(slug=slug).exclude(organisation=organisation.pk).exists()
    )
    return f"{slug}-{organisation.public_id}" if taken else slug


def _move_slug(organisation: Organisation, *, name: str) -> str:
    """The slug of the new name; the old one will redirect."""
    old, new = organisation.slug, free_slug(name, organisation=organisation)
    OrganisationSlug.objects.filter(organisation=organisation, slug=new).delete()  # It returns to a former name.
    if new != old:
        OrganisationSlug.objects.create(organisation=organisation, slug=old)
    return new


def _clean_profile(profile: Mapping[str, object]) -> dict[str, object]:
    """Complete values of columns: texts cleaned, codes looked up."""
    cleaned = clean_changes(profile, facts=PROFILE, rows={})
    values: dict[str, object] = {}
    for name, fact in PROFILE.items():
        plain = cleaned.get(name, fact.empty)
        values[name] = (code(fact.code_list, str(plain)) if plain else None) if fact.shape is Shape.CODE else plain
    _check_texts(values)
    missing = [name for name in ("kind", "country") if values[name] is None]
    if missing:
        detail = _("Choose one.")
        raise Invalid(errors=[FieldProblem(f"/{name}", "required", detail) for name in missing])
    return values | {"business_code": values["business_code"] or None}


def _check_texts(values: Mapping[str, object]) -> None:
    if not any(values[name] for name in _NAMES):
        raise Invalid(errors=[FieldProblem("/name_vi", "required", _("Write the name in one language at least."))])
    if not values["website"]:
        return
    try:
        _is_web_address(values["website"])
    except ValidationError:
        detail = _("Write the address as https://example.org.")
        raise Invalid(errors=[FieldProblem("/website", "address", detail)]) from None


def _refuse_taken_code(business_code: object) -> None:
    if not business_code:
        return
    known = Organisation.objects.filter(business_code=business_code).first()
    if known is not None:
        words = _("An organisation with this business code is on the floor: ask it to let you join.")
        raise BusinessCodeTaken(words, slug="" if known.is_suspended else known.slug)
