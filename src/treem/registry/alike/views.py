"""Records that may be one child: the queue, two side by side, merging, taking apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.audit import context
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.kernel.typed import key
from treem.registry import jobs, presenting
from treem.registry.alike import selectors, services, words
from treem.registry.models import AlikePair, Child, Judgement, Merge, Word
from treem.registry.selectors import my_communes
from treem.registry.views import actor_of, note_reading, sees_numbers, today
from treem.territory import selectors as territory
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterable

MERGE = "registry.merge_children"
BADGES = {
    Judgement.OPEN: "soon", Judgement.ASKED: "doing", Judgement.SAME: "done", Judgement.DIFFERENT: "neutral",
    Judgement.TWINS: "info",
}  # fmt: skip
LONGEST = 9


def _by_name(pk: int | None) -> str:
    found = get_user_model().objects.filter(pk=pk).first() if pk else None
    return str(found) if found else ""


def _version(request: HttpRequest, name: str = "version") -> int:
    given = key(request.POST.get(name))
    return -1 if given is None else given


@endpoint(MERGE)
def alike(request: HttpRequest) -> HttpResponse:
    """The queue of pairs, the likeliest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in Judgement.values else ""
    skip = key(request.GET.get("skip"), 6) or 0
    pairs = selectors.pairs_shown(state, skip=skip)
    more = len(pairs) > selectors.PAGE
    pairs = pairs[: selectors.PAGE]
    note_reading(
        request, "registry.list_alike", [child for pair in pairs for child in (pair.first, pair.second)]
    )
    counts = selectors.counts()
    border = selectors.at_border() if not state and not skip else []
    places = territory.units({one.elsewhere_id for one in border})
    return page(
        request,
        "registry/alike.html",
        {
            "lines": [(pair, words.summary(_why(pair)), BADGES[Judgement(pair.judgement)]) for pair in pairs],
            "border": [(one, places[one.elsewhere_id]) for one in border], "state": state, "several": len(my_communes()) > 1,
            "chips": [(value, label, counts[value]) for value, label in Judgement.choices],
            "after": skip + selectors.PAGE if more else "", "before": skip,
        },
    )  # fmt: skip


def _why(pair: AlikePair) -> list[words.Reason]:
    found = words.compared(pair.first, pair.second)
    return words.reasons(found.signs) if found else []


def _pair(uuid: UUID) -> AlikePair:
    pair = selectors.pair_by_uuid(uuid)
    if pair is None:
        raise Http404
    return pair


@endpoint(MERGE, methods=("GET", "POST"))
def pair(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Two records side by side: what speaks for one child, where they differ, what hangs on them; and the decision."""
    known = selectors.pair_by_uuid(uuid)
    if known is None:
        return _border(request, uuid)
    error = ""
    if request.method == "POST":
        judgement = request.POST.get("judgement", "")
        try:
            if judgement not in Judgement.values:
                raise Http404
            services.decide(
                actor=actor_of(request), pair=known, version=_version(request), judgement=judgement, at=now(),
                note=request.POST.get("note", ""),
            )  # fmt: skip
        except DomainError as refused:
            error = str(refused)
            known = _pair(uuid)
        else:
            messages.success(request, _("Đã ghi quyết định."))
            return redirect("registry:alike")
    note_reading(request, "registry.view_alike", [known.first, known.second], pair=known.pk)
    return page(
        request, "registry/alike_pair.html", _side(request, known, error), status=409 if error else 200
    )


def _border(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a commune sees of a pair across its border: its own child, where the other one is, and its word on it."""
    known = selectors.border_by_uuid(uuid)
    if known is None:
        raise Http404
    if request.method == "POST":
        word = request.POST.get("word", "")
        if word not in Word.values:
            raise Http404
        services.say(
            actor=actor_of(request), pair_id=known.pair_id, commune_id=known.child.commune_id,
            child_id=known.child.pk, word=Word(word), at=now(), note=request.POST.get("note", ""),
        )  # fmt: skip
        messages.success(request, _("Đã ghi ý kiến; Sở Y tế quyết định."))
        return redirect("registry:alike")
    note_reading(request, "registry.view_alike", [known.child], pair=known.pair_id)
    shown = {
        "known": known, "place": territory.units([known.elsewhere_id])[known.elsewhere_id],
        "row": presenting.row(known.child, today(), whole_number=sees_numbers(request)), "choices": Word.choices,
    }  # fmt: skip
    return page(request, "registry/alike_border.html", shown)


@endpoint(MERGE, methods=("POST",))
def seek(request: HttpRequest) -> HttpResponse:
    """Have the register looked through for pairs, in the background."""
    appointment = context.current.get().appointment_id
    if appointment is None:
        raise Http404
    jobs.seek_alike(appointment)
    messages.info(request, _("Đang tìm các hồ sơ giống nhau; xong thì các cặp mới hiện ở trang này."))
    return redirect("registry:alike")


def _side(request: HttpRequest, known: AlikePair, error: str = "") -> dict[str, Any]:
    merge = selectors.last_merge(known)
    return {
        "pair": known, "error": error, "why": _why(known), "badge": BADGES[Judgement(known.judgement)],
        "lines": words.side_by_side(known.first, known.second, whole_number=sees_numbers(request)),
        "hanging": [(child, words.hanging_on(child)) for child in (known.first, known.second)],
        "beside": selectors.beside(known), "words": selectors.words_on(known), "merge": merge,
        "decided_by": _by_name(known.decided_by_id), "open": known.judgement in ("", "asked"),
        "living": _living(known.first, known.second), "several": len(my_communes()) > 1,
    }  # fmt: skip


def _living(*children: Child) -> bool:
    return not any(child.status in ("duplicate", "withdrawn") for child in children)


@endpoint(MERGE, methods=("GET", "POST"))
def merge_pair(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """They are one child: which record is kept, and which value is right where they differ."""
    known = _pair(uuid)
    side = "second" if (request.POST.get("keep") or request.GET.get("keep")) == "second" else "first"
    kept, other = (known.first, known.second) if side == "first" else (known.second, known.first)
    lines = words.side_by_side(kept, other, whole_number=sees_numbers(request))
    chosen = {line.name: request.POST.get(f"choose_{line.name}", line.suggested) for line in lines}
    error = ""
    if request.method == "POST":
        take = [line.name for line in lines if line.differs and chosen[line.name] == "second"]
        try:
            made = services.merge(
                actor=actor_of(request), survivor=kept, duplicate=other, at=now(), take=take,
                versions=(_version(request, "kept_version"), _version(request, "other_version")),
            )  # fmt: skip
        except StaleVersion:
            error = _("Một hồ sơ vừa được người khác sửa. Hãy xem lại các mục rồi gộp.")
            known = _pair(uuid)
            kept, other = (known.first, known.second) if side == "first" else (known.second, known.first)
            lines = words.side_by_side(kept, other, whole_number=sees_numbers(request))
        except ValidationError as refused:
            error = " ".join(refused.messages)
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("Đã gộp hai hồ sơ. Có thể tách lại bất cứ lúc nào."))
            return redirect("registry:child", made.survivor_id)
    note_reading(request, "registry.view_alike", [kept, other], pair=known.pk)
    shown = {
        "pair": known, "kept": kept, "other": other, "keep": side, "error": error,
        "other_side": "first" if side == "second" else "second",
        "lines": [(line, chosen.get(line.name, line.suggested)) for line in lines if line.differs and line.free],
        "lost": [line for line in lines if line.differs and not line.free and line.second],
        "hanging": words.hanging_on(other), "several": len(my_communes()) > 1,
    }  # fmt: skip
    return page(request, "registry/alike_merge.html", shown, status=409 if error else 200)


@endpoint(MERGE, methods=("GET", "POST"))
def undo_merge(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a merge back: what will happen, then that it is done."""
    known = _merge(uuid)
    error = ""
    if request.method == "POST":
        try:
            services.undo(actor=actor_of(request), merge=known, version=_version(request), at=now())
        except DomainError as refused:
            error = str(refused)
            known = _merge(uuid)
        else:
            messages.success(request, _("Đã tách: hai hồ sơ lại đứng riêng."))
            return redirect("registry:child", known.duplicate_id)
    note_reading(request, "registry.view_alike", [known.survivor, known.duplicate], merge=known.pk)
    shown = {
        "merge": known, "error": error, "by": _by_name(known.by_id), "taken": _names(known.taken),
        "undone_by": _by_name(known.undone_by_id),
    }  # fmt: skip
    return page(request, "registry/alike_undo.html", shown, status=409 if error else 200)


def _merge(uuid: UUID) -> Merge:
    known = selectors.merge_by_uuid(uuid)
    if known is None:
        raise Http404
    return known


def _names(columns: Iterable[str]) -> list[str]:
    return [words.label(name) for name, behind in services.CHOICES.items() if set(behind) & set(columns)]
