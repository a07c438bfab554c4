"""What a table would change, as things stand: which units end and begin, who comes where, what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from treem.kernel.vietnamese import fold, tone_style
from treem.territory import selectors
from treem.territory.boundaries.table import Line
from treem.territory.models import Basis, Unit, Village


@dataclass(frozen=True)
class New:
    """A unit that begins."""

    code: str
    name: str
    kind: str


@dataclass
class Plan:
    """``goes``: for each former unit the new one that takes what no row names otherwise (its main successor);
    ``by_village``: villages that go to another one. ``faults`` by number of the row, 0 for the whole table."""

    lines: list[Line]
    olds: dict[str, Unit] = field(default_factory=dict)
    news: list[New] = field(default_factory=list)
    goes: dict[str, str] = field(default_factory=dict)
    by_village: dict[int, str] = field(default_factory=dict)
    continues: dict[str, str] = field(default_factory=dict)
    """By new code the former code whose agencies go on as its agencies."""
    renamed: dict[int, str] = field(default_factory=dict)
    """Villages that need a distinguishing name, because two of one name meet."""
    faults: list[tuple[int, str]] = field(default_factory=list)

    def targets(self, old_code: str) -> list[str]:
        """New codes that take people of a former unit."""
        return list(dict.fromkeys(line.new_code for line in self.lines if line.old_code == old_code))


def make_plan(lines: Sequence[Line], province: Unit, effective_on: date) -> Plan:
    """Look at a table with the map of the day before it takes effect."""
    plan = Plan(list(lines))
    eve = effective_on - selectors.DAY
    standing = {unit.code: unit for unit in selectors.communes_of(province, eve)}
    if not lines:
        plan.faults.append((0, _("Bảng không có dòng nào.")))
    for line in lines:
        _check_line(plan, line, standing)
    if plan.faults:
        return plan
    _check_news(plan, standing, effective_on)
    villages = {code: list(selectors.villages_of(unit, eve)) for code, unit in plan.olds.items()}
    for code in plan.olds:
        _share_out(plan, code, villages[code])
    _continue(plan)
    _tell_apart(plan, villages)
    return plan


def _check_line(plan: Plan, line: Line, standing: dict[str, Unit]) -> None:
    def fault(text: str) -> None:
        plan.faults.append((line.number, text))

    old = standing.get(line.old_code)
    if old is None:
        fault(
            _("Không có xã, phường mang mã %(code)s trước ngày có hiệu lực.") % {"code": line.old_code or "…"}
        )
    else:
        plan.olds[line.old_code] = old
        if line.old_name and not _same_name(line.old_name, old):
            fault(
                _("Mã %(code)s là của %(unit)s, không phải %(name)s.")
                % {"code": line.old_code, "unit": old.full_name, "name": line.old_name}
            )
    if not line.how:
        fault(_("Cột “Cách” phải là: toàn bộ, một phần, hoặc giữ nguyên."))
    if not line.new_kind:
        fault(_("Cột “Loại mới” phải là: xã, phường, hoặc đặc khu."))
    if not line.new_name:
        fault(_("Thiếu tên mới."))
    if len(line.new_code) != 5 or not line.new_code.isdigit():
        fault(_("Mã mới phải có 5 chữ số."))
    if line.how == Basis.PARTIAL and not line.villages and not line.rest:
        fault(_("Nhập một phần thì ghi các tổ, bản chuyển (cách nhau bằng dấu ;), hoặc “phần còn lại”."))
    if line.how != Basis.PARTIAL and (line.villages or line.rest):
        fault(_("Chỉ ghi tổ, bản khi nhập một phần."))


def _same_name(written: str, unit: Unit) -> bool:
    folded = fold(tone_style(written))
    return folded in {fold(tone_style(unit.name)), fold(tone_style(unit.full_name))}


def _check_news(plan: Plan, standing: dict[str, Unit], effective_on: date) -> None:
    described: dict[str, New] = {}
    for line in plan.lines:
        new = New(line.new_code, line.new_name, line.new_kind)
        if described.setdefault(line.new_code, new) != new:
            plan.faults.append(
                (line.number, _("Mã mới %(code)s có hai tên hoặc hai loại.") % {"code": new.code})
            )
        if line.new_code in standing and line.new_code not in plan.olds:
            plan.faults.append(
                (line.number, _("Mã %(code)s đang là của %(unit)s.")
                 % {"code": new.code, "unit": standing[line.new_code].full_name})
            )  # fmt: skip
    plan.news = list(described.values())
    for code, old in plan.olds.items():
        mine = [line for line in plan.lines if line.old_code == code]
        if any(line.how != Basis.PARTIAL for line in mine) and len(mine) > 1:
            plan.faults.append(
                (mine[1].number, _("%(unit)s đã chuyển toàn bộ ở dòng khác.") % {"unit": old.full_name})
            )
        if old.valid_from >= effective_on:
            plan.faults.append(
                (mine[0].number, _("%(unit)s mới có từ sau ngày này.") % {"unit": old.full_name})
            )
        same = New(old.code, old.name, old.kind)
        if (
            len(mine) == 1
            and described[mine[0].new_code] == same
            and not _joined(plan, mine[0].new_code, code)
        ):
            plan.faults.append(
                (mine[0].number, _("%(unit)s không có gì thay đổi.") % {"unit": old.full_name})
            )
    for line in plan.lines:
        if line.how == Basis.UNCHANGED and _joined(plan, line.new_code, line.old_code):
            plan.faults.append((line.number, _("“Giữ nguyên” thì không nhập với đơn vị khác.")))


def _joined(plan: Plan, new_code: str, old_code: str) -> bool:
    return any(line.new_code == new_code and line.old_code != old_code for line in plan.lines)


def _share_out(plan: Plan, code: str, villages: list[Village]) -> None:
    """Whose villages go where; the rest of the unit to its main successor."""
    mine = [line for line in plan.lines if line.old_code == code]
    if mine[0].how != Basis.PARTIAL:
        plan.goes[code] = mine[0].new_code
        return
    rest = [line for line in mine if line.rest]
    if len(rest) != 1:
        plan.faults.append(
            (mine[0].number, _("Chia một xã, phường thì đúng một dòng của nó ghi “phần còn lại”."))
        )
        return
    plan.goes[code] = rest[0].new_code
    known = {fold(village.full_name): village for village in villages}
    exact = {village.full_name.casefold(): village for village in villages}
    for line in mine:
        for name in line.villages:
            village = exact.get(name.casefold()) or known.get(fold(name))
            if village is None:
                plan.faults.append((line.number, _("Không có tổ, bản “%(name)s”.") % {"name": name}))
            elif plan.by_village.setdefault(village.pk, line.new_code) != line.new_code:
                plan.faults.append((line.number, _("“%(name)s” được ghi ở hai dòng.") % {"name": name}))


def _continue(plan: Plan) -> None:
    """The agencies of a new unit are those of the former one with its code, else of the first that comes whole."""
    taken: set[str] = set()
    for new in plan.news:
        mine = [code for code, target in plan.goes.items() if target == new.code and code not in taken]
        if mine:
            plan.continues[new.code] = new.code if new.code in mine else mine[0]
            taken.add(plan.continues[new.code])


def _tell_apart(plan: Plan, villages: dict[str, list[Village]]) -> None:
    """Two villages of one name in one new unit: those of the unit whose agencies do not go on get its name behind."""
    meet: dict[tuple[str, str, str, str], list[tuple[str, Village]]] = defaultdict(list)
    for code, found in villages.items():
        for village in found:
            target = plan.by_village.get(village.pk, plan.goes.get(code, ""))
            meet[target, village.kind, village.name, village.number].append((code, village))
    for (target, *_rest), same in meet.items():
        for code, village in same:
            if len(same) > 1 and code != plan.continues.get(target):
                plan.renamed[village.pk] = f"{village.name} ({plan.olds[code].name})".strip()
