"""A return as its body fills it in, and as the lead agency takes it in or sends it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.files import selectors as files
from treem.kernel.time import now, today
from treem.reporting import rules, selectors, services
from treem.reporting.errors import (
    BadInput,
    CannotCount,
    NotApproved,
    PaperMissing,
    ReasonMissing,
    ReturnRefused,
)
from treem.reporting.figures import Entry, Figure, Finding, with_sums
from treem.reporting.forms import CapacityForm, EnterForm, ReasonForm, ReturnForm
from treem.reporting.models import DutyAnswer, Return, ReturnDuty
from treem.reporting.places import SUBJECT
from treem.reporting.services import duty_rows
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
    return answer_with(request, found_return(uuid))


@endpoint("reporting.write_return", methods=("POST",))
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was typed; checks speak, but do not stand in the way of a draft. The way to add evidence to a line
    goes through here, so that nothing typed is lost on it."""
    report = found_to_write(request, uuid)
    answer = save_posted(request, report)
    if answer is None:
        if "attach" in request.POST:
            return redirect(f"{attach_url(report)}?{urlencode({'part': request.POST['attach']})}")
        messages.success(request, _("Đã lưu %(time)s.") % {"time": f"{now():%H:%M}"})
        return redirect("reporting:return", report.uuid)
    return answer


@endpoint("reporting.write_return", methods=("POST",))
def fill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Count from the records, for the day on the page, or take over what was reported on the duties; what was typed is
    saved first and stays."""
    report = found_to_write(request, uuid)
    answer = save_posted(request, report)
    if answer is not None:
        return answer
    report = found_return(uuid)
    if selectors.template_rows(report).kind == "duties":
        services.fill_from_duties(report, actor=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("Đã lấy kết quả các nhiệm vụ đơn vị đã báo cáo vào những ô còn trống."))
        return redirect("reporting:return", report.uuid)
    try:
        services.fill_from_facts(report, actor=request.user, at=now(), as_of=report.as_of)  # type: ignore[arg-type]
    except CannotCount as error:
        return answer_with(request, report, fault=str(error), status=422)
    messages.success(request, _("Đã lấy số từ hồ sơ. Hãy xem lại từng dòng trước khi gửi."))
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.submit_return", methods=("POST",))
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the return. Who also fills it in saves first, so nothing typed is lost when the checks refuse."""
    return _submit(request, found_return(uuid))


@endpoint("reporting.enter_for_body", methods=("POST",))
def record_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record what was typed from paper as sent."""
    return _submit(request, found_to_write(request, uuid))


def _submit(request: HttpRequest, report: Return) -> HttpResponse:
    saved = saved_first(request, report)
    if isinstance(saved, HttpResponse):
        return saved
    report, version = saved
    try:
        services.submit(report, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except (ReturnRefused, NotApproved, PaperMissing) as error:
        return answer_with(request, report, fault=str(error), status=422)
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    if report.on_behalf:
        messages.success(request, _("Đã ghi nhận báo cáo giấy của %(body)s.") % {"body": report.body})
    else:
        messages.success(request, _("Đã gửi báo cáo đến %(body)s.") % {"body": report.round.recipient})
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.accept_return", methods=("POST",))
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one return in."""
    report = found_return(uuid)
    try:
        services.accept(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    messages.success(request, _("Đã tiếp nhận báo cáo của %(body)s.") % {"body": report.body})
    return redirect("reporting:round", report.round.uuid)


@endpoint("reporting.accept_return", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send one return back with a reason."""
    report = found_return(uuid)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")
    try:
        if form.is_valid():
            services.return_with_reason(
                report, actor=request.user, reason=reason, at=now(), version=posted_version(request)  # type: ignore[arg-type]
            )  # fmt: skip
    except ReasonMissing as error:
        form.add_error("reason", str(error))
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    if form.errors:
        return answer_with(request, report, reason_form=form, status=422)
    messages.success(request, _("Đã trả lại báo cáo của %(body)s.") % {"body": report.body})
    return redirect("reporting:round", report.round.uuid)


# -- reading what was posted ------------------------------------------------------------------------------


def found_return(uuid: UUID) -> Return:
    """The return within the scope, or 404."""
    report = selectors.return_visible(uuid)
    if report is None:
        raise Http404
    return report


def may_write(user: Any, report: Return) -> bool:
    """Whether the person's hand is the one that writes here: the body's, or the lead agency's for a paper."""
    needed = "reporting.enter_for_body" if report.on_behalf else "reporting.fill_return"
    return bool(user.has_perm(needed))


def found_to_write(request: HttpRequest, uuid: UUID) -> Return:
    """The return, for whom it is to write in; 404 for those who only read it."""
    report = found_return(uuid)
    if not may_write(request.user, report):
        raise Http404
    return report


def saved_first(request: HttpRequest, report: Return) -> HttpResponse | tuple[Return, int | None]:
    """What stands on the page is saved before the next step, where the person writes here: the return as it is then,
    with the version to go on with; or the page that says why not."""
    if not (report.editable and may_write(request.user, report)):
        return report, posted_version(request)
    if (answer := save_posted(request, report)) is not None:
        return answer
    fresh = found_return(report.uuid)
    return fresh, fresh.version


def attach_url(report: Return) -> str:
    """The page on which evidence is added to the return."""
    return reverse("files:attach", kwargs={"subject_type": SUBJECT, "subject_uuid": report.uuid})


def posted_version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def changed_words() -> str:
    return _("Báo cáo vừa được người khác sửa. Hãy xem lại số liệu dưới đây rồi thực hiện lại.")


def sent_fields(request: HttpRequest, report: Return) -> dict[str, str]:
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
    if head == "duty":
        pk, _sep, name = key.partition("_")
        row = report.duties.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
        return duty_rows.texts_of(row).get(name, "") if row else ""
    return _texts(entries.get(key, Entry())).get(head, "")


def _texts(entry: Entry) -> dict[str, str]:
    return Given(entry.typed, entry.estimated, entry.not_occurred, entry.note).texts()


def save_posted(request: HttpRequest, report: Return) -> HttpResponse | None:
    """Save the posted fields; None when they are saved, else the page that says why not, with everything typed."""
    sent = _marked(sent_fields(request, report), report)
    form = ReturnForm(sent)
    if not form.is_valid():
        faults = read_texts(selectors.template_rows(report), sent)[1]
        faults |= duty_rows.read_texts(report.duties.order_by("pk"), sent)[1]
        return answer_with(
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
        return answer_with(
            request, report, form=form, sent=sent, faults=error.faults, fault=str(error), status=422
        )
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
    fresh = found_return(report.uuid)
    differing = {difference.name for difference in error.differences}
    kept = {
        name: value
        for name, value in sent.items()
        if name.startswith(("row_", "est_", "none_", "note_", "duty_")) or name in ("as_of", "narrative")
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


def answer_with(
    request: HttpRequest,
    report: Return,
    *,
    form: ReturnForm | None = None,
    reason_form: ReasonForm | None = None,
    forms: Mapping[str, Any] | None = None,
    sent: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    day = today()
    report = found_return(report.uuid)
    entries = selectors.entries_of(report)
    template = selectors.template_rows(report)
    previous = selectors.previous_figures([report]).get(report.pk, {})
    findings = selectors.findings_of(report, today=day, entries=entries, previous=previous)
    # An untouched draft has nothing wrong yet: it is empty. What was refused unsaved has its own faults: the checks
    # know only what is saved.
    spoken = findings if report.started_at and sent is None else []
    figures = with_sums(template, {key: entry.figure for key, entry in entries.items()})
    estimates = with_sums(template, {key: entry.estimated for key, entry in entries.items()})
    may_fill = report.editable and may_write(user, report)
    steps = selectors.chain_of(report, on=day)
    duty_lines = _duty_lines(report, spoken, sent or {}, faults or {})
    evidence = list(files.attachments_of(report))
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
            "wrong": _wrong(rows, duty_lines, form, spoken) if fault else [],
            "duty_lines": duty_lines,
            "duty_states": DutyAnswer.choices,
            "opened_late": selectors.opened_late(report.round),
            "evidence": evidence,
            "attach_url": attach_url(report) if may_fill else "",
            **steps_context(user, report, steps),
            **(forms or {}),
            "about": [f for f in spoken if f.row in ("as_of", "narrative")],
            "timeliness": selectors.timeliness_of(report, today=day),
            "template": template,
            "history": selectors.history_of(report),
            "step": {"draft": 1, "returned": 1, "pending": 2, "submitted": 3, "accepted": 5}[report.state],
            "may_fill": may_fill,
            "may_count": may_fill and report.commune_id is not None and any(row.fact for row in template.rows),
            "may_take_duties": may_fill and template.kind == "duties" and bool(duty_lines),
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


def steps_context(user: Any, report: Return, steps: tuple[str, ...]) -> dict[str, Any]:
    """Which of the steps this person may take now."""
    is_open = report.round.state == "open"
    waits = report.step if is_open else ""
    own = report.presented_by_id == user.pk and len(steps) != 1
    fills = report.editable and user.has_perm("reporting.fill_return") and not report.on_behalf
    may = {
        "check": user.has_perm("reporting.check_return"),
        "approve": user.has_perm("reporting.approve_return"),
    }
    decides = waits in may and may[waits]
    return {
        "steps": steps,
        "may_present": fills and bool(steps),
        "may_submit": user.has_perm("reporting.submit_return")
        and ((fills and not steps) or waits == rules.SEND),
        "may_record": report.editable and report.on_behalf and user.has_perm("reporting.enter_for_body"),
        "may_check": waits == rules.CHECK and decides and not own,
        "may_approve": waits == rules.APPROVE and decides and not own,
        "own_draft": decides and own,
        "may_send_back_inside": (decides and not own)
        or (waits == rules.SEND and (may["approve"] or user.has_perm("reporting.submit_return"))),
        "may_recall": bool(waits) and report.presented_by_id == user.pk,
        "may_enter": report.editable and not report.on_behalf and user.has_perm("reporting.enter_for_body"),
        "may_take_back": report.on_behalf and is_open and report.state != rules.ACCEPTED
        and user.has_perm("reporting.submit_return"),
        "asks_capacity": report.body.level == "commune",
        "paper_part": selectors.PAPER,
        "enter_form": EnterForm(initial={"paper_on": today(), "version": report.version}),
        "back_form": ReasonForm(initial={"version": report.version}, prefix="back"),
        "take_back_form": ReasonForm(initial={"version": report.version}, prefix="own"),
        "capacity_form": CapacityForm(initial={"version": report.version}),
    }  # fmt: skip


@dataclass(frozen=True)
class DutyLine:
    """One duty on the page: its fields as texts, what is said about it."""

    row: ReturnDuty
    now: Mapping[str, str]
    opened: Mapping[str, str]
    faults: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        return f"duty_{self.row.pk}"

    @property
    def blocked(self) -> bool:
        return bool(self.faults or self.findings)

    @property
    def more(self) -> bool:
        """Whether the rest of its fields should lie open."""
        return self.blocked or any(self.now[name] for name in ("link", "difficulties", "proposals"))


def _duty_lines(
    report: Return, findings: list[Finding], sent: Mapping[str, str], faults: Mapping[str, str]
) -> list[DutyLine]:
    lines = []
    for row in report.duties.order_by("pk"):
        saved = {name: getattr(row, name) for name in duty_rows.FIELDS}
        head = f"duty_{row.pk}"
        lines.append(
            DutyLine(
                row=row,
                now={n: sent.get(f"{head}_{n}", text) for n, text in saved.items()},
                opened={n: sent.get(f"opened_{head}_{n}", t) for n, t in duty_rows.texts_of(row).items()},
                faults={n: faults[f"{head}_{n}"] for n in saved if f"{head}_{n}" in faults},
                findings=tuple(f for f in findings if f.row == head),
            )
        )
    return lines


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


def _wrong(
    rows: list[ShownRow], duty_lines: list[DutyLine], form: ReturnForm | None, spoken: list[Finding]
) -> list[tuple[str, str]]:
    """Everything to mend with the id of its place, for the box at the top."""
    places = {"as_of": "id_as_of_0", "narrative": "id_narrative"}
    errors = form.errors.items() if form is not None else ()
    found = [(places.get(name, ""), str(text)) for name, texts in errors for text in texts]
    found += [(places[f.row], f.text) for f in spoken if f.row in places and f.blocking]
    for item in rows:
        said = [*item.faults.values(), *(f.text for f in item.findings if f.blocking)]
        found += [(f"row-{item.row.key}", f"{item.row.label}: {text}") for text in said if text]
    for line in duty_lines:
        name = line.row.path or line.row.text[:60]
        said = [*line.faults.values(), *(f.text for f in line.findings)]
        found += [(f"line-{line.key}", f"{name}: {text}") for text in said]
    return found
