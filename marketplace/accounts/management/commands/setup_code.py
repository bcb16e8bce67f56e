"""`manage.py setup_code`: print the code that the first-start page asks for."""

from django.core.management.base import BaseCommand, CommandError

from marketplace.accounts.actions import issue_setup_code
from marketplace.common import clock
from marketplace.common.problems import NotFound


class Command(BaseCommand):
    help = "Print a new code for the first-start page (/setup/); an older code ends."

    def handle(self, *args: object, **options: object) -> None:
        try:
            code = issue_setup_code(now=clock.now())
        except NotFound:
            raise CommandError("The floor has an administrator already; the first-start page is gone.") from None
        self.stdout.write(code)
