"""What may be refused in the book of a province's own values."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class SamePerson(DomainError):
    code = "lawbook.same_person"
    text = "Người đề xuất không được tự duyệt. Cần một người khác có thẩm quyền duyệt."


class AlreadyDecided(DomainError):
    code = "lawbook.already_decided"
    text = "Đề xuất này đã được {state}. Hãy tải lại trang để xem tình trạng mới."


class ValueRefused(DomainError):
    """The value does not fit the parameter. ``how`` says what is expected."""

    code = "lawbook.value_refused"
    text = "Giá trị “{given}” không dùng được: {how}"
    field = "value"


class TooEarly(DomainError):
    """A day before there was a law of this state to depart from."""

    code = "lawbook.too_early"
    text = "Ngày áp dụng {day} ở trước năm 1945. Hãy kiểm tra lại năm."
    field = "from_on"


class AlreadyProposed(DomainError):
    """The same decision waits for the second person already."""

    code = "lawbook.already_proposed"
    text = "Đề xuất như vậy đã có và đang chờ duyệt. Hãy rút đề xuất cũ trước, hoặc chờ quyết định."
    field = "from_on"


class RefusalNeedsReason(DomainError):
    """The second person turns a proposal down without saying why."""

    code = "lawbook.refusal_needs_reason"
    text = "Hãy ghi lý do không duyệt để người đề xuất biết phải sửa gì."
    field = "reason"


class NothingChanges(DomainError):
    code = "lawbook.nothing_changes"
    text = "Ngày này đã được tính là như vậy; đề xuất không thay đổi gì."
    field = "kind"
