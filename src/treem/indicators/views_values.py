"""A figure that an agency gives: typing it, its page, and the second person's decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from treem.db import scope
from treem.files.selectors import attachments_of, place_for
from treem.indicators import figures, rules, selectors
from treem.indicators.board import province_communes
from treem.indicators.catalogue import definition_of
from treem.indicators.counting import count
from treem.indicators.doubts import doubts_about
from treem.indicators.forms import ReturnForm, ValueForm, VersionForm, as_texts, blank
from treem.indicators.formulas import denominator_of
from treem.indicators.models import PlanTarget, TargetValue, ValueSource, ValueState
from treem.indicators.views import own_bodies, scope_bodies
from treem.indicators.views_target import VALUE_BADGES, target_or_404
from treem.indicators.words import level_words, value_words
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.kernel.time import today as this_day
from treem.kernel.vietnamese import number
from treem.web.conflicts import Difference, StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

SUBJECT = "indicators.targetvalue"


def _value_or_404(uuid: UUID) -> TargetValue:
    found = selectors.value_visible(uuid)
    if found is None:
        raise Http404
    return found


def _own_or_404(uuid: UUID) -> TargetValue:
    found = _value_or_404(uuid)
    if found.body_id not in scope_bodies() or figures.may_answer(found.target, this_day()) is None:
        raise Http404
    return found


@endpoint("indicators.enter_value", methods=("GET", "POST"))
def enter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Nhập số liệu» for a target of one's agency."""
    target = target_or_404(uuid)
    today = this_day()
    if figures.may_answer(target, today) is None:
        raise Http404
    about = {**_about(target, today, request), "waiting": selectors.values_waiting(target)}
    if request.method != "POST":
        form = ValueForm(initial=blank(today), target=target, today=today, words=about["words"])
        return page(request, "indicators/value_form.html", {"form": form, "target": target, **about})
    form = ValueForm(request.POST, target=target, today=today, words=about["words"])
    if form.is_valid():
        try:
            value = figures.enter_value(
                target, uuid=form.cleaned_data["uuid"], typed=form.typed(), actor=cast(Any, request.user), at=now()
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã ghi số liệu. Số này có hiệu lực khi người thứ hai xác nhận."))
            return redirect("indicators:value", value.uuid)
    return page(request, "indicators/value_form.html", {"form": form, "target": target, **about}, status=422)


def _about(target: PlanTarget, today: date, request: HttpRequest) -> dict[str, Any]:
    """The words of the form: what the parts are, and the denominator that treem can count itself."""
    meaning = definition_of(target.indicator_key, today)
    english = (get_language() or "").startswith("en")
    words: dict[str, str] = {}
    if target.base is not None:
        words["value.label"] = _("Tỷ lệ (%(unit)s)") % {"unit": target.value_unit}
        words["value.help_text"] = _(
            "Chỉ nhập khi cơ quan không có tử số và mẫu số. Dấu phẩy hoặc dấu chấm đều được: 98,6."
        )
    else:
        words["value.label"] = _("Giá trị (%(unit)s)") % {"unit": target.unit_words or _("theo văn bản")}
    if target.comparator == "reduce_by":
        words["value.help_text"] = _(
            "Nhập tỷ lệ của năm, không nhập mức giảm: mức giảm được tính với số của năm trước."
        )
    elif meaning is not None:
        words["numerator.help_text"] = meaning.numerator if english else meaning.numerator_vi
        words["denominator.help_text"] = meaning.denominator if english else meaning.denominator_vi
        counted = _counted_denominator(target, today, request)
        if counted is not None:
            said = _("Đếm từ hồ sơ hôm nay: %(n)s.") % {"n": number(counted)}
            words["denominator.help_text"] = f"{words['denominator.help_text']}. {said}"
    return {"words": words, "level": level_words(target), "unit": target.value_unit}


def _counted_denominator(target: PlanTarget, today: date, request: HttpRequest) -> int | None:
    """For whoever reaches every commune: what the denominator is by the records of today."""
    found = denominator_of(target.indicator_key)
    in_force = scope.current()
    user: Any = request.user
    if found is None or in_force is None or not user.has_perm("indicators.count"):
        return None
    if not set(in_force.communes) >= set(province_communes(today)):
        return None
    counted = count(found.fact, as_of=today, window=None, units=in_force.communes)  # type: ignore[arg-type]
    if not found.dimension:
        return counted.total()
    by = counted.by(found.dimension)
    return sum(by.get(value, 0) for value in found.values)


@endpoint("indicators.view_target")
def value(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One figure: where it comes from, who typed and confirmed it, its evidence, the next step."""
    return _page(request, _value_or_404(uuid))


def _page(
    request: HttpRequest, found: TargetValue, *, return_form: ReturnForm | None = None, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    mine = found.body_id in scope_bodies()
    answers = mine and figures.may_answer(found.target, this_day()) is not None
    open_ = found.state in rules.MAY
    may_confirm = (
        answers
        and user.has_perm("indicators.confirm_value")
        and rules.may_confirm(found.state, author_id=found.typed_by_id or 0, confirmer_id=user.pk)
    )
    if may_confirm and return_form is None:
        return_form = ReturnForm(initial={"version": found.version}, auto_id="return_%s")
    shown = _("không phát sinh") if found.denominator == 0 else value_words(found.target, found.rate)
    place = place_for(user, SUBJECT, found.uuid) if mine else None
    return page(
        request,
        "indicators/value.html",
        {
            "value": found, "target": found.target, "shown": shown, "level": level_words(found.target),
            "badge": VALUE_BADGES[found.state], "counted": found.source == ValueSource.COUNTED,
            "doubts": doubts_about(found) if found.state == ValueState.PROPOSED and mine else [],
            "may_confirm": may_confirm, "return_form": return_form if may_confirm else None,
            "may_change": answers and open_ and user.has_perm("indicators.enter_value"),
            "waits_for_other": answers and found.state == ValueState.PROPOSED and found.typed_by_id == user.pk,
            "sees_evidence": mine and found.source == ValueSource.TYPED,
            "attachments": list(attachments_of(found)) if mine else [],
            "attach_url": reverse("files:attach", args=[SUBJECT, found.uuid]) if place else "",
            "own": found.body_id in own_bodies(request),
        },
        status=status,
    )  # fmt: skip


@endpoint("indicators.enter_value", methods=("GET", "POST"))
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mend a figure that nobody has confirmed."""
    found = _own_or_404(uuid)
    today = this_day()
    about = _about(found.target, today, request)
    context = {"target": found.target, "value": found, **about}
    if request.method != "POST":
        initial = {**as_texts(found), "uuid": found.uuid, "version": found.version}
        form = ValueForm(initial=initial, target=found.target, today=today, words=about["words"])
        return page(request, "indicators/value_form.html", {"form": form, **context})
    data = _after_conflict(request, found)
    form = ValueForm(data, initial=as_texts(found), target=found.target, today=today, words=about["words"])
    if form.is_valid():
        if form.cleaned_data["version"] is None:
            form.add_error(None, _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi làm lại."))
            return page(request, "indicators/value_form.html", {"form": form, **context}, status=422)
        try:
            figures.change_value(
                found, typed=form.typed(), actor=cast(Any, request.user), at=now(),
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except StaleVersion as error:
            return _conflict(request, selectors.value_visible(uuid) or found, form, error)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã lưu. Số liệu chờ người thứ hai xác nhận."))
            return redirect("indicators:value", found.uuid)
    return page(request, "indicators/value_form.html", {"form": form, **context}, status=422)


FIELDS = ("period", "as_of", "numerator", "denominator", "value", "source_text", "note")


def _after_conflict(request: HttpRequest, found: TargetValue) -> Any:
    """Back from the page that showed two people's figures: for each field the one that was chosen."""
    data = request.POST.copy()
    saved = as_texts(found)
    for name in FIELDS:
        if f"choose_{name}" in data:
            mine = data[f"choose_{name}"] == "mine"
            data[name] = data.get(f"mine_{name}", "") if mine else saved[name]
    return data


def _conflict(request: HttpRequest, found: TargetValue, form: ValueForm, error: StaleVersion) -> HttpResponse:
    saved = as_texts(found)
    mine = {name: str(form[name].value() or "") for name in FIELDS if name in form.fields}
    labels = {name: str(form.fields[name].label) for name in mine}
    typed = form.typed()
    mine["as_of"] = f"{typed.as_of:%d/%m/%Y}"
    different = [
        Difference(name, labels[name], saved[name], mine[name]) for name in mine if saved[name] != mine[name]
    ]
    same = {name: mine[name] for name in mine if saved[name] == mine[name]}
    return page(
        request,
        "web/conflict.html",
        {
            "record": f"{found.target.label}. {found.target.name}", "version": error.version, "differences": different,
            "saved_by": found.typed_by, "saved_at": found.typed_at,
            "hidden": {**same, "uuid": found.uuid},
            "action_url": reverse("indicators:edit_value", args=[found.uuid]),
            "cancel_url": reverse("indicators:value", args=[found.uuid]),
        },
        status=409,
    )  # fmt: skip


def _step(
    request: HttpRequest, found: TargetValue, act: Callable[..., TargetValue], done: str, **more: str
) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["version"][0]))
        return _page(request, found, status=422)
    act(found, actor=request.user, at=now(), version=form.cleaned_data["version"], **more)
    messages.success(request, done)
    return redirect("indicators:value", found.uuid)


@endpoint("indicators.confirm_value", methods=("POST",))
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Xác nhận» by a second person."""
    return _step(request, _own_or_404(uuid), figures.confirm_value, _("Đã xác nhận số liệu."))


@endpoint("indicators.confirm_value", methods=("POST",))
def send_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Trả lại» with a reason."""
    found = _own_or_404(uuid)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _page(request, found, return_form=form, status=422)
    return _step(
        request, found, figures.send_back_value, _("Đã trả lại."), reason=form.cleaned_data["reason"]
    )


@endpoint("indicators.enter_value", methods=("POST",))
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """«Rút lại» before anybody has confirmed."""
    return _step(request, _own_or_404(uuid), figures.withdraw_value, _("Đã rút số liệu."))
