"""Writing children down and changing them: look-alikes first, doubts to confirm, conflicts shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.kernel import personal_number
from treem.kernel.errors import DomainError
from treem.kernel.typed import key
from treem.kernel.vietnamese import date_text
from treem.registry import history, selectors, services
from treem.registry.alike import finding, words
from treem.registry.doubts import Doubt, doubts_about
from treem.registry.forms import (
    FIELD_OF_COLUMN,
    FORM_FIELDS,
    ChildForm,
    CircumstanceForm,
    EndCircumstanceForm,
    values_of,
)
from treem.registry.models import Child, SpecialCircumstance
from treem.registry.presenting import row, rows
from treem.registry.views import actor_of, child_or_404, note_reading, sees_numbers, today
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion, check_version
from treem.web.endpoints import endpoint
from treem.web.pages import page

CARRIED_OVER = (
    "ethnicity",
    "mother_name",
    "father_name",
    "village",
    "permanent_residence",
    "present_residence",
)
"""What a brother or sister shares, and nobody should have to type twice."""


@endpoint("registry.add_child", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Write a child down. Look-alikes are shown before anything is saved."""
    commune_id = _commune_of(request)
    sibling = _sibling(request)
    household_id = sibling.household_id if sibling and sibling.commune_id == commune_id else None
    context: dict[str, Any] = {
        "new": True, "commune": territory.units([commune_id])[commune_id], "sibling": sibling,
        "uuid": _uuid(request.POST.get("uuid")) or uuid4(), "cancel_url": reverse("registry:children"),
    }  # fmt: skip
    villages = _villages(commune_id)
    if request.method == "GET" or "prefill" in request.POST:
        initial: dict[str, Any] = {"full_name": request.POST.get("full_name", "")[:120]}
        if sibling is not None:
            initial |= {name: value for name, value in values_of(sibling).items() if name in CARRIED_OVER}
        return page(
            request,
            "registry/child_form.html",
            {**context, "form": ChildForm(initial=initial, villages=villages)},
        )
    form = ChildForm(request.POST, villages=villages)
    if (known := selectors.child_by_uuid(context["uuid"])) and form.is_valid():
        return _sent_again(request, known, form)
    doubts = _unconfirmed(request, form, commune_id=commune_id)
    if doubts and (known := selectors.child_by_uuid(context["uuid"])):
        return redirect("registry:child", known.pk)  # the look-alike is this very record, saved meanwhile
    if form.is_valid() and not doubts:
        try:
            child = services.create_child(
                actor=actor_of(request), commune_id=commune_id, data=form.data_typed(), uuid=context["uuid"],
                household_id=household_id,
            )  # fmt: skip
        except (DomainError, ValidationError) as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lập hồ sơ của %(name)s.") % {"name": child.full_name})
            return redirect("registry:child", child.pk)
    return _refused(request, form, doubts, context)


@endpoint("registry.add_child", methods=("POST",))
def alike_hint(request: HttpRequest) -> HttpResponse:
    """Who in the commune may be the child, while it is being typed; nothing before name and birth are there.

    Other communes are asked only once the form is sent: a hint that looks abroad would answer every letter.
    """
    commune_id = _commune_of(request)
    form = ChildForm(request.POST, villages=_villages(commune_id))
    form.is_valid()
    typed = form.cleaned_data
    shown: list[Any] = []
    if typed.get("full_name") and typed.get("birth"):
        asked = finding.Asked(
            full_name=typed["full_name"], birth=typed["birth"], sex=typed.get("sex", ""),
            personal_id=personal_number.clean(typed.get("personal_id", "")), mother_name=typed.get("mother_name", ""),
            father_name=typed.get("father_name", ""), commune_id=commune_id, village_id=typed.get("village"),
            ethnicity=typed.get("ethnicity", ""),
        )  # fmt: skip
        found = finding.children_alike(asked)
        whole = sees_numbers(request)
        shown = [
            (row(child, today(), whole_number=whole), words.summary(words.reasons(one.signs)))
            for child, one in found
        ]
        if found:
            note_reading(request, "registry.look_alikes", [child for child, _one in found])
    return render(request, "registry/parts/alike_hint.html", {"alike": shown})


def _sent_again(request: HttpRequest, known: Child, form: ChildForm) -> HttpResponse:
    """A bad line, a second click: the record stands. What was added before the second sending is shown, not lost."""
    try:
        check_version(known, 0, form.data_typed().columns())
    except StaleVersion as stale:
        if stale.differences:
            return _conflict(request, known, stale, form, known.version, again=True)
    return redirect("registry:child", known.pk)


@endpoint("registry.change_child", methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a child's data; a record saved by somebody else meanwhile opens the page of differences."""
    child = child_or_404(pk)
    villages = _villages(child.commune_id)
    context: dict[str, Any] = {
        "new": False, "child": child, "commune": child.commune, "version": child.version,
        "cancel_url": reverse("registry:child", args=[child.pk]),
    }  # fmt: skip
    if request.method == "GET":
        note_reading(request, "registry.view_child", [child])
        form = ChildForm(initial=_initial(child), villages=villages)
        return page(request, "registry/child_form.html", {**context, "form": form})
    posted = _settled(request, child)
    version = posted.get("version", "")
    form = ChildForm(posted, initial=_initial(child), villages=villages)
    doubts = _unconfirmed(request, form, commune_id=child.commune_id, child=child)
    seen = key(version)
    context["version"] = child.version if seen is None else seen
    if seen is None:
        form.add_error(None, _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi sửa lại."))
    elif form.is_valid() and not doubts:
        try:
            services.update_child(actor=actor_of(request), child=child, version=seen, data=form.data_typed())
        except StaleVersion as stale:
            return _conflict(request, child_or_404(pk), stale, form, seen)
        except (DomainError, ValidationError) as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu hồ sơ."))
            return redirect("registry:child", child.pk)
    return _refused(request, form, doubts, context)


def _commune_of(request: HttpRequest) -> int:
    """The commune a new child belongs to: the person's own; one of another's is not found."""
    mine = selectors.my_communes()
    given = request.POST.get("commune") or request.GET.get("commune")
    if given is None and mine:
        return mine[0]
    wanted = key(given)
    if wanted is None or wanted not in mine:
        raise Http404
    return wanted


def _sibling(request: HttpRequest) -> Child | None:
    given = request.POST.get("sibling") or request.GET.get("sibling")
    if not given:
        return None
    wanted = key(given)
    if wanted is None:
        raise Http404
    return child_or_404(wanted)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _villages(commune_id: int) -> list[tuple[int, str]]:
    commune = territory.units([commune_id])[commune_id]
    return [(village.pk, village.full_name) for village in territory.villages_of(commune, today())]


def _initial(child: Child) -> dict[str, Any]:
    return {
        **values_of(child), "birth_registered": child.birth_registered,
        "estimated": child.birth_precision == "estimated",
    }  # fmt: skip


def _unconfirmed(
    request: HttpRequest, form: ChildForm, *, commune_id: int, child: Child | None = None
) -> list[Doubt]:
    """Doubts that the person has not confirmed; of a record that is changed only those that are new."""
    if not form.is_valid():
        return []
    settled = set(request.POST.getlist("confirm"))
    if child is None:
        found = doubts_about(form.data_typed(), commune_id=commune_id, today=today())
    else:
        saved = services.data_of(child)
        settled |= {
            d.key for d in doubts_about(saved, commune_id=commune_id, today=today(), child_id=child.pk)
        }
        found = doubts_about(form.data_typed(), commune_id=commune_id, today=today(), child_id=child.pk)
    return [doubt for doubt in found if doubt.key not in settled]


def _refused(
    request: HttpRequest, form: ChildForm, doubts: list[Doubt], context: dict[str, Any]
) -> HttpResponse:
    alike = [child for doubt in doubts for child in doubt.children]
    if alike:
        note_reading(request, "registry.look_alikes", alike)
    note_elsewhere(request, doubts)
    whole = sees_numbers(request)
    shown = [
        {"doubt": doubt, "rows": rows(doubt.children, today(), whole_number=whole)} for doubt in doubts
    ]  # fmt: skip
    confirmed = request.POST.getlist("confirm")
    more = {"form": form, "doubts": shown, "confirmed": confirmed}
    return page(request, "registry/child_form.html", {**context, **more}, status=422)


def note_elsewhere(request: HttpRequest, doubts: list[Doubt]) -> None:
    """Who was told of which communes that a child alike is registered there; the child itself stays unknown."""
    told = [doubt.commune_id for doubt in doubts if doubt.commune_id is not None]
    if told:
        record(
            actor=actor_of(request), action="registry.known_elsewhere", subject_type="territory.unit",
            subject_ids=told,
        )  # fmt: skip


def _put_beside(
    form: ChildForm | CircumstanceForm | EndCircumstanceForm, error: DomainError | ValidationError
) -> None:
    if isinstance(error, DomainError):
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return
    for column, texts in error.message_dict.items():
        field = FIELD_OF_COLUMN.get(column, column)
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def _settled(request: HttpRequest, child: Child) -> Mapping[str, str]:
    """The posted form; after the page of differences, the saved record with what the person chose."""
    if not any(name.startswith("choose_") for name in request.POST):
        return request.POST
    settled = values_of(child)
    for name in FORM_FIELDS:
        if request.POST.get(f"choose_{name}") == "mine":
            settled[name] = request.POST.get(f"typed_{name}", "")
    if request.POST.get("choose_birth") == "mine":
        settled["estimated"] = request.POST.get("typed_estimated", "")
    return {**settled, "version": request.POST.get("version", "")}


def _conflict(
    request: HttpRequest,
    child: Child,
    stale: StaleVersion,
    form: ChildForm,
    opened: int,
    *,
    again: bool = False,
) -> HttpResponse:
    """Both versions side by side. What only one side changed is proposed."""
    note_reading(request, "registry.view_child", [child])
    events = history.events_of(child.pk)
    before = history.opened_at(events, opened)
    last = next((event for event in events if event.kind == "child" and event.label == "update"), None)
    words = history.Words(
        {pk for pk in (child.village_id, form.data_typed().village_id) if pk}, sees_numbers(request)
    )
    proposals: dict[str, set[str]] = {}
    shown: dict[str, dict[str, Any]] = {}
    for difference in stale.differences:
        name = FIELD_OF_COLUMN.get(difference.name, difference.name)
        field = Child._meta.get_field(difference.name)
        proposals.setdefault(name, set()).add(
            words.proposal(field, before, difference.saved, difference.mine)
        )
        item = {
            **asdict(difference), "name": name, "saved": words.say(field, difference.saved),
            "mine": words.say(field, difference.mine),
        }  # fmt: skip
        if name in shown:  # date and precision of a birth are one question
            item = {
                **shown[name],
                **{side: f"{shown[name][side]} ({item[side]})" for side in ("saved", "mine")},
            }
        shown[name] = item
    for name, item in shown.items():
        item["suggested"] = next(iter(proposals[name])) if len(proposals[name]) == 1 else ""
    typed = {f"typed_{name}": form.data.get(name, "") for name in FORM_FIELDS}
    typed["typed_birth"] = form["birth"].data or ""
    return page(
        request,
        "web/conflict.html",
        {
            "again": again, "record": child, "version": stale.version, "differences": list(shown.values()), "hidden": typed,
            "saved_by": history.person_named(last.actor_id) if last else "", "saved_at": last.at if last else None,
            "action_url": reverse("registry:edit", args=[child.pk]),
            "cancel_url": reverse("registry:child", args=[child.pk]),
        },
        status=409,
    )  # fmt: skip


@endpoint("registry.change_child", methods=("GET", "POST"))
def new_circumstance(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a child belongs to a group in special circumstances."""
    child = child_or_404(pk)
    form = CircumstanceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.record_special_circumstance(
                actor=actor_of(request), child=child, group=typed["group"], from_on=typed["from_on"],
                to_on=typed["to_on"], basis=typed["basis"],
            )  # fmt: skip
        except (DomainError, ValidationError) as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã ghi hoàn cảnh đặc biệt."))
            return redirect("registry:child", child.pk)
    return _circumstance_page(request, child, form, _("Ghi hoàn cảnh đặc biệt"))


@endpoint("registry.change_child", methods=("GET", "POST"))
def end_circumstance(request: HttpRequest, pk: int, circumstance: int) -> HttpResponse:
    """End a special circumstance, or say that it was noted by mistake."""
    child = child_or_404(pk)
    known = selectors.circumstance_visible(child, circumstance)
    if known is None:
        raise Http404
    form = EndCircumstanceForm(request.POST if request.method == "POST" else None)
    seen = key(request.POST.get("version"))
    if request.method == "POST" and seen is None:
        form.add_error(None, _("Trang này thiếu số phiên bản. Hãy tải lại trang rồi sửa lại."))
    elif request.method == "POST" and seen is not None and form.is_valid():
        try:
            if form.cleaned_data["how"] == "withdrawn":
                services.withdraw_special_circumstance(
                    actor=actor_of(request), circumstance=known, version=seen
                )
            else:
                services.end_special_circumstance(
                    actor=actor_of(request),
                    circumstance=known,
                    version=seen,
                    to_on=form.cleaned_data["to_on"],
                )
        except StaleVersion:
            known = selectors.circumstance_visible(child, circumstance) or known
            form.add_error(None, _saved_meanwhile(known))
        except (DomainError, ValidationError) as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu hoàn cảnh đặc biệt."))
            return redirect("registry:child", child.pk)
    return _circumstance_page(
        request, child, form, _("Kết thúc: %(group)s") % {"group": known}, known.version
    )


def _saved_meanwhile(known: SpecialCircumstance) -> str:
    """What somebody else made of a circumstance since this person opened it."""
    if known.withdrawn:
        now = _("đã ghi nhầm")
    elif known.to_on is not None:
        now = _("từ %(start)s đến hết %(end)s") % {
            "start": date_text(known.from_on), "end": date_text(known.to_on),
        }  # fmt: skip
    else:
        now = _("từ %(start)s, chưa kết thúc") % {"start": date_text(known.from_on)}
    said = _("Hoàn cảnh này vừa được người khác lưu, nay là: %(now)s. Hãy xem lại, cần sửa nữa thì lưu lại.")
    return said % {"now": now}


def _circumstance_page(
    request: HttpRequest,
    child: Child,
    form: CircumstanceForm | EndCircumstanceForm,
    title: str,
    version: int = 0,
) -> HttpResponse:
    note_reading(request, "registry.view_child", [child])
    context = {"child": child, "form": form, "title": title, "version": version}
    return page(request, "registry/circumstance_form.html", context, status=422 if form.is_bound else 200)
