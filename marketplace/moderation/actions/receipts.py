"""The receipt of a complaint that came without an account: one mail to the address it gave, with a secret link.

The words of the complaint stay out of it: whoever types somebody else's address must not write to them through us.
"""

from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from marketplace.common.audit import record
from marketplace.common.permissions import SYSTEM
from marketplace.common.queries import current_site
from marketplace.moderation import tokens
from marketplace.moderation.models import Complaint
from marketplace.notifications.mail.words import one_line, subject_line, without_addresses


def mail_receipt(*, complaint_id: int, now: datetime) -> Complaint | None:
    """Send the one receipt, in the language of the page that it was filed on.

    None for a complaint of an account, which has a notice, and when the receipt was sent. One that leaves twice,
    because the process died between the sending and its record, has the same Message-ID both times.
    """
    complaint = Complaint.objects.filter(pk=complaint_id).first()
    if complaint is None or not complaint.email or complaint.mailed_at is not None:
        return None
    receipt(complaint).send()  # Outside a transaction: a slow mail server holds no lock.
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().get(pk=complaint_id)
        complaint.mailed_at = now
        complaint.save(update_fields=["mailed_at"])
        record("complaint.mail_receipt", subject=complaint, actor=SYSTEM, now=now)
    return complaint


def receipt(complaint: Complaint) -> EmailMultiAlternatives:
    """The mail: plain text complete by itself, and one simple frame of HTML."""
    site = current_site()
    with translation.override(complaint.language):
        title = subject_line(without_addresses(one_line(complaint.title)))
        context = {
            "number": complaint.public_id,
            "title": title,
            "first_look": complaint.first_look_due,
            "url": settings.BASE_URL + reverse("moderation:by_link", args=[tokens.sign(complaint.public_id)]),
            "days": settings.COMPLAINT_LINK_DAYS,
            "floor": one_line(site.name),
        }
        subject = " ".join(render_to_string("moderation/mail/receipt_subject.txt", context).split())
        text = render_to_string("moderation/mail/receipt.txt", context).strip() + "\n"
        page = render_to_string("moderation/mail/receipt.html", context)
    sender = formataddr((one_line(site.name), site.mail_sender or settings.DEFAULT_FROM_EMAIL))
    headers = {"Message-ID": message_id(complaint), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(subject_line(subject), text, sender, [complaint.email], headers=headers)
    message.attach_alternative(page, "text/html")
    return message


def message_id(complaint: Complaint) -> str:
    """The same for every copy of one receipt."""
    return f"<complaint.{complaint.public_id}@{urlsplit(settings.BASE_URL).hostname}>"
