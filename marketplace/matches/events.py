"""Names of what matches tell the floor. The subject is the match; readers read the row again."""

PROPOSED = "matches.proposed"  # a pair is proposed, for the first time or again
BAND_ROSE = "matches.band_rose"  # an open pair fits better than anybody was told so far; band="strong"
ACCEPTED = "matches.accepted"  # by the first of the two sides; side="need"
MUTUAL = "matches.mutual"  # by both
INTRODUCED = "matches.introduced"  # the contact persons are shown to each other; a deal may follow
DISMISSED = "matches.dismissed"  # side="need"; the state it had stands in accepted="listing" where one had said yes
STALE = "matches.stale"  # went out without an answer; reason="unanswered", accepted as above

ALL = (PROPOSED, BAND_ROSE, ACCEPTED, MUTUAL, INTRODUCED, DISMISSED, STALE)
