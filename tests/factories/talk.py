"""Questions, conversations and bookmarks, made as people make them."""

from datetime import datetime

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import actor_of
from marketplace.common.permissions import Actor
from marketplace.listings.models import Listing
from marketplace.needs.models import Need
from marketplace.notifications import actions
from marketplace.notifications.models import Question
from tests.factories.accounts import NOW, actor_for, make_organisation, make_user
from tests.factories.listings import make_published, owner_of

TEXT = "Máy chạy được ở điện một pha không?"


def make_asker(*, organisation: Organisation | None = None, now: datetime = NOW) -> Actor:
    """Somebody acting for an organisation of their own."""
    return actor_for(organisation or make_organisation(now=now))


def make_person(*, now: datetime = NOW) -> Actor:
    """Somebody who acts for no organisation."""
    return actor_of(make_user(now=now))


def block(owned: Listing | Need, asker: Actor, *, now: datetime = NOW) -> None:
    """The owner of a listing or need blocks the organisation somebody asks for."""
    words = {"kind": owned._meta.model_name, "subject_id": owned.pk, "text": TEXT}
    question = actions.ask_question(**words, actor=asker, now=now)
    actions.block_asker(public_id=question.conversation.public_id, actor=owner_of(owned), now=now)


def make_question(
    *, about: Listing | None = None, asker: Actor | None = None, text: str = TEXT, now: datetime = NOW
) -> Question:
    listing = about or make_published(now=now)
    return actions.ask_question(
        kind="listing", subject_id=listing.pk, text=text, actor=asker or make_asker(now=now), now=now
    )


def answerer_of(question: Question) -> Actor:
    """The author of the listing, acting for its owner."""
    return owner_of(Listing.objects.get(pk=question.conversation.subject_id))


def make_answered(*, now: datetime = NOW, **more) -> Question:
    question = make_question(now=now, **more)
    return actions.answer_question(question_id=question.pk, text="Có, từ 5 kW.", actor=answerer_of(question), now=now)
