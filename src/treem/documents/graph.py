"""The picture of a neighbourhood: where boxes and lines lie. Two drawings of one thing: in columns for a wide screen, as a
tree for a phone and for paper. Whole numbers only; the template draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from treem.documents.models import Document, Relation
from treem.documents.relations import Neighbourhood, Node
from treem.kernel.vietnamese import date_text

LINE, PAD = 17, 10
LETTERS = {"node-name": 8.6, "node-about": 7.0}
"""The width of a letter of each class, a little more than measured: what is too long is cut, and whole in the title."""


@dataclass(frozen=True)
class Box:
    """One document: its place, its words, how it is drawn."""

    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str, str], ...]
    """Distance from the top, class, words."""
    url: str
    title: str
    kind: str
    """own, held, missing, or more."""
    ended: bool = False

    @property
    def inner_width(self) -> int:
        """Of the second frame of what is in force no more."""
        return self.width - 8

    @property
    def inner_height(self) -> int:
        return self.height - 8


@dataclass(frozen=True)
class Line:
    """One edge as a path."""

    path: str
    sure: bool


@dataclass(frozen=True)
class Head:
    """The words above a column or a branch."""

    x: int
    y: int
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    heads: tuple[Head, ...]


def heads() -> dict[int, str]:
    """What each level is called."""
    return {
        -2: _("Căn cứ của căn cứ"), -1: _("Dựa trên"), 0: _("Văn bản này"), 1: _("Làm căn cứ cho"),
        2: _("Bậc tiếp theo"),
    }  # fmt: skip


GAP, TOP = 34, 28
COLUMN = {5: 184, 4: 236}
"""The width of a box by the number of columns; with fewer there is room for more."""
WIDEST = 300


def columns(found: Neighbourhood) -> Drawing:
    """Levels from left to right, what a document rests on at the left of it."""
    levels = [level for level in (-2, -1, 0, 1, 2) if found.of_level(level)]
    column = COLUMN.get(len(levels), WIDEST)
    boxes: dict[str, Box] = {}
    more: list[Box] = []
    tall = max(sum(_height(node, column) + PAD for node in found.of_level(level)) for level in levels)
    for place, level in enumerate(levels):
        nodes = found.of_level(level)
        x = place * (column + GAP) + 2
        y = TOP + (tall - sum(_height(node, column) + PAD for node in nodes)) // 2
        for node in nodes:
            boxes[node.key] = box = _box(node, x, y, column)
            y += box.height + PAD
        if left := found.left_out.get(level):
            more.append(_more(left, level, x, y, column))
    lines = [
        Line(_curve(boxes[left], boxes[right]), sure)
        for (left, right), sure in found.lines.items()
        if boxes[left].x != boxes[right].x
    ]
    words = heads()
    tops = [Head(place * (column + GAP) + 2, 16, words[level]) for place, level in enumerate(levels)]
    every = [*boxes.values(), *more]
    width, height = len(levels) * (column + GAP) - GAP + 4, max(box.y + box.height for box in every) + 4
    return Drawing(width, height, tuple(every), tuple(lines), tuple(tops))


def _curve(one: Box, other: Box) -> str:
    left, right = sorted((one, other), key=lambda box: box.x)
    x1, y1 = left.x + left.width, left.y + left.height // 2
    x2, y2 = right.x, right.y + right.height // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


NARROW, STEP = 296, 14


def tree(found: Neighbourhood) -> Drawing:
    """The document on top; below it a branch for what it rests on, and one for what rests on it."""
    (root,) = found.of_level(0)
    boxes = [_box(root, 2, 2, NARROW - 4)]
    lines: list[Line] = []
    tops: list[Head] = []
    y = boxes[0].height + PAD
    words = heads()
    for sign in (-1, 1):
        first = found.of_level(sign)
        if not first:
            continue
        y += LINE + 4
        tops.append(Head(2, y - 6, words[sign]))
        y = _branch(found, first, sign, y, boxes, lines)
    return Drawing(NARROW, y + 4, tuple(boxes), tuple(lines), tuple(tops))


def _branch(
    found: Neighbourhood, first: list[Node], sign: int, y: int, boxes: list[Box], lines: list[Line]
) -> int:
    top, last = y, y
    for node in first:
        box = _box(node, 2 + STEP, y, NARROW - 4 - STEP)
        boxes.append(box)
        last = y + box.height // 2
        lines.append(Line(f"M8 {last}H{box.x}", node.edge is None or node.edge.confirmed))
        y = inner = box.y + box.height + PAD
        below = [each for each in found.of_level(2 * sign) if each.parent == node.key]
        for each in below:
            second = _box(each, 2 + 2 * STEP, y, NARROW - 4 - 2 * STEP)
            boxes.append(second)
            half = second.y + second.height // 2
            start = inner - PAD if each is below[0] else inner
            lines.append(
                Line(f"M{8 + STEP} {start}V{half}H{second.x}", each.edge is None or each.edge.confirmed)
            )
            inner, y = half, second.y + second.height + PAD
    if left := found.left_out.get(sign):
        boxes.append(_more(left, sign, 2 + STEP, y, NARROW - 4 - STEP))
        last, y = y + boxes[-1].height // 2, y + boxes[-1].height + PAD
    lines.insert(0, Line(f"M8 {top - 4}V{last}", True))
    return y


def _height(node: Node, width: int) -> int:
    return _lines(node, width)[1]


def _box(node: Node, x: int, y: int, width: int) -> Box:
    lines, height = _lines(node, width)
    kind = "own" if node.level == 0 else "missing" if node.document is None else "held"
    ended = node.ending is not None and node.ending.ends
    type_name, number, about, relation, marks = _whole(node)
    title = " · ".join(part for part in (f"{type_name} {number}".strip(), about, relation, *marks) if part)
    return Box(x, y, width, height, tuple(lines), _url(node), title, kind, ended)


def _more(count: int, level: int, x: int, y: int, width: int) -> Box:
    words = _("và %(count)d văn bản nữa") % {"count": count}
    url = {-1: "#rests-on", 1: "#resting"}.get(level, "#tables")
    return Box(x, y, width, LINE + 2 * PAD, ((PAD + 13, "node-about", words),), url, words, "more")


def _lines(node: Node, width: int) -> tuple[list[tuple[int, str, str]], int]:
    """The words of a box, each with its distance from the top; and how tall that makes it."""
    most = {kind: int((width - 2 * PAD) / letter) for kind, letter in LETTERS.items()}
    type_name, number, about, relation, marks = _whole(node)
    both = f"{type_name} {number}".strip()
    names = [both] if len(both) <= most["node-name"] or not number else [type_name, number]
    says = " · ".join(part for part in (relation, *marks) if part)
    abouts = [about, *([says] if len(says) <= most["node-about"] else [relation, *marks])]
    rows = [("node-name", name) for name in names if name] + [
        ("node-about", words) for words in abouts if words
    ]
    drawn = [(PAD + 13 + at * LINE, kind, _cut(words, most[kind])) for at, (kind, words) in enumerate(rows)]
    return drawn, 2 * PAD + LINE * len(rows)


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"


def _whole(node: Node) -> tuple[str, str, str, str, list[str]]:
    """Type, number, day and issuer, the relation, and what is to be said of it."""
    if node.document is not None:
        type_name, number, about = _of_document(node.document)
    else:
        type_name, number, about = _of_edge(node.edge)
    relation = str(Relation(node.edge.relation_kind).label) if node.edge is not None else ""
    marks = [node.ending.word.lower()] if node.ending is not None else []
    if node.document is None:
        marks.append(_("cần người chọn") if node.undecided else _("chưa có trong sổ"))
    return type_name, number, about, relation, marks


def _of_document(document: Document) -> tuple[str, str, str]:
    about = [date_text(document.issued_on) if document.issued_on else document.issued_text, document.issuer]
    number = (
        document.number_symbol if document.has_number else f"…/{document.symbol}" if document.symbol else ""
    )
    name = document.type or _("Văn bản")
    return name, number or document.subject[:60], " · ".join(part for part in about if part)


def _of_edge(edge: Any) -> tuple[str, str, str]:
    about = [date_text(edge.issued_on) if edge.issued_on else edge.date_text, edge.issuer]
    told = " · ".join(part for part in about if part)
    return (
        (edge.type or _("Văn bản"), edge.number_symbol, told)
        if edge.number_symbol
        else (edge.label, "", told)
    )


def _url(node: Node) -> str:
    if node.document is not None:
        name = "documents:document" if node.level == 0 else "documents:relations"
        return reverse(name, args=[node.document.uuid])
    assert node.edge is not None
    row = f"#edge-{node.edge.pk}"
    return (
        row if node.level == -1 else reverse("documents:relations", args=[node.edge.from_document.uuid]) + row
    )
