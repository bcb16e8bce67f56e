"""Links that are permissions: each opens what it was made for, and nothing of another purpose."""

from itertools import permutations

import pytest
from django.core import signing

from marketplace.notifications.mail import tokens
from search.queries import feed_token
from tests.security.probes import Asker, nothing_changes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unlimited")]
ADDRESSES = {
    "feed": "/feeds/searches/{}/",
    "unsubscribe": "/u/{}/",
    "invitation": "/vi/invitations/{}/",
    "cursor": "/api/v1/listings/?cursor={}",
}


def links(world):
    """A live token of each purpose."""
    return {
        "feed": feed_token(world.saved),
        "unsubscribe": tokens.sign(world.users["owner_editor"], "category:match"),
        "invitation": world.deals["invitation"].token,
        "cursor": signing.dumps(["next", 1], salt="cursor.listings.False"),
    }


@pytest.mark.parametrize("purpose", ADDRESSES)
def test_each_opens_what_it_was_made_for(world, purpose):
    answer = Asker(world, "guest").ask("GET", ADDRESSES[purpose].format(links(world)[purpose]))

    assert answer.status_code == 200


@pytest.mark.parametrize(("made_for", "tried_at"), permutations(ADDRESSES, 2))
def test_none_opens_anything_of_another_purpose(world, made_for, tried_at):
    asker, address = Asker(world, "guest"), ADDRESSES[tried_at].format(links(world)[made_for])

    with nothing_changes():
        answers = [asker.ask(method, address).status_code for method in ("GET", "POST")]

    assert answers[0] in (400, 404)
    assert answers[1] in (400, 403, 404, 405)


def test_a_token_in_the_header_opens_no_page(world):
    """It counts below the API alone; pages ask for a session."""
    asker = Asker(world, "token_write")

    assert asker.ask("GET", "/vi/my/").status_code == 302
    assert asker.ask("GET", "/api/v1/listings/?own=1").status_code == 200


@pytest.mark.parametrize("name", ["cursor", "key", "token"])
def test_a_token_in_an_address_is_refused(world, name):
    answer = Asker(world, "guest").ask("GET", f"/api/v1/listings/?{name}={world.secrets['token_read']}")

    assert answer.status_code == 400
    assert world.secrets["token_read"] not in answer.content.decode()
