"""Moves of children: what waits here, one move, a new one, and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import key
from treem.registry import presenting
from treem.registry.models import ChildMove, MoveKind, MoveState, Sex
from treem.registry.moves import selectors, services
from treem.registry.moves.errors import NoHousehold, SeveralHouseholds
from treem.registry.moves.forms import AcceptForm, MoveForm, ReturnForm
from treem.registry.selectors import my_communes
from treem.registry.views import actor_of, child_or_404, note_reading
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from django import forms

    from treem.registry.models import Child

CHANGE = "registry.change_child"
SIDES = ("in", "out", "over")


def _line(move: selectors.Move) -> dict[str, Any]:
    children = selectors.moved_children(move.group)
    return {
        "move": move, "names": [one.full_name for one in children], "words": presenting.move_words(move.row), "badge": presenting.move_badge(move.row),
        "late": move.late(today()),
    }  # fmt: skip


@endpoint("registry.view_child")
def moves(request: HttpRequest) -> HttpResponse:
    """What waits for our answer, what we have sent, what is over."""
    side = request.GET.get("side", "in")
    side = side if side in SIDES else "in"
    counts = {
        "in": selectors.waiting(selectors.incoming())[0],
        "out": selectors.waiting(selectors.outgoing())[0],
    }
    found = {
        "in": lambda: selectors.listed(selectors.incoming()),
        "out": lambda: selectors.listed(selectors.outgoing()),
        "over": selectors.settled,
    }[side]()
    record(
        actor=actor_of(request), action="registry.list_moves", subject_type="registry.child_move",
        subject_ids=[move.row.pk for move in found], detail={"side": side},
    )  # fmt: skip
    mine = territory.units(my_communes())
    context = {
        "side": side,
        "tabs": [
            (_("Chờ tiếp nhận"), "?side=in", side == "in", counts["in"]),
            (_("Đã gửi đi"), "?side=out", side == "out", counts["out"]),
            (_("Đã xong"), "?side=over", side == "over", None),
        ], "lines": [_line(move) for move in found], "today": today(),
        "commune": next(iter(mine.values())) if len(mine) == 1 else None, "may": actor_of(request).has_perm(CHANGE),
    }  # fmt: skip
    return page(request, "registry/moves.html", context)


@endpoint(CHANGE, methods=("GET", "POST"))
def new_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a child moved, left or came; a move within the province is a proposal."""
    child = child_or_404(pk)
    others = len(selectors.household_of(child)) - 1 if child.status == "active" else 0
    posted = request.POST if request.method == "POST" else None
    form = MoveForm(posted, communes=_other_communes(child), siblings=max(others, 0))
    if posted is not None and form.is_valid():
        try:
            return _moved(request, child, form)
        except StaleVersion:
            form.add_error(None, _("Hồ sơ vừa được người khác lưu. Hãy xem lại hồ sơ rồi ghi lại."))
        except DomainError as error:
            _put_beside(form, error)
    note_reading(request, "registry.view_child", [child])
    context = {"child": child, "form": form, "open": selectors.open_move_of(child)}
    return page(request, "registry/move_form.html", context, status=422 if form.is_bound else 200)


def _moved(request: HttpRequest, child: Child, form: MoveForm) -> HttpResponse:
    actor, typed, told = actor_of(request), form.cleaned_data, form.told()
    if typed["kind"] == MoveKind.COMMUNE:
        group = services.propose(
            actor=actor, child=child, to_commune_id=typed["to_commune"], whole=bool(typed.get("whole")), told=told,
            at=now(),
        )  # fmt: skip
        messages.success(request, _("Đã đề nghị. Trẻ vẫn thuộc xã, phường này đến khi nơi nhận tiếp nhận."))
        return redirect("registry:move", group)
    if typed["kind"] == MoveKind.CAME:
        services.came(actor=actor, child=child, told=told, at=now())
        messages.success(request, _("Đã ghi nơi trẻ chuyển đến từ đó."))
    else:
        given = key(request.POST.get("version"))
        services.leave(
            actor=actor,
            child=child,
            version=-1 if given is None else given,
            kind=typed["kind"],
            told=told,
            at=now(),
        )
        messages.success(
            request, _("Đã ghi. Trẻ không còn trong danh sách đang theo dõi; hồ sơ vẫn được giữ.")
        )
    return redirect("registry:child", child.pk)


def _other_communes(child: Child) -> list[tuple[int, str]]:
    here = territory.units([child.commune_id])[child.commune_id]
    if here.parent is None:
        return []
    found = [unit for unit in territory.communes_of(here.parent, today()) if unit.pk != here.pk]
    return [(unit.pk, unit.full_name) for unit in sorted(found, key=lambda unit: unit.folded)]


def _put_beside(form: forms.Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _move_or_404(group: UUID) -> selectors.Move:
    found = selectors.move_visible(group)
    if found is None:
        raise Http404
    return found


@endpoint("registry.view_child")
def move(request: HttpRequest, group: UUID) -> HttpResponse:
    """One move: who, from where to where, what was answered, and what may be done."""
    return _shown(request, _move_or_404(group), None)


@endpoint(CHANGE, methods=("POST",))
def answer_move(request: HttpRequest, group: UUID) -> HttpResponse:
    """Accept, refuse, withdraw, or say that a refusal was read."""
    known = _move_or_404(group)
    actor, action = actor_of(request), request.POST.get("action", "")
    given = key(request.POST.get("version"))
    version, why = -1 if given is None else given, request.POST.get("why", "")
    form, error = None, ""
    try:
        if action == "accept" and known.received:
            form = _accept_form(request, known)
            if not form.is_valid():
                return _shown(request, known, form, status=422)
            _accept(request, known, form, version)
            messages.success(
                request, _("Đã tiếp nhận. Hồ sơ và mọi bản ghi của trẻ nay thuộc xã, phường này.")
            )
            first = selectors.moved_children(group)[0]
            return redirect("registry:child", first.pk)
        if action == "refuse":
            services.refuse(actor=actor, group=group, version=version, why=why, at=now())
            messages.info(request, _("Đã trả lời: không tiếp nhận. Nơi gửi thấy lý do."))
        elif action == "withdraw":
            services.withdraw(actor=actor, group=group, version=version, why=why, at=now())
            messages.info(request, _("Đã rút đề nghị; trẻ ở lại như trước."))
        elif action == "noted":
            services.note_refusal(actor=actor, group=group, at=now())
    except StaleVersion:
        error = _("Đề nghị này vừa được người khác xử lý. Hãy xem lại trang.")
    except DomainError as refused:
        if form is not None and refused.field in form.fields:
            _put_beside(form, refused)
        else:
            error = str(refused)
    if error or form is not None:
        return _shown(request, _move_or_404(group), form, error, why=why, status=422)
    return redirect("registry:move", group)


def _accept_form(request: HttpRequest, known: selectors.Move) -> AcceptForm:
    to = known.row.to_commune
    assert to is not None
    villages = [(village.pk, village.full_name) for village in territory.villages_of(to, today())]
    if request.method != "POST":
        return AcceptForm(villages=villages, comes=_comes(known))
    called = request.POST.get("household", "") if request.POST.get("how") == "found" else ""
    found = selectors.households_called(called, to.pk)
    choices = [
        (one.pk, " · ".join(str(part) for part in (one.head_name, one.code, one.village or "") if part))
        for one in found
    ]
    return AcceptForm(
        request.POST, villages=villages, comes=_comes(known), households=choices if len(choices) > 1 else ()
    )


def _comes(known: selectors.Move) -> bool:
    return bool(known.row.whole)


def _accept(request: HttpRequest, known: selectors.Move, form: AcceptForm, version: int) -> None:
    typed = form.cleaned_data
    household_id = typed.get("chosen")
    if typed["how"] == "found" and household_id is None:
        assert known.row.to_commune_id is not None
        found = selectors.households_called(typed["household"], known.row.to_commune_id)
        if not found:
            raise NoHousehold()
        if len(found) > 1:
            raise SeveralHouseholds(count=len(found))
        household_id = found[0].pk
    services.accept(
        actor=actor_of(request), group=known.group, version=version, how=typed["how"], village_id=typed["village"],
        household_id=household_id, head_name=typed["head_name"],
    )  # fmt: skip


def _shown(
    request: HttpRequest, known: selectors.Move, form: AcceptForm | None, error: str = "", *, why: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    children = selectors.moved_children(known.group)
    record(
        actor=actor_of(request), action="registry.view_move", subject_type="registry.child",
        subject_ids=[one.pk for one in children], detail={"move": str(known.group)},
    )  # fmt: skip
    may = actor_of(request).has_perm(CHANGE)
    row = known.row
    answers = may and known.open and known.received
    ours = territory.units(my_communes())
    day = today()
    if answers and form is None:
        form = _accept_form(request, known) if request.method != "POST" else AcceptForm(comes=_comes(known))
    people = get_user_model().objects.in_bulk([pk for pk in (row.proposed_by_id, row.answered_by_id) if pk])
    alike = selectors.look_alikes(children, row.to_commune_id) if answers and row.to_commune_id else []
    if alike:
        note_reading(request, "registry.look_alikes", alike)
    context = {
        "move": known, "row": row, "words": presenting.move_words(row), "error": error, "why": why, "badge": presenting.move_badge(row),
        "late": known.late(day), "due": known.due_on if known.open else None, "form": form if answers else None,
        "can_withdraw": may and known.open and known.sent, "can_note": _can_note(row, may),
        "children": [
            (one, Sex(one.sex).label, presenting.birth_words(one.birth), presenting.age_words(one.birth, day),
             row.commune_id in ours)
            for one in children
        ],
        "alike": presenting.rows(alike, day, whole_number=False), "today": day,
        "proposed_by": people.get(row.proposed_by_id), "answered_by": people.get(row.answered_by_id or 0),
    }  # fmt: skip
    return page(request, "registry/move.html", context, status=status)


def _can_note(row: ChildMove, may: bool) -> bool:
    unread = row.state == MoveState.REFUSED and row.noted_at is None
    return may and unread and row.from_commune_id in my_communes()


@endpoint(CHANGE, methods=("GET", "POST"))
def come_back(request: HttpRequest, pk: int, move: int) -> HttpResponse:
    """A child who left is on the list again."""
    child = child_or_404(pk)
    row = child.moves.filter(pk=move).first()
    if row is None:
        raise Http404
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = key(request.POST.get("version"))
        try:
            services.come_back(
                actor=actor_of(request), move=row, version=-1 if given is None else given,
                returned_on=form.cleaned_data["returned_on"], why=form.cleaned_data["why"], at=now(),
            )  # fmt: skip
        except StaleVersion:
            form.add_error(None, _("Biến động này vừa được người khác lưu. Hãy xem lại hồ sơ."))
        except DomainError as error:
            _put_beside(form, error)
        else:
            messages.success(request, _("Đã ghi: trẻ trở lại danh sách đang theo dõi."))
            return redirect("registry:child", child.pk)
    note_reading(request, "registry.view_child", [child])
    context = {"child": child, "form": form, "title": _("Trẻ trở lại danh sách"), "version": row.version}
    return page(request, "registry/circumstance_form.html", context, status=422 if form.is_bound else 200)
