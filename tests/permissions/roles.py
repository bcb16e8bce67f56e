"""Who asks: the columns of the matrix, and the six of them that every run asks."""

from marketplace.accounts.states import StaffRoleName

STAFF = tuple(StaffRoleName.values)
# Members are of the owner of the object; `counterparty` is the other side of a match with it; `certifier` an
# intermediary with a certificate; `assisting` and `ended` an editor of the agency that acts under a mandate, or did.
ROLES = (
    "guest", "disabled", "unconfirmed", "member", "counterparty", "certifier",
    "owner_viewer", "owner_editor", "owner_signatory", "owner_admin",
    "assisting", "ended", *STAFF, "unproven", "token_read", "token_write",
)  # fmt: skip
BY_DEFAULT = ("guest", "member", "owner_editor", "counterparty", "token_write")  # And the staff of the row's queue.
PEOPLE = {"unproven": "second_reviewer"}  # A reviewer without second factor, where the floor asks for one.
