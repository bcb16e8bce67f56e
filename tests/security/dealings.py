"""What people of the world do with one another: pairs, questions, complaints, joining, help, mail; each with its words.

Everything is named in `world.deals`, so that the matrix can address it; every text carries a canary.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from marketplace.accounts import actions as accounts
from marketplace.accounts.queries import actor_of
from marketplace.accounts.states import Role
from marketplace.common.permissions import Actor
from marketplace.mandates import actions as mandates
from marketplace.mandates.actions import Agreement
from marketplace.mandates.models import Mandate
from marketplace.matches import actions as matches
from marketplace.moderation import actions as complaints
from marketplace.needs import actions as need_actions
from marketplace.notifications import actions as notes
from tests.factories import evidence as make_evidence
from tests.factories import listings as make_listing
from tests.factories import needs as make_need
from tests.factories.accounts import make_member, make_organisation, make_user, verify
from tests.factories.matches import explain

if TYPE_CHECKING:
    from tests.security.world import World

MEMBERS = ("counterparty", "agency", "certifier", "suspended", "blocked")


def deal(world: World, now: datetime, *, word, canary) -> None:  # type: ignore[no-untyped-def]
    """Let them all act. `word` and `canary` are those of the world."""
    _people(world, now, word)
    _standing(world, now, canary)
    _partner(world, now)
    _questions(world, now, canary)
    _complaints(world, now, word, canary)
    _keeping(world, now, canary)
    _joining(world, now, word, canary)
    _tokens(world, now, word)
    _documents(world, now)
    _help(world, now, word, canary)
    accounts.disable_user(
        user_id=world.users["disabled"].pk, reason="Tài khoản mẫu", actor=world.actor("operator"), now=now
    )


def _people(world: World, now: datetime, word) -> None:  # type: ignore[no-untyped-def]
    kinds = {"agency": "agency", "certifier": "intermediary"}
    for name in MEMBERS:
        admin = make_user(now=now)
        organisation = make_organisation(name_vi=f"Tổ chức {name}", kind=kinds.get(name, "firm"), admin=admin, now=now)
        world.organisations[name] = organisation
        world.users[f"{name}_admin"] = admin
        world.users[name] = make_member(organisation, role=Role.EDITOR, now=now)
    for name in ("late", "disabled"):
        world.users[name] = make_user(
            name=f"{word(f'{name}name')}", email=f"{word(f'{name}mail')}@example.org", now=now
        )
    make_member(world.owner, role=Role.EDITOR, user=world.users["disabled"], now=now)


def _standing(world: World, now: datetime, canary) -> None:  # type: ignore[no-untyped-def]
    """One suspended, one that the verifier has not looked at, one whose suspension is asked, one that may publish."""
    operator = world.actor("operator")
    world.organisations["suspended"] = accounts.suspend_organisation(
        organisation_id=world.organisations["suspended"].pk,
        reason="impersonation",
        note=canary("suspendnote"),
        actor=operator,
        now=now,
    )
    asked = make_organisation(name_vi="Công ty bị đề nghị", verified=True, now=now)
    world.organisations["asked"] = accounts.ask_suspension(
        organisation_id=asked.pk, reason="impersonation", note=canary("asksuspendnote"), actor=operator, now=now
    )
    world.organisations["trusted"] = make_organisation(name_vi="Công ty được tin", verified=True, now=now)


def _partner(world: World, now: datetime) -> None:
    """The other side: an organisation with an offer and a need of its own."""
    author, reviewer = world.actor("counterparty"), world.actor("reviewer")
    world.deals["offer"] = make_listing.make_published(
        author=author, reviewer=reviewer, now=now, title_vi="Máy sấy lạnh của đối tác"
    )
    days = now.date().replace(year=now.year + 1).isoformat()
    for name in ("wish", "second_wish"):
        world.deals[name] = make_need.make_open(
            author=author, answers_by=days, now=now, title_vi="Cần sấy lạnh của đối tác"
        )


def pair_up(world: World, now: datetime) -> None:
    """Three pairs, made once the matcher has done its work: it lets go of what it does not find itself."""

    def pair(need, listing):  # type: ignore[no-untyped-def]
        found = matches.propose(
            need_id=need.pk, listing_id=listing.pk, explanation=explain(need=need, listing=listing), now=now
        )
        assert found is not None
        return found

    world.deals["proposed"] = pair(world.needs["open"], world.deals["offer"])
    introduced = pair(world.deals["wish"], world.listings["published"])
    for role in ("counterparty", "owner_editor"):
        introduced = matches.accept_match(match_id=introduced.pk, actor=world.actor(role), now=now)
    world.deals["introduced"] = introduced
    dismissed = pair(world.deals["second_wish"], world.listings["published"])
    world.deals["dismissed"] = matches.dismiss_match(
        match_id=dismissed.pk, reason="not_relevant", actor=world.actor("owner_editor"), now=now
    )


def _questions(world: World, now: datetime, canary) -> None:  # type: ignore[no-untyped-def]
    listing, need = world.listings["published"], world.needs["open"]

    def ask(name: str, role: str, *, thing=listing, kind: str = "listing"):  # type: ignore[no-untyped-def]
        asked = notes.ask_question(
            kind=kind, subject_id=thing.pk, text=canary(f"question{name}"), actor=world.actor(role), now=now
        )
        world.deals[f"question_{name}"] = asked
        return asked

    ask("asked", "counterparty")
    answered = ask("answered", "counterparty", thing=need, kind="need")
    notes.answer_question(
        question_id=answered.pk, text=canary("answerpublic"), actor=world.actor("owner_editor"), now=now
    )
    declined = ask("declined", "counterparty")
    notes.decline_question(
        question_id=declined.pk, reason="confidential", note=canary("declinenote"),
        actor=world.actor("owner_editor"), now=now,
    )  # fmt: skip
    removed = ask("removed", "counterparty")
    notes.remove_question(
        question_id=removed.pk, reason="off_topic", note=canary("removenote"), actor=world.actor("reviewer"), now=now
    )
    blocked = ask("blocked", "blocked")
    world.deals["block"] = notes.block_asker(
        public_id=blocked.conversation.public_id, actor=world.actor("owner_editor"), now=now
    )
    assert world.run is not None
    world.deals["about_run"] = notes.write_about_estimate(
        kind="run", subject_id=world.run.pk, text=canary("runmessage"), actor=world.actor("owner_editor"), now=now
    )


def _complaints(world: World, now: datetime, word, canary) -> None:  # type: ignore[no-untyped-def]
    """Of a member against what the owner shows; a judge asks, the owner answers. None takes anything off view."""

    def file(name: str, state: str):  # type: ignore[no-untyped-def]
        filed = complaints.file_complaint(
            kind="listing",
            subject_id=world.listings[state].pk,
            ground="false_claim",
            statement=canary(f"complaint{name}"),
            actor=world.actor("member"),
            now=now,
        )
        world.deals[f"complaint_{name}"] = filed
        return filed

    reviewer, judge = world.actor("second_reviewer"), world.actor("judge")
    file("filed", "published")
    graded = file("graded", "revised")
    world.deals["complaint_graded"] = complaints.grade_plain(complaint_id=graded.pk, actor=reviewer, now=now)
    asked = complaints.grade_plain(complaint_id=file("asked", "minimal").pk, actor=reviewer, now=now)
    world.deals["complaint_asked"] = complaints.ask_other_side(
        complaint_id=asked.pk, text=canary("judgeasks"), actor=judge, now=now
    )
    settled = complaints.grade_plain(complaint_id=file("settled", "service").pk, actor=reviewer, now=now)
    settled = complaints.ask_other_side(complaint_id=settled.pk, text=canary("judgeaskedbefore"), actor=judge, now=now)
    settled = complaints.answer_complaint(
        complaint_id=settled.pk, text=canary("otherside"), actor=world.actor("owner_editor"), now=now
    )
    world.deals["complaint_settled"] = complaints.dismiss_complaint(
        complaint_id=settled.pk, reason="no_breach", text=canary("judgedecides"), actor=judge, now=now
    )
    world.deals["complaint_by_mail"] = complaints.file_complaint(
        kind="listing",
        subject_id=world.listings["paused"].pk,
        ground="ip_infringement",
        statement=canary("guestcomplaint"),
        email=f"{word('guestmail')}@example.org",
        actor=Actor(),
        now=now,
    )


def _keeping(world: World, now: datetime, canary) -> None:  # type: ignore[no-untyped-def]
    author = world.actor("owner_editor")
    world.deals["bookmark"] = notes.add_bookmark(
        kind="listing", subject_id=world.deals["offer"].pk, note=canary("bookmarknote"), actor=author, now=now
    )


def _joining(world: World, now: datetime, word, canary) -> None:  # type: ignore[no-untyped-def]
    admin = world.actor("owner_admin")

    def invite(email: str):  # type: ignore[no-untyped-def]
        return accounts.invite(
            organisation_id=world.owner.pk, email=email, role=Role.EDITOR, language="vi", actor=admin, now=now
        )

    world.deals["invitation"] = invite(world.users["member"].email)
    world.deals["invitation_open"] = invite(f"{word('invitedmail')}@example.org")
    for name, asked_at in (("certifier", now), ("late", now - timedelta(days=60))):
        world.deals[f"request_{name}"] = accounts.ask_to_join(
            organisation_id=world.owner.pk,
            note=canary(f"joinnote{name}"),
            actor=actor_of(world.users[name]),
            now=asked_at,
        )


def _tokens(world: World, now: datetime, word) -> None:  # type: ignore[no-untyped-def]
    for scope in ("read", "write"):
        token, secret = accounts.make_token(
            name=word(f"token{scope}"), scope=scope, days=30, actor=world.actor("owner_editor"), now=now
        )
        world.deals[f"token_{scope}"] = token
        world.secrets[f"token_{scope}"] = secret


def _documents(world: World, now: datetime) -> None:
    """A figure that rests on a document, and an intermediary with a certificate that covers it."""
    claim = make_listing.TECHNOLOGY["claims"][0]  # type: ignore[index]
    world.deals["documented"] = make_listing.make_published(
        author=world.actor("owner_editor"),
        reviewer=world.actor("second_reviewer"),
        now=now,
        title_vi="Sấy lạnh có giấy tờ",
        evidence=[make_evidence.DOCUMENT],
        claims=[{**claim, "evidence": "e1"}],
    )
    verify(world.organisations["certifier"], now=now)
    world.deals["certificate"] = make_listing.make_published(
        kind="service",
        author=world.actor("certifier"),
        now=now,
        title_vi="Kiểm định của bên thứ ba",
        service_kinds=["testing"],
        st_field="engineering",
        certificate_no="DLM-TN-012",
        certificate_scope_vi="Phép thử điện năng",
        certificate_expires_on=(now + timedelta(days=400)).date().isoformat(),
    )


def _help(world: World, now: datetime, word, canary) -> None:  # type: ignore[no-untyped-def]
    """An agency that writes for two households; one of the two mandates has ended."""
    helper = actor_of(world.users["agency"], organisation_id=world.organisations["agency"].pk)
    for name in ("assisted", "former"):
        agreement = Agreement(
            consent="call",
            consent_by=word(f"{name}by"),
            consent_on=date(2026, 11, 1),
            consent_mark=canary(f"{name}mark"),
            reach="phone",
            reach_at=canary(f"{name}reach"),
        )
        profile = {"name_vi": f"Hộ {name}", "kind": "household", "country": "VN", "province": "12"}
        mandate = mandates.begin_assistance(profile=profile, language="vi", agreement=agreement, actor=helper, now=now)
        world.organisations[name] = mandate.client
        acting = actor_of(world.users["agency"], organisation_id=mandate.client_id)
        days = now.date().replace(year=now.year + 1).isoformat()
        world.deals[f"{name}_draft"] = make_need.make_draft(
            author=acting, answers_by=days, now=now, title_vi="Cần nháp của hộ", site_vi=canary(f"{name}draft")
        )
        world.deals[f"{name}_sent"] = need_actions.submit_need(
            need_id=make_need.make_draft(author=acting, answers_by=days, now=now, title_vi="Cần của hộ").pk,
            actor=acting,
            now=now,
        )
        world.deals[f"mandate_{name}"] = mandate
    _mandate, world.secrets["handover"] = mandates.issue_code(
        public_id=world.deals["mandate_assisted"].public_id, actor=helper, now=now
    )
    former = world.deals["mandate_former"]
    mandates.end_assistance(public_id=former.public_id, reason="no_longer_needed", actor=helper, now=now)
    for name in ("assisted", "former"):
        world.deals[f"mandate_{name}"] = Mandate.objects.get(pk=world.deals[f"mandate_{name}"].pk)
