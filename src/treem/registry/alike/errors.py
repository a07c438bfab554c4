"""What looking at alike records and merging them refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class NotToMerge(DomainError):
    """One of the two is a double already, was taken back, or they are one record."""

    code = "registry.not_to_merge"
    text = "Một trong hai hồ sơ đã được gộp, đã rút lại, hoặc không còn trong phạm vi của đồng chí. Hãy xem lại danh sách."
    status = 409


class AlreadyDecided(DomainError):
    code = "registry.alike_already_decided"
    text = "Cặp hồ sơ này đã có quyết định “{judgement}”. Hãy xem lại trang."
    status = 409


class AlreadyApart(DomainError):
    code = "registry.merge_already_undone"
    text = "Lần gộp này đã được tách ra rồi."
    status = 409


class OtherPlace(DomainError):
    """A village or household of one commune is none of a child of another."""

    code = "registry.merge_other_place"
    text = "Hai hồ sơ ở hai xã, phường: tổ, bản, tiểu khu và hộ gia đình không chuyển sang được."
