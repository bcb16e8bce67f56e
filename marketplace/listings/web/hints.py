"""Words of the editor: what each page is about, and what a good answer to each question holds. By topic."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.listings.fields import Section

INTROS: dict[str, str | Promise] = {
    Section.IDENTITY: _("What it is and what it does, in words a buyer would use. Everybody sees this page."),
    Section.PROBLEM: _(
        "The problem first, then how it is solved. Everybody sees these answers, except the last one, which opens only "
        "after an NDA (a promise in writing to keep a secret)."
    ),
    Section.EVIDENCE: _(
        "Reports, certificates and records that show what you say. Name them here; on the next page each figure says "
        "which one it rests on."
    ),
    Section.CLAIMS: _(
        "Each row is a figure that a buyer can compare: value, unit, compared with what. Three rows are better than "
        "ten."
    ),
    Section.READINESS: _(
        "How far it has come, and where it belongs. TRL is the technology readiness level: 1 is an observed "
        "principle, 9 is routine use."
    ),
    Section.RIGHTS: _("Who protects what, where and until when. A status always has its day and its source."),
    Section.SERVICE: _("What the client receives, how fast, where, and under which certificate."),
    Section.OFFER: _("What you offer and at what price. Everybody sees this page."),
    Section.CONTACT: _(
        "By when you answer, and under which name. The promise is shown, and so is how well it is kept."
    ),
}

HINTS: dict[str, str | Promise] = {
    "title": _("Say what it does; at most 150 characters. For example: heat pump dryer for medicinal leaves"),
    "summary": _("One or two plain sentences; at most 280 characters. No adjectives: a figure says more."),
    "abstract": _("What the summary has no room for; at most 1,500 characters."),
    "keywords": _("Words that people search for, with commas between them"),
    "problem_solved": _("Who has it, when, and what it costs them today"),
    "how_it_works": _(
        "Enough to judge it, not enough to copy it. What is not filed as a patent application stays out of here."
    ),
    "limits": _("Where it fails or was not tried. Buyers trust a listing that says so."),
    "applications": _("Products, places and sizes it was used for"),
    "resource_needs": _("Power, water, floor, skills, inputs"),
    "confidential_detail": _(
        "Your own members see this, nobody else; later also a person whose NDA you have accepted. It is never in the "
        "search."
    ),
    "trl_declared": _(
        "Choose the highest level that you can show papers for. An assessor may set their own beside it."
    ),
    "year_started": _("Four digits, for example 2023"),
    "ipc": _("Classes of the International Patent Classification, with commas between them, for example F26B, A23F"),
    "vsic": _("Industries that would use it"),
    "unfiled_detail": _(
        "Reviewers see your answer, nobody else. What is public before it is filed can lose its novelty; the period of "
        "grace is limited."
    ),
    "first_disclosure_on": _(
        "Only where something was made public already: a paper, a fair, a video. Reviewers see it."
    ),
    "state_funded": _("Contracts about results paid for by the State have to be registered."),
    "origin_country": _("Filled in from your organisation"),
    "service_kinds": _("Everything this listing covers"),
    "deliverable": _("The report, the certificate, the sample, the training day"),
    "turnaround_days": _("From order to delivery, in the usual case"),
    "regions": _("Where you deliver without a surcharge"),
    "licence_kinds": _("Everything you would talk about; the terms are agreed in the deal"),
    "price_mode": _(
        "A price or a range brings more questions from buyers who can pay it. Write amounts in full below."
    ),
    "support_offered": _("Training, commissioning, spare parts, for how long"),
    "available_until": _("Day/month/year; empty while it stays on offer"),
    "response_days": _("From 1 to 20. Whoever writes to you sees this promise, and later how often you kept it."),
    "owner_hidden": _(
        "Your name, your other listings and your province stay out of page and search. Fixed once the listing is "
        "public."
    ),
    "baseline": _("The best usual way, not the worst, with its own value, for example: axial fan, same lot: 0.11 kWh"),
    "evidence.title": _("As it is printed on the document"),
    "rights.title": "",
    "evidence": _("The document that shows this figure; name it on the page Evidence first"),
    "issuer": _("The body that signed it, for example a testing centre with its accreditation number"),
    "issued_on": _("Day/month/year"),
    "link": _("Where everybody can read it, if there is such a place. Files for after an NDA are kept elsewhere."),
    "status_source": _("Gazette or register, for example: Official gazette A, October 2026"),
}
