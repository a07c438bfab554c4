"""The blocks around the text of an official paper, read back from the file."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document

from treem.documents.layout import Annex, Heading, OfficialPaper, Paragraph, Urgency, render_docx
from treem.documents.layout.widths import text_width_mm
from treem.documents.tests.layout_samples import letter, report


def opened(paper: OfficialPaper) -> Any:
    return Document(io.BytesIO(render_docx(paper)))


def texts(document: Any, style: str) -> list[str]:
    """All texts of a style, wherever they stand: in the body or in a cell."""
    paragraphs = list(document.paragraphs)
    for table in document.tables:
        paragraphs += [p for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [p.text for p in paragraphs if p.style.style_id == style]


def test_state_name_issuer_and_parent_stand_side_by_side_in_capitals() -> None:
    left, right = opened(report()).tables[0].rows[0].cells
    assert [p.text for p in left.paragraphs if p.text] == ["UBND TỈNH SƠN MẪU", "SỞ Y TẾ"]
    assert [p.text for p in right.paragraphs if p.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_a_draft_leaves_number_and_day_blank() -> None:
    document = opened(report())
    assert texts(document, "Number") == ["Số:      /BC-SYT"]
    assert texts(document, "PlaceDate") == ["Sơn Mẫu, ngày     tháng     năm 2026"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 6, 10), "ngày 10 tháng 6 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_zero_stands_before_days_under_ten_and_months_one_and_two_only(day: date, words: str) -> None:
    assert texts(opened(report(issued_on=day)), "PlaceDate") == [f"Sơn Mẫu, {words}"]


@pytest.mark.parametrize(
    ("number", "line"), [("5", "Số: 05/BC-SYT"), ("09", "Số: 09/BC-SYT"), ("128", "Số: 128/BC-SYT")]
)
def test_numbers_under_ten_get_a_zero(number: str, line: str) -> None:
    assert texts(opened(report(number=number)), "Number") == [line]


def test_a_letter_has_its_subject_below_the_number_and_no_type_name() -> None:
    document = opened(letter())
    below_number = [p.text for p in document.tables[0].rows[1].cells[0].paragraphs if p.text]
    assert [" ".join(text.split()) for text in below_number] == [
        "Số: /SYT-NVY",
        "V/v đôn đốc báo cáo kết quả công tác trẻ em năm 2026",
    ]
    assert texts(document, "TypeName") == []
    assert texts(document, "Addressee") == ["Kính gửi: Ủy ban nhân dân các xã, phường"]


def test_a_typed_paper_shows_type_and_subject_and_keeps_the_year_with_its_word() -> None:
    document = opened(report())
    assert texts(document, "TypeName") == ["BÁO CÁO"]
    (subject,) = texts(document, "Subject")
    assert subject.split("\n") == [
        "Kết quả thực hiện công tác trẻ em năm\u00a02026,",
        "phương hướng nhiệm vụ năm\u00a02027",
    ]


def test_several_addressees_take_a_line_each_and_end_as_the_decree_asks() -> None:
    document = opened(report(addressees=["Bộ Y tế;", "Ủy ban nhân dân tỉnh", "Cục A."]))
    assert texts(document, "Addressee") == ["Kính gửi:"]
    assert texts(document, "AddresseeLine") == ["- Bộ Y tế;", "- Ủy ban nhân dân tỉnh;", "- Cục A."]


def test_legal_bases_end_with_semicolons_and_the_last_with_a_full_stop() -> None:
    document = opened(report(legal_bases=["Căn cứ Luật Trẻ em.", "Căn cứ Kế hoạch này;"]))
    assert texts(document, "LegalBasis") == ["Căn cứ Luật Trẻ em;", "Căn cứ Kế hoạch này."]


def test_recipients_stand_left_and_the_signature_right() -> None:
    left, right = opened(report()).tables[2].rows[0].cells
    assert [p.text for p in left.paragraphs] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Bộ Y tế;",
        "- UBND tỉnh;",
        "- Các sở, ban, ngành;",
        "- UBND các xã, phường;",
        "- Lưu: VT, NVY.",
    ]
    assert [p.text for p in right.paragraphs] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lò Thị Mẫu"]


def test_a_paper_without_addressees_does_not_say_as_above() -> None:
    plan = report(type_name="KẾ HOẠCH", symbol="KH-SYT", addressees=[])
    assert "- Như trên;" not in texts(opened(plan), "Recipient")


@pytest.mark.parametrize("last", ["Kính trình xem xét", "Kính trình xem xét.", "Kính trình xem xét./."])
def test_the_text_ends_once_with_the_end_mark(last: str) -> None:
    document = opened(report(body=[Paragraph("Mở đầu."), Paragraph(last)], annexes=[]))
    assert texts(document, "BodyText") == ["Mở đầu.", "Kính trình xem xét./."]


def test_after_a_table_the_end_mark_has_its_own_line() -> None:
    document = opened(report(annexes=[Annex("Một", report().annexes[0].body)]))
    assert texts(document, "EndMark") == ["./."]


def test_a_text_silent_about_its_annexes_is_given_the_pointer_the_decree_asks_for() -> None:
    body = [Paragraph("Nội dung.")]
    one, two = [Annex("A", body)], [Annex("A", body), Annex("B", body)]
    assert texts(opened(report(body=body, annexes=one)), "BodyText")[:2] == [
        "Nội dung.",
        "(Có Phụ lục kèm theo)./.",
    ]
    assert texts(opened(report(body=body, annexes=two)), "BodyText")[1] == "(Có 02 Phụ lục kèm theo)./."
    assert "kèm theo)" not in "".join(texts(opened(report()), "BodyText"))


def test_headings_of_the_first_level_are_capitals_and_deeper_ones_are_not() -> None:
    document = opened(
        report(
            body=[Heading(1, "I. Kết quả"), Heading(2, "1. Bảo vệ"), Heading(3, "a) Ưu điểm"), Paragraph("X")]
        )
    )
    assert [texts(document, f"Heading{level}") for level in (1, 2, 3)] == [
        ["I. KẾT QUẢ"],
        ["1. Bảo vệ"],
        ["a) Ưu điểm"],
    ]


def test_a_part_has_its_number_on_a_line_of_its_own() -> None:
    document = opened(report(body=[Heading(0, "Tình hình", label="Phần I"), Paragraph("X")]))
    assert texts(document, "Part") == ["Phần I"]
    assert texts(document, "PartTitle") == ["TÌNH HÌNH"]


def test_key_figures_become_hyphened_lines_with_missing_values_shown() -> None:
    lines = [text for text in texts(opened(report()), "BodyText") if text.startswith("- Trẻ em")]
    assert lines == [
        "- Trẻ em dưới 16 tuổi: 345.550 trẻ em (tăng 0,4% so với cùng kỳ);",
        "- Trẻ em có hoàn cảnh đặc biệt được trợ giúp: 95,2%;",
        "- Trẻ em tử vong do đuối nước: … trẻ em (chờ số liệu của Công an tỉnh).",
    ]


def test_bold_runs_stay_bold() -> None:
    found = [run for p in opened(report()).paragraphs for run in p.runs if run.text == "128 thông báo"]
    assert [run.bold for run in found] == [True]


@pytest.mark.parametrize(
    ("urgency", "width_mm"), [(Urgency.EXPRESS, 30), (Urgency.VERY_URGENT, 40), (Urgency.URGENT, 20)]
)
def test_the_urgency_stamp_has_the_size_of_the_decree(urgency: Urgency, width_mm: int) -> None:
    frame = opened(letter(urgency=urgency)).tables[0].rows[1].cells[0].tables[0]
    assert frame.cell(0, 0).text.strip() == urgency.value
    assert round(frame.columns[0].width.mm) == width_mm
    assert round(frame.rows[0].height.mm) == 8


def test_rules_below_issuer_and_subject_are_a_third_to_a_half_of_the_line() -> None:
    paper = report(subject="Kết quả công tác trẻ em")
    document = opened(paper)
    cell = document.tables[0].rows[0].cells[0]
    found = {
        "SỞ Y TẾ": (cell.paragraphs[-1], cell.width.mm, 12),
        paper.subject: (next(p for p in document.paragraphs if p.style.style_id == "Rule"), 165.0, 14),
    }
    for text, (line, room, size) in found.items():
        drawn = room - line.paragraph_format.left_indent.mm - line.paragraph_format.right_indent.mm
        assert 1 / 3 <= drawn / text_width_mm(text, size, bold=True) <= 1 / 2


def test_text_is_stored_composed_whatever_keyboard_wrote_it() -> None:
    document = opened(report(body=[Paragraph("Tre\u0309 em")], annexes=[]))
    assert texts(document, "BodyText") == ["Trẻ em./."]
