"""A new master key: ``./treem manage rotate_keys``. Ciphertext and history stay as they are."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.db import keys


class Command(BaseCommand):
    help = "Make a new master key and wrap every data key under it. Safe to stop half-way and to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="data keys a transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        done = keys.rotate(batch=options["batch"])
        if not done.made:
            self.stdout.write(f"Lần đổi khóa trước chưa xong; đã làm tiếp tới khóa chủ {done.master_id}.")
        self.stdout.write(f"Khóa chủ {done.master_id}: đã bọc lại {done.rewrapped} khóa dữ liệu.")
        self.stdout.write(
            "Cất ngay một bản tệp khóa chủ ở nơi riêng, khác nơi để bản sao lưu. Khóa cũ vẫn ở trong tệp: "
            "bản sao lưu cũ cần đến."
        )
        if done.lost:
            raise CommandError(
                f"{len(done.lost)} khóa dữ liệu không mở được, giữ nguyên: {', '.join(map(str, done.lost[:20]))}"
            )
