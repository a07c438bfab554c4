"""Check the chain of the trail: ``./treem audit verify``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.audit.verify import verify


class Command(BaseCommand):
    help = "Recompute the chain of sealed entries and compare it with the anchors kept outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchors", type=Path, default=Path(settings.VAR) / "audit" / "anchors.jsonl")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(options["anchors"])
        if options["json"]:
            self.stdout.write(json.dumps({**vars(verdict), "whole": verdict.whole}))
        else:
            self.stdout.write(
                f"{verdict.entries} mục trong {verdict.seals} niêm phong, {verdict.unsealed} mục chưa niêm phong."
            )
            for finding in verdict.findings:
                self.stderr.write(finding)
        if not verdict.whole:
            raise CommandError(f"Nhật ký đã bị thay đổi: {len(verdict.findings)} chỗ.", returncode=1)
