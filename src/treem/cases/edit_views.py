"""Writing a report down and completing it. Nothing typed is lost: not to an error, a second person, a second click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.cases import selectors, services
from treem.cases.forms import FIELD_OF, InformantForm, IntakeForm, now_parts, values_of
from treem.cases.models import Channel, Intake
from treem.cases.views import actor_of, intake_or_404, note
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key, uuid_of
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


def communes_of_province() -> list[tuple[int, str]]:
    """The communes of the province of the person's commune, by name."""
    commune_id = selectors.my_commune()
    if commune_id is None:
        return []
    here = territory.units([commune_id])[commune_id]
    if here.parent is None:
        return []
    found = territory.communes_of(here.parent, today())
    return sorted(((unit.pk, unit.full_name) for unit in found), key=lambda pair: pair[1])


def put_beside(form: forms.Form, error: DomainError | ValidationError) -> None:
    """An error of a service beside the field it belongs to."""
    if isinstance(error, DomainError):
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return
    for column, texts in error.message_dict.items():
        field = FIELD_OF.get(column, column)
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


@endpoint("cases.take_intake", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write a report down in two minutes: the danger first; when, where and what happened are enough."""
    communes, moment = communes_of_province(), now()
    if request.method == "GET":
        start = now_parts(moment)
        initial = {
            "incident_commune": selectors.my_commune(), "channel": Channel.COMMUNE_HOTLINE,
            "received_on": start["on"], "received_time": start["time"],
        }  # fmt: skip
        form, informant = IntakeForm(initial=initial, communes=communes), InformantForm()
        return _new_page(request, form, informant, uuid4())
    uuid = uuid_of(request.POST.get("uuid")) or uuid4()
    form, informant = IntakeForm(request.POST, communes=communes), InformantForm(request.POST)
    valid = form.is_valid() & informant.is_valid()
    if known := _made_before(request, uuid, form, informant, communes):
        return known
    if valid:
        try:
            made = services.take_intake(
                actor=actor_of(request),
                data=form.data_typed(),
                informant=informant.data_typed(),
                uuid=uuid,
                at=moment,
            )
        except (DomainError, ValidationError) as error:
            beside = informant if getattr(error, "field", None) in informant.fields else form
            put_beside(beside, error)
        else:
            said = _("Đã ghi nhận thông tin, mã %(number)s.") % {"number": made.number}
            messages.success(request, said)
            return redirect("cases:intake", made.uuid)
    return _new_page(request, form, informant, uuid)


def _made_before(
    request: HttpRequest,
    uuid: UUID,
    form: IntakeForm,
    informant: InformantForm,
    communes: list[tuple[int, str]],
) -> HttpResponse | None:
    """Sent twice: a bad line, a second click. What was added before the second sending is shown beside what is saved; a
    form with faults comes back with them. The report may have gone to another commune meanwhile."""
    if known := selectors.intake_visible(actor_of(request), uuid):
        if not (form.is_valid() and informant.is_valid()):
            return None
        told = informant.data_typed()
        if told.given and not selectors.has_informant(known):
            try:
                services.add_informant(actor=actor_of(request), intake=known, informant=told, at=now())
            except DomainError as error:
                put_beside(informant, error)
                return None
        differences = services.differences(known, form.data_typed())
        if differences:
            stale = StaleVersion(record=known, version=known.version, differences=differences)
            return _conflict(request, known, stale, form, communes, again=True)
        return redirect("cases:intake", uuid)
    if selectors.handovers_of(uuid):
        return redirect("cases:handed_away")
    return None


def _new_page(request: HttpRequest, form: IntakeForm, informant: InformantForm, uuid: UUID) -> HttpResponse:
    context = {
        "form": form, "informant": informant, "uuid": uuid, "new": True, "cancel_url": reverse("cases:intakes"),
        "open_rest": form.rest_wrong, "open_informant": bool(informant.is_bound and informant.errors),
    }  # fmt: skip
    return page(request, "cases/intake_form.html", context, status=422 if form.is_bound else 200)


@endpoint("cases.take_intake", methods=("GET", "POST"))
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Complete or correct a report; one that somebody else saved meanwhile opens the page of differences."""
    known = intake_or_404(request, uuid)
    communes = communes_of_province()
    first = values_of(services.data_of(known))
    if request.method == "GET":
        note(request, "cases.view_intake", [known])
        form = IntakeForm(initial=first, communes=communes)
        return _edit_page(request, known, form, known.version)
    posted = _settled(request, first)
    form = IntakeForm(posted, initial=first, communes=communes)
    seen = key(posted.get("version"))
    if seen is None:
        form.add_error(None, _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi sửa lại."))
    elif form.is_valid():
        try:
            services.change_intake(
                actor=actor_of(request), intake=known, version=seen, data=form.data_typed(), at=now()
            )
        except StaleVersion as stale:
            return _conflict(request, intake_or_404(request, uuid), stale, form, communes)
        except (DomainError, ValidationError) as error:
            put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu thông tin."))
            return redirect("cases:intake", known.uuid)
    return _edit_page(request, known, form, known.version if seen is None else seen)


def _edit_page(request: HttpRequest, known: Intake, form: IntakeForm, version: int) -> HttpResponse:
    context = {
        "form": form, "intake": known, "version": version, "new": False, "open_rest": True,
        "cancel_url": reverse("cases:intake", args=[known.uuid]),
    }  # fmt: skip
    return page(request, "cases/intake_form.html", context, status=422 if form.is_bound else 200)


def _settled(request: HttpRequest, saved: Mapping[str, str]) -> Mapping[str, Any]:
    """The posted form; after the page of differences, the saved record with what the person chose."""
    if not any(name.startswith("choose_") for name in request.POST):
        return request.POST
    settled = dict(saved)
    for name in IntakeForm.base_fields:
        if request.POST.get(f"choose_{name}") == "mine":
            settled[name] = request.POST.get(f"typed_{name}", "")
    if request.POST.get("choose_received_on") == "mine":
        settled["received_time"] = request.POST.get("typed_received_time", "")
    return {**settled, "version": request.POST.get("version", "")}


def _conflict(
    request: HttpRequest,
    known: Intake,
    stale: StaleVersion,
    form: IntakeForm,
    communes: list[tuple[int, str]],
    *,
    again: bool = False,
) -> HttpResponse:
    """Both versions side by side; with nothing different, the saved one."""
    note(request, "cases.view_intake", [known])
    if not stale.differences:
        messages.info(request, _("Người khác vừa lưu đúng nội dung này."))
        return redirect("cases:intake", known.uuid)
    choices = {name: _choices_of(field) for name, field in form.fields.items()}
    choices["incident_commune"] = choices["residence_commune"] = {str(pk): name for pk, name in communes}

    def say(name: str, value: Any) -> str:
        if name == "received_on":
            return services.moment_text(value)
        text = "" if value is None else str(value)
        return choices.get(name, {}).get(text, text)

    shown = []
    for difference in stale.differences:
        name = FIELD_OF.get(difference.name, difference.name)
        shown.append(
            {
                "name": name, "label": difference.label, "saved": say(name, difference.saved),
                "mine": say(name, difference.mine), "suggested": "",
            }
        )  # fmt: skip
    typed = {f"typed_{name}": form.data.get(name, "") for name in IntakeForm.base_fields}
    typed["typed_received_on"] = form["received_on"].data or ""
    return page(
        request,
        "web/conflict.html",
        {
            "again": again, "record": known, "version": stale.version, "differences": shown, "hidden": typed,
            "action_url": reverse("cases:edit", args=[known.uuid]),
            "cancel_url": reverse("cases:intake", args=[known.uuid]),
        },
        status=409,
    )  # fmt: skip


def _choices_of(field: forms.Field) -> dict[str, str]:
    """Codes and words of a field with choices."""
    if not isinstance(field, forms.ChoiceField):
        return {}
    listed: Any = field.choices
    return {str(code): str(word) for code, word in listed}
