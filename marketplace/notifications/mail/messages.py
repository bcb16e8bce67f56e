"""A letter as a message: plain text complete by itself, one simple frame of HTML, headers of one line each."""

from email.message import Message
from email.utils import formataddr
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from marketplace.common.models import Site
from marketplace.common.queries import current_site
from marketplace.notifications.mail.letters import Letter, SpokenTo, context_of
from marketplace.notifications.mail.words import one_line

UNFOLDED = 0  # Characters per line of a header; 0 means any number: receivers of RFC 8058 read one line.


class OneLineHeaders(EmailMultiAlternatives):
    """A message whose headers are not folded."""

    def message(self) -> Message:  # type: ignore[override]
        made = super().message()
        made.policy = made.policy.clone(max_line_length=UNFOLDED)
        return made


def compose(letter: Letter) -> OneLineHeaders:
    """The message in the reader's language and zone. Its Message-ID is the same on every try."""
    with SpokenTo(letter):
        site = current_site()
        context = context_of(letter, site_name=site.name)
        name = "digest" if letter.digest else "notice"
        message = OneLineHeaders(
            subject=str(context["subject"]),
            body=_tidy(render_to_string(f"notifications/mail/{name}.txt", context)),
            from_email=formataddr((one_line(site.name), sender_address(site))),
            to=[letter.recipient.email],
            headers=_headers(letter, site=site, stop_url=str(context["stop_url"])),
        )
        message.attach_alternative(render_to_string(f"notifications/mail/{name}.html", context), "text/html")
    return message


def sender_address(site: Site) -> str:
    return site.mail_sender or settings.DEFAULT_FROM_EMAIL


def message_id(letter: Letter) -> str:
    """`<uuid@site>`."""
    return f"<{letter.mail}@{urlsplit(settings.BASE_URL).hostname}>"


def _headers(letter: Letter, *, site: Site, stop_url: str) -> dict[str, str]:
    headers = {"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"}
    if stop_url:
        token = stop_url.rstrip("/").rpartition("/")[2]
        mailto = f"mailto:{site.contact_email or sender_address(site)}?subject={quote(f'unsubscribe {token}')}"
        headers["List-Unsubscribe"] = f"<{stop_url}>, <{mailto}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, section 3.1.
    return headers


def _tidy(text: str) -> str:
    """Lines without trailing spaces, at most one empty line between two, one line end at the end."""
    lines = [line.rstrip() for line in text.strip().split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
