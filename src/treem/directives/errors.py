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
    text = "Chưa rõ đơn vị: {note} Hãy chọn đơn vị thực hiện rồi chấp nhận lại, hoặc bấm “Để chưa giao”."
    field = "bodies"


class ImpossibleDeadline(DomainError):
    code = "directives.impossible_deadline"
    text = "Ngày {given} không có thật. Hãy bấm “Sửa” để ghi lại hạn, hoặc xóa hạn nếu văn bản ghi nhầm."
    field = "deadline"


class TextMissing(DomainError):
    code = "directives.text_missing"
    text = "Hãy ghi nội dung; không thể để trống."
    field = "text"


class Presented(DomainError):
    code = "directives.presented"
    text = "Văn bản đã được trình ban hành, nội dung tạm khóa. Hãy bấm “Rút lại để xem thêm” rồi làm tiếp."


class Superseded(DomainError):
    code = "directives.superseded"
    text = "Đã có bản thay thế của văn bản này. Hãy xem nội dung ở bản mới."


class Withdrawn(DomainError):
    code = "directives.withdrawn"
    text = "Bản này là bản đưa vào nhầm, đã rút. Hãy xem nội dung ở bản đang dùng."


class NoWayBack(DomainError):
    """``why`` says which edition stands."""

    code = "directives.no_way_back"
    text = "{why}"


class StandsIssued(DomainError):
    """``what`` lists what was issued or answered on the edition."""

    code = "directives.stands_issued"
    text = (
        "Chưa trở lại bản trước được, vì theo bản này đã có: {what}. Hãy xử lý các việc đó trước, hoặc đưa bản thay thế "
        "đúng vào."
    )


class NotAskedBack(DomainError):
    code = "directives.not_asked_back"
    text = "Không còn đề nghị trở lại bản trước nào chờ quyết định. Hãy tải lại trang để xem người khác đã làm gì."


class NotPresented(DomainError):
    code = "directives.not_presented"
    text = "Văn bản này không ở trạng thái chờ ban hành. Hãy tải lại trang để xem người khác đã làm gì."


class SecondPersonNeeded(DomainError):
    code = "directives.second_person_needed"
    text = "Văn bản giao việc cho đơn vị khác nên cần người thứ hai ban hành. Hãy bấm “Trình ban hành”."


class OwnWork(DomainError):
    code = "directives.own_work"
    text = "{why}"


class NobodyIssues(DomainError):
    code = "directives.nobody_issues"
    text = (
        "Chưa có người thứ hai của cơ quan chủ trì để ban hành{besides}. Hãy báo quản trị phân công thêm người, "
        "hoặc để người khác trình."
    )


class ReasonMissing(DomainError):
    code = "directives.reason_missing"
    text = "Hãy ghi lý do, để người đọc sau biết vì sao."
    field = "reason"


class Recut(DomainError):
    code = "directives.recut"
    text = "Nội dung này vừa được tách hoặc gộp. Hãy tải lại trang rồi xem phần mới."


class CutOutside(DomainError):
    code = "directives.cut_outside"
    text = "Chỗ tách phải nằm giữa nội dung, mỗi phần còn ít nhất vài chữ. Hãy chọn chỗ khác."
    field = "place"


class CannotRecut(DomainError):
    """``why`` says what stands in the way."""

    code = "directives.cannot_recut"
    text = "{why}"


class PassageNotFound(DomainError):
    """``what`` says which words, and what to do."""

    code = "directives.passage_not_found"
    text = "{what}"
    field = "begins"


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
    text = "Tệp này đã có trong sổ ({label}). Hãy chọn tệp của bản thay thế."
    field = "file"


class OtherPaper(DomainError):
    """What came as a replacement looks like another document."""

    code = "directives.other_paper"
    text = (
        "Tệp này giống một văn bản khác hơn là bản thay thế của {label}: số, ký hiệu khác hoặc không có nội dung nào trùng. "
        "Nếu là văn bản khác, hãy dùng “Đưa văn bản vào”. Nếu đúng là bản thay thế, hãy đánh dấu ô xác nhận rồi gửi lại."
    )
    field = "sure"


class BeingRead(DomainError):
    code = "directives.being_read"
    text = "Tệp này đang được đọc cho một việc khác: {what}. Hãy đợi đọc xong rồi gửi lại."
    field = "file"


class NoPicture(DomainError):
    code = "directives.no_picture"
    text = "Không vẽ được ảnh trang {number}. Hãy tải tệp gốc để xem."


class AlreadyHeld(DomainError):
    """The signed paper of a cascade is a file that the register has as another document."""

    code = "directives.already_held"
    text = "Tệp này đã có trong sổ văn bản ({label}). Hãy chọn đúng bản đã ký của văn bản này."
    field = "file"
