"""Tables of tasks: rows whose cells are separated by `` | ``, with a heading row that names the columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import letters, people
from treem.directives.reader.blocks import Para

_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("partners", re.compile(r"phối hợp", re.IGNORECASE)),
    (
        "lead",
        re.compile(
            r"chủ trì|(?:cơ quan|đơn vị|người|bộ phận)(?:[, ]+(?:cơ quan|đơn vị|người|bộ phận))* (?:thực hiện|chịu trách nhiệm|tham mưu|đầu mối)|(?:đơn vị|cơ quan) (?:gửi|báo cáo)|phân công|trách nhiệm",
            re.IGNORECASE,
        ),
    ),
    (
        "due",
        re.compile(
            r"thời gian|thời hạn|hoàn thành|tiến độ|hạn (?:gửi|nộp)|^\W*xong(?: trước| vào| trong)?\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "task",
        re.compile(
            r"nhiệm vụ|nội dung|công việc|hoạt động|(?:loại|tên) báo cáo|tên (?:văn bản|đề án|nhiệm)",
            re.IGNORECASE,
        ),
    ),
    ("product", re.compile(r"sản phẩm|kết quả", re.IGNORECASE)),
    ("label", re.compile(r"(?:S?TT|TT|Số TT|STT)\.?$", re.IGNORECASE)),
)


_DOES = re.compile(
    r"(?:người|bộ phận)[a-zà-ỹ, ]* thực hiện|(?:đơn vị|cơ quan) (?:gửi|báo cáo)", re.IGNORECASE
)
_PERSON = letters.compile(
    r"(?:[Đđ]ồng chí|Đ/c|Ông|Bà)\s+(?P<who>(?:[A-ZĐÀ-Ỹ]\w+\s+){1,4}[A-ZĐÀ-Ỹ]\w+,\s+[a-zđà-ỹ][^;]+)"
)
"""«Đồng chí Sùng Thị Máy, công chức xã»: one person and what they are."""


@dataclass(slots=True)
class Row:
    """One task: its words as a span of the flat text, and what the other cells say."""

    start: int
    end: int
    label: str
    lead: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    due: str = ""
    product: str = ""
    does: bool = False
    """Whether the column says who does it, not who leads."""


def cells(para: Para) -> list[tuple[int, int, str]]:
    """Spans and words of the cells of one row."""
    text = para.text
    offset = para.body
    if text.startswith("|"):
        text, offset = text[1:], offset + 1
    text = text[:-1] if text.endswith("|") else text
    found: list[tuple[int, int, str]] = []
    position = 0
    for part in text.split("|"):
        stripped = part.strip()
        begin = offset + position + (part.index(stripped) if stripped else 0)
        found.append((begin, begin + len(stripped), stripped))
        position += len(part) + 1
    return found


def tasks(paras: list[Para]) -> list[Row]:
    """The tasks of the tables in consecutive rows; nothing where no heading row names task and body."""
    columns: dict[str, int] = {}
    rows: list[Row] = []
    does = False
    for para in paras:
        parts = cells(para)
        heading = _heading([words for _, _, words in parts])
        if heading:
            columns = heading
            does = "lead" in heading and _DOES.match(_cell(parts, heading, "lead")) is not None
            continue
        if not columns or "task" not in columns or columns["task"] >= len(parts):
            continue
        start, end, words = parts[columns["task"]]
        if len(words) < 8 or set(words) <= set("-: "):
            continue
        row = Row(start, end, _cell(parts, columns, "label").strip(". "))
        row.lead = _bodies(_cell(parts, columns, "lead"))
        row.does = does
        row.partners = _bodies(_cell(parts, columns, "partners"))
        row.due = _cell(parts, columns, "due")
        row.product = _cell(parts, columns, "product")
        rows.append(row)
    return rows


def _heading(words: list[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, word in enumerate(words):
        if len(word) > 60:
            return {}
        for name, pattern in _COLUMNS:
            if name not in columns and pattern.search(word):
                columns[name] = index
                break
    return columns if "task" in columns and ("lead" in columns or "due" in columns) else {}


def _cell(parts: list[tuple[int, int, str]], columns: dict[str, int], name: str) -> str:
    index = columns.get(name, -1)
    return parts[index][2] if 0 <= index < len(parts) else ""


def _bodies(words: str) -> list[str]:
    if person := _PERSON.fullmatch(words):
        return [person.group("who")]
    names = people.divide(words.replace(" - ", "; ") if words.startswith("- ") else words)
    return [name for name in names if len(name) > 1]
