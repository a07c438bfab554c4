"""How a directive is carried out (tổng hợp tình hình thực hiện), counted at a moment: by body, by duty, what is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from treem.duties import board, following, selectors
from treem.duties.services import EVIDENCE_OF
from treem.files import selectors as files
from treem.kernel.time import local_date
from treem.kernel.vietnamese import fold
from treem.organisations import selectors as organisations

if TYPE_CHECKING:
    from treem.duties.models import Execution, Obligation
    from treem.duties.selectors import Tally
    from treem.organisations.models import Body


@dataclass(frozen=True)
class BodyLine:
    """How one body stands over all its duties of the document."""

    body: Body
    tally: Tally
    evidence: int

    @property
    def name(self) -> str:
        return board.name_of(self.body)


@dataclass(frozen=True)
class DutyLine:
    """How one duty stands over all its bodies."""

    duty: Obligation
    tally: Tally


@dataclass(frozen=True)
class LateLine:
    """One late piece of work, and the reason that its body gave last ("" when none)."""

    execution: Execution
    days: int
    reason: str


@dataclass(frozen=True)
class LateGroup:
    """What is late at one body."""

    body: Body
    lines: Sequence[LateLine]

    @property
    def name(self) -> str:
        return board.name_of(self.body)

    @property
    def longest(self) -> int:
        """Days."""
        return max(line.days for line in self.lines)


@dataclass(frozen=True)
class Summary:
    """The whole, as of a moment, as far as the scope reaches. Its figures are those of the board."""

    label: str
    document_id: int
    at: datetime
    total: Tally
    bodies: Sequence[BodyLine]
    duties: Sequence[DutyLine]
    late: Sequence[LateLine]

    @property
    def evidence(self) -> int:
        return sum(line.evidence for line in self.bodies)

    @property
    def explained(self) -> int:
        """Late, with a reason."""
        return sum(bool(line.reason) for line in self.late)

    @property
    def late_groups(self) -> list[LateGroup]:
        """What is late, body by body; the longest late first, as in ``late``."""
        found: dict[int, list[LateLine]] = {}
        for line in self.late:
            found.setdefault(line.execution.body_id, []).append(line)
        return [LateGroup(lines[0].execution.body, lines) for lines in found.values()]

    @property
    def late_bodies(self) -> int:
        return sum(bool(line.tally.overdue) for line in self.bodies)


def summary_of(document_id: int, *, at: datetime) -> Summary | None:
    """The summary of one document's duties; None when it gave none. Nine queries, whatever the size."""
    day = local_date(at)
    duties = list(selectors.obligations(None).filter(document_id=document_id))
    if not duties:
        return None
    by_body = selectors.counts_by_body(day, document_id)
    by_duty = selectors.counts_by_obligation([duty.pk for duty in duties], day)
    rows = list(selectors.all_executions(document_id).values_list("uuid", "body_id"))
    body_of = dict(rows)
    evidence: Counter[int] = Counter()
    for uuid, count in files.evidence_counts(EVIDENCE_OF, body_of).items():
        evidence[body_of[uuid]] += count
    late = list(following.overdue_by(1, day).filter(obligation__document_id=document_id))
    reasons = following.latest_reasons(each.pk for each in late)
    bodies = organisations.bodies(by_body)
    return Summary(
        label=duties[0].document_label,
        document_id=document_id,
        at=at,
        total=selectors.count_executions(selectors.all_executions(document_id), day),
        bodies=[
            BodyLine(body, by_body[pk], evidence[pk])
            for pk, body in sorted(bodies.items(), key=lambda pair: _order(pair[1]))
        ],
        duties=[
            DutyLine(duty, by_duty[duty.pk])
            for duty in sorted(duties, key=lambda duty: duty.pk)
            if duty.pk in by_duty
        ],
        late=[
            LateLine(
                each,
                (day - each.late_from).days + 1 if each.late_from else 0,
                reasons[each.pk].text if each.pk in reasons else "",
            )
            for each in late
        ],
    )


def _order(body: Body) -> tuple[bool, str, int]:
    """Agencies by name, then communes by name."""
    return body.level == "commune", fold(board.name_of(body)), body.pk
