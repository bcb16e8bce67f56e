"""One floor with an object in every state, and a canary in every field that somebody must not read.

A canary is `zq` and a name, with marks and without: `canaries_in` finds it folded, highlighted and inside other words;
figures are found however they are written. Built by the actions that people use, so that every text is where the
product puts it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, override_settings

from marketplace.accounts import actions as accounts
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.queries import actor_of, standing_of_token
from marketplace.accounts.states import Role, StaffRoleName
from marketplace.accounts.web.middleware import ACTING_FOR
from marketplace.common import clock
from marketplace.common.permissions import ANONYMOUS, SYSTEM, Actor
from marketplace.listings import actions as listing_actions
from marketplace.listings.actions import edit_listing, import_published_batch
from marketplace.listings.catalogue import CatalogueRecord
from marketplace.listings.models import Listing
from marketplace.needs import actions as need_actions
from marketplace.needs.models import Need
from marketplace.valuation.actions import request_estimate
from marketplace.valuation.models import Run
from search.actions import save_search
from search.fields import Audience
from search.models import SavedSearch
from search.query import SearchQuery
from tests.factories import listings as make_listing
from tests.factories import needs as make_need
from tests.factories.accounts import make_member, make_organisation, make_source, make_user
from tests.security import dealings
from tests.valuation.floor import INPUTS
from workers.supervisor import drain_all

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAMES: set[str] = set()  # Of the canaries that `build` placed.
FIGURES = {"777111777": "filingprice", "888111888": "filingprice", "777222777": "budget", "888222888": "budget"}
_GROUPED = re.compile(r"(?<=\d)[.,\s\u00a0\u202f](?=\d)")


def word(name: str) -> str:
    """A canary for a place that takes one word."""
    NAMES.add(name)
    return f"zq{name}"


def canary(name: str) -> str:
    """With marks and without, so that no fold and no stem hides it."""
    return f"{word(name)} ắn{word(name)}đ"


def canaries_in(text: str | bytes) -> set[str]:
    """Names of the canaries that a text holds."""
    words = text.decode("utf-8", errors="ignore") if isinstance(text, bytes) else text
    longest_first = sorted(NAMES, key=len, reverse=True)
    found = set(re.findall(f"zq({'|'.join(longest_first)})", words.lower()))
    plain = _GROUPED.sub("", words)
    return found | {name for figure, name in FIGURES.items() if figure in plain}


@dataclass
class World:
    """People by class, objects by state."""

    owner: Organisation
    other: Organisation
    hidden: Organisation
    users: dict[str, User]
    listings: dict[str, Listing] = field(default_factory=dict)
    needs: dict[str, Need] = field(default_factory=dict)
    run: Run | None = None
    saved: SavedSearch | None = None
    organisations: dict[str, Organisation] = field(default_factory=dict)
    deals: dict[str, Any] = field(default_factory=dict)  # What people do with one another; see `dealings`.
    secrets: dict[str, str] = field(default_factory=dict)  # Shown once: tokens, the printed code.
    mails: list[EmailMessage] = field(default_factory=list, repr=False)  # All that the workers sent.
    looks: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)  # What a reader saw; see `probes`.

    def actor(self, role: str) -> Actor:
        if role in ("guest", "disabled"):
            return ANONYMOUS
        if role in TOKENS:
            return standing_of_token(self.secrets[role], now=clock.now())[2]
        return actor_of(self.users[AGENTS.get(role, role)], organisation_id=self.acts_for(role))

    def acts_for(self, role: str) -> int | None:
        """The organisation that a role chose to act for; none: the first of theirs."""
        if role.startswith("owner"):
            return self.owner.pk
        fixed = {"member": self.other, "hidden": self.hidden, "disabled": self.owner}
        named = fixed.get(role) or self.organisations.get(AGENT_FOR.get(role, role))
        return named.pk if named else None

    def client(self, role: str, **options: object) -> Client:
        """A browser in which this role is signed in; for a token a program that sends it."""
        headers = {"Authorization": f"Bearer {self.secrets[role]}"} if role in TOKENS else None
        client = Client(raise_request_exception=False, headers=headers, **options)  # type: ignore[arg-type]
        if role != "guest" and role not in TOKENS:
            client.force_login(self.users[AGENTS.get(role, role)], backend=BACKEND)
        if role in AGENTS:  # They chose whom they act for.
            session = client.session
            session[ACTING_FOR] = self.acts_for(role)
            session.save()
        return client


TOKENS = ("token_read", "token_write")  # Of the owner's editor.
# An editor of the agency, acting under a mandate that lives or not.
AGENTS = {"assisting": "agency", "ended": "agency"}
AGENT_FOR = {"assisting": "assisted", "ended": "former"}


def build() -> World:
    """About a hundred rows of business, in a few seconds."""
    now = clock.now()
    users = {
        "owner_admin": make_user(name=f"Chủ {word('ownername')}", email=f"{word('ownermail')}@example.org", now=now),
        "other_admin": make_user(now=now),
        "hidden": make_user(name=word("hiddenname"), email=f"{word('hiddenmail')}@example.org", now=now),
        "unconfirmed": make_user(email_confirmed=False, now=now),
        "reviewer": make_user(
            name=word("reviewername"), email=f"{word('reviewermail')}@example.org", staff=["reviewer"], now=now
        ),
        "second_reviewer": make_user(staff=["reviewer"], now=now),
        **{role: make_user(staff=[role], now=now) for role in StaffRoleName.values if role != StaffRoleName.REVIEWER},
    }
    owner = make_organisation(
        name_vi="Viện Bản Mây",
        admin=users["owner_admin"],
        address=canary("address"),
        business_code=f"99{word('code')}",
        now=now,
    )
    other = make_organisation(name_vi="Công ty Khác", admin=users["other_admin"], now=now)
    hidden = make_organisation(
        name_vi=canary("hiddenowner"),
        name_en=canary("hiddenowneren"),
        short_name=word("hiddenshort"),
        admin=users["hidden"],
        province="02",
        now=now,
    )
    world = World(owner=owner, other=other, hidden=hidden, users=users)
    _members(world, now)
    accounts.submit_organisation(
        organisation_id=owner.pk,
        papers=[{"title": canary("paper"), "number": word("paperno"), "issuer": "x", "issued_on": "2020-01-01"}],
        actor=world.actor("owner_admin"),
        now=now,
    )
    _listings(world, now)
    _needs(world, now)
    _work(world, now)
    dealings.deal(world, now, word=word, canary=canary)
    world.owner = Organisation.objects.get(pk=owner.pk)
    return world


@contextmanager
def living(index: Path) -> Iterator[World]:
    """The world after its workers did what was waiting; all of it is rolled back in the end."""
    with override_settings(INDEX_DIR=index), transaction.atomic():
        world = build()
        drain_all()
        dealings.pair_up(world, clock.now())
        drain_all()
        world.mails = list(getattr(mail, "outbox", ()))
        yield world
        transaction.set_rollback(True)


def _members(world: World, now: datetime) -> None:
    for role in (Role.VIEWER, Role.EDITOR, Role.SIGNATORY):
        user = make_user(name=f"{word('membername')} {role}", email=f"{word('membermail')}{role}@example.org", now=now)
        world.users[f"owner_{role}"] = make_member(world.owner, role=role, user=user, now=now)
    world.users["member"] = make_member(world.other, role=Role.EDITOR, now=now)


def _listings(world: World, now: datetime) -> None:
    author = world.actor("owner_editor")
    reviewer = world.actor("reviewer")

    def text(state: str) -> dict[str, object]:
        return {
            "title_vi": f"Sấy lạnh thử nghiệm {state}",
            "abstract_vi": canary(f"text{state.replace('_', '')}"),
            "confidential_detail": canary(f"nda{state.replace('_', '')}"),
        }

    makers: dict[str, tuple[Callable[..., Listing], dict[str, object]]] = {
        "draft": (make_listing.make_draft, {}),
        "submitted": (make_listing.make_submitted, {}),
        "in_review": (make_listing.make_in_review, {"reviewer": reviewer}),
        "changes_requested": (make_listing.make_returned, {}),
        "published": (make_listing.make_published, {"reviewer": reviewer}),
        "rejected": (make_listing.make_rejected, {}),
        "paused": (make_listing.make_paused, {}),
        "expired": (make_listing.make_expired, {}),
        "withdrawn": (make_listing.make_withdrawn, {}),
    }
    for state, (make, more) in makers.items():
        world.listings[state] = make(author=author, **{"now": now, **text(state), **more})
    world.listings["archived"] = _archived_listing(world, now, text("archived"))
    world.listings["service"] = make_listing.make_published(kind="service", author=author, reviewer=reviewer, now=now)
    world.listings["hidden"] = make_listing.make_published(
        author=world.actor("hidden"), reviewer=reviewer, now=now, owner_hidden=True, title_vi="Sấy lạnh giấu chủ"
    )
    world.listings["minimal"] = _unpublished_filing(world, now)
    world.listings["revised"] = _with_waiting_edit(world, now)
    world.listings["noted"] = _withdrawn_with_note(world, now)
    world.listings["catalogue"] = _catalogue(now)
    _review_words(world, now)


def _archived_listing(world: World, now: datetime, text: dict[str, object]) -> Listing:
    gone = make_listing.make_withdrawn(author=world.actor("owner_editor"), now=now, **text)
    return listing_actions.archive_listing(listing_id=gone.pk, actor=world.actor("owner_editor"), now=now)


def _unpublished_filing(world: World, now: datetime) -> Listing:
    """An IP asset whose application nobody has published: only its minimal record is public."""
    right = {
        "kind": "patent",
        "office": "VN",
        "application_no": "1-2026-77777",
        "title": "Tủ sấy hai cấp",
        "filed_on": "2026-06-14",
        "ipc": f"A23F {word('rightipc')}",
        "status": "pending",
        "status_on": "2026-07-05",
        "status_source": canary("rightsource"),
        "gazette_url": f"https://example.org/{word('rightgazette')}",
    }
    return make_listing.make_published(
        kind="ip_asset",
        author=world.actor("owner_editor"),
        reviewer=world.actor("reviewer"),
        now=now,
        title_en="",
        title_vi="Đơn sáng chế tủ sấy lạnh hai cấp",
        summary_vi=canary("filingsummary"),
        summary_en=canary("filingsummaryen"),
        abstract_vi=canary("filingabstract"),
        keywords_vi=canary("filingkeywords"),
        support_offered_vi=canary("filingsupport"),
        price_mode="range",
        price_min="777111777",
        price_max="888111888",
        rights=[right],
    )


def _with_waiting_edit(world: World, now: datetime) -> Listing:
    listing = make_listing.make_published(
        author=world.actor("owner_editor"), reviewer=world.actor("reviewer"), now=now, title_vi="Sấy lạnh có sửa"
    )
    changes = {"title_vi": canary("waitingedit"), "limits_vi": canary("waitinglimits")}
    edit_listing(
        listing_id=listing.pk,
        changes=changes,
        expected_version=listing.version,
        actor=world.actor("owner_editor"),
        now=now,
    )
    return Listing.objects.get(pk=listing.pk)


def _withdrawn_with_note(world: World, now: datetime) -> Listing:
    listing = make_listing.make_published(
        author=world.actor("owner_editor"), reviewer=world.actor("reviewer"), now=now, title_vi="Sấy lạnh rút lui"
    )
    return listing_actions.withdraw_listing(
        listing_id=listing.pk,
        reason="rights_changed",
        note=canary("withdrawnote"),
        actor=world.actor("owner_editor"),
        now=now,
    )


def _catalogue(now: datetime) -> Listing:
    record = CatalogueRecord(
        source_id="Z-1", kind="technology", owner_key="lab", owner_name_en="Catalogue Lab", country="US",
        subtype="software", title_en="Freeze drying model", summary_en="Models freeze drying.", price_mode="free",
    )  # fmt: skip
    import_published_batch([record], source=make_source(), actor=SYSTEM, now=now)
    return Listing.objects.get(source_key="Z-1")


def _review_words(world: World, now: datetime) -> None:
    """What a reviewer wrote to the owner, and the owner's answer."""
    author, reviewer = world.actor("owner_editor"), world.actor("reviewer")
    listing = make_listing.make_in_review(author=author, reviewer=reviewer, now=now, title_vi="Sấy lạnh bị trả")
    point = listing_actions.Point(reason="says_not_what", note=canary("reviewpoint"))
    returned = listing_actions.ask_changes(listing_id=listing.pk, points=[point], actor=reviewer, now=now)
    asked = returned.review_points.get()
    listing_actions.answer_point(
        listing_id=listing.pk, point_id=asked.pk, answer=canary("reviewanswer"), actor=author, now=now
    )
    again = listing_actions.submit_listing(listing_id=listing.pk, actor=author, now=now)
    world.listings["returned"] = listing_actions.take_listing(listing_id=again.pk, actor=reviewer, now=now)
    refused = make_listing.make_in_review(author=author, reviewer=reviewer, now=now, title_vi="Sấy lạnh bị bỏ")
    world.listings["refused"] = listing_actions.reject_listing(
        listing_id=refused.pk, reason="duplicate_or_advert", note=canary("rejectnote"), actor=reviewer, now=now
    )


def _needs(world: World, now: datetime) -> None:
    author = world.actor("owner_editor")
    days = {"answers_by": now.date().replace(year=now.year + 1).isoformat(), "now": now}

    def text(state: str) -> dict[str, object]:
        return {"title_vi": f"Cần sấy lạnh {state}", "site_vi": canary(f"need{state.replace('_', '')}")}

    makers: dict[str, tuple[Callable[..., Need], dict[str, object]]] = {
        "draft": (make_need.make_draft, {}),
        "submitted": (make_need.make_submitted, {}),
        "in_review": (make_need.make_in_review, {"reviewer": world.actor("reviewer")}),
        "changes_requested": (make_need.make_returned, {}),
        "open": (make_need.make_open, {}),
        "rejected": (make_need.make_rejected, {}),
        "paused": (make_need.make_paused, {}),
        "expired": (make_need.make_expired, {"answers_by": (now.date() + timedelta(days=60)).isoformat()}),
        "closed_unmet": (make_need.make_closed, {}),
        "withdrawn": (make_need.make_withdrawn, {}),
    }
    for state, (make, more) in makers.items():
        world.needs[state] = make(author=author, **{**days, **text(state), **more})
    gone = make_need.make_withdrawn(author=author, **days, **text("archived"))
    world.needs["archived"] = need_actions.archive_need(need_id=gone.pk, actor=author, now=now)
    world.needs["anonymous"] = make_need.make_open(
        author=world.actor("hidden"), **days, title_vi="Cần sấy lạnh giấu tên", visibility="anonymous"
    )
    world.needs["budget"] = make_need.make_open(
        author=author, **days, title_vi="Cần sấy lạnh giấu tiền",
        budget_min="777222777", budget_max="888222888", currency="VND", budget_public=False,
    )  # fmt: skip
    closing = make_need.make_open(author=author, **days, title_vi="Cần sấy lạnh bị đóng")
    world.needs["closed_with_note"] = need_actions.close_need_unmet(
        need_id=closing.pk, reason="too_expensive", note=canary("closingnote"), actor=author, now=now
    )


def _work(world: World, now: datetime) -> None:
    """An estimate and a saved search of the owner."""
    author = world.actor("owner_editor")
    royalty = {"low": 0.03, "likely": 0.045, "high": 0.06, "source": canary("runsource")}
    world.run = request_estimate(
        listing_id=world.listings["published"].pk, inputs={**INPUTS, "royalty": royalty}, actor=author, now=now
    )
    query = SearchQuery.from_params({"q": word("savedquery")}, audience=Audience.PUBLIC, language="vi")
    world.saved = save_search(query=query, name=canary("savedname"), actor=author, now=now)
