"""What is refused about rounds and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from treem.kernel.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from treem.reporting.figures import Finding


class BadFigure(DomainError):
    """A text typed where a count belongs."""

    code = "reporting.bad_figure"
    text = "“{given}” không phải là số. Chỉ nhập chữ số, ví dụ 1.234."


class NegativeFigure(BadFigure):
    code = "reporting.negative_figure"
    text = "Số không được âm. Nếu không phát sinh, nhập 0."


class NotWhole(BadFigure):
    code = "reporting.not_whole"
    text = "“{given}” không phải là số nguyên. Dòng này đếm từng một, không có phần thập phân."


class NotDecimal(BadFigure):
    code = "reporting.not_decimal"
    text = "“{given}” không phải là số. Chỉ nhập chữ số, ví dụ 1.234 hoặc 12,5."


class WordForNone(BadFigure):
    code = "reporting.word_for_none"
    text = "“{given}” không phải là số. Không phát sinh thì đánh dấu “Không phát sinh” hoặc nhập 0; chưa có số thì để trống."


class PercentSign(BadFigure):
    code = "reporting.percent_sign"
    text = "“{given}”: dòng này ghi số lượng, không ghi tỷ lệ phần trăm. Chỉ nhập chữ số, ví dụ 1.234."


class TooManyDecimals(BadFigure):
    code = "reporting.too_many_decimals"
    text = "“{given}” có quá nhiều chữ số sau dấu phẩy. Dòng này ghi nhiều nhất {places} chữ số."


class FigureTooLarge(BadFigure):
    code = "reporting.too_large"
    text = "“{given}” lớn hơn số dân cả nước. Hãy kiểm tra lại số chữ số."


class NoteTooLong(DomainError):
    code = "reporting.note_too_long"
    text = "Giải trình dài {length} ký tự, tối đa {limit}. Hãy viết gọn; phần dài ghi vào mục tình hình, kết quả."


class TextTooLong(DomainError):
    code = "reporting.text_too_long"
    text = "Dài {length} ký tự, tối đa {limit}. Hãy viết gọn lại."


class LinkRefused(DomainError):
    code = "reporting.link_refused"
    text = "Đường dẫn phải bắt đầu bằng https:// hoặc http://. Không có đường dẫn thì đính kèm tệp."


class BadInput(DomainError):
    """Texts of a return that cannot be kept: nothing was saved. ``faults``: message by field name."""

    code = "reporting.bad_input"
    text = "Chưa lưu: có {count} chỗ cần sửa."

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(count=len(faults))
        self.faults = dict(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)


class ReturnRefused(DomainError):
    """A return that cannot be sent yet; ``findings`` says why, row by row."""

    code = "reporting.refused"
    text = "Chưa trình, chưa gửi được: còn {count} chỗ cần sửa hoặc giải trình."

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(count=len(findings))
        self.findings = list(findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)


class NotEditable(DomainError):
    code = "reporting.not_editable"
    text = "Báo cáo này {state} nên không sửa được nữa. Cần sửa, hãy đề nghị nơi nhận trả lại."


class InsideSteps(NotEditable):
    """It waits in its own body: nobody outside has to give it back."""

    code = "reporting.inside_steps"
    text = (
        "Báo cáo này {state} nên không sửa được nữa. Cần sửa, người trình rút lại, hoặc người kiểm tra, người duyệt của đơn vị "
        "trả lại."
    )


class BodyEnded(NotEditable):
    code = "reporting.body_ended"
    text = (
        "{body} đã kết thúc hoạt động (hết ngày {day}) nên báo cáo này chỉ còn để đọc, không nhập hay gửi được nữa. Số đã lưu "
        "vẫn được giữ; báo cáo đã gửi vẫn được tiếp nhận và tính vào tổng hợp."
    )


class RoundNotOpen(DomainError):
    code = "reporting.round_not_open"
    text = "Vòng báo cáo này {state}, không thực hiện được việc này."


class RoundMoved(DomainError):
    code = "reporting.round_moved"
    text = "Từ khi đồng chí mở trang, số đơn vị đã gửi hoặc đã nhận đã đổi. Hãy xem lại rồi bấm đóng vòng lần nữa."


class ReopenReasonMissing(DomainError):
    code = "reporting.reopen_reason_missing"
    text = "Hãy ghi lý do mở lại, để các đơn vị và thanh tra biết vì sao số liệu đã chốt được sửa."
    field = "reason"


class ReportIssued(DomainError):
    code = "reporting.report_issued"
    text = "Báo cáo của vòng này đã ban hành ({label}), nên không mở lại vòng được. Hãy lập báo cáo đính chính hoặc mở vòng mới."
    field = "reason"


class RoundReopened(DomainError):
    code = "reporting.round_reopened"
    text = (
        "Vòng báo cáo đã được mở lại lúc {at} (lý do: {reason}), số liệu của bản {number} đang được sửa. Hãy đóng vòng rồi "
        "lập bản mới để ban hành; bản {number} đã ban hành thật thì đóng vòng rồi ghi nhận."
    )
    field = "number"


class DeadlineBeforePeriod(DomainError):
    code = "reporting.deadline_before_period"
    text = "Hạn gửi ({deadline}) trước khi kỳ báo cáo bắt đầu ({start}). Hãy kiểm tra lại kỳ và hạn."
    field = "deadline"


class RoundExists(DomainError):
    code = "reporting.round_exists"
    text = "Đã có vòng báo cáo nháp cùng kỳ, cùng mẫu: “{title}”. Hãy mở vòng đó trong danh sách, không tạo thêm."
    field = "period"


class NoTemplate(DomainError):
    code = "reporting.no_template"
    text = "Không có mẫu “{key}” dùng được cho ngày {on}. Hãy chọn mẫu khác."
    field = "template_key"


class NoBodies(DomainError):
    code = "reporting.no_bodies"
    text = "Hãy chọn ít nhất một đơn vị phải báo cáo."
    field = "bodies"


class BodyOutOfReach(DomainError):
    code = "reporting.body_out_of_reach"
    text = "Đồng chí không giao báo cáo được cho đơn vị này: {names}. Chỉ giao được cho đơn vị trong tỉnh, đang hoạt động."
    field = "bodies"


class NoRecipient(DomainError):
    code = "reporting.no_recipient"
    text = (
        "Chưa biết cơ quan nào nhận báo cáo. Hãy ghi cơ quan chủ trì về trẻ em của tỉnh trong mục Quản trị."
    )


class CannotCount(DomainError):
    code = "reporting.cannot_count"
    text = "Không đếm được từ hồ sơ: {reason}"


class CannotMove(DomainError):
    code = "reporting.cannot_move"
    text = "Báo cáo của {body} {state} nên không {wanted} được."


class NotApproved(DomainError):
    code = "reporting.not_approved"
    text = "Báo cáo phải được duyệt trong đơn vị rồi mới gửi. Hãy bấm “Trình”."


class OwnDraft(DomainError):
    code = "reporting.own_draft"
    text = "Đồng chí là người trình báo cáo này nên không tự kiểm tra hay duyệt. Người khác của đơn vị làm bước này."


class NobodyApproves(DomainError):
    code = "reporting.nobody_approves"
    text = (
        "{body} chưa có lãnh đạo nào dùng hệ thống để duyệt báo cáo. Hãy đề nghị quản trị hệ thống phân công."
    )


class WrongCapacity(DomainError):
    code = "reporting.wrong_capacity"
    text = "Hãy chọn tư cách duyệt: Chủ tịch, hay Phó Chủ tịch thay Chủ tịch (KT.)."
    field = "capacity"


class NotPresenter(DomainError):
    code = "reporting.not_presenter"
    text = "Chỉ người đã trình mới rút lại được. Người kiểm tra, người duyệt dùng “Trả lại”."


class TypedOnBehalf(DomainError):
    code = "reporting.on_behalf"
    text = "Báo cáo này đang được cơ quan chủ trì nhập thay, theo bản giấy. Đơn vị muốn tự báo cáo thì bấm “Thay bằng báo cáo của đơn vị”."


class NotOnBehalf(DomainError):
    code = "reporting.not_on_behalf"
    text = "Báo cáo này không phải báo cáo nhập thay."


class PaperMissing(DomainError):
    code = "reporting.paper_missing"
    text = "Hãy đính kèm bản chụp báo cáo giấy ở mục “Minh chứng” trước khi ghi nhận."


class PaperDay(DomainError):
    code = "reporting.paper_day"
    text = "Ngày nhận bản giấy không thể sau hôm nay."
    field = "paper_on"


class PaperTooEarly(PaperDay):
    code = "reporting.paper_too_early"
    text = "Ngày nhận bản giấy không thể trước ngày đầu của kỳ số liệu, {day}."


class OwnEntry(DomainError):
    code = "reporting.own_entry"
    text = (
        "Đồng chí đã nhập thay báo cáo này nên không tự tiếp nhận. Người khác của cơ quan chủ trì tiếp nhận."
    )


class ReasonMissing(DomainError):
    code = "reporting.reason_missing"
    text = "Hãy ghi lý do trả lại, để đơn vị biết cần sửa chỗ nào."
    field = "reason"


class NoDocument(DomainError):
    code = "reporting.no_document"
    text = "Mẫu này báo cáo theo từng nhiệm vụ của một văn bản, mà vòng này không gắn với văn bản nào. Hãy chọn mẫu khác."
    field = "template_key"


class TakeBackReasonMissing(ReasonMissing):
    code = "reporting.take_back_reason_missing"
    text = "Hãy ghi lý do thay bản nhập theo giấy, để cơ quan chủ trì biết số nào nhập chưa đúng."


class SkipReasonMissing(DomainError):
    code = "reporting.skip_reason_missing"
    text = "Hãy ghi lý do không mở vòng báo cáo này."
    field = "reason"


class NothingToReport(DomainError):
    code = "reporting.nothing_to_report"
    text = "Chưa đơn vị nào gửi báo cáo nên chưa có số liệu để viết báo cáo tổng hợp."


class UnknownSigner(DomainError):
    code = "reporting.unknown_signer"
    text = "Không có cách ký “{given}”. Hãy chọn một trong các cách ký trong danh sách."
    field = "signing"
