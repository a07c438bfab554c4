"""A line through the year, drawn on the server: places of points and labels, no colours. Every chart has its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from treem.indicators.rules import Point

WIDTH, HEIGHT = 380, 220
LEFT, RIGHT, TOP, BOTTOM = 12, 84, 26, 40
LABEL = 70
"""Room that a label takes beside its point; the margin on the right holds the last one."""


@dataclass(frozen=True)
class Mark:
    """A point of the line, in the units of the drawing."""

    x: float
    y: float
    point: Point
    anchor: str = "middle"
    dx: int = 0
    dy: int = 0
    """Where its label stands: beside the point, on the side where no line runs."""


@dataclass(frozen=True)
class Chart:
    """The line with its target, and the years it spans."""

    marks: tuple[Mark, ...]
    level_y: float | None
    upper_y: float | None
    years: tuple[tuple[float, int], ...]
    line: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right_edge: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart_of(
    points: Sequence[Point], *, level: Fraction | None, upper: Fraction | None = None
) -> Chart | None:
    """The drawing of at least two points on different days; None for fewer, which are no course of anything."""
    points = sorted(points, key=lambda p: p.on)
    if len({p.on for p in points}) < 2:
        return None
    start, end = date(points[0].on.year, 1, 1), date(points[-1].on.year, 12, 31)
    levels = [each for each in (level, upper) if each is not None]
    values = [p.value for p in points] + levels
    low, high = min(values), max(values)
    room = (high - low) / 8 or abs(high) / 10 or Fraction(1)
    low, high = max(Fraction(0), low - room), high + room

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - start).days / (end - start).days, 1)

    def y(value: Fraction) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * float((high - value) / (high - low)), 1)

    level_y = y(level) if level is not None else None
    marks = tuple(
        _labelled(Mark(x(p.on), y(p.value), p), n == 0, points[1].value > points[0].value, level_y)
        for n, p in enumerate(points)
    )
    return Chart(
        marks,
        level_y,
        y(upper) if upper is not None else None,
        tuple((x(date(year, 1, 1)), year) for year in range(start.year, end.year + 1)),
        " ".join(f"{mark.x},{mark.y}" for mark in marks),
    )


def _labelled(mark: Mark, first: bool, rising: bool, level_y: float | None) -> Mark:
    """The first label left of its point, or under or over it where there is no room; the others to the right."""
    if not first:
        near = level_y is not None and abs(mark.y - level_y) < 14 and mark.x < WIDTH - RIGHT - 4
        return replace(mark, anchor="start", dx=8, dy=20 if near else 5)
    if mark.x > LEFT + LABEL:
        return replace(mark, anchor="end", dx=-8, dy=5)
    return replace(mark, anchor="start", dx=0, dy=22 if rising and mark.y < HEIGHT - BOTTOM - 24 else -10)
