"""Duties: what was ordered, by whom it is to be done, and how it stands, as far as the caller may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from treem.api import schemas as out
from treem.api.edge import operation, show
from treem.api.v1 import reach, shaping
from treem.duties import lookups, selectors
from treem.kernel.language import gettext_noop as _
from treem.kernel.time import today

router = Router(tags=["duties"])
READ = "duties.view_execution"


def filters(asked: out.DutyFilters) -> lookups.Filters:
    """What was asked for, as the room of duties knows it."""
    names = ("body", "document", "state", "due_from", "due_to", "updated_since")
    return lookups.Filters(**{name: getattr(asked, name) for name in names})


@operation(router, "GET", "/duties", READ, out.Duties, title=_("Nhiệm vụ được giao, hạn gần trước"))
def duties(request: HttpRequest, asked: Query[out.DutyFilters]) -> dict[str, Any]:
    day = today()
    found = lookups.obligations_asked(reach.bodies_seen(request), filters(asked), day)
    rows, after = selectors.page_after(found, "deadline", asked.after or "", asked.limit)
    tallies = selectors.counts_by_obligation([row.pk for row in rows], day)
    show(request, "duties.obligation", [row.pk for row in rows])
    items = [shaping.duty(row, tallies.get(row.pk, selectors.Tally())) for row in rows]
    return {"items": items, "next": after or None, "total": found.count()}


def _duty(request: Any, uuid: UUID) -> Any:
    found = selectors.obligation_visible(uuid, reach.bodies_seen(request))
    if found is None or found.state == "draft":
        raise Http404
    return found


@operation(router, "GET", "/duties/{uuid}", READ, out.DutyOut, title=_("Một nhiệm vụ"))
def duty(request: HttpRequest, uuid: UUID) -> Any:
    found = _duty(request, uuid)
    counted = selectors.counts_by_obligation([found.pk], today()).get(found.pk, selectors.Tally())
    show(request, "duties.obligation", [found.pk])
    return shaping.duty(found, counted)


@operation(
    router, "GET", "/duties/{uuid}/executions", READ, list[out.ExecutionOut],
    title=_("Từng đơn vị thực hiện một nhiệm vụ ra sao, trong phạm vi được xem"),
)  # fmt: skip
def duty_executions(request: HttpRequest, uuid: UUID) -> Any:
    found = _duty(request, uuid)
    day = today()
    rows = list(
        lookups.executions_asked(reach.bodies_seen(request), lookups.Filters(), day).filter(obligation=found)
    )
    show(request, "duties.execution", [row.pk for row in rows])
    return [shaping.execution_row(row, day) for row in rows]
