"""A list of children from a spreadsheet: ``./treem import children FILE --by LOGIN [--commune CODE]``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from treem.db.scope import Scope, scoped
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.registry import selectors
from treem.registry.imports import papers, services, words
from treem.registry.models import ChildImport, ImportState
from treem.territory import selectors as territory

SHOWN = 30


class Command(BaseCommand):
    failed = False
    help = "Take a list of children in, with a preview; rows that are not taken stay out, with the reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument(
            "--by",
            required=True,
            help="tên đăng nhập của người đưa danh sách vào; chỉ thấy phạm vi của người đó",
        )
        parser.add_argument(
            "--commune", default="", help="mã xã, phường của cả danh sách; không có thì tệp phải có cột xã"
        )
        parser.add_argument("--sheet", default="", help="tên trang tính")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi gì")
        parser.add_argument("--errors", type=Path, help="ghi các dòng chưa nhập kèm lý do vào tệp XLSX này")
        parser.add_argument("--json", action="store_true", help="in một dòng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["errors"]:
            self._check_target(options["errors"])
        try:
            with transaction.atomic():
                user, appointment, scope = self._person(options["by"])
            with scoped(scope):
                taken = self._run(user, appointment, **options)
        except DomainError as error:
            if not options["json"]:
                raise CommandError(str(error)) from error
            self.stdout.write(json.dumps({"error": error.code, "message": str(error)}, ensure_ascii=False))
            sys.exit(1)
        if (
            taken.state in (ImportState.REFUSED, ImportState.COLUMNS)
            or self.failed
            or taken.why
            or taken.counts.get("refused")
        ):
            sys.exit(1)

    @staticmethod
    def _check_target(path: Path) -> None:
        """Before anything is written: the rows left out can be given back."""
        if path.is_dir():
            raise CommandError(f"--errors: {path} là thư mục, hãy ghi cả tên tệp.")
        if not path.parent.is_dir():
            raise CommandError(f"--errors: không có thư mục {path.parent}.")
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            raise CommandError(f"--errors: không được phép ghi vào {path}.")

    @staticmethod
    def _opened(path: Path) -> BinaryIO:
        try:
            return path.open("rb")
        except FileNotFoundError as error:
            raise CommandError(f"Không có tệp {path}.") from error
        except IsADirectoryError as error:
            raise CommandError(f"{path} là thư mục, không phải tệp.") from error
        except PermissionError as error:
            raise CommandError(f"Không được phép đọc {path}.") from error
        except OSError as error:
            raise CommandError(f"Không mở được {path}.") from error

    def _person(self, login: str) -> tuple[Any, int, Scope]:
        user: Any = get_user_model().objects.filter(username=login.strip().lower()).first()
        if user is None:
            raise CommandError(f"Không có người dùng {login}.")
        for appointment in organisations.appointments_in_force(user, today()):
            user.appointment_in_force = appointment
            if user.has_perm("registry.import_children"):
                return user, appointment.pk, organisations.scope_for(appointment, today())
        raise CommandError(f"{login} không có vai trò được nhập danh sách trẻ em.")

    def _run(self, user: Any, appointment: int, **options: Any) -> ChildImport:
        path: Path = options["file"]
        with transaction.atomic():
            commune_id = self._commune(options["commune"])
            with self._opened(path) as source:
                taken = services.take_in(
                    File(source, name=path.name),
                    actor=user,
                    appointment_id=appointment,
                    commune_id=commune_id,
                    at=now(),
                    apart=True,
                )
            if options["sheet"]:
                taken.chosen = {"sheet": options["sheet"], "columns": {}}
                taken.save(update_fields=["chosen"])
        services.read_list(taken.pk, clock=now, told=self._progress("đọc"))
        with transaction.atomic():
            taken.refresh_from_db()
        if not options["dry_run"] and taken.state == ImportState.PREVIEW and self._anything(taken):
            with transaction.atomic():
                services.confirm(
                    taken, version=taken.version, actor=user, appointment_id=appointment, at=now()
                )
            services.write_list(taken.pk, clock=now, told=self._progress("ghi"))
        try:
            with transaction.atomic():
                taken.refresh_from_db()
                self._answer(taken, options)
        finally:
            if options["dry_run"] and taken.state in (
                ImportState.COLUMNS,
                ImportState.PREVIEW,
                ImportState.REFUSED,
            ):
                services.drop(taken, actor=user)
        return taken

    @staticmethod
    def _anything(taken: ChildImport) -> bool:
        return bool(taken.counts.get("new") or taken.counts.get("changed"))

    def _commune(self, code: str) -> int | None:
        mine = selectors.my_communes()
        if not code:
            return mine[0] if len(mine) == 1 else None
        for pk, unit in territory.units(mine).items():
            if unit.code == code:
                return pk
        raise CommandError(f"Không có xã, phường mã {code} trong phạm vi của người này.")

    def _progress(self, what: str) -> services.Told:
        def tell(done: int, total: int) -> None:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r  {what} {done}/{total}\033[K")
                sys.stderr.flush()

        return tell

    def _give_back(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError:  # full, or changed since it was looked at; what was written is told all the same
            self.stderr.write(f"Không ghi được các dòng chưa nhập vào {path}.")
            self.failed = True

    def _answer(self, taken: ChildImport, options: dict[str, Any]) -> None:
        counts = {key: n for key, n in taken.counts.items() if key != "seen"}
        left = services.left_out(taken) if taken.state in (ImportState.PREVIEW, ImportState.APPLIED) else []
        if options["errors"] and left:
            found = services.originals(taken, [row.number for row in left], today=today())
            self._give_back(options["errors"], papers.errors_file(taken, left, found))
        if options["json"]:
            told = {
                "list": str(taken.uuid), "state": taken.state, "why": taken.why, "sheet": taken.layout.get("sheet"),
                "mapping": taken.layout.get("mapping"), "missing": taken.layout.get("missing"), "counts": counts,
                "left_out": [
                    {"row": row.number, "name": row.full_name, "reasons": words.reasons(row.findings)} for row in left[:1000]
                ],
            }  # fmt: skip
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        if taken.state == ImportState.REFUSED or taken.why:
            raise CommandError(taken.why)
        if taken.state == ImportState.COLUMNS:
            lacking = ", ".join(words.label_of(key) for key in taken.layout["missing"])
            raise CommandError(
                f"Chưa nhận ra cột: {lacking}. Hãy chỉ cột trên trang “Nhập danh sách trẻ em”."
            )
        self.stdout.write(
            f"{counts.get('new', 0)} mới, {counts.get('changed', 0)} thay đổi, {counts.get('same', 0)} không đổi, "
            f"{counts.get('alike', 0)} giống trẻ đã có, {counts.get('refused', 0)} không nhận."
        )
        for row in left[:SHOWN]:
            self.stdout.write(
                f"  Dòng {row.number}, {row.full_name or '(trống)'}: {' '.join(words.reasons(row.findings))}"
            )
        if len(left) > SHOWN:
            self.stdout.write(f"  … và {len(left) - SHOWN} dòng nữa.")
        if taken.state == ImportState.APPLIED:
            self.stdout.write(
                f"Đã ghi: {counts.get('made', 0)} trẻ mới, {counts.get('altered', 0)} hồ sơ cập nhật. Hoàn tác được trên trang "
                f"“Nhập danh sách trẻ em” (lần nhập {taken.uuid})."
            )
        else:
            self.stdout.write("Chưa ghi gì.")
