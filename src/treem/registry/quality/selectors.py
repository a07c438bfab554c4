"""Reading what was found: counts, queues, scores. The row policies decide what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet

from treem.duties import selectors as duties
from treem.kernel.ratio import Ratio
from treem.kernel.time import today
from treem.registry.models import FindingState, QualityBatch, QualityFinding, QualityScore
from treem.registry.quality import rules

if TYPE_CHECKING:
    from treem.duties.models import Obligation
    from treem.registry.models import Child

PAGE = 50
BY_HABIT = ("schooling", "insurance", "ministry")
"""Fields that say nothing of a commune which does not write them down: no finding is no praise there."""
BATCHES_SHOWN = 10
MONTHS_SHOWN = 6


@dataclass
class Score:
    """Children listed, children without an open serious finding, findings by rule, children with one by field.

    Scores add up; the shares are computed from the sums. ``oldest`` is the earliest day among those added.
    """

    children: int = 0
    clean: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    """Children of communes that write a field down at all, for those of ``BY_HABIT``."""
    oldest: date | None = None

    @property
    def share(self) -> Ratio:
        """Clean records of those listed."""
        return Ratio(self.clean, self.children)

    @property
    def open(self) -> int:
        """Findings that wait."""
        return sum(self.by_rule.values())

    def of(self, wanted: str) -> Ratio:
        """Children without an open finding in a field, of those listed; of nobody where no commune writes it down."""
        listed = self.kept[wanted] if wanted in BY_HABIT else self.children
        return Ratio(max(0, listed - self.by_field[wanted]), listed)

    def severe(self, severity: str) -> int:
        """Findings of a severity."""
        every = rules.all_rules()
        return sum(
            n for code, n in self.by_rule.items() if code in every and every[code].severity == severity
        )


def together(scores: Iterable[Score]) -> Score:
    """The sum."""
    total = Score()
    for one in scores:
        total.children += one.children
        total.clean += one.clean
        total.by_rule += one.by_rule
        total.by_field += one.by_field
        total.kept += one.kept
        total.oldest = min((day for day in (total.oldest, one.oldest) if day), default=None)
    return total


def scores(communes: Collection[int], day: date) -> dict[int, Score]:
    """By commune: the last score up to a day."""
    rows = (
        QualityScore.objects.filter(commune_id__in=communes, on__lte=day)
        .order_by("commune_id", "-on")
        .distinct("commune_id")
    )
    return {
        row.commune_id: Score(
            row.children, row.clean_records, Counter(row.by_rule), Counter(row.by_field),
            Counter({name: row.children for name in BY_HABIT if row.habits.get(name)}), row.on,
        ) for row in rows
    }  # fmt: skip


def months_before(day: date, months: int = MONTHS_SHOWN) -> list[date]:
    """The last days of the months before the day's own, the earliest first, and the day itself."""
    ends = [day]
    first = day.replace(day=1)
    for _each in range(months - 1):
        last = first - timedelta(days=1)
        ends.append(last)
        first = last.replace(day=1)
    return ends[::-1]


def open_now(communes: Collection[int]) -> Counter[str]:
    """Open findings by rule, as they are this moment."""
    found = QualityFinding.objects.filter(commune_id__in=communes, state=FindingState.OPEN)
    return Counter(dict(found.values_list("rule").annotate(n=Count("pk"))))


def queue(
    rule: str, communes: Collection[int], *, state: str = FindingState.OPEN
) -> QuerySet[QualityFinding]:
    """Findings of a rule, the longest-standing first."""
    found = QualityFinding.objects.filter(rule=rule, state=state, commune_id__in=communes)
    return found.select_related("child__commune", "child__village", "child__household").order_by(
        "since", "child_id"
    )


def finding_visible(pk: int) -> QualityFinding | None:
    """The finding, or None when its child is not in the scope."""
    return QualityFinding.objects.select_related("child").filter(pk=pk).first()


def of_child(child: Child) -> list[tuple[QualityFinding, rules.Rule]]:
    """What is open or accepted of one child, the serious first."""
    every = rules.all_rules()
    order = list(rules.SEVERITIES)
    found = QualityFinding.objects.filter(child=child, state__in=[FindingState.OPEN, FindingState.ACCEPTED])
    known = [(one, every[one.rule]) for one in found if one.rule in every]
    return sorted(
        known,
        key=lambda line: (line[0].state != FindingState.OPEN, order.index(line[1].severity), line[0].pk),
    )


def waiting(communes: Collection[int]) -> tuple[int, date | None]:
    """How many findings must be mended, and since when the oldest waits."""
    found = QualityFinding.objects.filter(
        commune_id__in=communes, state=FindingState.OPEN, rule__in=rules.codes(severity=rules.ERROR)
    )
    told = found.aggregate(n=Count("pk"), oldest=Min("since"))
    return told["n"], told["oldest"]


def batches(communes: Collection[int], rule: str) -> list[QualityBatch]:
    """The latest bulk fixes of a rule."""
    found = QualityBatch.objects.filter(commune_id__in=communes, rule=rule)
    return list(found.order_by("-made_at", "-pk")[:BATCHES_SHOWN])


def batch_by_uuid(uuid: Any) -> QualityBatch | None:
    """The batch, or None when it is another commune's."""
    return QualityBatch.objects.select_related("commune").filter(uuid=uuid).first()


@dataclass(frozen=True)
class Period:
    """What happened from one day to another, both included, by rule."""

    came: Counter[str]
    fixed: Counter[str]
    accepted: Counter[str]
    gone: Counter[str]


def happened(communes: Collection[int], first: date, last: date) -> dict[int, Period]:
    """By commune: findings that came and that ended in the period, as far as the present spell of each tells."""
    within = Q(closed_on__range=(first, last))
    rows = (
        QualityFinding.objects.filter(Q(since__range=(first, last)) | within, commune_id__in=communes)
        .values_list("commune_id", "rule")
        .annotate(
            came=Count("pk", filter=Q(since__range=(first, last))),
            fixed=Count("pk", filter=within & Q(state=FindingState.FIXED)),
            accepted=Count("pk", filter=within & Q(state=FindingState.ACCEPTED)),
            gone=Count("pk", filter=within & Q(state=FindingState.GONE)),
        )
    )
    found = {pk: Period(Counter(), Counter(), Counter(), Counter()) for pk in communes}
    for commune, rule, came, fixed, accepted, gone in rows:
        one = found[commune]
        one.came[rule] += came
        one.fixed[rule] += fixed
        one.accepted[rule] += accepted
        one.gone[rule] += gone
    return found


def names_of(rows: Mapping[str, int]) -> list[tuple[rules.Rule, int]]:
    """Rules with how many, in the order of their severity, the most first."""
    every = rules.all_rules()
    order = list(rules.SEVERITIES)
    known = [(every[code], n) for code, n in rows.items() if code in every and n]
    return sorted(known, key=lambda line: (order.index(line[0].severity), -line[1], line[0].code))


def monthly_duties(bodies: Collection[int] | None) -> list[Obligation]:
    """Duties in force that come every month and speak of cleaning or updating the data: their documents ask for the
    monthly report. Of these bodies, or of all (None)."""
    about = (
        Q(text__icontains="làm sạch")
        | Q(text__icontains="cập nhật dữ liệu")
        | Q(text__icontains="cơ sở dữ liệu")
    )
    found = duties.obligations(bodies).filter(about, recurrence="monthly")
    return list(found.filter(Q(recurs_until__isnull=True) | Q(recurs_until__gte=today()))[:5])
