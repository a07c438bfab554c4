"""Levels, values, distances and sources of targets, in words."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from treem.indicators.board import Standing
from treem.indicators.facts import Fact
from treem.indicators.models import PlanTarget, TargetAdoption, TargetValue
from treem.indicators.rules import LOWER_IS_BETTER
from treem.web.templatetags.ui_words import vn_date, vn_number

NBSP = "\N{NO-BREAK SPACE}"
STATUS_BADGES = {
    "met": "done",
    "partly": "soon",
    "missed": "overdue",
    "tracked": "info",
    "nothing": "info",
    "none": "neutral",
}


def status_words() -> dict[str, str]:
    """The word of each status."""
    return {
        "met": _("Đạt"), "partly": _("Đạt một phần"), "missed": _("Chưa đạt"),
        "tracked": _("Theo dõi, chưa có mức năm nay"), "nothing": _("Không phát sinh"), "none": _("Chưa có số liệu"),
    }  # fmt: skip


def fact_words(fact: Fact) -> dict[str, str]:
    """What a fact counts, by what it is broken down and which records it comes from; an unknown code stays itself."""
    units = {"child": _("trẻ em"), "report": _("thông tin"), "commune": _("xã, phường")}
    parts = {
        "sex": _("giới tính"), "age_group": _("nhóm tuổi"), "ethnicity_group": _("dân tộc"),
        "channel": _("kênh tiếp nhận"),
    }  # fmt: skip
    rooms = {
        "registry": _("hồ sơ trẻ em"),
        "cases": _("sổ thông tin bảo vệ trẻ em"),
        "indicators": _("số liệu nhập"),
    }
    room = fact.count.__module__.split(".")[1] if hasattr(fact.count, "__module__") else ""
    return {
        "unit": units.get(fact.unit, fact.unit),
        "dimensions": ", ".join(parts.get(name, name) for name in fact.dimensions),
        "room": rooms.get(room, room),
    }


def with_unit(text: str, unit: str) -> str:
    """A number with its unit: 65 %, 440/100.000."""
    if not unit:
        return text
    return f"{text}{unit}" if unit.startswith("/") else f"{text}{NBSP}{unit}"


def rounded(value: Fraction) -> str:
    """Two decimals, and more where two would say nothing (0,004)."""
    places = 2 if value == 0 or abs(value) >= Fraction(1, 100) else 4
    return vn_number(value, places)


def level_words(target: PlanTarget) -> str:
    """The level in words: đạt ít nhất 65 %; từ 92 đến 96 %; ≥ 90 – ≥ 95 %; giảm 0,5 điểm % mỗi năm."""
    if target.value is None:
        return _("chưa có mức")
    level = vn_number(target.level)
    if target.upper is not None and target.comparator == "range":
        upper = with_unit(vn_number(target.upper_level), target.unit_words)
        return _("từ %(level)s đến %(upper)s") % {"level": level, "upper": upper}
    if target.upper is not None:
        return f"≥{NBSP}{level} – ≥{NBSP}{with_unit(vn_number(target.upper_level), target.unit_words)}"
    if target.comparator == "reduce_by":
        return _("giảm %(level)s điểm %% mỗi năm") % {"level": level}
    return f"{target.get_comparator_display()} {with_unit(level, target.unit_words)}"


def own_level_words(adoption: TargetAdoption) -> str:
    """The level that a unit set for itself, in words."""
    if adoption.level is None:
        return _("không áp dụng")
    unit, level = adoption.target.unit_words, vn_number(adoption.level)
    if adoption.upper is not None:
        return f"≥{NBSP}{level} – ≥{NBSP}{with_unit(vn_number(adoption.upper_level), unit)}"
    if adoption.comparator == "reduce_by":
        return _("giảm %(level)s điểm %% mỗi năm") % {"level": level}
    return f"{adoption.get_comparator_display()} {with_unit(level, unit)}"


def value_words(target: PlanTarget, value: Fraction | None) -> str:
    """A value with its unit; a dash when there is none."""
    return "—" if value is None else with_unit(rounded(value), target.value_unit)


def national_words(target: PlanTarget, written: str) -> str:
    """A national level as the programme writes it (<9.5), in Vietnamese numbers and with the unit; other words stay."""
    found = re.fullmatch(r"(<|>|≥|≤)?([0-9]+(?:\.[0-9]+)?)", written)
    if found is None:
        return re.sub(r"(?<=[0-9])\.(?=[0-9])", ",", written)
    shown = with_unit(vn_number(Decimal(found[2])), target.unit_words)
    return f"{found[1]}{NBSP}{shown}" if found[1] else shown


def points(target: PlanTarget, value: Fraction) -> str:
    """A difference of two values: of percentages in points."""
    unit = _("điểm %") if target.value_unit == "%" else target.value_unit
    return with_unit(rounded(abs(value)), unit)


def gap_words(row: Standing) -> str:
    """How far from the target, by its direction; empty when that cannot be said."""
    gap = row.shortfall
    if gap is None:
        return ""
    target = row.target
    far = points(target, gap)
    if target.comparator in LOWER_IS_BETTER:
        words = _("cao hơn mức %(far)s") if gap > 0 else _("thấp hơn mức %(far)s")
    else:
        words = _("còn thiếu %(far)s") if gap > 0 else _("vượt %(far)s")
    if gap == 0:
        return _("đúng mức") if row.status == "met" else _("bằng mức, chưa vượt qua")
    return words % {"far": far}


def missing_words(row: Standing) -> str:
    """The distance in whole units of the numerator: cần thêm 37."""
    if not row.missing:
        return ""
    number = vn_number(row.missing)
    if row.target.comparator in LOWER_IS_BETTER:
        return _("cần giảm %(n)s trong tử số") % {"n": number}
    return _("cần thêm %(n)s trong tử số") % {"n": number}


def change_words(row: Standing) -> str:
    """Against last year, with the day of that figure."""
    if row.change is None or row.last_year is None:
        return ""
    day = vn_date(row.last_year.as_of)
    if row.change == 0:
        return _("bằng cùng kỳ năm trước (%(day)s)") % {"day": day}
    far = points(row.target, row.change)
    if row.change > 0:
        return _("tăng %(far)s so với cùng kỳ năm trước (%(day)s)") % {"far": far, "day": day}
    return _("giảm %(far)s so với cùng kỳ năm trước (%(day)s)") % {"far": far, "day": day}


def change_figure(row: Standing) -> str:
    """The change alone: +2,30 điểm %; empty when there is nothing to compare with."""
    if row.change is None:
        return ""
    sign = "+" if row.change > 0 else "\N{MINUS SIGN}" if row.change < 0 else ""
    return f"{sign}{points(row.target, row.change)}"


def pace_words(row: Standing) -> str:
    """Where the year ends at this pace; empty with fewer than two points."""
    pace = row.pace
    if pace is None:
        return ""
    said = {
        "from": vn_date(pace.first.on), "to": vn_date(pace.last.on),
        "value": value_words(row.target, pace.projected),
    }  # fmt: skip
    if pace.status == "missed":
        return _("Theo nhịp từ %(from)s đến %(to)s, cuối năm khoảng %(value)s: sẽ chưa đạt.") % said
    return _("Theo nhịp từ %(from)s đến %(to)s, cuối năm khoảng %(value)s: sẽ đạt.") % said


def typed_words(value: TargetValue) -> str:
    """An agency's figure as one line: value, day, agency."""
    shown = _("không phát sinh") if value.denominator == 0 else value_words(value.target, value.rate)
    return f"{shown} ({vn_date(value.as_of)}, {value.body})"
