"""Page, sections, numbering and the marks on each page."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from treem.documents.layout import Annex, OfficialPaper, Paragraph, render_docx
from treem.documents.layout.head import SIMULATED
from treem.documents.layout.pages import DRAFT
from treem.documents.layout.standard import standard_on
from treem.documents.tests.layout_samples import communes_table, letter, report, targets_table

COMPONENT_OF_STYLE = {
    "MottoState": "motto_state",
    "MottoWords": "motto_words",
    "ParentIssuer": "parent_issuer",
    "Issuer": "issuer",
    "Number": "number",
    "PlaceDate": "place_date",
    "TypeName": "type_name",
    "Subject": "subject",
    "LetterSubject": "letter_subject",
    "LegalBasis": "legal_basis",
    "BodyText": "text",
    "Heading1": "section",
    "Heading2": "clause",
    "Heading3": "point",
    "RecipientsHead": "recipients_head",
    "Recipient": "recipients",
    "Authority": "authority",
    "Signer": "signer",
    "AnnexWord": "annex_word",
    "AnnexTitle": "annex_title",
    "AnnexReference": "annex_reference",
    "PageHead": "page_number",
}


def opened(paper: OfficialPaper) -> Any:
    return Document(io.BytesIO(render_docx(paper)))


def has_page_number(header: Any) -> bool:
    return any("PAGE" in (node.text or "") for node in header._element.iter(qn("w:instrText")))


def test_margins_and_paper_are_those_of_the_decree() -> None:
    for section in opened(report()).sections:
        across, down = (297, 210) if section.orientation == WD_ORIENT.LANDSCAPE else (210, 297)
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (across, down)
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


@pytest.mark.parametrize(("style", "component"), COMPONENT_OF_STYLE.items())
def test_sizes_and_strokes_are_read_from_the_law(style: str, component: str) -> None:
    letters = standard_on(report().day_for_rules).letters[component]
    font = next(found for found in opened(report()).styles if found.style_id == style).font
    assert (font.size.pt, bool(font.bold), bool(font.italic)) == (letters.size, letters.bold, letters.italic)


def test_every_letter_is_times_new_roman_and_no_style_of_a_template_is_left() -> None:
    document = opened(report())
    fonts = {
        value
        for part in (document.styles.element, document.element)
        for node in part.iter(qn("w:rFonts"))
        for value in node.attrib.values()
    }
    assert fonts == {"Times New Roman"}


def test_the_page_number_is_in_the_head_and_hidden_on_the_first_page() -> None:
    section = opened(report()).sections[0]
    assert section.different_first_page_header_footer
    assert has_page_number(section.header)
    assert not has_page_number(section.first_page_header)
    assert section.header_distance < section.top_margin


def test_each_annex_counts_its_own_pages_and_hides_its_first_number() -> None:
    sections = opened(report()).sections
    assert len(sections) == 3
    for section in sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer


def test_a_draft_says_so_in_the_head_of_every_page() -> None:
    for section in opened(report()).sections:
        for header in (section.header, section.first_page_header):
            assert DRAFT in header.paragraphs[0].text
            assert SIMULATED not in header.paragraphs[0].text


def test_a_paper_with_number_day_and_signer_may_drop_the_draft_mark() -> None:
    paper = letter(number="12", issued_on=report(year=2026).day_for_rules, draft=False)
    for section in opened(paper).sections:
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text.strip("\t2") == ""


def test_simulated_figures_are_marked_on_every_page_and_in_the_text() -> None:
    document = opened(report(simulated=True))
    assert [p.text for p in document.paragraphs if p.style.style_id == "SimulatedLine"] == [SIMULATED]
    for section in document.sections:
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text.startswith(SIMULATED)
            assert DRAFT in header.paragraphs[0].text


def test_a_wide_table_in_the_text_gets_landscape_pages_and_the_text_goes_on_upright() -> None:
    paper = report(body=[Paragraph("Trước."), targets_table(), Paragraph("Sau.")], annexes=[])
    sections = opened(paper).sections
    portrait, landscape = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in sections] == [portrait, landscape, portrait]
    # One paper, one series of pages: only its first section starts counting.
    assert [section._sectPr.find(qn("w:pgNumType")) is not None for section in sections] == [
        True,
        False,
        False,
    ]
    assert [section.different_first_page_header_footer for section in sections] == [True, False, False]


def test_a_paper_that_opens_or_ends_with_a_wide_table_keeps_head_and_signature_upright() -> None:
    sections = opened(report(body=[targets_table()], annexes=[])).sections
    assert [section.orientation for section in sections][0::2] == [WD_ORIENT.PORTRAIT] * 2


def test_an_annex_turns_to_landscape_for_its_tables_or_when_asked() -> None:
    annexes = [
        Annex("Rộng", [targets_table()]),
        Annex("Hẹp", [communes_table(3)]),
        Annex("Theo yêu cầu", [communes_table(3)], landscape=True),
    ]
    turned = [
        section.orientation == WD_ORIENT.LANDSCAPE for section in opened(report(annexes=annexes)).sections
    ]
    assert turned == [False, True, False, True]


def test_several_annexes_are_numbered_in_roman_and_one_is_not_numbered() -> None:
    body = [Paragraph("X")]
    many = [Annex(f"Phần {at}", body) for at in range(1, 10)]
    words = [p.text for p in opened(report(annexes=many)).paragraphs if p.style.style_id == "AnnexWord"]
    assert words == [f"Phụ lục {roman}" for roman in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")]
    words = [p.text for p in opened(report(annexes=many[:1])).paragraphs if p.style.style_id == "AnnexWord"]
    assert words == ["Phụ lục"]


def test_an_annex_points_to_its_paper_with_number_and_day_blank() -> None:
    found = [p.text for p in opened(report()).paragraphs if p.style.style_id == "AnnexReference"]
    assert found == ["(Kèm theo Báo cáo số      /BC-SYT ngày     tháng     năm 2026 của Sở Y tế)"] * 2


def test_the_same_paper_gives_the_same_bytes_and_another_does_not() -> None:
    assert render_docx(report()) == render_docx(report())
    assert render_docx(report()) != render_docx(report(subject="Khác"))


def test_the_file_carries_no_trace_of_the_template_or_of_this_machine() -> None:
    content = render_docx(report())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert [name for name in package.namelist() if not name.startswith("word/header")] == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/styles.xml",
            "word/settings.xml",
        ]
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
    properties = Document(io.BytesIO(content)).core_properties
    assert properties.author == "Sở Y tế"
    assert properties.last_modified_by == ""
    assert properties.created == properties.modified
    assert properties.created.year == 2026
