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


class CascadeClosed(DomainError):
    code = "directives.cascade_closed"
    text = "Văn bản triển khai này {state} nên không sửa được. Cần sửa thì rút lại hoặc đề nghị trả lại để soạn tiếp."


class CascadeExists(DomainError):
    code = "directives.cascade_exists"
    text = "Đơn vị đã có văn bản triển khai đang soạn cho văn bản này. Hãy mở văn bản đó."


class NothingTaken(DomainError):
    code = "directives.nothing_taken"
    text = "Hãy đưa vào ít nhất một nhiệm vụ. Nếu không lập văn bản riêng, hãy chọn “Không lập văn bản riêng” và nêu lý do."
    field = "duties"


class TooLateInside(DomainError):
    code = "directives.too_late_inside"
    text = "Hạn nội bộ {day} muộn hơn hạn của cấp trên: phải xong chậm nhất ngày {limit}. Hãy chọn ngày {limit} hoặc sớm hơn."
    field = "due_on"


class DueImplausible(DomainError):
    code = "directives.due_implausible"
    text = "Hạn nội bộ {day} đã qua. Hãy chọn ngày từ hôm nay trở đi."
    field = "due_on"


class NotUnderBody(DomainError):
    code = "directives.not_under_body"
    text = (
        "{names} không thuộc {body}. Chỉ giao được cho đơn vị, cá nhân của mình; nơi khác thì ghi bằng lời."
    )
    field = "bodies"


class NobodyNamed(DomainError):
    code = "directives.nobody_named"
    text = (
        "Còn {count} nhiệm vụ chưa rõ ai thực hiện: {names}. Hãy ghi người hoặc đơn vị thực hiện rồi trình."
    )


class OwnPaper(DomainError):
    code = "directives.own_paper"
    text = "Người trình không tự duyệt. Hãy nhờ lãnh đạo khác của đơn vị duyệt."


class NotApprover(DomainError):
    code = "directives.not_approver"
    text = "Chỉ lãnh đạo của đơn vị soạn mới duyệt, trả lại được văn bản này."


class WrongStep(DomainError):
    code = "directives.wrong_step"
    text = "Văn bản triển khai này {state} nên không {wanted} được. Hãy tải lại trang."


class WhyMissing(DomainError):
    code = "directives.why_missing"
    text = "Hãy nêu lý do."
    field = "reason"


class NotIssuer(DomainError):
    code = "directives.not_issuer"
    text = "Đơn vị này không soạn văn bản cho cơ quan đã chọn. Hãy chọn lại cơ quan ban hành."
    field = "issuer"


class SameFile(DomainError):
    code = "directives.same_file"
    text = "Tệp này đã có trong sổ văn bản ({label}). Hãy chọn đúng bản đã ký của văn bản này."
    field = "file"
