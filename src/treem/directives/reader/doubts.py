"""Doubts about a citation: flagged with a suggestion, never corrected."""

from __future__ import annotations

import re
from datetime import date

from treem.directives.reader import known
from treem.directives.reader.document import Citation

_ASSEMBLY = re.compile(r"(?P<n>\d+)/(?P<y>\d{4})/(?P<group>[A-ZĐ]{1,3}?)(?P<k>\d{2})")
_GENERIC = ("Văn bản", "Công văn", "")


def parse_date(written: str) -> date | None:
    """A calendar date, or None for what is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def check(citation: Citation, document_date: str) -> None:
    """Flag what cannot be right in one citation."""
    _check_date(citation, document_date)
    _check_assembly(citation)
    _check_type(citation)
    if citation.kind == "no_date":
        _flag(citation, "no_date")


def compare(citations: list[Citation]) -> None:
    """Flag a number with year that one document cites with different dates."""
    dates: dict[str, set[str]] = {}
    for citation in citations:
        if re.search(r"/(?:19|20)\d\d/", citation.number_symbol) and citation.date:
            dates.setdefault(citation.number_symbol, set()).add(citation.date)
    for citation in citations:
        if len(dates.get(citation.number_symbol, ())) > 1:
            _flag(citation, "typo_suspected")


def _flag(citation: Citation, flag: str) -> None:
    if flag not in citation.flags:
        citation.flags.append(flag)


def _check_date(citation: Citation, document_date: str) -> None:
    written = citation.date
    if len(written) < 8:
        return
    known_dates = known.dates_of(citation.number_symbol)
    parsed = parse_date(written) if len(written) == 10 else None
    if parsed is None or not 1930 <= parsed.year <= 2100:
        _flag(citation, "impossible_date")
        guess = _repair(written, known_dates, document_date)
        if guess:
            citation.suggested["date"] = guess
        return
    year = re.search(r"/((?:19|20)\d\d)/", citation.number_symbol)
    if known_dates and written not in known_dates:
        near = [other for other in known_dates if year or other[5:] == written[5:]]
        if near:
            _flag(citation, "typo_suspected")
            citation.suggested["date"] = near[0]
            return
    if year and year.group(1) != written[:4]:
        _flag(citation, "typo_suspected")
    if (len(document_date) == 10 and written > document_date) or written[:4] > (document_date[:4] or "9999"):
        _flag(citation, "typo_suspected")


def _repair(written: str, known_dates: tuple[str, ...], document_date: str) -> str:
    """The known date, or the only sensible one that dropping a digit of a five-digit year gives."""
    year, _, rest = written.partition("-")
    for other in known_dates:
        if other.endswith(rest) or other[:4] == year[:4]:
            return other
    if len(year) != 5:
        return ""
    limit = document_date[:4] or "2100"
    years = sorted({year[:i] + year[i + 1 :] for i in range(5)})
    fitting = [y for y in years if "1945" <= y <= limit and parse_date(f"{y}-{rest}")]
    if year[:4] in fitting:  # a digit too many at the end is the commonest slip
        return f"{year[:4]}-{rest}"
    return f"{fitting[-1]}-{rest}" if fitting else ""


def _check_assembly(citation: Citation) -> None:
    match = _ASSEMBLY.fullmatch(citation.number_symbol)
    if match is None:
        return
    years = known.years_of_legislature(match.group("k"))
    group = match.group("group")
    if group != "QH" and citation.type in ("Nghị quyết", "Luật", "Bộ luật", "Pháp lệnh", ""):
        if years and years[0] <= int(match.group("y")) <= years[1]:
            _flag(citation, "typo_suspected")
            citation.suggested["number_symbol"] = (
                f"{match.group('n')}/{match.group('y')}/QH{match.group('k')}"
            )
    elif group == "QH" and years and not years[0] <= int(match.group("y")) <= years[1]:
        _flag(citation, "typo_suspected")


def _check_type(citation: Citation) -> None:
    if citation.type in _GENERIC or not citation.number_symbol:
        return
    party = re.match(r"\d+\w?-([A-ZĐ][A-Za-zĐđ]*)/", citation.number_symbol)
    state = re.match(r"\d+\w?/(?:\d{4}/)?([A-ZĐ][A-Za-zĐđ]*)-", citation.number_symbol)
    match = party or state
    names = known.types_of(match.group(1)) if match else ()
    if match is None or not names or citation.type in names or citation.type.startswith(names):
        return
    if citation.type in ("Chương trình", "Đề án", "Dự án", "Quy chế", "Quy định", "Lệnh"):
        return  # issued under the number of the decision that approves them
    _flag(citation, "typo_suspected")
    right = known.abbreviation_of(citation.type)
    if right:
        start, stop = match.span(1)
        citation.suggested["number_symbol"] = (
            citation.number_symbol[:start] + right + citation.number_symbol[stop:]
        )
