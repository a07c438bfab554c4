"""The sum of a round on the screen, and the versions of the written report made from it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.documents import selectors as documents
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.reporting import selectors, services
from treem.reporting.consolidation import Consolidation, Part
from treem.reporting.forms_report import ReportForm
from treem.reporting.models import Round
from treem.reporting.outline import outline_of
from treem.reporting.sentences import days_counted
from treem.reporting.services.filling import records_of
from treem.reporting.services.report import targets_of
from treem.reporting.templates_data import Row
from treem.reporting.views import found_round
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("reporting.consolidate")
def consolidated(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Totals with the year before and the plan, communes by rows, the missing named, and the versions of the report."""
    found = found_round(request, uuid, drafts=False)
    result = services.consolidate(found)
    fingerprint = result.fingerprint()
    reports = list(selectors.written_reports(found))
    papers = documents.papers_of(services.REPORT, [report.uuid for report in reports])
    return page(
        request,
        "reporting/consolidated.html",
        {
            "round": found,
            "result": result,
            "lines": _lines(result),
            "duty_lines": result.duty_lines(),
            "of_duties": result.template.kind == "duties",
            "with_before": any(result.compared(row.key).bodies for row in result.template.rows),
            "rows": [
                {"part": part, "cells": _cells(found, part, result.template.rows)} for part in result.asked
            ],
            "totals": [result.totals[row.key] for row in result.template.rows],
            # Who has not sent is named at the top of the page, once.
            "worded": [part for part in result.in_words if part.sent and part.narrative.strip()],
            "targets": targets_of(result, year=int(found.period[:4]), on=found.window_end),
            "days": days_counted(found.window, *result.days()),
            "snapshot": selectors.snapshot_of(found) if found.state == "closed" else None,
            "reports": [
                {
                    "report": report,
                    "changed": report.figures_sha256 != fingerprint,
                    "paper": papers.get(report.uuid),
                }
                for report in reports
            ],
            "nothing": not result.included and not any(part.sent for part in result.in_words),
        },
    )


def _lines(result: Consolidation) -> list[dict[str, Any]]:
    """The rows of the template, one a line, with their totals."""
    return [
        {
            "row": row,
            "total": result.totals[row.key],
            "estimate": result.estimate(row.key) if row.estimate else None,
            "compared": result.compared(row.key),
        }
        for row in result.template.rows
    ]


def _cells(round: Round, part: Part, rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """The figures of one body; a counted one opens its records where the person's scope holds the commune."""
    if not part.sent:
        return [{"figure": None, "url": "", "none": False} for _row in rows]
    return [
        {
            "figure": part.figures.get(row.key),
            "none": row.key in part.not_occurred,
            "url": records_of(
                row,
                commune_id=part.commune_id,
                as_of=date.fromisoformat(part.counted_as_of),
                window=round.window,
            )
            if part.counted_here(row.key)
            else "",
        }
        for row in rows
    ]


@endpoint("reporting.consolidate", methods=("GET", "POST"))
def make_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose who signs, write what only a person knows, and make a version with its three files."""
    found = found_round(request, uuid, drafts=False)
    last = selectors.written_reports(found).first()
    before = selectors.content_of(last) if last else None
    signing = services.signing_of(found)
    kept = next((each.key for each in signing if before and each.lines == before.issuer.lines), None)
    template = selectors.template_of(found)
    outline = outline_of(template.kind if template else "", found.window_end)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        signing=signing,
        sections=outline.written_by_hand,
        words=before.words if before else {},
        initial={
            "uuid": uuid4(),
            "signing": kept or (signing[0].key if signing else ""),
            "signer": before.issuer.signer if before else "",
        },
    )
    if form.is_valid():
        try:
            made = services.make_report(
                found, signing=form.cleaned_data["signing"], signer=form.cleaned_data["signer"], words=form.words,
                uuid=form.cleaned_data["uuid"], actor=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã lập dự thảo báo cáo, bản %(number)d.") % {"number": made.number})
            if made.pdf is None:
                messages.warning(request, _("Không tạo được bản PDF của lần này. Hãy dùng bản DOCX."))
            return redirect(f"{request.path.removesuffix('reports/new/')}consolidated/#reports")
    signers = (
        organisations.people_of(found.recipient, today(), [Role.LEAD_DIRECTOR]) if found.recipient else []
    )
    return page(
        request,
        "reporting/make_report.html",
        {"round": found, "form": form, "signers": signers, "outline": outline},
        status=422 if form.is_bound else 200,
    )


@endpoint("reporting.consolidate", methods=("POST",))
def issue_report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Towards recording that a version was issued: its outgoing paper."""
    report = selectors.written_report(uuid)
    if report is None:
        raise Http404
    paper = services.prepare_issue(report, actor=request.user, at=now())  # type: ignore[arg-type]
    return redirect("documents:paper" if paper.issued else "documents:issue_paper", paper.uuid)
