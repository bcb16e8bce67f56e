"""What must never happen while a page is looked at: policy violations, faults of the server, other hosts."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

# Runs before every script of the page; the policy does not bind the tester.
_LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", event =>
  window.__violations.push(event.violatedDirective + " " + event.blockedURI));
"""


@dataclass
class Watch:
    """Collects faults from the moment it is made; `allowed` are statuses that the test wants to see."""

    page: Page
    allowed: frozenset[int] = frozenset()
    found: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_LISTEN)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def faults(self) -> list[str]:
        violations = [] if self.page.is_closed() else self.page.evaluate("window.__violations || []")
        return [*self.found, *(f"policy: {violation}" for violation in violations)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        host = urlsplit(request.url).hostname
        if host not in {"localhost", "127.0.0.1", None}:
            self.found.append(f"other host: {request.url}")
        if urlsplit(request.url).path == "/csp-report":
            self.found.append("policy report sent")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.status not in self.allowed:
            self.found.append(f"{response.status}: {response.url}")
