"""Reads a Vietnamese directive (any file of ``source.load``) into metadata, citations, obligations, targets and reports.

Pure Python without Django. What it finds is a proposal: a person confirms it before it binds anyone.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from treem.directives.reader import (
    blocks,
    citations,
    metadata,
    ocr,
    outline,
    reporting,
    second,
    source,
    targets,
    zones,
)
from treem.directives.reader.apart import Found, read_apart
from treem.directives.reader.document import Metadata, Reading, SourceInfo, Target
from treem.directives.reader.duties import Walker
from treem.directives.reader.errors import ReadError, TakesLong
from treem.directives.reader.source import Patience

_LASTING = ("Chỉ thị", "Thông tư", "Thông tư liên tịch", "Nghị định", "Nghị quyết", "Quyết định", "Quy định", "Quy chế", "Chương trình", "Đề án", "Luật")  # fmt: skip
"""Kinds that stay in force over years: what they ask before 18 June is asked every year."""

__all__ = ["Found", "Patience", "ReadError", "Reading", "TakesLong", "read_apart", "read_bytes", "read_text"]

_YEAR = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )năm\s+((?:19|20)\d\d)(?!\s?[-/]\s?\d)")


def read_bytes(
    data: bytes, filename: str, *, seconds: float = ocr.SECONDS, patience: Patience | None = None
) -> Reading:
    """Read one file. ``seconds``: how long scanned pages may take together; what is not reached is named in
    ``source.unread``. ``patience`` says more than that.

    Raises ReadError (empty, too_large, unreadable, foreign, encrypted, no_text, no_ocr, no_office, too_slow,
    unsupported); TakesLong where the patience asks for it.
    """
    loaded = source.load(data, filename, patience or Patience(seconds))
    ident = PurePath(filename).stem or filename
    reading, loaded.info.parts = _first(loaded.text, ident)
    if loaded.info.parts:
        loaded.info.flags.append("two_documents")
    reading.source = loaded.info
    return reading


def read_text(text: str, ident: str) -> Reading:
    """Read a text that is already decoded. Offsets count the NFC text in ``Reading.text``.

    Raises ReadError (empty, too_large, unreadable, foreign).
    """
    text = source.normalise(text)
    source.check(text, ident)
    reading, parts = _first(text, ident)
    reading.source = SourceInfo(flags=["two_documents"] if parts else [], parts=parts)
    return reading


def _first(text: str, ident: str) -> tuple[Reading, list[dict[str, Any]]]:
    """The reading of the first paper in the text, and what is named when a second one follows; the text stays whole.

    Nothing of the second paper is found: it would bind under the number of the first.
    """
    begin = second.begins(text)
    if begin is None:
        return _read(text, ident), []
    reading = _read(text[:begin], ident)
    reading.text = text
    other = _read(text[begin:], ident).metadata
    return reading, [_named(0, reading.metadata), _named(begin, other)]


def _named(start: int, meta: Metadata) -> dict[str, Any]:
    return {
        "start": start, "type": meta.type, "number": meta.number, "symbol": meta.symbol, "date": meta.date,
        "issuer": meta.issuer, "subject": meta.subject,
    }  # fmt: skip


def _read(text: str, ident: str) -> Reading:
    flat, paras = blocks.paragraphs(text)
    parts = zones.split(paras)
    head = metadata.read(flat, text, paras, parts)
    meta = head.metadata
    stated = _stated_year(meta.subject)
    year = stated or _year(meta.date, flat.text)
    school = _SCHOOL_YEAR.search(meta.subject)  # its figures are to be reached by the end of it
    lasting = _LASTING_YEARS.search(meta.subject)
    aimed = school.group(1) if school else lasting.group(1) if lasting else year
    cited = citations.read(flat, text, head.own, meta.date)
    if head.own:
        start, end = flat.span(*head.own)
        own = citations.own_symbol(
            meta.number, meta.symbol, (start, end), text[start:end], meta.type, meta.date
        )
        again = (own.number_symbol, own.date)  # on the cover of its annex
        cited = [each for each in cited if not own.number_symbol or (each.number_symbol, each.date) != again]
        cited = sorted([own, *cited], key=lambda citation: citation.start)
    walker = Walker(
        flat, text, meta, year, recurs=not stated and (meta.type in _LASTING or lasting is not None)
    )
    body = [paras[i] for i in parts.body]
    walker.walk(outline.build(body))
    for number, annex in enumerate(parts.annexes):
        if _LIST_OF_AIMS.match(" ".join(paras[i].text for i in annex[:2] if paras[i].kind != "roman")):
            continue
        prefix = "PL" if len(parts.annexes) == 1 else f"PL{number + 1}"
        walker.walk(outline.build([paras[i] for i in annex][1:]), prefix)
    walker.obligations.sort(key=lambda item: item.start)
    everything = [*body, *(paras[i] for annex in parts.annexes for i in annex)]
    goals: list[Target] = []
    if meta.type != "Giấy mời":
        # A letter about one year, or a plan of a school year, sets no year for each figure of its duties.
        of_all = "" if meta.type in _LETTERS or school else stated
        if meta.type in _LETTERS and not (stated or school or lasting):
            aimed = ""  # the year of a letter is no horizon
        goals = targets.read(
            flat,
            text,
            everything,
            aimed,
            of_all,
            meta.type == "Báo cáo",
            meta.date[:4],
            meta.type == "Tờ trình",
        )
    targets.link(goals, walker.obligations)
    return Reading(
        ident,
        text,
        meta,
        cited,
        walker.obligations,
        goals,
        reporting.reports(walker.obligations),
        SourceInfo(),
    )


_LETTERS = ("Công văn", "Công điện", "Chỉ thị", "Thông báo", "Hướng dẫn", "Kết luận", "Giấy mời")
_HORIZON = re.compile(
    r"(?:đến|tới|hết|cuối|tầm nhìn|định hướng)\s+(?:hết\s+|cuối\s+|đến\s+)?$", re.IGNORECASE
)


_OF_BUDGET = re.compile(r"(?:dự toán|quyết toán)(?: ngân sách)?\s+$", re.IGNORECASE)
"""«Lập dự toán năm 2028»: the year the money is for, not that in which the work is done."""
_LASTING_YEARS = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|(?<!học )năm)\s+20\d\d\s*[-–]\s*(?:năm\s+)?(20\d\d)", re.IGNORECASE
)
"""A plan of several years: its aims stand at the end of it, what it asks by a day of the year comes every year."""
_LIST_OF_AIMS = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?!.*(?:NHIỆM VỤ|PHÂN CÔNG|HOẠT ĐỘNG|GIẢI PHÁP)).*(?:CHỈ TIÊU|MỤC TIÊU)", re.DOTALL
)
_SCHOOL_YEAR = re.compile(r"năm học\s+20\d\d\s*[-–]\s*(20\d\d)\s*$")


def _stated_year(subject: str) -> str:
    """The one year that a directive is about, by its subject; "" for a plan of several years, whose «đến năm 2035» is a
    horizon."""
    for match in _YEAR.finditer(subject):
        before = subject[: match.start()]
        if not _HORIZON.search(before) and not _OF_BUDGET.search(before):
            return match.group(1)
    return ""


def _year(written: str, text: str) -> str:
    """The year of the directive's date, else the one the text names most."""
    if written:
        return written[:4]
    years = [match.group(1) for match in _YEAR.finditer(text)]
    return max(set(years), key=lambda year: (years.count(year), year)) if years else ""
