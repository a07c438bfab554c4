"""The page of one target: what it means, where its figure comes from, its levels and history; and keeping a count."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from treem.db import scope
from treem.indicators import facts, figures, selectors
from treem.indicators.board import Standing, province_communes, standings_for
from treem.indicators.catalogue import set_of
from treem.indicators.chart import chart_of
from treem.indicators.counting import needs_of, ratio_of, sums_of
from treem.indicators.errors import NothingToCount
from treem.indicators.models import PUBLISHED, PlanTarget, TargetValue, ValueSource, ValueState
from treem.indicators.rules import Point, status_of, worse_first
from treem.indicators.views import own_bodies, presented, scope_bodies
from treem.indicators.words import (
    STATUS_BADGES,
    change_figure,
    level_words,
    national_words,
    status_words,
    value_words,
)
from treem.kernel.periods import Window, parse_period
from treem.kernel.time import now
from treem.kernel.time import today as this_day
from treem.organisations.selectors import commune_bodies
from treem.territory.selectors import units
from treem.web.endpoints import endpoint
from treem.web.pages import page


def target_or_404(uuid: UUID) -> PlanTarget:
    """The target; not found when it is the own target of another commune."""
    found = selectors.target_visible(uuid, bodies=scope_bodies())
    if found is None:
        raise Http404
    return found


@endpoint("indicators.view_target")
def target(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything about one target."""
    found = target_or_404(uuid)
    today = this_day()
    user: Any = request.user
    may_count = user.has_perm("indicators.count")
    (row,) = standings_for([found], today=today, may_count=may_count)
    values = list(selectors.values_of(found))
    shown = presented(row, status_words())
    return page(
        request,
        "indicators/target.html",
        {
            **shown,
            "today": today,
            "meaning": _meaning(row),
            "links": _links(row, user),
            "communes": _by_commune(row, today, user) if may_count else None,
            "levels": _levels(found),
            "national": _national(row),
            "change_figure": change_figure(row),
            "values": [_line(value) for value in values],
            "chart": _chart(row, values),
            "may_enter": found.withdrawn_at is None
            and user.has_perm("indicators.enter_value")
            and figures.may_answer(found, today) is not None,
            "may_keep": _may_keep(row, user),
            "mine": row.body is not None and row.body.pk in own_bodies(request),
        },
    )


def _meaning(row: Standing) -> dict[str, Any] | None:
    """Definition in the reader's language, with where it is from. It is the project's reading, so never verified."""
    found = row.definition
    if found is None:
        return None
    english = (get_language() or "").startswith("en")
    return {
        "numerator": found.numerator if english else found.numerator_vi,
        "denominator": found.denominator if english else found.denominator_vi,
        "from": ", ".join(found.figures_from) if english else found.figures_from_vi,
        "note": found.note if english else found.note_vi,
        "cooperating": found.cooperating_agencies,
        "set": set_of(found),
        "formula": row.formula,
        "facts": [facts.fact(need) for need in row.formula.needs] if row.formula else [],
    }


def _links(row: Standing, user: Any) -> list[dict[str, Any]]:
    """The lists behind the two parts of a figure that was counted now, for whoever may open them."""
    count = row.counted if row.counted and row.counted.kept is None else row.area
    if count is None or row.formula is None or len(row.formula.needs) != 2:
        return []
    return [
        {
            "fact": fact,
            "n": n,
            "url": _records(fact, count.as_of, count.window, None, user),
        }
        for fact, n in zip(
            (facts.fact(need) for need in row.formula.needs),
            (count.ratio.numerator, count.ratio.denominator),
            strict=True,
        )
    ]


def _records(fact: facts.Fact, as_of: date, window: Window | None, unit: int | None, user: Any) -> str:
    if fact.records is None or (fact.opens and not user.has_perm(fact.opens)):
        return ""
    return fact.records(as_of=as_of, window=window if fact.kind == "flow" else None, unit_id=unit, values=())


def _by_commune(row: Standing, today: date, user: Any) -> dict[str, Any] | None:
    """Each commune of the scope, the worst first; those with nothing to count last. None for fewer than two."""
    target, in_force = row.target, scope.current()
    if row.formula is None or in_force is None or len(in_force.communes) < 2:
        return None
    sums = sums_of(
        needs_of([target], today), parse_period(str(today.year)), units=in_force.communes, today=today
    )
    names = units(in_force.communes)
    bodies = commune_bodies(in_force.communes, today)
    own = {
        each.owner_id: each
        for each in selectors.targets_of_indicator(target, bodies=in_force.bodies)
        if selectors.of_commune(each)
    }
    top, bottom = (facts.fact(need) for need in row.formula.needs)
    lines = []
    for unit, there in sums.by_unit.items():
        ratio = ratio_of(target, there, today)
        if ratio is None:
            continue
        rate = ratio.per(target.base or 1)
        status = status_of(
            rate, comparator=target.comparator, target=target.value, upper=target.upper,
            horizon=target.horizon, year=today.year,
        )  # fmt: skip
        committee = bodies.get(unit)
        mine = own.get(committee.pk) if committee else None
        lines.append(
            {
                "name": names[unit], "ratio": ratio, "rate": rate, "shown": value_words(target, rate),
                "badge": STATUS_BADGES[status], "status": status_words()[status],
                "top": _records(top, sums.as_of, sums.counted_in, unit, user), "bottom": _records(bottom, sums.as_of, sums.counted_in, unit, user),
                "own": level_words(mine) if mine else "",
            }
        )  # fmt: skip
    lines.sort(key=lambda line: worse_first(cast("Fraction | None", line["rate"]), target.comparator))
    return {
        "lines": lines, "top": top, "bottom": bottom, "as_of": sums.as_of,
        "own": any(line["own"] for line in lines),
        "missed": sum(line["badge"] == STATUS_BADGES["missed"] for line in lines),
    }  # fmt: skip


def _levels(target: PlanTarget) -> list[dict[str, Any]]:
    return [
        {
            "target": each,
            "level": level_words(each),
            "whose": str(each.owner) if selectors.of_commune(each) else each.document.label,
        }
        for each in selectors.targets_of_indicator(target, bodies=scope_bodies())
    ]


def _national(row: Standing) -> list[tuple[str, str]]:
    """Levels of the national programme: to read beside, never to compute with (they may be on another measure)."""
    wanted = row.definition.target if row.definition else None
    if wanted is None:
        return []
    pairs = (("2025", wanted.national_2025), ("2030", wanted.national_2030))
    return [(year, national_words(row.target, written)) for year, written in pairs if written]


def _line(value: TargetValue) -> dict[str, Any]:
    shown = _("không phát sinh") if value.denominator == 0 else value_words(value.target, value.rate)
    return {"value": value, "shown": shown, "state": VALUE_BADGES[value.state]}


VALUE_BADGES = {
    ValueState.PROPOSED.value: "soon", ValueState.SENT_BACK.value: "returned", ValueState.CONFIRMED.value: "done",
    ValueState.SUPERSEDED.value: "neutral", ValueState.WITHDRAWN.value: "neutral",
}  # fmt: skip


def _chart(row: Standing, values: list[TargetValue]) -> dict[str, Any] | None:
    """The course of the figure over this year and the last, from one source only."""
    source = ValueSource.COUNTED if row.counted else ValueSource.TYPED
    points = {
        value.as_of: Point(value.as_of, value.rate)
        for value in reversed(values)
        if value.state == PUBLISHED[0] and value.source == source and value.rate is not None
        and value.as_of.year >= row.year - 1
    }  # fmt: skip
    if row.counted and row.counted.kept is None and row.counted.value is not None:
        points[row.counted.as_of] = Point(row.counted.as_of, row.counted.value)
    target = row.target
    level = Fraction(target.value) if target.value is not None and target.comparator != "reduce_by" else None
    drawn = chart_of(
        list(points.values()), level=level, upper=Fraction(target.upper) if target.upper is not None else None
    )
    if drawn is None:
        return None
    return {
        "drawing": drawn,
        "labels": [(mark, value_words(target, mark.point.value)) for mark in drawn.marks],
        "level": level_words(target),
        "title": _finding(row, drawn.marks[0].point, drawn.marks[-1].point),
    }


def _finding(row: Standing, first: Point, last: Point) -> str:
    said = {
        "from": value_words(row.target, first.value), "to": value_words(row.target, last.value),
        "day": f"{first.on:%d/%m/%Y}",
    }  # fmt: skip
    if last.value > first.value:
        return _("Tăng từ %(from)s (%(day)s) lên %(to)s") % said
    if last.value < first.value:
        return _("Giảm từ %(from)s (%(day)s) xuống %(to)s") % said
    return _("Giữ ở %(to)s từ %(day)s") % said


def _may_keep(row: Standing, user: Any) -> bool:
    return bool(
        user.has_perm("indicators.keep_counts") and row.counted and row.counted.kept is None
        and not selectors.of_commune(row.target)
    )  # fmt: skip


@endpoint("indicators.keep_counts", methods=("POST",))
def keep_counts(request: HttpRequest) -> HttpResponse:
    """«Chốt số đếm hôm nay»: the province's count of every target that treem counts, kept as a point of the year."""
    today = this_day()
    in_force = scope.current()
    wanted = selectors.targets_in_force(today.year)
    keys = needs_of(wanted, today)
    communes = in_force.communes if in_force else ()
    if not keys or not communes or not set(communes) >= set(province_communes(today)):
        raise NothingToCount()
    sums = sums_of(keys, parse_period(str(today.year)), units=communes, today=today)
    kept = figures.keep_counts(wanted, sums.total, as_of=sums.as_of, at=now(), actor=cast(Any, request.user))
    if kept:
        messages.success(request, _("Đã chốt số đếm của %(n)d chỉ tiêu kế hoạch.") % {"n": len(kept)})
    else:
        messages.info(request, _("Số đếm hôm nay đã được chốt và không đổi."))
    return redirect("indicators:targets")
