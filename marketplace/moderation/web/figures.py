"""Public figures of complaints: by ground what became of them, and how long it took."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.common import clock
from marketplace.common.web.head import PageHead
from marketplace.moderation import queries
from marketplace.taxonomy.queries import label


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Counts of the last twelve months; they name no person and no subject."""
    figures = queries.transparency(now=clock.now())
    rows = [(label("complaint_ground", row.ground), row) for row in figures]
    total = {
        name: sum(getattr(row, name) for row in figures)
        for name in ("filed", "upheld", "dismissed", "withdrawn", "waiting")
    }
    head = PageHead(
        title=_("Complaints in figures"), description=_("By ground: filed, upheld, dismissed; median days.")
    )
    return render(request, "moderation/figures.html", {"rows": rows, "total": total, "head": head})
