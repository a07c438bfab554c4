"""«Khối lượng»: by person within a body, by body for those who oversee, and the list behind each figure."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.audit import services as audit
from treem.duties import selectors, workload
from treem.duties.board import name_of, place_answered_for
from treem.duties.views import own_bodies
from treem.duties.words import shown
from treem.duties.workload import Load
from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.time import today
from treem.organisations import selectors as organisations
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page


def _bodies(request: HttpRequest) -> tuple[tuple[int, ...], str, str]:
    """The bodies whose people are shown, their name, and the id when it was asked for: only the lead agency asks for
    another one."""
    user: Any = request.user
    asked = address.number(request.GET, "body")
    if asked is not None and user.has_perm("duties.view_all"):
        body = organisations.bodies([asked]).get(asked)
        if body is None or asked not in selectors.bodies_with_duties():
            raise Http404
        return (asked,), name_of(body), str(asked)
    appointment = getattr(request, "appointment", None)
    return own_bodies(request), place_answered_for(appointment.body) if appointment else "", ""


def _people(request: HttpRequest) -> tuple[list[Load], str, str]:
    bodies, name, asked = _bodies(request)
    found = workload.in_order(workload.of_people(bodies, today()), request.GET.get("sort", ""))
    return found, name, asked


@endpoint("duties.view_workload")
def people(request: HttpRequest) -> HttpResponse:
    """The people of the own body; the lead agency may look at another one's."""
    found, name, body = _people(request)
    context = {"first": _("Người"), "name": name, "body": body, "by_person": True}
    return page(request, "duties/workload.html", {**context, **_table(request, found)})


@endpoint("duties.view_all")
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies, for those who oversee."""
    found = workload.in_order(workload.of_bodies(today()), request.GET.get("sort", "-late"))
    context = {"first": _("Đơn vị"), "name": _("Mọi đơn vị"), "body": "", "by_person": False}
    return page(request, "duties/workload.html", {**context, **_table(request, found)})


def _table(request: HttpRequest, found: list[Load]) -> dict[str, Any]:
    user: Any = request.user
    return {
        "perms_all": user.has_perm("duties.view_all"),
        "may_people": user.has_perm("duties.view_workload"),
        "rows": [(load, _figures(load)) for load in found],
        "total": (total := workload.total_of(found)),
        "totals": _figures(total),
        "columns": list(zip(workload.FIGURES, workload.heads(), strict=True)),
        "past_days": workload.PAST_DAYS,
    }


def _figures(load: Load) -> list[tuple[str, int]]:
    return [(name, getattr(load, name)) for name in workload.FIGURES]


@endpoint("duties.view_workload")
def people_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, in the same order."""
    with override("vi"):  # what leaves is Vietnamese, whatever the screens speak
        found, name, _asked = _people(request)
        title = _("Khối lượng công việc: %(name)s") % {"name": name}
        content = workload.workbook(found, title=title, first=_("Người"), day=today())
    return _file(request, content, len(found), "person")


@endpoint("duties.view_all")
def bodies_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, in the same order."""
    with override("vi"):
        found = workload.in_order(workload.of_bodies(today()), request.GET.get("sort", "-late"))
        title = _("Khối lượng công việc theo đơn vị")
        content = workload.workbook(found, title=title, first=_("Đơn vị"), day=today())
    return _file(request, content, len(found), "body")


def _file(request: HttpRequest, content: bytes, rows: int, by: str) -> HttpResponse:
    user: Any = request.user
    audit.record(actor=user, action="duties.export_workload", detail={"rows": rows, "by": by})
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="khoi-luong-{today():%Y%m%d}.xlsx"'
    return response


@endpoint("duties.view_execution")
def behind(request: HttpRequest) -> HttpResponse:
    """Exactly the executions that a figure counts: of a body, of one of its people (``person``; «none»: nobody's)."""
    day, what = today(), request.GET.get("what", "open")
    bodies, name, asked = _bodies(request)
    found = selectors.executions_of(bodies)
    if person := request.GET.get("person", ""):
        found, name = _of_person(request, found, bodies, person, name)
    condition = workload.conditions(day).get(what)
    if condition is None:
        raise Http404
    found = found.filter(condition)
    rows, after = selectors.page_after(found, "due_on", address.cursor(request.GET))
    heads = dict(zip(workload.FIGURES, workload.heads(), strict=True))
    return page(
        request,
        "duties/workload_list.html",
        {
            "rows": [shown(row, day) for row in rows],
            "total": found.count(),
            "after": after,
            "name": name,
            "what": heads[what],
            "up_url": _up(request, asked, bool(person)),
        },
    )


def _up(request: HttpRequest, asked: str, by_person: bool) -> str:
    """The table that the figure stands in."""
    user: Any = request.user
    if not by_person and user.has_perm("duties.view_all"):
        return reverse("duties:workload_bodies")
    if user.has_perm("duties.view_workload"):
        return f"{reverse('duties:workload')}?body={asked}" if asked else reverse("duties:workload")
    return ""


def _of_person(request: HttpRequest, found: Any, bodies: tuple[int, ...], person: str, name: str) -> Any:
    """One person's part, for those who may see people's; the person must have to do with the bodies."""
    user: Any = request.user
    if not user.has_perm("duties.view_workload"):
        raise Http404
    if person == "none":
        return found.filter(assigned_to__isnull=True), f"{name} · {_('Chưa giao cho ai')}"
    known = {load.key: load.name for load in workload.of_people(bodies, today())}
    if person not in known:
        raise Http404
    return found.filter(assigned_to_id=int(person)), f"{known[person]} · {name}"
