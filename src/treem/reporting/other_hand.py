"""A return that is no longer in this person's hands: who has it now and why, and everything that was typed meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from treem.kernel.time import VIETNAM, local_date, today
from treem.kernel.vietnamese import date_text
from treem.reporting import selectors
from treem.reporting.models import Act, Return
from treem.reporting.posting import sent_fields, unsaved_of
from treem.reporting.return_page import answer_with, may_write
from treem.reporting.templates_data import templates_on
from treem.web.pages import page


def other_hand(request: HttpRequest, report: Return) -> HttpResponse | None:
    """The answer to what was typed into a return that somebody else writes in by now; None where this person does.

    404 for whom it never was.
    """
    if may_write(request.user, report):
        return None
    words = why_not_yours(request.user, report)
    if not words:
        raise Http404
    return answer_with(
        request, report, fault=words, unsaved=unsaved_of(report, sent_fields(request, report)), status=409
    )


def why_not_yours(user: Any, report: Return) -> str:
    """Who took the return over, when and why; empty for whom it never was."""
    took = Act.ENTERING if report.on_behalf else Act.TAKEN_BACK
    change = selectors.history_of(report).filter(act=took).first()
    # The body's hand, or the lead agency's: whoever wrote here before the return changed hands.
    wrote = (
        ("reporting.fill_return", "reporting.submit_return")
        if report.on_behalf
        else ("reporting.enter_for_body",)
    )
    if change is None or not any(map(user.has_perm, wrote)):
        return ""
    said = {"who": change.by or "…", "at": _moment(change.at)}
    if report.on_behalf:
        paper = f" {report.paper_label}" if report.paper_label else ""
        said |= {"paper": paper, "day": date_text(report.paper_on) if report.paper_on else "…"}
        return (
            _(
                "%(who)s đã nhận nhập thay báo cáo này từ %(at)s, theo bản giấy%(paper)s nhận ngày %(day)s, nên đồng chí không "
                "ghi vào đây được nữa. Muốn tự báo cáo, bấm “Thay bằng báo cáo của đơn vị” bên dưới và ghi lý do."
            )
            % said
        )
    return _(
        "%(who)s đã thay bản nhập theo giấy bằng báo cáo của đơn vị từ %(at)s, lý do: %(why)s. Đồng chí không nhập thay vào "
        "đây được nữa."
    ) % {**said, "why": change.note}


def without_role(request: HttpRequest) -> HttpResponse | None:
    """For whom no appointment is in force any more, a body that ended for instance: what was typed, to be copied.

    Nothing of the return itself is read: there is no scope.
    """
    if request.method != "POST" or getattr(request, "appointment", None) is not None:
        return None
    labels = {row.key: row.label for template in templates_on(today()) for row in template.rows}
    typed = []
    for name, text in ((name, str(value)) for name, value in request.POST.items()):
        head, _sep, key = name.partition("_")
        label = labels.get(key, "") if head in ("row", "est", "note") else ""
        if name == "narrative" or (head == "duty" and not key.endswith("_state")):
            label = str(_("Tình hình, kết quả, kiến nghị")) if name == "narrative" else str(_("Kết quả"))
        if label and text.strip():
            typed.append((label, text))
    return page(request, "reporting/without_role.html", {"unsaved": typed}, status=403)


def _moment(at: Any) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M} {date_text(local_date(at))}"
