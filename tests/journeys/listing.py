"""What people do with a listing, page by page; the same over Django's client and over a real connection."""

from collections.abc import Mapping

from tests.journeys.html import Form
from tests.journeys.reader import Page, Reader

Answers = Mapping[str, str | list[str]]
TITLE = "Sấy lạnh lá đàn hương bằng bơm nhiệt"
# The twelve required answers of a technology, as they are typed in Vietnamese, page by page.
TECHNOLOGY: dict[str, dict[str, str | list[str]]] = {
    "identity": {
        "subtype": "process_or_product",
        "title_vi": TITLE,
        "summary_vi": "Tủ sấy mẻ 60 kg lá tươi ở 40 °C, giữ màu và tinh dầu.",
        "st_field": "engineering",
    },
    "problem": {
        "problem_solved_vi": "Mùa mưa không phơi được.\nLò củi ám khói, mất tinh dầu.",
        "how_it_works_vi": "Bơm nhiệt tách ẩm và thu hồi nhiệt ngưng tụ về buồng sấy.",
    },
    "claims": {
        "claims-0-metric_vi": "Điện năng mỗi kg nước bay hơi",
        "claims-0-operator": "le",
        "claims-0-value": "0,62",
        "claims-0-unit": "kWh/kg",
        "claims-0-baseline_vi": "Lò điện trở cùng cỡ: 1,15",
    },
    "readiness": {"trl_declared": "trl_7"},
    "rights": {"unfiled_detail": "no"},
    "offer": {
        "licence_kinds": ["exclusive_licence", "non_exclusive_licence"],
        "price_mode": "range",
        "price_min": "120.000.000",
        "price_max": "180.000.000",
    },
    "contact": {"response_days": "7"},
}
# Of the form of an estimate only what nobody can know for the owner; the rest stays as the floor filled it in.
ESTIMATE = {
    "first_revenue_low": "8.000",
    "first_revenue_likely": "10.000",
    "first_revenue_high": "14.000",
    "first_revenue_source": "Kế hoạch bán hàng 12/10",
    "growth_likely": "5",
    "royalty_low": "3",
    "royalty_likely": "4,5",
    "royalty_high": "6",
    "life_likely": "7",
    "discount_rate_low": "17",
    "discount_rate_likely": "20",
    "discount_rate_high": "25",
}
CHECKLIST = ["says_what", "figures", "authority", "nothing_unfiled", "lists_read"]


def begin(reader: Reader, kind: str = "technology") -> str:
    """Choose a kind; returns the address below which the owner works on the new draft."""
    page = reader.open("my/listings/new/")
    choices = [Form(node, address=page.address) for node in page.main.all("form")]
    chosen = next(form for form in choices if form.node.has("button", value=kind))
    landed = reader.send(chosen, f"kind={kind}")
    assert "/edit/" in landed.address, f"{landed.status} at {landed.address}: {landed.errors} {landed.words[:600]}"
    return landed.address.partition("edit/")[0]


def editor(page: Page) -> Form:
    """The form of a page of the editor."""
    return page.form("/edit/", having="version")


def answer(reader: Reader, own: str, section: str, answers: Answers, *, button: str = "next") -> Page:
    """Open one page of the editor, answer, press a button."""
    return reader.send(editor(reader.open(f"{own}edit/{section}/")).fill(**answers), button)


def write(reader: Reader, own: str, pages: Mapping[str, Answers]) -> Page:
    """Answer page after page, always by the button that leads on; returns the look before sending.

    Papers are optional: their page is passed as a writer passes it who has none.
    """
    page = reader.open(f"{own}edit/{next(iter(pages))}/")
    for section, answers in pages.items():
        if page.address == f"{own}edit/evidence/" and section != "evidence":
            page = reader.send(editor(page), "next")
        assert page.address == f"{own}edit/{section}/", f"{page.address}: {page.errors}"
        page = reader.send(editor(page).fill(**answers), "next")
    return page


def send_in(reader: Reader, own: str) -> Page:
    """Press the button of the look before sending."""
    return reader.send(reader.open(f"{own}submit/").form("/submit/"), "how=review")


def approve(reviewer: Reader, title: str) -> Page:
    """Find it in the queue, take it, tick everything, publish."""
    queue = reviewer.open("staff/moderation/listings/")
    link = next(link.attrs["href"] for link in queue.main.all("a") if link.words == title)
    taken = reviewer.send(reviewer.open(link).form("/take/"))
    decision = taken.form("/approve/").fill(checklist=CHECKLIST, list_status="none", dual_use="no")
    return reviewer.send(decision)


def search(reader: Reader, words: str) -> Page:
    """Type into the box of the shell."""
    home = reader.open("search/")
    box = Form(home.tree.one("header").one("form", role="search"), address=home.address)
    return reader.send(box.fill(q=words))


def titles(page: Page) -> list[str]:
    """The titles of a list of results."""
    return [item.one("h3").words for item in page.main.all("li", class_="item")]


def watch(reader: Reader, words: str) -> Page:
    """Search, and ask to be told of new results."""
    return reader.send(search(reader, words).form("/search/save/"))


def notices(reader: Reader) -> list[str]:
    """What was told, newest first, by its first line."""
    page = reader.open("my/notices/")
    return [notice.one("b").words for notice in page.main.all("li", class_="due")]


def ask_for_estimate(reader: Reader, listing_page: Page, answers: Answers) -> Page:
    """From the listing's page to the form of an estimate, and send it."""
    form = reader.open(listing_page.link("/valuations/new/")).form("/valuations/new/")
    return reader.send(form.fill(**answers))


def move(reader: Reader, own: str, name: str, **answers: str) -> Page:
    """One of the owner's moves, through its page that repeats what will happen."""
    page = reader.open(reader.open(own).link(f"/move/{name}/"))
    return reader.send(page.form().fill(**answers))
