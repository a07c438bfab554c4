"""What the map refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class EarlierBoundaries(DomainError):
    code = "territory.earlier_boundaries"
    text = (
        "Không quy đổi được số liệu ngày {at} về địa giới ngày {on}: số của đơn vị đã nhập không tách ngược "
        "lại được. Hãy chọn địa giới từ ngày {at} trở đi."
    )


class VillageNameTaken(DomainError):
    code = "territory.village_name_taken"
    text = "{commune} đã có {village}. Hãy thêm chữ phân biệt, ví dụ tên xã cũ trong ngoặc."
    field = "name"


class VillageClosed(DomainError):
    code = "territory.village_closed"
    text = "{village} đã kết thúc ngày {on}, không đổi tên được nữa."


class UnknownVillageKind(DomainError):
    code = "territory.unknown_village_kind"
    text = "Không hiểu loại “{kind}”. Dùng một trong: {kinds}."
    field = "kind"


class VillageWithoutKind(DomainError):
    code = "territory.village_without_kind"
    text = "Thiếu loại. Dùng một trong: {kinds}."
    field = "kind"


class VillageWithoutName(DomainError):
    code = "territory.village_without_name"
    text = "Thiếu tên hoặc số."
    field = "name"
