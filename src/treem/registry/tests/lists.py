"""Lists of children for tests: spreadsheets made on the spot, and a list taken all the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.walk_world import World

from treem.db.scope import Scope, scoped
from treem.kernel.time import VIETNAM
from treem.registry.imports import services
from treem.registry.models import ChildImport

AT = datetime(2026, 11, 30, 9, 0, tzinfo=VIETNAM)
HEADS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Số định danh cá nhân",
    "Họ tên mẹ",
    "Tổ, bản, tiểu khu",
)


def xlsx(
    rows: Sequence[Sequence[Any]], *, name: str = "DS", more: Sequence[Sequence[Sequence[Any]]] = ()
) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for number, each in enumerate([rows, *more]):
        sheet = book.add_worksheet(name if number == 0 else f"{name} {number}")
        for y, row in enumerate(each):
            for x, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(y, x, cell)
                elif cell:
                    sheet.write_string(y, x, cell)
    book.close()
    return out.getvalue()


def row(n: int, name: str, born: Any = "05/03/2018", sex: str = "Nữ", **more: str) -> tuple[Any, ...]:
    return (
        n, name, born, sex, more.get("people", "Thái"), more.get("number", ""), more.get("mother", "Lò Thị Piếng"),
        more.get("village", ""),
    )  # fmt: skip


def make_list(world: World) -> ChildImport:
    """A list of the commune with a row that was left out, read as the owner of the database."""
    with scoped(scope_of(world)):
        taken = services.take_in(
            SimpleUploadedFile("ds.xlsx", xlsx([HEADS, row(1, "Lò Thị Mai"), row(2, "Lò Thị Hai", "31/02/2018")])),
            actor=world.lan, appointment_id=None, commune_id=world.own.pk, at=AT,
        )  # fmt: skip
        services.read_list(taken.pk, clock=lambda: AT)
    return ChildImport.objects.get(pk=taken.pk)


def scope_of(world: World) -> Scope:
    return Scope(world.lan.pk, (world.own.pk,))


def province_scope(world: World) -> Scope:
    return Scope(world.hung.pk, (world.own.pk, world.neighbouring.pk))


def take(
    world: World, content: bytes, *, name: str = "ds.xlsx", province: bool = False, own: bool = True
) -> ChildImport:
    """Kept and read, as the officer of the commune or the specialist of the province."""
    actor = world.hung if province else world.lan
    with as_app(province_scope(world) if province else scope_of(world)):
        taken = services.take_in(
            SimpleUploadedFile(name, content), actor=actor, appointment_id=None,
            commune_id=world.own.pk if own and not province else None, at=AT,
        )  # fmt: skip
        services.read_list(taken.pk, clock=lambda: AT)
    return ChildImport.objects.get(pk=taken.pk)


def write(world: World, taken: ChildImport, *, province: bool = False, piece: int = 10_000) -> ChildImport:
    """Confirmed and written."""
    actor = world.hung if province else world.lan
    with as_app(province_scope(world) if province else scope_of(world)):
        services.confirm(taken, version=taken.version, actor=actor, appointment_id=None, at=AT)
        services.write_list(taken.pk, clock=lambda: AT, piece=piece)
    return ChildImport.objects.get(pk=taken.pk)


def undo(world: World, taken: ChildImport) -> ChildImport:
    with as_app(scope_of(world)):
        services.ask_back(taken, actor=world.lan, appointment_id=None, at=AT)
        services.take_list_back(taken.pk, clock=lambda: AT)
    return ChildImport.objects.get(pk=taken.pk)


def states(taken: ChildImport) -> dict[int, str]:
    return dict(taken.rows.order_by("number").values_list("number", "state"))


def codes(taken: ChildImport) -> dict[int, list[str]]:
    return {
        number: [code for code, _word in findings or ()]
        for number, findings in taken.rows.order_by("number").values_list("number", "findings")
    }
