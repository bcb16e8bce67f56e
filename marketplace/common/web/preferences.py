"""Display choices: the menu in the header and the page of the same form."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from marketplace.common.permissions import require
from marketplace.common.web.addresses import safe_back
from marketplace.common.web.display import chosen, remember
from marketplace.common.web.head import NOINDEX, PageHead


@csrf_exempt  # Guests' pages carry no token, so that they are the same bytes for everyone; the origin is asked below.
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices, or keep them in a cookie and go back to where the reader was."""
    if request.method == "POST":
        return _keep(request)
    back = safe_back(request.GET.get("next", ""), default=reverse("common:home"))
    head = PageHead(title=_("Display: theme, text size, contrast"), robots=NOINDEX)
    return render(request, "common/preferences.html", {"head": head, "back": back})


def _keep(request: HttpRequest) -> HttpResponse:
    require(_from_here(request), detail=_("This form was sent from another site."))
    here = reverse("common:preferences")
    response = HttpResponseRedirect(safe_back(request.POST.get("next", ""), default=here))
    remember(response, chosen(*(request.POST.get(name, "") for name in ("theme", "text", "contrast"))))
    return response


def _from_here(request: HttpRequest) -> bool:
    """Browsers name the origin of every POST from another site (Fetch standard, Origin and Sec-Fetch-Site headers)."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    return site in {"same-origin", "none"} and (not origin or urlsplit(origin).netloc == request.get_host())
