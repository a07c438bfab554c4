"""What is refused about documents."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class ImpossibleDate(DomainError):
    code = "documents.impossible_date"
    text = "Ngày “{given}” không có thật. Hãy sửa lại, hoặc để trống nếu văn bản không ghi ngày."
    field = "date"


class AlreadyHeld(DomainError):
    code = "documents.already_held"
    text = "Sổ văn bản đã có {label} của cùng cơ quan. Hãy kiểm tra lại số, ngày, cơ quan ban hành; nếu đúng là một văn bản thì dùng bản đã có."


class PaperIssued(DomainError):
    code = "documents.paper_issued"
    text = "{label} đã ban hành nên không sửa được nữa. Cần sửa thì lập văn bản thay thế."


class PaperNotIssued(DomainError):
    code = "documents.paper_not_issued"
    text = "{label} còn là dự thảo. Chỉ văn bản đã ban hành mới cần thay thế hay kiểm tra chữ ký số."


class PaperReplaced(DomainError):
    code = "documents.paper_replaced"
    text = "{label} đã có văn bản thay thế. Hãy mở văn bản đó."


class WhyMissing(DomainError):
    code = "documents.why_missing"
    text = "Hãy ghi lý do thay thế."
    field = "why"


class WrongNumber(DomainError):
    code = "documents.wrong_number"
    text = "“{given}” không phải là số văn bản. Chỉ ghi phần số, ví dụ 05 hoặc 128; ký hiệu ghi ở ô bên cạnh."
    field = "number"


class NumberTaken(DomainError):
    code = "documents.number_taken"
    text = (
        "Số {number_symbol} năm {year} đã ghi cho một văn bản khác của cơ quan. Hãy kiểm tra lại số, ký hiệu."
    )
    field = "number"


class SignerMissing(DomainError):
    code = "documents.signer_missing"
    text = "Hãy ghi họ và tên người ký."
    field = "signer"


class NotYetIssued(DomainError):
    code = "documents.not_yet_issued"
    text = "Ngày ban hành {day} chưa đến. Chỉ ghi nhận văn bản đã ban hành."
    field = "issued_on"


class IssuedTooEarly(DomainError):
    code = "documents.issued_too_early"
    text = "Ngày ban hành {day} trước ngày lập bản dự thảo này ({drafted}) hơn một năm. Hãy kiểm tra lại ngày trên văn bản."
    field = "issued_on"


class SignatureBroken(DomainError):
    code = "documents.signature_broken"
    text = (
        "Tệp này đã bị sửa sau khi ký số (chữ ký của {names}), nên không ghi nhận được. "
        "Hãy tải lại tệp từ hệ thống quản lý văn bản."
    )
    field = "file"


class UnreadablePdf(DomainError):
    code = "documents.unreadable_pdf"
    text = "Không đọc được tệp PDF này. Hãy mở thử trên máy, rồi tải lại tệp từ hệ thống quản lý văn bản."
    field = "file"
