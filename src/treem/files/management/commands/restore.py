"""``./treem restore DIR``: put a backup in place and prove it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.files.backup.restoring import restore
from treem.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Restore a backup (or the newest one in DIR). Data that are there are moved aside, never deleted."
    requires_system_checks = []  # no database may be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--replace", action="store_true", help="move the data that are there aside first")
        parser.add_argument(
            "--without-keys", action="store_true", help="go on although master keys are missing"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            seconds = restore(
                options["folder"],
                over=options["replace"],
                without_keys=options["without_keys"],
                say=self.stderr.write,
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps({"restored": True, "seconds": seconds}))
        self.stderr.write(
            "Đã khôi phục và kiểm tra: bảng, số dòng, nhật ký, tệp. Phiên bản mới hơn thì chạy tiếp ./treem upgrade."
        )
