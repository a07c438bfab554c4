"""Lists of agencies, people or villages from a spreadsheet: ``./treem import people FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from treem.kernel.errors import DomainError
from treem.kernel.time import today
from treem.organisations.imports import papers, services, terminal
from treem.organisations.models import ImportKind, User
from treem.territory.selectors import province_as_of


class Command(BaseCommand):
    help = "Take a list of agencies, people or villages in, with a preview; refused rows stay out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument("--province", default=settings.TREEM_PROVINCE)
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi gì")
        parser.add_argument("--errors", type=Path, help="ghi các dòng bị từ chối kèm lý do vào tệp XLSX này")
        parser.add_argument("--passwords", type=Path, help="ghi mật khẩu dùng một lần vào tệp XLSX này")
        parser.add_argument("--by", default="", help="tên đăng nhập của người đưa danh sách vào")
        parser.add_argument("--json", action="store_true", help="in một dòng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            refused = self._run(**options)
        except DomainError as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            self.stdout.write(json.dumps({"error": error.code, "message": str(error)}, ensure_ascii=False))
            refused = True
        if refused:
            sys.exit(1)

    def _run(self, **options: Any) -> bool:
        on, actor = today(), None
        province = province_as_of(options["province"], on)
        if province is None:
            raise CommandError(f"Không có tỉnh mã {options['province']}. Đã chạy ./treem setup chưa?")
        if options["by"]:
            actor = User.objects.filter(username=options["by"].strip().lower()).first()
            if actor is None:
                raise CommandError(f"Không có người dùng {options['by']}.")
        if options["passwords"]:
            terminal.must_be_new(options["passwords"])
        where = services.setting(province, on)
        taken = terminal.read_plan(options["kind"], options["file"], where)
        if not options["json"]:
            terminal.tell(taken, self.stdout.write)
        if not options["dry_run"]:
            makes_people = any(
                line.work.makes_person for line in taken.plan.accepted if options["kind"] == "people"
            )
            if options["json"] and makes_people and not options["passwords"]:
                raise CommandError(
                    "Danh sách có người mới: thêm --passwords TỆP để nhận mật khẩu dùng một lần."
                )
            terminal.save(taken, where, actor)
        self._answer(taken, options)
        return taken.refused

    def _answer(self, taken: terminal.Taken, options: dict[str, Any]) -> None:
        if options["errors"]:
            terminal.write_errors(options["errors"], taken)
        if options["passwords"] and taken.outcome.passwords:
            terminal.write_private(options["passwords"], papers.passwords_file(taken.outcome.passwords))
        if options["json"]:
            self.stdout.write(json.dumps(taken.as_json(), ensure_ascii=False))
            return
        if not options["passwords"]:
            terminal.tell_passwords([taken], self.stdout.write)
        if taken.made is not None:
            self.stdout.write(f"Đã nhập. Hoàn tác được trên trang Thiết lập (lần nhập {taken.made.uuid}).")
        else:
            self.stdout.write("Chưa ghi gì." if options["dry_run"] else "Không có dòng nào để nhập.")
