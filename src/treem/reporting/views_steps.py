"""The steps of a return inside its body, and returns that the lead agency types in from paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.reporting import services
from treem.reporting.errors import NobodyApproves, ReturnRefused
from treem.reporting.forms import CapacityForm, EnterForm, ReasonForm
from treem.reporting.models import Return
from treem.reporting.posting import saved_first
from treem.reporting.return_page import (
    answer_with,
    changed_words,
    found_return,
    found_to_write,
    posted_version,
)
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint


@endpoint("reporting.fill_return", methods=("POST",))
def present(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trình»: what stands on the page is saved, then goes to whoever checks or approves."""
    report = found_to_write(request, uuid)
    saved = saved_first(request, report)
    if isinstance(saved, HttpResponse):
        return saved
    report, version = saved
    try:
        done = services.present(report, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except (ReturnRefused, NobodyApproves) as error:
        return answer_with(request, report, fault=str(error), status=422)
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    messages.success(request, _("Đã trình: %(step)s.") % {"step": done.get_step_display()})
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.check_return", methods=("POST",))
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The head of the division has checked it."""
    report = found_return(uuid)
    try:
        services.check(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    messages.success(request, _("Đã kiểm tra, chuyển lãnh đạo duyệt."))
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.approve_return", methods=("POST",))
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A leader approves inside the body, and says in which capacity. Not a signature."""
    report = found_return(uuid)
    form = CapacityForm(request.POST)
    capacity = ""
    if report.body.level == "commune":
        if not form.is_valid():
            return answer_with(request, report, forms={"capacity_form": form}, status=422)
        capacity = form.cleaned_data["capacity"]
    try:
        services.approve(
            report, actor=request.user, at=now(), capacity=capacity, version=posted_version(request)  # type: ignore[arg-type]
        )  # fmt: skip
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    messages.success(request, _("Đã duyệt nội bộ. Báo cáo chờ gửi."))
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.step_return", methods=("POST",))
def send_back_inside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One step back inside the body, with a reason. Who holds the step, or what is approved: checked here, because the
    step decides whose it is."""
    report = found_return(uuid)
    wanted = {"check": "reporting.check_return", "approve": "reporting.approve_return"}
    if report.step in wanted and not request.user.has_perm(wanted[report.step]):
        messages.error(request, _("Bước này do người khác của đơn vị làm."))
        return redirect("reporting:return", report.uuid)
    return _with_reason(request, report, services.send_back_inside, "back", _("Đã trả lại trong đơn vị."))


@endpoint("reporting.fill_return", methods=("POST",))
def recall(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whoever presented it takes it back to mend it."""
    report = found_return(uuid)
    try:
        services.recall(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except StaleVersion:
        return answer_with(request, report, fault=changed_words(), status=409)
    messages.success(request, _("Đã rút lại. Sửa xong, hãy trình lại."))
    return redirect("reporting:return", report.uuid)


@endpoint("reporting.enter_for_body", methods=("POST",))
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin to type in what the body sent on paper."""
    report = found_return(uuid)
    form = EnterForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.enter_for_body(
                report, actor=request.user, at=now(), paper_on=data["paper_on"], paper_label=data["paper_label"],  # type: ignore[arg-type]
                version=data["version"],
            )  # fmt: skip
        except StaleVersion:
            return answer_with(request, report, fault=changed_words(), status=409)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Hãy nhập số theo bản giấy và đính kèm bản chụp."))
            return redirect("reporting:return", report.uuid)
    return answer_with(request, report, forms={"enter_form": form}, status=422)


@endpoint("reporting.submit_return", methods=("POST",))
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The body puts its own return in the place of what was typed for it."""
    report = found_return(uuid)
    done = _("Báo cáo lại là của đơn vị. Số đã nhập thay vẫn còn, hãy sửa rồi trình.")
    return _with_reason(request, report, services.take_back, "own", done)


def _with_reason(
    request: HttpRequest, report: Return, act: services.WithReason, prefix: str, done: str
) -> HttpResponse:
    form = ReasonForm(request.POST, prefix=prefix)
    name = {"back": "back_form", "own": "take_back_form"}[prefix]
    if form.is_valid():
        try:
            act(
                report, actor=request.user, reason=form.cleaned_data["reason"], at=now(),  # type: ignore[arg-type]
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except StaleVersion:
            return answer_with(request, report, fault=changed_words(), status=409)
        except DomainError as error:
            if error.field != "reason":
                raise
            form.add_error("reason", str(error))
        else:
            messages.success(request, done)
            return redirect("reporting:return", report.uuid)
    return answer_with(request, report, forms={name: form}, status=422)
