"""Reading content that is stored once per language: `title_vi`, `title_en`."""

from django.utils.translation import get_language

from marketplace.common.facts import LANGUAGES


class Bilingual:
    """Mixin of objects with `<topic>_vi` and `<topic>_en`: the reader's language first, else the other one."""

    def text(self, topic: str) -> str:
        """The topic's words in the active language, else in the other one."""
        return self.text_in(topic, get_language() or "vi")

    def text_in(self, topic: str, language: str) -> str:
        """The topic's words in `language`, else in the other one; empty when there are none."""
        wanted = "en" if language.startswith("en") else "vi"
        return getattr(self, f"{topic}_{wanted}") or getattr(self, f"{topic}_{_other(wanted)}")


def _other(language: str) -> str:
    return next(code for code in LANGUAGES if code != language)
