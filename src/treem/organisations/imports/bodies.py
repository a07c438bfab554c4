"""A list of agencies: what it would change, and the change itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.kernel.vietnamese import date_text, fold
from treem.organisations.imports import cells
from treem.organisations.imports.cells import Refused
from treem.organisations.imports.columns import plain
from treem.organisations.imports.matching import Bodies, Communes
from treem.organisations.imports.plan import Change, Line, Outcome, Setting, State
from treem.organisations.imports.table import Row
from treem.organisations.models import Body, BodyKind, BodyLevel
from treem.territory.rules import UNKNOWN_START

if TYPE_CHECKING:
    from treem.organisations.models import User
    from treem.territory.models import Unit

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KIND_WORDS = {
    BodyKind.PEOPLES_COMMITTEE: ("uy ban nhan dan", "ubnd"),
    BodyKind.FRONT: ("mat tran to quoc", "uy ban mttq", "mttq"),
    BodyKind.MINISTRY: ("bo", "cuc", "co quan trung uong"),
    BodyKind.OFFICE: ("van phong",),
    BodyKind.DEPARTMENT: ("so", "ban dan toc"),
    BodyKind.INSPECTORATE: ("thanh tra",),
    BodyKind.POLICE: ("cong an",),
    BodyKind.INSURANCE: ("bao hiem xa hoi", "bhxh"),
    BodyKind.UNION: ("hoi", "doan", "lien doan", "lien hiep", "doan the"),
    BodyKind.CENTRE: ("trung tam", "quy", "don vi su nghiep", "benh vien", "co so tro giup"),
    BodyKind.DIVISION: ("phong", "phong chuyen mon"),
    BodyKind.HEALTH_STATION: ("tram y te", "tyt"),
    BodyKind.SCHOOL: ("truong", "nha tre", "mam non", "truong hoc"),
    BodyKind.BOARD: ("ban chi dao", "to chuc phoi hop", "nhom thuong truc"),
    BodyKind.OTHER: ("khac",),
}
_LEVEL_WORDS = {
    "trung uong": BodyLevel.CENTRAL, "tw": BodyLevel.CENTRAL, "bo": BodyLevel.CENTRAL,
    "tinh": BodyLevel.PROVINCE, "cap tinh": BodyLevel.PROVINCE, "thanh pho": BodyLevel.PROVINCE,
    "xa": BodyLevel.COMMUNE, "cap xa": BodyLevel.COMMUNE, "xa phuong": BodyLevel.COMMUNE, "phuong": BodyLevel.COMMUNE,
    "dac khu": BodyLevel.COMMUNE,
}  # fmt: skip


@dataclass
class Work:
    """What one row makes or changes. ``parent`` is a body, or the code of one that the same file makes."""

    code: str
    body: Body | None = None
    values: dict[str, Any] = field(default_factory=dict)
    unit: Unit | None = None
    level: str = ""
    parent: Body | str | None = None


def plan(rows: Sequence[Row], setting: Setting) -> list[Line]:
    """What each row would do. Rows may name one another as parent, in any order."""
    return _Planner(setting).lines(rows)


class _Planner:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.communes = Communes(setting.province, setting.on)
        self.bodies = Bodies(setting.province, setting.on)
        self.codes: dict[str, int] = {}
        self.fresh: dict[str, list[Work]] = {}
        """New bodies of this file by folded name and by code."""

    def lines(self, rows: Sequence[Row]) -> list[Line]:
        lines = [Line(row) for row in rows]
        for line in lines:
            self._try(line, self._read)
        for line in lines:
            if line.state is not State.REFUSED and line.row["parent"] != "":
                self._try(line, self._parent)
        for line in lines:
            if line.state is not State.REFUSED and self._circular(line.work):
                line.refuse(_("Các đơn vị trực thuộc lẫn nhau thành vòng. Hãy sửa cột trực thuộc."))
        return lines

    def _try(self, line: Line, step: Any) -> None:
        try:
            step(line)
        except Refused as refusal:
            line.refuse(refusal)

    def _read(self, line: Line) -> None:
        row = line.row
        name, code = cells.text(row["name"], 200), cells.text(row["code"], 60).lower()
        line.label = name or code
        if not name:
            raise Refused(_("Thiếu tên đơn vị."))
        if not any(letter.isalpha() for letter in name):
            raise Refused(_("Tên đơn vị “{name}” không có chữ nào.").format(name=name))
        short_name = cells.text(row["short_name"], 120)
        unit, note = self.communes.find(row["commune_code"], row["commune"])
        if note:
            line.notes.append(note)
        standing = self._existing(code, name, unit)
        values: dict[str, Any] = {"name": name}
        if short_name:
            values["short_name"] = short_name
        if number := cells.phone(row["phone"]):
            values["phone"] = number
        if since := cells.day(row["valid_from"], _("Từ ngày")):
            values["valid_from"] = since
        if row["kind"] != "":
            values["kind"] = _kind(cells.text(row["kind"]))
        level = _level(cells.text(row["level"])) if row["level"] != "" else ""
        if standing is not None:
            self._changed(line, standing, values, unit, level)
        else:
            self._new(line, code, values, unit, level)
        if earlier := self.codes.get(line.work.code):
            raise Refused(_("Trùng với dòng {row}.").format(row=earlier))
        self.codes[line.work.code] = line.number
        for key in {line.work.code, fold(name), fold(short_name or name)}:
            self.fresh.setdefault(key, []).append(line.work)

    def _existing(self, code: str, name: str, unit: Unit | None) -> Body | None:
        if code:
            return self.bodies.by_code.get(code)
        found = self.bodies.named(name, unit.pk if unit is not None else None)
        if len(found) == 1:
            return found[0]
        try:
            body = self.bodies.find(name, unit)
        except Refused:
            if len(found) > 1:
                raise
            return None
        # The name must say this agency, not another way of writing a wider one.
        return body if unit is None or body.unit_id == unit.pk else None

    def _changed(self, line: Line, body: Body, values: dict[str, Any], unit: Unit | None, level: str) -> None:
        if level and level != body.level:
            raise Refused(
                _("{body} đang là đơn vị {level}; cấp không đổi bằng danh sách.").format(
                    body=body.short_name, level=body.get_level_display()
                )
            )
        if unit is not None and body.unit_id != unit.pk:
            place = body.unit.full_name if body.unit is not None else body.get_level_display()
            raise Refused(
                _("Mã {code} là {body} của {place}. Hãy sửa mã hoặc xã.").format(
                    code=body.code, body=body.short_name, place=place
                )
            )
        if "short_name" not in values and fold(values["name"]) == fold(body.short_name):
            del values["name"]  # the list knows the agency by its short name
        if body.valid_to is not None and not body.in_force(self.setting.on):
            if body.pk not in self.setting.undone.bodies:
                raise Refused(
                    _("{body} đã kết thúc hoạt động ngày {day}. Đơn vị mới cần mã khác.").format(
                        body=body.short_name, day=date_text(body.valid_to)
                    )
                )
            values["valid_to"] = None
        values["verified"] = True
        different = {name: value for name, value in values.items() if getattr(body, name) != value}
        line.label = body.short_name
        line.detail = f"{body.code} · {body.get_level_display()}"
        line.changes = [
            Change(str(Body._meta.get_field(name).verbose_name), _shown(name, getattr(body, name)), _shown(name, value))  # type: ignore[union-attr]
            for name, value in different.items()
        ]  # fmt: skip
        line.state = State.CHANGED if different else State.SAME
        line.work = Work(body.code, body, different, body.unit, body.level)

    def _new(self, line: Line, code: str, values: dict[str, Any], unit: Unit | None, level: str) -> None:
        name = values["name"]
        if not level:
            level = BodyLevel.COMMUNE if unit is not None else BodyLevel.PROVINCE
        if level == BodyLevel.COMMUNE and unit is None:
            raise Refused(_("Đơn vị cấp xã phải có mã hoặc tên xã, phường."))
        if level != BodyLevel.COMMUNE and unit is not None:
            raise Refused(_("Đơn vị cấp tỉnh, trung ương không ghi xã, phường."))
        if "kind" not in values:
            values["kind"] = _kind_in_name(name)
            line.notes.append(_("Loại suy từ tên: {kind}.").format(kind=BodyKind(values["kind"]).label))
        values.setdefault("short_name", name[:120])
        if len(name) > 120 and values["short_name"] == name[:120]:
            raise Refused(_("Tên dài quá 120 chữ: hãy ghi thêm tên gọi tắt."))
        if code and not _CODE.fullmatch(code):
            raise Refused(
                _("Mã “{code}” chưa đúng: chỉ dùng chữ thường không dấu, số, gạch nối.").format(code=code)
            )
        code = code or self._free_code(values["short_name"], unit if level == BodyLevel.COMMUNE else None)
        line.state = State.NEW
        line.detail = " · ".join(
            part
            for part in (
                code, str(BodyKind(values["kind"]).label), str(BodyLevel(level).label),
                unit.full_name if unit is not None else "",
            )
            if part
        )  # fmt: skip
        place = (
            unit
            if level == BodyLevel.COMMUNE
            else None
            if level == BodyLevel.CENTRAL
            else self.setting.province
        )
        line.work = Work(code, None, values, place, level)

    def _free_code(self, short_name: str, unit: Unit | None) -> str:
        tail = f"-{unit.code}" if unit is not None else ""
        stem = plain(short_name).replace(" ", "-")[: 56 - len(tail)].strip("-") or "don-vi"
        number, code = 1, stem + tail
        while code in self.bodies.by_code or code in self.codes:
            number += 1
            code = f"{stem}{tail}-{number}"
        return code

    def _parent(self, line: Line) -> None:
        work: Work = line.work
        written = cells.text(line.row["parent"], 200)
        inside = [
            each for each in self.fresh.get(fold(written), []) if each.body is None and each is not work
        ]
        near = [each for each in inside if each.unit == work.unit] or inside
        if len(near) == 1:
            parent: Body | str = near[0].code
        else:
            unit = work.unit if work.level == BodyLevel.COMMUNE else None
            try:
                parent = self.bodies.find(written, unit)
            except Refused:
                parent = self.bodies.find(written, None)
        if work.body is not None:
            if isinstance(parent, Body) and work.body.parent_id == parent.pk:
                return
            before = work.body.parent.short_name if work.body.parent is not None else ""
            after = parent.short_name if isinstance(parent, Body) else written
            line.changes.append(Change(_("trực thuộc"), before, after))
            line.state = State.CHANGED
        else:
            line.detail += " · " + _("thuộc {parent}").format(
                parent=parent.short_name if isinstance(parent, Body) else written
            )
        work.parent = parent

    def _circular(self, work: Work) -> bool:
        """Whether the parents of the body, as the file would have them, come back to it."""
        by_code = {each.code: each for group in self.fresh.values() for each in group}
        seen, code = set(), work.code
        while code:
            if code in seen:
                return True
            seen.add(code)
            asked = by_code.get(code)
            parent = asked.parent if asked is not None else None
            if parent is None:
                standing = self.bodies.by_code.get(code)
                parent = standing.parent if standing is not None else None
            code = parent if isinstance(parent, str) else parent.code if parent is not None else ""
        return False


def _kind(written: str) -> str:
    words = plain(written)
    if words in BodyKind.values:
        return words
    with override("vi"):
        labels = {plain(str(kind.label)): kind.value for kind in BodyKind}
    known = labels | {word: kind.value for kind, names in _KIND_WORDS.items() for word in names}
    if words not in known:
        raise Refused(
            _("Không hiểu loại “{kind}”. Dùng một trong: {kinds}.").format(
                kind=written, kinds="; ".join(str(kind.label) for kind in BodyKind)
            )
        )
    return known[words]


def _kind_in_name(name: str) -> str:
    words = plain(name) + " "
    found = [
        (len(word), kind.value)
        for kind, names in _KIND_WORDS.items()
        for word in names
        if words.startswith(word + " ")
    ]
    return max(found)[1] if found else BodyKind.OTHER.value


def _level(written: str) -> str:
    level = _LEVEL_WORDS.get(plain(written))
    if level is None and plain(written) in BodyLevel.values:
        level = BodyLevel(plain(written))
    if level is None:
        if "huyen" in plain(written):
            raise Refused(_("Từ 01/7/2025 không còn cấp huyện. Hãy ghi cấp tỉnh hoặc cấp xã."))
        raise Refused(
            _("Không hiểu cấp “{level}”. Dùng: trung ương, cấp tỉnh, cấp xã.").format(level=written)
        )
    return level.value


def _shown(name: str, value: Any) -> str:
    if name == "kind":
        return str(BodyKind(value).label)
    if name == "verified":
        return _("đã đối chiếu") if value else _("chưa đối chiếu")
    if isinstance(value, date):
        return "" if value == UNKNOWN_START else date_text(value)
    return str(value or "")


@transaction.atomic
def apply(lines: Sequence[Line], setting: Setting, actor: User | None) -> Outcome:  # noqa: ARG001 - all lists alike
    """Save what the plan says; parents once every body of the file is there."""
    outcome = Outcome()
    works: list[Work] = [line.work for line in lines]
    new = [
        Body(
            code=work.code, unit=work.unit, level=work.level, verified=True,
            **{"valid_from": work.unit.valid_from if work.unit is not None else UNKNOWN_START, **work.values},
        )
        for work in works
        if work.body is None
    ]  # fmt: skip
    Body.objects.bulk_create(new)
    made = {body.code: body for body in new}
    standing = Body.objects.select_for_update().in_bulk([w.body.pk for w in works if w.body is not None])
    for work in works:
        parent = made[work.parent] if isinstance(work.parent, str) else work.parent
        if work.body is None:
            body = made[work.code]
            outcome.made("body", body.pk)
            if parent is not None:
                body.parent = parent
                body.save(update_fields=["parent"])
            continue
        body = standing[work.body.pk]
        values = dict(work.values) | ({"parent_id": parent.pk} if parent is not None else {})
        outcome.changed(
            "body", body.pk, {name: (getattr(body, name), value) for name, value in values.items()}
        )
        for name, value in values.items():
            setattr(body, name, value)
        body.version += 1
        body.save(update_fields=[*(n.removesuffix("_id") for n in values), "version"])
    return outcome
