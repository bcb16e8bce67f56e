"""What accounts tells the apps above. The subject is the organisation unless it says otherwise."""

ORGANISATION_RENAMED = "accounts.organisation_renamed"
# Its badge in search results and its filter "verified", and what it offers being in view, follow these three.
ORGANISATION_VERIFIED = "accounts.organisation_verified"
ORGANISATION_SUSPENDED = "accounts.organisation_suspended"
ORGANISATION_LIFTED = "accounts.organisation_lifted"
ORGANISATION_REFUSED = "accounts.organisation_refused"  # Papers that did not show what they should: told, not indexed.
ORGANISATION_LAPSE_NEAR = "accounts.organisation_lapse_near"  # days: how many are left.
ORGANISATION_LAPSED = "accounts.organisation_lapsed"  # Its badge and its right to publish alone are off.
# Somebody left or was removed: user_id, by (who did it), at (seconds). Upper apps take over what the person held.
MEMBERSHIP_ENDED = "accounts.membership_ended"
ROLE_CHANGED = "accounts.role_changed"  # user_id, by, at.

# The subject of these is the invitation, or the request to join.
INVITED = "accounts.invited"
INVITATION_ACCEPTED = "accounts.invitation_accepted"
INVITATION_REFUSED = "accounts.invitation_refused"
JOIN_ASKED = "accounts.join_asked"
JOIN_OVERDUE = "accounts.join_overdue"
JOIN_ADMITTED = "accounts.join_admitted"
JOIN_REFUSED = "accounts.join_refused"
