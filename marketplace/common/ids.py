"""Identifiers the public sees: opaque ids, reference numbers with a check character, slugs without marks."""

import secrets
from datetime import date

from django.utils.text import slugify

from marketplace.common.text import nfc

PUBLIC_ID_CHARS = 12  # 60 bits: guessing one of a million objects takes 10^12 tries; it is never the only guard.
SLUG_MAX_CHARS = 80
SEQUENCE_DIGITS_MIN = 4
_BASE32 = "abcdefghijkmnpqrstuvwxyz23456789"  # Without l, o, 0 and 1, which are misread on paper.
_MOD_37_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def new_public_id() -> str:
    """A random opaque id of 12 characters."""
    return "".join(secrets.choice(_BASE32) for _ in range(PUBLIC_ID_CHARS))


def slugify_vi(text: str) -> str:
    """ASCII slug of at most 80 characters: "Công nghệ sấy Đường" → "cong-nghe-say-duong"; empty text gives "-"."""
    plain = nfc(text).replace("đ", "d").replace("Đ", "D")  # NFKD does not take đ apart, so slugify alone drops it.
    slug = slugify(plain)
    if len(slug) > SLUG_MAX_CHARS:
        slug = slug[: SLUG_MAX_CHARS + 1].rsplit("-", 1)[0][:SLUG_MAX_CHARS]
    return slug or "-"


def check_character(text: str) -> str:
    """ISO/IEC 7064 MOD 37,36 check character over the letters and digits of `text`."""
    product = 36
    for character in text.upper():
        if character not in _MOD_37_36:
            continue
        product = (product + _MOD_37_36.index(character)) % 36 or 36
        product = product * 2 % 37
    return _MOD_37_36[(37 - product) % 36]


def reference_number(*, country: str, province: str, type_code: str, day: date, sequence: int) -> str:
    """`VN-12-TO-20261123-0001-N`: country, province as at issue, type, day of first submit, sequence, check."""
    body = f"{country}-{province}-{type_code}-{day:%Y%m%d}-{sequence:0{SEQUENCE_DIGITS_MIN}d}"
    return f"{body}-{check_character(body)}"


def is_reference(text: str) -> bool:
    """True for a well-formed reference whose check character agrees."""
    body, _, check = text.strip().upper().rpartition("-")
    return body.count("-") == 4 and check == check_character(body)
