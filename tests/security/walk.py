"""Every address of the floor, from the resolver itself: a new route is in every test from its first day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern

LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: its template, such as `/vi/my/listings/{public_id}/`, and the converters of its arguments."""

    template: str
    name: str
    arguments: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.template.startswith("/api/")

    @property
    def is_admin(self) -> bool:
        return self.template.startswith(f"/{LANGUAGE}/admin/")

    def fill(self, values: Mapping[str, Any]) -> str:
        return self.template.format(**{name: values[name] for name in self.arguments})


def routes() -> list[Route]:
    """Sorted by template, each once."""
    found = {route.template: route for route in _walk(get_resolver(), prefix="/", names=())}
    return [found[template] for template in sorted(found)]


def _walk(resolver: URLResolver, *, prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for part in resolver.url_patterns:
        template = prefix + _template(part.pattern)
        if isinstance(part, URLResolver):
            inner = (*names, part.namespace) if part.namespace else names
            yield from _walk(part, prefix=template, names=inner)
        elif isinstance(part, URLPattern):
            arguments = tuple(re.findall(r"{(\w+)}", template))
            yield Route(template, ":".join((*names, part.name or "")), arguments)


def _template(pattern: LocalePrefixPattern | RoutePattern | RegexPattern) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return f"{LANGUAGE}/"
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern))
    plain = str(pattern).removeprefix("^").removesuffix("$").removesuffix(r"\Z").replace(r"\/", "/")
    return re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", plain)
