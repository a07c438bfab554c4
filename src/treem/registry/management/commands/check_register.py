"""Every rule of the register's quality for every child: ``./treem manage check_register [--commune CODE]``."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from treem.db.scope import scoped
from treem.jobs.work import scope_of_purpose
from treem.kernel.time import today
from treem.registry.quality import evaluation
from treem.registry.selectors import my_communes
from treem.territory import selectors as territory


class Command(BaseCommand):
    help = "Check every record of the register against the rules of its quality; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commune", default="", help="mã xã, phường; không có thì cả tỉnh")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        with transaction.atomic():
            scope = scope_of_purpose[0]("registry.check_quality")
        with scoped(scope):
            with transaction.atomic():
                units = territory.units(my_communes())
            wanted = [pk for pk, unit in units.items() if options["commune"] in ("", unit.code)]
            if not wanted:
                raise CommandError(f"Không có xã, phường mã {options['commune']} (no such commune).")
            came, ended = evaluation.check(wanted, today())
        self.stdout.write(
            f"{len(wanted)} xã, phường: {came} điểm mới hoặc trở lại, {ended} điểm kết thúc,"
            f" {time.monotonic() - began:.1f} giây"
        )
