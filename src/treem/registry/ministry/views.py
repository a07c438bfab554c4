"""The ministry's child software: what is up to date there, files that bring it up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.audit.services import record
from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.errors import DomainError
from treem.kernel.time import local_date, now, today
from treem.kernel.typed import key
from treem.registry.ministry import paper, selectors, services, values
from treem.registry.models import FileState, Kind, MinistryFile
from treem.registry.selectors import import_by_uuid, my_communes
from treem.registry.views import actor_of
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.fields import WrittenDayField
from treem.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXCHANGE = "registry.exchange_with_ministry"
BADGES = {FileState.DRAFTED: "doing", FileState.ENTERED: "done", FileState.DROPPED: "neutral"}
KIND_BADGES = {Kind.NEW: "info", Kind.CHANGED: "soon", Kind.LEFT: "neutral"}


class EnteredForm(forms.Form):
    """When the file was entered."""

    entered_on = WrittenDayField(label=gettext_lazy("Ngày nhập lên hệ thống của Bộ"))


@endpoint("registry.view_child")
def ministry(request: HttpRequest) -> HttpResponse:
    """How much of the register stands in the ministry's software, by village or by commune; its files."""
    mine = territory.units(my_communes())
    asked = request.GET.get("commune", "")
    wanted = mine.get(key(asked) or 0) if asked else next(iter(mine.values())) if len(mine) == 1 else None
    if asked and wanted is None:
        raise Http404
    may = actor_of(request).has_perm(EXCHANGE)
    day = today()
    found = selectors.counts([wanted.pk] if wanted else mine, day)
    villages = territory.villages_by_id(pk for rows in found.values() for pk in rows if pk)
    lines: list[tuple[str, int | None, selectors.Counts]]
    if wanted:
        by_place = [
            (villages[pk].full_name if pk in villages else "", one)
            for pk, one in found.get(wanted.pk, {}).items()
        ]
        by_place.sort(key=lambda line: (line[0] == "", line[0]))
        lines = [(name, None, one) for name, one in by_place]
    else:
        lines = [
            (unit.full_name, unit.pk, selectors.together(found.get(unit.pk, {}).values()))
            for unit in sorted(mine.values(), key=lambda unit: unit.name)
        ]
    record(
        actor=actor_of(request), action="registry.look_at_ministry_state", subject_type="territory.unit",
        subject_ids=[wanted.pk] if wanted else list(mine),
    )  # fmt: skip
    files = selectors.files_of(wanted.pk) if wanted and may else []
    people = get_user_model().objects.in_bulk({one.made_by_id for one in files})
    context = {
        "commune": wanted, "several": len(mine) > 1, "lines": lines, "layout": values.layout(), "today": day,
        "total": selectors.together(one for _name, _pk, one in lines), "may": may,
        "files": [(one, people.get(one.made_by_id), BADGES[FileState(one.state)]) for one in files],
        "open": next((one for one in files if one.state == FileState.DRAFTED), None),
        "lists": selectors.lists_to_see(wanted.pk) if wanted and may else [],
    }  # fmt: skip
    return page(request, "registry/ministry.html", context)


@endpoint(EXCHANGE, methods=("POST",))
def ministry_make(request: HttpRequest) -> HttpResponse:
    """Freeze a file of what must be entered for a commune."""
    commune_id = key(request.POST.get("commune")) or 0
    try:
        made = services.make_file(actor=actor_of(request), commune_id=commune_id, at=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("registry:ministry")
    return redirect("registry:ministry_file", made.uuid)


@endpoint(EXCHANGE, methods=("POST",))
def ministry_seen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A list of children that was taken in is an export of the ministry's software."""
    taken = import_by_uuid(uuid)
    if taken is None:
        raise Http404
    try:
        count = services.seen_in_export(actor=actor_of(request), taken=taken, at=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã ghi nhận %(count)d trẻ có trong tệp xuất của Bộ.") % {"count": count})
    return redirect("registry:ministry")


def _file(uuid: UUID) -> MinistryFile:
    file = selectors.file_by_uuid(uuid)
    if file is None:
        raise Http404
    return file


@endpoint(EXCHANGE, methods=("GET", "POST"))
def ministry_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One file: its rows, which of them were refused, and that it was entered."""
    file = _file(uuid)
    form = EnteredForm(initial={"entered_on": today()})
    error = ""
    if request.method == "POST":
        form = EnteredForm(request.POST) if request.POST.get("action") == "entered" else form
        if not form.is_bound or form.is_valid():
            try:
                _step(request, file, form)
            except DomainError as refused:
                if form.is_bound and refused.field in form.fields:
                    form.add_error(refused.field, str(refused))
                else:
                    error = str(refused)
            else:
                return redirect("registry:ministry_file", file.uuid)
    return _shown(request, _file(uuid), form, error)


def _step(request: HttpRequest, file: MinistryFile, form: EnteredForm) -> None:
    actor, action = actor_of(request), request.POST.get("action", "")
    given = key(request.POST.get("version"))
    version = -1 if given is None else given
    if action == "entered":
        services.mark_entered(
            actor=actor, file=file, version=version, entered_on=form.cleaned_data["entered_on"], at=now()
        )
        messages.success(request, _("Đã ghi nhận: tệp này đã nhập lên hệ thống của Bộ."))
    elif action == "refuse":
        number = key(request.POST.get("number"), 9) or 0
        services.refuse_row(actor=actor, file=file, number=number, why=request.POST.get("why", ""))
        messages.success(request, _("Đã ghi dòng chưa nhập được."))
    elif action == "take_back":
        services.take_entry_back(actor=actor, file=file, version=version)
        messages.info(request, _("Đã rút lại xác nhận; tệp chờ nhập như trước."))
    elif action == "drop":
        services.drop(actor=actor, file=file, version=version)
        messages.info(request, _("Đã bỏ tệp; các trẻ này chờ tệp sau."))


def _shown(request: HttpRequest, file: MinistryFile, form: EnteredForm, error: str) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in (*Kind.values, "refused") else ""
    after = key(request.GET.get("after"), 9) or 0
    rows = selectors.rows_of(file, kind=kind, after=after)
    more = len(rows) > selectors.ROWS_SHOWN
    rows = rows[: selectors.ROWS_SHOWN]
    record(
        actor=actor_of(request), action="registry.look_at_ministry_file", subject_type="registry.child",
        subject_ids=[row.child_id for row in rows], detail={"file": str(file.uuid)},
    )  # fmt: skip
    people = get_user_model().objects.in_bulk(
        [pk for pk in (file.made_by_id, file.entered_by_id, file.dropped_by_id) if pk]
    )
    refused = file.rows.exclude(refused="").count()
    context = {
        "file": file, "form": form, "error": error, "kind": kind, "layout": values.layout(),
        "lines": [(row, _changed(row.changes), KIND_BADGES[Kind(row.kind)]) for row in rows],
        "chips": [
            *[(k.value, k.label, file.counts.get(k.value, 0)) for k in Kind if file.counts.get(k.value)],
            *([("refused", _("Chưa nhập được"), refused)] if refused else []),
        ],
        "total": sum(file.counts.values()), "after": rows[-1].number if more else "", "before": after,
        "badge": BADGES[FileState(file.state)], "drafted": file.state == FileState.DRAFTED,
        "entered": file.state == FileState.ENTERED, "refused": refused,
        "made_by": people.get(file.made_by_id), "entered_by": people.get(file.entered_by_id or 0),
        "dropped_by": people.get(file.dropped_by_id or 0),
    }  # fmt: skip
    return page(request, "registry/ministry_file.html", context, status=422 if error or form.errors else 200)


def _changed(keys: Iterable[str]) -> str:
    return ", ".join(values.heading(one) for one in keys)


@endpoint(EXCHANGE)
def ministry_file_workbook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file to enter from. What leaves is noted with its purpose."""
    file = _file(uuid)
    rows = list(file.rows.order_by("number"))
    content = paper.workbook(file, rows, _village_names(row.values for row in rows))
    record(
        actor=actor_of(request), action="registry.export_ministry_file", subject=file,
        detail={"rows": len(rows), "purpose": "ministry_software"},
    )  # fmt: skip
    name = f"cap-nhat-he-thong-cua-bo-{file.commune.code}-{local_date(file.made_at):%Y%m%d}.xlsx"
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _village_names(all_values: Iterable[Mapping[str, str]]) -> dict[int, str]:
    found = territory.villages_by_id(values.village_ids(all_values))
    return {pk: village.full_name for pk, village in found.items()}
