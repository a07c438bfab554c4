"""The steps of a report: taking it on, measures, another commune, no matter for us, its children, its informant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from treem.audit.services import record
from treem.cases import selectors, services
from treem.cases.edit_views import communes_of_province, put_beside
from treem.cases.forms import (
    HandOverForm,
    InformantForm,
    MeasuresForm,
    SetAsideForm,
    WhyForm,
    now_parts,
)
from treem.cases.models import HandOverReason, Intake
from treem.cases.views import actor_of, intake_or_404, note
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key, uuid_of
from treem.registry import presenting as children_in_words
from treem.registry import selectors as registry
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

SAVED_MEANWHILE = gettext_noop(
    "Người khác vừa sửa thông tin này. Hãy xem lại rồi làm tiếp; những gì đã nhập vẫn còn đây."
)


def _step(
    request: HttpRequest,
    known: Intake,
    form: forms.Form,
    act: Callable[[int], None],
    said: str,
    template: str,
    context: dict[str, Any],
    done: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """One step with a form: shown, refused with what was typed, or done."""
    version = known.version
    if form.is_bound:
        seen = key(request.POST.get("version"))
        if seen is None:
            form.add_error(None, _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi sửa lại."))
        elif form.is_valid():
            try:
                act(seen)
            except StaleVersion as stale:
                version = stale.version
                form.add_error(None, _(SAVED_MEANWHILE))
            except (DomainError, ValidationError) as error:
                version = seen
                put_beside(form, error)
            else:
                messages.success(request, said)
                return done() if done else redirect("cases:intake", known.uuid)
        else:
            version = seen
    note(request, "cases.view_intake", [known])
    context = {"intake": known, "form": form, "version": version, "now": now(), **context}
    return page(request, template, context, status=422 if form.is_bound else 200)


@endpoint("cases.acknowledge", methods=("POST",))
def acknowledge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the report on."""
    known = intake_or_404(request, uuid)
    seen = key(request.POST.get("version"))
    try:
        services.acknowledge(actor=actor_of(request), intake=known, version=seen or 0, at=now())
    except StaleVersion:
        messages.warning(request, _("Người khác vừa sửa thông tin này. Hãy xem lại rồi xác nhận."))
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Đã xác nhận nhận việc."))
    return redirect("cases:intake", known.uuid)


@endpoint("cases.record_measures", methods=("GET", "POST"))
def measures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record emergency measures: the clock stops at the moment they were applied."""
    known = intake_or_404(request, uuid)
    moment = now()
    start = now_parts(moment)
    if request.method == "POST":
        form = MeasuresForm(request.POST)
    else:
        form = MeasuresForm(initial={"applied_on": start["on"], "applied_time": start["time"]})
    client = uuid_of(request.POST.get("uuid")) or uuid4()

    def act(seen: int) -> None:
        services.record_measures(
            actor=actor_of(request),
            intake=known,
            version=seen,
            data=form.data_typed(),
            uuid=client,
            at=moment,
        )

    late = known.clock_runs and moment > known.emergency_due_at
    return _step(
        request, known, form, act, _("Đã ghi biện pháp can thiệp khẩn cấp."), "cases/measures_form.html",
        {"uuid": client, "late": late},
    )  # fmt: skip


@endpoint("cases.record_measures", methods=("POST",))
def withdraw_measures(request: HttpRequest, uuid: UUID, measure: UUID) -> HttpResponse:
    """They were noted by mistake."""
    known = intake_or_404(request, uuid)
    seen = key(request.POST.get("version"))
    try:
        services.withdraw_measures(
            actor=actor_of(request), intake=known, version=seen or 0, uuid=measure, at=now()
        )
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Đã bỏ biện pháp ghi nhầm. Đồng hồ được tính lại theo các biện pháp còn lại.")
        )
    return redirect("cases:intake", known.uuid)


@endpoint("cases.hand_over", methods=("GET", "POST"))
def hand_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the report to another commune, with the clock running."""
    known = intake_or_404(request, uuid)
    others = [pair for pair in communes_of_province() if pair[0] != known.commune_id]
    initial = {"to_commune": known.incident_commune_id, "reason": HandOverReason.INCIDENT}
    form = HandOverForm(request.POST if request.method == "POST" else None, initial=initial, communes=others)

    def act(seen: int) -> None:
        services.hand_over(
            actor=actor_of(request), intake=known, version=seen, to_commune_id=form.cleaned_data["to_commune"],
            reason=form.cleaned_data["reason"],
        )  # fmt: skip

    return _step(
        request, known, form, act, _("Đã chuyển. Hãy gọi báo nơi nhận; khi nơi đó xác nhận, dòng này ghi rõ lúc nào."),
        "cases/hand_over.html", {}, done=lambda: redirect("cases:handed_away"),
    )  # fmt: skip


@endpoint("cases.set_aside", methods=("GET", "POST"))
def set_aside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It is no matter for us, and why."""
    known = intake_or_404(request, uuid)
    form = SetAsideForm(request.POST if request.method == "POST" else None)

    def act(seen: int) -> None:
        services.set_aside(
            actor=actor_of(request), intake=known, version=seen, reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"], at=now(),
        )  # fmt: skip

    return _step(request, known, form, act, _("Đã ghi: không thuộc phạm vi."), "cases/set_aside.html", {})


@endpoint("cases.take_intake", methods=("GET", "POST"))
def link_child(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Find the child in the register and tie it to the report; who is not found stays described in words.

    What was typed comes by POST and is neither kept nor noted.
    """
    known = intake_or_404(request, uuid)
    chosen = key(request.POST.get("child"))
    if chosen is not None:
        try:
            services.link_child(actor=actor_of(request), intake=known, child_id=chosen, at=now())
        except DomainError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Đã gắn trẻ em vào thông tin."))
        return redirect("cases:intake", known.uuid)
    asked = "q" in request.POST
    query = (request.POST.get("q", "") if asked else known.content.child_name).strip()[:200]
    found = registry.search(query, most=30) if query else None
    rows = []
    if found is not None:
        hits = [hit.child for hit in found.hits]
        record(
            actor=actor_of(request), action="registry.search_children", subject_type="registry.child",
            subject_ids=[child.pk for child in hits], detail={"total": found.total},
        )  # fmt: skip
        rows = children_in_words.rows(hits, today(), whole_number=False)
    note(request, "cases.view_intake", [known])
    return page(
        request,
        "cases/link_child.html",
        {"intake": known, "query": query, "found": found, "rows": rows, "asked": asked},
    )


@endpoint("cases.take_intake", methods=("POST",))
def unlink_child(request: HttpRequest, uuid: UUID, link: UUID) -> HttpResponse:
    """It was another child."""
    known = intake_or_404(request, uuid)
    try:
        services.unlink_child(actor=actor_of(request), intake=known, uuid=link, at=now())
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Đã bỏ gắn trẻ em."))
    return redirect("cases:intake", known.uuid)


@endpoint("cases.view_informant", methods=("GET", "POST"))
def informant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who reported: shown after a reason is given (the officer who works on it needs none), each look noted."""
    known = intake_or_404(request, uuid)
    freely = actor_of(request).has_perm("cases.view_informant_freely")
    form = WhyForm(request.POST if request.method == "POST" and not freely else None)
    context: dict[str, Any] = {
        "intake": known, "known": selectors.has_informant(known), "form": form, "freely": freely,
        "add_form": None, "who": None,
    }  # fmt: skip
    if not context["known"]:
        return _add_informant(request, known, context)
    if request.method == "POST" and (freely or form.is_valid()):
        why = "work" if freely else form.cleaned_data["why"]
        who = selectors.informant_of(known)
        assert who is not None
        note(request, "cases.view_informant", [known], why=why)
        context |= {"who": who, "same_phone": selectors.others_from_same_phone(who)}
        return page(request, "cases/informant.html", context)
    return page(request, "cases/informant.html", context, status=422 if form.is_bound else 200)


def _add_informant(request: HttpRequest, known: Intake, context: dict[str, Any]) -> HttpResponse:
    form = InformantForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.add_informant(
                actor=actor_of(request), intake=known, informant=form.data_typed(), at=now()
            )
        except DomainError as error:
            put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("cases:intake", known.uuid)
    context |= {"add_form": form}
    return page(request, "cases/informant.html", context, status=422 if form.is_bound else 200)
