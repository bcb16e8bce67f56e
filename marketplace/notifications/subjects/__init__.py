from marketplace.notifications.subjects.registry import (
    OUT_OF_VIEW,
    PRICE_SEPARATOR,
    Subject,
    SubjectFacts,
    SubjectTaken,
    find,
    find_all,
    find_by_key,
    kinds_that,
    register,
    subject_of,
)

__all__ = [
    "OUT_OF_VIEW",
    "PRICE_SEPARATOR",
    "Subject",
    "SubjectFacts",
    "SubjectTaken",
    "find",
    "find_all",
    "find_by_key",
    "kinds_that",
    "register",
    "subject_of",
]
