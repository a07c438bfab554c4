"""Pages of dated details, the watch-list, the household and its carers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem import law
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key
from treem.registry import presenting
from treem.registry.details import selectors, services
from treem.registry.details.forms import CarerForm, DetailForm, EndDetailForm, HouseholdForm
from treem.registry.details.models import LIST_OF
from treem.registry.models import DetailKind, Poverty
from treem.registry.selectors import my_communes
from treem.registry.views import actor_of, child_or_404, note_reading, sees_numbers
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from django import forms

    from treem.registry.models import Child

CHANGE = "registry.change_child"


def _version(request: HttpRequest) -> int:
    given = key(request.POST.get("version"))
    return -1 if given is None else given


def _put_beside(form: forms.Form, error: DomainError) -> None:
    if isinstance(error, StaleVersion):
        form.add_error(None, _("Bản ghi này vừa được người khác lưu. Hãy xem lại rồi ghi lại."))
        return
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _form_page(
    request: HttpRequest, child: Child, form: forms.Form, title: str, version: int = 0
) -> HttpResponse:
    note_reading(request, "registry.view_child", [child])
    context = {"child": child, "form": form, "title": title, "version": version}
    return page(request, "registry/detail_form.html", context, status=422 if form.is_bound else 200)


@endpoint(CHANGE, methods=("GET", "POST"))
def new_detail(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Note what holds for a child: its school, card, disability, risk, benefit, birth registration."""
    child = child_or_404(pk)
    if kind not in DetailKind.values:
        raise Http404
    wanted = DetailKind(kind)
    form = DetailForm(request.POST if request.method == "POST" else None, kind=wanted)
    if form.is_bound and form.is_valid():
        try:
            services.record_detail(
                actor=actor_of(request), child=child, kind=wanted, said=form.said(), at=now()
            )
        except DomainError as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã ghi: %(kind)s.") % {"kind": wanted.label})
            return redirect("registry:child", child.pk)
    return _form_page(request, child, form, str(wanted.label))


@endpoint(CHANGE, methods=("GET", "POST"))
def end_detail(request: HttpRequest, pk: int, detail: int) -> HttpResponse:
    """It no longer holds, or was noted by mistake."""
    child = child_or_404(pk)
    known = selectors.detail_visible(child, detail)
    if known is None:
        raise Http404
    form = EndDetailForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        last = form.cleaned_data["to_on"] if form.cleaned_data["how"] == "ended" else None
        try:
            services.end_detail(actor=actor_of(request), detail=known, version=_version(request), to_on=last)
        except DomainError as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("registry:child", child.pk)
    return _form_page(request, child, form, _("Kết thúc: %(group)s") % {"group": known}, known.version)


@endpoint(CHANGE, methods=("GET", "POST"))
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """The household of a child, changed, or made where there is none."""
    child = child_or_404(pk)
    known = child.household
    if known is None and child.household_id is not None:
        raise Http404
    villages = [(village.pk, village.full_name) for village in territory.villages_of(child.commune, today())]
    initial = (
        {name: getattr(known, name) for name in (*services.HOUSEHOLD, "poverty")}
        if known
        else {"poverty": Poverty.NONE, "village_id": child.village_id, "ethnicity": child.ethnicity}
    )
    form = HouseholdForm(
        request.POST if request.method == "POST" else None, initial=initial, villages=villages
    )
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            services.save_household(
                actor=actor_of(request), child=child, version=_version(request), values=typed,
                poverty=typed["poverty"], poverty_from=typed["poverty_from"], basis=typed["basis"], at=now(),
            )  # fmt: skip
        except DomainError as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu hộ gia đình."))
            return redirect("registry:child", child.pk)
    return _form_page(request, child, form, _("Hộ gia đình"), known.version if known else 0)


@endpoint(CHANGE, methods=("GET", "POST"))
def carer(request: HttpRequest, pk: int, carer: int = 0) -> HttpResponse:
    """A parent or carer in the household of a child: written down, or changed (``carer`` above 0)."""
    child = child_or_404(pk)
    if child.household is None:
        return redirect("registry:household", child.pk)
    known = selectors.carer_visible(child.household, carer) if carer else None
    if carer and known is None:
        raise Http404
    names = tuple(CarerForm.base_fields)
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = CarerForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            services.save_carer(
                actor=actor_of(request), household=child.household, carer=known, version=_version(request),
                values=form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã lưu người chăm sóc."))
            return redirect("registry:child", child.pk)
    return _form_page(request, child, form, _("Cha mẹ, người chăm sóc"), known.version if known else 0)


@endpoint("registry.view_child")
def watch(request: HttpRequest) -> HttpResponse:
    """Children at risk, by risk."""
    day, mine = today(), my_communes()
    listed = law.listed(LIST_OF[DetailKind.RISK], on=day)
    code = request.GET.get("risk", "")
    code = code if code in listed else ""
    found = list(
        selectors.watched(mine, day, code)
        .select_related("child", "child__village", "child__commune")
        .order_by("child__sort_key", "pk")[: selectors.WATCHED]
    )
    note_reading(request, "registry.list_watched", [each.child for each in found])
    counts = selectors.watch_counts(mine, day)
    whole = sees_numbers(request)
    context = {
        "chips": [(item.code, item.short or item.label, counts.get(item.code, 0)) for item in listed],
        "lines": [(each, presenting.row(each.child, day, whole_number=whole)) for each in found],
        "several": len(mine) > 1, "unverified": not listed.verified, "total": sum(counts.values()),
        "more": len(found) == selectors.WATCHED,
    }  # fmt: skip
    return page(request, "registry/watch.html", context)
