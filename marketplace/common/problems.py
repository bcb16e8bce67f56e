"""Refusals with a name: one exception per kind of problem, shown as a page or as RFC 9457 problem+json."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = str | Promise


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that is wrong: JSON pointer (RFC 6901), stable code, what to do about it."""

    pointer: str
    code: str
    detail: Words

    @property
    def field(self) -> str:
        """The pointer without its slash, as forms name their fields."""
        return self.pointer.lstrip("/").replace("/", ".")


class Problem(Exception):
    """Base of every named refusal. `code` is stable and names the page that explains it."""

    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    code: ClassVar[str] = "bad-request"
    title: ClassVar[Words] = gettext_lazy("The request cannot be understood")
    advice: ClassVar[Words] = gettext_lazy(
        "The address or the body has a form that is not accepted. Correct it and send again."
    )

    def __init__(self, detail: Words = "", *, errors: Iterable[FieldProblem] = ()) -> None:
        super().__init__(str(detail) or str(self.title))
        self.detail = detail
        self.errors = tuple(errors)

    def as_dict(self, *, instance: str) -> dict[str, object]:
        """Members of RFC 9457, in the active language; `instance` is the request's id."""
        return {
            "type": f"/help/problems/#{self.code}",
            "title": str(self.title),
            "status": int(self.status),
            "detail": str(self.detail),
            "instance": instance,
            "errors": [{**asdict(error), "detail": str(error.detail)} for error in self.errors],
        }

    def headers(self) -> dict[str, str]:
        """Headers the answer carries beside its body, such as Retry-After."""
        return {}

    @classmethod
    def kinds(cls) -> list[type["Problem"]]:
        """This kind and every narrower one that any app has, one per code, by status."""
        found = {cls.code: cls} | {kind.code: kind for narrower in cls.__subclasses__() for kind in narrower.kinds()}
        return sorted(found.values(), key=lambda kind: (kind.status, kind.code))


class Invalid(Problem):
    """A value is missing, of the wrong type or outside its limits."""

    code = "invalid"
    title = gettext_lazy("Some answers need another look")
    advice = gettext_lazy(
        "A value is missing, has the wrong type or is outside its limits. Each is named with its field."
    )


class NotAllowed(Problem):
    """The object is visible, the move is not the actor's to make."""

    status = HTTPStatus.FORBIDDEN
    code = "not-allowed"
    title = gettext_lazy("You may not do this here")
    advice = gettext_lazy("The object is visible to you; this step belongs to somebody else.")


class LoginNeeded(NotAllowed):
    """Nobody is signed in: pages lead to the log-in, the API answers 403."""

    code = "login-needed"
    title = gettext_lazy("Sign in first")
    advice = gettext_lazy("Nobody is signed in. Log in, then repeat.")


class NotFound(Problem):
    """Unknown and invisible answer alike, so that nobody learns what exists."""

    status = HTTPStatus.NOT_FOUND
    code = "not-found"
    title = gettext_lazy("There is nothing here")
    advice = gettext_lazy("Unknown, or not public: both answer alike.")


class Gone(Problem):
    """It was public once and was withdrawn."""

    status = HTTPStatus.GONE
    code = "gone"
    title = gettext_lazy("This was withdrawn")
    advice = gettext_lazy("It was public once and was withdrawn. Its reference is not used again.")


class Conflict(Problem):
    """The request is right in itself, the state of the object forbids it."""

    status = HTTPStatus.CONFLICT
    code = "conflict"
    title = gettext_lazy("This does not fit the present state")
    advice = gettext_lazy("The request is right in itself; the state of the object forbids it.")


class Stale(Conflict):
    """Somebody else changed the object since the reader saw it; nothing was overwritten."""

    code = "stale"
    title = gettext_lazy("Somebody changed this meanwhile")
    advice = gettext_lazy("Somebody else saved meanwhile. Nothing was overwritten; look at the present version first.")


class TransitionRefused(Conflict):
    """The lifecycle has no such move from this state."""

    code = "transition-refused"
    title = gettext_lazy("This step is not possible now")
    advice = gettext_lazy("The step is not possible from the present state.")


class TooLarge(Problem):
    """The body holds more than its form or address takes; nothing of it was read."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too-large"
    title = gettext_lazy("This is too much at once")
    advice = gettext_lazy("The body is larger than the address takes. Nothing of it was read; send less at once.")


class UnsupportedMedia(Problem):
    """The body is in a form that this address does not read."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported-media"
    title = gettext_lazy("Send the body as application/json")
    advice = gettext_lazy("Bodies are JSON in UTF-8, with the header Content-Type: application/json.")


class TooManyRequests(Problem):
    """A limit is reached; says when it opens again, in whole seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too-many-requests"
    title = gettext_lazy("Too many requests")
    advice = gettext_lazy("A limit is reached; the header Retry-After says when it opens again.")

    def __init__(self, detail: Words = "", *, retry_after_seconds: int, limits: dict[str, str] | None = None) -> None:
        super().__init__(detail or _("Try again in %(seconds)s s.") % {"seconds": retry_after_seconds})
        self.retry_after_seconds = retry_after_seconds
        self.limits = limits or {}

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after_seconds), **self.limits}


class Unavailable(Problem):
    """A part that this needs does not answer; trying later helps."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "unavailable"
    title = gettext_lazy("This part is resting")
    advice = gettext_lazy("A part that is needed does not answer. Try again in a few seconds.")

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}
