"""The tables of moves in accounts: what leads where, and that nothing else does; the database repeats them."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.models import Invitation, JoinRequest, Organisation
from marketplace.accounts.states import INVITATION, JOIN_REQUEST, ORGANISATION
from marketplace.common.problems import TransitionRefused
from tests.factories.accounts import make_organisation
from tests.factories.joining import invited, requested

EXPECTED = {
    ORGANISATION: """
unverified submit submitted
documents_seen submit submitted
lapsed submit submitted
submitted see_documents documents_seen
submitted verify verified
documents_seen verify verified
submitted refuse unverified
verified renew verified
lapsed renew verified
verified lapse lapsed
unverified suspend suspended
submitted suspend suspended
documents_seen suspend suspended
verified suspend suspended
lapsed suspend suspended
suspended lift documents_seen
""",
    INVITATION: """
sent accept accepted
sent refuse refused
sent withdraw withdrawn
sent expire expired
""",
    JOIN_REQUEST: """
asked admit admitted
asked refuse refused
asked withdraw withdrawn
""",
}
STARTS = {ORGANISATION: {"create": "unverified"}, INVITATION: {"invite": "sent"}, JOIN_REQUEST: {"ask": "asked"}}


def moves_of(machine) -> dict[tuple[str, str], str]:
    rows = (line.split() for line in EXPECTED[machine].strip().splitlines())
    return {(state, move): target for state, move, target in rows}


@pytest.mark.parametrize("machine", EXPECTED, ids=lambda machine: machine.kind)
def test_every_pair_of_state_and_move_is_the_one_of_the_workflow_or_refused(machine):
    expected, found = moves_of(machine), {}
    for state in machine.states:
        for move in machine.moves:
            try:
                found[str(state), move] = str(machine.next(state, move))
            except TransitionRefused:
                assert (str(state), move) not in expected

    assert found == expected
    assert machine.start == STARTS[machine]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "broken"),
    [
        (invited, {"state": "lost"}),
        (invited, {"state": "accepted"}),  # Without the moment of the answer.
        (invited, {"role": "owner"}),
        (invited, {"language": "fr"}),
        (invited, {"email": "Viet.Hoa@Example.ORG"}),
        (requested, {"state": "lost"}),
        (requested, {"state": "withdrawn"}),
        (make_organisation, {"state_reason": "mood"}),
    ],
)
def test_the_database_refuses_rows_that_no_action_writes(make, broken):
    row = make()

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**broken)


@pytest.mark.django_db
def test_a_refused_request_carries_its_reason():
    asked = requested()

    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequest.objects.filter(pk=asked.pk).update(state="refused", decided_at=asked.created_at)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [invited, requested])
def test_the_database_keeps_one_open_row_of_a_pair(make):
    row = make()
    again = {name: getattr(row, name) for name in ("organisation_id", "created_at", "updated_at")}
    if isinstance(row, Invitation):
        again |= {
            "email": row.email,
            "role": "viewer",
            "language": "vi",
            "token_hash": "x",
            "expires_at": row.expires_at,
        }
    else:
        again |= {"user_id": row.user_id, "operator_from": row.operator_from}

    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.create(**again)


def test_organisations_have_no_state_beside_their_verification():
    assert ORGANISATION.field == Organisation.LIFECYCLE.field == "verification"
