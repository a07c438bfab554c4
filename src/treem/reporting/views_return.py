"""A return as its body fills it in, and as the lead agency takes it in or sends it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.kernel.time import now, today
from treem.reporting import rules, selectors, services
from treem.reporting.errors import BadInput, CannotCount, ReasonMissing, ReturnRefused
from treem.reporting.figures import Entry, Figure, Finding, with_sums
from treem.reporting.forms import ReasonForm, ReturnForm
from treem.reporting.models import Return
from treem.reporting.services.filling import Given, none_of, read_texts, records_url
from treem.reporting.templates_data import Row
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("reporting.view_return")
def returns(request: HttpRequest) -> HttpResponse:
    """The returns in the person's scope, by their state."""
    day = today()
    which = request.GET.get("state", "")
    found = selectors.shown(which)
    rows, after = selectors.page_after(found, request.GET.get("after", ""))
    lines = [selectors.Line(report, selectors.timeliness_of(report, today=day), ()) for report in rows]
    return page(
        request,
        "reporting/returns.html",
        {
            "lines": lines,
            "total": found.count(),
            "after": after,
            "which": which if which in selectors.SHOWN else "",
        },
    )


@endpoint("reporting.view_return")
def return_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One return: counted beside typed, what the checks say beside each row, its history."""
    return _page(request, _found(uuid))


@endpoint("reporting.fill_return", methods=("POST",))
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was typed; checks speak, but do not stand in the way of a draft."""
    report = _found(uuid)
    answer = _save(request, report)
    if answer is None:
        messages.success(request, _("Đã lưu %(time)s.") % {"time": f"{now():%H:%M}"})
        return redirect("reporting:return", report.uuid)
    return answer


@endpoint("reporting.fill_return", methods=("POST",))
def fill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Count from the records, for the day on the page; what was typed is saved first and stays."""
    report = _found(uuid)
    answer = _save(request, report)
    if answer is not None:
        return answer
    report = _found(uuid)
    try:
        services.fill_from_facts(report, actor=request.user, at=now(), as_of=report.as_of)  # type: ignore[arg-type]
    except CannotCount as error:
        return _page(request, report, fault=str(error), status=422)
    messages.success(request, _("Đã lấy số từ hồ sơ. Hãy xem lại từng dòng trước khi gửi."))
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.submit_return", methods=("POST",))
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the return. Who also fills it in saves first, so nothing typed is lost when the checks refuse."""
    report = _found(uuid)
    version: int | None = _version(request)
    if request.user.has_perm("reporting.fill_return") and report.editable:
        answer = _save(request, report)
        if answer is not None:
            return answer
        report = _found(uuid)
        version = report.version
    try:
        services.submit(report, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except ReturnRefused as error:
        return _page(request, report, fault=str(error), status=422)
    except StaleVersion:
        return _page(request, report, fault=_changed(), status=409)
    messages.success(request, _("Đã gửi báo cáo đến %(body)s.") % {"body": report.round.recipient})
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.accept_return", methods=("POST",))
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one return in."""
    report = _found(uuid)
    try:
        services.accept(report, actor=request.user, at=now(), version=_version(request))  # type: ignore[arg-type]
    except StaleVersion:
        return _page(request, report, fault=_changed(), status=409)
    messages.success(request, _("Đã tiếp nhận báo cáo của %(body)s.") % {"body": report.body})
    return redirect("reporting:round", report.round.uuid)


@endpoint("reporting.accept_return", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send one return back with a reason."""
    report = _found(uuid)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")
    try:
        if form.is_valid():
            services.return_with_reason(
                report, actor=request.user, reason=reason, at=now(), version=_version(request)  # type: ignore[arg-type]
            )  # fmt: skip
    except ReasonMissing as error:
        form.add_error("reason", str(error))
    except StaleVersion:
        return _page(request, report, fault=_changed(), status=409)
    if form.errors:
        return _page(request, report, reason_form=form, status=422)
    messages.success(request, _("Đã trả lại báo cáo của %(body)s.") % {"body": report.body})
    return redirect("reporting:round", report.round.uuid)


# -- reading what was posted ------------------------------------------------------------------------------


def _found(uuid: UUID) -> Return:
    report = selectors.return_visible(uuid)
    if report is None:
        raise Http404
    return report


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _changed() -> str:
    return _("Báo cáo vừa được người khác sửa. Hãy xem lại số liệu dưới đây rồi thực hiện lại.")


def _posted(request: HttpRequest, report: Return) -> dict[str, str]:
    """The fields as sent; after the conflict page, with the choices made there."""
    sent = {name: str(value) for name, value in request.POST.items()}
    entries = selectors.entries_of(report)
    for name, choice in list(sent.items()):
        if not name.startswith("choose_"):
            continue
        field = name.removeprefix("choose_")
        if choice == "saved":
            sent[field] = _saved_text(report, entries, field)
        else:
            sent[field] = sent.get(f"{choice}_{field}", "")
    return sent


def _saved_text(report: Return, entries: Mapping[str, Entry], field: str) -> str:
    if field == "as_of":
        return f"{report.as_of:%d/%m/%Y}" if report.as_of else ""
    if field == "narrative":
        return report.narrative
    head, _sep, key = field.partition("_")
    return _texts(entries.get(key, Entry())).get(head, "")


def _texts(entry: Entry) -> dict[str, str]:
    return Given(entry.typed, entry.estimated, entry.not_occurred, entry.note).texts()


def _save(request: HttpRequest, report: Return) -> HttpResponse | None:
    """Save the posted fields; None when they are saved, else the page that says why not, with everything typed."""
    sent = _marked(_posted(request, report), report)
    form = ReturnForm(sent)
    if not form.is_valid():
        faults = read_texts(selectors.template_rows(report), sent)[1]
        return _page(
            request,
            report,
            form=form,
            sent=sent,
            faults=faults,
            fault=_("Chưa lưu: có chỗ cần sửa."),
            status=422,
        )
    data = form.cleaned_data
    try:
        services.save_return(
            report, actor=request.user, at=now(), version=data["version"], texts=sent, as_of=data["as_of"],  # type: ignore[arg-type]
            narrative=data["narrative"],
        )  # fmt: skip
    except BadInput as error:
        return _page(request, report, form=form, sent=sent, faults=error.faults, fault=str(error), status=422)
    except StaleVersion as error:
        return _conflict(request, report, sent, error)
    return None


NONE_EVERYWHERE = "*"
"""The value of the button that declares the whole return «không phát sinh»."""


def _marked(sent: dict[str, str], report: Return) -> dict[str, str]:
    """As sent; after one of the buttons «không phát sinh» with the rows of its section ticked."""
    if "none_section" not in sent:
        return sent
    template, which = selectors.template_rows(report), sent.pop("none_section")
    section = None if which == NONE_EVERYWHERE else which
    return none_of(template, selectors.entries_of(report), sent, section)


def _conflict(
    request: HttpRequest, report: Return, sent: Mapping[str, str], error: StaleVersion
) -> HttpResponse:
    fresh = _found(report.uuid)
    differing = {difference.name for difference in error.differences}
    kept = {
        name: value
        for name, value in sent.items()
        if name.startswith(("row_", "est_", "none_", "note_")) or name in ("as_of", "narrative")
    }
    if "as_of" not in kept:  # three numbers on the page, one text from here on
        numbers = [sent.get(f"as_of_{part}", "") for part in ("day", "month", "year")]
        kept["as_of"] = "/".join(numbers).strip("/")
    return page(
        request,
        "web/conflict.html",
        {
            "record": fresh,
            "version": error.version,
            "differences": error.differences,
            "hidden": {name: value for name, value in kept.items() if name not in differing},
            "saved_by": fresh.saved_by,
            "saved_at": fresh.saved_at,
            "action_url": reverse("reporting:save_return", kwargs={"uuid": report.uuid}),
            "cancel_url": reverse("reporting:return", kwargs={"uuid": report.uuid}),
        },
        status=409,
    )


# -- the page ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownRow:
    """One row of the page: its figures as texts, the way to its records, what is said about it."""

    row: Row
    counted: Figure | None
    url: str
    now: Mapping[str, str]
    """Its fields as they stand on the page: row, est, none, note."""
    opened: Mapping[str, str]
    figure: Figure | None
    estimate: Figure | None
    before: Figure | None
    faults: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def asks_why(self) -> bool:
        """Whether the explanation should lie open."""
        return bool(
            self.now["note"]
            or "note" in self.faults
            or any(f.code in ("differs", "jump") for f in self.findings)
        )

    @property
    def blocked(self) -> bool:
        return bool(self.faults or any(f.blocking for f in self.findings))


def _page(
    request: HttpRequest,
    report: Return,
    *,
    form: ReturnForm | None = None,
    reason_form: ReasonForm | None = None,
    sent: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    day = today()
    report = _found(report.uuid)
    entries = selectors.entries_of(report)
    template = selectors.template_rows(report)
    previous = selectors.previous_figures([report]).get(report.pk, {})
    findings = selectors.findings_of(report, today=day, entries=entries, previous=previous)
    # An untouched draft has nothing wrong yet: it is empty. What was refused unsaved has its own faults: the checks
    # know only what is saved.
    spoken = findings if report.started_at and sent is None else []
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    estimates = with_sums(template, {key: entry.estimated for key, entry in entries.items()})
    may_fill = report.editable and user.has_perm("reporting.fill_return")
    rows = [
        _shown_row(
            report,
            row,
            entries.get(row.key, Entry()),
            (figures[row.key], estimates[row.key]),
            previous,
            spoken,
            sent or {},
            faults or {},
        )
        for row in template.rows
    ]
    initial = {
        "as_of": report.as_of or min(day, report.round.window_end),
        "narrative": report.narrative,
        "version": report.version,
    }
    return page(
        request,
        "reporting/return.html",
        {
            "report": report,
            "round": report.round,
            "rows": rows,
            "sections": _sections(rows),
            "everywhere": NONE_EVERYWHERE,
            "all_may_be_none": sum(not r.computed and r.no_occurrence for r in template.rows) > 1,
            "columns": 4 + bool(previous) + template.estimated,
            "estimated": template.estimated,
            "form": form or ReturnForm(initial=initial),
            "opened_as_of": f"{report.as_of:%d/%m/%Y}" if report.as_of else "",
            "reason_form": reason_form or ReasonForm(initial={"version": report.version}),
            "fault": fault,
            "wrong": _wrong(rows, form, spoken) if fault else [],
            "about": [f for f in spoken if f.row in ("as_of", "narrative")],
            "timeliness": selectors.timeliness_of(report, today=day),
            "template": template,
            "history": selectors.history_of(report),
            "step": {"draft": 1, "returned": 1, "submitted": 2, "accepted": 4}[report.state],
            "may_fill": may_fill,
            "may_count": may_fill and report.commune_id is not None and bool(template.rows),
            "may_submit": report.editable and user.has_perm("reporting.submit_return"),
            "may_accept": report.state == rules.SUBMITTED and report.round.state == "open"
            and user.has_perm("reporting.accept_return"),
            "may_see_round": user.has_perm("reporting.view_progress"),
            "has_previous": bool(previous),
        },
        status=status,
    )  # fmt: skip


def _shown_row(
    report: Return,
    row: Row,
    entry: Entry,
    figures: tuple[Figure | None, Figure | None],
    previous: Mapping[str, Figure | None],
    findings: list[Finding],
    sent: Mapping[str, str],
    faults: Mapping[str, str],
) -> ShownRow:
    saved = _texts(entry)
    # An unticked box sends nothing: what was sent without it was sent without a tick.
    now = {
        head: sent.get(f"{head}_{row.key}", "" if sent and head == "none" else text)
        for head, text in saved.items()
    }
    return ShownRow(
        row=row,
        counted=entry.counted,
        url=records_url(row, report) if entry.counted is not None else "",
        now=now,
        opened={head: sent.get(f"opened_{head}_{row.key}", text) for head, text in saved.items()},
        figure=figures[0],
        estimate=figures[1],
        before=previous.get(row.key),
        faults={head: faults[name] for head in saved if (name := f"{head}_{row.key}") in faults},
        findings=tuple(finding for finding in findings if finding.row == row.key),
    )


def _sections(rows: list[ShownRow]) -> list[dict[str, Any]]:
    """The rows under their headings, in the order of the template."""
    found: list[dict[str, Any]] = []
    for item in rows:
        if not found or found[-1]["title"] != item.row.section:
            found.append({"title": item.row.section, "rows": []})
        found[-1]["rows"].append(item)
    for section in found:
        silent = [i for i in section["rows"] if not i.row.computed and i.row.no_occurrence]
        section["may_be_none"] = bool(section["title"]) and len(silent) > 1
    return found


def _wrong(rows: list[ShownRow], form: ReturnForm | None, spoken: list[Finding]) -> list[tuple[str, str]]:
    """Everything to mend with the id of its place, for the box at the top."""
    places = {"as_of": "id_as_of_0", "narrative": "id_narrative"}
    errors = form.errors.items() if form is not None else ()
    found = [(places.get(name, ""), str(text)) for name, texts in errors for text in texts]
    found += [(places[f.row], f.text) for f in spoken if f.row in places and f.blocking]
    for item in rows:
        said = [*item.faults.values(), *(f.text for f in item.findings if f.blocking)]
        found += [(f"row-{item.row.key}", f"{item.row.label}: {text}") for text in said if text]
    return found
