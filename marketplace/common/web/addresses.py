"""Addresses of a page: canonical, in the other language, and a safe way back."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme

from marketplace.common.web.head import PageHead


@dataclass(frozen=True, slots=True)
class PageLinks:
    """`canonical` is empty and `alternates` has nothing where a page is not to be indexed."""

    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = field(default=())


def in_other_language(path: str, code: str) -> str:
    """The same page in language `code`, query kept; paths without a language prefix lead to that language's home."""
    translated = translate_url(path, code)
    if translated != path:
        return translated
    head, _, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if head in dict(settings.LANGUAGES) else f"/{code}/"


def links_of(request: HttpRequest | None, head: PageHead | None) -> PageLinks:
    """Links for the page head; a page that robots must not keep, or without a head, has none."""
    if request is None or head is None or "noindex" in head.robots:
        return PageLinks()
    canonical = request.build_absolute_uri(head.canonical or request.path)
    pairs = head.alternates or {code: in_other_language(head.canonical or request.path, code) for code in _codes()}
    absolute = {code: request.build_absolute_uri(address) for code, address in pairs.items()}
    default = absolute.get(settings.LANGUAGE_CODE, canonical)
    return PageLinks(canonical, (*absolute.items(), ("x-default", default)))


def stays_here(address: str) -> bool:
    """True for a path of this floor; what browsers read as another host, or as nothing at all, is none."""
    path = address.startswith("/") and address[1:2] not in {"/", "\\"}
    return path and url_has_allowed_host_and_scheme(address, None)


def safe_back(address: str, *, default: str) -> str:
    """`address` when it stays on this floor, else `default`: nobody is led away by a prepared link."""
    return address if stays_here(address) else default


def _codes() -> tuple[str, ...]:
    return tuple(code for code, _ in settings.LANGUAGES)
