"""How directives are passed on: a body's own list, the units without a paper, one document with all its bodies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.forms_cascade import CallForm
from treem.directives.models import OPEN_STATES, Cascade
from treem.directives.presentation_cascade import BADGES
from treem.directives.views_cascade import document_or_404, drafting_body
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web import address
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

WHICH = ("todo", "approve", "open", "issued", "all")
MOST = 500


@endpoint("directives.cascade")
def cascades(request: HttpRequest) -> HttpResponse:
    """A body's own papers: what is still to be passed on, what waits for approval, what is under way or issued."""
    user: Any = request.user
    body = drafting_body(request)
    which = address.choice(request.GET, "which", WHICH, "todo")
    own = [body.pk] if body else []
    todo = following.to_cascade(body)
    approve = selectors.to_approve(user, own, today())
    every = selectors.cascades(own)
    lists: dict[str, list[Cascade]] = {
        "approve": approve, "open": list(every.filter(state__in=OPEN_STATES)[:MOST]), "issued": list(every.filter(state="issued")[:MOST]),
        "all": list(every[:MOST]),
    }  # fmt: skip
    rows = [{"cascade": each, "badge": BADGES[each.state]} for each in lists.get(which, [])]
    counts = {"todo": len(todo), **{name: len(found) for name, found in lists.items()}}
    context = {"which": which, "todo": todo, "rows": rows, "counts": counts, "body": body, "today": today()}
    return page(request, "directives/cascades.html", context)


@endpoint("directives.oversee_cascades")
def missing(request: HttpRequest) -> HttpResponse:
    """«Đơn vị chưa có kế hoạch triển khai»: every unit under every document, as the desk counts them."""
    followed = following.followed()
    wanted = address.one_of(request.GET, "document", [each.wanted.document.pk for each in followed])
    shown = [each for each in followed if wanted is None or each.wanted.document.pk == wanted]
    rows = [
        {"line": line, "badge": BADGES[line.cascade.state] if line.cascade else "todo"}
        for each in shown
        for line in each.missing
    ]
    context = {
        "rows": rows, "total": sum(len(each.missing) for each in followed), "followed": followed, "wanted": wanted,
        "today": today(),
    }  # fmt: skip
    return page(request, "directives/cascade_missing.html", context)


@endpoint("directives.oversee_cascades", methods=("GET", "POST"))
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One document: whether bodies make a paper from it, each body with what it took over and what it left out."""
    found = document_or_404(uuid)
    user: Any = request.user
    may_call = user.has_perm("directives.call_cascades")
    said = following.call_of(found.pk)
    wanted = following.is_wanted(found)
    initial = {
        "version": said.version if said else 0, "wanted": "yes" if wanted else "no", "due_on": said.due_on if said else None,
    }  # fmt: skip
    form = CallForm(request.POST if request.method == "POST" and may_call else None, initial=initial)
    status = 200
    if request.method == "POST":
        if not may_call:
            return redirect("directives:cascade_document", found.uuid)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.call(
                    found,
                    wanted=data["wanted"],
                    due_on=data["due_on"],
                    actor=user,
                    at=now(),
                    version=data["version"],
                )
            except StaleVersion as stale:
                form.add_error(None, str(stale))
                status = 409
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Đã lưu yêu cầu triển khai."))
                return redirect("directives:cascade_document", found.uuid)
    followed = next(iter(following.followed([found.pk])), None)
    lines = followed.lines if followed else []
    parts = following.parts_of([line.cascade.pk for line in lines if line.cascade is not None])
    rows = [
        {"line": line, "badge": BADGES[line.cascade.state] if line.cascade else "todo", "parts": parts.get(line.cascade.pk) if line.cascade and line.issued else None}
        for line in lines
    ]  # fmt: skip
    context = {
        "document": found, "followed": followed, "rows": rows, "said": said, "wanted": wanted,
        "form": form if may_call else None, "today": today(),
    }  # fmt: skip
    return page(request, "directives/cascade_document.html", context, status=status)
