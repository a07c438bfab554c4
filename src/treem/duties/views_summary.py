"""«Tổng hợp tình hình thực hiện» of a directive: the page, the report, the workbook. Made when asked, never kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.audit import services as audit
from treem.duties import summary_files
from treem.duties.summary import Summary, summary_of
from treem.duties.words import WORDS
from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.time import local_date, now
from treem.web import registry
from treem.web.endpoints import endpoint
from treem.web.pages import page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RECEIVED = WORDS["received"][1]  # of a duty; the same word of a return says something else in English


def _found(document: int) -> Summary:
    found = summary_of(document, at=now())
    if found is None:
        raise Http404
    return found


@endpoint("duties.view_all")
def summary(request: HttpRequest, document: int) -> HttpResponse:
    """How the duties of one document stand now."""
    found = _found(document)
    appointment = getattr(request, "appointment", None)
    return page(
        request,
        "duties/summary.html",
        {
            "found": found,
            "heads": [_RECEIVED if head == "Đã nhận" else _(head) for head in summary_files.HEADS],
            "bodies": [(line, summary_files.figures(line.tally)) for line in found.bodies],
            "duties": [(line, summary_files.figures(line.tally)) for line in found.duties],
            "total": summary_files.figures(found.total),
            "may_report": appointment is not None,
        },
    )


@endpoint("duties.view_all")
def summary_docx(request: HttpRequest, document: int) -> HttpResponse:
    """The same as a draft report of the person's agency."""
    found = _found(document)
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        raise Http404
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        content = summary_files.summary_docx(found, issuer=appointment.body, simulated=_simulated())
    return _file(request, found, content, DOCX, "docx")


@endpoint("duties.view_all")
def summary_xlsx(request: HttpRequest, document: int) -> HttpResponse:
    """The same as a workbook."""
    found = _found(document)
    with override("vi"):
        content = summary_files.summary_xlsx(found, simulated=_simulated())
    return _file(request, found, content, MEDIA_TYPE, "xlsx")


def _simulated() -> bool:
    return any(asks() for asks in registry.simulated)


def _file(request: HttpRequest, found: Summary, content: bytes, media_type: str, kind: str) -> HttpResponse:
    audit.record(
        actor=request.user, action="duties.export_summary", subject_type="documents.document",
        subject_ids=[found.document_id], detail={"bodies": len(found.bodies), "kind": kind},
    )  # fmt: skip
    name = f"tinh-hinh-thuc-hien-{local_date(found.at):%Y%m%d}.{kind}"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
