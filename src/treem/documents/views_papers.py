"""Papers that go out: the list, one paper, recording that it was issued, replacing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treem.documents import hooks, selectors, services
from treem.documents.errors import PaperIssued
from treem.documents.forms import IssueForm, ReplaceForm
from treem.documents.issued_twice import compare
from treem.documents.models import OutgoingPaper, PaperState
from treem.documents.signatures import from_json
from treem.documents.signatures.words import said_of
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.web import address
from treem.web.endpoints import endpoint
from treem.web.pages import page

RECORDED = gettext_lazy("Đã ghi nhận văn bản ban hành. Nội dung từ nay không sửa được.")


@endpoint("documents.view_paper")
def papers(request: HttpRequest) -> HttpResponse:
    """Papers of the bodies in the scope, the last prepared first."""
    found = selectors.papers(address.choice(request.GET, "state", PaperState.values))
    rows, last = selectors.page_of(found, str(address.number(request.GET, "after") or ""))
    return page(
        request,
        "documents/papers.html",
        {
            "rows": rows, "total": found.count(), "after": last, "states": PaperState.choices,
        },
    )  # fmt: skip


@endpoint("documents.view_paper")
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One paper: what it was made from, what the clerk gave, what its signatures say."""
    found = _found(uuid)
    check = selectors.last_check(found)
    return page(
        request,
        "documents/paper.html",
        {
            "paper": found,
            "origin": _origin(request, found),
            "check": check,
            "said": said_of(from_json(check.found), signer=found.signer, issued_on=found.issued_on)
            if check
            else [],
            "replaced_by": getattr(found, "replaced_by", None),
            "may_record": request.user.has_perm("documents.record_issue"),
        },
    )


@endpoint("documents.record_issue", methods=("GET", "POST"))
def issue_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write down số, ngày, người ký and the signed file; the signatures are checked before anything is kept."""
    found = _found(uuid)
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={
            "symbol": found.symbol,
            "signer": found.signer,
            "position": found.position,
            "version": found.version,
        },
    )
    if found.issued:
        return _issued_meanwhile(request, found, form)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.record_issue(
                found, version=data["version"], number=data["number"], symbol=data["symbol"],
                issued_on=data["issued_on"], signer=data["signer"], position=data["position"], upload=data["file"],
                actor=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except PaperIssued:  # in this very moment
            return _issued_meanwhile(request, _found(uuid), form)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else "file", str(error))
        else:
            messages.success(request, RECORDED)
            return redirect("documents:paper", found.uuid)
    return page(
        request,
        "documents/issue_paper.html",
        {"paper": found, "form": form},
        status=422 if form.is_bound else 200,
    )


def _issued_meanwhile(request: HttpRequest, found: OutgoingPaper, form: IssueForm) -> HttpResponse:
    """The paper is issued by now: to the paper, unless something was typed that it does not hold; that is shown."""
    rows = compare(found, form) if form.is_bound else []
    if not any(row.differs for row in rows):
        if form.is_bound and found.recorded_by == request.user:  # a second press of the button
            messages.success(request, RECORDED)
        else:
            messages.info(request, _("Văn bản này đã được ghi nhận ban hành."))
        return redirect("documents:paper", found.uuid)
    context = {"paper": found, "rows": rows, "replaced_by": getattr(found, "replaced_by", None)}
    return page(request, "documents/issued_meanwhile.html", context, status=409)


@endpoint("documents.record_issue", methods=("POST",))
def check_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Check the signatures again, with the trust roots known today."""
    found = _found(uuid)
    services.check_again(found, actor=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, _("Đã kiểm tra lại chữ ký số."))
    return redirect("documents:paper", found.uuid)


@endpoint("documents.record_issue", methods=("GET", "POST"))
def replace_paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin the paper that replaces an issued one."""
    found = _found(uuid)
    form = ReplaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = services.replace_paper(found, why=form.cleaned_data["why"], actor=request.user, at=now())  # type: ignore[arg-type]
        messages.success(request, _("Đã lập dự thảo văn bản thay thế."))
        return redirect("documents:paper", made.uuid)
    return page(
        request,
        "documents/replace_paper.html",
        {"paper": found, "form": form},
        status=422 if form.is_bound else 200,
    )


def _found(uuid: UUID) -> OutgoingPaper:
    found = selectors.paper_visible(uuid)
    if found is None:
        raise Http404
    return found


def _origin(request: HttpRequest, found: OutgoingPaper) -> hooks.Link | None:
    user: Any = request.user
    ask = hooks.paper_origins.get(found.origin_kind)
    return ask(user, found) if ask else None
