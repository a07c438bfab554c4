"""What dated details of a child refuse."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class DetailOverlaps(DomainError):
    code = "registry.detail_overlaps"
    text = "Đã ghi nội dung này cho thời gian trùng. Hãy kết thúc lần ghi trước, hoặc chọn ngày khác."
    field = "since"


class DetailEndsEarly(DomainError):
    code = "registry.detail_ends_early"
    text = "Ngày kết thúc {end} ở trước ngày bắt đầu {start}."
    field = "to_on"


class DetailBeforeBirth(DomainError):
    code = "registry.detail_before_birth"
    text = "Ngày bắt đầu {start} ở trước ngày sinh {born}."
    field = "since"


class DetailInFuture(DomainError):
    code = "registry.detail_in_future"
    text = "Ngày bắt đầu {start} ở sau hôm nay. Hãy kiểm tra lại."
    field = "since"


class DetailEnded(DomainError):
    code = "registry.detail_ended"
    text = "Nội dung này đã kết thúc hoặc đã được ghi là nhầm."


class NotListed(DomainError):
    code = "registry.detail_not_listed"
    text = "Lựa chọn này không có trong danh mục. Hãy chọn lại."
    field = "code"


class PovertySaid(DomainError):
    code = "registry.poverty_said"
    text = "Diện hộ từ ngày {day} đã được ghi. Hãy chọn ngày khác."
    field = "poverty_from"
