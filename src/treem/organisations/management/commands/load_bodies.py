"""Loads the agencies of a province: ``./treem manage load_bodies --province 14``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from treem.kernel.time import local_date
from treem.organisations.loading import load_bodies
from treem.territory.selectors import province_as_of


class Command(BaseCommand):
    help = "Load the agencies of a province and of its communes; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", default=settings.TREEM_PROVINCE)

    def handle(self, *_args: Any, **options: Any) -> None:
        today = local_date(timezone.now())
        province = province_as_of(options["province"], today)
        if province is None:
            raise CommandError(f"Không có tỉnh mã {options['province']}. Đã chạy load_reference chưa?")
        done = load_bodies(province, today)
        self.stdout.write(
            f"{done.provincial} provincial and central bodies, {done.of_communes} of communes; {done.written} rows written"
        )
