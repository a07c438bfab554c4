"""What can be refused about figures of targets."""

from __future__ import annotations

from treem.kernel.errors import DomainError
from treem.kernel.language import gettext_noop as _


class FigureMissing(DomainError):
    code = "indicators.figure_missing"
    text = _("Hãy nhập tử số và mẫu số; nếu cơ quan chỉ có tỷ lệ thì nhập tỷ lệ.")
    field = "numerator"


class ValueMissing(DomainError):
    code = "indicators.value_missing"
    text = _("Hãy nhập giá trị.")
    field = "value"


class HalfRatio(DomainError):
    code = "indicators.half_ratio"
    text = _("Có tử số thì phải có mẫu số, và ngược lại.")


class NotACount(DomainError):
    code = "indicators.not_a_count"
    text = _("“{given}” phải là số nguyên không âm, ví dụ 1.234.")


class NegativeValue(DomainError):
    code = "indicators.negative_value"
    text = _("Giá trị không thể âm: “{given}”.")
    field = "value"


class TooLarge(DomainError):
    code = "indicators.too_large"
    text = _("“{given}” lớn quá mức có thể. Kiểm tra lại số đã nhập.")


class RateTooHigh(DomainError):
    code = "indicators.rate_too_high"
    text = _("Không thể quá {most}: đã nhập “{given}”. Kiểm tra lại dấu phẩy thập phân.")
    field = "value"


class PartAboveWhole(DomainError):
    code = "indicators.part_above_whole"
    text = _(
        "Tử số {numerator} lớn hơn mẫu số {denominator}: tỷ lệ không thể quá {most}. Kiểm tra lại hai số."
    )
    field = "numerator"


class PartOfNothing(DomainError):
    code = "indicators.part_of_nothing"
    text = _(
        "Mẫu số là 0 mà tử số là {numerator}: chưa tính được tỷ lệ. Không phát sinh thì ghi cả hai là 0; nếu không, hãy sửa mẫu số."
    )
    field = "denominator"


class PointInRate(DomainError):
    code = "indicators.point_in_rate"
    text = _("“{given}”: dấu chấm trước ba chữ số là dấu ngăn hàng nghìn. Nếu là {meant}, hãy viết {meant}.")
    field = "value"


class RateDisagrees(DomainError):
    code = "indicators.rate_disagrees"
    text = _("Tử số chia mẫu số là {computed}, khác {given} đã nhập. Sửa lại, hoặc để trống ô tỷ lệ.")
    field = "value"


class NothingOccurredRate(DomainError):
    code = "indicators.nothing_occurred_rate"
    text = _("Mẫu số là 0 (không phát sinh) thì để trống ô tỷ lệ.")
    field = "value"


class DayAhead(DomainError):
    code = "indicators.day_ahead"
    text = _("Ngày {day} chưa đến. Ghi ngày mà số liệu đã được chốt đến.")
    field = "as_of"


class DayOutsidePeriod(DomainError):
    code = "indicators.day_outside_period"
    text = _("Ngày {day} không thuộc {period} (từ {first} đến {last}).")
    field = "as_of"


class AlreadyWaiting(DomainError):
    code = "indicators.already_waiting"
    text = _("Đã có số liệu của {period} đang chờ xác nhận. Hãy mở số liệu đó để sửa, không nhập thêm.")
    field = "period"


class SourceMissing(DomainError):
    code = "indicators.source_missing"
    text = _("Hãy ghi nguồn số liệu: sổ, phần mềm, báo cáo hoặc điều tra nào.")
    field = "source_text"


class SamePerson(DomainError):
    code = "indicators.same_person"
    text = _("Người nhập không tự xác nhận số của mình: cần một người khác của cơ quan hoặc của Sở Y tế.")


class NotOpen(DomainError):
    code = "indicators.not_open"
    text = _("Số liệu này {state}, không thao tác được nữa. Hãy nhập số mới nếu cần sửa.")


class ReasonMissing(DomainError):
    code = "indicators.reason_missing"
    text = _("Hãy ghi lý do trả lại, để người nhập biết cần sửa gì.")
    field = "reason"


class NotYours(DomainError):
    code = "indicators.not_yours"
    text = _("Chỉ tiêu kế hoạch này do {body} chủ trì. Hãy gửi số liệu cho cơ quan đó.")


class NothingToCount(DomainError):
    code = "indicators.nothing_to_count"
    text = _("Chưa có cách đếm chỉ tiêu kế hoạch này từ hồ sơ trong phạm vi của đồng chí.")


class LevelMissing(DomainError):
    code = "indicators.level_missing"
    text = _("Hãy ghi mức của đơn vị, hoặc chọn “không áp dụng” và nêu lý do.")
    field = "value"


class WhyNotMissing(DomainError):
    code = "indicators.why_not_missing"
    text = _("Hãy nêu lý do không áp dụng chỉ tiêu kế hoạch này.")
    field = "reason"


class UpperBelow(DomainError):
    code = "indicators.upper_below"
    text = _("Mức trên phải lớn hơn mức dưới.")
    field = "upper"


class NotForThisBody(DomainError):
    code = "indicators.not_for_this_body"
    text = _("Chỉ tiêu kế hoạch này không thuộc phần việc của {body}.")


class PaperDayAhead(DomainError):
    code = "indicators.paper_day_ahead"
    text = _("Ngày văn bản {day} chưa đến. Ghi văn bản khi đã ban hành; nếu chưa, để trống.")
    field = "document_on"


class LeftPlan(DomainError):
    code = "indicators.left_plan"
    text = "Văn bản không còn nêu chỉ tiêu kế hoạch này, nên không nhập thêm số liệu. Số đã có vẫn giữ."
