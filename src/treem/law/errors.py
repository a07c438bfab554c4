"""What the law cannot answer."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NotInForce(DomainError):
    """No rule is in force on the day: before the first text, or after its repeal. Never the same as zero."""

    code = "law.not_in_force"
    text = "“{title}”: không có quy định nào đang có hiệu lực vào ngày {on}."


class UnknownParameter(DomainError):
    code = "law.unknown_parameter"
    text = "Hệ thống không có tham số pháp luật “{key}”."


class UnknownList(DomainError):
    code = "law.unknown_list"
    text = "Hệ thống không có danh mục “{key}”."


class CalendarUnknown(DomainError):
    code = "law.calendar_unknown"
    text = "Lịch ngày nghỉ, ngày lễ năm {year} chưa có trong hệ thống."


class UnknownIndicatorSet(DomainError):
    code = "law.unknown_indicator_set"
    text = "Hệ thống không có bộ chỉ tiêu “{name}”. Các bộ hiện có: {known}."


class LawFileError(ValueError):
    """A file of the law is not written as it must be. A fault of the programme, found when it starts."""
