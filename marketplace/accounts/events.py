"""What accounts tells the apps above. The subject is always the organisation."""

ORGANISATION_RENAMED = "accounts.organisation_renamed"
# Its badge in search results and its filter "verified", and what it offers being in view, follow these three.
ORGANISATION_VERIFIED = "accounts.organisation_verified"
ORGANISATION_SUSPENDED = "accounts.organisation_suspended"
ORGANISATION_LIFTED = "accounts.organisation_lifted"
ORGANISATION_REFUSED = "accounts.organisation_refused"  # Papers that did not show what they should: told, not indexed.
