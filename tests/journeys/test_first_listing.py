"""The first journey: a technology is written and published, a business hears of it, its owner asks what it is worth."""

import pytest

from tests.journeys import listing as do
from tests.journeys.listing import ESTIMATE, TECHNOLOGY, TITLE
from tests.journeys.reader import Reader
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db


def test_a_technology_is_written_approved_found_told_and_estimated(cast, come_in):
    business = come_in(cast.business)
    watched = do.watch(business, "say lanh")
    assert (do.titles(watched), do.notices(business)) == ([], [])

    # The researcher writes; one figure has nothing to be compared with at first.
    researcher = come_in(cast.researcher)
    own = do.begin(researcher)
    without = {**TECHNOLOGY, "claims": {**TECHNOLOGY["claims"], "claims-0-baseline_vi": ""}}
    early = {name: without[name] for name in ("identity", "problem", "claims")}
    refused = do.write(researcher, own, early)
    assert refused.address == f"{own}edit/claims/"
    assert [target.attrs["name"] for target in refused.error_targets()] == ["claims-0-baseline_vi"]
    kept = do.editor(refused)
    assert {name: kept.value(name) for name in without["claims"]} == without["claims"]

    # A yes to unfiled detail is refused with its reason, and everything written stays.
    do.answer(researcher, own, "claims", {"claims-0-baseline_vi": "Lò điện trở cùng cỡ: 1,15"})
    rest = {name: TECHNOLOGY[name] for name in ("readiness", "rights", "offer", "contact")}
    look = do.write(researcher, own, {**rest, "rights": {"unfiled_detail": "yes"}})
    assert look.address == f"{own}submit/"
    assert look.says("Chi tiết sáng tạo chưa nộp đơn thì chưa được công khai", "R-PUB-2")
    assert not look.main.has("button", name="how")
    repair = researcher.open(look.link("#id_unfiled_detail_0").partition("#")[0])
    look = researcher.send(do.editor(repair).fill(unfiled_detail="no"), "next")
    for section, answers in TECHNOLOGY.items():
        form = do.editor(researcher.open(f"{own}edit/{section}/"))
        for name, answer in answers.items():
            assert form.values(name) == (answer if isinstance(answer, list) else [answer])
    sent = do.send_in(researcher, own)
    assert sent.address == own

    # Not public before a reviewer who did not write it approved.
    drain_all()
    assert do.titles(do.search(business, "say lanh")) == []
    do.approve(come_in(cast.reviewer), TITLE)
    waiting = researcher.open(own)
    assert waiting.says("vài giây nữa sẽ tìm thấy")
    drain_all()

    # Found without marks and with them, marked, by everybody; the business is told once.
    for guest, words in ((Reader(), "say lanh"), (Reader(), "sấy lạnh"), (Reader(language="en"), "SAY LANH")):
        found = do.search(guest, words)
        assert do.titles(found) == [TITLE]
        assert [mark.words for mark in found.main.one("h3").all("mark")] == ["Sấy lạnh"]
    home = business.open("")
    assert home.unread == 1
    assert do.notices(business) == [f"Tin mới cho “say lanh”: {TITLE}"]
    notice = business.open("my/notices/").main.one("li", class_="due").one("form")
    public = business.send(do.Form(notice, address=""))
    assert (public.status, public.heading) == (200, TITLE)
    assert public.says("0,62 kWh/kg", "Lò điện trở cùng cỡ: 1,15", "120–180 triệu đồng")
    assert business.open("").unread == 0

    # The owner asks what it may be worth; a worker computes; range, drawing and inputs are shown.
    asked = do.ask_for_estimate(researcher, researcher.open(public.address), ESTIMATE)
    assert asked.says("Đang tính")
    drain_all()
    result = researcher.open(asked.address)
    assert result.says("trong tám phần mười số lượt", "Kế hoạch bán hàng 12/10", "10.000", "4,5")
    drawing = result.main.all("svg", role="img")[0]
    assert "P10" in drawing.words
    assert "P90" in drawing.words
    assert business.open(asked.address).status == 404
    assert do.notices(business) == [f"Tin mới cho “say lanh”: {TITLE}"]
