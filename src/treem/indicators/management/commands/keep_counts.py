"""Keeps today's count of the province for each target that treem counts: ``./treem manage keep_counts``, weekly by a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from treem.db.scope import scoped
from treem.indicators import figures, selectors
from treem.indicators.counting import needs_of, sums_of
from treem.kernel.periods import parse_period
from treem.kernel.time import now, today
from treem.organisations.selectors import scope_of_system


class Command(BaseCommand):
    help = (
        "Keep today's count of the whole province as a point of the year, for each target that has a formula."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        day = today()
        try:
            whole = scope_of_system("indicators.keep_counts")
        except LookupError as error:
            raise CommandError(
                "Chưa nạp danh mục hành chính: chạy ./treem setup hoặc ./treem demo trước."
            ) from error
        with transaction.atomic(), scoped(whole):
            wanted = selectors.targets_in_force(day.year)
            sums = sums_of(
                needs_of(wanted, day), parse_period(str(day.year)), units=whole.communes, today=day
            )
            kept = figures.keep_counts(wanted, sums.total, as_of=sums.as_of, at=now(), actor=None)
        self.stdout.write(
            f"Đã chốt số đếm của {len(kept)} chỉ tiêu kế hoạch, số liệu đến {sums.as_of:%d/%m/%Y}."
        )
