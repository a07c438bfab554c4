"""A new master key: ``./treem manage rotate_keys``. Ciphertext and history stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.db import keys, master_keys
from treem.kernel.errors import DomainError

KEEP_APART = "Cất ngay một bản tệp khóa chủ ở nơi riêng, khác nơi để bản sao lưu."


class Command(BaseCommand):
    help = "Make a new master key and wrap every data key under it. Safe to stop half-way and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="data keys a transaction")
        parser.add_argument(
            "--first", action="store_true", help="make the first file of a new system, in production too"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["first"]:
            path = Path(settings.TREEM_KEY_FILE)
            try:
                self.stdout.write(f"Đã tạo {path}, khóa chủ {master_keys.make_first(path)}. {KEEP_APART}")
            except DomainError as error:
                raise CommandError(str(error)) from None
            return
        done = keys.rotate(batch=options["batch"])
        if not done.made:
            self.stdout.write(f"Lần đổi khóa trước chưa xong; đã làm tiếp tới khóa chủ {done.master_id}.")
        self.stdout.write(f"Khóa chủ {done.master_id}: đã bọc lại {done.rewrapped} khóa dữ liệu.")
        self.stdout.write(f"{KEEP_APART} Khóa cũ vẫn ở trong tệp: bản sao lưu cũ cần đến.")
        if done.lost:
            raise CommandError(
                f"{len(done.lost)} khóa dữ liệu không mở được, giữ nguyên: {', '.join(map(str, done.lost[:20]))}"
            )
