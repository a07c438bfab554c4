"""What may be refused about an intake, and what to do then."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class OutsideScope(DomainError):
    """Not a commune of this person, or a number that somebody else's record bears; nothing tells which."""

    code = "cases.outside_scope"
    text = "Không ghi được thông tin này trong phạm vi của bạn. Hãy tải lại trang rồi ghi lại."


class InTheFuture(DomainError):
    code = "cases.in_the_future"
    text = "{at} ở sau thời điểm hiện tại. Hãy kiểm tra lại ngày và giờ."
    field = "received_on"


class ReceivedTooLate(DomainError):
    code = "cases.received_too_late"
    text = "Lúc nhận thông tin {at} ở sau lúc {what} {later}. Hãy kiểm tra lại ngày và giờ."
    field = "received_on"


class TooLongAgo(DomainError):
    code = "cases.too_long_ago"
    text = "{at} đã quá một năm. Hãy kiểm tra lại ngày, tháng, năm."
    field = "received_on"


class NothingReported(DomainError):
    code = "cases.nothing_reported"
    text = "Ghi điều đã nghe được, một câu cũng đủ."
    field = "what_happened"


class NoConsent(DomainError):
    code = "cases.no_consent"
    text = "Chỉ ghi tên, số điện thoại, địa chỉ khi người báo tin đồng ý. Không đồng ý thì xóa các ô này."
    field = "informant_consent"


class NotAPhone(DomainError):
    code = "cases.not_a_phone"
    text = "Số điện thoại chỉ có chữ số, ví dụ 0912 345 678. Hãy kiểm tra lại."
    field = "informant_phone"


class InformantKnown(DomainError):
    code = "cases.informant_known"
    text = "Thông tin này đã có người cung cấp. Hãy tải lại trang để xem."


class WrongState(DomainError):
    code = "cases.wrong_state"
    text = "Thông tin này đang ở trạng thái “{state}” nên không làm được bước này. Hãy tải lại trang."


class BeforeReceived(DomainError):
    code = "cases.before_received"
    text = (
        "Biện pháp lúc {at} ở trước lúc nhận thông tin {received}. "
        "Việc đã làm trước đó thì ghi vào “Hỗ trợ, can thiệp đã thực hiện trước khi nhận thông tin”."
    )
    field = "applied_on"


class ExplainLate(DomainError):
    code = "cases.explain_late"
    text = "Biện pháp áp dụng sau {due}, quá thời hạn theo {source}. Hãy ghi lý do chậm."
    field = "late_reason"


class LeaderDecides(DomainError):
    code = "cases.leader_decides"
    text = (
        "Thông tin ghi “Nguy hiểm tức thời” hoặc “Chưa rõ” chỉ lãnh đạo Phòng hoặc lãnh đạo UBND cấp xã được kết luận "
        "không thuộc phạm vi. Hãy báo cáo lãnh đạo."
    )
    field = "reason"


class WrongCommune(DomainError):
    code = "cases.wrong_commune"
    text = "Không chuyển được đến nơi này. Hãy chọn một xã, phường khác của tỉnh."
    field = "to_commune"


class ChildNotFound(DomainError):
    code = "cases.child_not_found"
    text = "Không tìm thấy trẻ này trong phạm vi của bạn."


class AlreadyLinked(DomainError):
    code = "cases.already_linked"
    text = "Trẻ này đã được gắn vào thông tin."
