"""Duties: walks the outline, hands assignees and roles down from headings, and cuts the units.

Rules of cutting: one unit for each bullet or numbered paragraph; a sentence with its own body, or a report
with its own day, is a unit; two deadlines in one unit are two obligations with the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from treem.directives.reader import citations, deadlines, people, reporting, roles, sections, tables
from treem.directives.reader.document import Metadata, Modality, Obligation, Role
from treem.directives.reader.flat import Flat
from treem.directives.reader.outline import Node

_CLOSING_WORK = re.compile(r"(?:triển khai|tổ chức|nghiêm túc|chủ động|phối hợp|căn cứ|khẩn trương|quan tâm|chịu trách nhiệm|quán triệt|thực hiện|thi hành|chỉ đạo|tập trung)")
_ENFORCE = re.compile(r"chịu trách nhiệm\s+(?:thi hành|thực hiện|tổ chức thực hiện|triển khai|đôn đốc)[^.;]{0,60}(?:Quyết định|Nghị quyết|Chỉ thị|Kế hoạch|Công điện|Quy chế|Thông báo)?[^.;]{0,20}(?:này)?\s*[./]*\s*$")
_GENERAL_ORDER = re.compile(r"(?:triển khai|tổ chức|nghiêm túc|khẩn trương|quan tâm|phối hợp|chỉ đạo|chủ động|kịp thời)[^.;:]{0,90}thực hiện|thực hiện (?:nghiêm|tốt|đúng|đầy đủ|các nội dung)|thi hành|triển khai thực hiện")
_PURPOSEFUL = re.compile(r"theo dõi|đôn đốc|kiểm tra|tổng hợp|thanh tra|giám sát|hướng dẫn|xây dựng|bố trí")
_CONTINGENT = re.compile(
    r"(?:(?:Trong )?[Qq]uá trình\b[^.]{0,110}?(?:nếu|có (?:khó khăn|vướng mắc|phát sinh|vấn đề)|phát sinh)|(?:Trường hợp|Nếu) (?:có |gặp |phát sinh )?(?:khó khăn|vướng mắc|có vấn đề|vượt thẩm quyền|cần thiết)|Khi có vướng mắc|Mọi vướng mắc)"
)
_ENCOURAGED = re.compile(r"[Kk]huyến khích\b")
_OWN_ACT = re.compile(r"(?:Phê duyệt|Ban hành|Công nhận|Thành lập|Bãi bỏ|Sửa đổi|Bổ sung|Kiện toàn|Quyết định này|Nghị quyết này|Thông tư này|Quy định này|Hiệu lực|Công bố)\b")
_ATTRIBUTE = re.compile(
    r"(?P<name>(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan|Trách nhiệm|Phân công|Bộ phận)?\s*(?:chủ trì|Chủ trì)(?:\s+(?:thực hiện|tham mưu))?|(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan)\s+(?:thực hiện|chịu trách nhiệm|đầu mối|tham mưu)|Phân công thực hiện|Trách nhiệm thực hiện|"
    r"(?:Cơ quan|Đơn vị|Các đơn vị|Các cơ quan)?\s*(?:phối hợp|Phối hợp)(?:\s+thực hiện)?|Thời gian(?:\s+(?:thực hiện|hoàn thành|tổ chức|triển khai|báo cáo))?(?:\s+và địa điểm|,\s*địa điểm)?|Thời hạn(?:\s+(?:thực hiện|hoàn thành))?|Tiến độ(?:\s+(?:thực hiện|hoàn thành))?|Hoàn thành|"
    r"Địa điểm|Địa bàn|Đối tượng(?:\s+(?:tham gia|tham dự|thụ hưởng))?|Thành phần(?:\s+tham (?:gia|dự))?|Số lượng(?:\s+người)?|Kinh phí(?:\s+thực hiện)?|Nguồn kinh phí|Sản phẩm(?:\s+(?:hoàn thành|dự kiến|đầu ra))?|Kết quả(?:\s+(?:dự kiến|đầu ra))?|Phạm vi|Quy mô|Hình thức(?:\s+(?:thực hiện|tổ chức))?|Người thực hiện|Giảng viên|Chủ đề)\s*:\s*"
)
_TOPIC_PREFIX = re.compile(r"(?:(?:Về )?(?:Chế độ|Công tác)\s+)?(?:[Tt]hông tin,?\s*(?:và\s+)?)?[Bb]áo cáo[^:.;]{0,30}:\s*|Tổ chức thực hiện:\s*")
_SENTENCE = re.compile(r"(?<=[a-zà-ỹ\d)”\"…])[.](?:\s+|(?=\s*\n))(?=[A-ZĐÀ-Ỹ])")
_GENERIC_LEAD_IN = re.compile(r"(?:(?:các|một số|những)\s+(?:nội dung|nhiệm vụ|công việc|giải pháp|công tác|biện pháp|việc|vấn đề|hoạt động|yêu cầu)[^:]{0,70}|như sau|sau đây|sau|cụ thể|trọng tâm|là)\s*:$")
_REPORT_START = re.compile(r"(?:(?:Định kỳ|Kịp thời|Tổng hợp,?|Đồng thời,?|Kết quả|Gửi|Nộp)[^.;]{0,60}?\bbáo cáo|Báo cáo|Gửi (?:báo cáo|kết quả|văn bản|kế hoạch)|Kết quả (?:thực hiện )?gửi)\b")
_REPORT_DUTY = re.compile(r"(?:^|[,;]\s*|\bvà\s+)(?:(?:định kỳ|kịp thời|tổng hợp,?|trước ngày[^,;]{4,20},?)\s+)*(?:báo cáo|gửi (?:báo cáo|kết quả|về|danh sách|văn bản|kế hoạch)|tổng hợp,? (?:kết quả,? )?báo cáo)\b", re.IGNORECASE)
_TARGET_LIST = re.compile(r"\b[Cc]hỉ tiêu(?:\s+số)?\s+(?P<list>\d{1,3}[a-zđ]?(?:\s*(?:,|;|-|đến|và)\s*(?:số\s+|chỉ tiêu\s+(?:số\s+)?)?\d{1,3}[a-zđ]?\b)*)(?!\s*%)(?=[^\d%‰])")
_CONDITION = re.compile(r"\(?\b(?P<c>nếu có|khi có yêu cầu|khi cần thiết|nếu [^,;.()]{3,70}|trong trường hợp [^,;.()]{3,90}|khi có [^,;.()]{3,50})\b")
_DONE_BY_OTHERS = re.compile(r"\((?P<who>[^()]{4,120}?)\s+(?:chủ trì|thực hiện|chịu trách nhiệm)[^()]{0,80}\)|\b[Gg]iao\s+(?P<given>[^,;.:]{4,120}?)\s+(?:chủ trì|tham mưu|thực hiện|đầu mối|làm đầu mối)")


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
    supplied: Attributes | None = None


@dataclass(slots=True)
class Attributes:
    """Lines below a task such as "- Đơn vị chủ trì: …" and "- Thời gian hoàn thành: …"."""

    lead: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    due: str = ""


@dataclass(slots=True)
class _Unit:
    start: int
    end: int
    context: Context
    kind: str = "task"
    label: str = ""
    letter: bool = False
    split: bool = False
    order: int = 0
    due: str = ""


class Walker:
    """Collects the obligations of one document."""

    def __init__(self, flat: Flat, original: str, meta: Metadata, year: str) -> None:
        self._flat = flat
        self._original = original
        self._meta = meta
        self._year = year
        self._plan = meta.type in ("Kế hoạch", "Đề án", "Chương trình", "Phương án", "Chương trình hành động", "Dự án", "Báo cáo", "Tờ trình")
        self._issuers = _own_names(meta.issuer)
        self._last_body = 0
        self.obligations: list[Obligation] = []

    def walk(self, root: Node, prefix: str = "") -> None:
        """Read one outline (the body, or an annex under its ``prefix``)."""
        context = Context()
        if not self._plan and not prefix and self._meta.addressees:
            context = Context(list(self._meta.addressees), "address_list")
        if self._meta.type in ("Báo cáo", "Tờ trình") and not prefix:
            context.section = "skip"
        plain = [child for child in root.children if child.kind == "plain" and child.para]
        self._last_body = plain[-1].para.end if plain and plain[-1].para else 0
        self._container(root, context, prefix)

    # --- the tree ---------------------------------------------------------------------------------

    def _container(self, node: Node, context: Context, path: str) -> None:
        units: list[_Unit] = []
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
        label = node.label if node.kind != "part" else node.label.rstrip(".:")
        own = _join(path, label)
        context = replace(context, supplied=None)
        if node.kind == "article":
            context = replace(context, article=True, assignees=[], source="", section="")
        if not node.children:
            units: list[_Unit] = []
            self._leaf(node, context, units, label)
            self._flush(units, path, marked=True)
            return
        named = people.heading(text)
        if named:
            inner = replace(context, assignees=named.assignees, source="heading", leads=False, cooperators=[], section=_open(context.section))
            inner.modality = named.modality or ("order" if context.modality == "request" else context.modality)
            self._container(node, inner, own)
            return
        supplied = _attributes(node)
        if supplied:
            context = replace(context, supplied=supplied)
            if all(_ATTRIBUTE.match(child.text) for child in node.children):
                units = []
                self._unit(node, context, units, label, stop=_last_end(node))
                self._flush(units, path, marked=True)
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
        section = sections.of(text, context.section)
        if found and not (found.colon and not text[found.end :].strip()):
            inner = replace(context, assignees=self._resolve(found.assignees, text), source="lead_in", section=_open(context.section))
            inner.modality = found.modality or context.modality
            rest = text[found.end :].lstrip(" :,")
            self._lead_in(inner, rest)
            if text.endswith(":"):
                return inner, len(rest) > 170 and not _GENERIC_LEAD_IN.search(text), False
            return inner, text.endswith((".", ";")), False
        if found:
            inner = replace(context, assignees=found.assignees, source="heading", section=_open(context.section))
            return inner, False, False
        bullets = [child for child in node.children if child.kind in ("dash", "plus")]
        things = len(bullets) == len(node.children) and not any(
            roles.begins_with_verb(child.text) or people.lead(child.text) for child in bullets
        )
        verb = roles.begins_with_verb(text)
        if text.endswith(":"):
            ordered = people.ordered(text)
            inner = replace(context)
            if ordered:
                inner.assignees, inner.source = ordered.assignees, "lead_in"
                inner.modality = ordered.modality or inner.modality
            if verb and things and not _title_like(text):
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

    def _bullet(self, node: Node, context: Context, units: list[_Unit], path: str) -> None:
        attribute = _ATTRIBUTE.match(node.text)
        if attribute and (context.supplied or units or len(node.text) < 200):
            if units and not context.supplied:
                pass
            return
        inner_nodes = [child for child in node.children if child.kind in ("plus", "dash")]
        if not inner_nodes:
            self._leaf(node, context, units, "")
            return
        named = people.heading(node.text)
        if named:
            inner = replace(context, assignees=named.assignees, source="heading", section=_open(context.section))
            inner.modality = named.modality or context.modality
            for child in inner_nodes:
                self._bullet(child, inner, units, path)
            return
        inner, is_unit, absorbed = self._parent(node, context)
        if is_unit or absorbed:
            self._unit(node, context, units, "", stop=_last_end(node) if absorbed else None)
        if absorbed:
            return
        if not is_unit and not node.text.rstrip().endswith(":") and roles.begins_with_verb(node.text) and len(node.text) > 40:
            self._unit(node, context, units, "", stop=_last_end(node))
            return
        for child in inner_nodes:
            self._bullet(child, inner, units, path)

    def _leaf(self, node: Node, context: Context, units: list[_Unit], label: str) -> None:
        text = node.text
        if people.heading(text) or not text.strip():
            return
        if sections.of(text, context.section) in ("aims", "skip", "money") and _title_like(text) and not roles.begins_with_verb(text):
            return
        self._unit(node, context, units, label)

    def _plain(self, node: Node, context: Context, units: list[_Unit], parent: Node, numbered_seen: bool) -> Context | None:
        """An unmarked paragraph: a lead-in (returns what it hands on), a unit, a closing, or nothing."""
        assert node.para is not None
        text = node.text.strip()
        top = parent.kind is None
        if text.endswith(":"):
            ordered = people.ordered(text) or people.lead(text)
            inner = replace(context, leads=False, cooperators=[], section=_open(context.section) if top else context.section)
            if ordered and ordered.assignees and not self._is_issuer(ordered.assignees):
                inner.assignees, inner.source = self._resolve(ordered.assignees, text), "lead_in"
                inner.modality = ordered.modality or inner.modality
            self._lead_in(inner, text)
            return inner
        if _CONTINGENT.match(text):
            return None
        late = node.para.end >= self._last_body
        if late or top:
            closing = self._closing(text)
            if closing:
                unit = _Unit(node.para.body, node.para.end, replace(context, assignees=closing.assignees, source="inline", modality=closing.modality or context.modality), "closing")
                self._emit(unit, "closing")
                return None
        if _attribute_only(text):
            return None
        if top:
            given = people.ordered(text)
            found = people.lead(text)
            if not given and not (found and (numbered_seen or context.source == "lead_in")) and not (
                context.source == "lead_in" and roles.begins_with_verb(text)
            ):
                return None
            start = 0
            if given and not found:
                at = text.find(given.assignees[0])
                start = max(text.rfind(" ", 0, max(at - 1, 0)), 0) if at > 0 else 0
                start = _sentence_start(text, at)
            base = replace(context, assignees=(given or found or people.Lead()).assignees or context.assignees, source="inline")
            if given:
                base.modality = given.modality or base.modality
            units.append(_Unit(node.para.body + start, node.para.end, base))
            self._split_last(units, node)
            return None
        if people.heading(text):
            named = people.heading(text)
            assert named is not None
            return replace(context, assignees=named.assignees, source="heading", modality=named.modality or context.modality, section=_open(context.section))
        if sections.of(text, context.section) != context.section and _title_like(text) and len(text) < 80:
            return replace(context, section=sections.of(text, context.section))
        self._unit(node, context, units, "", plain=True)
        return None

    # --- units ------------------------------------------------------------------------------------

    def _unit(self, node: Node, context: Context, units: list[_Unit], label: str, stop: int | None = None, plain: bool = False) -> None:
        para = node.para
        assert para is not None
        text = para.text
        start = para.body
        end = stop or para.end
        if _ENCOURAGED.match(text) or _CONTINGENT.match(text):
            return
        topic = _TOPIC_PREFIX.match(text)
        if topic and (people.lead(text[topic.end() :]) or roles.begins_with_verb(text[topic.end() :])):
            start += topic.end()
            text = text[topic.end() :]
            context = replace(context, section="reporting")
        found = people.lead(text)
        if context.section in ("aims", "skip") and not (found and found.given):
            return
        if context.section == "money" and not found:
            return
        if context.article and not found and not roles.begins_with_verb(text):
            return
        if context.article and _OWN_ACT.match(text):
            return
        if _ENFORCE.search(text.rstrip()) and (found or people.HEAD.match(text)):
            closing = self._closing(text)
            assignees = closing.assignees if closing else found.assignees if found else []
            self._emit(_Unit(start, end, replace(context, assignees=assignees, source="inline"), "closing"), "closing")
            return
        if context.source in ("", "address_list") and not found and _noun_only(text) and not label:
            return
        if found:
            if self._is_issuer(found.assignees):
                return
            if found.colon:
                start += found.end
                while start < end and self._flat.text[start] in " :":
                    start += 1
            context = replace(context, assignees=self._resolve(found.assignees, text), source="inline", leads=False, cooperators=[])
            context.modality = found.modality or context.modality
        units.append(_Unit(start, end, context, label=label))
        if stop is None:
            self._split_last(units, node, plain)

    def _split_last(self, units: list[_Unit], node: Node, plain: bool = False) -> None:
        """Cut sentences with their own body, or their own dated report, off the last unit."""
        unit = units[-1]
        text = self._flat.text[unit.start : unit.end]
        starts = [0] + [match.end() for match in _SENTENCE.finditer(text)]
        pieces: list[_Unit] = []
        stops = [*starts[1:], len(text)]
        strong = plain and len(starts) > 1 and unit.context.source == "heading" and all(
            (roles.of_clause(text[a:b]) or "implement") != "implement" for a, b in zip(starts, stops, strict=True)
        )
        begin = 0
        context = unit.context
        dropped = False
        for a, b in zip(starts, stops, strict=True):
            if a == 0:
                continue
            sentence = text[a:b]
            if _CONTINGENT.match(sentence) or _ENCOURAGED.match(sentence):
                pieces.append(replace(unit, start=unit.start + begin, end=unit.start + a, context=context))
                begin, dropped = a, True
                break
            found = people.lead(sentence)
            own_report = (
                _REPORT_START.match(sentence)
                and unit.context.section != "reporting"
                and bool(deadlines.find(sentence, self._year))
                and not deadlines.find(text[begin:a], self._year)
            )
            if strong or own_report or (found and found.assignees != context.assignees and not self._is_issuer(found.assignees)):
                pieces.append(replace(unit, start=unit.start + begin, end=unit.start + a, context=context))
                begin = a
                if found:
                    context = replace(unit.context, assignees=self._resolve(found.assignees, sentence), source="inline", leads=False, cooperators=[])
                    context.modality = found.modality or context.modality
        if not dropped:
            pieces.append(replace(unit, start=unit.start + begin, context=context))
        inner = reporting.embedded(self._flat.text[pieces[-1].start : pieces[-1].end])
        if inner:
            base = pieces[-1].start
            names = people.divide(reporting._EMBEDDED.search(self._flat.text[base : pieces[-1].end]).group("who"))  # type: ignore[union-attr]
            pieces.append(replace(unit, start=base + inner[0], end=base + inner[1], context=replace(unit.context, assignees=names, source="inline", section="reporting"), kind="embedded"))
        if len(pieces) > 1:
            for number, piece in enumerate(pieces):
                piece.split = True
                piece.letter = not plain or not strong
                piece.order = number
        units[-1:] = pieces

    def _flush(self, units: list[_Unit], path: str, marked: bool = False) -> None:
        """Give the collected units of one container their paths, and emit them."""
        if not units:
            return
        if marked:
            base = _join(path, units[0].label)
            expanded = [item for unit in units for item in self._read(unit)]
            for number, item in enumerate(expanded):
                item.path = base if len(expanded) == 1 else base + chr(ord("a") + min(number, 25))
                self.obligations.append(item)
            return
        letters = re.fullmatch(r"\d+", path) is not None
        expanded = [item for unit in units for item in self._read(unit)]
        only = len(expanded) == 1 and path
        for number, item in enumerate(expanded):
            step = chr(ord("a") + number) if letters and number < 26 else str(number + 1)
            item.path = path if only and self._single(units[0]) else _join(path, step)
            self.obligations.append(item)

    def _single(self, unit: _Unit) -> bool:
        before = self._flat.text[max(0, unit.start - 3) : unit.start]
        return not any(mark in before for mark in "-•+*")

    def _emit(self, unit: _Unit, path: str) -> None:
        for item in self._read(unit):
            item.path = path
            self.obligations.append(item)

    def _read(self, unit: _Unit) -> list[Obligation]:
        """The obligations in one unit: one, or one for each deadline."""
        text = self._flat.text[unit.start : unit.end]
        context = unit.context
        start, end = self._flat.span(unit.start, unit.end)
        item = Obligation("", "task", self._original[start:end], start, end, list(context.assignees), modality=context.modality)
        found = people.lead(text)
        rest = text[found.end :].lstrip(" ,:") if found and not found.colon else text
        read = roles.read(rest)
        item.cooperators, item.advise_to = read.cooperators, read.advise_to
        item.roles, item.role = _with_inherited(read, context)
        if context.leads and not item.cooperators and item.role != "cooperate":
            item.cooperators = list(context.cooperators)
        masked = [span for span in citations.spans_of_dates(text)] if "/" in text else []
        dues = deadlines.find(text, self._year, masked)
        supplied = context.supplied
        if supplied:
            if supplied.lead:
                item.assignees, item.role = supplied.lead, "lead"
                item.roles = list(dict.fromkeys(["lead", *item.roles]))
            item.cooperators = item.cooperators or supplied.partners
            if supplied.due and not dues:
                dues = deadlines.find(supplied.due, self._year, None, True)
        if not item.assignees:
            self._assign_inside(item, text)
        report_like = self._report_like(rest, text, item, context, bool(dues))
        if report_like:
            item.unit_type, item.role = "reporting", "report"
            if "report" not in item.roles:
                item.roles = ["report"] if item.roles == ["implement"] else [*item.roles, "report"]
        if unit.kind == "closing":
            item.unit_type = "closing"
        elif not item.assignees:
            item.unit_type = "unassigned"
        item.recurrence = deadlines.recurrence_of(text, "report" in item.roles)
        if item.unit_type == "reporting" or "report" in item.roles:
            way = reporting.route(rest if unit.kind == "embedded" else text[found.end :] if found else text)
            item.recipient, item.via, item.onward = way.recipient, way.via, way.onward
        item.targets = _target_numbers(text)
        condition = _CONDITION.search(text)
        item.condition = condition.group("c") if condition else ""
        _doubt(item, context, read, unit, len(text))
        if unit.kind in ("closing", "embedded"):
            dues = []
            if unit.kind == "embedded":
                item.recurrence = ""
        return self._dated(item, dues)

    def _dated(self, item: Obligation, dues: list[deadlines.Deadline]) -> list[Obligation]:
        distinct: list[deadlines.Deadline] = []
        for due in dues:
            if not any(due.value == other.value and due.rrule == other.rrule for other in distinct):
                distinct.append(due)
        if not distinct:
            return [item]
        result = []
        for due in distinct[:6]:
            copy = replace(item, assignees=list(item.assignees), roles=list(item.roles), cooperators=list(item.cooperators), onward=list(item.onward), targets=list(item.targets), flags=list(item.flags))
            copy.deadline, copy.deadline_op = due.value, due.op
            copy.period = due.period
            if due.recurrence:
                copy.recurrence, copy.rrule = due.recurrence, due.rrule
            elif due.period and copy.recurrence in ("half_yearly", "yearly", "quarterly", "monthly", "as_regulated", ""):
                copy.recurrence = {"H1": "half_yearly", "H2": "half_yearly", "year": "yearly", "quarter": "quarterly", "month": "monthly"}[due.period]
            elif copy.recurrence == "as_regulated":
                copy.recurrence = ""
            if due.inferred:
                copy.confidence = round(copy.confidence - 0.1, 2)
            result.append(copy)
        return result

    def _report_like(self, rest: str, text: str, item: Obligation, context: Context, dated: bool) -> bool:
        """Whether the whole sense of the unit is to send something by a day."""
        if not _REPORT_DUTY.search(rest) and not _REPORT_DUTY.search(text):
            return False
        if context.section == "reporting":
            return True
        first = roles.of_clause(rest)
        if first == "report":
            return dated or bool(reporting.route(rest).recipient)
        if not dated:
            return False
        clause = re.split(r";\s", rest)[-1]
        return bool(_REPORT_DUTY.search(clause)) and len(rest) < 520 and item.role not in ("lead", "direct", "supervise") and bool(re.search(r"\bgửi\b|báo cáo[^.;]*(?:về|cho) ", clause)) and _ends_with_date(clause)

    def _assign_inside(self, item: Obligation, text: str) -> None:
        match = _DONE_BY_OTHERS.search(text)
        if match:
            names = people.divide(match.group("who") or match.group("given"))
            if people.are_bodies(names):
                item.assignees = names
                if "lead" not in item.roles:
                    item.roles.insert(0, "lead")
                item.role = "lead"

    def _rows(self, rows: list[Node], context: Context, path: str) -> None:
        if context.section in ("aims", "skip", "money"):
            return
        paras = [row.para for row in rows if row.para is not None]
        for row in tables.tasks(paras):
            base = replace(context, supplied=Attributes(row.lead, row.partners, row.due), section="tasks")
            if not row.lead and not row.due:
                continue
            self._emit(_Unit(row.start, row.end, base), _join(path, row.label))

    def _closing(self, text: str) -> people.Lead | None:
        """A general order at the end ("Yêu cầu … triển khai thực hiện./."), or None."""
        if _ENFORCE.search(text.rstrip()):
            end, _ = people.expression_end(text, 0)
            return people.Lead(people.divide(text[:end]), end)
        given = people.ordered(text)
        if given is None or deadlines.find(text[given.end :], self._year):
            return None
        rest = text[given.end :].strip()
        if len(rest) > 260 or not _CLOSING_WORK.match(roles.strip(rest) or rest) and not _GENERAL_ORDER.search(rest):
            return None
        if not _GENERAL_ORDER.search(rest) or _PURPOSEFUL.search(re.sub(r"tổ chức|triển khai", "", rest.split("thực hiện")[0])):
            return None
        return given

    def _is_issuer(self, names: list[str]) -> bool:
        return bool(names) and all(name.casefold() in self._issuers for name in names)

    def _resolve(self, names: list[str], text: str) -> list[str]:
        """"(như mục kính gửi)" stands for the addressees."""
        if self._meta.addressees and re.search(r"như (?:mục |phần |trên )?(?:kính gửi|Kính gửi|địa chỉ)|nơi nhận|có tên (?:tại|ở) (?:mục|phần)", text[:200]):
            return list(self._meta.addressees)
        return names


def _own_names(issuer: str) -> frozenset[str]:
    if not issuer:
        return frozenset()
    names = {issuer}
    match = re.match(r"UBND (tỉnh|thành phố|huyện|xã|phường|quận|thị xã)", issuer)
    if match:
        level = match.group(1)
        for body in ("UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân"):
            names |= {f"{body} {level}", f"Chủ tịch {body} {level}", f"{body}{issuer[4:]}", f"Chủ tịch {body}{issuer[4:]}"}
    return frozenset(name.casefold() for name in names)


def _join(path: str, label: str) -> str:
    label = label.strip()
    if not path:
        return label
    last = path.rsplit(".", 1)[-1]
    if "." in label:
        head, tail = label.rsplit(".", 1)
        if path == head or path.endswith("." + head) or last == head:
            return f"{path}.{tail}"
        parts = label.split(".")
        if last == parts[0]:
            return ".".join([path, *parts[1:]])
    return f"{path}.{label}" if label else path


def _open(section: sections.Section) -> sections.Section:
    return "" if section in ("aims", "skip", "money") else section


def _last_end(node: Node) -> int:
    while node.children:
        node = node.children[-1]
    assert node.para is not None
    return node.para.end


def _sentence_start(text: str, at: int) -> int:
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.end() <= at:
            start = match.end()
    return start


def _title_like(text: str) -> bool:
    return not text.rstrip().endswith((".", ";", "…")) and len(text) < 200


def _noun_only(text: str) -> bool:
    """A short line without a verb or a full stop: an item of a list, not a duty."""
    return len(text) < 60 and not roles.begins_with_verb(text)


def _attribute_only(text: str) -> bool:
    return bool(_ATTRIBUTE.match(text)) and len(text) < 260


def _attributes(node: Node) -> Attributes | None:
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
        elif any(word in name for word in ("chủ trì", "cơ quan", "đơn vị", "phân công", "trách nhiệm", "bộ phận")):
            stop, _ = people.expression_end(value, 0)
            names = people.divide(value[:stop])
            if people.are_bodies(names):
                found.lead, seen = names, True
        elif any(word in name for word in ("thời gian", "thời hạn", "tiến độ", "hoàn thành")):
            found.due, seen = value, True
    return found if seen else None


def _ends_with_date(clause: str) -> bool:
    return bool(re.search(r"(?:trước|chậm nhất|hằng|hàng|vào|định kỳ)[^;]{0,60}$", clause.rstrip(" .;/")[-90:]))


def _target_numbers(text: str) -> list[str]:
    numbers: list[str] = []
    if "hỉ tiêu" not in text:
        return numbers
    for match in _TARGET_LIST.finditer(text):
        if text[match.end() : match.end() + 1] == ":":
            continue
        parts = re.findall(r"\d{1,3}[a-zđ]?|-|đến", match.group("list"))
        for index, part in enumerate(parts):
            if part in ("-", "đến"):
                continue
            if index >= 2 and parts[index - 1] in ("-", "đến") and part.isdigit() and parts[index - 2].isdigit():
                first, last = int(parts[index - 2]), int(part)
                if first < last < first + 60:
                    numbers.extend(str(number) for number in range(first + 1, last))
            numbers.append(part)
    return list(dict.fromkeys(numbers))


def _with_inherited(read: roles.Roles, context: Context) -> tuple[list[Role], Role]:
    if not context.leads or read.primary == "cooperate":
        return list(read.every), read.primary
    every: list[Role] = ["lead", *[role for role in read.every if role != "lead"]]
    return every, "lead" if read.primary in ("implement", "lead") else read.primary


def _doubt(item: Obligation, context: Context, read: roles.Roles, unit: _Unit, length: int) -> None:
    """Set the flags and the confidence."""
    confidence = 0.95
    if item.unit_type == "unassigned":
        confidence -= 0.15
    elif context.source == "address_list":
        confidence -= 0.15
        if len(context.assignees) > 1:
            item.flags.append("ambiguous_assignee")
    if any(re.search(r"liên quan|có tên|khác\b", name) for name in item.assignees):
        confidence -= 0.05
    if not read.known_verb:
        confidence -= 0.25
    if unit.split:
        confidence -= 0.1
    if length > 900 or length < 25:
        confidence -= 0.1
    item.confidence = round(max(confidence, 0.05), 2)
