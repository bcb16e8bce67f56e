"""Sending what is due: asked again whether it is wanted, grouped into mails, handed over, settled.

At least once, never lost: the row says "being sent" before the server hears of the mail, and a worker that dies
leaves a lease that runs out; the next try carries the same Message-ID.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.common import sql
from marketplace.notifications.actions import settling
from marketplace.notifications.actions.judging import Verdict, judge
from marketplace.notifications.mail.letters import Letter, Told
from marketplace.notifications.mail.messages import compose
from marketplace.notifications.mail.postman import NotSent, Postman, Refused
from marketplace.notifications.models import Delivery, Digest, Reach
from marketplace.notifications.queries.deliveries import sent_lately
from marketplace.notifications.queries.preferences import MailChoices, mail_choices
from marketplace.notifications.states import Pace, Why
from marketplace.notifications.timing import next_digest, retry_at

RETRY_WAITS = [timedelta(minutes=minutes) for minutes in settings.MAIL_RETRY_MINUTES]


def deliver_due(*, owner: str, postman: Postman, now: datetime | None = None) -> int:
    """Settle up to MAIL_BATCH mails that are due; returns how many were looked at. `owner` names this worker.

    Without `now` by the database's clock: hosts whose clocks differ agree on what is due, and on the day of a digest.
    """
    began, count = time.monotonic(), 0
    try:
        while count < settings.MAIL_BATCH and time.monotonic() - began < settings.MAIL_RUN_SECONDS:
            if not postman.ready():
                break
            moment = now or sql.database_now()
            rows = settling.take_next(owner=owner, now=moment, lease_now=now)
            if not rows:
                break
            Round(rows, owner=owner, now=moment, postman=postman).deliver()
            count += 1
    finally:
        postman.hang_up()
    return count


@dataclass(frozen=True, slots=True)
class Begun:
    """What goes out as one mail, written down before the server hears of it."""

    ready: Sequence[Verdict]
    mail: UUID
    digest: bool


class Round:
    """One mail's way: its rows, the recipient's choices as they are now, the moment."""

    def __init__(self, rows: Sequence[Delivery], *, owner: str, now: datetime, postman: Postman) -> None:
        self.rows, self.owner, self.now, self.postman = rows, owner, now, postman
        self.recipient = rows[0].recipient
        self.choices: MailChoices = mail_choices(self.recipient)

    def deliver(self) -> None:
        """Drop, put off or fail what is not to go; send the rest as one mail.

        Judged and begun in one transaction that holds the recipient: of two senders at one moment the second counts
        the first one's mail, so the cap holds. The server is spoken to outside of it.
        """
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).only("pk").get(pk=self.recipient.pk)
            begun = self._begun()
        if begun is not None:
            self._send(begun)

    def _begun(self) -> Begun | None:
        ready = [verdict for verdict in self._judged() if self._settled_otherwise(verdict) is False]
        if not ready:
            return None
        rows = [verdict.row for verdict in ready]
        begun = Begun(ready, mail=settling.mail_of(rows), digest=ready[0].pace != Pace.INSTANT)
        if begun.digest and not self._take_the_day(rows, mail=begun.mail):
            return None
        mine = settling.begin_try(rows, mail=begun.mail, owner=self.owner, now=self.now)
        return begun if mine else None  # Else another worker has them.

    def _judged(self) -> list[Verdict]:
        sent_at = sent_lately(self.recipient, now=self.now)
        return [judge(row, choices=self.choices, sent_at=sent_at, now=self.now) for row in self.rows]

    def _settled_otherwise(self, verdict: Verdict) -> bool:
        """True for a row that does not go now, and is settled so."""
        alone, owner = [verdict.row], self.owner
        if verdict.failed is not None:
            settling.settle_failed(alone, verdict.failed, owner=owner, now=self.now)
        elif verdict.dropped is not None:
            settling.settle_dropped(alone, verdict.dropped, owner=owner, now=self.now)
        elif verdict.at > self.now:
            settling.settle_waiting(alone, owner=owner, until=verdict.at, pace=verdict.pace)
        else:
            return False
        return True

    def _take_the_day(self, rows: Sequence[Delivery], *, mail: UUID) -> bool:
        """A person gets one digest per local day; what comes up after it waits for the next."""
        day = self.now.astimezone(ZoneInfo(self.choices.zone)).date()
        mine = {"mail": mail, "made_at": self.now}
        held, _created = Digest.objects.get_or_create(recipient=self.recipient, local_date=day, defaults=mine)
        if held.mail == mail:
            return True
        until = next_digest(self.now, zone=self.choices.zone, quiet=self.choices.quiet)
        settling.settle_waiting(rows, owner=self.owner, until=until)
        return False

    def _send(self, begun: Begun) -> None:
        rows = [verdict.row for verdict in begun.ready]
        told = [Told(verdict.row.notice, verdict.reasons) for verdict in begun.ready]
        letter = Letter(begun.mail, self.recipient, self.choices.zone, told, digest=begun.digest)
        try:
            self.postman.send(compose(letter))
        except Refused as error:
            settling.settle_failed(rows, Why.REFUSED, owner=self.owner, now=self.now, error=str(error))
            if error.address:
                note_refusal(self.choices.reach, address=self.recipient.email, now=self.now)
        except NotSent as error:
            self._later(rows, str(error))
        else:
            settling.settle_sent(rows, owner=self.owner, now=self.now)

    def _later(self, rows: Sequence[Delivery], error: str) -> None:
        first_tried = min(row.tried_at or self.now for row in rows)
        if self.now - first_tried >= timedelta(hours=settings.MAIL_GIVE_UP_HOURS):
            settling.settle_failed(rows, Why.GAVE_UP, owner=self.owner, now=self.now, error=error)
            return
        attempts = max(row.attempts for row in rows) + 1  # `begin_try` counted this one in the database.
        until = retry_at(self.now, attempts=attempts, waits=RETRY_WAITS)
        settling.settle_waiting(rows, owner=self.owner, until=until, error=error)


def note_refusal(reach: Reach, *, address: str, now: datetime) -> None:
    """Count a permanent refusal of this address; from the second on it is flagged, and a banner asks to look."""
    with transaction.atomic():
        held, _created = Reach.objects.select_for_update().get_or_create(user=reach.user)
        held.refusals = held.refusals + 1 if held.refused_address == address else 1
        held.refused_address = address
        held.flagged_at = now if held.refusals >= settings.MAIL_REFUSALS_MAX else None
        held.save(update_fields=["refusals", "refused_address", "flagged_at"])
