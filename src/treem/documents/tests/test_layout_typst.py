"""The PDF that treem draws itself: same words as the DOCX, our fonts only, marks and sizes of the decree."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from treem.documents.layout import Paragraph, Run, Urgency, render_docx, render_pdf
from treem.documents.layout.errors import LayoutError, PdfFailed, PdfTooSlow
from treem.documents.layout.head import SIMULATED
from treem.documents.layout.pages import DRAFT
from treem.documents.layout.pdf import _drawn, reading
from treem.documents.tests.layout_samples import letter, report

A4 = (595.28, 841.89)
MM = 72 / 25.4


@pytest.fixture(scope="module")
def drawn() -> Iterator[Any]:
    document = pdfium.PdfDocument(render_pdf(report(simulated=True)))
    yield document
    document.close()


def text_of(page: Any) -> str:
    return str(page.get_textpage().get_text_bounded())


def texts(page: Any) -> list[tuple[str, str, float, tuple[float, ...]]]:
    """Pieces of text of a page: words, font, size in points, box (left, bottom, right, top)."""
    found = []
    reader = page.get_textpage()
    for piece in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        buffer = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(piece.raw), buffer, 200)
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(piece.raw, size)
        box = piece.get_bounds()
        words = str(reader.get_text_bounded(*box)).strip()
        found.append((words, buffer.value.decode(), round(size.value, 1), box))
    return found


def test_only_tinos_is_embedded_and_all_four_faces_where_they_are_used(drawn: Any) -> None:
    fonts = {font.split("+")[-1] for page in drawn for _, font, _, _ in texts(page)}
    assert fonts <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    assert {"Tinos-Bold", "Tinos-Italic"} <= fonts


def test_every_word_of_the_docx_can_be_taken_out_of_the_pdf_again() -> None:
    paper = report(
        simulated=False,
        body=[Paragraph("Trẻ em ở Mường Chanh: ỹ ẵ ữ Đ ơ ư “trích” – … ≥ 98,5%"), *report().body],
    )
    document = docx.Document(io.BytesIO(render_docx(paper)))
    pages = " ".join("".join(text_of(page).split()) for page in pdfium.PdfDocument(render_pdf(paper)))
    words = {
        word
        for node in document.element.body.iter(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
        )
        for word in (node.text or "").split()
    }
    assert len(words) > 200
    assert {word for word in words if word not in pages} == set()


def test_the_paper_is_a4_upright_and_its_wide_annex_lies(drawn: Any) -> None:
    sizes = [tuple(round(side) for side in page.get_size()) for page in drawn]
    upright = tuple(round(side) for side in A4)
    assert sizes == [upright] * 4 + [upright[::-1]] + [upright]


def test_margins_and_sizes_are_those_of_the_decree(drawn: Any) -> None:
    pieces = texts(drawn[0])
    size = {words: size for words, _, size, _ in pieces}
    assert size["BÁO CÁO"] == 14
    assert size["SỞ Y TẾ"] == 12
    assert size["Độc lập - Tự do - Hạnh phúc"] == 13
    body = [(words, box) for words, _, size, box in pieces if size == 14]
    assert min(box[0] for _, box in body) >= 30 * MM - 1
    assert max(box[2] for _, box in body) <= A4[0] - 15 * MM + 1
    assert min(box[1] for _, _, _, box in pieces) >= 20 * MM - 2
    lines = [box for words, box in body if words.startswith("Sở Y tế báo cáo kết quả")]
    assert lines[0][0] == pytest.approx((30 + 12.7) * MM, abs=1)  # the first line of a paragraph


def test_every_page_bears_both_marks(drawn: Any) -> None:
    assert len(drawn) == 6
    for page in drawn:
        assert DRAFT in text_of(page)
        assert SIMULATED in text_of(page)


def test_a_final_paper_bears_neither() -> None:
    from datetime import date

    final = report(draft=False, number="5", issued_on=date(2026, 11, 20))
    for page in pdfium.PdfDocument(render_pdf(final)):
        assert DRAFT not in text_of(page)
        assert SIMULATED not in text_of(page)


def test_pages_are_counted_from_the_second_and_anew_in_each_annex(drawn: Any) -> None:
    def number(page: Any) -> str:
        width, height = page.get_size()
        found = page.get_textpage().get_text_bounded(
            left=width * 0.45, right=width * 0.62, bottom=height - 50, top=height
        )
        return str(found).strip()

    assert [number(page) for page in drawn] == ["", "2", "3", "4", "", ""]


def test_the_header_of_a_table_returns_on_each_page(drawn: Any) -> None:
    for page in list(drawn)[:3]:
        assert "Chia theo giới tính" in text_of(page)


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert render_pdf(letter()) == render_pdf(letter())


def test_the_file_is_marked_for_the_archive_and_readable_aloud() -> None:
    content = render_pdf(letter())
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"/MarkInfo" in content
    assert b"vi" in content


def test_what_people_type_is_never_markup() -> None:
    nasty = '#read("/etc/passwd") $x^2$ *đậm* _nghiêng_ \\u{41} // bỏ @ref <nhãn> `mã` = đề mục [x] "ngoặc" #panic()'
    paper = letter(body=[Paragraph(nasty), Paragraph([Run("#import", bold=True), Run(" </w:t> &amp; hết")])])
    text = " ".join(text_of(pdfium.PdfDocument(render_pdf(paper))[0]).split())
    assert nasty in text
    assert "#import </w:t> &amp; hết" in text


def test_an_urgent_letter_has_its_red_frame() -> None:
    page = pdfium.PdfDocument(render_pdf(letter(urgency=Urgency.EXPRESS)))[0]
    assert "HOẢ TỐC" in text_of(page)


def test_an_incomplete_paper_is_refused_as_the_docx_refuses_it() -> None:
    with pytest.raises(LayoutError, match="địa danh"):
        render_pdf(replace(letter(), place=" "))


def test_drawing_has_a_time_limit() -> None:
    with pytest.raises(PdfTooSlow, match=r"0,01 giây"):
        render_pdf(letter(), time_limit_s=0.01)


def test_a_failure_of_the_drawing_program_is_said_in_words() -> None:
    with pytest.raises(PdfFailed, match="bản DOCX"):
        _drawn(b'{"paper": {}, "timestamp": 0}', 20)


def test_nothing_of_the_docx_is_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="not drawn"):
        reading._elements(reading._parsed("<w:p><w:pPr/><w:r><w:drawing/></w:r></w:p>"))
