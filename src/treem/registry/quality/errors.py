"""What work on the quality of records refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class ReasonMissing(DomainError):
    code = "registry.quality_reason_missing"
    text = "Hãy ghi lý do chấp nhận: vì sao thông tin này đúng."
    field = "reason"


class FindingClosed(DomainError):
    code = "registry.quality_finding_closed"
    text = "Điểm này vừa được xử lý ở nơi khác. Hãy xem lại trang."
    status = 409


class NothingChosen(DomainError):
    code = "registry.quality_nothing_chosen"
    text = "Chưa chọn trẻ nào có đề xuất sửa."


class BatchUndone(DomainError):
    code = "registry.quality_batch_undone"
    text = "Lần sửa này đã được hoàn tác rồi."
    status = 409


class NoProposal(DomainError):
    """What was previewed no longer fits: the record, or what it was compared with, changed meanwhile."""

    code = "registry.quality_no_proposal"
    text = "Hồ sơ vừa thay đổi, đề xuất không còn đúng nữa. Hãy xem lại trang."
    status = 409
