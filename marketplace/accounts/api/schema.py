"""What the description of the API says about callers."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from marketplace.accounts.api.authentication import TokenOrSession
from marketplace.accounts.states import TokenScope

SAFE_METHODS = ("get", "head", "options")


class TokenOrSessionScheme(OpenApiAuthenticationExtension):
    """Both ways, and which scope each operation asks of a token."""

    target_class = TokenOrSession
    name = ["token", "session"]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        scopes = "; ".join(f"`{scope.value}`" for scope in TokenScope)
        token = {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "tfk_…",
            "description": f"A token made under Account, API tokens; never in the query string. Scopes: {scopes}, "
            "where write includes read.",
        }
        session = {
            "type": "apiKey",
            "in": "cookie",
            "name": "session",
            "description": "Pages of the floor itself; unsafe methods carry X-CSRFToken.",
        }
        return [token, session]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[str]]]:
        scope = TokenScope.READ if auto_schema.method.lower() in SAFE_METHODS else TokenScope.WRITE
        return [{"token": [scope.value]}, {"session": []}]
