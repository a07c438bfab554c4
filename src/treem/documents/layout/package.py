"""The DOCX container: our styles, no leftovers of a template, and the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from treem.documents.layout.markup import NAMESPACES
from treem.documents.layout.pages import PageHead, page_head
from treem.documents.layout.paper import OfficialPaper
from treem.documents.layout.standard import PaperStandard
from treem.documents.layout.styles import styles_xml

_EARLIEST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_KEPT = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS}
_KEPT_BESIDE = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
# Without compatibilityMode Word opens the file in "compatibility mode" and sets lines as Word 2007 did.
_SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)


def new_document(paper: OfficialPaper, standard: PaperStandard) -> Any:
    """An empty document with the styles and properties of the paper."""
    document = Document()
    _replace_children(document.styles.element, styles_xml(standard))
    _replace_children(document.settings.element, _SETTINGS)
    properties = document.core_properties  # made before the sweep: the part is kept, its neighbours go
    for relations, kept in ((document.part.package.rels, _KEPT_BESIDE), (document.part.rels, _KEPT)):
        for key in [key for key, relation in relations.items() if relation.reltype not in kept]:
            del relations[key]
    _set_properties(properties, paper)
    return document


def add_page_heads(
    document: Any, paper: OfficialPaper, standard: PaperStandard, *, landscape: bool
) -> list[PageHead]:
    """The two heads of each direction in use: for first pages and for the others."""
    heads = []
    for turned in (False, True) if landscape else (False,):
        for first_page in (True, False):
            part, relation = document.part.add_header_part()
            markup = page_head(paper, standard, landscape=turned, first_page=first_page)
            _replace_children(part.element, f"<w:hdr {NAMESPACES}>{markup}</w:hdr>")
            heads.append(PageHead(turned, first_page, relation))
    return heads


def set_body(document: Any, markup: str) -> None:
    """Put the whole body in, parsed once."""
    _replace_children(document.element.body, f"<w:body {NAMESPACES}>{markup}</w:body>")


def to_bytes(document: Any) -> bytes:
    """The file; no clock of this machine goes into it."""
    written = io.BytesIO()
    document.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST_ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _replace_children(element: Any, markup: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(markup)):
        element.append(child)


def title_of(paper: OfficialPaper) -> str:
    """What programs show as the title of the file: type and trích yếu on one line."""
    return " ".join(f"{paper.type_name.upper()} {paper.subject}".split())


def _set_properties(properties: Any, paper: OfficialPaper) -> None:
    day = paper.issued_on
    moment = (
        datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(paper.year, 1, 1, tzinfo=UTC)
    )
    # The format allows 255 characters a field.
    properties.title = title_of(paper)[:255]
    properties.author = " ".join(paper.issuer.split())[:255]
    properties.subject = paper.symbol[:255]
    properties.language = "vi-VN"
    properties.category = "DỰ THẢO" if paper.draft else ""
    properties.keywords = "SỐ LIỆU MÔ PHỎNG" if paper.simulated else ""
    properties.comments = ""
    properties.last_modified_by = ""
    properties.revision = 1
    properties.created = properties.modified = moment
