"""One unit of text as obligations: roles, deadlines, recipients, targets, doubts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from treem.directives.reader import citations, deadlines, people, recurrence, reporting, roles
from treem.directives.reader.context import Context, Unit
from treem.directives.reader.document import Obligation, Role
from treem.directives.reader.flat import Flat
from treem.directives.reader.moments import Deadline

_REPORT_DUTY = re.compile(
    r"(?:^|[,;]\s*|\bvà\s+)(?:(?:định kỳ|kịp thời|tổng hợp,?|trước ngày[^,;]{4,20},?)\s+)*(?:báo cáo|gửi (?:báo cáo|kết quả|về|danh sách|văn bản|kế hoạch)|tổng hợp,? (?:kết quả,? )?báo cáo)\b",
    re.IGNORECASE,
)
_OWN_PLAN = re.compile(
    r"(?:xây dựng|ban hành|hoàn thiện|lập|rà soát,? lập|tổ chức kiểm điểm)\b[^;.]{0,60}\b(?:kế hoạch|quy chế|phương án|danh sách|kiểm điểm|danh mục)",
    re.IGNORECASE,
)
_TARGET_LIST = re.compile(
    r"\b[Cc]hỉ tiêu(?:\s+số)?\s+(?P<list>\d{1,3}[a-zđ]?(?:\s*(?:,|;|-|đến|và)\s*(?:số\s+|chỉ tiêu\s+(?:số\s+)?)?\d{1,3}[a-zđ]?\b)*)(?!\s*%)(?=[^\d%‰])"
)
_REPORT_NAME = re.compile(r"Báo cáo (tháng|quý|6 tháng|06 tháng|năm)", re.IGNORECASE)
_OF_NAME = {
    "tháng": "monthly", "quý": "quarterly", "6 tháng": "half_yearly", "06 tháng": "half_yearly", "năm": "yearly"
}  # fmt: skip
"""A report that is named after its period comes with each."""
_CONDITION = re.compile(
    r"\(?\b(?P<c>nếu có|khi có yêu cầu|khi cần thiết|nếu [^,;.()]{3,70}|trong trường hợp [^,;.()]{3,90}|khi có [^,;.()]{3,50})\b"
)
_DONE_BY_OTHERS = re.compile(
    r"\((?P<who>[^()]{4,120}?)\s+(?:chủ trì|thực hiện|chịu trách nhiệm)[^()]{0,80}\)|\b[Gg]iao\s+(?P<given>[^,;.:]{4,120}?)\s+(?:chủ trì|tham mưu|thực hiện|đầu mối|làm đầu mối)"
)


class UnitReader:
    """Turns units of one document into obligations."""

    def __init__(self, flat: Flat, original: str, year: str, recurs: bool = False, today: str = "") -> None:
        self._flat = flat
        self._original = original
        self._year = year
        self._today = today
        # A rule or a plan of several years means every year with «báo cáo năm trước ngày 18 tháng 12».
        self._recurs = recurs

    def read(self, unit: Unit) -> list[Obligation]:
        """The obligations in one unit: one, or one for each deadline."""
        text = self._flat.text[unit.start : unit.end]
        context = unit.context
        start, end = self._flat.span(unit.start, unit.end)
        item = Obligation(
            "",
            "task",
            self._original[start:end],
            start,
            end,
            list(context.assignees),
            modality=context.modality,
        )
        found = people.lead(text)
        rest = text[found.end :].lstrip(" ,:") if found and not found.colon else text
        read = roles.read(rest)
        item.cooperators, item.advise_to = read.cooperators, read.advise_to
        item.roles, item.role = _with_inherited(read, context)
        if context.leads and not item.cooperators and item.role != "cooperate":
            item.cooperators = list(context.cooperators)
        masked = [span for span in citations.spans_of_dates(text)] if "/" in text else []
        dues = deadlines.find(text, self._year, masked, today=self._today)
        if self._recurs:
            for due in dues:
                if due.inferred and due.period and due.is_day:
                    due.every_year()
        supplied, every = context.supplied, ""
        if supplied:
            if supplied.lead and supplied.does:
                item.assignees = supplied.lead
            elif supplied.lead:
                item.assignees, item.role = supplied.lead, "lead"
                item.roles = list(dict.fromkeys(["lead", *item.roles]))
            item.cooperators = item.cooperators or supplied.partners
            if supplied.due:
                stated, every = deadlines.of_field(supplied.due, self._year, self._today)
                dues = stated or ([due for due in dues if due.is_length] if every else dues)
                if named := _REPORT_NAME.fullmatch(text.strip(" .")):
                    every = _OF_NAME[named.group(1).lower()]
                    for due in dues:
                        if due.inferred and due.is_day:
                            due.every_year()
        if not item.assignees:
            _assign_inside(item, text)
        item.recurrence = recurrence.of_text(text, "report" in item.roles)
        report_like = _report_like(rest, text, item, context, bool(dues))
        if report_like:
            item.unit_type, item.role = "reporting", "report"
            if "report" not in item.roles:
                item.roles = ["report"] if item.roles == ["implement"] else [*item.roles, "report"]
        if unit.kind == "closing":
            item.unit_type = "closing"
        elif not item.assignees:
            item.unit_type = "unassigned"
        item.recurrence = every or recurrence.of_text(text, "report" in item.roles)
        if not item.recurrence and recurrence.always(rest):
            item.recurrence = "continuous"
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
        return _dated(item, dues, text, every)


def _clause_start(text: str, due: Deadline) -> int:
    """Where the clause of a deadline begins; 0 for the first, whose list of bodies may hold semicolons."""
    begin = text.rfind(";", 0, max(due.start, 0)) + 1
    first = people.lead(text)
    return 0 if first and begin <= first.end else begin


def _clause_body(text: str, due: Deadline) -> list[str]:
    """Whose the deadline is when its clause names a body of its own: «…; Sở Y tế tổng hợp, báo cáo trước ngày …»."""
    begin = _clause_start(text, due)
    if not begin:
        return []
    clause = text[begin:].lstrip()
    found = people.lead(clause)
    if found is None or found.colon or begin + found.end >= due.start:
        return []
    return [] if found.assignees[0].lower().startswith("mỗi ") else found.assignees


def _dated(item: Obligation, dues: list[Deadline], text: str, every: str) -> list[Obligation]:
    """The obligation once for each of its deadlines, and for what returns in a clause of its own."""
    distinct: list[Deadline] = []
    for due in dues:
        if not any(due.value == other.value and due.rrule == other.rrule for other in distinct):
            distinct.append(due)
    if not distinct:
        item.assignees.extend(name for name in _later_bodies(text) if name not in item.assignees)
        rhythms = recurrence.twice(text) if not every else []
        return [_copy(item, recurrence=name) for name in rhythms] or [item]
    result = []
    owners = [_clause_body(text, due) for due in distinct]
    if len(distinct) == 1 and not people.lead(text):
        owners = [[]]  # below a heading of bodies: theirs
    elif all(owners) and item.assignees and owners[0] != item.assignees:
        # «Sở Tài chính bố trí kinh phí; các cơ quan lập dự toán gửi trước ngày …»: the first has no day.
        result.append(_copy(item, recurrence=""))
    for due, own in zip(distinct[:6], owners, strict=False):
        copy = _copy(
            item, deadline=due.value, deadline_op=due.op, period=due.period, rrule=due.rrule,
            recurrence=_recurrence(item, due, text, every),
        )  # fmt: skip
        copy.assignees = own or copy.assignees
        if len(distinct) > 1:
            _own_role(copy, text, due)
        if copy.recurrence == "quarterly" and due.is_length and "mỗi quý" in text:
            copy.deadline = copy.deadline_op = ""  # «15 ngày sau khi kết thúc mỗi quý»
        if due.inferred:
            copy.confidence = round(copy.confidence - 0.1, 2)
        result.append(copy)
    if not every:
        for name in recurrence.standing(text, [(due.start, due.end) for due in dues]):
            if all(copy.recurrence != name or (not name and copy.deadline) for copy in result):
                result.append(_copy(item, recurrence=name))
    return result


def _own_role(copy: Obligation, text: str, due: Deadline) -> None:
    """What is to be sent by the day of a later clause is a report, whatever the first clause asks for."""
    begin = _clause_start(text, due)
    clause = text[begin:].lstrip()
    found = people.lead(clause) if begin else None
    if (
        begin
        and copy.role == "implement"
        and roles.of_clause(clause[found.end :].lstrip(" ,:") if found else clause) == "report"
    ):
        copy.role = "report"
        copy.unit_type = copy.unit_type if copy.unit_type == "unassigned" else "reporting"


def _later_bodies(text: str) -> list[str]:
    """The bodies that begin later clauses of a unit whose first names its own: «Ban Tuyên giáo theo dõi; Văn phòng tham
    mưu sơ kết»."""
    first = people.lead(text)
    if first is None or first.colon:
        return []
    found: list[str] = []
    for clause in re.split(r";\s+", text[first.end :])[1:]:
        named = people.lead(clause)
        if named and not named.colon and not named.given:
            found.extend(named.assignees)
    return found


def _recurrence(item: Obligation, due: Deadline, text: str, every: str) -> str:
    """How often this deadline comes: said beside it, by the period of its report, or anew with each case."""
    if every:
        return every
    if due.recurrence:
        return due.recurrence
    if due.is_length:
        if "mỗi quý" in text[due.start : due.end + 40]:
            return "quarterly"
        if ended := recurrence.after_each(text, due.end - 6):
            return ended
        stop = text.find(";", due.end)
        clause = text[: stop if stop >= 0 else len(text)]
        by_minutes = str(due.value).startswith("PT") and str(due.value).endswith("M")
        again = (
            due.op == "before"
            or by_minutes
            or item.recurrence == "ad_hoc"
            or recurrence.upon_event(clause)
            or recurrence.from_each(text, due.end - 6)
            or recurrence.runs_from_each(text, due.start)
        )
        return "on_event" if again else ""
    if due.period and not due.inferred and due.is_day and "học kỳ" in text.lower():
        return ""  # «học kỳ I trước ngày 15/01/2027, cả năm trước ngày 31/5/2027»: of this school year
    if due.period:
        return recurrence.OF_PERIOD[due.period]
    if item.recurrence in recurrence.PERIODIC and recurrence.first_of_many(text, due.start):
        return item.recurrence
    return item.recurrence if due.rrule and item.recurrence in recurrence.PERIODIC else ""


def _copy(item: Obligation, **changes: Any) -> Obligation:
    lists = {
        name: list(getattr(item, name))
        for name in ("assignees", "roles", "cooperators", "onward", "targets", "flags")
    }
    return replace(item, **(lists | changes))


def _report_like(rest: str, text: str, item: Obligation, context: Context, dated: bool) -> bool:
    """Whether the whole sense of the unit is to send something by a day."""
    first = roles.of_clause(roles.without_asides(rest))
    if first == "report" and context.section != "reporting":
        return dated or bool(item.recurrence) or bool(reporting.route(rest).recipient)
    if not _REPORT_DUTY.search(rest) and not _REPORT_DUTY.search(text) and first != "report":
        return False
    if context.section == "reporting":
        return True
    if not dated:
        return False
    if _OWN_PLAN.match(rest):
        return False  # «Xây dựng kế hoạch, gửi về Sở Y tế trước ngày …»: to plan is the sense
    clauses = re.split(r";\s", rest)
    clause = clauses[-1]
    if len(clauses) > 1 and first == "implement" and roles.begins_with_verb(rest):
        return False  # «Rà soát …; gửi danh sách trước ngày …»: the first verb is the sense
    return (
        bool(_REPORT_DUTY.search(clause))
        and len(rest) < 520
        and item.role not in ("lead", "direct", "supervise")
        and bool(re.search(r"\bgửi\b|báo cáo[^.;]*(?:về|cho) ", clause))
        and _ends_with_date(clause)
    )


def _assign_inside(item: Obligation, text: str) -> None:
    match = _DONE_BY_OTHERS.search(text)
    if match:
        names = people.divide(match.group("who") or match.group("given"))
        if people.are_bodies(names):
            item.assignees = names
            if "lead" not in item.roles:
                item.roles.insert(0, "lead")
            item.role = "lead"


def _ends_with_date(clause: str) -> bool:
    return bool(
        re.search(r"(?:trước|chậm nhất|hằng|hàng|vào|định kỳ)[^;]{0,60}$", clause.rstrip(" .;/")[-90:])
    )


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
            if (
                index >= 2
                and parts[index - 1] in ("-", "đến")
                and part.isdigit()
                and parts[index - 2].isdigit()
            ):
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


def _doubt(item: Obligation, context: Context, read: roles.Roles, unit: Unit, length: int) -> None:
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
