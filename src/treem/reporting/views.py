"""Rounds: the list, the draft that a person confirms, who has sent and who has not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.reporting import rules, selectors, services
from treem.reporting.errors import RoundMoved, RoundNotOpen
from treem.reporting.forms import ReopenForm
from treem.reporting.models import Round, RoundState
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page

MISSING_LIMIT = 500
LIMIT = 200
"""Rounds on one page: a province opens a handful a year."""


def found_round(request: HttpRequest, uuid: UUID, *, drafts: bool | None = None) -> Round:
    """The round, or 404; drafts are there only for those who open rounds."""
    found = selectors.round_by_uuid(uuid)
    may_see_drafts = request.user.has_perm("reporting.open_round") if drafts is None else drafts
    unopened = (RoundState.DRAFT, RoundState.SKIPPED)
    if found is None or (found.state in unopened and not may_see_drafts):
        raise Http404
    return found


@endpoint("reporting.view_round")
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds with how they stand, as far as the scope reaches: a commune sees its own return in each."""
    user: Any = request.user
    day = today()
    may_open = user.has_perm("reporting.open_round")
    every = selectors.rounds(drafts=may_open)
    which = address.choice(request.GET, "state", RoundState.values)
    found = every.filter(state=which) if which else every
    shown = list(found[:LIMIT])
    tallies = selectors.tallies([each.pk for each in shown])
    own: dict[int, list[Any]] = {}
    oversees = user.has_perm("reporting.view_progress")
    if not oversees and user.has_perm("reporting.view_return"):
        for report in selectors.returns().filter(round_id__in=[each.pk for each in shown]):
            own.setdefault(report.round_id, []).append(
                selectors.Line(report, selectors.timeliness_of(report, today=day), ())
            )
    return page(
        request,
        "reporting/rounds.html",
        {
            "rows": [
                {"round": each, "tally": tallies.get(each.pk, selectors.Tally()), "own": own.get(each.pk, [])}
                for each in shown
            ],
            "total": found.count(),
            "which": which,
            "may_open": may_open,
            "oversees": oversees,
            "may_see_targets": user.has_perm("indicators.view_target"),
            "may_see_returns": user.has_perm("reporting.view_return"),
        },
    )


@endpoint("reporting.view_progress")
def missing(request: HttpRequest) -> HttpResponse:
    """«Báo cáo chưa gửi» of all open rounds one by one, what is late first; exactly what the leader's page counts."""
    lines = selectors.missing_lines(today=today())
    late = sum(line.timeliness == "overdue" for line in lines)
    which = address.choice(request.GET, "state", ("overdue",))
    shown = [line for line in lines if not which or line.timeliness == which]
    return page(
        request,
        "reporting/missing.html",
        {
            "lines": shown[:MISSING_LIMIT],
            "shown": len(shown),
            "total": len(lines),
            "late": late,
            "may_read": request.user.has_perm("reporting.view_return"),
        },
    )


@endpoint("reporting.view_progress")
def round_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who has sent, who has not, who is late; for the lead agency the way into each return."""
    found = found_round(request, uuid)
    if found.state == RoundState.DRAFT:
        return redirect("reporting:draft", found.uuid)
    if found.state == RoundState.SKIPPED:
        return page(request, "reporting/skipped.html", {"round": found})
    return _round_page(request, found)


STAGES = (
    ("not_started", gettext_lazy("Chưa bắt đầu")), ("in_progress", gettext_lazy("Đang làm")),
    ("checking", gettext_lazy("Chờ kiểm tra")), ("approving", gettext_lazy("Chờ duyệt")),
    ("approved", gettext_lazy("Đã duyệt, chờ gửi")), ("submitted", gettext_lazy("Đã gửi")), ("returned", gettext_lazy("Trả lại")), ("accepted", gettext_lazy("Đã nhận")),
)  # fmt: skip


_OTHER = ("missing", "paper", "overdue", "late")


def _answers_to(line: selectors.Line, which: str) -> bool:
    """Whether the line belongs to the filter of the address; an empty one shows all."""
    report = line.report
    if which == "missing":
        return report.state not in rules.SENT
    if which == "paper":
        return report.on_behalf
    if which in ("overdue", "late"):
        return line.timeliness == which
    return report.stage == which if which in dict(STAGES) else True


def _round_page(
    request: HttpRequest,
    found: Round,
    *,
    fault: str = "",
    reopen: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    day = today()
    may_read = user.has_perm("reporting.view_return")
    lines = selectors.lines_of(found, today=day, with_findings=may_read)
    which = address.choice(request.GET, "state", (*_OTHER, *dict(STAGES)))
    shown = [line for line in lines if _answers_to(line, which)]
    tally = selectors.tallies([found.pk]).get(found.pk, selectors.Tally())
    return page(
        request,
        "reporting/round.html",
        {
            "round": found,
            "lines": shown,
            "tally": tally,
            "late": sum(line.timeliness == "late" for line in lines),
            "overdue": sum(line.timeliness == "overdue" for line in lines),
            "missing": [
                line.report.body.name for line in lines if line.report.state not in ("submitted", "accepted")
            ],
            "stages": [(key, words, getattr(tally, key)) for key, words in STAGES],
            "clean": sum(line.clean for line in shown),
            "paper": sum(line.report.on_behalf for line in lines),
            "gone": selectors.bodies_gone(found, lines),
            "opened_late": selectors.opened_late(found),
            "duty": selectors.duty_of(found) if user.has_perm("duties.view_all") else None,
            "term": found.term,
            "may_read": may_read,
            "may_accept": user.has_perm("reporting.accept_return") and found.state == RoundState.OPEN,
            "may_consolidate": user.has_perm("reporting.consolidate"),
            "closings": selectors.closings_of(found),
            "seen": selectors.standing_mark(found),
            "unaccepted": tally.submitted,
            "fault": fault,
            "reopen_form": reopen or ReopenForm(),
        },
        status=status,
    )


@endpoint("reporting.accept_return", methods=("POST",))
def accept_many(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Accept the picked returns that are sent and need no explanation."""
    found = found_round(request, uuid, drafts=False)
    picked = {int(pk) for pk in request.POST.getlist("pick") if pk.isdecimal() and len(pk) < 18}
    reports = list(found.returns.filter(pk__in=picked).order_by("pk"))
    if not reports:
        messages.error(request, _("Hãy chọn ít nhất một báo cáo để tiếp nhận."))
        return redirect("reporting:round", found.uuid)
    accepted, left = services.accept_many(reports, actor=request.user, at=now())  # type: ignore[arg-type]
    if accepted:
        messages.success(request, _("Đã tiếp nhận %(count)d báo cáo.") % {"count": len(accepted)})
    if left:
        names = ", ".join(str(report.body) for report in left)
        messages.warning(request, _("Cần xem từng báo cáo: %(names)s.") % {"names": names})
    return redirect("reporting:round", found.uuid)


@endpoint("reporting.consolidate", methods=("POST",))
def close_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the round and freeze what is in, when it stands as on the page that was seen; else it is asked again. Who
    presses twice, or after somebody else, hears that it is closed."""
    found = found_round(request, uuid, drafts=False)
    try:
        services.close_round(found, request.user, at=now(), seen=request.POST.get("seen", ""))  # type: ignore[arg-type]
    except RoundMoved as error:
        return _round_page(request, found, fault=str(error), status=409)
    except RoundNotOpen:
        found.refresh_from_db()
        if found.state != RoundState.CLOSED:
            raise
        messages.info(request, _("Vòng báo cáo này đã đóng."))
    else:
        messages.success(request, _("Đã đóng vòng báo cáo và chốt bản tổng hợp."))
    return redirect("reporting:consolidated", found.uuid)


@endpoint("reporting.consolidate", methods=("POST",))
def reopen_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a closed round again, with a reason."""
    found = found_round(request, uuid, drafts=False)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            services.reopen_round(found, request.user, reason=form.cleaned_data["reason"], at=now())  # type: ignore[arg-type]
        except RoundNotOpen:
            messages.info(request, _("Vòng báo cáo này đang mở."))
            return redirect("reporting:round", found.uuid)
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("Đã mở lại vòng báo cáo. Các đơn vị gửi, sửa được báo cáo."))
            return redirect("reporting:round", found.uuid)
    return _round_page(request, found, reopen=form, status=422)
