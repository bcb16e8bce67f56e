"""What stands in a mail: golden files in both languages, headers of one line, no address but ours."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

import pytest

from marketplace.common.models import Site
from marketplace.notifications.mail import tokens
from marketplace.notifications.mail.letters import Letter, Told
from marketplace.notifications.mail.messages import compose
from marketplace.notifications.mail.words import SUBJECT_MAX_CHARS, one_line, subject_line, without_addresses
from marketplace.notifications.models import Category, Notice
from tests.factories.accounts import make_user
from tests.notifications.test_timing import VECTORS

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden"
MAIL = UUID("0f7d6a3e-5b1c-4c7e-9a51-2f2b6d0c4e11")
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TOKEN = re.compile(r"/u/[^/\s\"]+/")


@pytest.fixture(autouse=True)
def floor(settings):
    settings.BASE_URL = "https://san.example.vn"
    settings.DEFAULT_FROM_EMAIL = "no-reply@san.example.vn"
    Site.objects.update_or_create(
        pk=1, defaults={"name_vi": "Sàn Công nghệ Lai Châu", "name_en": "Lai Châu Techfloor", "contact_email": ""}
    )


def notice(*, category=Category.ALERT, title="Máy sấy lạnh 200 kg/mẻ", body="Sấy quả ở 40 °C.", **fields):
    facts = {
        "recipient": fields.pop("recipient"), "kind": "saved_search", "category": category, "event_key": title[:100],
        "subject_kind": "listing", "subject_id": 1, "title_vi": title, "title_en": "Cold dryer, 200 kg per batch",
        "body_vi": body, "body_en": "Dries fruit at 40 °C.", "path": "/technologies/x/may-say/", "created_at": MORNING,
        "subscription": "saved_search:12",
    }  # fmt: skip
    return Notice.objects.create(**facts | fields)


@pytest.fixture
def letter():
    def make(language="vi", *, digest=0, zone="Asia/Ho_Chi_Minh", **fields):
        reader = make_user(language=language)
        if digest:
            told = [
                Told(notice(recipient=reader, event_key=str(number), title=f"Tin {number}"))
                for number in range(1, digest + 1)
            ]
            return Letter(MAIL, reader, zone, told, digest=True)
        reasons = fields.pop("reasons", ["sấy lạnh", "chế biến quả"])
        return Letter(MAIL, reader, zone, [Told(notice(recipient=reader, **fields), reasons)])

    return make


def parts(message):
    return {"txt": message.body, "html": message.alternatives[0].content}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["alert", "deadline", "digest"])
def test_mails_are_as_in_the_golden_files(letter, language, name):
    shapes = {"alert": {}, "deadline": {"category": Category.DEADLINE, "reasons": []}, "digest": {"digest": 22}}
    message = compose(letter(language, **shapes[name]))

    for suffix, text in parts(message).items():
        file = GOLDEN / f"{name}.{language}.{suffix}"
        got = TOKEN.sub("/u/TOKEN/", f"Subject: {message.subject}\n\n{text}" if suffix == "txt" else text)
        assert got == file.read_text(encoding="utf-8"), f"{file.name} differs"


def raw(message):
    return message.message().as_bytes(linesep="\r\n")


def header_lines(message):
    return raw(message).partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def test_the_headers_of_one_click_are_as_published(letter):
    message = compose(letter())
    expected = VECTORS["NOTIF-06"]["expected"]["headers"]

    url = re.match(r"<(https://[^>]+)>, <mailto:[^>]+>$", message.extra_headers["List-Unsubscribe"]).group(1)
    assert f"<{url}>".replace(url, "https://example.org/u/TOKEN") == expected["List-Unsubscribe"]
    assert message.extra_headers["List-Unsubscribe-Post"] == expected["List-Unsubscribe-Post"]
    assert url.startswith("https://san.example.vn/u/")
    assert url in message.body


def test_every_header_is_one_line(letter):
    lines = header_lines(compose(letter()))

    assert not [line for line in lines if line.startswith((" ", "\t")) and "boundary" not in line]
    assert sum(line.startswith("List-Unsubscribe: <https://") for line in lines) == 1
    assert sum(line == "List-Unsubscribe-Post: List-Unsubscribe=One-Click" for line in lines) == 1


def test_the_message_id_is_the_mails_and_the_same_on_every_try(letter):
    made = letter()

    assert {compose(made).extra_headers["Message-ID"] for _try in range(2)} == {f"<{MAIL}@san.example.vn>"}


@pytest.mark.parametrize("category", [Category.SECURITY, Category.DEADLINE])
def test_security_and_deadlines_cannot_be_stopped_by_a_link(letter, category):
    message = compose(letter(category=category))

    assert "List-Unsubscribe" not in message.extra_headers
    assert "/u/" not in message.body
    assert "https://san.example.vn/vi/account/notices/" in message.body


def test_the_sender_is_named_as_the_floor_in_the_readers_language(letter):
    assert "Lai Ch" in str(message_from_bytes(raw(compose(letter("en"))), policy=policy.default)["From"])
    assert "Sàn Công nghệ" in str(message_from_bytes(raw(compose(letter("vi"))), policy=policy.default)["From"])


def test_times_stand_in_the_readers_zone_and_name_it(letter):
    assert "(GMT+7)" in compose(letter()).body
    assert "07:45 24/11/2026 (GMT+5:45)" in compose(letter(zone="Asia/Kathmandu")).body


INJECTED = [
    "Tin\r\nBcc: victim@example.org",
    "Tin\nSubject: another",
    "Tin\r\n\r\n<script>alert(1)</script>",
    "Tin\u202egnp.exe",
    "Tin\u2066 \u2069\u200b \x01\x07x",  # NUL reaches no table: PostgreSQL refuses it, and CleanInput before it.
    "Tin\u2028Bcc: victim@example.org",
    "Tin\x85Bcc: victim@example.org",
    "T" * 300,
    "Tin " * 60,
]


@pytest.mark.parametrize("title", INJECTED, ids=ascii)
def test_a_title_stays_one_clean_line(letter, title):
    message = compose(letter(title=title[:200], body=f"{title}\n{title}"[:1000]))
    read = message_from_bytes(raw(message), policy=policy.default)

    assert read["Bcc"] is None
    assert len(read.get_all("Subject")) == 1
    assert len(message.subject) <= SUBJECT_MAX_CHARS
    assert "\n" not in message.subject
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", message.subject + message.body
    )
    assert "<script" not in message.alternatives[0].content


BAIT = [
    "http://evil.example/login", "https://san.example.vn.evil.example/", "www.evil.example", "evil.example/login",
    "hxxp://evil.example", "san-example.com", "sàn-example.vn/x", "mailto:evil@evil.example", "evil@evil.example",
    "javascript://x", "ftp://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("bait", BAIT)
def test_addresses_in_what_people_wrote_are_left_out(letter, bait):
    message = compose(letter(title=f"Đăng nhập {bait} ngay", body=f"Mở {bait}", reasons=[f"tìm {bait}"]))

    for text in (message.subject, *parts(message).values()):
        assert bait not in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("digest", [0, 3])
def test_every_link_leads_to_this_floor(letter, language, digest):
    message = compose(letter(language, digest=digest))

    links = re.findall(r"https?://[^\s\"<>]+", "".join(parts(message).values()))
    assert links
    assert all(link.startswith("https://san.example.vn/") for link in links)


def test_words_are_kept_where_nothing_is_wrong_with_them():
    text = "Máy sấy 200 kg/mẻ, v.v. theo TCVN 1234:2020, hiệu suất 3.5 lần; ISO/IEC 17025"

    assert without_addresses(text) == text
    assert one_line("  a \t b\n c ") == "a b c"
    assert subject_line("x" * 60) == "x" * 60


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        (
            "“Máng héo chè Shan tuyết dùng gió tách ẩm bằng bơm nhiệt, mẻ 120 kg” đã được đăng",
            "“Máng héo chè Shan tuyết dùng gió tách ẩm…” đã được đăng",
        ),
        (
            "“Máng héo chè Shan tuyết dùng gió tách ẩm” may solve a need: “Chống mốc cho thảo quả khi trời ẩm”",
            "“Máng héo…” may solve a need: “Chống mốc cho thảo quả khi…”",
        ),
        ("A" * 70, "A" * 58 + "…"),
    ],
)
def test_a_long_subject_keeps_its_fact(title, subject):
    assert subject_line(title) == subject
    assert len(subject) <= SUBJECT_MAX_CHARS


class TestToken:
    def test_names_a_person_and_one_subscription(self):
        user = make_user()

        scope = tokens.read(tokens.sign(user, "saved_search:12"))

        assert (scope.user, scope.subscription, scope.category) == (user, "saved_search:12", "")
        assert tokens.read(tokens.sign(user, "category:match")).category == "match"

    def test_a_digest_of_one_category_stops_the_category_and_a_mixed_one_all_that_is_gathered(self, letter):
        reader = make_user()
        alert, match = (
            notice(recipient=reader),
            notice(recipient=reader, category=Category.MATCH, event_key="m", subscription=""),
        )

        mixed = Letter(MAIL, reader, "UTC", [Told(alert), Told(match)], digest=True)
        alike = Letter(
            MAIL,
            reader,
            "UTC",
            [Told(alert), Told(notice(recipient=reader, event_key="o", subscription="saved_search:2"))],
            digest=True,
        )

        assert (mixed.subscription, alike.subscription) == ("all", "category:alert")
