"""The legal values and lists in force with their articles, the province's own, and the working days it decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.lawbook import rules, selectors, services
from treem.lawbook.forms import DayForm, OverrideForm, RefusalForm
from treem.lawbook.models import CalendarDay, Override
from treem.lawbook.words import AREAS, STATES, UNITS
from treem.web.endpoints import endpoint
from treem.web.pages import page


def _row(row: selectors.Row) -> dict[str, Any]:
    found, value = row.parameter, row.value
    return {
        "key": found.key,
        "title": found.title,
        "area": _area(found.key),
        "unit": UNITS.get(found.unit, found.unit),
        "shown": rules.shown(found.unit, value.value) if value else "",
        "value": value,
        "own": row.own,
        "waiting": row.waiting,
    }


def _area(key: str) -> Any:
    area = key.partition(".")[0]
    return AREAS.get(area, area)


def _shown(decisions: Iterable[Override | CalendarDay], user: Any) -> list[dict[str, Any]]:
    found = list(decisions)
    people = selectors.people(found)
    may_approve, may_propose = user.has_perm("lawbook.approve"), user.has_perm("lawbook.propose")
    rows = []
    for each in found:
        parameter = selectors.parameter(each.parameter) if isinstance(each, Override) else None
        waiting = each.state == "waiting"
        turned_down = each.withdrawn_by_id not in (None, each.proposed_by_id)
        state, words = STATES["turned down" if turned_down else each.state]
        rows.append(
            {
                "decision": each,
                "override": isinstance(each, Override),
                "title": parameter.title if parameter else "",
                "shown": rules.shown(parameter.unit, rules.as_law(parameter, each.value))
                if parameter and isinstance(each, Override) and not each.back_to_law
                else "",
                "unit": UNITS.get(parameter.unit, parameter.unit) if parameter else "",
                "state": state,
                "state_words": words,
                "proposed_by": people.get(each.proposed_by_id),
                "approved_by": people.get(each.approved_by_id) if each.approved_by_id else None,
                "can_approve": waiting and may_approve and each.proposed_by_id != user.pk,
                "can_withdraw": waiting and (may_approve or may_propose),
                "turns_down": may_approve and each.proposed_by_id != user.pk,
            }
        )
    return rows


@endpoint("lawbook.view")
def values(request: HttpRequest) -> HttpResponse:
    """Every legal parameter as it stands today: value, article, when it was last read, whether it was verified."""
    rows = [_row(row) for row in selectors.every_parameter(today())]
    return page(request, "lawbook/values.html", {"rows": rows, "today": today()})


@endpoint("lawbook.view")
def waiting(request: HttpRequest) -> HttpResponse:
    """Proposals that wait for the second person."""
    rows = _shown([*selectors.overrides_waiting(), *selectors.days_waiting()], request.user)
    return page(request, "lawbook/waiting.html", {"rows": rows})


@endpoint("lawbook.view")
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: today's value, every change of the texts, the province's own decisions."""
    found = selectors.parameter(key)
    if found is None:
        raise Http404
    context = {
        "row": _row(selectors.standing(found, today())),
        "parameter": found,
        "blocks": [
            {"block": block, "shown": "" if block.repealed else rules.shown(found.unit, block.value)}
            for block in reversed(found.blocks)
        ],
        "decisions": _shown(selectors.overrides_of(key), request.user),
        "today": today(),
    }
    return page(request, "lawbook/parameter.html", context)


@endpoint("lawbook.propose", methods=("GET", "POST"))
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Propose a value of the province's own."""
    found = selectors.parameter(key)
    if found is None:
        raise Http404
    form = OverrideForm(request.POST or None, unit=found.unit, may_return=selectors.has_own_value(key))

    def act(data: dict[str, Any]) -> None:
        services.propose(parameter=key, actor=request.user, at=now(), **data)

    if request.method == "POST" and _done(form, act):
        messages.success(request, _("Đã gửi đề xuất. Mức riêng chỉ áp dụng sau khi người khác duyệt."))
        return redirect("lawbook:parameter", key)
    context = {"form": form, "row": _row(selectors.standing(found, today()))}
    return page(request, "lawbook/propose.html", context, status=422 if form.is_bound else 200)


@endpoint("lawbook.view")
def lists(request: HttpRequest) -> HttpResponse:
    """Every list of the law as it stands today: how long it is, its article, whether it was verified."""
    rows = [_list_row(row) for row in selectors.every_list(today())]
    return page(request, "lawbook/lists.html", {"rows": rows, "today": today()})


@endpoint("lawbook.view")
def legal_list(request: HttpRequest, key: str) -> HttpResponse:
    """One list: its entries today, and every edition. Read only: a list changes with its text, for the whole country."""
    found = selectors.legal_list(key)
    if found is None:
        raise Http404
    context = {
        "row": _list_row(selectors.list_standing(found, today())),
        "editions": list(reversed(found.editions)),
        "has_ages": any(item.ages for edition in found.editions for item in edition.items),
        "has_codes": not found.proper_names,
    }
    return page(request, "lawbook/list.html", context)


def _list_row(row: selectors.ListRow) -> dict[str, Any]:
    return {
        "key": row.known.key,
        "title": row.known.title,
        "area": _area(row.known.key),
        "listing": row.listing,
    }


@endpoint("lawbook.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """The days on which the province decided otherwise."""
    return page(request, "lawbook/calendar.html", {"rows": _shown(selectors.calendar_days(), request.user)})


@endpoint("lawbook.propose", methods=("GET", "POST"))
def propose_day(request: HttpRequest) -> HttpResponse:
    """Propose what a day is."""
    form = DayForm(request.POST or None)

    def act(data: dict[str, Any]) -> None:
        services.propose_day(actor=request.user, at=now(), **data)

    if request.method == "POST" and _done(form, act):
        messages.success(request, _("Đã gửi đề xuất. Lịch chỉ thay đổi sau khi người khác duyệt."))
        return redirect("lawbook:calendar")
    return page(request, "lawbook/propose_day.html", {"form": form}, status=422 if form.is_bound else 200)


def _done(form: forms.Form, act: Callable[[dict[str, Any]], None]) -> bool:
    """Whether the form was good and the service took it; a refusal stands beside its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


@endpoint("lawbook.approve", methods=("POST",))
def approve(request: HttpRequest, uuid: UUID, days: bool = False) -> HttpResponse:
    """Put a proposal into force, as the second person."""
    found = _decision(uuid, days=days)
    services.approve(found, actor=request.user, at=now())
    messages.success(request, _("Đã duyệt."))
    return _back(found)


@endpoint("lawbook.view", methods=("GET", "POST"))
def withdraw(request: HttpRequest, uuid: UUID, days: bool = False) -> HttpResponse:
    """Take back or turn down a proposal: whoever may propose or approve. Turning down asks for the reason."""
    found = _decision(uuid, days=days)
    if not (request.user.has_perm("lawbook.propose") or request.user.has_perm("lawbook.approve")):
        raise Http404
    if request.method == "GET" and found.state != "waiting":
        return _back(found)
    own = found.proposed_by_id == request.user.pk
    form = RefusalForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = not own

    def act(data: dict[str, Any]) -> None:
        services.withdraw(found, actor=request.user, at=now(), reason=data["reason"])

    if request.method == "GET" or not _done(form, act):
        context = {
            "form": form,
            "own": own,
            "row": _shown([found], request.user)[0],
            "back": _back(found).url,
        }
        return page(request, "lawbook/withdraw.html", context, status=422 if form.is_bound else 200)
    messages.success(request, _("Đã rút đề xuất.") if own else _("Đã ghi: đề xuất không được duyệt."))
    return _back(found)


def _decision(uuid: UUID, *, days: bool) -> Any:
    found = selectors.decision(CalendarDay if days else Override, uuid)
    if found is None:
        raise Http404
    return found


def _back(found: Override | CalendarDay) -> HttpResponseRedirect:
    if isinstance(found, Override):
        return redirect("lawbook:parameter", found.parameter)
    return redirect("lawbook:calendar")
