"""What units inherit from the headings above them, and the units themselves before they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import people, sections
from treem.directives.reader.document import Modality
from treem.directives.reader.outline import Node

_ATTRIBUTE = re.compile(
    r"(?P<name>(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan|Trách nhiệm|Phân công|Bộ phận)?\s*(?:chủ trì|Chủ trì)(?:\s+(?:thực hiện|tham mưu))?|(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan)\s+(?:thực hiện|chịu trách nhiệm|đầu mối|tham mưu)|Phân công thực hiện|Trách nhiệm thực hiện|"
    r"(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan)?\s*(?:phối hợp|Phối hợp)(?:\s+thực hiện)?|Thời gian(?:\s+(?:thực hiện|hoàn thành|tổ chức|triển khai|báo cáo))?(?:\s+và địa điểm|,\s*địa điểm)?|Thời hạn(?:\s+(?:thực hiện|hoàn thành))?|Tiến độ(?:\s+(?:thực hiện|hoàn thành))?|Hoàn thành|"
    r"Địa điểm|Địa bàn|Đối tượng(?:\s+(?:tham gia|tham dự|thụ hưởng))?|Thành phần(?:\s+tham (?:gia|dự))?|Số lượng(?:\s+người)?|Kinh phí(?:\s+thực hiện)?|Nguồn kinh phí|Sản phẩm(?:\s+(?:hoàn thành|dự kiến|đầu ra))?|Kết quả(?:\s+(?:dự kiến|đầu ra))?|Phạm vi|Quy mô|Hình thức(?:\s+(?:thực hiện|tổ chức))?|Người thực hiện|Giảng viên|Chủ đề)\s*:\s*"
)


@dataclass(slots=True)
class Context:
    """What a unit inherits from the headings and lead-in lines above it."""

    assignees: list[str] = field(default_factory=list)
    source: str = ""
    modality: Modality = "order"
    leads: bool = False
    cooperators: list[str] = field(default_factory=list)
    section: sections.Section = ""
    article: bool = False
    opened: bool = False
    supplied: Attributes | None = None


@dataclass(slots=True)
class Attributes:
    """Lines below a task such as "- Đơn vị chủ trì: …" and "- Thời gian hoàn thành: …"."""

    lead: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    due: str = ""
    does: bool = False
    """Whether they are named as those who do it, not as those who lead."""


@dataclass(slots=True)
class Unit:
    """A stretch of the flat text that is one duty, with what it inherits."""

    start: int
    end: int
    context: Context
    kind: str = "task"
    label: str = ""
    letter: bool = False
    split: bool = False
    order: int = 0
    due: str = ""


def is_attribute(text: str) -> bool:
    """A line such as "Thời gian hoàn thành: …"."""
    return _ATTRIBUTE.match(text) is not None


def attributes(node: Node) -> Attributes | None:
    """The attribute lines directly below a task, or None when they say nothing of use."""
    found = Attributes()
    seen = False
    for child in node.children:
        match = _ATTRIBUTE.match(child.text)
        if match is None:
            continue
        name = match.group("name").lower()
        value = child.text[match.end() :]
        if "phối hợp" in name and "chủ trì" not in name:
            found.partners, seen = people.divide(value), True
        elif any(
            word in name for word in ("chủ trì", "cơ quan", "đơn vị", "phân công", "trách nhiệm", "bộ phận")
        ):
            stop, _ = people.expression_end(value, 0)
            names = people.divide(value[:stop])
            if people.are_bodies(names):
                found.lead, seen = names, True
        elif any(word in name for word in ("thời gian", "thời hạn", "tiến độ", "hoàn thành")):
            found.due, seen = value, True
    return found if seen else None
