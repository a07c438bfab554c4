"""The page of one return: what stands beside each row, what is said about it, and which steps this person may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.files import selectors as files
from treem.kernel.time import today
from treem.kernel.typed import key
from treem.reporting import rules, selectors
from treem.reporting.figures import Entry, Figure, Finding, with_sums
from treem.reporting.forms import CapacityForm, EnterForm, ReasonForm, ReturnForm
from treem.reporting.models import DutyAnswer, Return, ReturnDuty
from treem.reporting.places import SUBJECT
from treem.reporting.services import duty_rows
from treem.reporting.services.fields import Given, day_text
from treem.reporting.services.filling import not_editable_words, records_url
from treem.reporting.templates_data import Row
from treem.web.pages import page


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


def attach_url(report: Return) -> str:
    """The page on which evidence is added to the return."""
    return reverse("files:attach", kwargs={"subject_type": SUBJECT, "subject_uuid": report.uuid})


def posted_version(request: HttpRequest) -> int:
    """The version that the person saw; one that is missing or no number is no return's (0), so it counts as stale."""
    return key(request.POST.get("version"), 9) or 0


def changed_words() -> str:
    return _("Báo cáo đã thay đổi từ khi đồng chí mở trang này. Hãy xem lại dưới đây rồi thực hiện lại.")


NONE_EVERYWHERE = "*"
"""The value of the button that declares the whole return «không phát sinh»."""


def texts_of_entry(entry: Entry) -> dict[str, str]:
    return Given(entry.typed, entry.estimated, entry.not_occurred, entry.note).texts()


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
    def blocking_words(self) -> list[str]:
        """What the checks say that stands in the way of sending."""
        return [finding.text for finding in self.findings if finding.blocking]

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
    unsaved: Sequence[tuple[str, str]] = (),
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
            # As it was when the person opened the page, also when it comes back with what was typed.
            "opened_as_of": (sent or {}).get("opened_as_of", day_text(report.as_of)),
            "opened_narrative": (sent or {}).get("opened_narrative", report.narrative),
            "unsaved": unsaved,
            "ended_words": not_editable_words(report) if report.ended else "",
            "reason_form": reason_form or ReasonForm(initial={"version": report.version}),
            "fault": fault,
            "keep_url": reverse("reporting:keep_return", kwargs={"uuid": report.uuid}),
            "wrong": _wrong(rows, duty_lines, form, spoken) if fault and status != 409 else [],
            "duty_lines": duty_lines,
            "duties_filled": sum(line.filled for line in duty_lines),
            "duty_states": DutyAnswer.choices,
            "opened_late": selectors.opened_late(report.round),
            "evidence": evidence,
            "attach_url": attach_url(report) if may_fill else "",
            **steps_context(user, report, steps),
            **(forms or {}),
            "about": [f for f in spoken if f.row in ("as_of", "narrative")],
            "about_words": {name: [f.text for f in spoken if f.row == name] for name in ("as_of", "narrative")},
            "spoken": bool(report.started_at and sent is None),
            "timeliness": selectors.timeliness_of(report, today=day),
            "template": template,
            "history": selectors.history_of(report),
            "step": {"draft": 1, "returned": 1, "pending": 2, "submitted": 3, "accepted": 5}[report.state],
            "may_fill": may_fill,
            "may_count": may_fill and report.commune_id is not None and any(row.fact for row in template.rows),
            "may_take_duties": may_fill and template.kind == "duties" and bool(duty_lines),
            "may_accept": report.state == rules.SUBMITTED and report.round.state == "open"
            and user.has_perm("reporting.accept_return"),
            "own_entry": report.on_behalf and report.entered_by_id == user.pk,
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
    saved = texts_of_entry(entry)
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
    is_open = report.round.state == "open" and not report.ended
    waits = report.step if is_open else ""
    own = report.presented_by_id == user.pk and len(steps) != 1
    fills = report.editable and user.has_perm("reporting.fill_return") and not report.on_behalf
    may = {
        "check": user.has_perm("reporting.check_return"),
        "approve": user.has_perm("reporting.approve_return"),
    }
    decides = waits in may and may[waits]
    typed = selectors.typed_in(report) if not report.on_behalf else None
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
        "typed_in": typed,
        "enter_form": EnterForm(
            initial={"paper_on": today(), "version": report.version}, typed=typed is not None
        ),
        "back_form": ReasonForm(initial={"version": report.version}, prefix="back"),
        "take_back_form": ReasonForm(initial={"version": report.version}, prefix="own"),
        "capacity_form": CapacityForm(initial={"version": report.version}),
    }  # fmt: skip


HEADING_WORDS = 25
"""Words of a duty in its heading; the template cuts there too."""


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
    def words(self) -> list[str]:
        return [finding.text for finding in self.findings]

    @property
    def blocked(self) -> bool:
        return bool(self.faults or self.findings)

    @property
    def filled(self) -> bool:
        """Whether it says how the duty stands."""
        return bool(self.now["state"])

    @property
    def more(self) -> bool:
        """Whether the rest of its fields should lie open."""
        rest = ("link", "difficulties", "proposals")
        wanted = self.now["state"] == DutyAnswer.NOT_YET and bool(self.findings)
        return wanted or any(self.now[name] or name in self.faults for name in rest)

    @property
    def long(self) -> bool:
        """Whether the words of the duty are cut in its heading."""
        return len(self.row.text.split()) > HEADING_WORDS


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
