"""Names of public holidays as the package ``holidays`` writes them, marked for translation.

A name that is not here (a swap with its date, a day a province adds) is shown in Vietnamese in every language.
"""

from __future__ import annotations

from treem.kernel.language import gettext_noop as _

HOLIDAYS = (
    _("Tết Dương lịch"),
    _("Giao thừa Tết Nguyên Đán"),
    _("29 Tết"),
    _("Tết Nguyên Đán"),
    _("Mùng hai Tết Nguyên Đán"),
    _("Mùng ba Tết Nguyên Đán"),
    _("Mùng bốn Tết Nguyên Đán"),
    _("Mùng năm Tết Nguyên Đán"),
    _("Ngày Giỗ Tổ Hùng Vương"),
    _("Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
    _("Tết Dương lịch (nghỉ bù)"),
    _("Ngày Chiến thắng"),
    _("Ngày Chiến thắng (nghỉ bù)"),
    _("Ngày Quốc tế Lao động"),
    _("Ngày Quốc tế Lao động (nghỉ bù)"),
    _("Quốc khánh"),
    _("Quốc khánh (nghỉ bù)"),
    _("Ngày Văn hóa Việt Nam"),
    _("Ngày Văn hóa Việt Nam (nghỉ bù)"),
)
