"""Adding up a round under the scope in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from treem.indicators.board import province_communes
from treem.kernel.time import today
from treem.kernel.vietnamese import place_key
from treem.organisations import selectors as organisations
from treem.reporting import rules
from treem.reporting.consolidation import Consolidation, Part, add_up, thaw
from treem.reporting.figures import Figure, with_sums
from treem.reporting.figures import from_json as figures_from_json
from treem.reporting.models import Return, Round, RoundState
from treem.reporting.selectors import place_in_list, previous_figures, snapshot_of
from treem.reporting.templates_data import from_json

if TYPE_CHECKING:
    from treem.organisations.models import Body


def consolidate(round: Round) -> Consolidation:
    """The sum over submitted and accepted returns, with the missing named. A closed round gives what was frozen.

    Figures are those that were sent: the snapshot of each return, not what may stand in it since.
    """
    if round.state == RoundState.CLOSED and (kept := snapshot_of(round)) is not None:
        return thaw(kept.data)
    reports = list(round.returns.select_related("body", "commune", "round"))
    before = previous_figures(reports)
    template = from_json(round.template)
    parts = [
        _part(report, with_sums(template, earlier) if (earlier := before.get(report.pk)) else {})
        for report in sorted(reports, key=place_in_list)
    ]
    return add_up(
        template,
        [*parts, *_gone(round, {report.body_id for report in reports})],
        communes=len(province_communes(min(round.window_end, today()))),
    )


def _gone(round: Round, here: Collection[int]) -> list[Part]:
    """Bodies that were asked and that this scope does not know: named as missing, or the sum would look complete."""
    found = organisations.bodies(set(round.asked) - set(here)).values()
    return [
        Part(body.pk, ended_name(body), body.level, "", False, rules.DRAFT, "", {})
        for body in sorted(found, key=lambda body: place_key(body.name))
        if body.valid_to is not None
    ]


def ended_name(body: Body) -> str:
    """How a body is named as missing that can send nothing any more."""
    return f"{body.name} (đã kết thúc hoạt động)"


def _part(report: Return, previous: Mapping[str, Figure | None]) -> Part:
    sent = report.state in rules.SENT
    kept = report.snapshot if sent and report.snapshot else {}
    name = ended_name(report.body) if report.ended and not sent else report.body.name
    return Part(
        body_id=report.body_id,
        name=name,
        level=report.body.level,
        commune=f"{report.commune.kind} {report.commune.name}" if report.commune else "",
        sent=sent,
        state=report.state,
        as_of=kept.get("as_of", ""),
        figures=figures_from_json(kept.get("figures", {})),
        narrative=kept.get("narrative", ""),
        commune_id=report.commune_id,
        estimates=figures_from_json(kept.get("estimates", {})),
        not_occurred=tuple(kept.get("not_occurred", ())),
        counted=figures_from_json(kept.get("counted", {})),
        counted_as_of=report.counted_as_of.isoformat() if sent and report.counted_as_of else "",
        previous=previous if sent else {},
        duties=tuple(kept.get("duties", ())),
        on_behalf=bool(kept.get("on_behalf", False)),
    )
