"""First start, in the browser: a floor with a name and its first administrator. Afterwards the address is unknown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.accounts import actions, queries
from marketplace.accounts.web.forms import SetupForm, posted, show_problem
from marketplace.common import clock
from marketplace.common.problems import Invalid, NotFound

_ADMIN_FIELDS = {"name": "admin_name", "email": "admin_email", "password": "admin_password"}
_FLOOR_FIELDS = ("name_vi", "name_en", "province", "brand_colour", "contact_email", "contact_phone")


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if queries.floor_has_administrator():
        raise NotFound()
    form = SetupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _open(form.cleaned_data)
        except Invalid as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("The floor is open. Log in with the account you have just made."))
            return HttpResponseRedirect(reverse("account_login"))
    return render(request, "accounts/setup.html", {"form": form}, status=422 if form.errors else 200)


def _open(answers: dict[str, str]) -> None:
    person = {name: answers[field] for name, field in _ADMIN_FIELDS.items()}
    actions.open_floor_with_code(
        code=answers["code"],
        floor=actions.FloorAnswers(**{name: answers[name] for name in _FLOOR_FIELDS}),
        administrator=actions.Administrator(**person, language=get_language() or "vi"),
        now=clock.now(),
    )
