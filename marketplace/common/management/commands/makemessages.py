"""Django's makemessages with the project's way of writing: no guesses, no line numbers: diffs show words only."""

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

NOT_OURS = ["tests/*", "docs/*", "var/*", "node_modules/*", "mutants/*"]


class Command(makemessages.Command):
    """`manage.py makemessages -l vi` collects what is to be translated; needs GNU gettext."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching", "--sort-output"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(no_location=True, no_wrap=True, no_obsolete=True, ignore_patterns=NOT_OURS)
