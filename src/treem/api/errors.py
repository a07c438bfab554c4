"""What is refused to programs, and to those who give them tokens."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NotKnown(DomainError):
    """The call carries a token that does not open anything."""

    code = "api.token_unknown"
    text = "Mã truy cập này không đúng. Hãy kiểm tra lại, hoặc xin quản trị viên cấp mã khác."
    status = 401


class TokenExpired(NotKnown):
    code = "api.token_expired"
    text = "Mã truy cập đã hết hạn ngày {day}. Hãy xin quản trị viên cấp mã mới."


class TokenRevoked(NotKnown):
    code = "api.token_revoked"
    text = "Mã truy cập đã bị thu hồi. Hãy xin quản trị viên cấp mã mới."


class BodyGone(NotKnown):
    code = "api.body_closed"
    text = "Cơ quan của mã truy cập này không còn hoạt động."


class TooManyCalls(DomainError):
    code = "api.too_many_calls"
    text = "Mã truy cập này đã gọi quá {most} lần trong một phút. Hãy chờ {seconds} giây."
    status = 429

    def __init__(self, *, most: int, seconds: int) -> None:
        super().__init__(most=most, seconds=seconds)
        self.seconds = seconds


class ReadOnly(DomainError):
    code = "api.read_only"
    text = "Mã truy cập này chỉ được đọc. Hãy xin quản trị viên cấp mã có quyền ghi việc thực hiện."
    status = 403


class MatchMissing(DomainError):
    code = "api.if_match_missing"
    text = "Hãy đọc việc này trước, rồi gửi ETag của nó trong If-Match, để không ghi đè lên người khác."
    status = 428


class MatchUnreadable(DomainError):
    code = "api.if_match_unknown"
    text = "If-Match phải là ETag đã nhận khi đọc việc này."
    status = 412


class KeyUsedOtherwise(DomainError):
    code = "api.key_used_otherwise"
    text = "Idempotency-Key này đã dùng cho một yêu cầu khác. Mỗi yêu cầu mới cần một khóa mới."
    status = 422


class NotEvidence(DomainError):
    code = "api.not_evidence"
    text = "Minh chứng {uuid} không có ở việc này, hoặc đã rút. Hãy tải tệp lên việc này trước."
    field = "evidence"


class NameMissing(DomainError):
    code = "api.name_missing"
    text = "Hãy ghi tên phần mềm, để người khác biết mã này dùng ở đâu."
    field = "name"


class ExpiryRefused(DomainError):
    code = "api.expiry_refused"
    text = "Ngày hết hạn phải từ ngày mai đến ngày {last}."
    field = "expires_on"


class AlreadyRevoked(DomainError):
    code = "api.already_revoked"
    text = "Mã truy cập này đã được thu hồi."
