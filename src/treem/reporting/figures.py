"""Figures of a return: how they are typed, kept, added up and checked. Values in, findings out; no Django here.

A figure is a whole number, or a Decimal where the row allows decimals. Never a float: 0,1 three times is 0,3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _
from treem.kernel.periods import Window
from treem.kernel.vietnamese import AmbiguousNumber, date_text, narrow, number, parse_number
from treem.reporting.errors import (
    BadFigure,
    FigureTooLarge,
    NegativeFigure,
    NotDecimal,
    NotWhole,
    PercentSign,
    TooManyDecimals,
    WordForNone,
)
from treem.reporting.templates_data import Row, Template

Figure: TypeAlias = int | Decimal

NOTE_LIMIT = 500
"""Characters of an explanation."""
LARGEST = 200_000_000
"""More than the people of the country, and more than a province spends in millions: a slip of the hand."""


def parse_figure(text: str, places: int = 0, unit: str = "") -> Figure | None:
    """A figure as it was typed, with at most so many decimals; None for an empty field.

    Wide digits of an input method are digits; a row in percent may carry its sign.
    Raises BadFigure, in words that tell how to mend it.
    """
    given = " ".join(narrow(text).split())
    if not given:
        return None
    shown = given if len(given) <= 40 else f"{given[:40]}…"
    if unit == "%":
        given = given.removesuffix("%").rstrip()
    try:
        value = parse_number(given)
    except AmbiguousNumber as error:
        fault = NotWhole(given=shown)
        fault.text = str(error)
        raise fault from None
    except DomainError:
        raise _not_a_figure(given, shown, places) from None
    if value < 0:
        raise NegativeFigure(given=shown)
    if value != round(value, places):
        raise TooManyDecimals(given=shown, places=places) if places else NotWhole(given=shown)
    if value > LARGEST:
        raise FigureTooLarge(given=shown)
    return plain(value)


_NOTHING = frozenset({"không", "không có", "không phát sinh", "khong", "khong co", "khong phat sinh", "ko"})


def _not_a_figure(given: str, shown: str, places: int) -> BadFigure:
    """What was typed instead of a figure, with the way to say it."""
    if given.casefold().rstrip(".") in _NOTHING:
        return WordForNone(given=shown)
    if "%" in given:
        return PercentSign(given=shown)
    if len(given) > 40 and given.isdecimal():
        return FigureTooLarge(given=shown)
    return NotDecimal(given=shown) if places else BadFigure(given=shown)


def plain(value: Figure | None) -> Figure | None:
    """Without the empty decimals that the database keeps: 12.0000 is 12, 12.5000 is 12.5."""
    if value is None or isinstance(value, int):
        return value
    whole = value.to_integral_value()
    return int(whole) if value == whole else value.normalize()


def as_json(figures: Mapping[str, Figure | None]) -> dict[str, int | str | None]:
    """As they are frozen: whole numbers as numbers, others as text, so that nothing is rounded on the way."""
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in figures.items()}


def from_json(kept: Mapping[str, Any]) -> dict[str, Figure | None]:
    """As they were before they were frozen."""
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in kept.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of one row: what was counted, what was typed, the estimate to the end of the period, whether it is
    «không phát sinh», and the explanation."""

    counted: Figure | None = None
    typed: Figure | None = None
    note: str = ""
    estimated: Figure | None = None
    not_occurred: bool = False

    @property
    def figure(self) -> Figure | None:
        """The typed figure where a person typed one; zero in a sum for what did not occur."""
        if self.not_occurred:
            return 0
        return self.counted if self.typed is None else self.typed

    @property
    def answered(self) -> bool:
        """Whether somebody said something: a figure, or that nothing occurred."""
        return self.figure is not None


def with_sums(template: Template, figures: Mapping[str, Figure | None]) -> dict[str, Figure | None]:
    """The figures of all rows, sums computed; a sum of which a part is missing is missing."""
    known: dict[str, Figure | None] = {
        row.key: figures.get(row.key) for row in template.rows if not row.computed
    }
    for row in template.rows:
        if row.computed:
            parts = [known[key] for key in row.sum_of]
            known[row.key] = None if None in parts else sum(part for part in parts if part is not None)
    return {row.key: known[row.key] for row in template.rows}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a row (``row`` empty: about the return) that is wrong, or wants an explanation.

    ``answered``: the explanation is there, so it does not stand in the way of sending.
    """

    row: str
    code: str
    text: str
    answered: bool = False

    @property
    def blocking(self) -> bool:
        return not self.answered


def check(
    template: Template,
    entries: Mapping[str, Entry],
    *,
    previous: Mapping[str, Figure | None],
    jump_limit: int,
) -> list[Finding]:
    """All findings, in the order of the rows.

    ``previous``: the figures of the same period of the year before, where there are any; ``jump_limit`` in percent.
    """
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    estimates = with_sums(template, {key: entry.estimated for key, entry in entries.items()})
    found: list[Finding] = []
    for row in template.rows:
        found += _row(row, entries.get(row.key, Entry()), figures[row.key], estimates[row.key])
    for rule in template.checks:
        if rule.kind == "jump":
            found += [
                finding
                for key in rule.parts
                for finding in _jump(
                    key, figures[key], previous.get(key), jump_limit, entries.get(key, Entry())
                )
            ]
            continue
        for values, what in ((figures, ""), (estimates, "estimate_")):
            if rule.kind == "sum":
                found += _sum(template, rule.whole, rule.parts, values, what)
            else:
                found += _at_most(template, rule.parts[0], rule.whole, values, what)
    order = {row.key: at for at, row in enumerate(template.rows)}
    return sorted(found, key=lambda finding: order[finding.row])


def _row(row: Row, entry: Entry, figure: Figure | None, estimate: Figure | None) -> list[Finding]:
    found: list[Finding] = []
    explained = bool(entry.note.strip())
    if figure is None and not row.computed and row.required:
        if row.no_occurrence:
            text = _("Chưa có số liệu. Nhập số, hoặc đánh dấu “Không phát sinh”.")
        else:
            text = _("Chưa có số liệu. Nếu không phát sinh, nhập 0.")
        found.append(Finding(row.key, "missing", text))
    if figure is not None and figure < 0:
        found.append(Finding(row.key, "negative", str(NegativeFigure())))
    if entry.not_occurred:
        if entry.typed or entry.estimated:
            text = _("Đã đánh dấu “Không phát sinh” mà vẫn có số. Bỏ đánh dấu, hoặc để trống ô số.")
            found.append(Finding(row.key, "occurred", text))
        elif entry.counted:
            text = _("Hồ sơ đếm được {counted}. Hãy bỏ đánh dấu “Không phát sinh”, hoặc ghi lý do.").format(
                counted=number(entry.counted)
            )
            found.append(Finding(row.key, "differs", text, answered=explained))
    elif entry.typed is not None and entry.counted is not None and entry.typed != entry.counted:
        text = _("Số nhập khác số đếm từ hồ sơ ({counted}). Hãy ghi lý do.").format(
            counted=number(entry.counted)
        )
        found.append(Finding(row.key, "differs", text, answered=explained))
    if row.unit == "%":
        for value in (figure, estimate):
            if value is not None and value > 100:
                text = _("Tỷ lệ {given} % lớn hơn 100 %. Hãy kiểm tra lại.").format(given=number(value))
                found.append(Finding(row.key, "percent", text))
    if row.estimate == "flow" and estimate is not None and figure is not None and estimate < figure:
        text = _("Ước cả kỳ ({estimate}) nhỏ hơn số đến ngày chốt ({figure}).").format(
            estimate=number(estimate), figure=number(figure)
        )
        found.append(Finding(row.key, "estimate", text))
    return found


def _sum(
    template: Template, whole: str, parts: Sequence[str], figures: Mapping[str, Figure | None], what: str
) -> list[Finding]:
    values = [figures[key] for key in parts]
    total = figures[whole]
    if total is None or None in values:
        return []
    added: Figure = sum(value for value in values if value is not None)
    if added == total:
        return []
    names = ", ".join(f"“{template.row(key).short}”" for key in parts)
    if what:
        text = _("Ước cả kỳ: tổng {names} là {added}, khác số ở dòng này ({total}).")
    else:
        text = _("Tổng {names} là {added}, khác số ở dòng này ({total}).")
    text = text.format(names=names, added=number(added), total=number(total))
    return [Finding(whole, f"{what}sum", text)]


def _at_most(
    template: Template, part: str, whole: str, figures: Mapping[str, Figure | None], what: str
) -> list[Finding]:
    value, limit = figures[part], figures[whole]
    if value is None or limit is None or value <= limit:
        return []
    text = _("Ước cả kỳ lớn hơn “{row}” ({limit}).") if what else _("Lớn hơn “{row}” ({limit}).")
    text = text.format(row=template.row(whole).label, limit=number(limit))
    return [Finding(part, f"{what}at_most", text)]


def _jump(key: str, value: Figure | None, before: Figure | None, limit: int, entry: Entry) -> list[Finding]:
    # From nothing there is no percentage to speak of.
    if value is None or not before:
        return []
    moved = Decimal(value) - Decimal(before)
    if abs(moved) * 100 <= limit * before:
        return []
    percent = number(moved * 100 / before, 1).removeprefix("-")
    if value > before:
        text = _("Tăng {percent} % so với cùng kỳ năm trước ({before}). Hãy giải trình.")
    else:
        text = _("Giảm {percent} % so với cùng kỳ năm trước ({before}). Hãy giải trình.")
    text = text.format(percent=percent, before=number(before))
    return [Finding(key, "jump", text, answered=bool(entry.note.strip()))]


def check_day(
    as_of: date | None, *, window: Window, today: date, counted_as_of: date | None, uses_counts: bool
) -> list[Finding]:
    """Findings about «số liệu đến ngày»: within the period, not in the future, the day of the count."""
    if as_of is None:
        text = _("Hãy ghi ngày chốt số liệu.")
    elif as_of > today:
        text = _("Ngày {day} chưa đến. Ghi ngày chốt số liệu, muộn nhất là hôm nay.").format(
            day=date_text(as_of)
        )
    elif as_of not in window:
        text = _("Ngày chốt phải nằm trong kỳ: từ {start} đến {end}.").format(
            start=date_text(window.start), end=date_text(window.end)
        )
    elif uses_counts and counted_as_of is not None and counted_as_of != as_of:
        text = _("Số đếm từ hồ sơ lấy đến ngày {day}. Hãy lấy lại số từ hồ sơ cho ngày này.").format(
            day=date_text(counted_as_of)
        )
    else:
        return []
    return [Finding("as_of", "as_of", text)]
