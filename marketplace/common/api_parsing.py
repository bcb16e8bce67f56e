"""Reading the body of an API call: one JSON text (RFC 8259) in UTF-8 that every reader understands alike."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from marketplace.common.problems import TooLarge

Context = Mapping[str, Any]
NESTING_MAX = 20  # Levels of objects and lists; no body of ours has more than six.


class StrictJSONParser(JSONParser):
    """Refuses what parsers read differently: a name given twice, NaN and Infinity, half characters, endless nesting."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Context | None = None) -> Any:
        """Raises ParseError saying what is wrong, TooLarge beyond the limit that holds for forms."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge()
        try:
            return _read(body.decode("utf-8"))
        except RecursionError:
            raise _too_deep() from None
        except json.JSONDecodeError as error:
            words = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("The body is not valid JSON: line %(line)s, column %(column)s.") % words) from None
        except ValueError:
            raise ParseError(_("The body is not valid JSON.")) from None


def _read(text: str) -> Any:
    found = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite)
    _check_depth(found)
    if "\\u" in text:
        json.dumps(found, ensure_ascii=False).encode()  # Raises for half a surrogate pair: no text holds one.
    return found


def _check_depth(found: Any) -> None:
    level = [found]
    for _step in range(NESTING_MAX):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise _too_deep()


def _children(item: Any) -> Iterable[Any]:
    return item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()


def _too_deep() -> ParseError:
    return ParseError(_("The JSON is nested too deeply."))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError(_("The JSON gives a name twice in one object."))
    return found


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number
