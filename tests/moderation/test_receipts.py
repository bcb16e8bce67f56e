"""The receipt of a complaint without an account: golden file, one Message-ID, a link that shows where it stands."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from marketplace.common.models import AuditEntry, OutboxRow
from marketplace.common.permissions import ANONYMOUS
from marketplace.common.problems import NotFound
from marketplace.moderation import actions, tokens
from marketplace.moderation.actions.receipts import receipt
from marketplace.moderation.models import Complaint
from marketplace.moderation.reactions import mail_receipt
from tests.factories.accounts import NOW
from tests.factories.complaints import STATEMENT, make_complaint, make_judge
from tests.factories.listings import make_published, make_reviewer

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
LINK = re.compile(r"/complaints/[^/]+/")


@pytest.fixture(autouse=True)
def _at_home(settings):
    settings.BASE_URL = "https://san.example.vn"


def by_mail(*, language: str = "vi", **words: str) -> Complaint:
    return actions.file_complaint(
        kind="listing",
        subject_id=make_published(**words).pk,
        ground="ip_infringement",
        statement=STATEMENT,
        email="ai@example.org",
        language=language,
        actor=ANONYMOUS,
        now=NOW,
    )


def page_of(complaint: Complaint):
    return Client().get(f"/en/complaints/{tokens.sign(complaint.public_id)}/")


def test_the_mail_is_as_in_the_golden_files():
    complaint = by_mail(language="en")
    sent = receipt(complaint)

    for suffix, text in (("txt", f"Subject: {sent.subject}\n\n{sent.body}"), ("html", sent.alternatives[0].content)):
        got = LINK.sub("/complaints/TOKEN/", text.replace(complaint.public_id, "NUMBER"))
        file = GOLDEN / f"receipt.en.{suffix}"
        assert got == file.read_text(encoding="utf-8"), f"{file.name} differs"


def test_it_goes_once_to_the_address_and_every_copy_has_one_message_id():
    complaint = by_mail()

    mail_receipt(subject_id=complaint.pk)
    mail_receipt(subject_id=complaint.pk)
    Complaint.objects.update(mailed_at=None)  # The process died between the mail and its record.
    mail_receipt(subject_id=complaint.pk)

    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert ids == [f"<complaint.{complaint.public_id}@san.example.vn>"] * 2
    assert [message.to for message in mail.outbox] == [["ai@example.org"]] * 2
    assert AuditEntry.objects.filter(verb="complaint.mail_receipt").count() == 2


def test_filing_leaves_the_work_behind():
    complaint = by_mail()

    waiting = OutboxRow.objects.filter(subject_kind="complaint", subject_id=complaint.pk)
    assert "mail_complaint_receipt" in waiting.values_list("task", flat=True)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_speaks_the_language_of_the_page(language):
    sent = receipt(by_mail(language=language))

    assert f"https://san.example.vn/{language}/complaints/" in sent.body
    assert f'<html lang="{language}">' in sent.alternatives[0].content


def test_the_words_of_a_stranger_do_not_travel_by_it():
    sent = receipt(by_mail(title_vi="Máy sấy xem http://lua.example.com ngay"))

    for text in (sent.subject, sent.body, sent.alternatives[0].content):
        assert STATEMENT not in text
        assert "lua.example.com" not in text


def test_who_has_an_account_has_a_notice_and_gets_no_receipt():
    mail_receipt(subject_id=make_complaint().pk)

    assert mail.outbox == []


def test_the_link_shows_where_it_stands_without_an_account():
    complaint = by_mail()

    page = page_of(complaint)

    assert page.status_code == 200
    assert complaint.public_id in page.content.decode()
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert 'content="noindex' in page.content.decode()


def test_the_link_shows_the_decision_with_its_reasons():
    complaint = by_mail()
    actions.grade_plain(complaint_id=complaint.pk, actor=make_reviewer(), now=NOW)
    judge = make_judge()
    actions.dismiss_complaint(complaint_id=complaint.pk, reason="no_breach", text="Hợp lệ.", actor=judge, now=NOW)

    assert "Hợp lệ." in page_of(complaint).content.decode()


def test_the_link_never_shows_who_else_takes_part():
    complaint = by_mail()
    actions.grade_plain(complaint_id=complaint.pk, actor=make_reviewer(), now=NOW)

    shown = page_of(complaint).content.decode()

    assert [word for word in ("ai@example.org", STATEMENT, complaint.author.email) if word in shown] == []


def test_a_forged_link_opens_nothing(client):
    complaint = by_mail()

    for token in (complaint.public_id, f"{tokens.sign(complaint.public_id)}x", "x" * 300):
        assert client.get(f"/en/complaints/{token}/").status_code == 404


def test_a_link_runs_out(settings):
    token = tokens.sign("NUMBER")
    settings.COMPLAINT_LINK_DAYS = -1

    with pytest.raises(NotFound):
        tokens.read(token)


def test_a_link_to_a_complaint_of_an_account_opens_nothing():
    assert page_of(make_complaint()).status_code == 404
