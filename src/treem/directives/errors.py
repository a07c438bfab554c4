"""What is refused when a document is read and reviewed."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class Unreadable(DomainError):
    """``reason`` is the reader's own sentence."""

    code = "directives.unreadable"
    text = "{reason}"
    field = "file"


class NoSecondPaper(DomainError):
    code = "directives.no_second_paper"
    text = "Tệp này chỉ có một văn bản."


class AlreadyIssued(DomainError):
    code = "directives.already_issued"
    text = "Nhiệm vụ của văn bản này đã được ban hành; nội dung đã xem không đổi được nữa."


class NotReady(DomainError):
    """``what`` lists what is still open."""

    code = "directives.not_ready"
    text = "Chưa ban hành được: {what}"


class AssigneeUnknown(DomainError):
    code = "directives.assignee_unknown"
    text = "Chưa rõ đơn vị: {note} Hãy chọn đơn vị thực hiện rồi chấp nhận lại."
    field = "bodies"


class ImpossibleDeadline(DomainError):
    code = "directives.impossible_deadline"
    text = "Ngày {given} không có thật. Hãy bấm “Sửa” để ghi lại hạn, hoặc xóa hạn nếu văn bản ghi nhầm."
    field = "deadline"


class TextMissing(DomainError):
    code = "directives.text_missing"
    text = "Hãy ghi nội dung; không thể để trống."
    field = "text"
