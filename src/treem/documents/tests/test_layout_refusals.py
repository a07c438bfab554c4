"""What the layout sends back, and the dated rules it reads."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from treem.documents.layout import (
    Annex,
    Bullet,
    KeyFigures,
    LayoutError,
    Paragraph,
    paragraphs_of,
    render_docx,
)
from treem.documents.layout import errors as refused
from treem.documents.layout.standard import read_standard, standard_on
from treem.documents.tests.layout_samples import letter, report
from treem.kernel.errors import DomainError

RULES = (files("treem") / "law" / "layout" / "nghi-dinh-30-2020.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"issuer": " "}, refused.MissingPart, "tên cơ quan ban hành"),
        ({"place": ""}, refused.MissingPart, "địa danh"),
        ({"subject": ""}, refused.MissingPart, "trích yếu"),
        ({"body": []}, refused.MissingPart, "nội dung"),
        ({"body": [Paragraph("  ")]}, refused.MissingPart, "đoạn"),
        ({"body": [KeyFigures([])]}, refused.MissingPart, "danh sách số liệu"),
        ({"authority_lines": []}, refused.MissingPart, "chức vụ của người ký"),
        ({"annexes": [Annex("A", [])]}, refused.MissingPart, "Phụ lục thứ 1"),
        ({"type_name": "", "symbol": "SYT-NVY", "addressees": []}, refused.MissingPart, "Kính gửi"),
        ({"type_name": "QUYẾT ĐỊNH", "symbol": "QĐ-SYT"}, refused.UnknownType, "«QUYẾT ĐỊNH»"),
        ({"symbol": "KH-SYT"}, refused.WrongSymbol, "«BÁO CÁO» là «BC»"),
        ({"symbol": "BC - SYT"}, refused.WrongSymbol, "không cách chữ"),
        ({"symbol": "12/BC-SYT"}, refused.WrongSymbol, "không kèm số"),
        ({"number": "12a"}, refused.WrongNumber, "«12a»"),
        ({"number": "0"}, refused.WrongNumber, "chỉ ghi chữ số"),
        ({"number": "²"}, refused.WrongNumber, "chỉ ghi chữ số"),
        ({"issued_on": date(2025, 12, 31)}, refused.WrongDay, "31/12/2025 không thuộc năm 2026"),
        ({"draft": False}, refused.NotFinal, "cần đủ số, ngày ban hành"),
        (
            {"draft": False, "number": "1", "issued_on": date(2026, 1, 1), "simulated": True},
            refused.NotFinal,
            "số liệu mô phỏng",
        ),
        ({"type_name": "KẾ HOẠCH", "symbol": "KH-SYT"}, refused.NoAddresseesHere, "không có phần «Kính gửi»"),
        ({"recipients": []}, refused.BadRecipients, "chưa có dòng nào"),
        ({"recipients": ["Lưu: VT", "Bộ Y tế"]}, refused.BadRecipients, "dòng cuối"),
        ({"body": [Paragraph("một\nhai")]}, refused.BadText, "xuống dòng"),
        ({"body": [Bullet("một\x07hai")]}, refused.BadText, r"U\+0007"),
        ({"subject": "Báo cáo \ufffd"}, refused.BadText, r"U\+FFFD"),
        ({"year": 2019}, refused.LayoutNotInForce, "05/03/2020"),
        ({"year": 26}, refused.WrongYear, "đủ bốn chữ số"),
        ({"year": 20226}, refused.WrongYear, "«20226»"),
    ],
)
def test_bad_papers_are_refused_with_their_cause(
    changes: dict[str, Any], error: type[LayoutError], message: str
) -> None:
    with pytest.raises(error, match=message):
        render_docx(report(**changes))


def test_the_samples_themselves_are_accepted() -> None:
    assert render_docx(report())
    assert render_docx(letter())


def test_every_refusal_is_a_domain_error_with_a_code_of_its_own() -> None:
    kinds = [
        found
        for found in vars(refused).values()
        if isinstance(found, type) and issubclass(found, LayoutError)
    ]
    assert len(kinds) > 10
    assert all(issubclass(kind, DomainError) for kind in kinds)
    assert len({kind.code for kind in kinds}) == len(kinds)


def test_abbreviations_of_the_decree_keep_look_alikes_apart() -> None:
    abbreviations = standard_on(date(2026, 1, 1)).abbreviations
    assert (abbreviations["ĐỀ ÁN"], abbreviations["DỰ ÁN"], abbreviations["TỜ TRÌNH"]) == ("ĐA", "DA", "TTr")
    assert len(set(abbreviations.values())) == len(abbreviations)


def test_rules_begin_on_the_day_of_the_decree() -> None:
    assert standard_on(date(2020, 3, 5)).document == "30/2020/NĐ-CP"
    with pytest.raises(refused.LayoutNotInForce, match="04/03/2020"):
        standard_on(date(2020, 3, 4))


@pytest.mark.parametrize(
    ("written", "wrong", "name"),
    [
        ("left   = { min = 30, max = 35, used = 30 }", "left   = { min = 30, max = 35, used = 25 }", "page.left"),
        ("line_spacing = { min = 1.0, max = 1.5, used = 1.1 }", "line_spacing = { min = 1.0, max = 1.5, used = 2 }", "line"),
        ("first_line_cm = 1.27", "first_line_cm = 1.5", "first_line_cm"),
        ("size = 11\nmin = 11", "size = 12\nmin = 11", "components.recipients"),
    ],
)  # fmt: skip
def test_a_value_outside_the_range_of_the_law_is_not_loaded(written: str, wrong: str, name: str) -> None:
    assert written in RULES
    with pytest.raises(ValueError, match=name):
        read_standard(RULES.replace(written, wrong))


def test_typed_text_becomes_one_paragraph_a_line() -> None:
    assert paragraphs_of(" Một.\r\n\n Hai\t ba. ") == [Paragraph("Một."), Paragraph("Hai ba.")]
