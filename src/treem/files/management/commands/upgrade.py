"""``./treem upgrade``: backup, migrate, check; then the services are to be restarted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from treem.files.backup.manifest import applied_migrations


class Command(BaseCommand):
    help = "Make a backup (unless the database is empty), bring the tables to this version, check. Stops at the first step that fails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--backup", type=Path, default=Path(settings.VAR) / "backups", metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        if applied_migrations():
            self.stderr.write("1/3 sao lưu")
            call_command("backup", options["backup"], stdout=self.stdout, stderr=self.stderr)
        else:
            self.stderr.write("1/3 cơ sở dữ liệu còn trống, chưa có gì để sao lưu")
        self.stderr.write("2/3 cập nhật bảng")
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        self.stderr.write("3/3 kiểm tra")
        call_command("check", databases=["default"], stdout=self.stdout, stderr=self.stderr)
        call_command("verify_audit", stdout=self.stdout, stderr=self.stderr)
        self.stderr.write("Xong. Hãy khởi động lại web, worker và sealer để chạy phiên bản mới.")
