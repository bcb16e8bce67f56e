"""Beginning a listing and writing its text; each save names only the fields it changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import require_version
from marketplace.accounts.models import Organisation
from marketplace.common.cleaning import clean_changes
from marketplace.common.facts import Values
from marketplace.common.lifecycle import begin, touch
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import FieldProblem, Invalid
from marketplace.listings import rules
from marketplace.listings.actions.locking import locked
from marketplace.listings.actions.revising import revise_text
from marketplace.listings.actions.writing import (
    add_details,
    check_together,
    codes_for,
    columns_of,
    write_related,
)
from marketplace.listings.fields import ROW_FIELDS, fields_of
from marketplace.listings.linking import completed
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from marketplace.listings.states import Kind
from marketplace.taxonomy.plain import changes_only

DEFAULT_CURRENCY = "VND"


def create_listing(
    *, kind: str, values: Mapping[str, object], actor: Actor, now: datetime, is_sample: bool = False
) -> Listing:
    """Begin a draft for the organisation acted for, with what is known already.

    Raises NotAllowed, Invalid naming each wrong field.
    """
    require(rules.may_create(actor), detail=_("Act for an organisation in which you may write."))
    if kind not in Kind.values:
        raise Invalid(errors=[FieldProblem("/kind", "unknown", _("Choose a technology, an IP asset or a service."))])
    given = completed(clean_changes(values, facts=fields_of(kind), rows=ROW_FIELDS), {})
    with transaction.atomic():
        codes = codes_for(kind, given, kept={}, on=timezone.localdate(now))
        check_together({"currency": DEFAULT_CURRENCY}, given)
        owner = Organisation.objects.select_related("country", "province").get(pk=cast("int", actor.organisation_id))
        listing = Listing(
            kind=kind,
            owner=owner,
            author_id=actor.user_id,
            contact_id=actor.user_id,
            currency=DEFAULT_CURRENCY,
            origin_country=owner.country,
            state_since=now,
            is_sample=is_sample,
        )
        for name, value in columns_of(given, codes).items():
            setattr(listing, name, value)
        begin(listing, "create", actor=actor, now=now, listing_kind=kind)
        add_details(listing)
        write_related(listing, given, codes, actor=actor, now=now)
    return listing


def edit_listing(
    *,
    listing_id: int,
    changes: Mapping[str, object],
    expected_version: int,
    actor: Actor,
    now: datetime,
    page: str = "",
) -> Listing:
    """Save the named fields. A listing in view keeps its approved text: what is material there waits for a reviewer.

    `expected_version` is what the editor saw, `page` names the page that is open. Raises NotFound,
    NotAllowed, Invalid, Stale when somebody saved meanwhile (nothing is overwritten), TransitionRefused while the
    listing is with a reviewer or closed.
    """
    with transaction.atomic():
        listing = locked(listing_id, actor=actor)
        require(rules.may_edit(actor, listing))
        given = clean_changes(changes, facts=fields_of(listing.kind), rows=ROW_FIELDS)
        if listing.is_writable:
            require_version(listing, expected_version, page=page)
            _write(listing, given, page=page, actor=actor, now=now)
        else:
            revise_text(listing, given, expected_version=expected_version, actor=actor, now=now)
    return listing


def _write(listing: Listing, given: Values, *, page: str, actor: Actor, now: datetime) -> None:
    before = snapshot(listing)
    changes = changes_only(before, completed(given, before))
    if not changes:
        return
    check_together(before, changes)
    codes = codes_for(listing.kind, changes, kept=before, on=timezone.localdate(now))
    columns = columns_of(changes, codes)
    touch(listing, actor=actor, now=now, verb="listing.edit", saved_from=page, **columns)
    write_related(listing, changes, codes, actor=actor, now=now)
