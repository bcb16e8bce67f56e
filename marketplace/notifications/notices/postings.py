"""What listings and needs tell their owner's editors alike: where a decision or the clock left one of theirs."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.models.posting import Posting
from marketplace.accounts.queries import member_ids
from marketplace.accounts.states import Role
from marketplace.common.problems import Words
from marketplace.common.web.formatting import write_date
from marketplace.notifications.kinds import NoticeKind, NoticeText, Telling
from marketplace.notifications.models import Category, Notice


@dataclass(frozen=True, slots=True)
class EditorsNotices:
    """Makes the kinds of notice of one app. `noun` begins their names, `own_page` is the owner's view of one."""

    noun: str
    model: type[Posting]
    own_page: str

    def kind(
        self, name: str, event: str, title: Words, body: Words, *, stays: str = "", public: bool = False, **more: Any
    ) -> NoticeKind:
        """To every editor. `stays`: wanted while it is in that state; `public` leads to the page for everybody."""
        if stays:
            more["still_wanted"] = lambda notice: self._rows(notice).filter(state=stays).exists()
        return NoticeKind(
            name=f"{self.noun}_{name}",
            event=event,
            recipients=self._editors,
            audience=self._editors,
            text=self._text(title, body, public=public),
            **more,
        )

    def expiring(self, event: str, advice: Words, *, runs_out: Collection[str]) -> NoticeKind:
        """That the last day is near: not any more once that day was moved, or it left the search."""

        def text(telling: Telling) -> NoticeText:
            posting = self._rows(telling).get()
            days = int(str(telling.facts.get("days", 0)))
            until = _("Its last day is %(day)s.")

            def title() -> str:
                words = ngettext("“%(title)s” runs out in %(days)s day", "“%(title)s” runs out in %(days)s days", days)
                return words % {"title": posting.title, "days": days}

            def body() -> str:
                return f"{until % {'day': write_date(posting.expires_on)}} {advice}"

            return NoticeText.render(title=title, body=body, url=self._own_address(posting))

        return NoticeKind(
            name=f"{self.noun}_expiring",
            event=event,
            category=Category.DEADLINE,
            recipients=self._editors,
            audience=self._editors,
            still_wanted=lambda notice: (
                self._rows(notice).filter(state__in=runs_out, warned_days__isnull=False).exists()
            ),
            text=text,
            key=lambda telling: f"{telling.facts.get('until')}:{telling.facts.get('days')}",
        )

    def _rows(self, about: Telling | Notice) -> QuerySet:
        return self.model._default_manager.filter(pk=about.subject_id)

    def _editors(self, telling: Telling) -> Iterable[int]:
        owner = self._rows(telling).values_list("owner_id", flat=True).first()
        return member_ids(owner, at_least=Role.EDITOR) if owner is not None else ()

    def _own_address(self, posting: Posting) -> str:
        return reverse(self.own_page, args=[posting.public_id])

    def _text(self, title: Words, body: Words, *, public: bool) -> Callable[[Telling], NoticeText]:
        def text(telling: Telling) -> NoticeText:
            posting = self._rows(telling).get()
            shown = public and posting.reference
            return NoticeText.render(
                title=lambda: str(title) % {"title": posting.title},
                body=lambda: str(body),
                url=posting.get_absolute_url() if shown else self._own_address(posting),
            )

        return text
