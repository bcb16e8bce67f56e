"""What no page would send, and what people paste: a clear refusal in place, nothing typed lost, nothing stored."""

import unicodedata

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common import clock
from marketplace.listings.models import Listing
from marketplace.listings.snapshot import snapshot
from tests.factories.listings import make_draft, make_published
from tests.journeys import listing as do
from tests.journeys.reader import Reader
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
TEN_MEGABYTES = "đ" * 5_000_000  # Two bytes each, six in the body.
SCRIPT = "<script>alert(1)</script>"
TYPED = "Câu này đã gõ và phải còn."

# Page → what is sent, and the control that is named. Each is refused in place.
REFUSED: dict[str, list[tuple[dict[str, str | list[str]], str]]] = {
    "identity": [
        ({"title_vi": "Sấy " * 60}, "title_vi"),
        ({"st_field": "no-such-field"}, "st_field"),
        ({"subtype": "x" * 5_000}, "subtype"),
    ],
    "problem": [({"how_it_works_vi": "x" * 6_001}, "how_it_works_vi")],
    "claims": [
        ({"claims-0-value": "không phẩy sáu"}, "claims-0-value"),
        ({"claims-0-value": "9" * 400}, "claims-0-value"),
        ({"claims-0-value": "NaN"}, "claims-0-value"),
        ({"claims-0-operator": "; DROP TABLE"}, "claims-0-operator"),
        ({"claims-0-id": "1 OR 1=1"}, "claims-0-id"),
        ({"claims-0-unit": "k" * 31}, "claims-0-unit"),
    ],
    "readiness": [
        ({"trl_declared": "trl_10"}, "trl_declared"),
        ({"year_started": "1e9"}, "year_started"),
        ({"ipc": "A23, ZZ99"}, "ipc"),
    ],
    "rights": [
        ({"first_disclosure_on": "31/02/2026"}, "first_disclosure_on"),
        ({"first_disclosure_on": "02/31/2026"}, "first_disclosure_on"),
        ({"origin_country": "Việt Nam"}, "origin_country"),
    ],
    "offer": [
        ({"price_min": "-1"}, "price_min"),
        ({"price_min": "200.000.000", "price_max": "1"}, "price_max"),
        ({"royalty_low": "101"}, "royalty_low"),
        ({"currency": "XXX"}, "currency"),
        ({"licence_kinds": ["exclusive_licence", "' OR 1=1 --"]}, "licence_kinds"),
    ],
    "contact": [({"response_days": "21"}, "response_days"), ({"response_days": "mười"}, "response_days")],
}
PAGE_MAX_CHARS = 30_000  # Of a refusal: what was sent does not come back whole.
# (page, what is sent, status, what the page says) where it cannot stand in the form again.
TURNED_AWAY: list[tuple[str, dict[str, str], int, str]] = [
    ("problem", {"problem_solved_vi": TEN_MEGABYTES}, 413, "lớn hơn mức biểu mẫu nhận"),
    ("problem", {"problem_solved_vi": "chữ\x00ẩn"}, 400, "ký tự điều khiển"),
    ("identity", {"title_vi": "Sấy\x1b[31m lạnh"}, 400, "ký tự điều khiển"),
    ("identity", {"title_vi": "Sấy \ufffd"}, 400, "không phải UTF-8"),
    ("problem", {f"x{number}": "1" for number in range(600)}, 400, "Chưa có gì thay đổi"),
    ("identity", {"csrfmiddlewaretoken": "0" * 64}, 403, "trình duyệt vẫn giữ những gì bạn đã gõ"),
]


@pytest.fixture
def draft(cast):
    author = actor_of(cast.researcher, organisation_id=cast.institute.pk)
    return make_draft(author=author, now=clock.now(), limits_vi=TYPED, royalty_low="3", royalty_high="5")


@pytest.fixture
def researcher(cast, come_in):
    return come_in(cast.researcher)


def own_address(listing):
    return f"/vi/my/listings/{listing.public_id}/"


def stored(listing):
    found = Listing.objects.get(pk=listing.pk)
    return found.version, snapshot(found)


def form_of(reader, listing, section):
    return do.editor(reader.open(f"{own_address(listing)}edit/{section}/"))


@pytest.mark.parametrize("section", REFUSED)
def test_a_wrong_answer_is_named_at_its_control_and_nothing_is_lost(researcher, draft, section):
    before = stored(draft)
    for sent, control in REFUSED[section]:
        form = form_of(researcher, draft, section)
        shown = {name: form.values(name) for name in form.names - {"csrfmiddlewaretoken"}}

        refused = researcher.send(form.twist(**sent), "next")

        assert (refused.status, stored(draft)) == (422, before), sent
        assert {target.attrs.get("name") for target in refused.error_targets()} == {control}, sent
        again = do.editor(refused)
        kept = {name: again.values(name) for name in shown}
        assert {name for name in shown if kept[name] != shown[name]} <= sent.keys(), sent
        for name in sent.keys() & typed_into(again):
            assert " ".join(again.value(name).split()) == " ".join(str(sent[name]).split())


def typed_into(form):
    """Controls in which one types: what was sent stands there again."""
    return {box.attrs["name"] for box in [*form.node.all("textarea"), *form.node.all("input", type="text")]}


def test_what_is_too_large_or_no_text_gets_a_page_that_says_so(researcher, draft):
    before = stored(draft)

    for section, sent, status, words in TURNED_AWAY:
        refused = researcher.send(form_of(researcher, draft, section).twist(**sent), "next")

        assert (refused.status, stored(draft)) == (status, before)
        assert refused.says(words)
        assert len(refused.text) < PAGE_MAX_CHARS


def test_a_wrong_count_of_rows_changes_nothing(researcher, draft):
    before = stored(draft)

    for total in ("", "-1", "1e9", "100000000", "x" * 1000):
        refused = researcher.send(form_of(researcher, draft, "claims").twist(**{"claims-TOTAL_FORMS": total}), "next")

        assert (refused.status, stored(draft)) == (422, before)
        assert refused.errors


def test_a_form_without_its_version_never_wins(researcher, draft):
    before = stored(draft)

    for version in ("", "0", "-1", "abc", "1e9", "9" * 400):
        form = form_of(researcher, draft, "problem").twist(version=version, limits_vi="Khác.")
        refused = researcher.send(form, "next")

        assert (refused.status, stored(draft)) == (409, before)
        assert refused.says(TYPED, "Khác.")


def test_addresses_that_nobody_offers_are_not_there(researcher, draft):
    before = stored(draft)

    for address in ("move/explode/", "edit/no-such/", "points/999999/", "edit/' OR 1=1/"):
        assert researcher.force(f"{own_address(draft)}{address}").status == 404
    assert stored(draft) == before


def test_a_move_that_the_state_does_not_have_is_refused(researcher, draft):
    before = stored(draft)

    for move in ("pause", "resume", "renew", "withdraw", "revise", "recall"):
        assert researcher.force(f"{own_address(draft)}move/{move}/", reason="no_longer_offered").status == 409

    assert stored(draft) == before


def test_letters_of_two_code_points_are_kept_as_one_and_found_by_both(researcher, draft):
    typed = unicodedata.normalize("NFD", "Sấy lạnh củ đẳng sâm")

    researcher.send(form_of(researcher, draft, "identity").fill(title_vi=typed), "next")

    assert Listing.objects.get(pk=draft.pk).title_vi == "Sấy lạnh củ đẳng sâm"


def test_marks_that_hide_or_turn_text_do_not_reach_the_page(researcher, draft):
    typed = "Sấy\u200b lạnh\u202e củ sâm\ufeff"

    researcher.send(form_of(researcher, draft, "identity").fill(title_vi=typed), "next")

    assert Listing.objects.get(pk=draft.pk).title_vi == "Sấy lạnh củ sâm"


def test_markup_is_text_on_every_page_that_shows_it(cast, come_in):
    author = actor_of(cast.researcher, organisation_id=cast.institute.pk)
    title = f"Sấy lạnh {SCRIPT} \"'><img src=x onerror=alert(2)>"
    business = come_in(cast.business)
    do.watch(business, "say lanh")
    listing = make_published(
        author=author, now=clock.now(), title_vi=title, summary_vi=f"{SCRIPT} sấy", how_it_works_vi=f"</p>{SCRIPT}"
    )
    drain_all()
    researcher, reviewer = come_in(cast.researcher), come_in(cast.reviewer)

    own = own_address(listing)
    pages = [
        Reader().open(listing.get_absolute_url()),
        do.search(Reader(), "say lanh"),
        do.search(Reader(), SCRIPT),
        business.open("my/notices/"),
        *(researcher.open(f"{own}{part}") for part in ("", "preview/", "edit/identity/", "edit/problem/")),
        reviewer.open(f"staff/moderation/listings/{listing.public_id}/"),
        Reader().open(""),
    ]

    assert [page.status for page in pages] == [200] * len(pages)
    for page in pages:
        assert SCRIPT in page.text.replace("&lt;", "<").replace("&gt;", ">")
        assert not page.tree.has("img", src="x")
        scripts = [one for one in page.tree.all("script") if "src" not in one.attrs]
        assert {one.attrs.get("type") for one in scripts} <= {"application/ld+json"}
        assert SCRIPT not in page.text
