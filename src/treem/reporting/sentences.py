"""The words of a report, made from its figures. Values in, sentences out; nothing is said that was not counted."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from treem.kernel.language import gettext as _
from treem.kernel.periods import Window
from treem.kernel.vietnamese import date_text, number
from treem.reporting.consolidation import Consolidation
from treem.reporting.templates_data import Row

STAGES = {
    "not_started": "Chưa bắt đầu", "in_progress": "Đang làm", "checking": "Chờ kiểm tra",
    "approving": "Chờ duyệt", "approved": "Đã duyệt, chờ gửi", "submitted": "Đã gửi",
    "returned": "Trả lại", "accepted": "Đã nhận",
}  # fmt: skip
"""How a return stands, in the words of papers."""
ANSWERS = {"done": "Hoàn thành", "doing": "Đang thực hiện", "not_yet": "Chưa thực hiện", "": "Chưa trả lời"}
"""What a body says of a duty."""
TIMELINESS = {
    "late": "Gửi quá hạn", "in_time": "Gửi đúng hạn", "overdue": "Quá hạn chưa gửi", "due": "Đến hạn", "soon": "Sắp đến hạn",
}  # fmt: skip


def opening(*, issuer: str, document_label: str, subject: str) -> str:
    """Why the report is written."""
    why = f"Thực hiện {document_label}, " if document_label else ""
    return f"{why}{issuer} báo cáo {subject} như sau:"


def who_has_sent(found: Consolidation, *, accepted: int, late: int) -> str:
    """How many of those asked have sent, how many of these were late."""
    asked, sent = len(found.asked), len(found.included)
    if asked == sent:
        text = f"Cả {number(asked)} {found.asked_words} đã gửi báo cáo"
    else:
        text = f"{number(sent)}/{number(asked)} {found.asked_words} đã gửi báo cáo"
    parts = [f"{number(accepted)} báo cáo đã được tiếp nhận"] if accepted else []
    parts += [f"{number(late)} báo cáo gửi sau hạn"] if late else []
    paper = sum(part.on_behalf for part in found.included)
    parts += [f"{number(paper)} báo cáo nhập thay theo bản giấy"] if paper else []
    return f"{text} ({', '.join(parts)})." if parts else f"{text}."


def who_is_missing(found: Consolidation) -> str:
    """The names of those who have not sent, and what the figures therefore leave out; empty when all have."""
    if not found.missing:
        return ""
    names = f"Chưa gửi báo cáo ({number(len(found.missing))} đơn vị): {'; '.join(found.missing)}."
    without = len(found.missing_figures)
    return f"{names} Số liệu dưới đây chưa tính {number(without)} đơn vị chưa gửi." if without else names


def day_text(iso: str) -> str:
    """An ISO day as people write it; empty stays empty."""
    return date_text(date.fromisoformat(iso)) if iso else ""


def days_counted(window: Window, earliest: str, latest: str) -> str:
    """Which days the figures are for."""
    text = _("Kỳ số liệu từ ngày {start} đến ngày {end}").format(
        start=date_text(window.start), end=date_text(window.end)
    )
    if not latest:
        return f"{text}."
    first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
    if first == last:
        return _("{period}; số liệu chốt đến ngày {last}.").format(period=text, last=date_text(last))
    return _("{period}; các đơn vị chốt số liệu trong khoảng từ ngày {first} đến ngày {last}.").format(
        period=text, first=date_text(first), last=date_text(last)
    )


def share_note(found: Consolidation, row: Row) -> str:
    """What part of its whole a row is, computed from the sums; empty where the template knows no whole, or it is
    zero."""
    part = found.totals.get(row.key)
    for check in found.template.checks:
        if check.kind == "jump" or row.key not in check.parts:
            continue
        whole = found.totals.get(check.whole)
        if part is None or not whole:
            return ""
        percent = number(Fraction(part) * 100 / Fraction(whole), 2)
        return f"bằng {percent}% “{found.template.row(check.whole).short.lower()}”"
    return ""
