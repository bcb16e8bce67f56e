"""API tokens: shown once, kept as a hash, worth what their person and their scope are worth at the moment of use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from marketplace.accounts import actions, queries
from marketplace.accounts.models import ApiToken, Membership, User
from marketplace.accounts.states import TokenScope
from marketplace.accounts.tokens import TokenRefused, digest
from marketplace.common import clock
from marketplace.common.models import AuditEntry
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import Invalid, NotAllowed, NotFound
from tests.factories.accounts import NOW, PASSWORD, actor_for, make_member, make_organisation, make_staff, make_user

pytestmark = pytest.mark.django_db
NEEDS = "/api/v1/needs/"
DRAFT = {"kind": "technology", "title_vi": "Giảm chi phí sấy chè mùa mưa"}


@pytest.fixture
def organisation():
    return make_organisation()


def make_token(organisation, *, role="editor", scope=TokenScope.WRITE, days=90, now=None):
    actor = actor_for(organisation, role=role)
    return actions.make_token(name="ERP", scope=scope, days=days, actor=actor, now=now or clock.now())


def call(secret, *, method="get", path=NEEDS, body=None, **more):
    data = {} if method == "get" else {"data": body or {}, "content_type": "application/json"}
    return getattr(Client(), method)(path, headers={"Authorization": f"Bearer {secret}"}, **data, **more)


class TestMaking:
    def test_gives_a_secret_that_is_kept_nowhere(self, organisation):
        token, secret = make_token(organisation)

        assert secret.startswith(token.prefix)
        assert len(secret) - len("tfk_") >= 43  # 256 bits.
        assert token.token_hash == digest(secret)
        assert [name for name in dump() if secret in name or secret.removeprefix(token.prefix) in name] == []

    def test_is_audited_without_the_secret(self, organisation):
        token, _secret = make_token(organisation, days=30)

        entry = AuditEntry.objects.get(verb="token.make")
        assert (entry.subject_id, entry.facts) == (token.pk, {"scope": "write", "days": 30})

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": " "}, "/name"),
            ({"name": "x" * 61}, "/name"),
            ({"scope": "admin"}, "/scope"),
            ({"days": 0}, "/days"),
            ({"days": settings.API_TOKEN_DAYS_MAX + 1}, "/days"),
        ],
    )
    def test_refuses_what_is_out_of_range(self, organisation, change, field):
        values = {"name": "ERP", "scope": "read", "days": 30, **change}

        with pytest.raises(Invalid) as refused:
            actions.make_token(**values, actor=actor_for(organisation), now=NOW)

        assert [error.pointer for error in refused.value.errors] == [field]

    def test_is_for_members_and_writing_for_those_who_write(self, organisation):
        outsider, viewer = queries.actor_of(make_user()), actor_for(organisation, role="viewer")

        for actor, scope in ((ANONYMOUS, "read"), (outsider, "read"), (viewer, "write")):
            with pytest.raises(NotAllowed):
                actions.make_token(name="x", scope=scope, days=1, actor=actor, now=NOW)
        assert actions.make_token(name="x", scope="read", days=1, actor=viewer, now=NOW)[0].scope == "read"

    def test_is_not_for_an_organisation_that_ones_own_represents(self, organisation):
        through = replace(actor_for(organisation), through=make_organisation().pk)

        with pytest.raises(NotAllowed):
            actions.make_token(name="x", scope="read", days=1, actor=through, now=NOW)

    def test_has_an_end_to_how_many(self, organisation, settings):
        settings.API_TOKENS_MAX = 1
        make_token(organisation)

        with pytest.raises(actions.TooManyTokens):
            make_token(organisation)


class TestUse:
    def test_reads_and_writes_for_its_organisation(self, organisation):
        _token, secret = make_token(organisation)

        made = call(secret, method="post", body=DRAFT)
        own = call(secret, path=NEEDS + "?own=1")

        assert made.status_code == 201
        assert [row["reference"] or row["title_vi"] for row in own.json()["results"]] == [DRAFT["title_vi"]]
        assert made["Cache-Control"] == "no-store"

    def test_needs_no_csrf_token_and_looks_at_no_cookie(self, organisation):
        _token, secret = make_token(organisation)
        other = Client(enforce_csrf_checks=True)
        other.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")

        answer = other.post(
            NEEDS, DRAFT, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
        )

        assert answer.status_code == 201
        assert AuditEntry.objects.get(verb="need.create").acting_for == organisation.pk

    def test_remembers_when_to_within_minutes(self, organisation):
        token, secret = make_token(organisation)

        call(secret)

        token.refresh_from_db()
        assert token.last_used_at is not None
        first = token.last_used_at
        call(secret)
        token.refresh_from_db()
        assert token.last_used_at == first

    def test_a_reading_token_writes_nothing(self, organisation):
        _token, secret = make_token(organisation, scope="read")

        answer = call(secret, method="post", body=DRAFT)

        assert (answer.status_code, answer.json()["type"]) == (403, "/help/problems/#scope-missing")

    @pytest.mark.parametrize(
        "header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "Token x", "Bearer tfk_" + "x" * 43]
    )
    def test_nonsense_is_401(self, header):
        answer = Client().get(NEEDS, headers={"Authorization": header})

        assert (answer.status_code, answer.json()["type"]) == (401, "/help/problems/#token-refused")
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"

    def test_in_an_address_it_is_refused(self, organisation):
        _token, secret = make_token(organisation)

        answer = Client().get(NEEDS, {"access_token": secret})

        assert answer.status_code == 400
        assert secret not in answer.content.decode()

    def test_opens_no_page(self, organisation):
        _token, secret = make_token(organisation)

        assert call(secret, path="/vi/my/").status_code == 302

    def test_has_an_allowance_of_its_own(self, organisation, settings):
        settings.RATE_LIMITS = {
            **settings.RATE_LIMITS, "api_read": {"anonymous": 1, "person": 2, "window_seconds": 60}
        }  # fmt: skip
        (_one, first), (_two, second) = make_token(organisation), make_token(organisation)

        answers = [call(first).status_code for _time in range(3)]

        assert answers == [200, 200, 429]
        assert call(second).status_code == 200
        assert call(second)["RateLimit"].startswith('"api_read";r=0;')


class TestEnding:
    def test_a_revoked_one_opens_nothing(self, organisation):
        token, secret = make_token(organisation)

        actions.revoke_token(public_id=token.public_id, actor=queries.actor_of(token.user), now=NOW)

        assert call(secret).status_code == 401
        assert AuditEntry.objects.filter(verb="token.revoke", subject_id=token.pk).count() == 1

    def test_revoking_again_changes_nothing(self, organisation):
        token, _secret = make_token(organisation)
        actor = queries.actor_of(token.user)

        for _time in range(2):
            actions.revoke_token(public_id=token.public_id, actor=actor, now=NOW)

        assert AuditEntry.objects.filter(verb="token.revoke").count() == 1

    def test_it_runs_out(self, organisation):
        token, secret = make_token(organisation, days=30, now=NOW)
        last = NOW + timedelta(days=30)

        assert queries.standing_of_token(secret, now=last - timedelta(seconds=1))[0] == token
        with pytest.raises(TokenRefused):
            queries.standing_of_token(secret, now=last)

    @pytest.mark.parametrize("how", ["leave", "remove"])
    def test_it_does_not_live_again_when_the_person_is_let_in_again(self, organisation, how):
        admin, token_of = actor_for(organisation), actor_for(organisation, role="editor")
        words = {"name": "ERP", "scope": TokenScope.READ, "days": 90, "actor": token_of, "now": clock.now()}
        token, secret = actions.make_token(**words)
        if how == "leave":
            actions.leave_organisation(organisation_id=organisation.pk, actor=token_of, now=clock.now())
        else:
            ended = {"organisation_id": organisation.pk, "user_id": token_of.user_id}
            actions.remove_member(**ended, actor=admin, now=clock.now())

        back = {"organisation_id": organisation.pk, "user_id": token_of.user_id, "role": "editor"}
        actions.add_membership(**back, actor=admin, now=clock.now())

        with pytest.raises(TokenRefused):
            queries.standing_of_token(secret, now=clock.now())
        assert AuditEntry.objects.filter(verb="token.revoke", subject_id=token.pk).count() == 1

    def test_it_ends_with_the_membership(self, organisation):
        token, secret = make_token(organisation)
        Membership.objects.filter(user=token.user).update(active=False, ended_at=NOW)

        assert call(secret).status_code == 401

    def test_it_falls_with_the_role(self, organisation):
        token, secret = make_token(organisation)
        Membership.objects.filter(user=token.user).update(role="viewer")

        assert call(secret, method="post", body=DRAFT).status_code == 403

    def test_it_ends_with_the_account(self, organisation):
        token, secret = make_token(organisation)

        actions.disable_user(user_id=token.user_id, reason="đã nghỉ", actor=make_staff("operator"), now=NOW)

        assert call(secret).status_code == 401
        actions.enable_user(user_id=token.user_id, actor=make_staff("operator"), now=NOW)
        assert call(secret).status_code == 401

    def test_it_carries_no_duty_of_the_agency(self, organisation):
        reviewer = make_member(organisation, user=make_user(staff=["reviewer"]))
        actor = queries.actor_of(reviewer, organisation_id=organisation.pk)
        _token, secret = actions.make_token(name="x", scope="write", days=1, actor=actor, now=clock.now())

        _token, _membership, by_token = queries.standing_of_token(secret, now=clock.now())

        assert actor.is_staff("reviewer")
        assert not by_token.is_staff()

    def test_the_head_of_the_organisation_ends_those_of_its_people(self, organisation):
        token, _secret = make_token(organisation)

        actions.revoke_token(public_id=token.public_id, actor=actor_for(organisation, role="admin"), now=NOW)

        token.refresh_from_db()
        assert token.revoked_at == NOW

    @pytest.mark.parametrize("stranger", ["colleague", "head of another", "guest"])
    def test_nobody_else_knows_of_it(self, organisation, stranger):
        token, _secret = make_token(organisation)
        actor = {
            "colleague": lambda: queries.actor_of(make_member(organisation)),
            "head of another": lambda: actor_for(make_organisation()),
            "guest": lambda: ANONYMOUS,
        }[stranger]()

        with pytest.raises(NotFound):
            actions.revoke_token(public_id=token.public_id, actor=actor, now=NOW)
        assert list(queries.tokens_of(actor)) == []


class TestPages:
    def signed_in(self, user: User) -> Client:
        client = Client()
        client.post("/vi/account/login/", {"login": user.email, "password": PASSWORD})
        client.post("/vi/account/reauthenticate/", {"password": PASSWORD})
        return client

    def test_a_token_is_made_shown_once_and_ended(self, organisation):
        client = self.signed_in(make_member(organisation))

        made = client.post("/vi/account/tokens/", {"name": "ERP", "scope": "write", "days": "90"})
        secret = made.context["secret"]

        assert secret in made.content.decode()
        assert made["Cache-Control"] == "no-store"
        listed = client.get("/vi/account/tokens/").content.decode()
        assert secret not in listed
        assert ApiToken.objects.get().prefix in listed
        assert call(secret).status_code == 200
        client.post(f"/vi/account/tokens/{ApiToken.objects.get().public_id}/end/")
        assert call(secret).status_code == 401

    def test_the_password_is_asked_again_after_a_while(self, organisation, settings):
        client = self.signed_in(make_member(organisation))
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0

        answers = [client.get("/vi/account/tokens/"), client.post("/vi/account/tokens/abc/end/")]

        assert all("/account/reauthenticate/" in answer["Location"] for answer in answers)

    def test_what_was_sent_is_done_once_the_password_is_given(self, organisation):
        member = make_member(organisation)
        actor = queries.actor_of(member)
        token, secret = actions.make_token(name="ERP", scope="read", days=30, actor=actor, now=clock.now())
        client = Client()
        client.post("/vi/account/login/", {"login": member.email, "password": PASSWORD})

        asked = client.post(f"/vi/account/tokens/{token.public_id}/end/")
        assert call(secret).status_code == 200
        client.post(asked["Location"], {"password": PASSWORD})

        assert call(secret).status_code == 401

    def test_guests_are_led_to_the_log_in(self, client):
        assert "/account/login/" in client.get("/vi/account/tokens/")["Location"]

    def test_errors_stand_beside_their_fields(self, organisation):
        client = self.signed_in(make_member(organisation, role="viewer"))

        assert client.post("/vi/account/tokens/", {"name": "", "scope": "read", "days": "90"}).status_code == 422
        assert client.post("/vi/account/tokens/", {"name": "x", "scope": "write", "days": "90"}).status_code == 403


def dump() -> list[str]:
    """Every value of every table, as a copy of the database would hold it."""
    return [repr(row) for model in apps.get_models() for row in model._base_manager.values_list()]
