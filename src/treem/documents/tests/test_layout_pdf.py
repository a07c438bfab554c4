"""The paper as a clerk sees it: drawn by LibreOffice, read back from the PDF."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from treem.documents.layout import render_docx
from treem.documents.layout.head import SIMULATED
from treem.documents.layout.pages import DRAFT
from treem.documents.tests.layout_samples import report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Any:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice (LibreOffice Writer) is not installed: the look of papers was not checked")
    matcher = shutil.which("fc-match")
    if matcher is not None:
        found = subprocess.run(
            [matcher, "Times New Roman"], capture_output=True, text=True, check=True
        ).stdout
        if "DejaVu" in found:
            pytest.skip("no font stands in for Times New Roman: install fonts-croscore or fonts-liberation2")
    folder: Path = tmp_path_factory.mktemp("paper")
    (folder / "paper.docx").write_bytes(render_docx(report(simulated=True)))
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / "paper.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    document = pdfium.PdfDocument(folder / "paper.pdf")
    yield document
    document.close()


def fonts_of(document: Any) -> set[str]:
    names = set()
    for page in document:
        for drawn_object in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(drawn_object.raw)
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            names.add(buffer.value.decode())
    return names


def text_of(page: Any) -> str:
    return str(page.get_textpage().get_text_bounded())


def test_no_foreign_font_fills_in_for_vietnamese_letters(drawn: Any) -> None:
    fonts = fonts_of(drawn)
    assert fonts
    assert all(any(name in font for name in ("Tinos", "Liberation", "Times")) for font in fonts), fonts


def test_every_page_shows_both_marks(drawn: Any) -> None:
    assert len(drawn) == 6
    for page in drawn:
        assert DRAFT in text_of(page)
        assert SIMULATED in text_of(page)


def test_table_headers_appear_on_each_page_of_a_long_table(drawn: Any) -> None:
    for page in list(drawn)[:3]:
        text = text_of(page)
        assert "Xã, phường" in text
        assert "Chia theo giới tính" in text


def test_page_numbers_are_hidden_on_first_pages_and_start_again_in_annexes(drawn: Any) -> None:
    def number(page: Any) -> str:
        width, height = page.get_size()
        middle = page.get_textpage().get_text_bounded(
            left=width * 0.45, right=width * 0.6, bottom=height - 50, top=height
        )
        return str(middle).strip()

    assert [number(page) for page in drawn] == ["", "2", "3", "4", "", ""]


def test_state_name_and_words_stand_on_one_line_each(drawn: Any) -> None:
    lines = text_of(drawn[0]).splitlines()
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines)
    assert any("Độc lập - Tự do - Hạnh phúc" in line for line in lines)
