"""`manage.py reconcile`: do the database, the index, the mails and the log agree? Changes nothing."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence

from django.core.management.base import BaseCommand, CommandError

from marketplace.common import clock
from workers.reconcile.findings import Answer
from workers.reconcile.oracle import EQUATIONS, reconcile
from workers.reconcile.scope import Scope

DOES_NOT_HOLD = 1
NOT_CHECKED = 2


class Command(BaseCommand):
    help = "Ask the equations that hold on every floor. Exit code 1 when one does not, 2 when one could not be asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object per equation, a line each")
        parser.add_argument("--only", nargs="+", choices=[*EQUATIONS], default=[], metavar="O3")
        parser.add_argument(
            "--at-rest", action="store_true", help="nobody writes and the queue is worked: nothing may be under way"
        )

    def handle(self, *args: object, only: Sequence[str], **options: object) -> None:
        answers = []
        for answer in reconcile(only, scope=Scope(clock.now(), at_rest=bool(options["at_rest"]))):
            self.stdout.write(json.dumps(answer.as_dict()) if options["json"] else _in_words(answer))
            answers.append(answer)
        wrong = [answer.equation for answer in answers if answer.findings]
        unchecked = [answer.equation for answer in answers if answer.unchecked]
        if wrong:
            raise CommandError(f"{', '.join(wrong)}: does not hold.", returncode=DOES_NOT_HOLD)
        if unchecked:
            raise CommandError(f"{', '.join(unchecked)}: could not be checked.", returncode=NOT_CHECKED)


def _in_words(answer: Answer) -> str:
    head = f"{answer.equation} {answer.title}"
    if answer.unchecked:
        return f"{head}: not checked: {answer.unchecked}"
    if answer.holds:
        return f"{head}: holds ({answer.compared} compared)"
    lines = [f"{head}: does not hold"]
    for finding in answer.findings:
        lines.append(f"  {finding.sentence} {finding.count} in all")
        lines += [f"    {example}" for example in finding.examples]
    return "\n".join(lines)
