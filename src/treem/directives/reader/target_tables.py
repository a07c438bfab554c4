"""Tables of targets: a row for each indicator, a column for each year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import letters
from treem.directives.reader.blocks import Para
from treem.directives.reader.tables import cells

_LABEL = re.compile(r"(?:Chỉ tiêu số|Số chỉ tiêu|S?TT|Số TT|STT|Mã(?: số)?|Số)\.?$", re.IGNORECASE)
_NAME = re.compile(
    r"(?:tên |các |hệ thống )?(?:chỉ tiêu|mục tiêu|chỉ số|nội dung chỉ tiêu|nội dung|tiêu chí)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:đơn vị(?: tính)?|ĐVT|đvt)$", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:cơ quan|đơn vị)(?:[, ]+(?:cơ quan|đơn vị))* (?:chủ trì|theo dõi|thực hiện|phụ trách|đánh giá|chịu trách nhiệm)|chủ trì|theo dõi",
    re.IGNORECASE,
)
_BODY = re.compile(r"đơn vị", re.IGNORECASE)
_AREA = re.compile(r"(?:tên )?(?:địa bàn|địa phương|xã, phường|xã/phường|xã, phường, đặc khu)", re.IGNORECASE)
"""«Địa bàn | Năm 2027 | Năm 2028»: a row for each commune."""
_NUMBER_OF = re.compile(r"Số (?!TT|thứ tự)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d|\s?[-–]\s?\d)")
_PAST = re.compile(r"thực hiện|hiện trạng|hiện tại|ước|kết quả|đạt được|cơ sở|gốc|đầu kỳ", re.IGNORECASE)
_COMPARED = re.compile(r"(?:tỷ lệ|%|so với|mức độ|đạt)\b.{0,40}$|%$", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:mức|kế hoạch|chỉ tiêu giao|chỉ tiêu|mục tiêu|giao|giá trị|phấn đấu)(?: kế hoạch| giao| đạt| cần đạt)?$",
    re.IGNORECASE,
)
_CELL = letters.compile(
    r"(?P<words>(?i:từ|ít nhất|tối thiểu|không dưới|không quá|tối đa|khoảng|dưới|trên|đạt trên|đạt|giảm còn|còn|giảm)|≥|>=|≤|<=|>|<)?\s*"
    r"(?P<v>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(?:(?:-|đến)\s*(?P<u>\d+(?:[.,]\d+)?)\s*)?(?P<unit>%|‰|/\s?1?0+\.000|[a-zà-ỹ][a-zà-ỹ ]{0,20})?(?P<after>\s*trở (?:lên|xuống))?\.?"
)


@dataclass(slots=True)
class Figure:
    """One figure of the table: where its row's name stands, and what its cell says."""

    start: int
    end: int
    label: str
    name: str
    words: str
    value: str
    upper: str
    unit: str
    year: str
    lead: str = ""


@dataclass(slots=True)
class _Columns:
    label: int = -1
    name: int = -1
    unit: int = -1
    lead: int = -1
    years: dict[int, str] = field(default_factory=dict)


def is_heading(words: list[str]) -> bool:
    """Whether the cells head a table of targets."""
    return _columns(words, "", "") is not None


def figures(paras: list[Para], year: str, today: str = "") -> list[Figure]:
    """The figures of consecutive rows; nothing where no heading row names an indicator and a year (or a level).
    ``year`` is that of a column that names none; columns of years before ``today``'s tell where it stood."""
    columns: _Columns | None = None
    found: list[Figure] = []
    for para in paras:
        parts = cells(para)
        words = [cell for _, _, cell in parts]
        if _is_results(words):
            columns = None
            continue
        if heading := _columns(words, year, today):
            columns = heading
            continue
        if columns is None or columns.name >= len(parts):
            continue
        start, end, name = parts[columns.name]
        if len(name) < 6:
            continue
        for index, of_year in columns.years.items():
            match = _CELL.fullmatch(words[index].strip()) if index < len(words) else None
            if match is None:
                continue
            unit = _per((match.group("unit") or _at(words, columns.unit) or "").strip())
            after = (match.group("after") or "").strip()
            found.append(
                Figure(
                    start, end, _at(words, columns.label).strip(". "), name, after or (match.group("words") or "").lower(),
                    match.group("v"), match.group("u") or "", unit or _unit_in(name), of_year, _at(words, columns.lead),
                )
            )  # fmt: skip
    return found


def _is_results(words: list[str]) -> bool:
    """A table of what was reached: a column of results beside one that compares them with the plan."""
    return (
        any(_NAME.match(word) for word in words)
        and any(_PAST.search(word) and not _YEAR.search(word) for word in words)
        and any(_COMPARED.match(word) for word in words)
    )


def _columns(words: list[str], year: str, today: str) -> _Columns | None:
    found = _Columns()
    for index, word in enumerate(words):
        if len(word) > 70:
            return None
        years = _YEAR.findall(word)
        if years and today and years[-1] < today:
            continue  # where it stood
        if years and not _PAST.search(word):
            found.years[index] = years[-1]
        elif years or not word:
            continue
        elif found.label < 0 and _LABEL.match(word):
            found.label = index
        elif found.name < 0 and (_NAME.match(word) or _AREA.fullmatch(word)):
            found.name = index
        elif found.unit < 0 and _UNIT.match(word):
            found.unit = index
        elif _LEVEL.match(word) and found.name >= 0:
            found.years[index] = year
        elif found.lead < 0 and _LEAD.match(word):
            found.lead = index
    if found.name < 0 <= found.unit <= 1 and _BODY.fullmatch(words[found.unit]) and len(found.years) > 1:
        # A row for each body, a column for each moment: «Đơn vị | Số trẻ | Hết tháng 9/2026 | Hết tháng 12/2026».
        found.name, found.unit = found.unit, -1
        for index, word in enumerate(words):
            if index not in found.years and _NUMBER_OF.match(word):
                found.years[index] = max(found.years.values())
    return found if found.name >= 0 and found.years else None


def _per(unit: str) -> str:
    """«trẻ/100.000 trẻ» is a rate."""
    match = re.search(r"/\s?1?0+\.000|/\s?1\.000", unit)
    return match.group() if match else unit


def _unit_in(name: str) -> str:
    """«Tỷ lệ … (%)»: the unit in the name; a rate without one is a percentage."""
    match = re.search(r"\((%|‰|/\s?1?0+\.000|[a-zà-ỹ ]{2,15})(?:(?<=[%‰])\s[^()]+)?\)\s*$", name)
    if match:
        return match.group(1)
    return "%" if re.match(r"tỷ lệ|tỉ lệ", name, re.IGNORECASE) else ""


_ABOVE = re.compile(
    r"\((?:đơn vị(?: tính)?:?\s*)?(%|‰|[a-zà-ỹ]{2,9}(?:/[a-zà-ỹ]{2,9})?)\)\s*:?\s*$", re.IGNORECASE
)


def unit_above(line: str) -> str:
    """«Giao chỉ tiêu lượt phục vụ (lượt/năm):» right above a table: the unit of its cells; "" where it says none."""
    match = _ABOVE.search(line)
    return match[1] if match else ""


def _at(words: list[str], index: int) -> str:
    return words[index] if 0 <= index < len(words) else ""
