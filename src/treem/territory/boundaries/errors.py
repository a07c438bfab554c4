"""What a change of boundaries refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NoHeadings(DomainError):
    code = "territory.boundaries_no_headings"
    text = "Không thấy các cột: {columns}. Hãy dùng bảng mẫu."
    field = "file"


class ChangeMoved(DomainError):
    code = "territory.boundaries_moved"
    text = "Thay đổi này đang ở bước “{state}”, không làm được việc vừa chọn. Hãy xem lại trang."
    status = 409


class ChangeFaulty(DomainError):
    code = "territory.boundaries_faulty"
    text = "Bảng còn {count} chỗ sai; chưa áp dụng gì. Hãy sửa bảng rồi đưa vào lại."


class NotYetInForce(DomainError):
    code = "territory.boundaries_not_yet"
    text = "Quyết định có hiệu lực từ ngày {day}; áp dụng từ ngày đó."


class LaterChange(DomainError):
    code = "territory.boundaries_later"
    text = "Đã có thay đổi sau đó trên {unit}. Hãy hoàn tác thay đổi sau trước."
    status = 409


class NewUnitsInUse(DomainError):
    code = "territory.boundaries_in_use"
    text = (
        "Đã có bản ghi mới gắn với xã, phường mới (ví dụ biểu báo cáo, đề nghị chuyển trẻ), nên không hoàn tác được nữa. "
        "Hãy lập một quyết định thay đổi tiếp theo."
    )
    status = 409
