"""The register of documents and the page of one document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.documents import endings, hooks, listing, relations, selectors
from treem.documents.models import Direction, DocumentState
from treem.files.workbooks import MEDIA_TYPE, Page, workbook
from treem.kernel.time import local_date, today
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page


@endpoint("documents.view_document", methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """All documents, the last received first. Filters and order stand in the address; what is searched for comes by
    POST and is not kept."""
    asked = listing.asked_of(request.GET, request.POST.get("q", ""))
    facets = listing.facets(asked)
    rows, last = listing.documents(asked, today())
    query = request.GET.copy()
    query.pop("after", None)
    return page(
        request,
        "documents/register.html",
        {
            "rows": rows,
            "asked": asked,
            "facets": facets,
            "issuer": dict(facets.issuers).get(asked.issuer, ""),
            "after": last,
            "states": DocumentState.choices,
            "state": dict(DocumentState.choices).get(asked.state, ""),
            "directions": Direction.choices,
            "direction": dict(Direction.choices).get(asked.direction, ""),
            "query": query.urlencode(),
            "main_actions": _actions(request),
        },
    )


def _actions(request: HttpRequest) -> list[hooks.RegisterAction]:
    return [act for act in hooks.register_actions if request.user.has_perm(act.permission)]


@endpoint("documents.view_document")
def export(request: HttpRequest) -> HttpResponse:
    """The register as it is filtered and sorted, as a spreadsheet."""
    user: Any = request.user
    day = today()
    rows = listing.every_document(listing.asked_of(request.GET), day)
    record(
        actor=user, action="documents.export_register", subject_type="documents.document",
        subject_ids=[row.document.pk for row in rows],
    )  # fmt: skip
    answer = HttpResponse(workbook([_sheet(rows)]), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"so-van-ban-{day:%Y-%m-%d}.xlsx") or "attachment"
    )
    return answer


def _sheet(rows: list[listing.Listed]) -> Page:
    heads = [
        _("Loại văn bản"), _("Số, ký hiệu"), _("Ngày ban hành"), _("Cơ quan ban hành"), _("Trích yếu"), _("Người ký"),
        _("Chiều"), _("Trạng thái"), _("Nhận lúc"), _("Hiệu lực"),
    ]  # fmt: skip
    cells = (
        [
            each.type, each.number_symbol, each.issued_on or each.issued_text, each.issuer, each.subject, each.signer,
            each.get_direction_display(), each.get_state_display(), local_date(each.received_at),
            row.ending.sentence if row.ending else "",
        ]
        for row in rows
        for each in [row.document]
    )  # fmt: skip
    return Page(_("Sổ văn bản"), heads, cells, widths=[18, 20, 14, 30, 60, 22, 18, 22, 14, 40])


@endpoint("documents.view_document")
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One document: its letterhead, how it stands to others, its text, and what other rooms know of it."""
    found = selectors.document_by_uuid(uuid)
    if found is None:
        raise Http404
    number = _edition_asked(request, found.edition, selectors.last_edition(found))
    text = selectors.text_of_edition(found, number)
    gave_way = selectors.editions_of(found)
    day = today()
    links = [link for give in hooks.document_links for link in give(request, found)]
    return page(
        request,
        "documents/document.html",
        {
            "document": found,
            "endings": endings.endings_of([found.pk], on=day).of(found),
            "counts": relations.counts_of(found, day),
            "links": links,
            "text": text,
            "edition": number,
            "withdrawn": any(each.withdrawn and each.number == number for each in gave_way),
            "editions": gave_way,
            "passage": _passage(request, text),
            "show_text": "start" in request.GET or "edition" in request.GET,
        },
    )


def _edition_asked(request: HttpRequest, stands: int, last: int) -> int:
    """Which file of the document to show: the one asked for, the first for a passage that names none, else the one that
    stands."""
    asked = address.one_of(request.GET, "edition", range(1, last + 1))
    return asked or (1 if "start" in request.GET else stands)


def _passage(request: HttpRequest, text: str) -> tuple[str, str, str] | None:
    """The text before, in and after ``?start=…&end=…``: the sentence that another page speaks of."""
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if not (start.isdecimal() and end.isdecimal()) or max(len(start), len(end)) > 9:
        return None
    begins, ends = int(start), min(int(end), len(text))
    return (text[:begins], text[begins:ends], text[ends:]) if begins < ends else None
