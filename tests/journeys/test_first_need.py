"""A need from the first answer to its end: written, opened, found, told to who can solve it, edited, closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.queries import actor_of
from marketplace.common import clock
from marketplace.needs.models import Need
from marketplace.needs.snapshot import snapshot
from tests.factories.accounts import make_member, make_user
from tests.factories.needs import make_draft, make_open, make_submitted
from tests.journeys import listing as do
from tests.journeys.html import Form
from tests.journeys.listing import Answers, editor, titles
from tests.journeys.reader import Page, Reader
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
BUYER = "Hợp tác xã Hành trình"
TITLE = "Sấy lạnh búp chè dưới 2.500 đồng mỗi kg"
CHECKLIST = ["by_function", "measurable", "no_secrets"]


def answers_by():
    return timezone.localdate(clock.now()) + timedelta(days=60)


def pages(**terms: str) -> dict[str, Answers]:
    """The required answers, and a site, as they are typed in Vietnamese."""
    return {
        "problem": {"title_vi": TITLE, "problem_vi": "Mùa mưa lò củi ám khói.\nCần sấy 800 kg búp mỗi ngày."},
        "requirements": {
            "requirements-0-metric_vi": "Chi phí năng lượng mỗi kg chè khô",
            "requirements-0-operator": "le",
            "requirements-0-value": "2.500",
            "requirements-0-unit": "VND/kg",
            "requirements-0-must": "on",
        },
        "constraints": {"site_vi": "1.400 m, điện một pha 5 kW"},
        "scope": {"st_field": "engineering", "trl_min": "trl_7"},
        "terms": {
            "answers_by": answers_by().strftime("%d/%m/%Y"),
            "budget_min": "150.000.000",
            "budget_max": "400.000.000",
            "visibility": "public",
            **terms,
        },
    }


def begin(reader: Reader, kind: str = "technology") -> str:
    page = reader.open("my/needs/new/")
    choices = [Form(node, address=page.address) for node in page.main.all("form")]
    chosen = next(form for form in choices if form.node.has("button", value=kind))
    return reader.send(chosen, f"kind={kind}").address.partition("edit/")[0]


def send_in(reader: Reader, own: str) -> Page:
    return reader.send(reader.open(f"{own}submit/").form(having="how"), "how=review")


def approve(reviewer: Reader, title: str) -> Page:
    queue = reviewer.open("staff/moderation/needs/")
    link = next(one.attrs["href"] for one in queue.main.all("a") if one.words == title)
    taken = reviewer.send(reviewer.open(link).form(having="do"), "do=take")
    if taken.address != link:
        taken = reviewer.open(link)
    return reviewer.send(taken.form(having="checklist").fill(checklist=CHECKLIST), "do=approve")


def move(reader: Reader, own: str, name: str, **answers: str) -> Page:
    page = reader.open(reader.open(own).link(f"/moves/{name}/"))
    return reader.send(page.form().fill(**answers))


def read(need):
    return Need.objects.get(pk=need.pk)


def organisation_of(user):
    return user.memberships.get().organisation


def by_business(cast):
    return actor_of(cast.business, organisation_id=organisation_of(cast.business).pk)


def own_address(need):
    return f"/vi/my/needs/{need.public_id}/"


@pytest.fixture
def opened(cast):
    need = make_open(author=by_business(cast), now=clock.now(), title_vi=TITLE, answers_by=answers_by().isoformat())
    drain_all()
    return need


@pytest.fixture
def draft(cast):
    return make_draft(author=by_business(cast), now=clock.now(), title_vi=TITLE)


def test_a_need_is_written_opened_found_and_told(cast, come_in):
    institute = come_in(cast.researcher)
    do.watch(institute, "say lanh")

    # One figure has no unit at first; the page says so and keeps the rest.
    business = come_in(cast.business)
    own = begin(business)
    asked = pages()
    early = {"problem": asked["problem"], "requirements": {**asked["requirements"], "requirements-0-unit": ""}}
    refused = do.write(business, own, early)
    assert refused.address == f"{own}edit/requirements/"
    assert [target.attrs["name"] for target in refused.error_targets()] == ["requirements-0-unit"]
    assert editor(refused).value("requirements-0-metric_vi") == "Chi phí năng lượng mỗi kg chè khô"
    do.answer(business, own, "requirements", {"requirements-0-unit": "VND/kg"})
    look = do.write(business, own, {name: asked[name] for name in ("constraints", "scope", "terms")})
    assert look.address == f"{own}submit/"
    assert send_in(business, own).address == own

    drain_all()
    assert titles(do.search(institute, "say lanh")) == []
    approve(come_in(cast.reviewer), TITLE)
    drain_all()

    # Found with and without marks; the institute that watches is told once; the budget is nobody's business.
    for words in ("say lanh", "sấy lạnh bup che"):
        assert titles(do.search(Reader(), words)) == [TITLE]
    assert institute.open("").unread == 1
    assert do.notices(institute) == [f"Tin mới cho “say lanh”: {TITLE}"]
    public = Reader().open(do.search(Reader(), "say lanh").link("/needs/"))
    assert (public.status, public.heading) == (200, TITLE)
    assert public.says("2.500 VND/kg", BUYER, "1.400 m, điện một pha 5 kW")
    assert "400" not in public.words.replace("1.400 m", "")


def test_who_asks_without_a_name_is_named_nowhere(cast, come_in):
    institute, business, reviewer = come_in(cast.researcher), come_in(cast.business), come_in(cast.reviewer)
    do.watch(institute, "say lanh")
    own = begin(business)
    do.write(business, own, pages(visibility="anonymous"))
    send_in(business, own)
    approve(reviewer, TITLE)
    drain_all()

    found = do.search(Reader(), "say lanh")
    public = Reader().open(found.link("/needs/"))
    english = Reader().open(public.tree.one("a", hreflang="en").attrs["href"])
    reads = {
        "own page": business.open(own),
        "result": found,
        "public page": public,
        "public page in English": english,
        "home": Reader().open(""),
        "notices of the watcher": institute.open("my/notices/"),
    }
    of_organisation = Reader().open(f"organisations/{organisation_of(cast.business).slug}/")

    assert [(name, page.status, page.says(TITLE)) for name, page in reads.items()] == [
        (name, 200, True) for name in reads
    ]
    assert [name for name, page in reads.items() if BUYER in page.text] == ["own page"]
    assert (of_organisation.heading, of_organisation.says(TITLE)) == (BUYER, False)
    assert titles(do.search(Reader(), BUYER)) == []


def test_an_edit_of_an_open_need_is_live_at_once(cast, come_in, opened):
    business, own = come_in(cast.business), own_address(opened)

    do.answer(business, own, "problem", {"title_vi": "Sấy lạnh búp chè, mẻ 100 kg"}, button="save")
    drain_all()

    assert titles(do.search(Reader(), "say lanh")) == ["Sấy lạnh búp chè, mẻ 100 kg"]
    assert Reader().open(opened.get_absolute_url()).heading == "Sấy lạnh búp chè, mẻ 100 kg"


def test_a_paused_need_leaves_the_search_and_stays_readable_by_its_address(cast, come_in, opened):
    business, own = come_in(cast.business), own_address(opened)

    move(business, own, "pause")
    drain_all()

    assert titles(do.search(Reader(), "say lanh")) == []
    resting = Reader().open(opened.get_absolute_url())
    assert (resting.status, resting.heading) == (200, TITLE)

    move(business, own, "resume")
    drain_all()

    assert titles(do.search(Reader(), "say lanh")) == [TITLE]


def test_a_need_closed_without_a_solution_says_why_and_leaves_the_search(cast, come_in, opened):
    business, own = come_in(cast.business), own_address(opened)

    move(business, own, "close_unmet", reason="too_expensive")
    drain_all()

    assert titles(do.search(Reader(), "say lanh")) == []
    closed = Reader().open(opened.get_absolute_url())
    assert (closed.status, closed.heading) == (200, TITLE)


def test_a_withdrawn_need_leaves_a_tombstone(cast, come_in, opened):
    business, own = come_in(cast.business), own_address(opened)

    without = move(business, own, "withdraw")
    assert (without.status, [target.attrs["name"] for target in without.error_targets()]) == (422, ["reason"])
    move(business, own, "withdraw", reason="need_changed", note="Chỉ người của hợp tác xã đọc ghi chú này.")
    drain_all()

    gone = Reader().open(opened.get_absolute_url())
    assert (gone.status, gone.heading) == (410, TITLE)
    assert gone.says(opened.reference)
    assert not gone.says("ghi chú này")
    assert titles(do.search(Reader(), "say lanh")) == []


def test_two_editors_at_once_see_both_texts_and_overwrite_nothing(cast, come_in, draft):
    colleague = make_member(draft.owner, user=make_user(email="second@journey.example"))
    first, second, own = come_in(cast.business), come_in(colleague), own_address(draft)
    both = [editor(reader.open(f"{own}edit/problem/")) for reader in (first, second)]
    first.send(both[0].fill(problem_vi="Câu của người thứ nhất."), "save")

    late = second.send(both[1].fill(problem_vi="Câu của\nngười thứ hai."), "save")

    assert late.status == 409
    assert late.says("Câu của người thứ nhất.", "Câu của người thứ hai.")
    assert read(draft).problem_vi == "Câu của người thứ nhất."

    second.send(late.form("/edit/problem/"), "keep=mine")
    assert read(draft).problem_vi == "Câu của\nngười thứ hai."


def test_who_wrote_it_does_not_review_it(cast, come_in):
    author = make_member(organisation_of(cast.business), user=make_user(staff=["reviewer"]))
    need = make_submitted(
        author=actor_of(author, organisation_id=organisation_of(cast.business).pk), now=clock.now(), title_vi=TITLE
    )
    reviewer, desk = come_in(author), f"/vi/staff/moderation/needs/{need.public_id}/"

    assert not reviewer.open("staff/moderation/needs/").says(TITLE)
    assert reviewer.open(desk).status == 403
    for verb in ("take", "approve", "reject"):
        assert reviewer.force(desk, do=verb, checklist=CHECKLIST).status == 403
    assert read(need).state == "submitted"


def test_enter_in_a_field_saves_and_takes_no_row_away(cast, come_in, draft):
    business, own = come_in(cast.business), own_address(draft)
    form = editor(business.open(f"{own}edit/requirements/")).fill(**{"requirements-0-value": "2.400"})

    business.send(form, form.default_button)

    assert [int(row.value) for row in read(draft).requirements.all()] == [2400]


# Page → what is sent, and the control that is named.
REFUSED: list[tuple[str, dict[str, str | list[str]], str]] = [
    ("problem", {"title_vi": "Sấy " * 60}, "title_vi"),
    ("problem", {"problem_vi": "x" * 20_001}, "problem_vi"),
    ("requirements", {"requirements-0-value": "hai nghìn rưỡi"}, "requirements-0-value"),
    ("requirements", {"requirements-0-operator": "<>"}, "requirements-0-operator"),
    ("requirements", {"requirements-0-id": "x"}, "requirements-0-id"),
    ("scope", {"st_field": "no-such-field"}, "st_field"),
    ("scope", {"trl_min": "trl_9", "trl_max": "trl_2"}, "trl_max"),
    ("terms", {"answers_by": "31/02/2027"}, "answers_by"),
    ("terms", {"budget_min": "-1"}, "budget_min"),
    ("terms", {"budget_min": "2", "budget_max": "1"}, "budget_max"),
    ("terms", {"response_days": "0"}, "response_days"),
    ("terms", {"visibility": "everybody"}, "visibility"),
]


def test_a_wrong_answer_is_named_at_its_control_and_nothing_is_stored(cast, come_in, draft):
    business, own = come_in(cast.business), own_address(draft)
    before = read(draft).version, snapshot(read(draft))

    for section, sent, control in REFUSED:
        refused = business.send(editor(business.open(f"{own}edit/{section}/")).twist(**sent), "next")

        assert (refused.status, read(draft).version, snapshot(read(draft))) == (422, *before), sent
        assert control in {target.attrs.get("name") for target in refused.error_targets()}, sent

    for total in ("", "-1", "1e9", "x"):
        form = editor(business.open(f"{own}edit/requirements/")).twist(**{"requirements-TOTAL_FORMS": total})
        refused = business.send(form, "next")
        assert (refused.status, read(draft).version, snapshot(read(draft))) == (422, *before), total
