"""The equations of pairs: each side told once (O4), each history a path of its table (O10), each pair one row.

Written against tables and the audit log: it asks neither the matcher nor the code that tells.
"""

from collections import Counter

from marketplace.accounts.models import Membership
from marketplace.common.models import AuditEntry
from marketplace.matches.models import Match
from marketplace.notifications.models import Notice
from tests.faults.mail_oracle import EDITING, compare

# As the workflow writes it down (4.3); the product's own table is not asked.
PATHS = {
    ("", "propose"): "proposed",
    ("proposed", "accept_need"): "accepted_by_need",
    ("proposed", "accept_listing"): "accepted_by_listing",
    ("accepted_by_need", "accept_listing"): "mutual",
    ("accepted_by_listing", "accept_need"): "mutual",
    ("mutual", "introduce"): "introduced",
    **{(state, "dismiss"): "dismissed" for state in ("proposed", "accepted_by_need", "accepted_by_listing")},
    **{(state, "stale"): "stale" for state in ("proposed", "accepted_by_need", "accepted_by_listing", "mutual")},
    ("dismissed", "propose"): "proposed",
    ("stale", "propose"): "proposed",
}


def check() -> dict[str, object]:
    """What the equations found; empty lists where they hold."""
    rows = Counter(Match.objects.values_list("need_id", "listing_id"))
    notices = Notice.objects.filter(kind__in=["match_proposed_need", "match_proposed_listing"])
    told = [f"{notice.recipient_id}:{notice.kind}:{notice.subject_id}" for notice in notices]
    difference = compare(_to_be_told(), told)
    return {
        "doubled": [pair for pair, count in rows.items() if count > 1],
        "told": difference.as_dict(),
        "off_the_path": [pk for pk in Match.objects.values_list("pk", flat=True) if not _is_a_path(pk)],
        "pairs": sum(rows.values()),
    }


def _to_be_told() -> set[str]:
    """Editors of either side, for every pair that was proposed."""
    proposed = AuditEntry.objects.filter(verb="match.propose").values("subject_id")
    expected = set()
    for match in Match.objects.filter(pk__in=proposed).select_related("need", "listing"):
        for side, owner in (("need", match.need.owner_id), ("listing", match.listing.owner_id)):
            members = Membership.objects.filter(organisation=owner, active=True, role__in=EDITING)
            expected |= {f"{member.user_id}:match_proposed_{side}:{match.pk}" for member in members}
    return expected


def _is_a_path(match_id: int) -> bool:
    """The audit log's moves lead from nothing to the state that the row has."""
    state = ""
    for entry in AuditEntry.objects.filter(subject_kind="match", subject_id=match_id).order_by("pk"):
        move = entry.verb.removeprefix("match.")
        if "new" not in entry.facts:
            continue  # An edit of the score, no move.
        state = PATHS.get((state, move), "nowhere")
        if state != entry.facts["new"]:
            return False
    return state == Match.objects.get(pk=match_id).state
