"""Beginning a need and writing its text; each save names only the fields it changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.actions.guards import require_version
from marketplace.accounts.models import Organisation
from marketplace.common.cleaning import clean_changes
from marketplace.common.completeness import refuse
from marketplace.common.facts import Values
from marketplace.common.lifecycle import begin, touch
from marketplace.common.outbox import emit
from marketplace.common.permissions import Actor, require
from marketplace.common.problems import FieldProblem, Invalid, TransitionRefused
from marketplace.needs import events, rules
from marketplace.needs.actions.locking import locked
from marketplace.needs.actions.publishing import expiry, folded_text
from marketplace.needs.actions.writing import check_together, codes_for, columns_of, write_related
from marketplace.needs.completeness import lacks_of
from marketplace.needs.fields import FIELDS, ROW_FIELDS, fields_of
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from marketplace.needs.states import Kind, State
from marketplace.taxonomy.plain import changes_only, topics_of

DEFAULT_CURRENCY = "VND"


def create_need(
    *, kind: str, values: Mapping[str, object], actor: Actor, now: datetime, is_sample: bool = False
) -> Need:
    """Begin a draft for the organisation acted for, with what is known already.

    Raises NotAllowed, Invalid naming each wrong field.
    """
    require(rules.may_create(actor), detail=_("Act for an organisation in which you may write."))
    if kind not in Kind.values:
        raise Invalid(errors=[FieldProblem("/kind", "unknown", _("Choose a technology, a service or research."))])
    given = clean_changes(values, facts=fields_of(kind), rows=ROW_FIELDS)
    with transaction.atomic():
        check_together({"currency": DEFAULT_CURRENCY}, given)
        codes = codes_for(kind, given, kept={}, on=timezone.localdate(now))
        owner = Organisation.objects.select_related("country", "province").get(pk=cast("int", actor.organisation_id))
        need = Need(
            kind=kind,
            owner=owner,
            author_id=actor.user_id,
            contact_id=actor.user_id,
            currency=DEFAULT_CURRENCY,
            state_since=now,
            is_sample=is_sample,
        )
        for name, value in columns_of(given, codes).items():
            setattr(need, name, value)
        begin(need, "create", actor=actor, now=now, need_kind=kind)
        write_related(need, given, codes)
    return need


def edit_need(
    *,
    need_id: int,
    changes: Mapping[str, object],
    expected_version: int,
    actor: Actor,
    now: datetime,
    page: str = "",
) -> Need:
    """Save the named fields. A need in view changes at once and stays complete.

    `expected_version` is what the editor saw, `page` names the page that is open. Raises NotFound,
    NotAllowed, Invalid, Stale when somebody saved meanwhile (nothing is overwritten), TransitionRefused while the
    need is with a reviewer or closed.
    """
    with transaction.atomic():
        need = locked(need_id, actor=actor)
        require(rules.may_edit(actor, need))
        given = clean_changes(changes, facts=fields_of(need.kind), rows=ROW_FIELDS)
        if not (need.is_writable or need.is_live):
            words = {"state": State(need.state).label}
            raise TransitionRefused(_("The text cannot be changed while the state is “%(state)s”.") % words)
        require_version(need, expected_version, page=page if need.is_writable else "")
        if need.is_writable:
            _write(need, given, verb="need.edit", page=page, actor=actor, now=now)
        else:
            _write_in_view(need, given, actor=actor, now=now)
    return need


def _write(need: Need, given: Values, *, verb: str, actor: Actor, now: datetime, page: str = "") -> Values:
    """Returns what changed; the same again changes nothing and raises no version."""
    before = snapshot(need)
    changes = changes_only(before, given)
    if changes:
        check_together(before, changes)
        codes = codes_for(need.kind, changes, kept=before, on=timezone.localdate(now))
        touch(need, actor=actor, now=now, verb=verb, saved_from=page, **columns_of(changes, codes))
        write_related(need, changes, codes)
    return changes


def _write_in_view(need: Need, given: Values, *, actor: Actor, now: datetime) -> None:
    before = snapshot(need)
    fixed = [name for name in changes_only(before, given) if FIELDS[name].draft_only]
    if fixed:
        words = _("This is fixed once a need is public.")
        raise Invalid(errors=[FieldProblem(f"/{name}", "fixed", words) for name in fixed])
    refuse(lacks_of(need.kind, {**before, **given}))
    changes = _write(need, given, verb="need.edit_in_view", actor=actor, now=now)
    if not changes:
        return
    last: dict[str, Any] = {}
    if "answers_by" in changes:
        last = {"expires_on": expiry(now, answers_by=need.answers_by), "warned_days": None}
    Need.objects.filter(pk=need.pk).update(public_text_folded=folded_text(need), **last)
    emit(events.CHANGED, subject=need, topics=topics_of(changes, FIELDS))
