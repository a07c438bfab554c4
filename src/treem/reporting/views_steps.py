"""The steps of a return inside its body, and returns that the lead agency types in from paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.reporting import selectors, services
from treem.reporting.deciding import finished, refused
from treem.reporting.errors import NobodyApproves, PaperDay, ReasonMissing, ReturnRefused
from treem.reporting.forms import CapacityForm, EnterForm, ReasonForm
from treem.reporting.models import Act, Return
from treem.reporting.other_hand import other_hand, without_role
from treem.reporting.posting import saved_first
from treem.reporting.return_page import (
    answer_with,
    found_return,
    posted_version,
)
from treem.web.endpoints import endpoint


@endpoint("reporting.fill_return", methods=("POST",), refused=without_role)
def present(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trình»: what stands on the page is saved, then goes to whoever checks or approves."""
    report = found_return(uuid)
    if (answer := other_hand(request, report)) is not None:
        return answer
    saved = saved_first(request, report)
    if isinstance(saved, HttpResponse):
        return saved
    report, version = saved
    try:
        done = services.present(report, actor=request.user, at=now(), version=version)  # type: ignore[arg-type]
    except (ReturnRefused, NobodyApproves) as error:
        return answer_with(request, report, fault=str(error), status=422)
    except DomainError as error:
        return refused(request, report, error, act=Act.PRESENTED, done=_("Đã trình."))
    return finished(request, report, _("Đã trình: %(step)s.") % {"step": done.get_step_display()})


@endpoint("reporting.check_return", methods=("POST",))
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The head of the division has checked it."""
    report = found_return(uuid)
    done = _("Đã kiểm tra, chuyển lãnh đạo duyệt.")
    try:
        services.check(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except DomainError as error:
        return refused(request, report, error, act=Act.CHECKED, done=done)
    return finished(request, report, done)


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
    done = _("Đã duyệt nội bộ. Báo cáo chờ gửi.")
    try:
        services.approve(
            report, actor=request.user, at=now(), capacity=capacity, version=posted_version(request)  # type: ignore[arg-type]
        )  # fmt: skip
    except DomainError as error:
        return refused(request, report, error, act=Act.APPROVED, done=done)
    return finished(request, report, done)


@endpoint("reporting.step_return", methods=("POST",))
def send_back_inside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One step back inside the body, with a reason. Who holds the step, or what is approved: checked here, because the
    step decides whose it is."""
    report = found_return(uuid)
    wanted = {"check": "reporting.check_return", "approve": "reporting.approve_return"}
    holds = report.step not in wanted or request.user.has_perm(wanted[report.step])
    if not holds and not selectors.just_done(report, Act.SENT_BACK, by=request.user, at=now()):  # type: ignore[arg-type]
        messages.error(request, _("Bước này do người khác của đơn vị làm."))
        return redirect("reporting:return", report.uuid)
    return _with_reason(
        request, report, services.send_back_inside, Act.SENT_BACK, "back", _("Đã trả lại trong đơn vị.")
    )


@endpoint("reporting.fill_return", methods=("POST",))
def recall(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whoever presented it takes it back to mend it."""
    report = found_return(uuid)
    done = _("Đã rút lại. Sửa xong, hãy trình lại.")
    try:
        services.recall(report, actor=request.user, at=now(), version=posted_version(request))  # type: ignore[arg-type]
    except DomainError as error:
        return refused(request, report, error, act=Act.RECALLED, done=done)
    return finished(request, report, done)


@endpoint("reporting.enter_for_body", methods=("POST",))
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin to type in what the body sent on paper."""
    report = found_return(uuid)
    form = EnterForm(request.POST, typed=selectors.typed_in(report) is not None)
    done = _("Hãy nhập số theo bản giấy và đính kèm bản chụp.")
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.enter_for_body(
                report, actor=request.user, at=now(), paper_on=data["paper_on"], paper_label=data["paper_label"],  # type: ignore[arg-type]
                version=data["version"] or 0,
            )  # fmt: skip
        except PaperDay as error:
            form.add_error("paper_on", str(error))
        except DomainError as error:
            typed = [(str(form.fields["paper_label"].label), data["paper_label"])]
            return refused(request, report, error, act=Act.ENTERING, done=done, typed=typed)
        else:
            return finished(request, report, done)
    return answer_with(request, report, forms={"enter_form": form}, status=422)


@endpoint("reporting.submit_return", methods=("POST",))
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The body puts its own return in the place of what was typed for it."""
    report = found_return(uuid)
    done = _("Báo cáo lại là của đơn vị. Số đã nhập thay vẫn còn, hãy sửa rồi trình.")
    return _with_reason(request, report, services.take_back, Act.TAKEN_BACK, "own", done)


def _with_reason(
    request: HttpRequest, report: Return, act: services.WithReason, did: Act, prefix: str, done: str
) -> HttpResponse:
    form = ReasonForm(request.POST, prefix=prefix)
    name = {"back": "back_form", "own": "take_back_form"}[prefix]
    if form.is_valid():
        try:
            act(
                report, actor=request.user, reason=form.cleaned_data["reason"], at=now(),  # type: ignore[arg-type]
                version=form.cleaned_data["version"] or 0,
            )  # fmt: skip
        except ReasonMissing as error:
            form.add_error("reason", str(error))
        except DomainError as error:
            typed = [(str(form.fields["reason"].label), form.cleaned_data["reason"])]
            return refused(request, report, error, act=did, done=done, typed=typed)
        else:
            return finished(request, report, done)
    return answer_with(request, report, forms={name: form}, status=422)
