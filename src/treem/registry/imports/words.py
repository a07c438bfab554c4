"""What a list is told in: the names of columns, and why a row is not taken or needs a look."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from treem.kernel import personal_number

Words = str | Promise

LABELS: dict[str, Words] = {
    "full_name": _("Họ và tên"), "family_name": _("Họ (cột riêng)"), "middle_name": _("Chữ đệm (cột riêng)"),
    "given_name": _("Tên (cột riêng)"), "birth": _("Ngày sinh"), "birth_day": _("Ngày sinh: ngày"),
    "birth_month": _("Ngày sinh: tháng"), "birth_year": _("Ngày sinh: năm"), "sex": _("Giới tính"),
    "male": _("Nam (cột đánh dấu hoặc ngày sinh)"), "female": _("Nữ (cột đánh dấu hoặc ngày sinh)"),
    "ethnicity": _("Dân tộc"), "personal_id": _("Số định danh cá nhân"), "mother_name": _("Họ tên mẹ"),
    "father_name": _("Họ tên bố"), "commune_code": _("Mã xã, phường"), "commune": _("Xã, phường"),
    "village": _("Tổ, bản, tiểu khu"), "household_code": _("Mã hộ"), "head_name": _("Chủ hộ"), "poverty": _("Diện hộ"),
    "permanent_residence": _("Nơi thường trú"), "present_residence": _("Nơi ở hiện tại"),
    "residence_note": _("Ghi chú về nơi ở"), "birth_registered": _("Đã đăng ký khai sinh"),
    "birth_certificate": _("Số giấy khai sinh"),
}  # fmt: skip
"""In the order in which the page of columns asks."""

TEMPLATE = (
    ("full_name", _("Bắt buộc. Họ, chữ đệm và tên trong một cột."), "Lò Thị Mẫu", 26),
    ("birth", _("Bắt buộc. Ngày/tháng/năm; chỉ biết năm thì ghi năm."), "05/03/2018", 13),
    ("sex", _("Nam hoặc nữ."), "Nữ", 10),
    ("ethnicity", _("Tên dân tộc."), "Thái", 12),
    ("personal_id", _("12 chữ số, cột định dạng văn bản để giữ số 0 ở đầu."), "", 18),
    ("mother_name", _("Giúp nhận ra trẻ đã có trong danh sách."), "Lò Thị Ví Dụ", 24),
    ("father_name", _("Không bắt buộc."), "Quàng Văn Ví Dụ", 24),
    ("commune", _("Chỉ cần khi tệp có trẻ của nhiều xã, phường. Tên hoặc mã."), "Xã Mẫu", 20),
    ("village", _("Tên đầy đủ, ví dụ Bản Mẫu, Tổ 5."), "Bản Mẫu", 20),
    ("household_code", _("Không bắt buộc. Các trẻ cùng mã là cùng hộ."), "MAU-01-00001", 18),
    ("head_name", _("Không bắt buộc."), "Lò Văn Ví Dụ", 22),
    ("poverty", _("Hộ nghèo, hộ cận nghèo, hoặc để trống."), "Hộ nghèo", 14),
    ("birth_registered", _("Có hoặc chưa."), "Có", 14),
    ("permanent_residence", _("Để trống nếu trùng với tổ, bản, tiểu khu."), "", 30),
    ("present_residence", _("Để trống nếu ở nơi thường trú."), "", 30),
)  # fmt: skip
"""Columns of the blank list: key, how to fill it in, an invented example, width."""

REASONS: dict[str, Words] = {
    "no_name": _("Chưa có họ tên."),
    "not_a_name": _("Họ tên “{word}” không có chữ cái."),
    "digits_in_name": _("Họ tên “{word}” có chữ số."),
    "too_long": _("“{word}…” dài quá mức."),
    "formula": _("Ô “{word}” là công thức; hãy ghi giá trị."),
    "no_birth": _("Chưa có ngày sinh; không rõ ngày thì ghi năm."),
    "birth_unreadable": _("Không đọc được ngày sinh “{word}”; ghi ngày/tháng/năm hoặc năm."),
    "no_such_day": _("Ngày sinh “{word}” không có trong lịch."),
    "born_later": _("Ngày sinh {word} ở sau hôm nay."),
    "too_old": _("Sinh {word}: quá 18 tuổi, không thuộc danh sách trẻ em."),
    "no_sex": _("Chưa có giới tính."),
    "sex_unknown": _("Không hiểu giới tính “{word}”; ghi Nam hoặc Nữ."),
    "both_sexes": _("Cả cột Nam và cột Nữ đều có đánh dấu."),
    "number_wrong": _("Số định danh “{word}” không đúng dạng 12 chữ số."),
    "number_lost": _("Số định danh “{word}” đã bị bảng tính làm tròn; hãy ghi lại đủ 12 chữ số."),
    "number_placeholder": _("Số định danh {word} là số điền tạm."),
    "number_prefix": _("Ba chữ số đầu của số định danh {word} không phải mã tỉnh nào."),
    "number_form": _("Số định danh {word} không đúng dạng."),
    "number_empty": _("Số định danh trống."),
    "no_commune": _("Chưa có xã, phường."),
    "commune_unknown": _("Không có xã, phường “{word}” trong tỉnh."),
    "commune_twice": _("Có nhiều xã, phường tên “{word}”; hãy ghi mã."),
    "not_yours": _("Trẻ của “{word}”, ngoài phạm vi của đồng chí; hãy gửi cho nơi đó."),
    "twice_number": _("Số định danh trùng với dòng {word} của tệp."),
    "row_twice": _("Trùng với dòng {word} của tệp: cùng họ tên, ngày sinh và mẹ."),
    "child_twice": _("Dòng {word} của tệp đã là trẻ này."),
    "elsewhere": _("Trẻ có số định danh này đang do xã, phường khác quản lý; hãy làm thủ tục chuyển."),
    "stale": _("Hồ sơ của trẻ đã được sửa sau khi xem trước; hãy đưa dòng này vào lại."),
}  # fmt: skip

NOTES: dict[str, Words] = {
    "alike": _("Giống trẻ đã có trong xã, phường."),
    "number_conflict": _("Số định danh này đang ghi cho trẻ có tên hoặc năm sinh khác."),
    "appeared": _("Sau khi xem trước, có người đã ghi một trẻ giống như vậy."),
    "kept": _("Giữ lại khi hoàn tác: hồ sơ đã được sửa hoặc đã có việc gắn với trẻ."),
    "one_word": _("Họ tên chỉ có một chữ."),
    "old_letters": _("“{word}” có thể là chữ của phông cũ; hãy kiểm tra dấu."),
    "strange_signs": _("Họ tên có ký hiệu lạ “{word}”; hãy kiểm tra."),
    "swapped": _("Tháng lớn hơn 12 nên đã đổi chỗ ngày và tháng: {word}."),
    "maybe_swapped": _("Cột ngày sinh có dấu hiệu bị bảng tính đổi chỗ ngày và tháng: {word}."),
    "serial": _("Ngày sinh ghi bằng số của bảng tính, hiểu là {word}."),
    "of_age": _("Sinh {word}: đã đủ 16 tuổi."),
    "sex_from_number": _("Giới tính lấy theo số định danh."),
    "old_number": _("“{word}” là số chứng minh nhân dân cũ, không ghi vào số định danh."),
    "zero_restored": _("Thêm lại số 0 ở đầu số định danh: {word}."),
    "number_foreign_prefix": _("Số định danh {word} chỉ đúng nếu đăng ký khai sinh ở nước ngoài."),
    "number_birth_year": _("Số định danh {word} không khớp năm sinh."),
    "number_sex": _("Số định danh {word} không khớp giới tính."),
    "number_equal_tail": _("Số định danh {word} có thể là số điền tạm."),
    "people_unknown": _("Không có dân tộc “{word}” trong danh mục, để trống."),
    "poverty_unknown": _("Không hiểu diện hộ “{word}”, để trống."),
    "registered_unknown": _("Không hiểu “{word}” ở cột khai sinh, để trống."),
    "village_unknown": _("Chưa có tổ, bản, tiểu khu “{word}” trong xã; ghi vào nơi thường trú."),
}  # fmt: skip


def label_of(key: str) -> str:
    return str(LABELS.get(key, key))


def sentence(code: str, word: str, *, whole: bool = True) -> str:
    """A finding in words; one this program does not know (yet) shows its code. Not ``whole``: personal numbers masked."""
    if not whole and (code in _NUMBERS or code.startswith("number_")):
        word = personal_number.mask(word)
    found = REASONS.get(code) or NOTES.get(code)
    return str(found).replace("{word}", word) if found else f"{code} {word}".strip()


def reasons(findings: Iterable[tuple[str, str]] | None, *, whole: bool = True) -> list[str]:
    """Why a row is left out."""
    said = [
        sentence(code, word, whole=whole)
        for code, word in findings or ()
        if code in REASONS or code in _LEAVES
    ]
    return said or [_g("Không nhận.")]


def notes(findings: Iterable[tuple[str, str]] | None, *, whole: bool = True) -> list[str]:
    """What may be wrong with a row."""
    return [sentence(code, word, whole=whole) for code, word in findings or () if code in NOTES]


_NUMBERS = frozenset({"zero_restored", "old_number"})
_LEAVES = frozenset({"alike", "number_conflict", "appeared"})
