"""Who reports to whom: recipients of a duty to report, and the list of reports a directive asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from treem.directives.reader import people
from treem.directives.reader.document import Obligation, Report

_TO = re.compile(
    r"\b(?:gửi(?:\s+(?:báo cáo|kết quả|văn bản))?(?:\s+(?:về|cho|tới|đến))?|báo cáo(?:\s+(?:về|cho|lên|với))?|về|nộp(?:\s+(?:về|cho))?|trình)\s+(?=[A-ZĐỦỨcđ])"
)
_ONWARD = re.compile(
    r"\b(?:để\s+|,\s*|và\s+)?(?:(?:tổng hợp|theo dõi)(?:,|\s+và)?\s+)*(?:báo cáo|trình|đồng thời gửi|đồng gửi|đồng thời báo cáo)(?:\s+(?:về|cho|lên))?\s+(?=[A-ZĐỦỨ])"
)
_VIA = re.compile(r"\(?\b(?:thông )?qua\s+(?=(?:[A-ZĐỦỨ]))")
_EMBEDDED = re.compile(
    r"\b(?:về|gửi|cho)\s+(?P<who>(?=[A-ZĐỦỨ])[^,;:.()]{2,90}?)\s+(?P<what>tổng hợp,?\s+(?:và\s+)?báo cáo\s)"
)
_SPEAKS_OF_REPORTS = re.compile(r"\b(?:báo cáo|gửi|trình|nộp|tổng hợp|phản ánh)\b", re.IGNORECASE)
_KINDS = {"H1": "six_month", "H2": "six_month", "year": "annual", "quarter": "quarterly", "month": "monthly"}
_KIND_OF_RECURRENCE = {
    "half_yearly": "six_month",
    "yearly": "annual",
    "quarterly": "quarterly",
    "monthly": "monthly",
    "ad_hoc": "ad_hoc",
    "as_regulated": "periodic",
    "on_event": "ad_hoc",
}


@dataclass(slots=True)
class Route:
    """To whom, through whom, and to whom from there."""

    recipient: str = ""
    via: str = ""
    onward: list[str] = field(default_factory=list)


def route(text: str) -> Route:
    """The way a report takes, as the text names it."""
    result = Route()
    if not _SPEAKS_OF_REPORTS.search(text):
        return result
    last = 0
    for match in _TO.finditer(text):
        if not people.HEAD.match(text, match.end()):
            continue
        names, end = _bodies(text, match.end())
        if names:
            result.recipient = "; ".join(names)
            last = end
            break
    if not result.recipient:
        return result
    for match in _ONWARD.finditer(text, last):
        if people.HEAD.match(text, match.end()):
            names, _ = _bodies(text, match.end())
            result.onward.extend(
                name for name in names if name not in result.onward and name != result.recipient
            )
    via = _VIA.search(text)
    if via and people.HEAD.match(text, via.end()):
        names, _ = _bodies(text, via.end())
        result.via = names[0] if names else ""
    return result


@dataclass(slots=True)
class Embedded:
    """The words of a duty inside another sentence, and whose it is."""

    start: int
    end: int
    bodies: list[str]


def embedded(text: str) -> Embedded | None:
    """ "… về Sở Y tế tổng hợp báo cáo UBND tỉnh": where the duty of the one who collects begins and ends.

    "… để tổng hợp báo cáo" only states a purpose and is no duty of its own.
    """
    match = _EMBEDDED.search(text)
    if match is None or match.group("who").endswith(" để"):
        return None
    bodies = people.divide(match.group("who"))
    if not people.are_bodies(bodies):
        return None
    stop = re.search(r"[.;]", text[match.end() :])
    end = match.end() + stop.start() + 1 if stop else len(text)
    return Embedded(match.start("who"), end, bodies)


def _bodies(text: str, start: int) -> tuple[list[str], int]:
    end, _ = people.expression_end(text, start, 260)
    names = people.divide(text[start:end])
    good = [people.trim(name) for name in names if people.HEAD.match(name) and len(name) < 160]
    return good, end


def reports(obligations: list[Obligation]) -> list[Report]:
    """One entry for each dated or recurring report that the obligations contain."""
    found: list[Report] = []
    for item in obligations:
        if item.unit_type != "reporting":
            continue
        kind = (
            _KINDS.get(item.period)
            or _KIND_OF_RECURRENCE.get(item.recurrence)
            or ("one_off" if item.deadline else "ad_hoc")
        )
        report = Report(kind, item.deadline, item.recipient, list(item.assignees))
        if report not in found:
            found.append(report)
    return found
