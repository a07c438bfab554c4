"""What is refused about duties."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NoAssignee(DomainError):
    code = "duties.no_assignee"
    text = "Nhiệm vụ “{path} {text}” chưa có đơn vị thực hiện. Hãy chọn ít nhất một đơn vị."
    field = "bodies"


class BodyOutOfReach(DomainError):
    code = "duties.body_out_of_reach"
    text = (
        "Bạn không giao việc được cho đơn vị này: {names}. Chỉ giao được cho cơ quan, xã, phường trong tỉnh."
    )
    field = "bodies"


class BodyClosed(DomainError):
    code = "duties.body_closed"
    text = "{names} không còn hoạt động vào ngày {on}. Hãy chọn đơn vị kế thừa."
    field = "bodies"


class ObligationWithdrawn(DomainError):
    code = "duties.withdrawn"
    text = "Nhiệm vụ này đã được rút, không giao thêm được."


class DeadlineImplausible(DomainError):
    code = "duties.deadline_implausible"
    text = "Hạn {day} của nhiệm vụ {path} không hợp lý: năm phải từ 1900 đến 2199. Hãy sửa lại hạn."
    field = "deadline"


class TextTooLong(DomainError):
    code = "duties.text_too_long"
    text = "Nội dung nhiệm vụ {path} dài quá {most} chữ cái. Hãy tóm tắt hoặc tách nhiệm vụ; bản đầy đủ nằm trong văn bản."
    field = "text"


class CannotMove(DomainError):
    code = "duties.cannot_move"
    text = "Việc này đang ở trạng thái “{state}” nên không chuyển sang “{to}” được."


class NoteMissing(DomainError):
    code = "duties.note_missing"
    text = "Hãy ghi kết quả thực hiện, dù chỉ một câu: đã làm gì, được đến đâu."
    field = "note"


class ReasonMissing(DomainError):
    code = "duties.reason_missing"
    text = "Hãy ghi lý do trả lại, để đơn vị biết cần bổ sung gì."
    field = "note"


class ProgressMissing(DomainError):
    code = "duties.progress_missing"
    text = "Hãy ghi tiến độ, dù chỉ một câu: đã làm gì, còn vướng gì."
    field = "text"


class NotOfThisBody(DomainError):
    code = "duties.not_of_this_body"
    text = "Người này không còn phụ trách công việc của đơn vị. Hãy tải lại trang rồi chọn lại."
    field = "officer"


class InternalDueTooLate(DomainError):
    code = "duties.internal_due_too_late"
    text = "Hạn nội bộ phải không muộn hơn ngày cuối còn đúng hạn là {last}."
    field = "internal_due_on"


class InternalDuePassed(DomainError):
    code = "duties.internal_due_passed"
    text = "Hạn nội bộ {day} đã qua. Hãy chọn từ hôm nay trở đi, hoặc xóa cả ba ô."
    field = "internal_due_on"


class AlreadyDone(DomainError):
    code = "duties.already_done"
    text = "Việc này đã “{state}” nên không ghi thêm được."


class NothingToUrge(DomainError):
    code = "duties.nothing_to_urge"
    text = "Không có việc nào quá hạn hay chưa tiếp nhận, nên không cần công văn đôn đốc."


class NothingChosen(DomainError):
    code = "duties.nothing_chosen"
    text = "Hãy chọn một văn bản hoặc một thời hạn trước khi soạn công văn đôn đốc."


class ClosingOrder(DomainError):
    code = "duties.closing_order"
    text = "Yêu cầu chung ở cuối văn bản không thành nhiệm vụ của đơn vị nào."


class RequestTextMissing(DomainError):
    code = "duties.request_text_missing"
    text = "Hãy ghi nội dung hỏi, hoặc lý do đề nghị."
    field = "text"


class AnswerMissing(DomainError):
    code = "duties.answer_missing"
    text = "Hãy ghi câu trả lời, để đơn vị biết phải làm gì."
    field = "answer"


class NothingToExtend(DomainError):
    code = "duties.nothing_to_extend"
    text = "Việc này không có hạn theo ngày nên không có gì để gia hạn."
    field = "kind"


class ExtensionImplausible(DomainError):
    code = "duties.extension_implausible"
    text = "Hạn mới phải từ hôm nay trở đi, sau ngày cuối hiện nay ({last}), và không quá một năm."
    field = "until"


class RequestWaiting(DomainError):
    code = "duties.request_waiting"
    text = "Đã có một đề nghị như vậy đang chờ trả lời. Hãy rút đề nghị đó trước khi gửi đề nghị mới."
    field = "kind"


class RequestClosed(DomainError):
    code = "duties.request_closed"
    text = "Đề nghị này đã ở trạng thái “{state}”. Hãy tải lại trang để xem."


class FeedUnknown(DomainError):
    code = "duties.feed_unknown"
    text = (
        "Không có lịch nào ở địa chỉ này. Hãy chép lại địa chỉ từ trang “Lịch trên điện thoại” trong treem."
    )


class FeedEnded(DomainError):
    code = "duties.feed_ended"
    text = "Địa chỉ lịch này đã được đổi hoặc thu hồi. Hãy lấy địa chỉ mới ở trang “Lịch trên điện thoại” trong treem."


class FeedTooOften(DomainError):
    code = "duties.feed_too_often"
    text = "Lịch này được đọc quá nhiều lần trong một giờ. Hãy đọc lại sau {seconds} giây."


class NothingToUndo(DomainError):
    code = "duties.nothing_to_undo"
    text = "Không còn gì để hoàn tác: lần gia hạn này đã được hoàn tác, hoặc các việc đã xong hay đã đổi hạn lần nữa."


class NobodyToExtend(DomainError):
    code = "duties.nobody_to_extend"
    text = "Không đơn vị nào trong số đã chọn gia hạn được."


class PlanChanged(DomainError):
    code = "duties.plan_changed"
    text = "Tình hình của các đơn vị vừa thay đổi. Hãy xem lại bảng dưới đây rồi ghi quyết định."


class GivenInside(DomainError):
    code = "duties.given_inside"
    text = "Việc này do chính đơn vị giao trong nội bộ. Hãy trao đổi với lãnh đạo đơn vị; cơ quan chủ trì không trả lời việc nội bộ."
    field = "text"
