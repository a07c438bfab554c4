"""A line through the year, drawn on the server: places of points and labels, no colours. Every chart has its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from treem.indicators.rules import Point

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 24, 36


@dataclass(frozen=True)
class Mark:
    """A point of the line, in the units of the drawing."""

    x: float
    y: float
    point: Point
    anchor: str = "middle"


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

    marks = tuple(Mark(x(p.on), y(p.value), p, _anchor(x(p.on))) for p in points)
    return Chart(
        marks,
        y(level) if level is not None else None,
        y(upper) if upper is not None else None,
        tuple((x(date(year, 1, 1)), year) for year in range(start.year, end.year + 1)),
        " ".join(f"{mark.x},{mark.y}" for mark in marks),
    )


def _anchor(x: float) -> str:
    return "end" if x > WIDTH - 60 else "start" if x < LEFT + 40 else "middle"
