"""Saving, changing and deleting saved searches."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.common import audit, sql
from marketplace.common.lifecycle import touch
from marketplace.common.permissions import Actor, require, require_person
from marketplace.common.problems import Conflict, FieldProblem, Invalid, NotFound
from search import rules
from search.matching.compiled import is_watchable
from search.models import ADDRESS_MAX_CHARS, NAME_MAX_CHARS, REVISIONS, Rate, SavedSearch
from search.query import SearchQuery
from search.watched import params_text


class TooManySavedSearches(Conflict):
    """The person's list is full."""

    code = "too-many-saved-searches"
    advice = gettext_lazy("Delete a saved search that you no longer need.")


def save_search(*, query: SearchQuery, name: str, actor: Actor, now: datetime) -> SavedSearch:
    """Watch a search for its holder; saving the same one again gives the row that is there.

    Raises Invalid for a search that would match everything or has no name, TooManySavedSearches at the limit.
    """
    user_id = require_person(actor)
    require(rules.may_save(actor), detail=_("Confirm your e-mail address first."))
    params = params_text(query)
    problems = _problems(query, name=name, params=params)
    if problems:
        raise Invalid(_("This search cannot be watched."), errors=problems)
    with transaction.atomic():
        own = rules.visible_to(actor)
        existing = own.filter(params=params).first()
        if existing is not None:
            return existing
        if own.count() >= settings.SAVED_SEARCHES_MAX:
            raise TooManySavedSearches(_("At most %(count)s saved searches.") % {"count": settings.SAVED_SEARCHES_MAX})
        return _create(query, name=name.strip(), params=params, user_id=user_id, actor=actor, now=now)


def _create(query: SearchQuery, *, name: str, params: str, user_id: int, actor: Actor, now: datetime) -> SavedSearch:
    try:
        with transaction.atomic():
            saved = SavedSearch.objects.create(
                user_id=user_id,
                name=name,
                params=params,
                language=query.language,
                revision=sql.next_in_counter(REVISIONS),
                created_at=now,
                updated_at=now,
            )
    except IntegrityError:  # A double click: the other one made the row.
        return rules.visible_to(actor).get(params=params)
    audit.record("saved_search.create", subject=saved, actor=actor, now=now)
    return saved


def change_saved_search(
    *, public_id: str, name: str, rate: str, paused: bool, expected_version: int, actor: Actor, now: datetime
) -> SavedSearch:
    """Rename, pause or change the rate. Raises NotFound, Invalid, Stale."""
    if not name.strip() or len(name) > NAME_MAX_CHARS or rate not in Rate.values:
        raise Invalid(errors=[FieldProblem("/name", "invalid", _("Give it a name of at most 120 characters."))])
    with transaction.atomic():
        saved = own_saved_search(public_id, actor=actor)
        changes = {"name": name.strip(), "rate": rate, "paused": paused, "revision": sql.next_in_counter(REVISIONS)}
        touch(saved, actor=actor, now=now, verb="saved_search.change", expected_version=expected_version, **changes)
    return saved


def rewrite_saved_search(*, public_id: str, query: SearchQuery, actor: Actor, now: datetime) -> SavedSearch:
    """Let a saved search watch another query; what it found so far stays.

    Raises NotFound, Invalid for a search that would match everything or that another saved search watches already.
    """
    params = params_text(query)
    with transaction.atomic():
        saved = own_saved_search(public_id, actor=actor)
        problems = _problems(query, name=saved.name, params=params)
        twin = rules.visible_to(actor).filter(params=params).exclude(pk=saved.pk).first()
        if twin is not None:
            words = _("“%(name)s” watches this search already.") % {"name": twin.name}
            problems.append(FieldProblem("/q", "saved-already", words))
        if problems:
            raise Invalid(_("This search cannot be watched."), errors=problems)
        touch(
            saved,
            actor=actor,
            now=now,
            verb="saved_search.rewrite",
            params=params,
            language=query.language,
            revision=sql.next_in_counter(REVISIONS),
        )
    return saved


def renew_feed(*, public_id: str, actor: Actor, now: datetime) -> SavedSearch:
    """Give the feed another address; the old one answers nobody any more. Raises NotFound."""
    with transaction.atomic():
        saved = own_saved_search(public_id, actor=actor)
        touch(saved, actor=actor, now=now, verb="saved_search.renew_feed", feed_serial=saved.feed_serial + 1)
    return saved


def delete_saved_search(*, public_id: str, actor: Actor, now: datetime) -> None:
    """Stop watching. Raises NotFound."""
    with transaction.atomic():
        saved = own_saved_search(public_id, actor=actor)
        audit.record("saved_search.delete", subject=saved, actor=actor, now=now)
        saved.delete()
        sql.next_in_counter(REVISIONS)


def own_saved_search(public_id: str, *, actor: Actor) -> SavedSearch:
    """Raises NotFound for one that is not the actor's."""
    saved = rules.visible_to(actor).filter(public_id=public_id).first()
    if saved is None:
        raise NotFound()
    return saved


def _problems(query: SearchQuery, *, name: str, params: str) -> list[FieldProblem]:
    problems = []
    if not name.strip() or len(name.strip()) > NAME_MAX_CHARS:
        problems.append(FieldProblem("/name", "invalid", _("Give it a name of at most 120 characters.")))
    if not is_watchable(query):
        problems.append(FieldProblem("/q", "match-all", _("Type a word or choose a filter: this would match all.")))
    if len(params) > ADDRESS_MAX_CHARS:
        problems.append(FieldProblem("/q", "too-long", _("The search is too long to be kept.")))
    return problems
