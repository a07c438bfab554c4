"""The tree of numbered headings, points and bullets."""

from __future__ import annotations

from dataclasses import dataclass, field

from treem.directives.reader.blocks import Kind, Para, is_caps

RANK: dict[Kind, int] = {
    "part": 0,
    "article": 1,
    "upper": 2,
    "roman": 3,
    "number": 4,
    "letter": 8,
    "dash": 10,
    "plus": 11,
}


@dataclass(slots=True, eq=False)
class Node:
    """A paragraph and what stands under it. The root has no paragraph."""

    kind: Kind | None
    label: str
    rank: float
    para: Para | None
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's own words, without its mark."""
        return self.para.text if self.para else ""


def build(paras: list[Para]) -> Node:
    """The tree of ``paras``. Unmarked paragraphs are leaves below the nearest heading, bullets excepted."""
    root = Node(None, "", -1, None)
    stack = [root]
    last_upper = ""
    for para in paras:
        kind, label = para.kind, para.label
        if kind in ("plain", "row"):
            while stack[-1].rank >= 10:
                stack.pop()
            node = Node(kind, "", 20, para, stack[-1])
            stack[-1].children.append(node)
            continue
        if kind in ("roman", "upper") and len(label) == 1 and label in "IVX" and last_upper:
            # "I." after "H." is a letter of the row A, B, C …, not a Roman number.
            if ord(label) == ord(last_upper) + 1:
                kind = "upper"
        elif kind == "upper" and not is_caps(para.text) and label not in "ABCDĐEGH":
            kind = "plain"
        rank: float = RANK.get(kind, 20)
        if kind == "upper" and _under_roman(stack, label):
            rank = _UPPER_BELOW
        if kind == "number":
            rank += label.count(".")
            inside = _open_letter(stack)
            if inside is not None and "." not in label and label == "1" and not _open_number(stack, inside):
                rank = 9  # a) … 1. …: numbers below letters
            elif stack[-1].rank == 9 or (len(stack) > 1 and stack[-1].rank > 9 and _has_rank(stack, 9)):
                rank = 9 if _follows(stack, label) else rank
        elif kind == "letter" and _in_bullet(stack, label):
            rank = _LETTER_OF_BULLET
        elif kind == "letter" and label[1:].isdigit():
            above = next((node for node in reversed(stack) if node.rank == RANK["letter"]), None)
            if above is not None and above.label == label[0]:
                rank, label = _LETTER_PART, label[1:]
        elif kind == "upper":
            last_upper = label
        elif kind == "roman":
            last_upper = ""
        while stack[-1].rank >= rank:
            stack.pop()
        node = Node(kind, label, rank, para, stack[-1])
        stack[-1].children.append(node)
        if rank < 20:
            stack.append(node)
    return root


_LETTER_OF_BULLET = 10.5
"""«- Đề nghị Sở Y tế: a) …; b) …»."""
_LETTER_PART = 8.5
"""b1), b2) are parts of b)."""
_UPPER_BELOW = 3.5
"""Of letters A, B, C that part a Roman chapter: below it, above its numbers."""


def _in_bullet(stack: list[Node], label: str) -> bool:
    last = stack[-1]
    if last.rank == _LETTER_OF_BULLET:
        return len(label) == 1 and ord(label) == ord(last.label[-1]) + 1
    return label == "a" and last.kind == "dash" and last.text.rstrip().endswith(":")


def _under_roman(stack: list[Node], label: str) -> bool:
    above = [node for node in stack if node.kind in ("roman", "upper")]
    if not above:
        return False
    return above[-1].rank == _UPPER_BELOW or (label == "A" and all(node.kind == "roman" for node in above))


def _open_letter(stack: list[Node]) -> Node | None:
    return next((node for node in reversed(stack) if node.kind == "letter"), None)


def _open_number(stack: list[Node], below: Node) -> bool:
    return any(node.kind == "number" and node.label == "1" and node.rank > below.rank for node in stack)


def _has_rank(stack: list[Node], rank: int) -> bool:
    return any(node.rank == rank for node in stack)


def _follows(stack: list[Node], label: str) -> bool:
    inner = next((node for node in reversed(stack) if node.rank == 9), None)
    return (
        inner is not None and label.isdigit() and inner.label.isdigit() and int(label) == int(inner.label) + 1
    )
