"""``./treem backup DIR``: database, files, and (with --with-keys) the master keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.files.backup.making import make_backup
from treem.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Make a whole backup in a new folder under DIR. Its last line is the folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--with-keys", action="store_true", help="put the master keys into the backup as well"
        )
        parser.add_argument(
            "--copy", action="store_true", help="copy files instead of linking them on the same disk"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = make_backup(
                options["folder"],
                with_keys=options["with_keys"],
                copy_files=options["copy"],
                say=self.stderr.write,
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(str(made))
