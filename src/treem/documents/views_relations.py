"""How documents stand to each other: tables and picture, what is missing, a person's word on one citation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.documents import endings, graph, hooks, relations, selectors, services
from treem.documents.forms import SettleForm
from treem.documents.models import Citation, Document
from treem.kernel.time import now, today
from treem.kernel.vietnamese import date_text
from treem.web import address
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

FLAG_WORDS = {
    "typo_suspected": gettext_lazy("Có thể viết nhầm"),
    "impossible_date": gettext_lazy("Ngày không có thật"),
    "no_date": gettext_lazy("Không ghi ngày"),
    "draft_number_blank": gettext_lazy("Để trống số"),
}
"""What a doubt of a citation is called on screens."""
PAGE = 50


@endpoint("documents.view_document")
def document_relations(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a document rests on and what rests on it: two tables and one picture."""
    found = _document(uuid)
    above, below = relations.rests_on(found), relations.resting_on(found)
    held = {
        found.pk,
        *(edge.to_document_id or 0 for edge in above),
        *(edge.from_document_id for edge in below),
    }
    known = endings.endings_of(held, above, on=today())
    around = relations.neighbourhood(found, above, below, known)
    return page(
        request,
        "documents/relations.html",
        {
            "document": found,
            "endings": known.of(found),
            "above": [_row(edge, known) for edge in above],
            "below": [
                {"edge": edge, "document": edge.from_document, "endings": known.of(edge.from_document)}
                for edge in below
            ],
            "columns": graph.columns(around) if len(around.nodes) > 1 else None,
            "tree": graph.tree(around),
            "may_settle": request.user.has_perm("documents.settle_citation"),
            "upload_url": _upload_url(request),
        },
    )


def _document(uuid: UUID) -> Document:
    found = selectors.document_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


def _row(edge: Citation, known: endings.Known) -> dict[str, Any]:
    return {
        "edge": edge,
        "held": edge.to_document,
        "endings": known.of_cited(edge),
        "flags": [FLAG_WORDS.get(flag, flag) for flag in edge.flags],
        "suggestion": suggestion_words(edge),
    }


def suggestion_words(edge: Citation) -> str:
    """What the reader suspects that it should say: «06/QĐ-TTg ngày 03/01/2019»."""
    parts = [str(edge.suggested["number_symbol"])] if edge.suggested.get("number_symbol") else []
    if edge.suggested.get("date"):
        named = edge.suggestion
        day = named.issued_on if named else None
        parts.append(_("ngày %(day)s") % {"day": date_text(day) if day else edge.suggested["date"]})
    return " ".join(parts)


def _upload_url(request: HttpRequest) -> str:
    """Where this person takes a document in; empty for those who may not."""
    for act in hooks.register_actions:
        if act.takes_in and request.user.has_perm(act.permission):
            return reverse(act.url_name)
    return ""


@endpoint("documents.view_document")
def missing(request: HttpRequest) -> HttpResponse:
    """Documents that others cite and that the register does not hold, the most cited first."""
    only_open = address.choice(request.GET, "match", ("open",)) == "open"
    pages = Paginator(relations.missing(only_open), PAGE)
    shown = pages.page(address.one_of(request.GET, "after", pages.page_range) or 1)
    rows = [
        {**row, "label": f"{row['type'] or _('Văn bản')} {row['number_symbol']}" if row["number_symbol"] else row["title"]}
        for row in shown
    ]  # fmt: skip
    return page(
        request,
        "documents/missing.html",
        {
            "rows": rows,
            "total": pages.count,
            "first": shown.start_index(),
            "after": shown.next_page_number() if shown.has_next() else "",
            "only_open": only_open,
            "upload_url": _upload_url(request),
        },
    )


@endpoint("documents.view_document")
def cited(request: HttpRequest, pk: int) -> HttpResponse:
    """One document that is not held: where it is cited, and as what."""
    edge = selectors.citation_by_pk(pk)
    if edge is None or edge.rejected:
        raise Http404
    if edge.to_document is not None:  # it has come in meanwhile
        return redirect("documents:relations", edge.to_document.uuid)
    return page(
        request,
        "documents/cited.html",
        {
            "cited": edge,
            "edges": relations.citing(edge.cited_key, edge.issued_on, edge.date_text),
            "endings": endings.endings_of([], [edge], on=today()).of_cited(edge),
            "may_settle": request.user.has_perm("documents.settle_citation"),
            "upload_url": _upload_url(request),
        },
    )


@endpoint("documents.settle_citation", methods=("GET", "POST"))
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says which document is cited, and what the relation is."""
    edge = selectors.citation_by_pk(pk)
    if edge is None or edge.rejected:
        raise Http404
    (candidates,) = selectors.candidates([edge])
    offered = [edge.to_document] if edge.to_document else []
    offered += [document for document, _how in candidates if document.pk != edge.to_document_id]
    initial = {
        "version": edge.version,
        "relation": edge.relation_kind,
        "to": edge.to_document_id or (SettleForm.NONE if edge.by_person or not offered else None),
    }
    posted = request.POST.copy() if request.method == "POST" else None
    form = SettleForm(posted, citation=edge, offered=offered, initial=initial)
    status, meanwhile = 422 if form.is_bound else 200, False
    if form.is_valid():
        try:
            services.settle_citation(
                edge, to=form.document, relation=form.cleaned_data["relation"],
                version=form.cleaned_data["version"], actor=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except StaleVersion as stale:
            status, meanwhile = 409, bool(stale.differences)
            if posted is not None:  # saved again, the person's own choice holds
                posted["version"] = str(stale.version)
        if not meanwhile:
            messages.success(request, _("Đã ghi nhận: %(cited)s.") % {"cited": edge.label})
            return redirect(f"{_relations_url(edge)}#edge-{edge.pk}")
    text = edge.from_document.text
    return page(
        request,
        "documents/settle.html",
        {
            "edge": edge,
            "document": edge.from_document,
            "form": form,
            "meanwhile": meanwhile,
            "back_url": _relations_url(edge),
            "flags": [FLAG_WORDS.get(flag, flag) for flag in edge.flags],
            "suggestion": suggestion_words(edge),
            "passage": (text[max(0, edge.start - 200) : edge.start], text[edge.start : edge.end], text[edge.end : edge.end + 200]),
            "upload_url": _upload_url(request),
        },
        status=status,
    )  # fmt: skip


def _relations_url(edge: Citation) -> str:
    return reverse("documents:relations", args=[edge.from_document.uuid])
