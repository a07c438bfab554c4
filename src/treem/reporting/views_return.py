"""A return as its body fills it in, and as the lead agency takes it in or sends it back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.reporting import selectors, services
from treem.reporting.deciding import finished, refused
from treem.reporting.drafting import keep_posted
from treem.reporting.errors import (
    CannotCount,
    NotApproved,
    PaperMissing,
    ReasonMissing,
    ReturnRefused,
)
from treem.reporting.forms import ReasonForm
from treem.reporting.models import Act, Return
from treem.reporting.other_hand import other_hand, without_role
from treem.reporting.posting import save_posted, saved_first
from treem.reporting.return_page import (
    answer_with,
    attach_url,
    found_return,
    posted_version,
)
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("reporting.view_return")
def returns(request: HttpRequest) -> HttpResponse:
    """The returns in the person's scope, by their state."""
    day = today()
    which = address.choice(request.GET, "state", selectors.SHOWN)
    found = selectors.shown(which)
    rows, after = selectors.page_after(found, str(address.number(request.GET, "after") or ""))
    lines = [selectors.Line(report, selectors.timeliness_of(report, today=day), ()) for report in rows]
    return page(
        request,
        "reporting/returns.html",
        {
            "lines": lines,
            "total": found.count(),
            "after": after,
            "which": which,
        },
    )


@endpoint("reporting.view_return")
def return_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One return: counted beside typed, what the checks say beside each row, its history."""
    return answer_with(request, found_return(uuid))


@endpoint("reporting.write_return", methods=("POST",), refused=without_role)
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what was typed; checks speak, but do not stand in the way of a draft. The way to add evidence to a line
    goes through here, so that nothing typed is lost on it."""
    report = found_return(uuid)
    if (answer := other_hand(request, report)) is not None:
        return answer
    answer = save_posted(request, report)
    if answer is None:
        if "attach" in request.POST:
            return redirect(f"{attach_url(report)}?{urlencode({'part': request.POST['attach']})}")
        messages.success(request, _("Đã lưu %(time)s.") % {"time": f"{now():%H:%M}"})
        return redirect("reporting:return", report.uuid)
    return answer


@endpoint("reporting.write_return", methods=("POST",))
def keep(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page saves itself while somebody types: each field that can be kept is, and what is not says so."""
    return keep_posted(request, found_return(uuid))


@endpoint("reporting.write_return", methods=("POST",), refused=without_role)
def fill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Count from the records, for the day on the page, or take over what was reported on the duties; what was typed is
    saved first and stays."""
    report = found_return(uuid)
    answer = other_hand(request, report) or save_posted(request, report)
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


@endpoint("reporting.submit_return", methods=("POST",), refused=without_role)
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the return. Who also fills it in saves first, so nothing typed is lost when the checks refuse."""
    report = found_return(uuid)
    if report.on_behalf:
        return other_hand(request, report) or _submit(request, report)
    return _submit(request, report)


@endpoint("reporting.enter_for_body", methods=("POST",))
def record_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record what was typed from paper as sent."""
    report = found_return(uuid)
    return other_hand(request, report) or _submit(request, report)


def _submit(request: HttpRequest, report: Return) -> HttpResponse:
    saved = saved_first(request, report)
    if isinstance(saved, HttpResponse):
        return saved
    report, version = saved
    if report.on_behalf:
        done = _("Đã ghi nhận báo cáo giấy của %(body)s.") % {"body": report.body}
    else:
        done = _("Đã gửi báo cáo đến %(body)s.") % {"body": report.round.recipient}
    try:
        services.submit(report, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except (ReturnRefused, NotApproved, PaperMissing) as error:
        return answer_with(request, report, fault=str(error), status=422)
    except DomainError as error:
        return refused(request, report, error, act=Act.SUBMITTED, done=done)
    return finished(request, report, done)


@endpoint("reporting.accept_return", methods=("POST",))
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take one return in."""
    report = found_return(uuid)
    done = _("Đã tiếp nhận báo cáo của %(body)s.") % {"body": report.body}
    try:
        services.accept(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except DomainError as error:
        return refused(request, report, error, act=Act.ACCEPTED, done=done, to_round=True)
    return finished(request, report, done, to_round=True)


@endpoint("reporting.accept_return", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send one return back with a reason."""
    report = found_return(uuid)
    form = ReasonForm(request.POST)
    done = _("Đã trả lại báo cáo của %(body)s.") % {"body": report.body}
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.return_with_reason(
                report, actor=request.user, reason=reason, at=now(), version=posted_version(request)  # type: ignore[arg-type]
            )  # fmt: skip
        except ReasonMissing as error:
            form.add_error("reason", str(error))
        except DomainError as error:
            typed = [(str(form.fields["reason"].label), reason)]
            return refused(request, report, error, act=Act.RETURNED, done=done, typed=typed, to_round=True)
    if form.errors:
        return answer_with(request, report, reason_form=form, status=422)
    return finished(request, report, done, to_round=True)
