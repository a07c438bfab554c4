"""Lists of duties: a body's own, the province's with their roll-ups, those nobody has yet; the page of one duty."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.duties import assigning, following, rollup, rules, selectors, services
from treem.duties.forms import AssignForm, RecursUntilForm
from treem.duties.hooks import panels_of
from treem.duties.models import Execution, Obligation, ObligationState
from treem.duties.words import Shown, shown, why_unassigned
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.web import address
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


def own_bodies(request: HttpRequest) -> tuple[int, ...]:
    """The bodies whose duties are this person's work."""
    return selectors.bodies_answered_for(
        getattr(request, "scope", None), getattr(request, "appointment", None)
    )


def bodies_seen(request: HttpRequest) -> tuple[int, ...] | None:
    """The bodies whose executions this person may see; None: all that the scope holds."""
    if request.user.has_perm("duties.view_all"):
        return None
    scope = getattr(request, "scope", None)
    return scope.bodies if scope else ()


@endpoint("documents.view_document")
def home(request: HttpRequest) -> HttpResponse:
    """Where «Văn bản và nhiệm vụ» leads: the oversight, one's own duties, or the register."""
    user: Any = request.user
    if user.has_perm("duties.view_all"):
        return redirect("duties:overview")
    return redirect("duties:list" if user.has_perm("duties.view_execution") else "documents:register")


@endpoint("duties.report_execution")
def duties(request: HttpRequest) -> HttpResponse:
    """What the person's own agency has to do, the nearest deadline first."""
    day = today()
    which = address.choice(request.GET, "state", selectors.SHOWN, "open")
    who = address.choice(request.GET, "who", ("me", "none"))
    user: Any = request.user
    every = selectors.executions_of(own_bodies(request))
    mine = selectors.for_person(every, who, user.pk)
    found = selectors.shown(mine, which, day)
    rows, after = selectors.page_after(found, "due_on", address.cursor(request.GET))
    return page(
        request,
        "duties/list.html",
        {
            "rows": [shown(row, day) for row in rows],
            "tally": selectors.count_executions(mine, day),
            "total": found.count(),
            "internal": selectors.shown(mine, "internal", day).count(),
            "nothing_yet": not every.exists(),
            "after": after,
            "for_me": selectors.for_person(every, "me", user.pk).filter(selectors.is_open()).count(),
            "for_nobody": selectors.for_person(every, "none", user.pk).count(),
            "is_head": user.has_perm("duties.assign_inside"),
            "to_confirm": selectors.shown(mine, "confirm", day).count(),
            "to_receive": any(row.received_at is None and row.state in rules.OPEN for row in rows),
            "which": which,
        },
    )


@endpoint("duties.view_all")
def overview(request: HttpRequest) -> HttpResponse:
    """All duties of the province, each with its roll-up over the bodies."""
    day = today()
    which = address.choice(request.GET, "state", selectors.SHOWN_OBLIGATIONS, "all")
    documents = selectors.documents_with_duties()
    document = address.one_of(request.GET, "document", [pk for pk, _label in documents])
    every = selectors.obligations(None)
    if document is not None:
        every = every.filter(document_id=document)
    found = selectors.shown_obligations(every, which, day)
    rows, after = selectors.page_after(found, "deadline", address.cursor(request.GET))
    tallies = selectors.counts_by_obligation([row.pk for row in rows], day)
    return page(
        request,
        "duties/overview.html",
        {
            "rows": [{"obligation": row, "tally": tallies.get(row.pk, selectors.Tally())} for row in rows],
            "total": found.count(),
            "after": after,
            "documents": documents,
            "unassigned": selectors.unassigned().count(),
        },
    )


@endpoint("duties.view_all")
def unassigned(request: HttpRequest) -> HttpResponse:
    """«Chưa giao»: duties confirmed from a document for which nobody is named yet."""
    found = selectors.unassigned()
    rows = [
        {"obligation": each, "why": why_unassigned(each)} for each in found.select_related("document")[:200]
    ]
    return page(
        request,
        "duties/unassigned.html",
        {"rows": rows, "total": found.count(), "may_assign": request.user.has_perm("duties.assign")},
    )


@endpoint("duties.view_execution")
def obligation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One duty: its words, where it comes from, its deadline, and how each body stands."""
    found = selectors.obligation_visible(uuid, bodies_seen(request))
    if found is None:
        raise Http404
    return _obligation_page(request, found)


def _obligation_page(
    request: HttpRequest, found: Obligation, *, until_form: RecursUntilForm | None = None, status: int = 200
) -> HttpResponse:
    day = today()
    every = selectors.executions_of_obligation(found, bodies_seen(request))
    standing = address.choice(request.GET, "state", rollup.WORDS)
    executions = list(every.filter(rollup.standing_so(standing, day)))
    rolled = rollup.rolled_up(every, day)
    tally = selectors.counts_by_obligation([found.pk], day).get(found.pk, selectors.Tally())
    may_assign = request.user.has_perm("duties.assign") and found.inside_id is None
    comes_again = found.state == ObligationState.ISSUED and found.pattern.comes_again
    if until_form is None and may_assign and comes_again:
        until_form = RecursUntilForm(initial={"version": found.version, "until": found.recurs_until})
    return page(
        request,
        "duties/obligation.html",
        {
            **_deadline(found),
            "obligation": found,
            "rows": [shown(row, day) for row in executions],
            "folded": _folded(executions, day) if len(executions) > MOST_UNFOLDED and not standing else [],
            "tally": tally,
            "rolled": [(name, rollup.WORDS[name], n) for name, n in rolled.items() if n],
            "several": sum(rolled.values()) > 1,
            "extensions": following.extensions_of(found),
            "may_undo": request.user.has_perm("duties.decide_request"),
            "may_extend": may_extend(request, found, tally),
            "may_assign": may_assign,
            "comes_again": comes_again,
            "until_form": until_form,
            "amendments": selectors.amendments_of(found),
            "panels": panels_of(request, found),
        },
        status=status,
    )


MOST_UNFOLDED = 20
"""With more bodies than this the page of a duty folds them by how they stand: 88 cards are no page for a phone."""


def _folded(executions: list[Execution], day: date) -> list[tuple[object, list[Shown]]]:
    """The bodies by how they stand, what is late first; what the page shows first is open."""
    groups: dict[str, list[Shown]] = {name: [] for name in rollup.WORST_FIRST}
    for each in executions:
        groups[rollup.standing_of(each, day)].append(shown(each, day))
    return [(rollup.WORDS[name], rows) for name, rows in groups.items() if rows]


def may_extend(request: HttpRequest, found: Obligation, tally: selectors.Tally) -> bool:
    """Whether this person may give more time to several bodies of the duty."""
    return (
        found.state == ObligationState.ISSUED
        and tally.open > 0
        and request.user.has_perm("duties.decide_request")
    )


@endpoint("duties.assign", methods=("POST",))
def recurs_until(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Until when a recurring duty comes again."""
    found = selectors.obligation_visible(uuid, None)
    if found is None:
        raise Http404
    form = RecursUntilForm(request.POST)
    if not form.is_valid():
        return _obligation_page(request, found, until_form=form, status=422)
    try:
        services.end_recurrence(
            found,
            until=form.cleaned_data["until"],
            actor=request.user,  # type: ignore[arg-type]
            version=form.cleaned_data["version"],
        )
    except DomainError as error:
        form.add_error("until", str(error))
        status = 409 if isinstance(error, StaleVersion) else 422
        return _obligation_page(request, found, until_form=form, status=status)
    messages.success(request, _("Đã lưu thời gian lặp lại của nhiệm vụ."))
    return redirect("duties:obligation", found.uuid)


def _deadline(found: Obligation) -> dict[str, Any]:
    """The deadline of a duty for its page: last day in time, working target, and where the reading comes from."""
    if found.deadline is None:
        return {}
    known = rules.day_deadline(found.deadline_op, found.deadline)
    return {
        "last_day": known.due_on if known else None,
        "working_target": known.working_target if known else None,
        "reading": str(known.reading) if known else "",
    }


@endpoint("duties.assign", methods=("GET", "POST"))
def assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a duty to bodies: one that nobody has yet, or more bodies to one that was given before."""
    found = selectors.obligation_visible(uuid, None)
    if found is None or found.inside_id is not None:
        raise Http404
    named = selectors.agencies_named_with(found, today())
    choices = assigning.choices_with_groups(today(), named)
    initial = {"version": found.version, "deadline_op": found.deadline_op, "deadline": found.deadline}
    form = AssignForm(request.POST if request.method == "POST" else None, choices=choices, initial=initial)
    why = {"why": why_unassigned(found) if found.state == ObligationState.DRAFT else ""}
    if found.state != ObligationState.DRAFT:
        # The deadline of a duty that runs already is not changed in passing.
        del form.fields["deadline"], form.fields["deadline_op"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            given = services.assign_obligation(
                found,
                bodies=assigning.bodies_of_boxes(data["bodies"], today(), named),
                actor=request.user,  # type: ignore[arg-type]
                at=now(),
                version=data["version"],
                deadline=data.get("deadline"),
                deadline_op=data.get("deadline_op", ""),
            )
        except StaleVersion as error:
            form.add_error(None, str(error))
            return page(request, "duties/assign.html", {**why, "form": form, "obligation": found}, status=409)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Đã giao nhiệm vụ cho %(count)d đơn vị.") % {"count": len(given)})
            return redirect("duties:obligation", found.uuid)
    status = 422 if request.method == "POST" else 200
    return page(request, "duties/assign.html", {**why, "form": form, "obligation": found}, status=status)
