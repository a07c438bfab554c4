"""Why a file is refused, and what the sender can do."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class FileRefused(DomainError):
    """The file is not taken in. The subclasses say why."""

    code = "files.refused"
    text = "Không nhận tệp này."
    field = "file"


class EmptyFile(FileRefused):
    code = "files.empty"
    text = "Tệp rỗng, không có nội dung. Hãy chọn lại tệp."


class TooLarge(FileRefused):
    code = "files.too_large"
    text = "Tệp nặng {size_mb} MB, vượt quá {limit_mb} MB. Hãy giảm dung lượng hoặc tách thành nhiều tệp."


class TypeNotAllowed(FileRefused):
    code = "files.type_not_allowed"
    text = "Nội dung tệp là {found}, không nhận ở đây. Nhận: {allowed}."


class HasMacro(FileRefused):
    code = "files.has_macro"
    text = "Tệp có macro. Hãy lưu lại thành dạng không có macro ({better}) rồi tải lên lại."


class HasPassword(FileRefused):
    code = "files.has_password"
    text = "Tệp có mật khẩu hoặc bị khóa. Hãy bỏ mật khẩu rồi tải lên lại."


class Bomb(FileRefused):
    code = "files.bomb"
    text = "Tệp nén này khi mở ra lớn bất thường ({why}), hệ thống không nhận."


class Damaged(FileRefused):
    code = "files.damaged"
    text = "Tệp bị hỏng hoặc không đúng dạng ({why}). Hãy mở thử trên máy, lưu lại rồi tải lên."


class Truncated(FileRefused):
    """A picture without its end: the upload or the copy before it was cut off."""

    code = "files.truncated"
    text = (
        "Ảnh chưa đủ: tệp bị cắt giữa chừng khi gửi hoặc chép. Hãy gửi lại; nếu vẫn không được, hãy lấy lại ảnh từ máy "
        "đã chụp."
    )


class TooManyRows(FileRefused):
    code = "files.too_many_rows"
    text = "Bảng có hơn {limit} dòng. Hãy tách thành nhiều tệp, mỗi tệp không quá {limit} dòng."


class NotAList(FileRefused):
    code = "files.not_a_list"
    text = (
        "Không đọc được bảng tính này: bảng quá lớn, hoặc có ô nằm rất xa danh sách. Hãy chép riêng phần danh sách "
        "sang một tệp mới rồi tải lên lại."
    )


class ContentLost(DomainError):
    """The stored bytes are missing or are no longer what was stored."""

    code = "files.content_lost"
    text = "Không mở được nội dung tệp {uuid}: {reason} Hãy báo người quản trị."


class AttachmentWithdrawn(DomainError):
    """Somebody withdrew it already."""

    code = "files.attachment_withdrawn"
    text = "Minh chứng này đã được rút trước đó."
    status = 409


class WithdrawalReasonMissing(DomainError):
    code = "files.withdrawal_reason_missing"
    text = "Hãy ghi lý do rút minh chứng, để người xem sau hiểu vì sao."
    field = "reason"


class TooManyAttachments(DomainError):
    """A record has as many pieces of evidence as a person can still look through."""

    code = "files.too_many_attachments"
    text = "Đã có {most} minh chứng ở đây. Hãy gộp các trang vào một tệp, hoặc rút bớt trước khi thêm."
    field = "file"
