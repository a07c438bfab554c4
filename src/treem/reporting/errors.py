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
    text = "“{given}” không phải là số nguyên. Mỗi trẻ em đếm là 1, không có phần thập phân."


class TooManyDecimals(BadFigure):
    code = "reporting.too_many_decimals"
    text = "“{given}” có quá nhiều chữ số sau dấu phẩy. Dòng này ghi nhiều nhất {places} chữ số."


class FigureTooLarge(BadFigure):
    code = "reporting.too_large"
    text = "“{given}” lớn hơn số dân cả nước. Hãy kiểm tra lại số chữ số."


class NoteTooLong(DomainError):
    code = "reporting.note_too_long"
    text = "Giải trình dài {length} ký tự, tối đa {limit}. Hãy viết gọn; phần dài ghi vào mục tình hình, kết quả."


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
    text = "Chưa gửi được: còn {count} chỗ cần sửa hoặc giải trình."

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(count=len(findings))
        self.findings = list(findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.findings,)


class NotEditable(DomainError):
    code = "reporting.not_editable"
    text = "Báo cáo này {state} nên không sửa được nữa. Cần sửa, hãy đề nghị nơi nhận trả lại."


class RoundNotOpen(DomainError):
    code = "reporting.round_not_open"
    text = "Vòng báo cáo này {state}, không thực hiện được việc này."


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
    text = "Bạn không giao báo cáo được cho đơn vị này: {names}. Chỉ giao được cho đơn vị trong tỉnh, đang hoạt động."
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


class ReasonMissing(DomainError):
    code = "reporting.reason_missing"
    text = "Hãy ghi lý do trả lại, để đơn vị biết cần sửa chỗ nào."
    field = "reason"


class NothingToReport(DomainError):
    code = "reporting.nothing_to_report"
    text = "Chưa đơn vị nào gửi báo cáo nên chưa có số liệu để viết báo cáo tổng hợp."
