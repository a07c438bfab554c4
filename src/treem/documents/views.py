"""The register of documents and the page of one document."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from treem.documents import hooks, selectors
from treem.documents.models import DocumentState
from treem.web.endpoints import endpoint
from treem.web.pages import page

FLAG_WORDS = {
    "typo_suspected": _("Có thể viết nhầm"),
    "impossible_date": _("Ngày không có thật"),
    "no_date": _("Không ghi ngày"),
    "draft_number_blank": _("Để trống số"),
}
"""What a doubt of a citation is called on screens."""


@endpoint("documents.view_document")
def register(request: HttpRequest) -> HttpResponse:
    """All documents, the last received first; filters by type and state stand in the address."""
    kind, state = request.GET.get("type", ""), request.GET.get("state", "")
    found = selectors.register(kind, state if state in DocumentState.values else "")
    total = found.count()
    after = request.GET.get("after", "")
    rows, last = selectors.page_of(found, after)
    return page(
        request,
        "documents/register.html",
        {
            "rows": rows,
            "total": total,
            "after": last,
            "types": selectors.types_in_register(),
            "kind": kind,
            "states": DocumentState.choices,
            "main_actions": [act for act in hooks.register_actions if request.user.has_perm(act.permission)],
        },
    )


@endpoint("documents.view_document")
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One document: its letterhead, what it rests on, what rests on it, its text, and what other rooms know of it."""
    found = selectors.document_by_uuid(uuid)
    if found is None:
        raise Http404
    number = _edition_asked(request, found.edition)
    text = selectors.text_of_edition(found, number)
    links = [link for give in hooks.document_links for link in give(request, found)]
    citations = [
        {"edge": edge, "flags": [FLAG_WORDS.get(flag, flag) for flag in edge.flags]}
        for edge in selectors.citations_of(found)
    ]
    return page(
        request,
        "documents/document.html",
        {
            "document": found,
            "citations": citations,
            "cited_by": selectors.cited_by(found),
            "links": links,
            "text": text,
            "edition": number,
            "editions": selectors.editions_of(found),
            "passage": _passage(request, text),
            "show_text": "start" in request.GET or "edition" in request.GET,
        },
    )


def _edition_asked(request: HttpRequest, last: int) -> int:
    """Which file of the document to show: the one asked for, the first for a passage that names none, else the last."""
    asked = request.GET.get("edition", "1" if "start" in request.GET else "")
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else last
    return number if 1 <= number <= last else last


def _passage(request: HttpRequest, text: str) -> tuple[str, str, str] | None:
    """The text before, in and after ``?start=…&end=…``: the sentence that another page speaks of."""
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if not (start.isdecimal() and end.isdecimal()) or max(len(start), len(end)) > 9:
        return None
    begins, ends = int(start), min(int(end), len(text))
    return (text[:begins], text[begins:ends], text[ends:]) if begins < ends else None
