"""«Ma trận nhiệm vụ»: bodies by duties, each cell how that body stands with that duty. A fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from treem.duties import rules
from treem.duties.letter import wording
from treem.duties.models import Execution, Obligation, ObligationState
from treem.kernel.time import local_date
from treem.kernel.vietnamese import fold
from treem.organisations import selectors as organisations
from treem.web import address

if TYPE_CHECKING:
    from django.http import QueryDict

    from treem.organisations.models import Body

SOON_DAYS = 7
"""«Đến hạn trong 7 ngày»."""
MOST_COLUMNS = 80
"""Duties on one page; a plan of the province has about 60."""

COMMUNES, AGENCIES = "communes", "agencies"
STATES = ("issued", "received", "in_progress", "done", "overdue")
_STATE_OF = {"done_in_time": "done", "done_late": "done"}


@dataclass(frozen=True)
class Asked:
    """The filters of the address."""

    document: int | None = None
    due: date | None = None
    soon: bool = False
    who: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """As the address says. Raises NotOffered."""
        return cls(
            address.number(query, "document"),
            address.day(query, "due"),
            bool(address.choice(query, "within", (str(SOON_DAYS),))),
            address.choice(query, "who", (COMMUNES, AGENCIES)),
            address.choice(query, "state", STATES),
        )


class Cell(NamedTuple):
    """How one body stands with one duty: of several occurrences the overdue one, else the next one open, else the
    last one done."""

    uuid: UUID
    standing: rules.Standing
    due_on: date | None
    late_from: date | None
    silent: bool
    """Open, not late, given some days ago, and nobody at the body has taken note of any occurrence yet."""

    @property
    def urged(self) -> bool:
        """Whether a letter would name it: late, or nobody has taken note."""
        return self.silent or self.standing.word == "overdue"

    @property
    def state(self) -> str:
        """Which of ``STATES`` it counts for, "" for none."""
        return _STATE_OF.get(self.standing.word, self.standing.word)


@dataclass
class Line:
    """One body, with a cell for each column and its counts by state."""

    body: Body
    cells: list[Cell | None] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(cell is not None for cell in self.cells)

    @property
    def name(self) -> str:
        return name_of(self.body)


def name_of(body: Body) -> str:
    """A commune by its own name: that its People's Committee answers is plain from the page."""
    return str(body.unit) if body.level == "commune" and body.code.startswith("ubnd-") else str(body)


def place_answered_for(body: Body) -> str:
    """Whose work somebody at the body answers for: in a commune all of the commune's (see ``bodies_answered_for``)."""
    return str(body.unit) if body.level == "commune" and body.unit is not None else str(body)


@dataclass
class Board:
    """The matrix as the page draws it."""

    columns: list[Obligation]
    lines: list[Line]
    totals: list[dict[str, int]]
    cut: int = 0
    """How many duties did not fit."""
    urged: int = 0
    """How many of all its cells, also of the duties that did not fit, a letter of the issuer would name."""

    @property
    def counts(self) -> dict[str, int]:
        """Over all cells."""
        return _sum(line.counts for line in self.lines)

    @property
    def cells(self) -> int:
        return sum(line.total for line in self.lines)


_READ = (
    "uuid", "body_id", "obligation_id", "state", "due_on", "last_day", "soon_from", "late_from", "reported_on",
    "received_at", "issued_at",
)  # fmt: skip


def _executions(asked: Asked, today: date) -> QuerySet[Execution]:
    found = Execution.objects.filter(
        obligation__state=ObligationState.ISSUED, obligation__inside__isnull=True
    )
    if asked.document is not None:
        found = found.filter(obligation__document_id=asked.document)
    if asked.due is not None:
        found = found.filter(due_on=asked.due)
    if asked.soon:
        last = today + timedelta(days=SOON_DAYS)
        found = found.filter(state__in=rules.OPEN, last_day__gte=today, last_day__lte=last)
    return found


def cells(asked: Asked, today: date) -> dict[tuple[int, int], Cell]:
    """``(body id, obligation id)`` to its cell, in one query, as far as the scope reaches."""
    several: dict[tuple[int, int], list[tuple[int, date, Cell]]] = defaultdict(list)
    heard: set[tuple[int, int]] = set()
    patience = timedelta(days=wording().silent_after)
    for uuid, body, duty, state, due, last, soon, late, reported, received, issued in _executions(
        asked, today
    ).values_list(*_READ):
        found = rules.standing(
            state, rules.Term(due, last, soon, late), today=today, reported_on=reported,
            received=received is not None,
        )  # fmt: skip
        if received is not None or state != rules.NOT_STARTED:
            heard.add((body, duty))
        silent = found.word == "issued" and local_date(issued) + patience <= today
        several[body, duty].append((*_rank(found.word, due), Cell(uuid, found, due, late, silent)))
    chosen = {}
    for pair, all_of_it in several.items():
        cell = min(all_of_it, key=lambda ranked: ranked[:2])[2]
        chosen[pair] = cell._replace(silent=False) if cell.silent and pair in heard else cell
    return chosen


def _rank(word: str, due: date | None) -> tuple[int, date]:
    """Smallest first: overdue by the oldest, open by the nearest, done by the latest."""
    day = due or date.max
    if word == "overdue":
        return 0, day
    if word in ("issued", "received", "in_progress"):
        return 1, day
    return (2 if word != "waived" else 3), date.fromordinal(date.max.toordinal() - day.toordinal() + 1)


def found_cells(asked: Asked, today: date) -> tuple[dict[int, Body], dict[tuple[int, int], Cell]]:
    """What the filters ask for: the bodies by id, and the cells of these bodies."""
    found = cells(asked, today)
    if asked.state:
        found = {pair: cell for pair, cell in found.items() if cell.state == asked.state}
    bodies = organisations.bodies({body for body, _ in found})
    if asked.who:
        wanted = asked.who == COMMUNES
        bodies = {pk: body for pk, body in bodies.items() if (body.level == "commune") == wanted}
        found = {pair: cell for pair, cell in found.items() if pair[0] in bodies}
    return bodies, found


def to_urge(bodies: Mapping[int, Body], found: Mapping[tuple[int, int], Cell], issuer: Body) -> list[Cell]:
    """The cells that a letter of the issuer names: what the board says and what the letter lists are one count."""
    return [cell for (body, _), cell in found.items() if cell.urged and may_urge(issuer, bodies[body])]


def may_urge(issuer: Body, body: Body) -> bool:
    """An agency urges neither itself nor the People's Committee above it."""
    return body.pk != issuer.pk and not (body.level == "province" and body.kind == "peoples_committee")


def board(asked: Asked, today: date, *, issuer: Body | None = None) -> Board:
    """The matrix of what the filters ask for; bodies and duties without any cell are left out. ``issuer``: whose letter
    would urge."""
    bodies, found = found_cells(asked, today)
    duties = list(
        Obligation.objects.filter(pk__in={duty for _, duty in found}).order_by(
            F("document_id").asc(nulls_last=True), "pk"
        )
    )
    # What many bodies have to do comes first, each kind in the order of the text: the communes' own duties would
    # otherwise stand behind those of every agency.
    given = Counter(duty for _, duty in found)
    duties.sort(key=lambda duty: -given[duty.pk])
    columns = duties[:MOST_COLUMNS]
    lines = [
        _line(body, [found.get((body.pk, column.pk)) for column in columns])
        for body in sorted(bodies.values(), key=_order)
    ]
    totals = [_count(line.cells[at] for line in lines) for at in range(len(columns))]
    urged = len(to_urge(bodies, found, issuer)) if issuer is not None else 0
    return Board(columns, lines, totals, len(duties) - len(columns), urged)


def _order(body: Body) -> tuple[bool, str, int]:
    """Communes by name, then agencies by name."""
    commune = body.level == "commune"
    name = body.unit.name if commune and body.unit is not None else body.name
    return not commune, fold(name), body.pk


def _line(body: Body, row: list[Cell | None]) -> Line:
    return Line(body, row, _count(row))


def _count(row: Iterable[Cell | None]) -> dict[str, int]:
    counts = dict.fromkeys(STATES, 0)
    for cell in row:
        if cell is not None and cell.state in counts:
            counts[cell.state] += 1
    counts["total"] = sum(counts.values())
    return counts


def _sum(all_counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total = dict.fromkeys((*STATES, "total"), 0)
    for counts in all_counts:
        for state, count in counts.items():
            total[state] += count
    return total
