"""What the tests of pages share: clients of people, a section as a browser would post it."""

from django.test import Client

from marketplace.accounts.models import User
from marketplace.common.facts import Shape
from marketplace.listings.fields import ROW_FIELDS, fields_in
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot

PANELS: dict[str, tuple[str, ...]] = {}  # For tests that count what a page takes by itself.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def owner_client(listing: Listing) -> Client:
    """The author, acting for the owner (their only organisation)."""
    assert listing.author is not None
    return signed_in(listing.author)


def own_url(listing: Listing, rest: str = "", *, language: str = "vi") -> str:
    return f"/{language}/my/listings/{listing.public_id}/{rest}"


def section_data(listing: Listing, section: str, **changes: object) -> dict[str, object]:
    """The page as it is shown, changed by `changes`: what a browser posts from the Vietnamese page."""
    stored = snapshot(listing)
    data: dict[str, object] = {"version": str(listing.version)}
    for name, fact in fields_in(listing.kind, section).items():
        if fact.shape is Shape.ROWS:
            data.update(rows_data(name, stored[name]))
        elif fact.shape is Shape.YES_NO and name != "owner_hidden":
            data[name] = {True: "yes", False: "no"}.get(stored[name], "")  # type: ignore[arg-type]
        elif stored[name] not in (None, False):
            data[name] = stored[name]
    return {**data, **changes}


def rows_data(name: str, rows) -> dict[str, object]:
    data: dict[str, object] = {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": str(len(rows))}
    for place, row in enumerate(rows):
        for column in ("id", *ROW_FIELDS[name]):
            if row.get(column) not in (None, ""):
                data[f"{name}-{place}-{column}"] = str(row[column])
    return data
