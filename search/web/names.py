"""Words of the search page: facets, their values, kinds and sorts, in the active language."""

from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from marketplace.taxonomy.queries import label
from search.fields import Sort
from search.queries import CODE_LISTS, organisation_names

FACET_NAMES: Mapping[str, Promise] = {
    "kind": gettext_lazy("Kind"),
    "field": gettext_lazy("Field of science and technology"),
    "ipc": gettext_lazy("International patent class (IPC)"),
    "trl": gettext_lazy("Readiness (TRL)"),
    "licence": gettext_lazy("Form of transfer"),
    "country": gettext_lazy("Country of origin"),
    "province": gettext_lazy("Province"),
    "organisation": gettext_lazy("Organisation"),
    "price_mode": gettext_lazy("Price"),
    "ip_status": gettext_lazy("Status of IP rights"),
    "verified": gettext_lazy("Organisation verified"),
    "service_kind": gettext_lazy("Kind of service"),
    "need_kind": gettext_lazy("Kind of need"),
    "origin": gettext_lazy("Where it comes from"),
}
KIND_NAMES: Mapping[str, Promise] = {
    "technology": pgettext_lazy("kind", "Technology"),
    "ip_asset": pgettext_lazy("kind", "IP asset"),
    "service": pgettext_lazy("kind", "Service"),
    "need": pgettext_lazy("kind", "Need"),
}
KIND_PLURALS: Mapping[str, Promise] = {
    "technology": gettext_lazy("Technologies"),
    "ip_asset": gettext_lazy("IP assets"),
    "service": gettext_lazy("Services"),
    "need": gettext_lazy("Needs"),
}
SORT_NAMES: Mapping[Sort, Promise] = {
    Sort.RELEVANCE: gettext_lazy("Best match"),
    Sort.NEWEST: gettext_lazy("Newest"),
    Sort.PRICE: gettext_lazy("Lowest price"),
    Sort.DEADLINE: gettext_lazy("Deadline"),
}
ORIGIN_NAMES: Mapping[str, Promise] = {
    "floor": gettext_lazy("Listed on the floor"),
    "sample": gettext_lazy("Sample data"),
    "catalogue": gettext_lazy("Catalogue from abroad"),
}
YES_NO: Mapping[str, Promise] = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}
RANGE_NAMES: Mapping[str, Promise] = {
    "trl": gettext_lazy("Readiness (TRL)"),
    "price": gettext_lazy("Price"),
    "published": gettext_lazy("Published"),
}


def facet_labels(name: str, values: Collection[str]) -> dict[str, str]:
    """What each value of a facet is called."""
    if name == "organisation":
        found = organisation_names(values)
        return {value: found[value].name if value in found else value for value in values}
    return {value: _label(name, value) for value in values}


def _label(name: str, value: str) -> str:
    if name == "trl":
        return f"TRL {value}"
    fixed = {"kind": KIND_PLURALS, "origin": ORIGIN_NAMES, "verified": YES_NO}.get(name)
    if fixed is not None:
        return str(fixed.get(value, value))
    words = label(CODE_LISTS[name], value, get_language() or "vi")
    return _("%(code)s: %(words)s") % {"code": value, "words": words} if name == "ipc" else words
