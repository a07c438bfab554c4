"""What each list is made of, and the many ways in which people head its columns. No database here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from treem.kernel.vietnamese import fold
from treem.organisations.models import ImportKind

_ASIDE = re.compile(r"[(\[].*?[)\]]")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Column:
    """One column of a list. ``names`` are headings without tones and marks (``plain``)."""

    key: str
    label: object  # a lazy translation
    help: object
    example: str
    names: tuple[str, ...]
    width: int = 22


def plain(text: str) -> str:
    """«Họ và tên (*)» → «ho va ten»."""
    return _NO_WORD.sub(" ", fold(_ASIDE.sub(" ", text))).strip()


def recognise(heading: str, columns: Sequence[Column]) -> str:
    """The key of the column that the heading means, or ""."""
    words = plain(heading)
    if not words:
        return ""
    for column in columns:
        if words in column.names:
            return column.key
    # «Số điện thoại liên hệ» begins with a heading that is known; single words decide nothing.
    begun = [
        (len(name), column.key)
        for column in columns
        for name in column.names
        if " " in name and words.startswith(name + " ")
    ]
    return max(begun)[1] if begun else ""


_COMMUNE_CODE = Column(
    "commune_code", _("Mã xã, phường"), _("Năm chữ số, giữ số 0 ở đầu. Có mã thì không cần tên."), "00012",
    ("ma xa phuong", "ma xa", "ma phuong", "ma don vi hanh chinh", "ma dvhc", "ma dia ban"), 14,
)  # fmt: skip
_COMMUNE = Column(
    "commune", _("Xã, phường"), _("Tên xã, phường hiện nay, hoặc mã."), "Xã Hoa Mẫu",
    ("xa phuong", "xa", "phuong", "ten xa", "ten xa phuong", "xa phuong dac khu", "dia ban", "thuoc xa", "commune"), 24,
)  # fmt: skip
_PHONE = Column(
    "phone", _("Điện thoại"), _("Giữ số 0 ở đầu."), "0900 000 001",
    ("dien thoai", "so dien thoai", "sdt", "so dt", "dt", "di dong", "dien thoai di dong", "phone"), 16,
)  # fmt: skip
_FROM_NAMES = ("tu ngay", "ngay bat dau", "hieu luc tu ngay", "ngay hieu luc", "bat dau tu ngay")
_DAY = _("Ngày/tháng/năm. Để trống khi là ngày nhập.")

BODIES = (
    Column("code", _("Mã"), _("Để trống thì hệ thống đặt: chữ thường không dấu, số, gạch nối."), "truong-th-hoa-mau",
           ("ma", "ma don vi", "ma co quan", "code"), 22),
    Column("name", _("Tên đầy đủ"), _("Bắt buộc."), "Trường Tiểu học Hoa Mẫu",
           ("ten day du", "ten", "ten don vi", "ten co quan", "ten co quan don vi", "ten co quan to chuc", "don vi",
            "co quan", "co quan don vi", "name"), 40),
    Column("short_name", _("Tên gọi tắt"), _("Tên hiện trên màn hình; trống thì dùng tên đầy đủ."), "Trường TH Hoa Mẫu",
           ("ten goi tat", "ten tat", "ten ngan", "viet tat", "ten viet tat"), 26),
    Column("kind", _("Loại"), _("Chọn trong danh mục; trống thì hệ thống suy từ tên."), "cơ sở giáo dục",
           ("loai", "loai don vi", "loai co quan", "loai hinh", "loai hinh don vi"), 24),
    Column("level", _("Cấp"), _("Trung ương, cấp tỉnh hoặc cấp xã."), "cấp xã",
           ("cap", "cap don vi", "cap hanh chinh", "cap quan ly"), 12),
    Column("parent", _("Trực thuộc"), _("Tên hoặc mã của cơ quan cấp trên."), "UBND xã Hoa Mẫu",
           ("truc thuoc", "don vi cap tren", "co quan cap tren", "don vi chu quan", "co quan chu quan"), 28),
    _COMMUNE_CODE, _COMMUNE, _PHONE,
    Column("valid_from", _("Từ ngày"), _("Ngày/tháng/năm. Để trống khi không rõ."), "01/07/2025",
           (*_FROM_NAMES, "ngay thanh lap", "hoat dong tu ngay"), 14),
)  # fmt: skip

PEOPLE = (
    Column("full_name", _("Họ và tên"), _("Bắt buộc. Mỗi dòng một người; không ghi tên cơ quan."), "Lò Thị Mẫu",
           ("ho va ten", "ho ten", "ten can bo", "ho va ten can bo", "ho ten can bo", "full name"), 26),
    Column("username", _("Tên đăng nhập"), _("Để trống thì hệ thống đặt theo tên, ví dụ mau.lothi."), "mau.lothi",
           ("ten dang nhap", "tai khoan", "ten tai khoan", "username"), 18),
    Column("role", _("Vai trò"), _("Bắt buộc. Chọn trong danh mục."), "Người làm công tác bảo vệ trẻ em cấp xã",
           ("vai tro", "vai tro trong he thong", "vai tro su dung", "nhiem vu", "role"), 38),
    Column("body", _("Cơ quan"), _("Bắt buộc. Tên, tên gọi tắt hoặc mã cơ quan."), "Phòng VHXH xã Hoa Mẫu",
           ("co quan", "don vi", "co quan don vi", "don vi cong tac", "co quan cong tac", "noi cong tac", "phong ban",
            "ten co quan", "ten don vi"), 34),
    _COMMUNE_CODE, _COMMUNE,
    Column("position", _("Chức vụ"), _("Ghi như trong quyết định."), "Công chức",
           ("chuc vu", "chuc danh", "chuc vu chuc danh"), 20),
    _PHONE,
    Column("email", _("Thư điện tử"), _("Thư điện tử công vụ."), "mau@example.org",
           ("thu dien tu", "thu dien tu cong vu", "email", "e mail", "dia chi email", "mail"), 24),
    Column("from_on", _("Từ ngày"), _DAY, "01/07/2025",
           (*_FROM_NAMES, "ngay phan cong", "giu vai tro tu ngay"), 14),
    Column("to_on", _("Đến hết ngày"), _("Để trống khi chưa biết."), "",
           ("den het ngay", "den ngay", "ngay ket thuc", "ket thuc"), 14),
    Column("decision", _("Văn bản phân công"), _("Số, ký hiệu."), "12/QĐ-UBND",
           ("van ban phan cong", "quyet dinh", "so quyet dinh", "quyet dinh phan cong"), 20),
)  # fmt: skip

VILLAGES = (
    _COMMUNE_CODE, _COMMUNE,
    Column("kind", _("Loại"), _("tổ, bản, tiểu khu, thôn, khu phố. Loại có thể ghi ngay trong tên."), "bản",
           ("loai", "loai hinh", "kind"), 12),
    Column("name", _("Tên tổ, bản, tiểu khu"), _("Bắt buộc tên hoặc số."), "Bản Mẫu",
           ("ten", "ten to ban tieu khu", "to ban tieu khu", "ten to ban", "to ban", "ten thon ban", "thon ban",
            "ten to", "ten ban", "ten tieu khu", "ten thon", "ten to dan pho", "name"), 28),
    Column("number", _("Số"), _("Tổ, tiểu khu đánh số thì ghi số."), "3", ("so", "so thu tu to", "so hieu", "number"), 8),
    Column("head", _("Trưởng bản, tổ trưởng"), _("Không bắt buộc."), "Lò Văn Mẫu",
           ("truong ban to truong", "truong ban", "truong thon", "to truong", "truong tieu khu", "truong to ban tieu khu",
            "truong to ban", "truong khu pho", "nguoi dung dau", "truong thon ban"), 24),
    Column("collaborator", _("Cộng tác viên"), _("Không bắt buộc."), "Quàng Thị Mẫu",
           ("cong tac vien", "cong tac vien tre em", "ten cong tac vien", "ctv"), 24),
    Column("valid_from", _("Từ ngày"), _DAY, "01/07/2025", (*_FROM_NAMES, "ngay thanh lap"), 14),
)  # fmt: skip

COLUMNS: dict[str, tuple[Column, ...]] = {
    ImportKind.BODIES: BODIES,
    ImportKind.PEOPLE: PEOPLE,
    ImportKind.VILLAGES: VILLAGES,
}
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    ImportKind.BODIES: (("name",),),
    ImportKind.PEOPLE: (("full_name",), ("role",), ("body",)),
    ImportKind.VILLAGES: (("name", "number"), ("commune", "commune_code")),
}
"""Of each group at least one column must be there."""


def label_of(kind: str, key: str) -> str:
    return next(str(column.label) for column in COLUMNS[kind] if column.key == key)


def missing(kind: str, keys: Sequence[str]) -> list[str]:
    """Labels of the columns without which the list says nothing."""
    return [label_of(kind, group[0]) for group in NEEDED[kind] if not set(group) & set(keys)]
