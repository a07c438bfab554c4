"""What holds when a body passes a directive on. Values in, answers out; no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from treem.kernel.vietnamese import date_text, fold


def suggested_due(limit: date | None, *, days_earlier: int, today: date) -> date | None:
    """The internal deadline to propose: so many days before the superior's last day, never before today where the
    superior's day itself is still ahead. None without a last day."""
    if limit is None or limit < today:
        return None
    return max(limit - timedelta(days=max(days_earlier, 0)), today)


def limit_of(last_days: Iterable[date | None], today: date) -> date | None:
    """The day no internal deadline goes beyond: the next last day that is not over. None when nothing is dated, or when
    every day has passed: then there is nothing left to be earlier than."""
    ahead = [day for day in last_days if day is not None and day >= today]
    return min(ahead, default=None)


def following_dues(last_days: Iterable[date | None], *, limit: date | None, lead_days: int) -> list[date]:
    """The internal deadlines of later occurrences: as many days before each as for the first."""
    if limit is None:
        return []
    later = sorted({day for day in last_days if day is not None and day > limit})
    return [day - timedelta(days=lead_days) for day in later]


def asks_for_a_paper(
    type_name: str, duties: Iterable[str], *, types: Sequence[str], words: Sequence[str]
) -> bool:
    """Whether a document wants bodies to make a paper of their own from it: by its type, or by what a duty says."""
    wanted = {fold(each) for each in types}
    if fold(type_name.strip()) in wanted:
        return True
    return any(word in fold(" ".join(text.split())) for text in duties for word in words)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two drafts: ``kind`` added, removed or changed; what, before, after."""

    kind: str
    what: str
    before: str = ""
    after: str = ""


HEAD = ("kind", "issuer", "subject", "opening", "signer")
"""Fields of a draft that are compared as they are."""
LISTS = ("bases", "addressees", "recipients", "lines")
TASK = ("text", "who", "role", "due")


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What a later draft says otherwise than an earlier one, in the order of the paper. Both are frozen drafts."""
    found = [
        Change("changed", name, str(before.get(name, "")), str(after.get(name, "")))
        for name in HEAD
        if before.get(name, "") != after.get(name, "")
    ]
    for name in LISTS:
        old, new = "; ".join(before.get(name, ())), "; ".join(after.get(name, ()))
        if old != new:
            found.append(Change("changed", name, old, new))
    found += _rows("task", before.get("tasks", ()), after.get("tasks", ()), TASK)
    found += _rows("target", before.get("targets", ()), after.get("targets", ()), ("name", "level"))
    return found


def _rows(
    what: str, before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], told: Sequence[str]
) -> list[Change]:
    old, new = {row["key"]: row for row in before}, {row["key"]: row for row in after}

    def said(row: Mapping[str, Any]) -> str:
        return " · ".join(str(row[name]) for name in told if row.get(name))

    found = [Change("added", what, "", said(new[key])) for key in new if key not in old]
    found += [
        Change("changed", what, said(old[key]), said(new[key]))
        for key in new
        if key in old and said(old[key]) != said(new[key])
    ]
    return [*found, *(Change("removed", what, said(old[key])) for key in old if key not in new)]


def due_words(day: date | None, following: Sequence[date] = ()) -> str:
    """A deadline in the paper: «05/12/2026», with those of later occurrences behind it."""
    days = [each for each in (day, *following) if each is not None]
    return "; ".join(date_text(each) for each in days)
