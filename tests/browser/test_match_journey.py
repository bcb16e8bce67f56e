"""From a stranger to an introduction: join, offer, ask, a match with its reasons, a no, two times yes, no more mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.floor import Floor
from tests.browser.looking import axe_findings, overflow_pixels
from tests.browser.pages import INSTITUTE, RESEARCHER, REVIEWER
from tests.browser.people import (
    COMPUTE_SECONDS,
    Open,
    approve_listing,
    fill,
    log_in,
    open_mail,
    own_browsers,
    send_in,
    sign_up,
    wait_for,
    write,
)
from tests.browser.servers import floor_on_servers
from tests.browser.shared import LogIns
from tests.factories.accounts import PASSWORD
from tests.journeys.listing import TECHNOLOGY

OTHER_RESEARCHER = "researcher2@demo.techfloor.example"
COOPERATIVE = "cooperative@demo.techfloor.example"
CHECKED = ["by_function", "measurable", "no_secrets"]
STOP_LINK = "pre.mail a[href*='/u/']"


@dataclass(frozen=True)
class Person:
    """Somebody new, with an own browser."""

    name: str
    email: str
    page: Page


@pytest.fixture(params=["one machine", pytest.param("servers", marks=[pytest.mark.nightly, pytest.mark.services])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Floor]:
    """The floor of both sizes; that on servers is seeded for this test alone, which takes minutes."""
    if request.param == "one machine":
        yield request.getfixturevalue("floor")
        return
    with floor_on_servers(tmp_path) as started:
        yield started


@pytest.fixture
def open_as(browser: Browser, place: Floor) -> Iterator[Open]:
    with own_browsers(browser, place, LogIns(browser, place)) as open_page:
        yield open_page


def test_strangers_meet_by_a_match_and_stop_their_mail(open_as: Open, browser: Browser, place: Floor) -> None:
    word = f"tơ{token_hex(3)}"  # A word that nothing else on this floor has.
    good, poor, wanted = f"Máy rút sợi {word} từ cuống sen", f"Khung rút sợi {word} bằng tay", f"Rút sợi {word} đều hơn"
    researcher = newcomer(open_as, "Tòng Thị Sen")
    join(researcher, open_as(RESEARCHER), INSTITUTE)
    buyer = newcomer(open_as, "Quàng Văn Sợi")
    chair = open_as(COOPERATIVE)
    join(buyer, chair, slug_of_own_organisation(chair))
    reviewer = open_as(REVIEWER)

    # Two technologies, one that keeps the figure and one that does not; a need that both answer.
    offer(researcher.page, good, broken="3", trl="trl_8")
    offer(open_as(OTHER_RESEARCHER), poor, broken="9", trl="trl_5")
    for title in (good, poor):
        approve_listing(reviewer, title)
    need = post_need(buyer.page, wanted)
    approve_need(reviewer, wanted)

    # The need's page: who fits, why, why not, what to ask; the points are the sum of their parts.
    buyer.page.goto(need)
    buyer.page.locator("main a[href^='/vi/needs/']").first.click()
    best = wait_for(buyer.page, f"article[id^=match-]:has-text('{good}')", seconds=COMPUTE_SECONDS)
    other = wait_for(buyer.page, f"article[id^=match-]:has-text('{poor}')", seconds=COMPUTE_SECONDS)
    assert {"Vì sao hợp", "Chưa hợp", "Cần hỏi thêm"} <= set(best.locator("h4").all_inner_texts())
    assert adds_up(best)
    expect(best).to_contain_text(word)
    assert axe_findings(buyer.page) == []
    assert overflow_pixels(buyer.page) <= 0

    public = buyer.page.url
    for person in (buyer, researcher):
        told(person, f"“{good}”")

    # A no with one tap, a yes, and the yes of the other side.
    buyer.page.goto(public)
    other.locator("a[href$='/dismiss/']").click()
    other.locator("button[name=reason]").first.click()
    expect(other.locator("button[name=reason]")).to_have_count(0)
    answer_yes(buyer.page, good)
    mail = told(researcher, f"Bên kia muốn trao đổi về “{good}”")
    answer_yes(researcher.page, wanted)

    # Each sees the other's contact person.
    contact(researcher.page)
    my_match(buyer.page, good)
    contact(buyer.page)

    stop_mail(browser, place, mail)


def newcomer(open_as: Open, name: str) -> Person:
    """Sign up, confirm the address by the mail, log in."""
    person = Person(name, f"{token_hex(6)}@example.org", open_as(""))
    sign_up(person.page, person.email, name)
    log_in(person.page, person.email, PASSWORD)
    return person


def slug_of_own_organisation(page: Page) -> str:
    page.goto("/vi/my/organisation/")
    address = page.locator("main a[href*='/organisations/']").first.get_attribute("href") or ""
    return address.rstrip("/").rpartition("/")[2]


def join(person: Person, administrator: Page, slug: str) -> None:
    """Ask; the administrator lets them in as an editor."""
    person.page.goto(f"/vi/organisations/{slug}/join/")
    person.page.locator("main textarea[name=note]").fill("Tôi làm ở xưởng sợi.")
    person.page.locator("main form button.btn").click()
    person.page.wait_for_url("**/my/requests/**")
    administrator.goto("/vi/my/organisation/")
    administrator.locator("#requests a", has_text=person.name).first.click()
    administrator.locator("main form button.btn").first.click()
    administrator.wait_for_load_state()


def offer(page: Page, title: str, *, broken: str, trl: str) -> None:
    """Write a technology with one figure, and send it in."""
    changed: Mapping[str, Mapping[str, Any]] = {
        "identity": {"title_vi": title, "summary_vi": f"{title}: dùng cho tổ dệt."},
        "problem": {
            "problem_solved_vi": f"{title}: sợi không đứt, mỗi ngày rút nhiều cuống hơn.",
            "how_it_works_vi": "Hai con lăn kéo chậm, giữ ẩm bằng phun sương.",
        },
        "claims": {
            "claims-0-metric_vi": "Tỉ lệ sợi đứt",
            "claims-0-value": broken,
            "claims-0-unit": "%",
            "claims-0-baseline_vi": "Rút bằng tay: 12 %",
        },
        "readiness": {"trl_declared": trl},
    }
    sections = {name: {**answers, **changed.get(name, {})} for name, answers in TECHNOLOGY.items()}
    send_in(page, write(page, "/vi/my/listings/new/", "technology", sections))


def post_need(page: Page, title: str) -> str:
    """Write a need with two figures, and send it in; the address of the own need."""
    sections: dict[str, dict[str, str | list[str]]] = {
        "problem": {"title_vi": title, "problem_vi": f"{title}: cần máy rút sợi từ cuống sen, sợi ít đứt."},
        "requirements": {
            "requirements-0-metric_vi": "Tỉ lệ sợi đứt",
            "requirements-0-operator": "le",
            "requirements-0-value": "5",
            "requirements-0-unit": "%",
            "requirements-0-must": "on",
            "requirements-1-metric_vi": "Số cuống mỗi giờ",
            "requirements-1-operator": "ge",
            "requirements-1-value": "200",
            "requirements-1-unit": "cuống/giờ",
        },
        "scope": {"st_field": "engineering", "trl_min": "trl_7", "licence_kinds": ["non_exclusive_licence"]},
        "terms": {
            "answers_by": (timezone.localdate() + timedelta(days=60)).strftime("%d/%m/%Y"),
            "budget_min": "150.000.000",
            "budget_max": "400.000.000",
            "visibility": "public",
        },
    }
    own = write(page, "/vi/my/needs/new/", "technology", sections)
    send_in(page, own)
    return own


def approve_need(page: Page, title: str) -> None:
    """Find it in the queue, take it, tick everything, open it."""
    page.goto("/vi/staff/moderation/needs/")
    page.locator("main tbody th a", has_text=title).click()
    page.locator("button[name=do][value=take]").click()
    fill(page.locator("main form:has([name=checklist])"), {"checklist": CHECKED})
    page.locator("button[name=do][value=approve]").click()
    page.wait_for_load_state()


def adds_up(match: Locator) -> bool:
    """Whether the points of the parts are those that the pair has."""
    parts = match.locator("dl.why dd.n b").all_inner_texts()
    return len(parts) > 1 and sum(map(int, parts)) == int(match.locator(".score b").first.inner_text())


def told(person: Person, words: str) -> str:
    """The notice on the floor, and the same as a mail; the address of the page that shows the mail."""
    person.page.goto("/vi/my/notices/")
    expect(wait_for(person.page, f"main li.due:has-text('{words}')")).to_be_visible()
    open_mail(person.page, to=person.email, about=words)
    return person.page.url


def my_match(page: Page, title: str) -> None:
    page.goto("/vi/my/matches/")
    page.locator("article[id^=match-]", has_text=title).locator("a.btn--line").first.click()


def answer_yes(page: Page, title: str) -> None:
    my_match(page, title)
    page.locator("form[action$='/accept/'] button").click()
    page.wait_for_load_state()


def contact(page: Page) -> None:
    """The page of the pair names the other side's contact person; the address is shown when asked for."""
    page.locator("form[action*='/contact/'] button").click()
    expect(page.locator("#answer a[href^='mailto:']")).to_be_visible()


def stop_mail(browser: Browser, floor: Floor, mail: str) -> None:
    """By the link of the mail, by somebody who is not logged in, without script."""
    context = browser.new_context(base_url=floor.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(mail)
    page.locator(STOP_LINK).click()
    page.locator("main form button.btn").first.click()
    expect(page.locator("main .note--ok")).to_be_visible()
    context.close()
