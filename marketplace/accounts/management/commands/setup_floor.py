"""`manage.py setup_floor`: what the first-start page does, for whoever works in a terminal."""

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from marketplace.accounts import actions, queries
from marketplace.common import clock
from marketplace.common.permissions import SYSTEM
from marketplace.common.problems import Problem


class Command(BaseCommand):
    help = "Name the floor; with --admin-email also make its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name-vi", required=True, help="name in Vietnamese")
        parser.add_argument("--name-en", required=True, help="name in English")
        parser.add_argument("--province", default="", help="code of the province, for example 12")
        parser.add_argument("--colour", default="#1c2b66", help="brand colour, #rrggbb in lower case")
        parser.add_argument("--contact-email", default="")
        parser.add_argument("--contact-phone", default="")
        parser.add_argument("--admin-email", default="", help="address of the first administrator")
        parser.add_argument("--admin-name", default="", help="name of the first administrator")
        parser.add_argument("--admin-password-file", type=Path, help="file with the password; asked for when missing")

    def handle(self, *args: object, **options: object) -> None:
        floor = actions.FloorAnswers(
            name_vi=str(options["name_vi"]),
            name_en=str(options["name_en"]),
            province=str(options["province"]),
            brand_colour=str(options["colour"]),
            contact_email=str(options["contact_email"]),
            contact_phone=str(options["contact_phone"]),
        )
        try:
            if options["admin_email"]:
                actions.open_floor(floor=floor, administrator=self._administrator(options), now=clock.now())
            else:
                actions.name_floor(floor=floor, actor=SYSTEM, now=clock.now())
        except Problem as problem:
            raise CommandError(_words(problem)) from None
        if not queries.floor_has_administrator():
            self.stdout.write("The floor has a name and no administrator yet: add --admin-email, or open /setup/.")

    def _administrator(self, options: dict[str, object]) -> actions.Administrator:
        file = options["admin_password_file"]
        password = file.read_text(encoding="utf-8").strip() if isinstance(file, Path) else getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        return actions.Administrator(
            email=str(options["admin_email"]), name=str(options["admin_name"]), password=password
        )


def _words(problem: Problem) -> str:
    """The refusal in one line; an administrator that exists already is the usual one."""
    named = "; ".join(f"{error.field}: {error.detail}" for error in problem.errors)
    return named or str(problem.detail or problem.title)
