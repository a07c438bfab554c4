"""Documents: the register, one document, what it rests on, what it wants, what it orders, its text, how it is done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router

from treem.api import schemas as out
from treem.api.edge import operation, show
from treem.api.v1 import reach, shaping
from treem.documents import relations, selectors
from treem.duties import lookups
from treem.duties import selectors as duty_selectors
from treem.duties.summary import summary_of
from treem.indicators import selectors as indicators
from treem.kernel.language import gettext_noop as _
from treem.kernel.time import now, today

router = Router(tags=["documents"])
READ = "documents.view_document"


def _document(request: Any, uuid: UUID) -> Any:
    found = selectors.document_by_uuid(uuid)
    if found is None:
        raise Http404
    show(request, "documents.document", [found.pk])
    return found


@operation(router, "GET", "/documents", READ, out.Documents, title=_("Sổ văn bản, mới nhận trước"))
def documents(request: HttpRequest, asked: Query[out.DocumentFilters]) -> dict[str, Any]:
    found = selectors.register(asked.type or "", asked.state or "")
    found = selectors.issued_between(found, asked.issued_from, asked.issued_to, asked.received_since)
    rows, last = selectors.page_of(found, asked.after or "", asked.limit)
    show(request, "documents.document", [row.pk for row in rows])
    items = [shaping.document_row(row) for row in rows]
    return {"items": items, "next": str(last) or None, "total": found.count()}


@operation(router, "GET", "/documents/{uuid}", READ, out.DocumentFull, title=_("Một văn bản"))
def document(request: HttpRequest, uuid: UUID) -> Any:
    return shaping.document_full(_document(request, uuid))


@operation(router, "GET", "/documents/{uuid}/text", READ, out.DocumentText, title=_("Toàn văn"))
def document_text(request: HttpRequest, uuid: UUID) -> Any:
    found = _document(request, uuid)
    return out.DocumentText(uuid=found.uuid, text=found.text)


@operation(
    router, "GET", "/documents/{uuid}/citations", READ, list[out.CitationOut], title=_("Căn cứ, viện dẫn của văn bản")
)  # fmt: skip
def document_citations(request: HttpRequest, uuid: UUID) -> Any:
    return [shaping.citation(edge) for edge in relations.rests_on(_document(request, uuid))]


@operation(
    router, "GET", "/documents/{uuid}/targets", "indicators.view_target", list[out.TargetOut],
    title=_("Chỉ tiêu kế hoạch của văn bản"),
)  # fmt: skip
def document_targets(request: Any, uuid: UUID) -> Any:
    found = _document(request, uuid)
    return [shaping.target(t) for t in indicators.targets_of_document(found.pk, bodies=request.scope.bodies)]


@operation(
    router, "GET", "/documents/{uuid}/duties", "duties.view_execution", list[out.DutyOut],
    title=_("Nhiệm vụ mà văn bản giao, trong phạm vi được xem"),
)  # fmt: skip
def document_duties(request: Any, uuid: UUID) -> Any:
    found = _document(request, uuid)
    asked = lookups.Filters(document=found.uuid)
    rows = list(lookups.obligations_asked(reach.bodies_seen(request), asked, date.max).order_by("pk"))
    tallies = duty_selectors.counts_by_obligation([row.pk for row in rows], today())
    return [shaping.duty(row, tallies.get(row.pk, duty_selectors.Tally())) for row in rows]


@operation(
    router, "GET", "/documents/{uuid}/summary", "duties.view_all", out.SummaryOut,
    title=_("Tổng hợp tình hình thực hiện một văn bản"),
)  # fmt: skip
def document_summary(request: Any, uuid: UUID) -> Any:
    document = _document(request, uuid)
    found = summary_of(document.pk, at=now())
    if found is None:
        raise Http404
    return out.SummaryOut(
        document=out.DocumentRef(uuid=document.uuid, label=document.label),
        at=found.at,
        total=shaping.tally(found.total),
        bodies=[
            out.BodyLine(
                body=shaping.body_ref(each.body), tally=shaping.tally(each.tally), evidence=each.evidence
            )
            for each in found.bodies
        ],
        duties=[
            out.DutyLine(duty=shaping.duty_ref(each.duty), tally=shaping.tally(each.tally))
            for each in found.duties
        ],
        late=[
            out.LateLine(
                execution=each.execution.uuid, body=shaping.body_ref(each.execution.body),
                duty=shaping.duty_ref(each.execution.obligation), days=each.days, reason=each.reason,
            )
            for each in found.late
        ],
    )  # fmt: skip
