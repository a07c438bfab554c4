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


class NotAVillageList(DomainError):
    code = "territory.not_a_village_list"
    text = "Tệp không có cột {columns}. Hãy dùng tệp mẫu: xã, loại, tên, số."
    field = "file"


class UnreadableList(DomainError):
    code = "territory.unreadable_list"
    text = (
        "Không đọc được tệp này như danh sách CSV chữ UTF-8. Hãy lưu lại từ bảng tính dưới dạng “CSV UTF-8”."
    )
    field = "file"
