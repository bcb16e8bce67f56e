"""The description of the API as the floor gives it to English readers."""

from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator


@cache
def description() -> dict[str, Any]:
    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation), in the order of the description."""
    return [(method, path, one) for path, found in description()["paths"].items() for method, one in found.items()]
