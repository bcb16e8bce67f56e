"""Idempotency-Key: the same call sent again does its work once and is answered alike for a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from marketplace.accounts import actions
from marketplace.common import api_repeats, clock
from marketplace.common.models import Counter, IdempotencyKey
from marketplace.common.permissions import Actor
from marketplace.needs.models import Need
from tests.factories.accounts import NOW, actor_for, make_organisation
from workers.schedule import purge

NEEDS = "/api/v1/needs/"
DRAFT = {"kind": "technology", "title_vi": "Giảm chi phí sấy chè mùa mưa"}


def make_secret(organisation):
    actor = actor_for(organisation)
    return actions.make_token(name="ERP", scope="write", days=30, actor=actor, now=clock.now())[1]


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def secret(organisation):
    return make_secret(organisation)


def send(secret, *, key="k-1", body=DRAFT, path=NEEDS, **headers):
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key, **headers}
    client = Client(raise_request_exception=False)
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.mark.django_db
class TestSentAgain:
    def test_makes_one_thing_and_answers_alike(self, secret):
        first, again = send(secret), send(secret)

        assert Need.objects.count() == 1
        assert (first.status_code, first.content) == (again.status_code, again.content)
        assert [first[name] == again[name] for name in ("Content-Type", "ETag", "Location")] == [True] * 3
        assert "Idempotency-Replayed" not in first
        assert again["Idempotency-Replayed"] == "true"

    def test_with_another_key_makes_another(self, secret):
        send(secret, key="a")
        send(secret, key="b")

        assert Need.objects.count() == 2

    def test_without_a_key_makes_another(self, secret):
        for _time in range(2):
            Client().post(NEEDS, DRAFT, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})

        assert Need.objects.count() == 2

    @pytest.mark.parametrize("path", [NEEDS, NEEDS + "?x=1"])
    def test_with_another_body_or_address_is_422(self, secret, path):
        send(secret)

        answer = send(secret, path=path, body={**DRAFT, "title_vi": "Khác" if path == NEEDS else DRAFT["title_vi"]})

        assert (answer.status_code, answer.json()["type"]) == (422, "/help/problems/#key-reused")
        assert Need.objects.count() == 1

    def test_a_refusal_of_its_contents_is_kept_too(self, secret):
        wrong = {**DRAFT, "nonsense": 1}

        first, again = send(secret, body=wrong), send(secret, body=wrong)

        assert (first.status_code, again.status_code) == (400, 400)
        assert again["Idempotency-Replayed"] == "true"

    def test_a_refusal_that_passes_is_not_kept(self, secret, settings):
        limits = settings.RATE_LIMITS
        settings.RATE_LIMITS = {**limits, "api_write": {"anonymous": 0, "person": 0, "window_seconds": 60}}
        assert send(secret).status_code == 429

        settings.RATE_LIMITS = limits

        assert send(secret).status_code == 201

    def test_the_key_is_the_callers_own(self, organisation, secret):
        send(secret)

        other = send(make_secret(organisation))

        assert other.status_code == 201
        assert Need.objects.count() == 2

    def test_a_session_has_its_keys_too(self, organisation):
        client = Client()
        client.force_login(actor_user(organisation), backend="allauth.account.auth_backends.AuthenticationBackend")
        for _time in range(2):
            client.post(NEEDS, DRAFT, content_type="application/json", headers={"Idempotency-Key": "x"})

        assert Need.objects.count() == 1

    def test_an_answer_is_private_however_often_it_is_given(self, secret):
        send(secret)

        assert send(secret)["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("key", ["", " ", "x" * 101, "chè", "a b"])
    def test_a_key_that_is_none_is_refused(self, secret, key):
        assert send(secret, key=key).status_code == 400
        assert not Need.objects.exists()

    def test_the_quotes_of_the_draft_standard_make_no_difference(self, secret):
        send(secret, key="abc")

        assert send(secret, key='"abc"')["Idempotency-Replayed"] == "true"

    def test_a_guest_keeps_none(self):
        Client().post(NEEDS, DRAFT, content_type="application/json", headers={"Idempotency-Key": "x"})

        assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
class TestTime:
    def claim(self, *, now, request_hash="h"):
        return api_repeats.claim(owner="token:1:1", key="k", request_hash=request_hash, now=now)

    def test_while_the_first_is_worked_on_the_second_is_409(self, secret):
        self.claim(now=NOW)

        with pytest.raises(api_repeats.StillInFlight) as refused:
            self.claim(now=NOW)

        assert (refused.value.status, refused.value.headers()["Retry-After"]) == (409, "1")

    def test_a_key_left_by_a_process_that_died_is_taken_again(self, settings):
        first = self.claim(now=NOW)
        later = NOW + timedelta(seconds=settings.IDEMPOTENCY_FLIGHT_SECONDS + 1)

        assert self.claim(now=later).pk != first.pk

    def test_an_answer_counts_for_a_day(self, settings):
        held = self.claim(now=NOW)
        held.status = 201
        held.save()
        day = timedelta(hours=settings.IDEMPOTENCY_KEEP_HOURS)

        assert self.claim(now=NOW + day).pk == held.pk
        assert self.claim(now=NOW + day + timedelta(seconds=1)).status is None

    def test_old_ones_are_purged(self, settings):
        self.claim(now=NOW)

        purge(NOW + timedelta(hours=settings.IDEMPOTENCY_KEEP_HOURS, seconds=1))

        assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_call_twice_at_once_makes_one_thing():
    secret = make_secret(make_organisation())

    def one_call(_number: int):
        try:
            answer = send(secret)
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(one_call, range(8)))

    assert Need.objects.count() == 1
    assert {status for status, _body in answers} <= {201, 409}
    assert len({body for status, body in answers if status == 201}) == 1
    assert send(secret)["Idempotency-Replayed"] == "true"


@pytest.mark.django_db
def test_a_fault_leaves_neither_work_nor_key():
    request = RequestFactory().post(NEEDS, b"{}", content_type="application/json", headers={"Idempotency-Key": "k"})
    request.actor = Actor(user_id=1, organisation_id=1)

    def broken(_request):
        Counter.objects.create(name="half done", value=1)
        return HttpResponse(status=500)

    answer = api_repeats.Repeats(broken)(request)

    assert answer.status_code == 500
    assert not Counter.objects.filter(name="half done").exists()
    assert not IdempotencyKey.objects.exists()


def actor_user(organisation):
    return organisation.memberships.select_related("user").first().user
