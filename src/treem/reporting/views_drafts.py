"""A round before it is opened: written down by hand or drafted from a duty, looked at, opened, or not opened with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.reporting import selectors, services
from treem.reporting.errors import RoundExists, SkipReasonMissing
from treem.reporting.forms import RoundForm, SkipForm
from treem.reporting.models import Round, RoundState
from treem.reporting.templates_data import templates_on
from treem.reporting.views import found_round
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("reporting.open_round", methods=("GET", "POST"))
def new_round(request: HttpRequest) -> HttpResponse:
    """A round without a duty behind it, for instance one asked for at once (đột xuất)."""
    form = RoundForm(request.POST if request.method == "POST" else None, templates=templates_on(today()))
    if request.method == "POST" and form.is_valid() and not form.asks_again(_odd(form)):
        data = form.cleaned_data
        try:
            made = services.draft_round(
                kind=data["kind"], period=data["period"], deadline=data["deadline"], deadline_op=data["deadline_op"],
                template_key=data["template_key"], title=data["title"], actor=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except RoundExists as error:
            if (twin := _twin(data)) is not None:  # a second press, or somebody else with the same round
                messages.info(
                    request, _("Vòng báo cáo nháp này vừa được lập, không lập thêm. Đây là vòng đó.")
                )
                return redirect("reporting:draft", twin.uuid)
            form.add_error("period", str(error))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else "period", str(error))
        else:
            messages.success(request, _("Đã lưu vòng báo cáo nháp. Chọn đơn vị rồi mở vòng."))
            return redirect("reporting:draft", made.uuid)
    return page(request, "reporting/new_round.html", {"form": form}, status=422 if form.is_bound else 200)


def _twin(data: Mapping[str, Any]) -> Round | None:
    """The draft that is there already, when it says everything that was typed."""
    names = ("kind", "period", "template_key", "deadline", "deadline_op")
    wanted = Round(**{name: data[name] for name in names})
    other = services.same_draft(wanted)
    if other is None or any(getattr(other, name) != data[name] for name in names):
        return None
    return other if data["title"].strip() in ("", other.title) else None


@endpoint("reporting.open_round", methods=("GET", "POST"))
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A draft: the period the machine guessed, the template, whom to ask. Saving it changes nothing for anybody."""
    found = found_round(request, uuid)
    if found.state != RoundState.DRAFT:
        return redirect("reporting:round", found.uuid)
    form = _draft_form(request, found)
    if request.method == "POST" and form.is_valid() and not form.asks_again(_odd(form, found)):
        try:
            _save(request, found, form)
        except (StaleVersion, DomainError) as error:
            return _refused(request, found, form, error)
        messages.success(request, _("Đã lưu vòng báo cáo nháp."))
        return redirect("reporting:draft", found.uuid)
    return _draft_page(request, found, form, status=422 if request.method == "POST" else 200)


@endpoint("reporting.open_round", methods=("POST",))
def open_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm the draft as it stands on the page and give each body its return."""
    found = found_round(request, uuid)
    if found.state != RoundState.DRAFT:
        messages.info(request, _("Vòng báo cáo này đã được mở."))
        return redirect("reporting:round", found.uuid)
    form = _draft_form(request, found)
    if not form.is_valid() or form.asks_again(_odd(form, found)):
        return _draft_page(request, found, form, status=422)
    try:
        with transaction.atomic():  # a refused opening leaves the draft as it was
            saved = _save(request, found, form)
            chosen = organisations.bodies(int(pk) for pk in form.cleaned_data.get("bodies", ()))
            reports = services.open_round(saved, list(chosen.values()), request.user, at=now())  # type: ignore[arg-type]
    except (StaleVersion, DomainError) as error:
        return _refused(request, found, form, error)
    messages.success(request, _("Đã mở vòng báo cáo cho %(count)d đơn vị.") % {"count": len(reports)})
    return redirect("reporting:round", found.uuid)


@endpoint("reporting.open_round", methods=("POST",))
def skip_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A draft that will not be opened, with the reason."""
    found = found_round(request, uuid)
    if found.state != RoundState.DRAFT:
        return redirect("reporting:round", found.uuid)
    skip = SkipForm(request.POST)
    if skip.is_valid():
        try:
            services.skip_round(found, request.user, reason=skip.cleaned_data["reason"], at=now())  # type: ignore[arg-type]
        except SkipReasonMissing as error:
            skip.add_error("reason", str(error))
        else:
            messages.success(request, _("Đã ghi: không mở vòng báo cáo này."))
            return redirect("reporting:rounds")
    return _draft_page(request, found, _draft_form(request, found, bound=False), skip=skip, status=422)


@endpoint("reporting.open_round", methods=("POST",))
def draft_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A round that was not to be opened is a draft again."""
    found = found_round(request, uuid)
    try:
        services.draft_again(found, request.user)  # type: ignore[arg-type]
    except RoundExists as error:
        messages.error(request, str(error))
        return redirect("reporting:round", found.uuid)
    messages.success(request, _("Vòng báo cáo lại là bản nháp."))
    return redirect("reporting:draft", found.uuid)


def _draft_form(request: HttpRequest, found: Round, *, bound: bool = True) -> RoundForm:
    day = today()
    initial = {
        "title": found.title, "kind": found.kind, "period": found.period, "template_key": found.template_key,
        "deadline": found.deadline, "deadline_op": found.deadline_op, "version": found.version,
        "bodies": [str(body.pk) for body in selectors.bodies_proposed(found, on=day)],
    }  # fmt: skip
    return RoundForm(
        request.POST if bound and request.method == "POST" else None,
        initial=initial, templates=templates_on(found.window_end), from_duty=found.obligation_id is not None,
        bodies=[body for body in selectors.bodies_possible(on=day) if body.pk != found.recipient_id],
    )  # fmt: skip


def _odd(form: RoundForm, found: Round | None = None) -> Sequence[str]:
    """What to ask again about a round by hand, when it is new or its period or deadline were changed."""
    if "deadline" not in form.fields:
        return ()
    data = form.cleaned_data
    given = (data["period"], data["deadline"], data["deadline_op"])
    if found is not None and given == (found.period, found.deadline, found.deadline_op):
        return ()
    return services.oddities_of(
        period=data["period"], template_key=data["template_key"], deadline=data["deadline"],
        op=data["deadline_op"], on=today(),
    )  # fmt: skip


def _save(request: HttpRequest, found: Round, form: RoundForm) -> Round:
    data = form.cleaned_data
    by_hand = {name: data[name] for name in ("deadline", "deadline_op") if name in form.fields}
    return services.save_draft(
        found, version=data["version"] or 0, kind=data["kind"], period=data["period"], title=data["title"],
        template_key=data["template_key"], actor=request.user, **by_hand,  # type: ignore[arg-type]
    )  # fmt: skip


def _refused(request: HttpRequest, found: Round, form: RoundForm, error: DomainError) -> HttpResponse:
    field = error.field if error.field in form.fields else None
    form.add_error(field, str(error))
    return _draft_page(request, found, form, status=409 if isinstance(error, StaleVersion) else 422)


def _draft_page(
    request: HttpRequest, found: Round, form: RoundForm, *, status: int, skip: SkipForm | None = None
) -> HttpResponse:
    proposed = form["bodies"].value() if "bodies" in form.fields else []
    return page(
        request,
        "reporting/draft.html",
        {
            "round": found, "form": form, "template": selectors.template_of(found),
            "chosen": len(proposed or []), "bodies_open": "bodies" in form.errors, "term": found.term,
            "skip_form": skip or SkipForm(), 
        },
        status=status,
    )  # fmt: skip
