"""Counts facts and indicators of a period: ``./treem count 2026-H1 [--json]``."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from treem.indicators.board import standings
from treem.indicators.counting import Sums, count_all
from treem.indicators.facts import fact
from treem.indicators.selectors import targets_in_force
from treem.indicators.words import status_words
from treem.kernel.errors import DomainError
from treem.kernel.periods import parse_period, sensible
from treem.kernel.vietnamese import date_text, number
from treem.law.windows import window_of
from treem.territory.selectors import communes_of, province_as_of


class Command(BaseCommand):
    help = "Count the facts of a period over the whole province, and hold them against the plan's targets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("period", metavar="KỲ", help="2026-H1, 2026, 2026-Q3, 2026-11")
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.perf_counter()
        today = timezone.localdate()
        try:
            period = sensible(parse_period(options["period"]))
            window = window_of(period, "administrative")
            province = province_as_of(settings.TREEM_PROVINCE, today)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if window.start > today:
            raise CommandError(
                f"Kỳ {period.label} chưa bắt đầu (từ {date_text(window.start)}): chưa có số liệu để đếm."
            )
        if province is None:
            raise CommandError("Chưa nạp danh mục hành chính: chạy ./treem setup hoặc ./treem demo trước.")
        units = [unit.pk for unit in communes_of(province, today)]
        counted = count_all(period, units=units, today=today)
        sums = {key: result.total() for key, result in counted.items()}
        on = min(window.end, today)
        whole = Sums(on, window, sums, {}) if counted else None
        answers = standings(targets_in_force(period.year), period=period, on=on, province=whole)
        seconds = time.perf_counter() - begin
        if options["json"]:
            line = {
                "period": period.key,
                "window": [window.start.isoformat(), window.end.isoformat()],
                "as_of": on.isoformat(),
                "running": today < window.end,
                "seconds": round(seconds, 3),
                "facts": sums,
                "targets": [
                    {
                        "number": a.target.number, "part": a.target.part,
                        "value": float(a.value) if a.value is not None else None,
                        "numerator": int(a.ratio.numerator) if a.ratio else None,
                        "denominator": int(a.ratio.denominator) if a.ratio else None,
                        "status": a.status, "source": a.source,
                    }
                    for a in answers
                ],
            }  # fmt: skip
            self.stdout.write(json.dumps(line, ensure_ascii=False))
            return
        still = f" (hôm nay; kỳ kết thúc {date_text(window.end)})" if today < window.end else ""
        self.stdout.write(
            f"Kỳ {period.label}, số liệu đến {date_text(on)}{still}"
            if counted
            else "Chưa có số liệu nào đếm được."
        )
        for key, n in sums.items():
            self.stdout.write(f"  {number(n):>12}  {fact(key).title}")
        words = status_words()
        for a in answers:
            shown = f"{float(a.value):.2f}".replace(".", ",") if a.value is not None else "—"
            self.stdout.write(f"  {shown:>12}  chỉ tiêu kế hoạch {a.target.label}: {words[a.status].lower()}")
        self.stdout.write(f"{seconds:.2f} giây")
