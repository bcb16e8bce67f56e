"""Requests over a real connection, for floors that run in processes of their own."""

import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from tests.journeys.reader import FORM_TYPE, Answer

TIMEOUT_SECONDS = 30


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The reader follows by itself and sees each hop."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


class ConnectionWire:
    """One browser's cookies at a floor such as http://localhost:8000; a new connection per request."""

    def __init__(self, base: str) -> None:
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies, _NoRedirects())

    def send(self, method: str, address: str, body: str = "") -> Answer:
        data = body.encode() if method == "POST" else None
        headers = {"Content-Type": FORM_TYPE} if data is not None else {}
        request = urllib.request.Request(self.base + address, data=data, headers=headers, method=method)  # noqa: S310
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _answer(answer.status, answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return _answer(refused.code, refused)


def _answer(status: int, answer: Any) -> Answer:
    body = answer.read()
    text = body.decode() if "html" in answer.headers.get("Content-Type", "") else ""
    return Answer(status, answer.headers, text)
