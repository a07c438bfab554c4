"""Tables of targets in the layouts that papers use, flattened to cells."""

from __future__ import annotations

import pytest

from treem.directives.reader import read_text

PLAN = """ỦY BAN NHÂN DÂN
TỈNH AN SƠN
Số: 8/KH-UBND
An Sơn, ngày 10 tháng 3 năm 2026
KẾ HOẠCH
Thực hiện quyền trẻ em trên địa bàn tỉnh An Sơn giai đoạn 2026 - 2030
I. MỤC TIÊU
Nâng cao chất lượng cuộc sống của trẻ em.
II. CÁC CHỈ TIÊU
{table}
III. NHIỆM VỤ
1. Sở Y tế chủ trì, phối hợp với các cơ quan liên quan triển khai Kế hoạch này.
"""

LAYOUTS = {
    "a row for each body": (
        """Đơn vị | Số trẻ em phải vận động | Hết tháng 9/2026 | Hết tháng 12/2026
Cơ sở Đông Sơn | 4.200 | 80% | 100%
Cơ sở Tây Sơn | 1.650 | 75% | 98%""",
        ["ge 80 % 2026", "eq 100 % 2026", "eq 4200 count 2026", "ge 75 % 2026", "ge 98 % 2026", "eq 1650 count 2026"],
    ),
    "years": (
        """TT | Chỉ tiêu | Đơn vị tính | Năm 2026 | Năm 2028 | Năm 2030
1 | Tỷ lệ trẻ em được khai sinh đúng hạn | % | 97 | 98 | 99,5
2 | Số mô hình trường học an toàn | mô hình | 10 | 25 | 60""",
        ["ge 97 % 2026", "ge 98 % 2028", "ge 99.5 % 2030", "eq 10 count 2026", "eq 25 count 2028", "eq 60 count 2030"],
    ),
    "bare years and a leader": (
        """STT | Tên chỉ tiêu | ĐVT | 2026 | 2030 | Cơ quan chủ trì
1 | Tỷ lệ xã, phường phù hợp với trẻ em | % | ≥ 40 | ≥ 80 | Sở Y tế
2 | Tỷ suất tử vong trẻ em dưới 5 tuổi | ‰ | < 15 | < 12 | Sở Y tế""",
        ["ge 40 % 2026", "ge 80 % 2030", "lt 15 per_1000 2026", "lt 12 per_1000 2030"],
    ),
    "where it stood": (
        """TT | Chỉ tiêu | Đơn vị | Thực hiện năm 2025 | Mục tiêu năm 2028 | Mục tiêu năm 2030
1 | Tỷ lệ trẻ em thấp còi | % | 17,2 | 15,5 | 14
2 | Tỷ lệ trường có phòng tư vấn | % | 41 | 70 | 90""",
        ["le 15.5 % 2028", "le 14 % 2030", "ge 70 % 2028", "ge 90 % 2030"],
    ),
    "words in the cells": (
        """TT | Nội dung chỉ tiêu | Đến năm 2028 | Đến năm 2030
1 | Trẻ em khuyết tật được phục hồi chức năng | trên 80% | trên 90%
2 | Trẻ em thừa cân, béo phì | dưới 12% | dưới 10%
3 | Trường học có nhân viên công tác xã hội | 50 - 60% | từ 80% trở lên""",
        ["gt 80 % 2028", "gt 90 % 2030", "lt 12 % 2028", "lt 10 % 2030", "range 50..60 % 2028", "ge 80 % 2030"],
    ),
    "one level": (
        """TT | Chỉ tiêu | Đơn vị tính | Chỉ tiêu giao | Đơn vị theo dõi
1 | Tỷ lệ trẻ em mồ côi được trợ cấp | % | 100 | Sở Y tế
2 | Số trẻ em tử vong do đuối nước | trẻ em | 12 | Sở Y tế""",
        ["eq 100 % 2030", "le 12 count 2030"],
    ),
    "results are no targets": (
        """TT | Chỉ tiêu | Kế hoạch năm 2025 | Kết quả thực hiện | Tỷ lệ (%)
1 | Số trẻ em được khám sàng lọc | 1.200 | 1.150 | 95,8""",
        [],
    ),
    "groups between rows": (
        """TT | Chỉ tiêu | ĐVT | 2027 | 2030
I | Nhóm chỉ tiêu về y tế | | |
1 | Tỷ lệ tiêm chủng đầy đủ | % | 95 | 97
II | Nhóm chỉ tiêu về giáo dục | | |
2 | Tỷ lệ huy động trẻ nhà trẻ | % | 38 | 45""",
        ["ge 95 % 2027", "ge 97 % 2030", "ge 38 % 2027", "ge 45 % 2030"],
    ),
    "rates in the unit": (
        """TT | Chỉ tiêu | Đơn vị tính | Năm 2028 | Năm 2030
1 | Tỷ suất trẻ em bị tai nạn thương tích | /100.000 trẻ em | 520 | 480
2 | Tỷ suất tử vong sơ sinh | trẻ/1.000 trẻ đẻ sống | 7,5 | 6,5""",
        ["le 520 per_100000 2028", "le 480 per_100000 2030", "le 7.5 per_1000 2028", "le 6.5 per_1000 2030"],
    ),
    "road map without an end": (
        """STT | Tên chỉ tiêu | Đơn vị | Lộ trình năm 2027 | Lộ trình năm 2028
1 | Tỷ lệ thôn, bản có điểm vui chơi | % | 45,5 | 52""",
        ["ge 45.5 % 2027", "ge 52 % 2028"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_of_targets_is_read_by_its_columns(layout: str) -> None:
    table, expected = LAYOUTS[layout]
    found = [
        f"{t.comparator} {t.value}{'..' + t.upper if t.upper else ''} {t.unit} {t.horizon}"
        for t in read_text(PLAN.format(table=table), "ke-hoach").targets
    ]
    assert found == expected
