"""Targets of the province in the plans of its units: a unit's own page, and the lead agency's matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.indicators import adopting
from treem.indicators.forms_adopting import CHOICES, PaperForm, posted, rows_of, save
from treem.indicators.models import Comparator
from treem.indicators.words import level_words, own_level_words
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page

AGAINST = {"weaker": "soon", "other_way": "unverified", "same": "done", "stronger": "done"}


def against_words() -> dict[str, str]:
    """How an own level stands against the superior's, in words."""
    return {
        "weaker": _("Thấp hơn yêu cầu của tỉnh"), "same": _("Bằng mức của tỉnh"), "stronger": _("Cao hơn yêu cầu của tỉnh"),
        "other_way": _("Khác chiều so sánh với tỉnh, cần xem lại"),
    }  # fmt: skip


def unit_of(request: HttpRequest) -> Any:
    """The unit for which this person records: a commune's committee, else the own agency; None: nobody's."""
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        return None
    body = appointment.body
    if body.level == "commune":
        return organisations.commune_bodies([body.unit_id], today()).get(body.unit_id)
    return body


@endpoint("indicators.adopt_target", methods=("GET", "POST"))
def adoption(request: HttpRequest) -> HttpResponse:
    """«Chỉ tiêu kế hoạch trong kế hoạch của đơn vị»: own levels, and the paper in which they stand."""
    body = unit_of(request)
    if body is None:
        raise Http404
    year = today().year
    targets = adopting.targets_of_unit(body, year)
    rows = rows_of(body, targets, fill="fill" in request.GET)
    form = PaperForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        rows = posted(rows, request.POST)
        status = 422
        if form.is_valid():
            actor: Any = request.user
            data = form.cleaned_data
            count = save(
                rows,
                body,
                actor=actor,
                at=now(),
                document_words=data["document_words"],
                document_on=data["document_on"],
            )
            if not any(row.errors for row in rows):
                messages.success(request, _("Đã ghi %(count)d chỉ tiêu kế hoạch.") % {"count": count})
                return redirect("indicators:adoption")
    context = {
        "form": form, "body": body, "year": year, **rows_context(rows),
        "standing": sum(bool(row.kept and row.kept.stands) for row in rows),
    }  # fmt: skip
    return page(request, "indicators/adoption.html", context, status=status)


def rows_context(rows: list[Any]) -> dict[str, Any]:
    """What the table of rows needs, here and in the rooms above."""
    words = against_words()
    return {
        "rows": [{"row": row, "said": words.get(row.against, ""), "badge": AGAINST.get(row.against, "")} for row in rows],
        "choices": CHOICES,
        "comparators": [each for each in Comparator.choices if each[0] != "range"],
        "wrong": sum(bool(row.errors) for row in rows),
    }  # fmt: skip


@endpoint("indicators.oversee_adoption")
def adoption_matrix(request: HttpRequest) -> HttpResponse:
    """Targets by units: own level, weaker, meant only, nothing. ``which``: units in whose papers none stands, or some."""
    day = today()
    documents = {each.document_id: each.document for each in adopting.targets_to_adopt(day.year)}
    document = address.one_of(request.GET, "document", documents)
    targets = adopting.targets_to_adopt(day.year, document)
    units = adopting.units(day.year, day, document)
    which = address.choice(request.GET, "which", ("none", "some", "weaker"))
    shown = {
        "none": [unit for unit in units if not unit.standing], "some": [unit for unit in units if unit.missing],
        "weaker": [unit for unit in units if unit.weaker],
    }.get(which, units)  # fmt: skip
    known = adopting.all_adoptions(targets)
    words = against_words()
    lines = [
        {"unit": unit, "cells": [_cell(known.get((unit.body.pk, target.pk)), target, unit.body, words) for target in targets]}
        for unit in shown
    ]  # fmt: skip
    context = {
        "lines": lines, "targets": [{"target": target, "level": level_words(target)} for target in targets],
        "units": len(units), "which": which, "year": day.year, "documents": documents, "document": document,
        "none": sum(not unit.standing for unit in units), "some": sum(bool(unit.missing) for unit in units),
        "weaker": sum(bool(unit.weaker) for unit in units), "weaker_rows": _weaker(shown, targets, known),
    }  # fmt: skip
    return page(request, "indicators/adoption_matrix.html", context)


def _cell(row: Any, target: Any, body: Any, words: dict[str, str]) -> dict[str, str]:
    """State and words of one cell; an empty state: the target is no matter of the unit."""
    if not adopting.concerns(target, body):
        return {"state": "", "text": ""}
    if row is None:
        return {"state": "todo", "text": _("Chưa ghi")}
    if not row.applies:
        return {"state": "neutral", "text": _("Không áp dụng: %(why)s") % {"why": row.reason}}
    held = adopting.against(row) or ""
    said = f"{own_level_words(row)}. {words.get(held, '')}".strip()
    text = said if row.stands else _("Dự kiến: %(level)s") % {"level": said}
    if held in ("weaker", "other_way"):
        return {"state": "soon", "text": text}
    return {"state": "done" if row.stands else "doing", "text": text}


def _weaker(units: list[Any], targets: list[Any], known: dict[tuple[int, int], Any]) -> list[dict[str, Any]]:
    """Each level that is weaker than the province's, in words."""
    return [
        {"body": unit.body, "target": target, "above": level_words(target), "own": own_level_words(row), "stands": row.stands}
        for unit in units
        for target in targets
        if (row := known.get((unit.body.pk, target.pk))) is not None and adopting.against(row) == "weaker"
    ]  # fmt: skip
