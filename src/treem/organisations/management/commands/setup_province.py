"""An empty real system: reference data, bodies, a first administrator. Never a simulated record."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from treem.db.master_keys import master_keys
from treem.kernel.errors import DomainError
from treem.organisations import services
from treem.organisations.imports import services as imports
from treem.organisations.imports import terminal
from treem.organisations.loading import load_bodies
from treem.organisations.models import ImportKind, User
from treem.organisations.roles import Role
from treem.organisations.selectors import lead_body
from treem.territory.loading import load_reference
from treem.territory.reference import provinces_on
from treem.territory.selectors import communes_of, province_as_of

if TYPE_CHECKING:
    from treem.territory.models import Unit

LISTS = (ImportKind.BODIES, ImportKind.PEOPLE, ImportKind.VILLAGES)
"""In this order: people work for agencies that must be there."""


def _known_province(parser: CommandParser, code: str) -> str:
    """The code, when the reference table has it today: said at once, before a server is started or a table made."""
    known = provinces_on(timezone.localdate())
    if code not in known:
        parser.error(
            f"--province: không có tỉnh, thành phố mang mã “{code}”. Mã có hai chữ số, ví dụ 14 là {known['14']}; "
            f"cả nước có {len(known)} mã: {', '.join(sorted(known))}"
        )
    return code


class Command(BaseCommand):
    help = (
        "Prepare a province: tables, units, agencies, and the first administrator with a password to change."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--province", required=True, type=partial(_known_province, parser), help="mã tỉnh, hai chữ số"
        )
        parser.add_argument(
            "--admin",
            default="",
            help="tên đăng nhập của quản trị viên đầu tiên: của riêng một người, không phải chức danh hay cơ quan",
        )
        parser.add_argument("--name", default="", help="họ và tên của quản trị viên đầu tiên")
        for kind in LISTS:
            parser.add_argument(f"--{kind.value}", type=Path, help=f"bảng tính: {kind.label}")
        parser.add_argument("--yes", action="store_true", help="nhập các danh sách, không hỏi lại")

    def handle(self, *args: Any, **options: Any) -> None:
        username, full_name = options["admin"].strip(), options["name"].strip()
        if username and not full_name:
            raise CommandError(f"Thiếu --name 'Họ và tên' của quản trị viên {username}. Chưa làm gì.")
        if full_name and not username:
            raise CommandError(f"Thiếu --admin TÊN_ĐĂNG_NHẬP của quản trị viên {full_name}. Chưa làm gì.")
        if username:
            self._refuse_shared(username, full_name)
        try:
            master_keys()  # made here for a new system, so that there is something to put away before the first record
        except DomainError as error:
            raise CommandError(f"{error} Chưa làm gì.") from error
        call_command("migrate", interactive=False, verbosity=0)
        if apps.is_installed("treem.simulation") and apps.get_model("simulation", "Stage").objects.exists():
            raise CommandError(
                "Cơ sở dữ liệu này chứa tỉnh mô phỏng; dữ liệu thật cần một cơ sở dữ liệu khác."
            )
        today = timezone.localdate()
        with transaction.atomic():
            load_reference()
            province = province_as_of(options["province"], today)
            if province is None:
                raise CommandError(f"Không có tỉnh mang mã {options['province']} vào ngày {today:%d/%m/%Y}.")
            load_bodies(province, today)
            self.stdout.write(f"{province.name}: {communes_of(province, today).count()} xã, phường, đặc khu.")
            begun = User.objects.exists()
            if not begun:
                self._administrator(username, full_name, today)
        files = {kind: options[kind.value] for kind in LISTS if options[kind.value]}
        refused = self._lists(files, province, today, sure=options["yes"]) if files else False
        if begun and username:
            raise CommandError(
                f"Hệ thống đã có người dùng nên không tạo quản trị viên {username}; danh mục thì đã cập nhật. "
                "Người dùng mới do quản trị viên đang có tạo trên trang quản trị."
            )
        if refused:
            sys.exit(1)

    def _lists(self, files: dict[ImportKind, Path], province: Unit, on: date, *, sure: bool) -> bool:
        """All lists or none: each is previewed on top of the one before, then a person says yes. Tells whether rows
        were refused."""
        taken = []
        try:
            with transaction.atomic():
                for kind, path in files.items():
                    where = imports.setting(province, on)
                    taken.append(terminal.read_plan(kind, path, where))
                    terminal.tell(taken[-1], self.stdout.write)
                    terminal.save(taken[-1], where, None)
                sure = sure or self._asked()
                if not sure:
                    transaction.set_rollback(True)
        except DomainError as error:
            raise CommandError(f"{error} Chưa nhập danh sách nào.") from error
        if sure:
            self.stdout.write("Đã nhập các danh sách.")
            terminal.tell_passwords(taken, self.stdout.write)
        else:
            self.stdout.write("Chưa nhập danh sách nào. Thêm --yes để nhập.")
        return any(each.refused for each in taken)

    @staticmethod
    def _asked() -> bool:
        if not sys.stdin.isatty():
            return False
        return input("Nhập các danh sách trên? [c/K] ").strip().lower() in ("c", "co", "có", "y", "yes")

    @staticmethod
    def _refuse_shared(username: str, full_name: str) -> None:
        """What can be seen without the tables, before minutes of work; names of places are looked at afterwards."""
        try:
            services.check_account(username, full_name, services.SharedNames(frozenset(), frozenset()))
        except DomainError as error:
            raise CommandError(f"{error} Chưa làm gì.") from error

    def _administrator(self, username: str, full_name: str, today: date) -> None:
        if not username:
            self.stdout.write("Chưa có quản trị viên: chạy lại với --admin TÊN_ĐĂNG_NHẬP --name 'Họ và tên'.")
            return
        body = lead_body(today)
        if body is None:
            raise CommandError("Chưa có cơ quan chủ trì về trẻ em trong danh mục cơ quan.")
        try:
            new = services.create_user(username=username, full_name=full_name, actor=None)
            services.appoint(user=new.user, role=Role.ADMINISTRATOR, body=body, from_on=today, actor=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Quản trị viên: {new.user.username}   mật khẩu dùng một lần: {new.password}")
