"""The next occurrences of recurring duties, by hand: what the nightly job does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from treem.db.scope import scoped
from treem.duties import services
from treem.kernel.time import now, today
from treem.organisations.selectors import scope_of_system


class Command(BaseCommand):
    help = "Tạo các kỳ tiếp theo của nhiệm vụ định kỳ (việc này tự chạy mỗi đêm; chạy lại không tạo trùng)."

    def handle(self, *args: Any, **options: Any) -> None:
        with scoped(scope_of_system("duties.extend_recurring")):
            made = services.extend_recurring(at=now())
        self.stdout.write(f"Đã tạo {made} việc của các kỳ tiếp theo, tính đến {today():%d/%m/%Y}.")
