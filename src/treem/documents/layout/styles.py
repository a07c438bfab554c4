"""Named styles of the paper, made from the rules in force: a clerk can go on working with them."""

from __future__ import annotations

from dataclasses import dataclass

from treem.documents.layout.markup import NAMESPACES
from treem.documents.layout.standard import PaperStandard


@dataclass(frozen=True, slots=True)
class Look:
    """Where the lines of one style stand; letters come from the standard."""

    name: str
    component: str = ""
    align: str = "center"
    before: float = 0
    after: float = 0
    first_line: bool = False
    spaced: bool = False  # line spacing of the body instead of single
    keep_next: bool = False
    outline: int | None = None
    size: float = 0  # points; only where the standard has no component
    bold: bool = False
    italic: bool = False
    exact_line: float = 0  # points


def looks(standard: PaperStandard) -> dict[str, Look]:
    """Every style by its id, as DOCX and PDF both use it."""
    gap = standard.paragraph_gap
    table, wide = standard.table_text, standard.table_wide_text
    return {
        "MottoState": Look("Quốc hiệu", "motto_state"),
        "MottoWords": Look("Tiêu ngữ", "motto_words"),
        "ParentIssuer": Look("Cơ quan chủ quản", "parent_issuer"),
        "Issuer": Look("Cơ quan ban hành", "issuer"),
        "Number": Look("Số, ký hiệu", "number", before=4),
        "PlaceDate": Look("Địa danh, ngày tháng", "place_date", before=4),
        "LetterSubject": Look("Trích yếu công văn", "letter_subject", before=standard.letter_subject_gap),
        "UrgencyMark": Look("Mức độ khẩn", "urgency"),
        "TypeName": Look("Tên loại văn bản", "type_name", before=16, keep_next=True),
        "Subject": Look("Trích yếu", "subject", keep_next=True),
        "SimulatedLine": Look(
            "Số liệu mô phỏng", before=gap, size=standard.letters["text"].size - 1, bold=True, keep_next=True
        ),
        "Addressee": Look("Kính gửi", "addressees", before=gap),
        "AddresseeLine": Look("Nơi kính gửi", "addressees", align="left", before=2),
        "LegalBasis": Look("Căn cứ", "legal_basis", align="both", after=gap, first_line=True, spaced=True),
        "BodyText": Look("Nội dung", "text", align="both", after=gap, first_line=True, spaced=True),
        "Part": Look("Phần", "part", before=gap, spaced=True, keep_next=True, outline=0),
        "PartTitle": Look("Tiêu đề phần", "part_title", after=gap, spaced=True, keep_next=True),
        "Heading1": Look(
            "heading 1",
            "section",
            align="both",
            after=gap,
            first_line=True,
            spaced=True,
            keep_next=True,
            outline=0,
        ),
        "Heading2": Look(
            "heading 2",
            "clause",
            align="both",
            after=gap,
            first_line=True,
            spaced=True,
            keep_next=True,
            outline=1,
        ),
        "Heading3": Look(
            "heading 3",
            "point",
            align="both",
            after=gap,
            first_line=True,
            spaced=True,
            keep_next=True,
            outline=2,
        ),
        "EndMark": Look("Dấu kết thúc", "text", align="right", before=gap),
        "RecipientsHead": Look("Nơi nhận", "recipients_head", align="left"),
        "Recipient": Look("Tên nơi nhận", "recipients", align="left"),
        "Authority": Look("Quyền hạn, chức vụ", "authority", keep_next=True),
        "Signer": Look("Họ tên người ký", "signer", before=standard.signature_gap),
        "AnnexWord": Look("Phụ lục", "annex_word", keep_next=True, outline=0),
        "AnnexTitle": Look("Tên phụ lục", "annex_title", keep_next=True),
        "AnnexReference": Look("Kèm theo", "annex_reference", keep_next=True),
        "Caption": Look(
            "caption", before=gap, after=3, size=standard.table_caption, bold=True, keep_next=True
        ),
        "TableUnit": Look("Đơn vị tính", align="right", after=3, size=table, italic=True, keep_next=True),
        "TableHead": Look("Đầu bảng", before=2, after=2, size=table, bold=True),
        "TableHeadWide": Look("Đầu bảng ngang", before=2, after=2, size=wide, bold=True),
        "TableCell": Look("Ô bảng", align="left", before=2, after=2, size=table),
        "TableCellWide": Look("Ô bảng ngang", align="left", before=2, after=2, size=wide),
        "TableNote": Look(
            "Ghi chú bảng", align="both", before=3, after=gap, size=standard.table_note, italic=True
        ),
        "TableGap": Look("Sau bảng", size=1, exact_line=gap),
        "TitleGap": Look("Sau tiêu đề", size=1, exact_line=gap, keep_next=True),
        "PageHead": Look("header", "page_number", align="left"),
        "Rule": Look("Đường kẻ", before=2, size=1, exact_line=4),
        "Joint": Look("Nối trang", size=1, exact_line=1),
    }


def styles_xml(standard: PaperStandard) -> str:
    """The children of ``w:styles``, wrapped in one element to be parsed."""
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{standard.font}" w:hAnsi="{standard.font}" w:eastAsia="{standard.font}" '
        f'w:cs="{standard.font}"/><w:color w:val="000000"/>{_size(standard.letters["text"].size)}'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    styles = "".join(_style(key, look, standard) for key, look in looks(standard).items())
    return f"<w:styles {NAMESPACES}>{defaults}{styles}</w:styles>"


def letters_of(look: Look, standard: PaperStandard) -> tuple[float, bool, bool]:
    """Size in points, bold, italic."""
    letters = standard.letters.get(look.component)
    return (letters.size, letters.bold, letters.italic) if letters else (look.size, look.bold, look.italic)


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _style(key: str, look: Look, standard: PaperStandard) -> str:
    size, bold, italic = letters_of(look, standard)
    if look.exact_line:
        line = f'w:line="{round(look.exact_line * 20)}" w:lineRule="exact"'
    else:
        line = f'w:line="{round(240 * (standard.line_spacing if look.spaced else 1))}" w:lineRule="auto"'
    indent = (
        f'<w:ind w:firstLine="{round(standard.first_line_cm / 2.54 * 1440)}"/>' if look.first_line else ""
    )
    built_in = look.name.islower() and look.name.isascii()
    custom = "" if built_in else ' w:customStyle="1"'
    keep = "<w:keepNext/><w:keepLines/>" if look.keep_next else ""
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    strokes = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{key}"><w:name w:val="{look.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{keep}<w:widowControl/>'
        f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" {line}/>'
        f'{indent}<w:jc w:val="{look.align}"/>{outline}</w:pPr><w:rPr>{strokes}{_size(size)}</w:rPr></w:style>'
    )
