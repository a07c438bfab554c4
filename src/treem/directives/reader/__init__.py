"""Reads a Vietnamese directive (txt, docx, pdf) into metadata, citations, obligations, targets and reports.

Pure Python without Django. What it finds is a proposal: a person confirms it before it binds anyone.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from treem.directives.reader import blocks, citations, metadata, outline, reporting, source, targets, zones
from treem.directives.reader.document import Reading, SourceInfo
from treem.directives.reader.duties import Walker
from treem.directives.reader.errors import ReadError

__all__ = ["ReadError", "Reading", "read_bytes", "read_text"]

_YEAR = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )năm\s+((?:19|20)\d\d)(?!\s?[-/]\s?\d)")


def read_bytes(data: bytes, filename: str) -> Reading:
    """Read one file.

    Raises ReadError (empty, too_large, unreadable, foreign, encrypted, no_text, unsupported).
    """
    loaded = source.load(data, filename)
    reading = _read(loaded.text, PurePath(filename).stem or filename)
    reading.source = loaded.info
    return reading


def read_text(text: str, ident: str) -> Reading:
    """Read a text that is already decoded. Offsets count the NFC text in ``Reading.text``.

    Raises ReadError (empty, too_large, unreadable, foreign).
    """
    text = source.normalise(text)
    source.check(text, ident)
    return _read(text, ident)


def _read(text: str, ident: str) -> Reading:
    flat, paras = blocks.paragraphs(text)
    parts = zones.split(paras)
    head = metadata.read(flat, paras, parts)
    meta = head.metadata
    year = _subject_year(meta.subject, meta.date, flat.text)
    cited = citations.read(flat, text, head.own, meta.date)
    if head.own:
        start, end = flat.span(*head.own)
        own = citations.own_symbol(
            meta.number, meta.symbol, (start, end), text[start:end], meta.type, meta.date
        )
        cited = sorted([own, *cited], key=lambda citation: citation.start)
    walker = Walker(flat, text, meta, year)
    body = [paras[i] for i in parts.body]
    walker.walk(outline.build(body))
    for number, annex in enumerate(parts.annexes):
        prefix = "PL" if len(parts.annexes) == 1 else f"PL{number + 1}"
        walker.walk(outline.build([paras[i] for i in annex][1:]), prefix)
    walker.obligations.sort(key=lambda item: item.start)
    about = _YEAR.search(meta.subject)
    everything = [*body, *(paras[i] for annex in parts.annexes for i in annex)]
    goals = targets.read(flat, text, everything, year, about.group(1) if about else "")
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


def _subject_year(subject: str, written: str, text: str) -> str:
    """The year a directive is about: in its subject, else of its date, else the one the text names most."""
    match = _YEAR.search(subject)
    if match:
        return match.group(1)
    if written:
        return written[:4]
    years = [match.group(1) for match in _YEAR.finditer(text)]
    return max(set(years), key=lambda year: (years.count(year), year)) if years else ""
