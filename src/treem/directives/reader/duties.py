"""Duties: walks the outline, hands assignees and roles down from headings, and cuts the units.

Rules of cutting: one unit for each bullet or numbered paragraph; a sentence with its own body, or a report
with its own day, is a unit; two deadlines in one unit are two obligations with the same text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from treem.directives.reader import closings, deadlines, letters, paths, people, roles, sections, tables
from treem.directives.reader.blocks import is_caps
from treem.directives.reader.context import Attributes, Context, Unit, attributes, is_attribute
from treem.directives.reader.cutting import Bodies, cut, sentence_end, sentence_start
from treem.directives.reader.document import Metadata, Obligation
from treem.directives.reader.flat import Flat
from treem.directives.reader.outline import Node
from treem.directives.reader.units import UnitReader

_TOPIC_PREFIX = re.compile(
    r"(?:(?:Về )?(?:Chế độ|Công tác)\s+)?(?:[Tt]hông tin,?\s*(?:và\s+)?)?[Bb]áo cáo[^:.;]{0,30}:\s*|Tổ chức thực hiện:\s*"
)
_STEP = letters.compile(
    r"(?:Bước|Giai đoạn|Đợt|Lần) (?:\d{1,2}|[IVX]{1,4})\s*[.:]?\s*(?:\([^()]{3,40}\)\s*)?(?:[A-ZĐÀ-Ỹ][^:.;]{2,40}:|:)?\s*"
)
"""«Bước 1. Khảo sát: …», «Đợt 2 di dời …»."""
_GENERIC_LEAD_IN = re.compile(
    r"(?:(?:các|một số|những)\s+(?:nội dung|nhiệm vụ|công việc|giải pháp|công tác|biện pháp|việc|vấn đề|hoạt động|yêu cầu)[^:]{0,70}|như sau|sau đây|sau|cụ thể|trọng tâm|là)\s*:$"
)


_AGREED = letters.compile(
    r"(?:Cơ bản )?(?:Đồng ý|Thống nhất|Nhất trí|đồng ý|thống nhất|nhất trí)\b(?! đánh giá| nhận định)"
)
_AMENDS = letters.compile(
    r"(?:Chương trình|Kế hoạch|Quy chế|Quyết định|Chỉ thị|Quy định)(?: này)? thay thế\b|(?:Sửa đổi, bổ sung|Bổ sung|Sửa đổi|Bãi bỏ) (?:một số |các )?(?:điểm|khoản|Điều|Chương|Mục|cụm từ|Phụ lục)\b|Thay (?:thế )?(?:các )?cụm từ"
)
"""What changes the words of another paper asks nothing of anybody."""
_INVITED = re.compile(r"đồng chí|đại biểu|quý vị", re.IGNORECASE)
_FORBIDS = letters.compile(
    r"(?:Nghiêm cấm|Không được)\b|(?:Ghi nhận|Đánh giá cao|Biểu dương|Hoan nghênh) (?:cố gắng|nỗ lực|những|sự|kết quả|các)|(?:Đã|Toàn (?:tỉnh|xã|phường|thành phố) (?:còn|có|đã)) "
)
"""What forbids, praises, or tells how things stand asks nobody to do anything."""


class Walker:
    """Collects the obligations of one document."""

    def __init__(self, flat: Flat, original: str, meta: Metadata, year: str, recurs: bool = False) -> None:
        self._flat = flat
        self._meta = meta
        self._year = year
        self._plan = meta.type in (
            "Kế hoạch",
            "Đề án",
            "Chương trình",
            "Phương án",
            "Chương trình hành động",
            "Dự án",
            "Báo cáo",
            "Tờ trình",
        )
        self._bodies = Bodies(meta)
        self._reader = UnitReader(flat, original, year, recurs, meta.date)
        self._last_body = 0
        self.obligations: list[Obligation] = []

    def walk(self, root: Node, prefix: str = "") -> None:
        """Read one outline (the body, or an annex under its ``prefix``)."""
        context = Context()
        if not self._plan and not prefix and self._meta.addressees:
            context = Context(list(self._meta.addressees), "address_list")
        if self._meta.type in ("Báo cáo", "Tờ trình") and not prefix:
            return  # what a report promises and proposes binds nobody by itself
        ends = _ends(root)
        self._last_body = ends[-3] if len(ends) > 3 else 0
        self._container(root, context, prefix)
        if self._meta.type == "Giấy mời":  # who comes owes nothing; who prepares has a body and a day
            self.obligations = [
                item
                for item in self.obligations
                if item.deadline
                and people.lead(" ".join(item.text.split()))
                and not any(_INVITED.search(name) for name in item.assignees)
            ]

    # --- the tree ---------------------------------------------------------------------------------

    def _container(self, node: Node, context: Context, path: str) -> None:
        units: list[Unit] = []
        current = context
        rows: list[Node] = []
        children = node.children
        numbered_seen = False
        for index, child in enumerate(children):
            if child.kind == "row":
                rows.append(child)
                if index + 1 < len(children) and children[index + 1].kind == "row":
                    continue
                self._flush(units, path)
                units = []
                self._rows(rows, current, path)
                rows = []
                continue
            if child.kind == "plain":
                changed = self._plain(child, current, units, node, numbered_seen)
                current = changed or current
            elif child.kind in ("dash", "plus"):
                self._bullet(child, current, units, path)
            else:
                numbered_seen = True
                self._flush(units, path)
                units = []
                self._numbered(child, current, path)
        self._flush(units, path)

    def _numbered(self, node: Node, context: Context, path: str) -> None:
        text = node.text
        label = paths.of_part(node.label) if node.kind == "part" else node.label
        # Articles are numbered through the chapters.
        own = path if any(child.kind == "article" for child in node.children) else paths.join(path, label)
        context = replace(context, supplied=None)
        if node.kind == "article":
            context = replace(context, article=True, assignees=[], source="", section="")
        if not node.children:
            units: list[Unit] = []
            self._leaf(node, context, units, label)
            self._flush(units, path, marked=True)
            return
        supplied = attributes(node)
        if supplied:
            context = replace(context, supplied=supplied)
            if all(is_attribute(child.text) for child in node.children):
                stated: list[Unit] = []
                self._unit(node, context, stated, label, stop=_last_end(node))
                self._flush(stated, path, marked=True)
                return
        if all(child.kind == "plain" for child in node.children) and _is_sentence(text):
            # A complete numbered paragraph; what follows unmarked (often the closing order) is not below it.
            units = []
            self._leaf(node, context, units, label)
            self._flush(units, path, marked=True)
            for number, child in enumerate(node.children):
                after: list[Unit] = []
                self._plain(child, context, after, Node(None, "", -1, None), True)
                self._flush(after, paths.join(own, str(number + 1)))
            return
        named = people.heading(text)
        if named:
            inner = replace(
                context,
                assignees=named.assignees,
                source="heading",
                leads=False,
                cooperators=[],
                section=_open(context.section),
            )
            inner.modality = named.modality or (
                "order" if context.modality == "request" else context.modality
            )
            self._container(node, inner, own)
            return
        inner, is_unit, absorbed = self._parent(node, context)
        if is_unit:
            units = []
            self._unit(node, context, units, label, stop=_last_end(node) if absorbed else None)
            self._flush(units, path, marked=True)
        if not absorbed:
            self._container(node, inner, own)

    def _parent(self, node: Node, context: Context) -> tuple[Context, bool, bool]:
        """For a node with children: what they inherit, whether it is a unit itself, whether it swallows them."""
        text = node.text.rstrip()
        found = people.lead(text)
        if found is None and text.endswith(":") and context.source in ("", "address_list"):
            found = people.after_adverbial(text)
        section = sections.of(text, context.section)
        if found and not (found.colon and not text[found.end :].strip()):
            inner = replace(
                context,
                assignees=self._bodies.resolve(found.assignees, text),
                source="lead_in",
                section=_open(context.section),
            )
            inner.modality = found.modality or context.modality
            rest = text[found.end :].lstrip(" :,")
            self._lead_in(inner, rest)
            if text.endswith(":"):
                return inner, len(rest) > 170 and not _GENERIC_LEAD_IN.search(text), False
            return inner, text.endswith((".", ";")), False
        if found:
            inner = replace(
                context, assignees=found.assignees, source="heading", section=_open(context.section)
            )
            return inner, False, False
        bullets = [child for child in node.children if child.kind in ("dash", "plus")]
        things = len(bullets) == len(node.children) and not any(
            roles.begins_with_verb(_STEP.sub("", child.text, count=1)) or people.lead(child.text)
            for child in bullets
        )
        verb = roles.begins_with_verb(text)
        if text.endswith(":"):
            ordered = people.ordered(text)
            inner = replace(context)
            if ordered:
                inner.assignees, inner.source = ordered.assignees, "lead_in"
                inner.modality = ordered.modality or inner.modality
            if verb and things:
                return inner, True, True
            self._lead_in(inner, text)
            inner.section = sections.of(text, context.section) if len(text) < 90 else _open(context.section)
            return inner, verb and len(text) > 150, False
        if text.endswith((".", ";")) and verb and len(text) > 60:
            return context, True, False
        return replace(context, section=section), False, False

    def _lead_in(self, context: Context, text: str) -> None:
        read = roles.read(text)
        if read.every[0] == "lead":
            context.leads = True
            context.cooperators = read.cooperators

    def _bullet(self, node: Node, context: Context, units: list[Unit], path: str) -> None:
        if is_attribute(node.text) and (context.supplied or units or len(node.text) < 200):
            return
        inner_nodes = [child for child in node.children if child.kind in ("plus", "dash", "letter")]
        if not inner_nodes:
            self._leaf(node, context, units, "")
            return
        named = people.heading(node.text)
        if named:
            inner = replace(
                context, assignees=named.assignees, source="heading", section=_open(context.section)
            )
            inner.modality = named.modality or context.modality
            for child in inner_nodes:
                self._bullet(child, inner, units, path)
            return
        inner, is_unit, absorbed = self._parent(node, context)
        if is_unit or absorbed:
            self._unit(node, context, units, "", stop=_last_end(node) if absorbed else None)
        if absorbed:
            return
        if (
            not is_unit
            and not node.text.rstrip().endswith(":")
            and roles.begins_with_verb(node.text)
            and len(node.text) > 40
        ):
            self._unit(node, context, units, "", stop=_last_end(node))
            return
        for child in inner_nodes:
            self._bullet(child, inner, units, path)

    def _leaf(self, node: Node, context: Context, units: list[Unit], label: str) -> None:
        text = node.text
        if people.heading(text) or not text.strip():
            return
        if (
            len(text) < 80
            and _title_like(text)
            and not roles.begins_with_verb(text)
            and not people.lead(text)
            and not deadlines.find(text, self._year)
        ):
            return  # a heading with nothing below it
        if (
            sections.of(text, context.section) in ("aims", "skip", "money")
            and _title_like(text)
            and not roles.begins_with_verb(text)
        ):
            return
        self._unit(node, context, units, label)

    def _plain(
        self, node: Node, context: Context, units: list[Unit], parent: Node, numbered_seen: bool
    ) -> Context | None:
        """An unmarked paragraph: a lead-in (returns what it hands on), a unit, a closing, or nothing."""
        assert node.para is not None
        text = node.text.strip()
        top = parent.kind is None
        if text.endswith(":"):
            ordered = people.ordered(text) or people.lead(text)
            inner = replace(
                context,
                leads=False,
                cooperators=[],
                opened=True,
                section=_open(context.section) if top else context.section,
            )
            if ordered and ordered.assignees and not self._bodies.is_issuer(ordered.assignees):
                inner.assignees, inner.source = self._bodies.resolve(ordered.assignees, text), "lead_in"
                inner.modality = ordered.modality or inner.modality
            self._lead_in(inner, text)
            return inner
        if closings.contingent(text):
            return None
        late = node.para.end >= self._last_body
        if late or top:
            closing = closings.closing(text, self._year)
            if closing:
                unit = Unit(
                    node.para.body,
                    node.para.end,
                    replace(
                        context,
                        assignees=closing.assignees,
                        source="inline",
                        modality=closing.modality or context.modality,
                    ),
                    "closing",
                )
                self._emit(unit, "closing")
                return None
        if is_attribute(text) and len(text) < 260:
            return None
        if top:
            given = people.ordered(text)
            found = people.lead(text)
            ready = numbered_seen or context.opened
            if not given and not (
                ready and (found or (context.source == "lead_in" and roles.begins_with_verb(text)))
            ):
                return None
            if self._bodies.is_issuer((given or found or people.Lead()).assignees):
                return None
            start = 0
            if given and not found:
                at = text.find(given.assignees[0])
                start = sentence_start(text, at)
            base = replace(
                context,
                assignees=(given or found or people.Lead()).assignees or context.assignees,
                source="inline",
            )
            if given:
                base.modality = given.modality or base.modality
            units.append(Unit(node.para.body + start, node.para.end, base))
            units[-1:] = cut(units[-1], self._flat, self._year, self._bodies)
            return None
        if people.heading(text):
            named = people.heading(text)
            assert named is not None
            return replace(
                context,
                assignees=named.assignees,
                source="heading",
                modality=named.modality or context.modality,
                section=_open(context.section),
            )
        if sections.of(text, context.section) != context.section and _title_like(text) and len(text) < 80:
            return replace(context, section=sections.of(text, context.section))
        self._unit(node, context, units, "", plain=True)
        return None

    # --- units ------------------------------------------------------------------------------------

    def _unit(
        self,
        node: Node,
        context: Context,
        units: list[Unit],
        label: str,
        stop: int | None = None,
        plain: bool = False,
    ) -> None:
        para = node.para
        assert para is not None
        text = para.text
        start = para.body
        end = stop or para.end
        if closings.contingent(text) or _FORBIDS.match(text) or _AMENDS.match(text):
            return
        topic = _TOPIC_PREFIX.match(text)
        if topic and (people.lead(text[topic.end() :]) or roles.begins_with_verb(text[topic.end() :])):
            start += topic.end()
            text = text[topic.end() :]
            context = replace(context, section="reporting")
        step = _STEP.match(text)
        if step and people.lead(text[step.end() :]):
            start += step.end()
            text = text[step.end() :]
        found = people.lead(text) or people.in_capitals(text)
        if (
            found is None
            and ":" in text[:40]
            and sections.of(text[: text.index(":")], "")
            in (
                "skip",
                "aims",
            )
        ):
            return  # «CHỦ ĐỀ: …», «Thời gian: …», «Mục tiêu: …»
        if found is None and context.source in ("", "address_list") and not roles.begins_with_verb(text):
            # "Nhận được công văn này, yêu cầu các trường …"
            found = people.ordered(text[: sentence_end(text)])
        if found is None and (context.article or context.source in ("", "address_list")):
            found = people.after_adverbial(text)
        if found is None and _AGREED.match(text):
            # "Đồng ý chủ trương …; giao Sở Tài chính hướng dẫn thủ tục …": what follows the consent binds.
            found = people.ordered(text) or next(
                (
                    named
                    for clause in text.split("; ")[1:]
                    if (named := people.lead(clause)) and not named.colon
                ),
                None,
            )
            if found is not None:
                found = replace(found, end=0, colon=False, given=True)
        if found is None:
            context = _given_after_topic(text, context)
        if context.section in ("aims", "skip") and not (found and found.given):
            return
        if context.section == "money" and not found:
            return
        if context.article and context.source != "heading" and not found and not roles.begins_with_verb(text):
            return
        if is_caps(text) and len(text) < 120:
            return  # «QUY ĐỊNH CHUNG»: the title of a chapter
        if context.article and context.source != "heading" and closings.own_act(text):
            return
        if closings.enforces(text) and (found or people.HEAD.match(text)):
            closing = closings.closing(text, self._year)
            assignees = closing.assignees if closing else found.assignees if found else []
            self._emit(
                Unit(start, end, replace(context, assignees=assignees, source="inline"), "closing"),
                "closing",
            )
            return
        if context.source in ("", "address_list") and not found and _noun_only(text) and not label:
            return
        if found:
            if self._bodies.is_issuer(found.assignees):
                return
            if found.colon:
                start += found.end
                while start < end and self._flat.text[start] in " :":
                    start += 1
            context = replace(
                context,
                assignees=self._bodies.resolve(found.assignees, text),
                source="inline",
                leads=False,
                cooperators=[],
            )
            context.modality = found.modality or context.modality
        units.append(Unit(start, end, context, label=label))
        if stop is None:
            units[-1:] = cut(units[-1], self._flat, self._year, self._bodies, plain)

    def _flush(self, units: list[Unit], path: str, marked: bool = False) -> None:
        """Give the collected units of one container their paths, and emit them."""
        if not units:
            return
        if marked:
            base = paths.join(path, units[0].label)
            expanded = [item for unit in units for item in self._reader.read(unit)]
            for number, item in enumerate(expanded):
                item.path = base if len(expanded) == 1 else paths.part_of(base, number)
                self.obligations.append(item)
            return
        letters = re.fullmatch(r"\d+", path) is not None
        expanded = [item for unit in units for item in self._reader.read(unit)]
        only = len(expanded) == 1 and path
        for number, item in enumerate(expanded):
            step = chr(ord("a") + number) if letters and number < 26 else str(number + 1)
            item.path = path if only and self._single(units[0]) else paths.join(path, step)
            self.obligations.append(item)

    def _single(self, unit: Unit) -> bool:
        before = self._flat.text[max(0, unit.start - 3) : unit.start]
        return not any(mark in before for mark in "-•+*")

    def _emit(self, unit: Unit, path: str) -> None:
        for item in self._reader.read(unit):
            item.path = path
            self.obligations.append(item)

    def _rows(self, rows: list[Node], context: Context, path: str) -> None:
        if context.section in ("aims", "skip", "money"):
            return
        paras = [row.para for row in rows if row.para is not None]
        for row in tables.tasks(paras):
            base = replace(
                context, supplied=Attributes(row.lead, row.partners, row.due, row.does), section="tasks"
            )
            if not row.lead and not row.due:
                continue
            self._emit(Unit(row.start, row.end, base), paths.join(path, row.label))


def _given_after_topic(text: str, context: Context) -> Context:
    """ "Về công tác cán bộ: Giao Sở Nội vụ …": the body named after the topic."""
    topic, colon, rest = text.partition(":")
    found = (
        people.lead(rest.lstrip())
        if colon and len(topic) < 90 and not roles.begins_with_verb(topic)
        else None
    )
    if found is None or not found.given:
        return context
    return replace(
        context,
        assignees=found.assignees,
        source="inline",
        modality=found.modality or context.modality,
        leads=False,
        cooperators=[],
    )


def _open(section: sections.Section) -> sections.Section:
    return "" if section in ("aims", "skip", "money") else section


def _last_end(node: Node) -> int:
    while node.children:
        node = node.children[-1]
    assert node.para is not None
    return node.para.end


def _ends(node: Node) -> list[int]:
    found = [node.para.end] if node.para else []
    for child in node.children:
        found.extend(_ends(child))
    return found


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", ";")) and len(text) > 60 and people.heading(text) is None


def _title_like(text: str) -> bool:
    return not text.rstrip().endswith((".", ";", "…")) and len(text) < 200


def _noun_only(text: str) -> bool:
    """A short line without a verb or a full stop: an item of a list, not a duty."""
    return len(text) < 60 and not roles.begins_with_verb(text)
