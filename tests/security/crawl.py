"""Following every link of the floor as one reader, as a search engine or a curious competitor would."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from marketplace.listings.states import IN_VIEW as LISTINGS_IN_VIEW
from marketplace.needs.states import IN_VIEW as NEEDS_IN_VIEW
from tests.permissions import cases
from tests.security.probes import Asker, Seen
from tests.security.walk import routes
from tests.security.world import World

_LINK = re.compile(r'(?:href|action|hx-get|src)="([^"]+)"')
_SEARCHES_MAX = 12  # Each filtered search links to fifty others.
# Links that are permissions themselves, and ways out.
NOT_FOLLOWED = ("/logout/", "/2fa/", "/login/", "/feeds/searches/", "/invitations/", "/u/")
_NEVER = ("/static/", "/en/account/", "/vi/account/log", "/vi/admin/")


def crawl(asker: Asker, seeds: Iterable[str], *, further: int = 0) -> dict[str, Seen]:
    """Every answer by its address: of the seeds, and of `further` pages that they lead to."""
    waiting, seen = list(dict.fromkeys(seeds)), {}
    most, known, searches = len(waiting) + further, set(waiting), 0
    for path in waiting:  # Grows while it is walked.
        if len(seen) == most:
            break
        seen[path] = asker.look(path)
        for link in _links(path, seen[path]):
            searches += (is_search := "/search/?" in link)
            if link not in known and (not is_search or searches <= _SEARCHES_MAX):
                waiting.append(link)
            known.add(link)
    return seen


def _links(path: str, page: Seen) -> list[str]:
    named = [html.unescape(link) for link in _LINK.findall(page.body)] if page.type.startswith("text/html") else []
    if page.location:
        named.append(page.location)
    parts = (urlsplit(urljoin(f"http://testserver{path}", link)) for link in named)
    here = [part for part in parts if part.netloc == "testserver" and not part.path.startswith(_NEVER)]
    return list(dict.fromkeys(f"{part.path}?{part.query}" if part.query else part.path for part in here))


def seeds_of(world: World) -> list[str]:
    """Addresses that nobody links to: those that are guessed, kept from earlier, or passed on by others."""
    fixed = [
        "/vi/",
        "/en/",
        "/vi/search/?q=say+lanh",
        "/vi/my/",
        "/vi/staff/",
        "/vi/valuations/",
        "/vi/my/organisation/",
    ]
    fixed += [
        "/metrics",
        "/health/ready",
        "/vi/my/organisation/edit/",
        "/vi/my/searches/",
        "/vi/my/notices/",
        "/vi/account/",
    ]
    fixed += [f"/api/v1/{path}" for path in ("search?size=100", "listings/?limit=100", "needs/?limit=100", "notices/")]
    fixed += ["/api/v1/listings/?own=1&limit=100", "/api/v1/needs/?own=1&limit=100"]
    assert world.run is not None
    fixed += [f"/vi/valuations/{world.run.number}/", f"/api/v1/valuations/{world.run.number}/"]
    for one in (world.owner, world.other, world.hidden):
        fixed += [one.get_absolute_url(), f"/api/v1/organisations/{one.slug}/"]
    for listing in world.listings.values():
        fixed += _addresses("listings", listing.public_id, listing.reference or "", "technologies")
        fixed += [f"/vi/staff/moderation/changes/{listing.public_id}/"]
        fixed += [f"/api/v1/listings/{listing.public_id}/revision/", f"/vi/my/listings/{listing.public_id}/preview/"]
    for need in world.needs.values():
        fixed += _addresses("needs", need.public_id, need.reference or "", "needs")
    return fixed + dealings_of(world)


def in_view_of(world: World) -> list[str]:
    """Pages and details of what everybody may open by its address."""
    made = [f"/api/v1/{path}" for path in ("search?size=100", "listings/?limit=100", "needs/?limit=100", "notices/")]
    made += [one.get_absolute_url() for one in (world.owner, world.other, world.hidden)]
    for state in LISTINGS_IN_VIEW:
        made += [world.listings[state].get_absolute_url(), f"/api/v1/listings/{world.listings[state].public_id}/"]
    for state in NEEDS_IN_VIEW:
        made += [world.needs[state].get_absolute_url(), f"/api/v1/needs/{world.needs[state].public_id}/"]
    return made


def dealings_of(world: World, *, whole: bool = True) -> list[str]:
    """Every address of the matrix with its object, or those alone that have one or are one's own; and what else people
    have with one another.
    """
    asked = [route for route in routes() if not route.is_admin]
    concerns = [route for route in asked if whole or route.arguments or "/my/" in route.template or route.is_api]
    made = [cases.case_of(world, "", route, "GET").path for route in concerns]
    for name, one in world.deals.items():
        if name.startswith("question_"):
            key = one.conversation.public_id
            made += [f"/vi/my/messages/{key}/", f"/vi/my/messages/{key}/remove/", f"/api/v1/questions/{key}/"]
        elif name == "about_run":
            made += [f"/vi/my/messages/{one.conversation.public_id}/"]
        elif name.startswith("complaint_"):
            made += [f"/vi/my/complaints/{one.public_id}/", f"/vi/staff/moderation/complaints/{one.public_id}/"]
            made += [f"/api/v1/complaints/{one.public_id}/", f"/api/v1/moderation/complaints/{one.public_id}/"]
        elif name in ("proposed", "introduced", "dismissed"):
            made += [f"/vi/my/matches/{one.public_id}/", f"/api/v1/matches/{one.public_id}/"]
        elif name.startswith("mandate_"):
            made += [f"/vi/staff/assist/{one.public_id}/"]
        elif name.startswith("request_"):
            made += [f"/vi/requests-to-join/{one.public_id}/"]
        elif name.startswith(("assisted_", "former_")):
            made += [f"/vi/my/needs/{one.public_id}/", f"/api/v1/needs/{one.public_id}/"]
    made += [f"/vi/staff/organisations/{one.public_id}/" for one in world.organisations.values()]
    made += [one.get_absolute_url() for one in world.organisations.values()]
    return [path for path in made if not any(word in path for word in NOT_FOLLOWED)]


def _addresses(app: str, public_id: str, reference: str, section: str) -> list[str]:
    found = [f"/api/v1/{app}/{public_id}/", f"/vi/my/{app}/{public_id}/", f"/vi/staff/moderation/{app}/{public_id}/"]
    return [*found, f"/vi/{section}/{reference}/", f"/r/{reference}"] if reference else found
