"""Looking at reports: the list, one report, its paper, counts, blank forms. Every page is noted with what it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from treem.audit.services import record
from treem.cases import papers, presenting, rules, selectors
from treem.cases.forms import FilterForm
from treem.cases.models import Channel, Intake, State, Urgency
from treem.kernel.periods import Window
from treem.kernel.time import local_date, now, today
from treem.law import forms as paper_forms
from treem.law.errors import NotInForce, UnknownParameter
from treem.territory import selectors as territory
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.organisations.models import User

FORM_OF_INTAKE = "mau-01"


def actor_of(request: HttpRequest) -> User:
    """The person behind a request that passed ``@endpoint``."""
    return cast("User", request.user)


def intake_or_404(request: HttpRequest, uuid: UUID) -> Intake:
    """The report; not found outside the commune that holds it, and for a hotline unless it is the own entry."""
    found = selectors.intake_visible(actor_of(request), uuid)
    if found is None:
        raise Http404
    return found


def note(request: HttpRequest, action: str, intakes: list[Intake], **detail: Any) -> None:
    """One entry a page, with the ids it shows."""
    record(
        actor=actor_of(request), action=action, subject_type="cases.intake",
        subject_ids=[intake.pk for intake in intakes], detail=detail,
    )  # fmt: skip


@endpoint("cases.count_intakes")
def home(request: HttpRequest) -> HttpResponse:
    """Where «Bảo vệ trẻ em» leads: the list, or for a leader of the province the counts."""
    may_list = actor_of(request).has_perm("cases.list_intakes")
    return redirect("cases:intakes" if may_list else "cases:counts")


@endpoint("cases.list_intakes")
def intakes(request: HttpRequest) -> HttpResponse:
    """«Thông tin đã tiếp nhận» with their clocks. The lead agency sees numbers and states, not who."""
    user, moment = actor_of(request), now()
    form = FilterForm(request.GET)
    readable = form.is_valid()
    wanted = form.wanted()
    mine = selectors.my_communes()
    if wanted.commune is not None and wanted.commune not in mine:
        raise Http404
    found = selectors.page_of(user, wanted, now=moment, after=form.cleaned_data.get("after"))
    opens = user.has_perm("cases.view_intake")
    contents = selectors.contents_of(found.intakes) if opens else {}
    note(request, "cases.list_intakes", found.intakes, total=found.total)
    units = territory.units(mine)
    return page(
        request,
        "cases/intakes.html",
        {
            "rows": [presenting.row(intake, contents.get(intake.pk)) for intake in found.intakes],
            "found": found,
            "wanted": wanted,
            "readable": readable,
            "opens": opens,
            "several": len(mine) > 1,
            "communes": sorted(units.values(), key=lambda unit: unit.name) if len(mine) > 1 else [],
            "commune": units.get(wanted.commune or (mine[0] if len(mine) == 1 else 0)),
            "states": presenting.state_choices(selectors.tally(user, moment)),
            "channels": Channel.choices,
            "urgencies": Urgency.choices,
            "channel_name": dict(Channel.choices).get(wanted.channel, ""),
            "urgency_name": dict(Urgency.choices).get(wanted.urgency, ""),
            "own_only": not user.has_perm("cases.view_any"),
            "now": moment,
        },
    )


@endpoint("cases.view_intake")
def intake(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All about one report, in the order of the work, then who read and did what."""
    known = intake_or_404(request, uuid)
    note(request, "cases.view_intake", [known])
    return _detail(request, known)


def _detail(request: HttpRequest, known: Intake) -> HttpResponse:
    user, moment = actor_of(request), now()
    children = selectors.children_of(known)
    if children:
        record(
            actor=user, action="registry.view_child", subject_type="registry.child",
            subject_ids=[tied.child.pk for tied in children if tied.child],
        )  # fmt: skip
    measures = selectors.measures_of(known)
    traces, ways = selectors.traces_of(known), selectors.handovers_of(known.uuid)
    names = selectors.names_of(
        [
            known.taken_by_id, known.acknowledged_by_id, known.set_aside_by_id,
            *(t.actor_id for t in traces), *(m.recorded_by_id for m in measures), *(w.by_id for w in ways),
        ]
    )  # fmt: skip
    open_ = known.state != State.SET_ASIDE
    elsewhere = known.incident_commune_id is not None and known.incident_commune_id != known.commune_id
    return page(
        request,
        "cases/intake.html",
        {
            "intake": known,
            "content": known.content,
            "children": children,
            "others": selectors.other_intakes_about(known),
            "measures": presenting.measures(measures, names),
            "has_informant": selectors.has_informant(known),
            "ways": ways,
            "elsewhere": elsewhere and open_,
            "traces": presenting.traces(traces, names),
            "names": names,
            "taken_by": names.get(known.taken_by_id, ""),
            "acknowledged_by": names.get(known.acknowledged_by_id or 0, ""),
            "set_aside_by": names.get(known.set_aside_by_id or 0, ""),
            "parameter": rules.PARAMETER,
            "now": moment,
            "may": presenting.may(user, known),
            "is_open": open_,
        },
    )


@endpoint("cases.view_intake")
def paper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Mẫu số 01 filled from the report, to print: a draft without number, and without who reported."""
    known = intake_or_404(request, uuid)
    note(request, "cases.print_intake", [known])
    form = paper_forms.form(FORM_OF_INTAKE, local_date(known.received_at))
    return page(
        request,
        "cases/paper.html",
        {
            "form": form, "blocks": papers.filled(form, papers.values_for_paper(known)), "intake": known,
            "place": known.commune.full_name, "day": today(),
        },
    )  # fmt: skip


@endpoint("cases.hand_over")
def handed_away(request: HttpRequest) -> HttpResponse:
    """What the commune passed on, and whether it was signed for there."""
    gone = selectors.handed_away()
    record(
        actor=actor_of(request), action="cases.list_handovers", subject_type="cases.handover",
        subject_ids=[each.pk for each in gone],
    )  # fmt: skip
    return page(request, "cases/handed_away.html", {"gone": gone, "now": now()})


@endpoint("cases.count_intakes")
def counts(request: HttpRequest) -> HttpResponse:
    """Counts only, in the scope in force: grave reports of the last thirty days and of the year."""
    moment = now()
    day = local_date(moment)
    month = Window(day - timedelta(days=29), day)
    year = Window(day.replace(month=1, day=1), day)
    record(actor=actor_of(request), action="cases.count_intakes")
    labels = dict(Channel.choices)
    return page(
        request,
        "cases/counts.html",
        {
            "month": selectors.grave_intakes_count(month, now=moment),
            "year": selectors.grave_intakes_count(year, now=moment),
            "channels": sorted(
                ((labels[code], n) for code, n in selectors.channel_counts(month)), key=lambda pair: -pair[1]
            ),
            "months_window": month,
            "years_window": year,
            "may_list": actor_of(request).has_perm("cases.list_intakes"),
        },
    )


@endpoint("cases.print_blank")
def blanks(request: HttpRequest) -> HttpResponse:
    """Blank forms to print: for the field, and for days without current or line."""
    return page(request, "cases/blanks.html", {"forms": paper_forms.forms_on(today())})


@endpoint("cases.print_blank")
def blank(request: HttpRequest, key: str) -> HttpResponse:
    """One blank form, in the version in force today."""
    try:
        form = paper_forms.form(key, today())
    except (UnknownParameter, NotInForce):
        raise Http404 from None
    appointment = getattr(request, "appointment", None)
    return page(
        request,
        "cases/paper.html",
        {
            "form": form, "blocks": papers.filled(form, {}), "intake": None,
            "place": appointment.body.name if appointment else "", "day": None,
        },
    )  # fmt: skip
