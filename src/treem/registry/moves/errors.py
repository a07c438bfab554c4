"""What moves of children refuse."""

from __future__ import annotations

from treem.kernel.errors import DomainError


class MoveOpen(DomainError):
    code = "registry.move_open"
    text = "{child} đang có một đề nghị chuyển chưa được trả lời. Hãy rút đề nghị đó trước."
    status = 409


class NotHere(DomainError):
    """The child has left the list already, or its record stands for nobody."""

    code = "registry.move_not_here"
    text = "Trẻ không còn trong danh sách đang theo dõi, nên không ghi biến động này được."


class SameCommune(DomainError):
    code = "registry.move_same_commune"
    text = "Trẻ đang ở chính xã, phường này. Đổi tổ, bản, tiểu khu thì sửa hồ sơ của trẻ."
    field = "to_commune"


class UnknownCommune(DomainError):
    code = "registry.move_unknown_commune"
    text = "Không có xã, phường này trong tỉnh vào ngày hôm nay. Hãy chọn lại."
    field = "to_commune"


class MovedBeforeBirth(DomainError):
    code = "registry.moved_before_birth"
    text = "Ngày {day} ở trước ngày sinh {born} của trẻ."
    field = "moved_on"


class MovedInFuture(DomainError):
    code = "registry.moved_in_future"
    text = "Ngày {day} ở sau hôm nay. Hãy ghi khi trẻ đã chuyển."
    field = "moved_on"


class PlaceMissing(DomainError):
    code = "registry.move_place_missing"
    text = "Ghi tỉnh, thành phố hoặc nước."
    field = "place"


class WhyMissing(DomainError):
    code = "registry.move_why_missing"
    text = "Ghi lý do để nơi kia biết phải làm gì."
    field = "why"


class MoveAnswered(DomainError):
    code = "registry.move_answered"
    text = "Đề nghị này nay là “{state}”, không làm được việc vừa chọn. Hãy xem lại trang."
    status = 409


class ChildChanged(DomainError):
    """A child of the move is no longer where it was, or the household has got children who are not in the move."""

    code = "registry.move_child_changed"
    text = "Hồ sơ ở nơi gửi đã thay đổi từ khi có đề nghị. Hãy từ chối và báo nơi gửi đề nghị lại."
    status = 409


class NoHousehold(DomainError):
    code = "registry.move_no_household"
    text = "Không tìm thấy hộ nào theo mã hộ hoặc tên chủ hộ này trong xã, phường. Hãy kiểm tra lại, hoặc lập hộ mới."
    field = "household"


class SeveralHouseholds(DomainError):
    code = "registry.move_several_households"
    text = "Có {count} hộ cùng mã hoặc cùng tên chủ hộ. Hãy chọn một hộ trong danh sách."
    field = "household"


class NotReturnable(DomainError):
    code = "registry.move_not_returnable"
    text = "Chỉ ghi trở lại được cho trẻ đã chuyển đi hoặc ghi nhầm là đã mất."


class ReturnedEarly(DomainError):
    code = "registry.move_returned_early"
    text = "Ngày trở lại {day} ở trước ngày rời danh sách {left}."
    field = "returned_on"
