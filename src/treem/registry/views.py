"""Looking at children: the list, the search, the page of one child. Every page is noted with the ids it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from treem.audit.services import record
from treem.kernel.time import local_date
from treem.registry import filters, history, presenting, selectors
from treem.registry.alike import selectors as alike
from treem.registry.details import selectors as details
from treem.registry.forms import FilterForm
from treem.registry.models import Sex, Status
from treem.registry.moves import selectors as moves
from treem.registry.quality import words as quality
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from datetime import date

    from treem.organisations.models import User
    from treem.registry.models import Child

HISTORY_SHOWN = 30


def actor_of(request: HttpRequest) -> User:
    """The person behind a request that passed ``@endpoint``."""
    return cast("User", request.user)


def today() -> date:
    """This day in Vietnam."""
    return local_date(timezone.now())


def sees_numbers(request: HttpRequest) -> bool:
    """Whether the person needs to know personal numbers."""
    return actor_of(request).has_perm("registry.view_personal_id")


def child_or_404(pk: int) -> Child:
    """The child; not found when it lies outside the scope."""
    child = selectors.child_visible(pk)
    if child is None:
        raise Http404
    return child


def may(request: HttpRequest) -> dict[str, bool]:
    """What the page may offer this person."""
    person = actor_of(request)
    return {
        "can_add": person.has_perm("registry.add_child"),
        "can_change": person.has_perm("registry.change_child"),
        "can_import": person.has_perm("registry.import_children"),
    }


def note_reading(request: HttpRequest, action: str, children: list[Child], **detail: Any) -> None:
    """One entry a page, with the ids it shows."""
    record(
        actor=actor_of(request), action=action, subject_type="registry.child",
        subject_ids=[child.pk for child in children], detail=detail,
    )  # fmt: skip


@endpoint("registry.view_child")
def children(request: HttpRequest) -> HttpResponse:
    """The children of the person's communes, by given name; filters stand in the address, names never."""
    form = FilterForm(request.GET)
    readable = form.is_valid()
    mine = selectors.my_communes()
    wanted = form.wanted(today=today(), communes=mine)
    if wanted.commune is not None and wanted.commune not in mine:
        raise Http404
    found = selectors.page_of(
        wanted, after=form.cleaned_data.get("after"), before=form.cleaned_data.get("before")
    )
    note_reading(request, "registry.list_children", found.children, total=found.total)
    units = territory.units(mine)
    one = wanted.commune or (mine[0] if len(mine) == 1 else None)
    villages = (
        {v.pk: v.full_name for v in territory.villages_of(units[one], wanted.as_of)} if one in units else {}
    )
    return page(
        request,
        "registry/children.html",
        {
            "rows": presenting.rows(found.children, wanted.as_of, whole_number=sees_numbers(request)),
            "found": found,
            "wanted": wanted,
            "form": form,
            "readable": readable,
            "dated": "as_of" in request.GET and wanted.as_of != today(),
            "communes": sorted(units.values(), key=lambda unit: unit.name) if len(units) > 1 else [],
            "commune": units.get(one) if one else None,
            "villages": villages,
            "village_name": villages.get(wanted.village or 0, ""),
            "choices": _choices(wanted.as_of),
            "age_limit": filters.age_limit(wanted.as_of),
            "ages_unverified": not filters.ages_verified(wanted.as_of),
            "names": _names_of(wanted),
            "several": one is None,
            **may(request),
        },
    )


def _choices(as_of: date) -> dict[str, list[tuple[str, Any]]]:
    return {
        "sex": list(Sex.choices),
        "age": filters.age_choices(as_of),
        "ethnic": [("kinh", _("Kinh")), ("other", _("Dân tộc khác")), ("unknown", _("Chưa rõ dân tộc"))],
        "registered": [
            ("yes", _("Đã đăng ký khai sinh")),
            ("no", _("Chưa đăng ký khai sinh")),
            ("late", _("Quá hạn đăng ký khai sinh")),
        ],
        "special": [(filters.ANY_GROUP, _("Có hoàn cảnh đặc biệt")), *filters.special_choices(as_of)],
    }


def _names_of(wanted: filters.ChildFilter) -> dict[str, Any]:
    return {
        name: dict(choices).get(getattr(wanted, name), "") for name, choices in _choices(wanted.as_of).items()
    }


@endpoint("registry.search", methods=("GET", "POST"))
def search(request: HttpRequest) -> HttpResponse:
    """Search by name, number or mother's name. What was typed comes by POST and is neither kept nor noted."""
    query = request.POST.get("q", "").strip()[:200]
    context: dict[str, Any] = {"query": query, "found": None, **may(request)}
    if query:
        found = selectors.search(query)
        note_reading(
            request, "registry.search_children", [hit.child for hit in found.hits], total=found.total
        )
        whole = sees_numbers(request)
        notes = {"mother": _("khớp tên mẹ"), "similar": _("tên gần giống"), "name": "", "number": ""}
        context |= {
            "found": found,
            "rows": [
                presenting.row(hit.child, today(), whole_number=whole, note=notes[hit.kind])
                for hit in found.hits
            ],
            "similar": bool(found.hits) and found.hits[0].kind == "similar",
            "several": len(selectors.my_communes()) > 1,
        }
    return page(request, "registry/search.html", context)


@endpoint("registry.view_child")
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one child, in the order of the work; then what changed."""
    known = child_or_404(pk)
    whole = sees_numbers(request)
    circumstances = selectors.circumstances_of(known)
    siblings = selectors.siblings_of(known)
    events = history.events_of(known.pk)
    note_reading(request, "registry.view_child", [known, *siblings])
    day = today()
    in_force = [c for c in circumstances if c.in_force(day)]
    return page(
        request,
        "registry/child.html",
        {
            "child": known,
            "today": day,
            "born": presenting.birth_words(known.birth),
            "age": presenting.age_words(known.birth, day),
            "of_age": presenting.is_of_age(known, day),
            "age_limit": filters.age_limit(day),
            "number": presenting.number_words(known.personal_id, whole=whole),
            "gone": known.status != Status.ACTIVE,
            "circumstances": circumstances,
            "in_force": in_force,
            "carers": selectors.carers_of(known),
            "siblings": presenting.rows(siblings, day, whole_number=whole),
            "story": history.story_of(known, circumstances, events[:HISTORY_SHOWN], whole_number=whole),
            "more_history": len(events) > HISTORY_SHOWN,
            "came_by": selectors.source_of(known),
            "details": details.details_of(known),
            "risks": details.risks_of(known, day),
            "poverty": details.poverty_of(known.household) if known.household else [],
            "moves": presenting.moves_of(known),
            "open_move": moves.open_move_of(known),
            "ministry": presenting.ministry_words(known, day),
            "doubles": alike.merges_into(known),
            "child_survivor_seen": bool(known.survivor_id and selectors.child_visible(known.survivor_id)),
            "quality": quality.lines_of(known),
            "can_merge": actor_of(request).has_perm("registry.merge_children"),
            **may(request),
        },
    )
