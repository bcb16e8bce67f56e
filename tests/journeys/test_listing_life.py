"""After publication: an edit waits beside the text in view, a pause rests it, a withdrawal leaves a tombstone."""

import pytest

from marketplace.accounts.queries import actor_of
from marketplace.common import clock
from marketplace.listings.models import Listing
from tests.factories.accounts import make_member, make_user
from tests.factories.listings import make_draft, make_published, make_submitted
from tests.journeys import listing as do
from tests.journeys.reader import Reader
from workers.supervisor import drain_all

pytestmark = pytest.mark.django_db
OLD, NEW = "Sấy lạnh lá đàn hương", "Sấy lạnh lá đàn hương hai cấp nén"


def by_researcher(cast):
    return actor_of(cast.researcher, organisation_id=cast.institute.pk)


@pytest.fixture
def published(cast):
    listing = make_published(author=by_researcher(cast), now=clock.now(), title_vi=OLD)
    drain_all()
    return listing


@pytest.fixture
def draft(cast):
    return make_draft(author=by_researcher(cast), now=clock.now(), title_vi=OLD)


def own_address(listing):
    return f"/vi/my/listings/{listing.public_id}/"


def read(listing):
    return Listing.objects.get(pk=listing.pk)


def test_an_edit_waits_for_a_reviewer_while_the_old_text_stays_in_view(cast, come_in, published):
    researcher, own, public = come_in(cast.researcher), own_address(published), published.get_absolute_url()

    saved = do.answer(researcher, own, "identity", {"title_vi": NEW})
    drain_all()

    assert saved.status == 200
    assert Reader().open(public).heading == OLD
    assert do.titles(do.search(Reader(), "say lanh")) == [OLD]
    assert researcher.open(own).says(OLD, NEW)

    reviewer = come_in(cast.reviewer)
    link = next(
        one.attrs["href"] for one in reviewer.open("staff/moderation/changes/").main.all("a") if one.words == OLD
    )
    change = reviewer.open(link)
    assert change.says(OLD, NEW)
    reviewer.send(change.form("/approve/").fill(checklist=do.CHECKLIST))
    drain_all()

    moved = Reader().open(public)  # The slug changed with the title: the old address leads on.
    assert (moved.status, moved.heading) == (200, NEW)
    assert do.titles(do.search(Reader(), "say lanh")) == [NEW]


def test_a_paused_listing_leaves_the_search_and_stays_readable_by_its_address(cast, come_in, published):
    researcher, own, public = come_in(cast.researcher), own_address(published), published.get_absolute_url()

    do.move(researcher, own, "pause")
    drain_all()

    assert do.titles(do.search(Reader(), "say lanh")) == []
    resting = Reader().open(public)
    assert (resting.status, resting.heading) == (200, OLD)
    assert resting.says("Tạm dừng")

    do.move(researcher, own, "resume")
    drain_all()

    assert do.titles(do.search(Reader(), "say lanh")) == [OLD]


def test_a_withdrawn_listing_leaves_a_tombstone_and_the_search(cast, come_in, published):
    researcher, own, public = come_in(cast.researcher), own_address(published), published.get_absolute_url()

    without = do.move(researcher, own, "withdraw")
    assert (without.status, [target.attrs["name"] for target in without.error_targets()]) == (422, ["reason"])
    do.move(researcher, own, "withdraw", reason="no_longer_offered", note="Chỉ người của viện đọc ghi chú này.")
    drain_all()

    for reader in (Reader(), researcher):
        gone = reader.open(public)
        assert (gone.status, gone.heading) == (410, OLD)
        assert gone.says(published.reference, "Không còn chào")
        assert not gone.says("ghi chú này")
    assert do.titles(do.search(Reader(), "say lanh")) == []
    assert researcher.open(f"{own}edit/identity/").status == 409


def test_enter_in_a_field_saves_and_takes_no_row_away(cast, come_in, draft):
    researcher, own = come_in(cast.researcher), own_address(draft)
    form = do.editor(researcher.open(f"{own}edit/claims/")).fill(**{"claims-0-value": "0,58"})

    saved = researcher.send(form, form.default_button)

    assert do.editor(saved).value("claims-0-value") == "0,58"
    assert [str(claim.value.normalize()) for claim in read(draft).claims.all()] == ["0.58"]


def test_two_editors_at_once_see_both_texts_and_overwrite_nothing(cast, come_in, draft):
    first, second, own = come_in(cast.researcher), come_in(cast.colleague), own_address(draft)
    both = [do.editor(reader.open(f"{own}edit/problem/")) for reader in (first, second)]
    first.send(both[0].fill(problem_solved_vi="Câu của người thứ nhất."), "save")

    late = second.send(both[1].fill(problem_solved_vi="Câu của\nngười thứ hai.", limits_vi="Chưa thử với rễ."), "save")

    assert late.status == 409
    assert late.says("Câu của người thứ nhất.", "Câu của người thứ hai.", "Chưa thử với rễ.")
    assert read(draft).technology.problem_solved_vi == "Câu của người thứ nhất."
    assert read(draft).technology.limits_vi == ""

    choices = late.form("/edit/problem/").fill(**{"keep-problem_solved_vi": "theirs", "keep-limits_vi": "mine"})
    second.send(choices, "save")

    kept = read(draft).technology
    assert (kept.problem_solved_vi, kept.limits_vi) == ("Câu của người thứ nhất.", "Chưa thử với rễ.")


def test_an_editor_who_is_late_twice_is_asked_twice(cast, come_in, draft):
    first, second, own = come_in(cast.researcher), come_in(cast.colleague), own_address(draft)
    form = do.editor(second.open(f"{own}edit/problem/")).fill(problem_solved_vi="Của tôi.")
    do.answer(first, own, "problem", {"problem_solved_vi": "Lần một."}, button="save")
    conflict = second.send(form, "save")
    do.answer(first, own, "problem", {"problem_solved_vi": "Lần hai."}, button="save")

    again = second.send(conflict.form("/edit/problem/"), "keep=mine")

    assert again.status == 409
    assert again.says("Lần hai.", "Của tôi.")
    kept = second.send(again.form("/edit/problem/"), "keep=mine")
    assert kept.status == 200
    assert read(draft).technology.problem_solved_vi == "Của tôi."


def test_a_text_sent_meanwhile_is_not_changed_and_what_was_typed_is_shown_to_copy(cast, come_in, draft):
    first, second, own = come_in(cast.researcher), come_in(cast.colleague), own_address(draft)
    form = do.editor(second.open(f"{own}edit/problem/")).fill(problem_solved_vi="Viết trễ một phút.")
    do.send_in(first, own)

    late = second.send(form, "save")

    assert late.status == 409
    assert late.says("Viết trễ một phút.")
    assert read(draft).technology.problem_solved_vi == draft.technology.problem_solved_vi


def test_who_wrote_it_or_belongs_to_its_owner_does_not_review_it(cast, come_in):
    author = make_member(cast.institute, user=make_user(email="both@journey.example", staff=["reviewer"]))
    waiting = make_submitted(author=actor_of(author, organisation_id=cast.institute.pk), now=clock.now(), title_vi=OLD)
    reviewer, desk = come_in(author), f"/vi/staff/moderation/listings/{waiting.public_id}/"

    assert not reviewer.open("staff/moderation/listings/").says(OLD)
    assert reviewer.open(desk).status == 403
    for verb in ("take", "approve", "reject", "ask-changes"):
        assert reviewer.force(f"{desk}{verb}/").status == 403

    assert read(waiting).state == "submitted"


def test_only_who_took_it_decides(cast, come_in):
    waiting = make_submitted(author=by_researcher(cast), now=clock.now(), title_vi=OLD)
    desk = f"/vi/staff/moderation/listings/{waiting.public_id}/"
    taker, other = come_in(cast.reviewer), come_in(make_user(staff=["reviewer"]))
    taker.send(taker.open(desk).form("/take/"))

    refused = other.force(f"{desk}approve/", checklist=do.CHECKLIST, list_status="none", dual_use="no")

    assert refused.status == 403
    assert read(waiting).state == "in_review"


def test_strangers_and_guests_reach_nothing_of_a_draft(cast, come_in, draft):
    own, stranger = own_address(draft), come_in(cast.business)

    for address in (own, f"{own}edit/problem/", f"{own}preview/", f"{own}submit/", f"{own}move/archive/"):
        assert stranger.open(address).status == 404
        assert Reader().open(address).address.startswith("/vi/account/login/")
