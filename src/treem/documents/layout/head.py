"""The upper part of page 1: boxes 1 to 5, 9a and 10b of the decree's scheme."""

from __future__ import annotations

from treem.documents.layout.figures import blank_day_words, day_words, punctuated
from treem.documents.layout.markup import paragraph, plain_table, rule, run, twips
from treem.documents.layout.paper import OfficialPaper, Urgency
from treem.documents.layout.standard import PaperStandard
from treem.documents.layout.widths import last_line_mm, text_width_mm, well_broken

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_WORDS = "Độc lập - Tự do - Hạnh phúc"
SIMULATED = "SỐ LIỆU MÔ PHỎNG"
BLANK_NUMBER = "      "


def number_line(paper: OfficialPaper, standard: PaperStandard) -> str:
    """«Số: 05/BC-SYT», or «Số:      /BC-SYT» while the clerk has given no number."""
    return f"Số:{_number(paper, standard)}/{paper.symbol}"


def place_line(paper: OfficialPaper, standard: PaperStandard) -> str:
    """«Sơn La, ngày     tháng     năm 2026»."""
    return f"{paper.place}, {_day(paper, standard)}"


def annex_reference(paper: OfficialPaper, standard: PaperStandard) -> str:
    """«(Kèm theo Báo cáo số      /BC-SYT ngày     tháng     năm 2026 của Sở Y tế)»."""
    issuer = " ".join(paper.issuer.split())
    number = f"số{_number(paper, standard)}/{paper.symbol}"
    return f"(Kèm theo {paper.spoken_type} {number} {_day(paper, standard)} của {issuer})"


def _number(paper: OfficialPaper, standard: PaperStandard) -> str:
    if paper.number is None:
        return BLANK_NUMBER
    value = int(paper.number)
    return f" {value:02d}" if value < standard.zero_before_numbers_below else f" {value}"


def _day(paper: OfficialPaper, standard: PaperStandard) -> str:
    return day_words(paper.issued_on, standard) if paper.issued_on else blank_day_words(paper.year)


def head(paper: OfficialPaper, standard: PaperStandard) -> list[str]:
    """Everything above the first sentence."""
    parts = [_two_columns(paper, standard)]
    if paper.type_name:
        subject = standard.letters["subject"]
        room = standard.text_width(landscape=False)
        title = well_broken(paper.subject, subject.size, room, bold=subject.bold)
        line = last_line_mm(title, subject.size, room, bold=subject.bold)
        parts += [
            paragraph("TypeName", run(paper.type_name.upper())),
            paragraph("Subject", run(title)),
            rule(line * standard.short_rule, room, keep_next=True),
        ]
    if paper.simulated:
        parts.append(paragraph("SimulatedLine", run(SIMULATED)))
    parts += _addressees(paper, standard)
    bases = punctuated(paper.legal_bases)
    return [*parts, *(paragraph("LegalBasis", run(basis)) for basis in bases)]


def _two_columns(paper: OfficialPaper, standard: PaperStandard) -> str:
    left = standard.issuer_column
    right = standard.text_width(landscape=False) - left
    issuer, words = standard.letters["issuer"], standard.letters["motto_words"]
    parent = standard.letters["parent_issuer"]
    parent_text = well_broken(paper.parent_issuer.upper(), parent.size, left, bold=parent.bold)
    issuer_text = well_broken(paper.issuer.upper(), issuer.size, left, bold=issuer.bold)
    issuer_line = last_line_mm(issuer_text, issuer.size, left, bold=issuer.bold)
    issuer_cell = (
        (paragraph("ParentIssuer", run(parent_text)) if paper.parent_issuer else "")
        + paragraph("Issuer", run(issuer_text))
        + rule(issuer_line * standard.short_rule, left)
    )
    state_cell = (
        paragraph("MottoState", run(STATE_NAME))
        + paragraph("MottoWords", run(STATE_WORDS))
        + rule(text_width_mm(STATE_WORDS, words.size, bold=words.bold), right)
    )
    number_cell = paragraph("Number", run(number_line(paper, standard)))
    if not paper.type_name:
        number_cell += paragraph(
            "LetterSubject",
            run(well_broken(f"V/v {paper.subject}", standard.letters["letter_subject"].size, left)),
        )
    if paper.urgency is not Urgency.NONE:
        number_cell += _urgency(paper.urgency, standard)
    date_cell = paragraph("PlaceDate", run(place_line(paper, standard)))
    return plain_table([left, right], [[issuer_cell, state_cell], [number_cell, date_cell]])


def _urgency(urgency: Urgency, standard: PaperStandard) -> str:
    """The red frame of the urgency stamp in the decree's size, centred below the number."""
    width, height = standard.urgency_frames[urgency.value]
    side = '<w:{0} w:val="single" w:sz="12" w:space="0" w:color="FF0000"/>'
    borders = "".join(side.format(name) for name in ("top", "left", "bottom", "right"))
    word = paragraph("UrgencyMark", run(urgency.value, properties='<w:color w:val="FF0000"/>'))
    return (
        paragraph("Joint", "", tail='<w:spacing w:before="80"/>')
        + f'<w:tbl><w:tblPr><w:tblW w:w="{twips(width)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{twips(width)}"/></w:tblGrid><w:tr><w:trPr>'
        f'<w:trHeight w:val="{twips(height)}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr>'
        f'<w:tcW w:w="{twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{word}</w:tc></w:tr></w:tbl>'
        + paragraph("Joint", "")
    )


def _addressees(paper: OfficialPaper, standard: PaperStandard) -> list[str]:
    """«Kính gửi: X», or one line each with the hyphens below the colon."""
    gap = paragraph("TitleGap", "")
    if not paper.addressees:
        return [gap]
    if len(paper.addressees) == 1:
        only = paper.addressees[0].strip().rstrip(".;")
        return [gap, paragraph("Addressee", run(f"Kính gửi: {only}")), gap, gap]
    opening = "Kính gửi:"
    start = twips(28)
    colon = start + twips(text_width_mm(opening, standard.letters["addressees"].size) - 1)
    hang = twips(3)
    lines = [paragraph("Addressee", run(opening), tail=f'<w:ind w:left="{start}"/><w:jc w:val="left"/>')]
    lines += [
        paragraph(
            "AddresseeLine",
            run(f"- {name}"),
            tail=f'<w:ind w:left="{colon + hang}" w:hanging="{hang}"/>',
        )
        for name in punctuated(paper.addressees)
    ]
    return [gap, *lines, gap, gap]
