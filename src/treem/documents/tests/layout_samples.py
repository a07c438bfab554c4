"""Invented papers for the layout tests: an imaginary province, no real figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from treem.documents.layout import (
    Annex,
    Bullet,
    Column,
    GroupRow,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberTable,
    OfficialPaper,
    Paragraph,
    Run,
)

COMMUNE_COUNT = 75


def communes_table(rows: int = COMMUNE_COUNT) -> NumberTable:
    """Children by sex, one row a commune: fits a portrait page in width, needs several in length."""
    lines = [
        (at, f"Xã Suối Mẫu {at}", 4100 + 13 * at, 2100 + 7 * at, 2000 + 6 * at, Decimal("97.5"))
        for at in range(1, rows + 1)
    ]
    return NumberTable(
        columns=[
            Column("TT", align="center", width=11),
            Column("Xã, phường", align="left"),
            Column("Tổng số"),
            Column("Nam", group="Chia theo giới tính"),
            Column("Nữ", group="Chia theo giới tính"),
            Column("Tỷ lệ có số định danh", unit="%", decimals=1),
        ],
        rows=lines,
        total=(
            "",
            "Toàn tỉnh",
            sum(line[2] for line in lines),
            sum(line[3] for line in lines),
            sum(line[4] for line in lines),
            Decimal("97.46"),
        ),
        caption="Bảng 1. Trẻ em dưới 16 tuổi theo xã, phường",
        unit="trẻ em",
        notes=["Số liệu chốt ngày 14/11/2026, tổng hợp từ báo cáo của các xã, phường."],
    )


def targets_table() -> NumberTable:
    """The eleven common columns of an annex: only a landscape page holds them."""
    return NumberTable(
        columns=[
            Column("TT", align="center", width=10),
            Column("Chỉ tiêu", align="left"),
            Column("Đơn vị tính", align="center"),
            Column("Kỳ trước"),
            Column("Thực hiện đến ngày chốt"),
            Column("Ước cả kỳ"),
            Column("Kế hoạch năm"),
            Column("% so kế hoạch", decimals=1),
            Column("Số", group="Tăng, giảm so cùng kỳ"),
            Column("%", group="Tăng, giảm so cùng kỳ", decimals=1),
            Column("Nguồn số liệu", align="left"),
            Column("Ghi chú", align="left"),
        ],
        rows=[
            GroupRow("I. Bảo vệ trẻ em"),
            (1, "Trẻ em có hoàn cảnh đặc biệt được trợ giúp", "trẻ em", 5210, 5333, 5400, 5600, 95.2, 123, 2.4,
             "Báo cáo của xã, phường", ""),
            (2, "Tỷ lệ trẻ em bị xâm hại trên tổng số trẻ em", "%", Decimal("0.021"), Decimal("0.018"), None,
             Decimal("0.02"), None, Decimal("-0.003"), -14.3, "Công an tỉnh", "Càng thấp càng tốt"),
            GroupRow("II. Chăm sóc sức khỏe"),
            (3, "Tỷ lệ trẻ em dưới 1 tuổi tiêm đủ liều vắc-xin", "%", 93.1, 94.4, 95.0, 95.0, 99.4, 1.3, 1.4,
             "Sở Y tế", ""),
        ],
        caption="Kết quả thực hiện các chỉ tiêu năm 2026",
    )  # fmt: skip


def report(**changes: Any) -> OfficialPaper:
    """A yearly report of an imaginary department of health to its superiors."""
    values: dict[str, Any] = {
        "parent_issuer": "UBND tỉnh Sơn Mẫu",
        "issuer": "Sở Y tế",
        "place": "Sơn Mẫu",
        "year": 2026,
        "type_name": "BÁO CÁO",
        "symbol": "BC-SYT",
        "subject": "Kết quả thực hiện công tác trẻ em năm 2026, phương hướng nhiệm vụ năm 2027",
        "addressees": ["Bộ Y tế", "Ủy ban nhân dân tỉnh Sơn Mẫu"],
        "legal_bases": [
            "Căn cứ Luật Trẻ em ngày 05 tháng 4 năm 2016",
            "Căn cứ Kế hoạch số 01/KH-UBND ngày 05 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh Sơn Mẫu về công tác trẻ em năm 2026",
        ],
        "body": [
            Paragraph("Sở Y tế báo cáo kết quả thực hiện công tác trẻ em năm 2026 trên địa bàn tỉnh như sau:"),
            Heading(1, "I. Tình hình trẻ em"),
            Heading(2, "1. Quy mô trẻ em"),
            KeyFigures(
                lead="Đến ngày chốt số liệu, toàn tỉnh có:",
                figures=[
                    KeyFigure("Trẻ em dưới 16 tuổi", 345_550, "trẻ em", "tăng 0,4% so với cùng kỳ"),
                    KeyFigure("Trẻ em có hoàn cảnh đặc biệt được trợ giúp", Decimal("95.24"), "%", decimals=1),
                    KeyFigure("Trẻ em tử vong do đuối nước", None, "trẻ em", "chờ số liệu của Công an tỉnh"),
                ],
            ),
            communes_table(),
            Heading(1, "II. Kết quả thực hiện"),
            Heading(2, "1. Công tác bảo vệ trẻ em"),
            Paragraph(
                [
                    Run("Các xã, phường đã tiếp nhận "),
                    Run("128 thông báo", bold=True),
                    Run(" về trẻ em có nguy cơ bị xâm hại; 100% được đánh giá nguy cơ ban đầu đúng thời hạn."),
                ]
            ),
            Bullet("Củng cố Ban điều hành bảo vệ trẻ em ở 75 xã, phường;"),
            Bullet("Duy trì đường dây nóng trực 24/7."),
            Heading(3, "a) Tồn tại, hạn chế"),
            Paragraph("Một số xã, phường gửi báo cáo chậm; số liệu chi tiết tại Phụ lục I và Phụ lục II."),
            Paragraph("Trên đây là báo cáo kết quả công tác trẻ em năm 2026, kính trình các cơ quan xem xét."),
        ],
        "recipients": ["Bộ Y tế", "UBND tỉnh", "Các sở, ban, ngành", "UBND các xã, phường", "Lưu: VT, NVY"],
        "authority_lines": ["KT. Giám đốc", "Phó Giám đốc"],
        "signer_name": "Lò Thị Mẫu",
        "annexes": [
            Annex("Kết quả thực hiện các chỉ tiêu về trẻ em", [targets_table()]),
            Annex("Số liệu trẻ em theo xã, phường", [communes_table(20), Paragraph("Các xã, phường không liệt kê chưa gửi số liệu.")]),
        ],
    }  # fmt: skip
    return OfficialPaper(**{**values, **changes})


def letter(**changes: Any) -> OfficialPaper:
    """A reminder to communes that have not reported."""
    values: dict[str, Any] = {
        "type_name": "",
        "symbol": "SYT-NVY",
        "subject": "đôn đốc báo cáo kết quả công tác trẻ em năm 2026",
        "addressees": ["Ủy ban nhân dân các xã, phường"],
        "legal_bases": [],
        "body": [
            Paragraph("Đến nay còn 12 xã, phường chưa gửi báo cáo công tác trẻ em năm 2026."),
            Paragraph("Sở Y tế đề nghị các đơn vị gửi báo cáo trước ngày 10/12/2026."),
        ],
        "recipients": ["Giám đốc Sở (để báo cáo)", "Lưu: VT, NVY"],
        "annexes": [],
    }
    return report(**{**values, **changes})
