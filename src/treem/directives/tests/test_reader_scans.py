"""Scans and photographs into the reader. Pages are drawn here from an invented plan and taken as pictures."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst
from PIL import Image, ImageFilter

from treem.directives import reader
from treem.directives.reader import ReadError, ocr, read_bytes

FONTS = Path(reader.__file__).parents[2] / "documents" / "layout" / "pdf" / "fonts"
PAGE = """#set page(paper: "a4", margin: 2cm)
#set text(size: 13pt, font: "Tinos", lang: "vi")
#grid(columns: (1fr, 1.4fr), align: center, [ỦY BAN NHÂN DÂN\\ TỈNH AN SƠN], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\\ Độc lập - Tự do - Hạnh phúc])
#grid(columns: (1fr, 1.4fr), align: center, [Số: 3/KH-UBND], [An Sơn, ngày 05 tháng 01 năm 2026])
#align(center)[KẾ HOẠCH\\ Chăm sóc, bảo vệ trẻ em năm 2026]

II. CHỈ TIÊU NĂM 2026

\\- Chỉ tiêu 1: Tỷ lệ xã, phường phù hợp với trẻ em đạt 60%.

III. TỔ CHỨC THỰC HIỆN

1. Sở Y tế

\\- Rà soát hồ sơ của trẻ em có hoàn cảnh đặc biệt tại 75 xã, phường trước ngày 31/3/2026.

2. Sở Giáo dục và Đào tạo

\\- Chủ trì tổ chức dạy bơi cho học sinh tiểu học trong các trường, hoàn thành trước ngày 15/8/2026.
"""
TABLE = """#set page(paper: "a4", margin: 2cm)
#set text(size: 13pt, font: "Tinos", lang: "vi")
PHỤ LỤC PHÂN CÔNG NHIỆM VỤ VỀ TRẺ EM
#table(columns: (1cm, 8cm, 4cm, 3cm), [TT], [Nhiệm vụ], [Chủ trì], [Thời gian],
  [1], [Rà soát trẻ em có nguy cơ đuối nước], [Sở Y tế], [31/3/2026],
  [2], [Dạy bơi an toàn cho học sinh], [Sở Giáo dục], [15/8/2026],
  [3], [Cắm biển báo ở ao, hồ, sông, suối], [Sở Xây dựng], [30/6/2026],
  [4], [Truyền thông trên loa của bản], [Sở Văn hóa], [30/9/2026])
"""

needs_tesseract = pytest.mark.skipif(
    not ocr.available(), reason="Tesseract with the Vietnamese model is not installed (tesseract-ocr-vie)"
)


@cache
def drawn(source: str) -> bytes:
    """The pages as a PDF with text."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.compile(source.encode(), font_paths=fonts)


@cache
def picture(source: str = PAGE) -> Image.Image:
    """A page as a camera would see it at its best."""
    page = pdfium.PdfDocument(drawn(source))[0].render(scale=300 / 72, grayscale=True)
    grey: Image.Image = page.to_pil().convert("L")
    return grey


def as_file(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.copy().save(out, kind, **options)
    return out.getvalue()


def found(read: reader.Reading) -> tuple[object, ...]:
    """What a reading must say of PAGE, whichever way it came in."""
    return (
        read.metadata.number,
        read.metadata.date,
        [(duty.assignees, duty.deadline) for duty in read.obligations],
        [target.value for target in read.targets],
    )


EXPECTED = (
    "3",
    "2026-01-05",
    [(["Sở Y tế"], "2026-03-31"), (["Sở Giáo dục và Đào tạo"], "2026-08-15")],
    ["60"],
)


@needs_tesseract
def test_a_scanned_pdf_says_what_the_paper_says() -> None:
    read = read_bytes(as_file(picture(), "PDF", resolution=300), "quet.pdf")
    assert found(read) == EXPECTED
    assert (read.source.format, read.source.pages, read.source.unread) == ("scan", 1, [])
    assert (read.source.ocr_confidence or 0) > 0.85


@needs_tesseract
def test_a_page_laid_askew_and_upside_down_is_put_straight() -> None:
    turned = picture().rotate(183, Image.Resampling.BICUBIC, fillcolor=255)
    assert found(read_bytes(as_file(turned, quality=70), "nguoc.jpg")) == EXPECTED


@needs_tesseract
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_clean_scan_on_its_side_keeps_the_order_of_its_lines(turn: Image.Transpose) -> None:
    assert found(read_bytes(as_file(picture().transpose(turn)), "nam-ngang.jpg")) == EXPECTED


def test_a_photograph_with_a_shadow_held_sideways_is_read() -> None:
    page = picture()
    shadow = Image.linear_gradient("L").resize(page.size).point(lambda light: 110 + light // 2)
    dim = Image.composite(page, Image.new("L", page.size, 0), shadow).filter(ImageFilter.GaussianBlur(0.8))
    # The camera keeps the picture as its sensor saw it and says so beside it.
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = as_file(dim.transpose(Image.Transpose.ROTATE_90), quality=60, exif=exif)
    assert found(read_bytes(photo, "anh.jpg")) == EXPECTED


@needs_tesseract
def test_a_page_that_was_scanned_into_a_paper_with_text_is_read_too() -> None:
    both = pdfium.PdfDocument(drawn(PAGE))
    both.import_pages(pdfium.PdfDocument(as_file(picture(TABLE), "PDF", resolution=300)))
    out = BytesIO()
    both.save(out)
    read = read_bytes(out.getvalue(), "hai-trang.pdf")
    assert read.source.pages == 2
    assert "Truyền thông trên loa" in read.text
    assert (read.metadata.number, read.metadata.date) == ("3", "2026-01-05")


@needs_tesseract
def test_cells_of_a_table_stay_apart() -> None:
    text = read_bytes(as_file(picture(TABLE), "PNG"), "bang.png").text
    rows = [line.split(" | ") for line in text.splitlines() if " | " in line]
    assert ["2", "Dạy bơi an toàn cho học sinh", "Sở Giáo dục", "15/8/2026"] in [
        [cell.strip() for cell in row] for row in rows
    ]


@needs_tesseract
def test_each_page_of_a_tiff_is_read() -> None:
    pages = as_file(picture(), "TIFF", save_all=True, append_images=[picture(TABLE)])
    read = read_bytes(pages, "fax.tif")
    assert read.source.pages == 2
    assert "Truyền thông trên loa" in read.text


@needs_tesseract
def test_pages_that_the_time_did_not_reach_are_named() -> None:
    both = pdfium.PdfDocument(drawn(PAGE))
    both.import_pages(pdfium.PdfDocument(as_file(picture(TABLE), "PDF", resolution=300)))
    out = BytesIO()
    both.save(out)
    read = read_bytes(out.getvalue(), "hai-trang.pdf", seconds=0)
    assert read.source.unread == [2]
    assert read.to_json()["source"]["unread"] == [2]
    assert len(read.obligations) == 2


@needs_tesseract
def test_a_scan_of_which_no_page_was_reached_says_so() -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(as_file(picture(), "PDF", resolution=300), "dai.pdf", seconds=0)
    assert refused.value.code == "too_slow"


@needs_tesseract
def test_an_empty_sheet_has_nothing_to_read() -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(as_file(Image.new("L", (1200, 1700), 255)), "trang.jpg")
    assert refused.value.code == "no_text"


@needs_tesseract
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_that_broke_off_is_refused(kind: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(as_file(picture(), kind)[:3000], "hong.dat")
    assert refused.value.code == "unreadable"


@needs_tesseract
def test_a_picture_that_unpacks_to_a_giant_is_refused_before_it_is_unpacked() -> None:
    giant = as_file(Image.new("1", (40_000, 40_000)), "PNG")
    assert len(giant) < 1_000_000
    with pytest.raises(ReadError) as refused:
        read_bytes(giant, "to.png")
    assert refused.value.code == "too_large"


def test_without_tesseract_a_scan_is_refused_by_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    for data, name in (
        (as_file(picture(), "PDF", resolution=300), "quet.pdf"),
        (as_file(picture()), "anh.jpg"),
    ):
        with pytest.raises(ReadError) as refused:
            read_bytes(data, name)
        assert refused.value.code == "no_ocr"
        assert "tesseract-ocr-vie" in str(refused.value)


def test_without_tesseract_a_paper_with_one_picture_keeps_its_text_and_names_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    whole = pdfium.PdfDocument.new()
    for source in (PAGE, PAGE, PAGE):
        whole.import_pages(pdfium.PdfDocument(drawn(source)))
    whole.import_pages(pdfium.PdfDocument(as_file(picture(TABLE), "PDF", resolution=300)))
    out = BytesIO()
    whole.save(out)
    read = read_bytes(out.getvalue(), "bon-trang.pdf")
    assert read.source.unread == [4]
