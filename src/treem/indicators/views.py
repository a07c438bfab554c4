"""The plan board, its table for a spreadsheet, and the page that lists every fact with its source."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.db import scope
from treem.duties.selectors import bodies_answered_for
from treem.indicators import facts as fact_registry
from treem.indicators import selectors
from treem.indicators.board import Standing, standings_for, tally
from treem.indicators.catalogue import set_of
from treem.indicators.export import board_xlsx
from treem.indicators.forms import BoardForm
from treem.indicators.rules import STATUSES
from treem.indicators.words import (
    STATUS_BADGES,
    change_words,
    fact_words,
    gap_words,
    level_words,
    missing_words,
    pace_words,
    status_words,
    typed_words,
    value_words,
)
from treem.kernel.time import today as this_day
from treem.kernel.vietnamese import fold
from treem.web.address import NotOffered
from treem.web.endpoints import endpoint
from treem.web.pages import page


def scope_bodies() -> tuple[int, ...]:
    """Bodies of the scope in force."""
    in_force = scope.current()
    return in_force.bodies if in_force else ()


def own_bodies(request: HttpRequest) -> tuple[int, ...]:
    """The bodies whose figures are this person's own work."""
    return bodies_answered_for(getattr(request, "scope", None), getattr(request, "appointment", None))


def confirms_for_communes(request: HttpRequest) -> bool:
    """Whoever acts for one commune confirms its own targets' figures; the province's agencies do not."""
    in_force = getattr(request, "scope", None)
    return bool(in_force and len(in_force.communes) == 1)


def to_enter(request: HttpRequest, today: date) -> set[int]:
    """Targets whose figure this person's agency owes."""
    user: Any = request.user
    if not user.has_perm("indicators.enter_value"):
        return set()
    return {target.pk for target in selectors.targets_to_enter(own_bodies(request), today)}


def to_confirm(request: HttpRequest) -> set[int]:
    """Targets with a figure that this person may confirm."""
    user: Any = request.user
    if not user.has_perm("indicators.confirm_value"):
        return set()
    found = selectors.values_to_confirm(user.pk, scope_bodies(), communes=confirms_for_communes(request))
    return set(found.values_list("target_id", flat=True))


def board_form(request: HttpRequest) -> BoardForm:
    """The filters of the address, read. Raises NotOffered."""
    form = BoardForm(request.GET)
    if not form.is_valid():
        name = next(iter(form.errors))
        raise NotOffered(name=name, value=request.GET.get(name, "")[:40])
    return form


def to_mend(request: HttpRequest) -> set[int]:
    """Targets whose figure came back to this person."""
    user: Any = request.user
    return set(selectors.values_sent_back(user.pk).values_list("target_id", flat=True))


@endpoint("indicators.view_target")
def targets(request: HttpRequest) -> HttpResponse:
    """Every target of this year's plans: level, value with its source, status, distance, pace."""
    today = this_day()
    everything = _standings(request, today)
    form = board_form(request)
    chosen = _chosen(request, everything, form.cleaned_data, today)
    user: Any = request.user
    words = status_words()
    return page(
        request,
        "indicators/targets.html",
        {
            "rows": [presented(row, words) for row in chosen],
            "total": len(everything),
            "today": today,
            "tally": [
                {"status": s, "word": words[s], "badge": STATUS_BADGES[s], "n": n}
                for s, n in tally(everything).items()
            ],
            "leads": _leads(everything),
            "groups": _groups(everything),
            "work": _work(request, today),
            "asked": form.cleaned_data,
            "names": _names(form.cleaned_data, everything, words),
            "area": any(row.area for row in everything),
            "may_keep": user.has_perm("indicators.keep_counts"),
            "query": request.GET.urlencode(),
            "facts_url": reverse("indicators:facts"),
        },
    )


def _standings(request: HttpRequest, today: date) -> list[Standing]:
    user: Any = request.user
    return standings_for(
        selectors.targets_in_force(today.year, bodies=scope_bodies()),
        today=today,
        may_count=user.has_perm("indicators.count"),
    )


def _chosen(request: HttpRequest, rows: list[Standing], asked: dict[str, Any], today: date) -> list[Standing]:
    if lead := asked.get("lead"):
        rows = [row for row in rows if row.target.lead_id == lead]
    if status := asked.get("status"):
        rows = [row for row in rows if row.status == status]
    if source := asked.get("source"):
        rows = [row for row in rows if (row.source or "none") == source]
    if group := asked.get("group"):
        rows = [row for row in rows if row.definition and row.definition.group == group]
    if work := asked.get("work"):
        wanted = {
            "enter": lambda: to_enter(request, today),
            "confirm": lambda: to_confirm(request),
            "mend": lambda: to_mend(request),
        }[work]()
        rows = [row for row in rows if row.target.pk in wanted]
    return _sorted(rows, asked.get("sort") or "number")


def _sorted(rows: list[Standing], asked: str) -> list[Standing]:
    keys = {
        "number": lambda row: selectors.in_order(row.target),
        "status": lambda row: STATUSES.index(row.status),
        "lead": lambda row: fold(str(row.target.lead or row.target.lead_written)),
        "as_of": lambda row: row.as_of or date.min,
    }
    found = sorted(rows, key=cast(Any, keys[asked.removeprefix("-")]))
    return found[::-1] if asked.startswith("-") else found


def presented(row: Standing, words: dict[str, str]) -> dict[str, Any]:
    """A row as the board, the target's page and the paper show it."""
    target = row.target
    value = _("không phát sinh") if row.nothing_occurred else value_words(target, row.value)
    return {
        "row": row, "target": target, "level": level_words(target), "value": value,
        "status": words[row.status],
        "badge": STATUS_BADGES[row.status], "gap": gap_words(row),
        "missing": missing_words(row), "pace": pace_words(row), "pace_bad": bool(row.pace and row.pace.status == "missed"),
        "change": change_words(row),
        "beside": typed_words(row.typed) if row.typed and row.counted else "",
        "area": value_words(target, row.area.value) if row.area else "",
    }  # fmt: skip


def _leads(rows: list[Standing]) -> list[tuple[int, str]]:
    found = {row.target.lead.pk: str(row.target.lead) for row in rows if row.target.lead}
    return sorted(found.items(), key=lambda pair: fold(pair[1]))


def _groups(rows: list[Standing]) -> list[tuple[str, str]]:
    found = {}
    for row in rows:
        if row.definition and row.definition.group:
            found[row.definition.group] = set_of(row.definition).groups.get(
                row.definition.group, row.definition.group
            )
    return sorted(found.items())


def _work(request: HttpRequest, today: date) -> list[dict[str, Any]]:
    pairs = [
        ("enter", _("Cần nhập số liệu"), len(to_enter(request, today))),
        ("confirm", _("Chờ xác nhận"), len(to_confirm(request))),
        ("mend", _("Bị trả lại"), len(to_mend(request))),
    ]
    return [{"key": key, "word": word, "n": n} for key, word, n in pairs if n]


def _names(asked: dict[str, Any], rows: list[Standing], words: dict[str, str]) -> dict[str, str]:
    return {
        "lead": dict(_leads(rows)).get(asked.get("lead") or 0, ""),
        "status": words.get(asked.get("status") or "", ""),
        "source": source_words().get(asked.get("source") or "", ""),
        "group": dict(_groups(rows)).get(asked.get("group") or "", ""),
    }


def source_words() -> dict[str, str]:
    """Where a value comes from."""
    return {"counted": _("Đếm từ hồ sơ"), "typed": _("Số nhập"), "none": _("Chưa có số liệu")}


@endpoint("indicators.view_target")
def export(request: HttpRequest) -> HttpResponse:
    """The board as it is filtered, as a spreadsheet."""
    today = this_day()
    form = board_form(request)
    chosen = _chosen(request, _standings(request, today), form.cleaned_data, today)
    words = status_words()
    content = board_xlsx([presented(row, words) for row in chosen], on=today, sources=source_words())
    record(
        actor=cast(Any, request.user), action="indicators.export_board", subject_type="indicators.plantarget",
        subject_ids=[row.target.pk for row in chosen],
    )  # fmt: skip
    response = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = f"chi-tieu-ke-hoach-{today:%Y-%m-%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@endpoint("indicators.view_target")
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact: what it counts, by which room, with which breakdowns."""
    rows = [{"fact": fact, **fact_words(fact)} for fact in fact_registry.all_facts()]
    return page(request, "indicators/facts.html", {"rows": rows})
