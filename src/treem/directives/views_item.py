"""One finding: its card, a word on it, and its correction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.directives import presentation, selectors, services
from treem.directives.forms import FORMS, DecisionForm, ItemForm, ObligationForm
from treem.directives.models import Carried, Item, ItemState
from treem.directives.services.history import check_open
from treem.directives.views import review_page, standing
from treem.duties import assigning
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.organisations.models import Body

DECISIONS = {
    "accept": ItemState.ACCEPTED,
    "later": ItemState.ACCEPTED,
    "reject": ItemState.REJECTED,
    "reopen": ItemState.PROPOSED,
}


def item_or_404(uuid: UUID) -> Item:
    """The finding, or "not found"."""
    found = selectors.item_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


def wants_card(request: HttpRequest) -> bool:
    """Whether htmx asks for the card alone."""
    return bool(getattr(request, "htmx", None))


def _card(
    request: HttpRequest,
    item: Item,
    *,
    error: str = "",
    differences: Any = (),
    reason: str | None = None,
    boxes: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The card alone with the new progress for htmx; the whole page, or the way back to it, for everybody else."""
    fresh = item_or_404(item.uuid)
    if not fresh.live:
        # Cut or joined meanwhile: the page has other cards now.
        if wants_card(request):
            answer = HttpResponse(status=204)
            answer["HX-Refresh"] = "true"
            return answer
        return review_page(request, fresh.reading, error=error, status=status)
    open_ = fresh.reading.reviewed_now
    card = presentation.fresh_card(
        fresh,
        today(),
        error=error,
        differences=differences,
        open=open_,
        typed_reason=reason,
        typed_boxes=boxes,
    )
    if not wants_card(request):
        if error:
            return review_page(request, fresh.reading, refused=card, status=status)
        return redirect(f"{reverse('directives:review', args=[fresh.reading.uuid])}#item-{fresh.pk}")
    items = selectors.items_of(fresh.reading)
    return page(
        request,
        "directives/card.html",
        {"card": card, "reading": fresh.reading, "open": open_, **standing(request, fresh.reading, items)},
        status=status,
    )


@endpoint("directives.review", methods=("GET", "POST"))
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """GET: the card as it is. POST: accept, reject or reopen."""
    found = item_or_404(uuid)
    if request.method == "GET":
        return _card(request, found)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _card(request, found, error=_("Hãy chọn chấp nhận, sửa hoặc bỏ."), status=422)
    decision = form.cleaned_data["decision"]
    chosen = None
    if decision == "accept" and "bodies_shown" in request.POST:
        chosen = _chosen(request.POST.getlist("bodies"), found)
    try:
        services.decide(
            found,
            to=DECISIONS[decision],
            actor=request.user,  # type: ignore[arg-type]
            at=now(),
            version=form.cleaned_data["version"],
            bodies=chosen,
            later=decision == "later",
            note=form.cleaned_data["reason"],
        )
    except StaleVersion as stale:
        return _card(request, found, error=str(stale), differences=_said(stale), status=409)
    except DomainError as error:
        reason = form.cleaned_data["reason"] if "reason" in request.POST else None
        boxes = request.POST.getlist("bodies")
        return _card(request, found, error=str(error), reason=reason, boxes=boxes, status=422)
    return _card(request, found)


def _said(stale: StaleVersion) -> list[dict[str, str]]:
    """What the other person saved against what this one wanted, in words."""
    shown = []
    for difference in stale.differences:
        if difference.name == "state":
            saved, mine = str(ItemState(difference.saved).label), str(ItemState(difference.mine).label)
        else:
            saved, mine = _text_of(difference.saved), _text_of(difference.mine)
        shown.append({"label": difference.label, "saved": saved, "mine": mine})
    return shown


def _text_of(content: Any) -> str:
    """The words of a corrected content, for comparing."""
    if not isinstance(content, dict):
        return "—"
    return "; ".join(str(value) for key, value in content.items() if value and key in _COMPARED)


_COMPARED = (
    "text", "assignees", "deadline_op", "deadline", "recipient", "indicator_name", "value", "number", "number_symbol",
    "date", "issuer", "subject", "type",
)  # fmt: skip


def _named(item: Item) -> tuple[Body, ...]:
    """The bodies that are offered for this finding alone: proposed from its words, or chosen before."""
    assignment = selectors.Assignees(today()).of(item)
    return assignment.bodies if assignment is not None and not assignment.certain else ()


def _chosen(boxes: Sequence[str], item: Item) -> list[Body]:
    """The bodies behind the ticked boxes of a card, each once."""
    named = _named(item)
    found = assigning.bodies_chosen(boxes, today(), named)
    if presentation.PROPOSED in boxes:
        found = list({body.pk: body for body in (*named, *found)}.values())
    return found


def _form(item: Item, data: Any = None) -> ItemForm:
    kind = FORMS[item.kind]
    if not issubclass(kind, ObligationForm):
        return kind(data, item=item, auto_id=f"item{item.pk}_%s")
    bodies = presentation.Bodies(today())
    proposed = _named(item)
    return kind(
        data,
        item=item,
        choices=bodies.boxes_for(proposed),
        # What the machine only proposes is named and not ticked: a person says who is bound.
        ticked=bodies.ticked(proposed) if item.chosen_bodies else [],
        auto_id=f"item{item.pk}_%s",
    )


@endpoint("directives.review", methods=("GET", "POST"))
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct a finding; inside its card with htmx, on a page of its own without."""
    found = item_or_404(uuid)
    try:
        check_open(found.reading)
    except DomainError as error:
        return _card(request, found, error=str(error), status=409)
    if not found.live or found.carried == Carried.GONE:
        return _card(request, found)
    form = _form(found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            ticked = form.cleaned_data.get("bodies") or []
            try:
                services.decide(
                    found,
                    to=ItemState.CORRECTED,
                    actor=request.user,  # type: ignore[arg-type]
                    at=now(),
                    version=form.cleaned_data["version"],
                    edited=form.edited(),
                    bodies=assigning.bodies_chosen(ticked, today(), _named(found)) if ticked else None,
                    note=form.cleaned_data.get("reason", ""),
                )
            except StaleVersion as stale:
                # What was typed stays in the form; the other person's words stand above it.
                form.add_error(None, str(stale))
                return _edit_page(request, found, form, differences=_said(stale), status=409)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                return _card(request, found)
    return _edit_page(request, found, form, status=status)


def _edit_page(
    request: HttpRequest, item: Item, form: ItemForm, *, differences: Any = (), status: int = 200
) -> HttpResponse:
    card = presentation.fresh_card(item_or_404(item.uuid), today())
    template = "directives/card_edit.html" if wants_card(request) else "directives/edit.html"
    return page(
        request,
        template,
        {
            "form": form,
            "card": card,
            "differences": differences,
            "current_version": card.item.version,
            "reading": item.reading,
        },
        status=status,
    )
