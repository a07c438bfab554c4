"""What the exchange with the ministry's child software refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NothingToSend(DomainError):
    code = "registry.ministry_nothing_to_send"
    text = "Mọi trẻ của xã, phường này đều đã được cập nhật lên hệ thống của Bộ; không có gì để lập tệp."


class FileOpen(DomainError):
    code = "registry.ministry_file_open"
    text = (
        "Còn một tệp chưa nhập xong của xã, phường này. Hãy xác nhận đã nhập, hoặc bỏ tệp đó rồi lập tệp mới."
    )
    status = 409


class FileMoved(DomainError):
    """Somebody else, or the person in another window, took the file a step further."""

    code = "registry.ministry_file_moved"
    text = "Tệp này đang ở bước “{state}”, không làm được việc vừa chọn. Hãy xem lại trang."
    status = 409


class EnteredTooEarly(DomainError):
    code = "registry.ministry_entered_too_early"
    text = "Ngày nhập {day} ở trước ngày lập tệp {made}. Hãy kiểm tra lại."
    field = "entered_on"


class EnteredInFuture(DomainError):
    code = "registry.ministry_entered_in_future"
    text = "Ngày nhập {day} ở sau hôm nay. Hãy kiểm tra lại."
    field = "entered_on"


class LaterKnown(DomainError):
    """What was confirmed is no longer the last thing known; taking it back would lose what came after."""

    code = "registry.ministry_later_known"
    text = "Đã có lần cập nhật sau tệp này cho {count} trẻ, nên không rút lại xác nhận được nữa."
    status = 409


class ListNotReady(DomainError):
    code = "registry.ministry_list_not_ready"
    text = "Danh sách này chưa đọc xong hoặc đã bỏ. Hãy chọn danh sách đang xem trước hoặc đã nhập."
    status = 409


class NoSuchRow(DomainError):
    code = "registry.ministry_no_such_row"
    text = "Tệp không có dòng {number}. Hãy xem lại số ở cột đầu."
    field = "number"
