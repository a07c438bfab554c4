"""What a paper must hold before it is drawn. Nothing is repaired silently that changes the meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from treem.documents.layout.blocks import (
    Block,
    Bullet,
    Column,
    GroupRow,
    Heading,
    KeyFigures,
    NumberTable,
    Paragraph,
)
from treem.documents.layout.errors import (
    BadRecipients,
    BadTable,
    BadText,
    MissingPart,
    NoAddresseesHere,
    NotFinal,
    UnknownType,
    WrongDay,
    WrongNumber,
    WrongSymbol,
)
from treem.documents.layout.paper import OfficialPaper
from treem.documents.layout.standard import PaperStandard
from treem.kernel.language import gettext as _

_SYMBOL = re.compile(r"[A-ZĐƯÂÊÔĂƠ][A-Za-zĐđưâêôăơƯÂÊÔĂƠ0-9&.]*(-[A-ZĐƯÂÊÔĂƠ][A-Za-zĐđưâêôăơƯÂÊÔĂƠ0-9&.]*)+")
_ARCHIVE = re.compile(r"lưu\b", re.IGNORECASE)


def check(paper: OfficialPaper, standard: PaperStandard) -> None:
    """Raise a LayoutError for the first thing a clerk would send back."""
    for text, breaks_allowed in _texts(paper):
        _check_text(text, breaks_allowed=breaks_allowed)
    _check_parts(paper)
    _check_kind(paper, standard)
    _check_number_and_day(paper)
    _check_recipients(paper)
    for block in (*paper.body, *(block for annex in paper.annexes for block in annex.body)):
        if isinstance(block, NumberTable):
            _check_table(block)


def _check_parts(paper: OfficialPaper) -> None:
    needed = {
        _("tên cơ quan ban hành"): paper.issuer,
        _("địa danh"): paper.place,
        _("ký hiệu"): paper.symbol,
        _("trích yếu nội dung"): paper.subject,
    }
    for part, text in needed.items():
        if not text.strip():
            raise MissingPart(part=part, advice=_("Hãy điền trước khi tạo văn bản."))
    if not paper.body:
        raise MissingPart(part=_("nội dung"), advice=_("Hãy viết ít nhất một đoạn."))
    if not any(line.strip() for line in paper.authority_lines):
        raise MissingPart(
            part=_("quyền hạn, chức vụ của người ký"), advice=_("Ví dụ: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC.")
        )
    for place, annex in enumerate(paper.annexes, start=1):
        if not annex.body:
            raise MissingPart(
                part=_("nội dung Phụ lục thứ {place}").format(place=place),
                advice=_("Hãy thêm nội dung hoặc bỏ phụ lục."),
            )


def _check_kind(paper: OfficialPaper, standard: PaperStandard) -> None:
    symbol = paper.symbol
    if not _SYMBOL.fullmatch(symbol):
        raise WrongSymbol(
            symbol=symbol,
            advice=_(
                "Viết các nhóm chữ viết tắt nối bằng dấu gạch nối, không cách chữ, không kèm số: BC-SYT."
            ),
        )
    if not paper.type_name:
        if not paper.addressees:
            raise MissingPart(
                part="Kính gửi", advice=_("Công văn phải ghi nơi trực tiếp giải quyết công việc.")
            )
        return
    wanted = standard.abbreviations.get(paper.type_name.upper())
    if wanted is None:
        raise UnknownType(type_name=paper.type_name, known=", ".join(standard.abbreviations))
    if symbol.split("-", 1)[0] != wanted:
        raise WrongSymbol(
            symbol=symbol,
            advice=_("Chữ viết tắt của «{type_name}» là «{wanted}», ví dụ {example}.").format(
                type_name=paper.type_name.upper(),
                wanted=wanted,
                example=f"{wanted}-{symbol.rsplit('-', 1)[-1]}",
            ),
        )
    if paper.addressees and paper.type_name.upper() not in standard.addressed_types:
        raise NoAddresseesHere(type_name=paper.type_name)


def _check_number_and_day(paper: OfficialPaper) -> None:
    if paper.number is not None and not (
        paper.number.isascii() and paper.number.isdigit() and int(paper.number) > 0
    ):
        raise WrongNumber(number=paper.number)
    if paper.issued_on is not None and paper.issued_on.year != paper.year:
        raise WrongDay(day=f"{paper.issued_on:%d/%m/%Y}", year=paper.year)
    if paper.draft:
        return
    if paper.simulated:
        raise NotFinal(reason=_("văn bản chứa số liệu mô phỏng."))
    if paper.number is None or paper.issued_on is None or not paper.signer_name.strip():
        raise NotFinal(reason=_("cần đủ số, ngày ban hành và họ tên người ký do văn thư cung cấp."))


def _check_recipients(paper: OfficialPaper) -> None:
    archived = [bool(_ARCHIVE.match(name.strip())) for name in paper.recipients]
    if sum(archived) != 1 or not archived[-1]:
        found = (
            _("Hiện chưa có dòng nào.")
            if not any(archived)
            else _("Dòng «Lưu» phải là dòng cuối và duy nhất.")
        )
        raise BadRecipients(found=found)


def _check_table(table: NumberTable) -> None:
    caption = table.caption or _("không tên")
    if not table.columns:
        raise BadTable(caption=caption, problem=_("chưa có cột nào."))
    if not table.rows:
        raise BadTable(
            caption=caption, problem=_("chưa có dòng nào. Bỏ bảng, hoặc ghi một dòng «Không phát sinh».")
        )
    for column in table.columns:
        if column.width is not None and not 5 <= column.width <= 200:
            raise BadTable(
                caption=caption,
                problem=_("cột «{header}» rộng {width} mm, phải từ 5 đến 200 mm.").format(
                    header=column.header, width=column.width
                ),
            )
    rows = [*enumerate(table.rows, start=1), *([(_("tổng"), table.total)] if table.total is not None else [])]
    for place, row in rows:
        if isinstance(row, GroupRow):
            continue
        if isinstance(row, str) or len(row) != len(table.columns):
            count = 1 if isinstance(row, str) else len(row)
            raise BadTable(
                caption=caption,
                problem=_("dòng {place} có {count} ô, bảng có {columns} cột.").format(
                    place=place, count=count, columns=len(table.columns)
                ),
            )


def _check_text(text: str, *, breaks_allowed: bool) -> None:
    for letter in text:
        kind = unicodedata.category(letter)
        if letter == "\n" and breaks_allowed:
            continue
        if kind == "Zl" or kind == "Zp" or letter in "\n\r":
            raise BadText(sample=_sample(text), problem=_("dấu xuống dòng ở chỗ chỉ được một dòng"))
        if kind in {"Cc", "Cs", "Co", "Cn"} or letter == "\ufffd":
            raise BadText(
                sample=_sample(text),
                problem=_("ký tự không in được (U+{code})").format(code=f"{ord(letter):04X}"),
            )


def _sample(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _texts(paper: OfficialPaper) -> Iterator[tuple[str, bool]]:
    """Every text of the paper with whether it may hold line breaks."""
    for text in (paper.parent_issuer, paper.issuer, paper.subject):
        yield text, True
    yield from ((text, False) for text in (paper.place, paper.type_name, paper.symbol, paper.signer_name))
    for lines in (paper.addressees, paper.legal_bases, paper.recipients, paper.authority_lines):
        yield from ((text, False) for text in lines)
    yield from _block_texts(paper.body)
    for annex in paper.annexes:
        yield annex.title, True
        yield from _block_texts(annex.body)


def _block_texts(blocks: Sequence[Block]) -> Iterator[tuple[str, bool]]:
    for block in blocks:
        if isinstance(block, Heading):
            yield from ((block.text, False), (block.label, False))
        elif isinstance(block, Paragraph | Bullet):
            parts = [block.text] if isinstance(block.text, str) else [part.text for part in block.text]
            if not "".join(parts).strip():
                raise MissingPart(
                    part=_("nội dung của một đoạn"), advice=_("Xóa đoạn trống hoặc viết nội dung.")
                )
            yield from ((text, False) for text in parts)
        elif isinstance(block, KeyFigures):
            if not block.figures:
                raise MissingPart(part=_("danh sách số liệu"), advice=_("Hãy thêm ít nhất một số liệu."))
            yield block.lead, False
            for figure in block.figures:
                yield from ((text, False) for text in (figure.label, figure.unit, figure.note))
                if isinstance(figure.value, str):
                    yield figure.value, False
        else:
            yield from _table_texts(block)


def _table_texts(table: NumberTable) -> Iterator[tuple[str, bool]]:
    yield from ((text, False) for text in (table.caption, table.unit, *table.notes))
    yield from ((text, True) for column in table.columns for text in _column_texts(column))
    for row in (*table.rows, *([table.total] if table.total is not None else [])):
        if isinstance(row, GroupRow):
            yield row.text, False
        else:
            yield from ((cell, True) for cell in row if isinstance(cell, str))


def _column_texts(column: Column) -> tuple[str, str, str]:
    return column.header, column.unit, column.group
