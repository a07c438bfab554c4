"""«Gia hạn cho nhiều đơn vị»: chosen, looked at, recorded; and undone as one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.duties import following, selectors, services
from treem.duties.errors import PlanChanged
from treem.duties.forms_extending import ExtendManyForm, UndoExtensionForm
from treem.duties.models import Execution, Extension, Obligation, ObligationState
from treem.duties.services.extending import undoable
from treem.duties.words import shown
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import uuid_of
from treem.kernel.vietnamese import date_text
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("duties.decide_request", methods=("GET", "POST"))
def extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which bodies, until when, why; then what it would do; then done."""
    duty = selectors.obligation_visible(uuid, None)
    if duty is None or duty.inside_id is not None or duty.state != ObligationState.ISSUED:
        raise Http404
    if request.method != "POST":
        return _choose(request, duty, ExtendManyForm())
    form = ExtendManyForm(request.POST)
    wanted = set(request.POST.getlist("pick"))
    chosen = [each for each in _dated(duty) if str(each.uuid) in wanted]
    if not chosen:
        form.add_error(None, _("Hãy chọn ít nhất một đơn vị."))
    if not form.is_valid():
        return _choose(request, duty, form, wanted, status=422)
    again = _recorded(request, duty)
    if again is not None:
        return _done(request, duty, again)
    plan = services.plan_extension(chosen, until=form.cleaned_data["until"], today=today())
    if not plan.possible:
        form.add_error(None, _("Không đơn vị nào trong số đã chọn gia hạn được:"))
        for line in plan.refused[:10]:
            form.add_error(None, f"{line.execution.body}: {line.why}.")
        return _choose(request, duty, form, wanted, status=422)
    if request.POST.get("step") != "record":
        return _preview(request, duty, form, plan)
    return _record(request, duty, form, chosen)


def _record(
    request: HttpRequest, duty: Obligation, form: ExtendManyForm, chosen: list[Execution]
) -> HttpResponse:
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        raise Http404
    data, user = form.cleaned_data, request.user
    try:
        made = services.extend_many(
            duty, chosen, until=data["until"], reason=data["text"], issuer=appointment.body,
            actor=user, at=now(), mark=request.POST.get("mark", ""),  # type: ignore[arg-type]
            uuid=uuid_of(request.POST.get("uuid")),
        )  # fmt: skip
    except PlanChanged as changed:
        messages.warning(request, str(changed))
        plan = services.plan_extension(chosen, until=data["until"], today=today())
        return _preview(request, duty, form, plan, status=409)
    return _done(request, duty, made)


def _recorded(request: HttpRequest, duty: Obligation) -> Extension | None:
    """What was recorded under the number of this form before: the button was pressed twice."""
    number, appointment = uuid_of(request.POST.get("uuid")), getattr(request, "appointment", None)
    if number is None or appointment is None or request.POST.get("step") != "record":
        return None
    return following.extension_visible(following.extension_number(number, duty, appointment.body))


def _done(request: HttpRequest, duty: Obligation, made: Extension) -> HttpResponse:
    said = _("Đã gia hạn cho %(count)d đơn vị đến hết ngày %(day)s.")
    messages.success(request, said % {"count": made.lines.count(), "day": date_text(made.until)})
    return redirect(f"{reverse('duties:obligation', args=[duty.uuid])}#extensions")


def _dated(duty: Obligation) -> list[Execution]:
    """Its open executions with a day: the ones that can be given more time."""
    found = selectors.executions_of_obligation(duty, None).filter(selectors.is_open(), last_day__isnull=False)
    return list(found)


def _choose(
    request: HttpRequest, duty: Obligation, form: ExtendManyForm, picked: set[str] | None = None, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The open executions of one deadline (``due=``; the nearest without), all ticked at first."""
    day, every = today(), _dated(duty)
    days = sorted({each.due_on for each in every if each.due_on is not None})
    due = address.day(request.GET, "due") or (days[0] if days else day)
    rows = [
        {"shown": shown(each, day), "picked": picked is None or str(each.uuid) in picked}
        for each in every
        if each.due_on == due or (picked and str(each.uuid) in picked)
    ]
    context: dict[str, Any] = {"obligation": duty, "form": form, "rows": rows, "days": days, "due": due}
    return page(request, "duties/extend.html", context, status=status)


def _preview(
    request: HttpRequest, duty: Obligation, form: ExtendManyForm, plan: services.Plan, *, status: int = 200
) -> HttpResponse:
    count, until = len(plan.possible), date_text(form.cleaned_data["until"])
    return page(
        request,
        "duties/extend_preview.html",
        {
            "question": _("Gia hạn cho %(count)d đơn vị đến hết ngày %(day)s?") % {"count": count, "day": until},
            "consequences": [
                _("Mỗi đơn vị thấy hạn mới và lý do trên trang việc của mình; hạn trong văn bản giữ nguyên."),
                _("Lịch, nhắc việc và tính quá hạn theo hạn mới."),
                _("Hoàn tác được trên trang của nhiệm vụ, khi đơn vị chưa báo cáo xong."),
            ],
            "action_label": _("Ghi gia hạn cho %(count)d đơn vị") % {"count": count},
            "cancel_url": reverse("duties:extend", args=[duty.uuid]),
            "plan": plan,
            "form": form,
        },
        status=status,
    )  # fmt: skip


@endpoint("duties.decide_request", methods=("GET", "POST"))
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the bodies of one extension their old deadlines back."""
    found = following.extension_visible(uuid)
    if found is None:
        raise Http404
    back = f"{reverse('duties:obligation', args=[found.obligation.uuid])}#extensions"
    lines = [] if found.undone_at else undoable(found)
    form = UndoExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.undo_extension(
                found, reason=form.cleaned_data["text"], actor=request.user, at=now()  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as error:
            # Pressed twice: the first press has said what it did.
            if not found.lines.filter(
                undone_by_id=request.user.pk, undone_why=form.cleaned_data["text"]
            ).exists():
                messages.error(request, str(error))
        else:
            messages.success(request, _("Đã trả lại hạn cũ cho %(count)d đơn vị.") % {"count": count})
        return redirect(back)
    return page(
        request,
        "duties/extend_undo.html",
        {
            "question": _("Hoàn tác lần gia hạn đến hết ngày %(day)s?") % {"day": date_text(found.until)},
            "consequences": [
                _("%(count)d đơn vị trở lại hạn cũ; hạn cũ đã qua thì việc thành quá hạn ngay.") % {"count": len(lines)},
                _("Việc đã báo cáo xong, hoặc đã gia hạn lần nữa, giữ nguyên."),
            ],
            "action_label": _("Hoàn tác gia hạn"),
            "danger": True,
            "cancel_url": back,
            "form": form,
            "lines": lines,
            "extension": found,
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip
