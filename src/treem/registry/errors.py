"""What the register refuses."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class BirthInFuture(DomainError):
    code = "registry.birth_in_future"
    text = "Ngày sinh {born} ở sau hôm nay. Hãy kiểm tra lại ngày, tháng, năm."
    field = "birth"


class NotInRegister(DomainError):
    """The record is another's double, or was taken back: nothing is worked on here."""

    code = "registry.not_in_register"
    text = "Hồ sơ này không còn trong danh sách (nhập trùng hoặc đã rút lại). Hãy ghi vào hồ sơ đang dùng của trẻ."


class NotAPersonalNumber(DomainError):
    code = "registry.not_a_personal_number"
    text = "{finding}"
    field = "personal_id"


class NotAName(DomainError):
    code = "registry.not_a_name"
    text = "Họ tên phải có chữ cái. Hãy kiểm tra lại."
    field = "full_name"


class OutsideScope(DomainError):
    """Somebody names a commune, village or household that is not theirs; nothing tells whether it exists."""

    code = "registry.outside_scope"
    text = "Không tìm thấy địa bàn này trong phạm vi của bạn. Hãy chọn lại từ danh sách."
    field = "commune"


class WrongVillage(DomainError):
    code = "registry.wrong_village"
    text = "Tổ, bản, tiểu khu này không thuộc xã, phường đã chọn. Hãy chọn lại."
    field = "village"


class CircumstanceOverlaps(DomainError):
    code = "registry.circumstance_overlaps"
    text = "Trẻ đã được ghi nhóm này từ {start}. Hãy kết thúc lần ghi trước, hoặc chọn ngày khác."
    field = "from_on"


class CircumstanceBeforeBirth(DomainError):
    code = "registry.circumstance_before_birth"
    text = "Ngày bắt đầu {start} ở trước ngày sinh {born}."
    field = "from_on"


class CircumstanceTooFar(DomainError):
    code = "registry.circumstance_too_far"
    text = "Ngày bắt đầu {start} ở sau hôm nay hơn một năm. Hãy kiểm tra lại ngày, tháng, năm."
    field = "from_on"


class CircumstanceBeforeList(DomainError):
    code = "registry.circumstance_before_list"
    text = "Danh mục nhóm hoàn cảnh đặc biệt chỉ có từ {since}; thời gian đã ghi kết thúc trước đó."
    field = "to_on"


class NotAGroup(DomainError):
    code = "registry.not_a_group"
    text = "Nhóm “{label}” không có trong danh mục theo luật vào thời gian đã ghi. Hãy chọn nhóm khác."
    field = "group"


class CircumstanceEndsEarly(DomainError):
    code = "registry.circumstance_ends_early"
    text = "Ngày kết thúc {end} ở trước ngày bắt đầu {start}."
    field = "to_on"


class CircumstanceEnded(DomainError):
    code = "registry.circumstance_ended"
    text = "Hoàn cảnh này đã kết thúc hoặc đã được ghi là nhầm."


class ListMoved(DomainError):
    """Somebody else, or the person in another window, took the list a step further."""

    code = "registry.list_moved"
    text = "Danh sách này đang ở bước “{state}”, không làm được việc vừa chọn. Hãy xem lại trang."
    status = 409


class NothingToWrite(DomainError):
    code = "registry.nothing_to_write"
    text = "Không có dòng nào để ghi: không có trẻ mới, không có thay đổi."


class ColumnsMissing(DomainError):
    code = "registry.columns_missing"
    text = "Còn thiếu cột: {columns}."


class NotALookAlike(DomainError):
    code = "registry.not_a_look_alike"
    text = "Dòng này không còn chờ quyết định. Hãy tải lại trang."
    status = 409


class ChildOfTwoRows(DomainError):
    code = "registry.child_of_two_rows"
    text = (
        "Dòng {first} và dòng {second} của tệp không thể cùng là một trẻ. "
        "Hãy chọn lại: một dòng là trẻ này, dòng kia là trẻ khác hoặc để lại. Chưa lưu quyết định nào."
    )
    status = 409


class CommuneForList(DomainError):
    code = "registry.commune_for_list"
    text = "Hãy chọn xã, phường trong phạm vi của đồng chí."
    field = "commune"
