"""The answer to a return that saves itself while somebody types: a part of its page, for keep.js of ``web``."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treem.kernel.time import now, today
from treem.reporting import selectors, services
from treem.reporting.errors import NotEditable
from treem.reporting.figures import Figure, with_sums
from treem.reporting.forms import ReturnForm
from treem.reporting.models import DutyAnswer, Return
from treem.reporting.other_hand import why_not_yours
from treem.reporting.return_page import may_write
from treem.reporting.templates_data import Row

_DAY_PARTS = ("as_of_day", "as_of_month", "as_of_year")


def keep_posted(request: HttpRequest, report: Return) -> HttpResponse:
    """Keep what was posted; the part of the page that says what was kept, or who writes here by now. 404 for whom the
    return never was."""
    if not may_write(request.user, report):
        if not (words := why_not_yours(request.user, report)):
            raise Http404
        return _answer(request, report, {"over": words, "said": words})
    sent = {name: str(value) for name, value in request.POST.items()}
    form = ReturnForm(sent)
    form.is_valid()
    faults = {name: str(texts[0]) for name, texts in form.errors.items() if name in ("as_of", "narrative")}
    version = form.cleaned_data.get("version")
    day = [sent.get(part, "").strip() for part in _DAY_PARTS]
    if not any(day) and not sent.get("as_of", "").strip():
        faults.pop("as_of", None)  # an emptied day is missed when the return is sent
    try:
        kept = services.keep_typed(
            report, actor=request.user, at=now(), version=-1 if version is None else version, texts=sent,  # type: ignore[arg-type]
            as_of=form.cleaned_data.get("as_of"),
            narrative=form.cleaned_data.get("narrative", sent.get("narrative", "")), faults=faults,
        )  # fmt: skip
    except NotEditable as error:
        return _answer(request, report, {"over": str(error), "said": str(error)})
    typing = sent.get("typing", "")
    shown = {
        name: text
        for name, text in kept.faults.items()
        # Nobody is told of a fault in the middle of a figure or a day.
        if name != typing and not (name == "as_of" and (typing in _DAY_PARTS or not all(day)))
    }
    return _answer(
        request,
        kept.report,
        {
            "at": f"{now():%H:%M}",
            # The old version stays on the page while something is in dispute: pressing «Lưu» shows the difference.
            "version": None if kept.disputed else kept.report.version,
            "disputed": list(kept.disputed.values()),
            "opened": kept.opened,
            "theirs": [(name, text, _value(name, text)) for name, text in kept.theirs.items()],
            "by": kept.report.saved_by if kept.report.saved_by_id != request.user.pk else None,
            "refused": kept.faults,
            "wrong": len(shown),
            "slots": _slots(kept.report, shown),
            "spoken": _spoken(kept.report) if "spoken" in sent else {},
            "sums": _sums(kept.report),
            "said": _said(len(shown), len(kept.disputed)),
        },
    )


def _answer(request: HttpRequest, report: Return, context: dict[str, Any]) -> HttpResponse:
    page_url = reverse("reporting:return", kwargs={"uuid": report.uuid})
    return render(request, "reporting/parts/kept.html", {"page_url": page_url, **context})


def _value(name: str, text: str) -> str:
    """What the field itself holds where that is not the text: the choice of a duty's state."""
    if name.startswith("duty_") and name.endswith("_state"):
        return next((str(answer.value) for answer in DutyAnswer if str(answer.label) == text), "")
    return ""


def _slots(report: Return, faults: dict[str, str]) -> dict[str, list[str]]:
    """The faults of each line of the page, also of those that have none any more."""
    slots: dict[str, list[str]] = {"as_of": [], "narrative": []}
    slots |= {row.key: [] for row in selectors.template_rows(report).rows if not row.computed}
    slots |= {f"duty_{pk}": [] for pk in report.duties.values_list("pk", flat=True)}
    for name, text in faults.items():
        line = name if name in slots else name.partition("_")[2]
        if name.startswith("duty_"):
            line = name.rpartition("_")[0]
        slots.setdefault(line, []).append(text)
    return slots


def _spoken(report: Return) -> dict[str, list[str]]:
    """What the checks say of each line as it is saved now, on a page that shows it."""
    lines = _slots(report, {})
    lines |= {row.key: [] for row in selectors.template_rows(report).rows}
    for finding in selectors.findings_of(report, today=today()):
        if finding.blocking and finding.row in lines:
            lines[finding.row].append(finding.text)
    return lines


def _sums(report: Return) -> list[tuple[Row, Figure | None, Figure | None]]:
    """The rows that are added up, with what they come to now."""
    template = selectors.template_rows(report)
    if not any(row.computed for row in template.rows):
        return []
    entries = selectors.entries_of(report)
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    estimates = with_sums(template, {key: entry.estimated for key, entry in entries.items()})
    return [(row, figures[row.key], estimates[row.key]) for row in template.rows if row.computed]


def _said(wrong: int, disputed: int) -> str:
    """For a screen reader, when something was not kept."""
    if disputed:
        return _("Hai người cùng sửa, cần chọn")
    if wrong:
        return ngettext("%(n)s ô chưa lưu được", "%(n)s ô chưa lưu được", wrong) % {"n": wrong}
    return ""
