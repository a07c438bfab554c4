"""Which commune and which agency a cell means; what is not certain is refused with the choices, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from treem.files.sheets import Cell
from treem.kernel.vietnamese import date_text, fold
from treem.organisations.imports import cells
from treem.organisations.imports.cells import Refused
from treem.organisations.models import Body, BodyAlias, BodyLevel
from treem.organisations.resolution import LIKELY, AssigneeResolver
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.territory.models import Unit

_DISTRICT = re.compile(r"(huyen|thi xa|thanh pho|quan) ")
MANY = 6
UNKNOWN_LIMIT = 200
"""Different names in one list that are no commune: from here on no further one is looked up (about 5 ms each)."""


class Communes:
    """The communes of a province on a day, by code or by name."""

    def __init__(self, province: Unit, on: date) -> None:
        self.province, self.on = province, on
        self.by_code = {unit.code: unit for unit in territory.communes_of(province, on)}
        self._named: dict[str, tuple[Unit | None, str]] = {}
        self._unknown = 0

    def find(self, code: Cell, name: Cell) -> tuple[Unit | None, str]:
        """The commune, or None when both cells are empty; and a note when the name was written otherwise.

        Raises Refused.
        """
        if code != "" and not cells.code(code, 5).isdigit():
            if name != "" and cells.text(name) != cells.text(code):
                raise Refused(_("“{code}” không phải mã xã, phường.").format(code=cells.text(code)))
            code, name = "", code  # a name in the column of codes
        by_code = self._of_code(cells.code(code, 5)) if code != "" else None
        if name == "":
            return by_code, ""
        written = cells.code(name, 5)
        if written.isascii() and written.isdigit():
            unit, note = self._of_code(written), ""
        else:
            unit, note = self._of_name(written)
        if by_code is not None and by_code != unit:
            raise Refused(
                _("Mã {code} là {unit}, nhưng dòng ghi “{name}”. Hãy sửa mã hoặc tên.").format(
                    code=by_code.code, unit=by_code.full_name, name=written
                )
            )
        return unit, note

    def _of_code(self, code: str) -> Unit:
        if found := self.by_code.get(code):
            return found
        former = territory.code_matches(code, self.on, self.province)
        if former and former[0].now:
            raise Refused(
                _("Mã {code} là {former}, không còn từ {day}; nay thuộc {now}. Hãy ghi mã mới.").format(
                    code=code, former=former[0].unit.full_name, day=_day_after(former[0].unit), now=_list(former[0].now)
                )
            )  # fmt: skip
        raise Refused(
            _("Mã {code} không phải xã, phường của tỉnh vào ngày {day}.").format(
                code=code, day=date_text(self.on)
            )
        )

    def _of_name(self, written: str) -> tuple[Unit, str]:
        if written not in self._named:
            if self._unknown >= UNKNOWN_LIMIT:
                raise Refused(
                    _(
                        "“{name}”: quá nhiều tên trong cột này không phải xã, phường. Hãy xem cột đã chỉ đúng chưa."
                    ).format(name=written)
                )
            try:
                self._named[written] = self._look_up(written)
            except Refused as refusal:
                self._named[written] = None, str(refusal)
                self._unknown += 1
        unit, words = self._named[written]
        if unit is None:
            raise Refused(words)
        return unit, words

    def _look_up(self, written: str) -> tuple[Unit, str]:
        matches = territory.name_matches(written, self.on, province=self.province)
        if _DISTRICT.match(fold(written)):
            matches = []
        standing = [match for match in matches if match.unit.in_force(self.on)]
        if len(standing) > 1:
            units = "; ".join(f"{m.unit.full_name} ({m.unit.code})" for m in standing)
            raise Refused(
                _("Có nhiều xã, phường tên “{name}”: {units}. Hãy ghi mã.").format(name=written, units=units)
            )
        if standing:
            only = standing[0]
            if not only.kind_agrees:
                raise Refused(
                    _("Dòng ghi “{name}”; vào ngày {day} là {unit}. Hãy ghi lại.").format(
                        name=written, day=date_text(self.on), unit=only.unit.full_name
                    )
                )
            if only.exact or written.isascii():
                return only.unit, ""
            return only.unit, _("Hiểu “{name}” là {unit}.").format(name=written, unit=only.unit.full_name)
        ended = matches or territory.district_matches(written, self.on, self.province)
        if ended:
            now = {unit.pk: unit for match in ended for unit in match.now}
            raise Refused(
                _("{former} không còn từ {day}. Hãy ghi xã, phường hiện nay: {now}.").format(
                    former=ended[0].unit.full_name, day=_day_after(ended[0].unit), now=_list(list(now.values()))
                )
            )  # fmt: skip
        raise Refused(
            _(
                "Không có xã, phường nào tên “{name}” trong tỉnh vào ngày {day}. Hãy ghi tên mới hoặc mã."
            ).format(name=written, day=date_text(self.on))
        )


def _day_after(unit: Unit) -> str:
    return date_text(unit.valid_to + territory.DAY) if unit.valid_to else "…"


def _list(units: Sequence[Unit]) -> str:
    named = ", ".join(f"{unit.full_name} ({unit.code})" for unit in units[:MANY])
    return named + (" …" if len(units) > MANY else "")


class Bodies:
    """The agencies of a province on a day, by code, by name, or as letters write them."""

    def __init__(self, province: Unit, on: date) -> None:
        self.province, self.on = province, on
        area = territory.same_area(province)
        every = Body.objects.select_related("unit", "parent").order_by("pk")
        self.every = [
            body for body in every if body.unit is None or body.unit_id in area or body.unit.parent_id in area
        ]
        self.by_code = {body.code: body for body in self.every}
        self._names: dict[str, dict[int, Body]] = {}
        by_id = {body.pk: body for body in self.every}
        for body in self.every:
            self.know(body, (body.name, body.short_name))
        for alias in BodyAlias.objects.filter(body__in=by_id):
            self.know(by_id[alias.body_id], (alias.name,))
        self._resolver: AssigneeResolver | None = None
        self._resolved: dict[str, tuple[Body | None, str]] = {}

    def know(self, body: Body, names: Iterable[str]) -> None:
        for name in names:
            self._names.setdefault(fold(name), {})[body.pk] = body

    def named(self, written: str, unit_id: int | None) -> list[Body]:
        """Agencies called exactly so (tones and case apart), in the commune where one is said."""
        found = list(self._names.get(fold(written), {}).values())
        if unit_id is not None:
            return [body for body in found if body.unit_id == unit_id]
        return found

    def find(self, written: str, unit: Unit | None) -> Body:
        """The agency in force. ``unit`` is the commune of the row, where it says one. Raises Refused."""
        if by_code := self.by_code.get(written.lower()):
            body = self._within(by_code, unit)
        elif unit is not None:
            body = self._find_in(written, unit)
        else:
            body = self._one(self.named(written, None), written) or self._resolve(written)
        return self._standing(body, written)

    def _find_in(self, written: str, unit: Unit) -> Body:
        if body := self._one(self.named(written, unit.pk), written):
            return body
        # «Phòng VHXH» with the commune in a column of its own; then what the name says by itself.
        for words in (f"{written} {unit.full_name}", written):
            try:
                body = self._one(self.named(words, None), words) or self._resolve(words)
            except Refused:
                continue
            return self._within(body, unit)
        raise Refused(
            _("Không có cơ quan “{name}” tại {unit}. Hãy nhập cơ quan trước, hoặc ghi mã cơ quan.").format(
                name=written, unit=unit.full_name
            )
        )

    @staticmethod
    def _within(body: Body, unit: Unit | None) -> Body:
        if unit is not None and body.level == BodyLevel.COMMUNE and body.unit_id != unit.pk:
            raise Refused(
                _("{body} không thuộc {unit} như dòng ghi. Hãy sửa cơ quan hoặc xã.").format(
                    body=body.short_name, unit=unit.full_name
                )
            )
        return body

    def _one(self, found: list[Body], written: str) -> Body | None:
        standing = [body for body in found if body.in_force(self.on)] or found
        if len(standing) > 1:
            named = "; ".join(f"{body.short_name} ({body.code})" for body in standing[:MANY])
            raise Refused(
                _("“{name}” có thể là nhiều cơ quan: {bodies}. Hãy ghi mã cơ quan.").format(
                    name=written, bodies=named
                )
            )
        return standing[0] if standing else None

    def _resolve(self, written: str) -> Body:
        if written not in self._resolved:
            self._resolved[written] = self._by_wording(written)
        body, words = self._resolved[written]
        if body is None:
            raise Refused(words)
        return body

    def _by_wording(self, written: str) -> tuple[Body | None, str]:
        if self._resolver is None:
            self._resolver = AssigneeResolver(self.on, self.province)
        answer = self._resolver.resolve(written)
        if answer.kind == "body" and answer.confidence >= LIKELY:
            return self.by_code.get(answer.bodies[0].code, answer.bodies[0]), ""
        if answer.kind == "unknown" or not answer.bodies:
            # Of what nobody recognised there is nothing more to say than what to do.
            plain = _("Chưa nhận ra “{written}”. Hãy chọn cơ quan, hoặc thêm cách viết này vào danh mục.")
            note = "" if answer.note.startswith(plain.partition("{")[0]) else answer.note
            note = note or _("Hãy nhập cơ quan này trước, hoặc ghi mã cơ quan.")
            return None, _("Không có cơ quan “{name}”. {note}").format(name=written, note=note)
        named = "; ".join(f"{body.short_name} ({body.code})" for body in answer.bodies[:MANY])
        more = " …" if len(answer.bodies) > MANY else ""
        return None, _(
            "“{name}” chưa rõ là cơ quan nào. {note} Có thể là: {bodies}. Hãy ghi mã cơ quan."
        ).format(name=written, note=answer.note, bodies=named + more)

    def _standing(self, body: Body, written: str) -> Body:
        if not body.in_force(self.on):
            raise Refused(
                _("“{name}” ({code}) không hoạt động vào ngày {day}.").format(
                    name=written, code=body.code, day=date_text(self.on)
                )
            )
        return body
