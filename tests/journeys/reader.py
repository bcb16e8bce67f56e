"""Somebody at the floor, over HTTP only: opens addresses, follows links, fills in the forms that the pages offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from urllib.parse import unquote, urlencode, urljoin, urlsplit

from django.test import Client

from tests.journeys.html import Form, Node, read

FORM_TYPE = "application/x-www-form-urlencoded"
REDIRECTS_MAX = 5


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: Mapping[str, str]
    text: str


class Wire(Protocol):
    """How requests travel: Django's test client, or a real connection."""

    def send(self, method: str, address: str, body: str = "") -> Answer: ...


class DjangoWire:
    """Every middleware runs, CSRF is checked, faults are raised into the test."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def send(self, method: str, address: str, body: str = "") -> Answer:
        made = self.client.generic(method, address, body, content_type=FORM_TYPE if body else "")
        text = made.content.decode() if "html" in made.headers.get("Content-Type", "") else ""
        return Answer(made.status_code, made.headers, text)


@dataclass
class Page:
    """A page as it is read: `address` is where the redirects ended."""

    address: str
    status: int
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> Node:
        return read(self.text)

    @property
    def main(self) -> Node:
        return self.tree.one("main")

    @property
    def heading(self) -> str:
        return self.main.one("h1").words

    @property
    def words(self) -> str:
        return self.main.words

    @property
    def errors(self) -> list[str]:
        """Lines of the error summary."""
        return [line.words for box in self.main.all("div", class_="errors") for line in box.all("li")]

    def error_targets(self) -> list[Node]:
        """The controls to which the error summary leads. Raises AssertionError for a link that leads nowhere."""
        links = [link for box in self.main.all("div", class_="errors") for link in box.all("a")]
        return [self.main.one(id=link.attrs["href"].partition("#")[2]) for link in links]

    def form(self, part: str = "", *, having: str = "") -> Form:
        """The only form of the page's own whose action holds `part` and which has the control `having`."""
        forms = [Form(node, address=self.address) for node in self.main.all("form")]
        fitting = [form for form in forms if part in form.action and (not having or form.node.has(name=having))]
        assert len(fitting) == 1, f"{len(fitting)} forms for {part!r}, {having!r}: {[form.action for form in forms]}"
        return fitting[0]

    def link(self, part: str) -> str:
        """The first address in the page's own text that holds `part`."""
        found = [link.attrs["href"] for link in self.main.all("a") if part in link.attrs.get("href", "")]
        assert found, f"no link to {part!r} on {self.address}: {self.words[:600]}"
        return found[0]

    def says(self, *phrases: str) -> bool:
        return all(phrase in self.words for phrase in phrases)

    @property
    def unread(self) -> int:
        """The count beside the bell of the shell."""
        counts = self.tree.one(id="bell").all("span", class_="count")
        return int(counts[0].words) if counts else 0


class Reader:
    """One browser: its cookies, and the language its pages are in."""

    def __init__(self, wire: Wire | None = None, *, language: str = "vi") -> None:
        self.wire = wire or DjangoWire()
        self.language = language

    def signed_in(self, email: str, password: str) -> "Reader":
        """The same reader, after the log-in page let them in."""
        page = self.open("account/login/")
        landed = self.send(page.form(having="login").fill(login=email, password=password))
        assert landed.status == 200, landed.words[:500]
        assert "/account/login/" not in landed.address, landed.words[:500]
        return self

    def open(self, address: str) -> Page:
        """Follow a link, or type an address below the language prefix."""
        full = address if address.startswith(("/", "http")) else f"/{self.language}/{address}"
        return self._follow("GET", full)

    def send(self, form: Form, button: str = "") -> Page:
        """Press a button of a form, and follow where it leads."""
        if form.method == "get":
            return self._follow("GET", f"{form.action.partition('?')[0]}?{form.sent(button)}")
        return self._follow("POST", form.action, form.sent(button))

    def force(self, address: str, **answers: str | list[str]) -> Page:
        """POST what no page offers, with a token that the floor gave: somebody who writes their own requests."""
        token = self.open("preferences/").tree.all("input", name="csrfmiddlewaretoken")[0].attrs["value"]
        return self._follow("POST", address, urlencode({"csrfmiddlewaretoken": token, **answers}, doseq=True))

    def _follow(self, method: str, address: str, body: str = "") -> Page:
        for _hop in range(REDIRECTS_MAX):
            answer = self.wire.send(method, address, body)
            if answer.status not in (301, 302, 303):
                return Page(address, answer.status, answer.text)
            address = urljoin(address, answer.headers["Location"])
            address = urlsplit(address)._replace(scheme="", netloc="").geturl()
            method, body = "GET", ""
        raise AssertionError(f"more than {REDIRECTS_MAX} redirects, at last to {unquote(address)}")
