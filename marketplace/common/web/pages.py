"""Home, my work, the staff's start: slots only. Help and standing pages: text only."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from marketplace.common.permissions import ANONYMOUS, Actor, require, require_person
from marketplace.common.problems import Problem, Words
from marketplace.common.queries import current_site
from marketplace.common.web.brand import stylesheet_of
from marketplace.common.web.head import PageHead
from marketplace.common.web.tiles import product_tiles


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of text: its title and what it is about."""

    title: Words
    description: Words


HELP = {
    "evidence": Topic(
        gettext_lazy("How evidence is verified"),
        gettext_lazy("Four levels of evidence for every number on the floor, and who may give them."),
    ),
    "scoring": Topic(
        gettext_lazy("How results are ranked"),
        gettext_lazy("What decides the order of search results, and what never does."),
    ),
    "valuation": Topic(
        gettext_lazy("How a value is estimated"),
        gettext_lazy("Relief from royalty with a simulated range: inputs, conventions, limits of an estimate."),
    ),
    "accessibility": Topic(
        gettext_lazy("Accessibility statement"),
        gettext_lazy("What works for everyone, how it is tested, what is known to fail, whom to tell."),
    ),
    "words": Topic(
        gettext_lazy("Words used on the floor"),
        gettext_lazy("TRL, NDA, IPC, licence, royalty and other words, each in one sentence."),
    ),
    "problems": Topic(
        gettext_lazy("Problems and what to do"),
        gettext_lazy("Every kind of refusal of pages and API: what it means, what is kept, what helps."),
    ),
}
STANDING = {
    "rules": Topic(
        gettext_lazy("Moderation rules and appeals"),
        gettext_lazy("What may be listed, how it is reviewed, in which time, and how to object to a decision."),
    ),
    "contact": Topic(gettext_lazy("Contact"), gettext_lazy("How to reach the people who run this floor.")),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    site = current_site()
    head = PageHead(
        title=_("Proven technologies for upland needs"),
        description=_("Technologies, needs and services with checked figures, written terms and a time to answer."),
    )
    context = {"head": head, "search_in_page": True, "tiles": product_tiles(), "subject": site}
    return render(request, "common/home.html", context)


@require_GET
def my(request: HttpRequest) -> HttpResponse:
    require_person(_actor(request))
    return render(request, "common/my.html", {"section": "my"})


@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    require_person(actor)
    require(actor.is_staff(), detail=_("This part is for the staff of the floor."))
    return render(request, "common/staff.html", {"section": "staff"})


@require_GET
def help_page(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in HELP:
        raise Http404
    problems = [(kind.code, int(kind.status), kind.title, kind.advice) for kind in Problem.kinds()]
    return _text(request, f"common/help/{topic}.html", HELP[topic], problems=problems if topic == "problems" else [])


@require_GET
def standing(request: HttpRequest, name: str) -> HttpResponse:
    return _text(request, f"common/standing/{name}.html", STANDING[name])


def _actor(request: HttpRequest) -> Actor:
    return getattr(request, "actor", ANONYMOUS)


def _text(request: HttpRequest, template: str, topic: Topic, **more: object) -> HttpResponse:
    head = PageHead(title=str(topic.title), description=str(topic.description))
    topics = [(name, entry.title) for name, entry in HELP.items()]
    return render(request, template, {"head": head, "topic": topic, "topics": topics, "site": current_site(), **more})


@require_GET
def brand(request: HttpRequest, colour: str) -> HttpResponse:
    """The floor's own colour as a stylesheet; its address changes with the colour, so it is kept for a year."""
    own = current_site().brand_colour
    if own != f"#{colour}":
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(stylesheet_of(own), content_type="text/css; charset=utf-8", headers=headers)
