"""Compare every stored file with its row: ``./treem manage verify_files``."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.files.services import verify_files


class Command(BaseCommand):
    help = "Check that every stored file is on disk and unchanged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without-keys", action="store_true", help="only the encrypted bytes; nothing is decrypted"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify_files(decrypt=not options["without_keys"])
        if options["json"]:
            self.stdout.write(json.dumps(vars(found), ensure_ascii=False))
        else:
            self.stdout.write(f"{found.files} tệp, {found.bytes} byte.")
            for problem in found.problems:
                self.stderr.write(problem)
        if found.problems:
            raise CommandError(f"{len(found.problems)} tệp không còn nguyên vẹn.")
