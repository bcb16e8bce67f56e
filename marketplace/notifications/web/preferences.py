"""The page of one's mail: rhythms, quiet hours, language and clock, what was switched off by a link."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.accounts import actions as accounts
from marketplace.accounts.queries import person
from marketplace.common import clock
from marketplace.common.permissions import require_person
from marketplace.common.problems import Invalid, NotFound
from marketplace.common.web.addresses import in_other_language
from marketplace.notifications import actions
from marketplace.notifications.kinds import subscription_names
from marketplace.notifications.queries.preferences import own_mail_choices, own_subscriptions
from marketplace.notifications.states import Pace
from marketplace.notifications.web.preference_forms import ForgetForm, PacesForm, ReadingForm


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often mail comes; a POST keeps it."""
    require_person(request.actor)
    form = PacesForm(request.POST if request.method == "POST" else None, choices=own_mail_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        quiet = actions.Quiet(
            form.cleaned_data["quiet"], form.cleaned_data["quiet_from"], form.cleaned_data["quiet_until"]
        )
        try:
            actions.choose_mail(paces=form.paces(), quiet=quiet, actor=request.actor, now=clock.now())
        except Invalid as problem:
            for error in problem.errors:
                form.add_error(error.field, str(error.detail))
        else:
            messages.success(request, _("Your mail is set as you chose."))
            return HttpResponseRedirect(reverse("notifications:preferences"))
    return _page(request, form=form, reading=_reading_form(request))


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Keep language and time zone."""
    require_person(request.actor)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _page(request, form=PacesForm(choices=own_mail_choices(request.actor)), reading=form)
    user = accounts.choose_language_and_zone(**form.cleaned_data, actor=request.actor, now=clock.now())
    with translation.override(user.language):
        messages.success(request, _("Language and time zone are kept."))
    response = HttpResponseRedirect(in_other_language(reverse("notifications:preferences"), user.language))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Mail about one thing comes again as its category says."""
    form = ForgetForm(request.POST)
    if not form.is_valid():
        raise NotFound()
    actions.forget_subscription(key=form.cleaned_data["key"], actor=request.actor, now=clock.now())
    messages.success(request, _("Its mail comes again."))
    return HttpResponseRedirect(reverse("notifications:preferences"))


@require_POST
def address_works(request: HttpRequest) -> HttpResponse:
    """The person looked after the address; it is mailed again."""
    actions.confirm_address(actor=request.actor, now=clock.now())
    messages.success(request, _("Mail goes to your address again."))
    return HttpResponseRedirect(reverse("notifications:preferences"))


def _reading_form(request: HttpRequest) -> ReadingForm:
    own = person(actor=request.actor)
    return ReadingForm(initial={"language": own.language, "time_zone": own.time_zone})


def _page(request: HttpRequest, *, form: PacesForm, reading: ReadingForm) -> HttpResponse:
    rows = list(own_subscriptions(request.actor)[: settings.SUBSCRIPTIONS_MAX])
    names = subscription_names(row.key for row in rows)
    context = {
        "form": form,
        "reading": reading,
        "own": [(row.key, names.get(row.key, row.key), Pace(row.pace).label) for row in rows],
        "flagged": own_mail_choices(request.actor).flagged,
        "email": person(actor=request.actor).email,
        "section": "my",
    }
    bad = form.errors or reading.errors
    return render(request, "notifications/preferences.html", context, status=422 if bad else 200)
