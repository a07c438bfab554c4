"""«Triển khai văn bản»: a body's own plan or letter from a directive, begun, its duties chosen and given."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.cascade_words import wording
from treem.directives.errors import CascadeExists
from treem.directives.forms_cascade import (
    DutyForm,
    HeadForm,
    SendBackForm,
    SeveralForm,
    StartForm,
    duty_initial,
    head_initial,
)
from treem.directives.models import Cascade, CascadeDuty, CascadeKind, CascadeState
from treem.directives.presentation_cascade import differences_of, shown_lines, shown_versions
from treem.documents import selectors as documents
from treem.documents.layout import signing_forms
from treem.duties import assigning
from treem.duties.views import own_bodies
from treem.indicators import adopting
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.kernel.typed import uuid_of
from treem.web.conflicts import StaleVersion
from treem.web.endpoints import endpoint
from treem.web.pages import page


def drafting_body(request: HttpRequest) -> Any:
    """The body for which this person drafts; None for who drafts for nobody."""
    return selectors.drafting_body(getattr(request, "appointment", None), today())


def seen_cascade(request: HttpRequest, uuid: UUID) -> Cascade:
    """The paper, for whoever may read it. Raises Http404."""
    body = drafting_body(request)
    found = selectors.cascade_visible(uuid, [body.pk] if body else [])
    if found is None:
        raise Http404
    return found


def own_cascade(request: HttpRequest, uuid: UUID) -> Cascade:
    """The paper, for its drafters. Raises Http404."""
    found = seen_cascade(request, uuid)
    body = drafting_body(request)
    if body is None or found.body_id != body.pk:
        raise Http404
    return found


def document_or_404(uuid: UUID) -> Any:
    found = documents.document_by_uuid(uuid)
    if found is None:
        raise Http404
    return found


@endpoint("directives.cascade", methods=("GET", "POST"))
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a paper: which duties of the document, plan or letter. An open one is opened instead."""
    document, body, user = document_or_404(uuid), drafting_body(request), request.user
    if body is None:
        raise Http404
    standing = selectors.standing_cascade(document.pk, body.pk)
    if standing is not None and (standing.open or standing.state == CascadeState.DECLINED):
        return redirect("directives:cascade", standing.uuid)
    day = today()
    offers = selectors.offers(
        document.pk, own_bodies(request), every=user.has_perm("duties.view_all"), today=day
    )
    if not offers:
        return page(request, "directives/cascade_nothing.html", {"document": document})
    form = StartForm(
        request.POST if request.method == "POST" else None,
        issuers=selectors.issuers(body),
        offers=offers,
        initial={
            "kind": CascadeKind.PLAN,
            "issuer": body.pk,
            "days_earlier": services.usual_days_earlier(day),
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.start_cascade(
                document, body, issuer=form.issuers[data["issuer"]], kind=data["kind"], offers=offers,
                chosen=set(data["duties"]), days_earlier=data["days_earlier"], actor=user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except CascadeExists as error:
            standing = selectors.standing_cascade(document.pk, body.pk)
            if standing is not None:  # the button pressed twice, or a colleague in the same moment
                return redirect("directives:cascade", standing.uuid)
            form.add_error(None, str(error))
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(
                request,
                _("Đã lập bản soạn. Hãy ghi người, đơn vị thực hiện và hạn nội bộ cho từng nhiệm vụ."),
            )
            return redirect("directives:cascade", made.uuid)
    chosen = form.chosen
    rows: list[dict[str, Any]] = [
        {"offer": offer, "limit": offer.limit(day), "checked": offer.obligation.pk in chosen, "passed": bool(offer.last_days) and offer.limit(day) is None}
        for offer in offers
    ]  # fmt: skip
    return page(
        request,
        "directives/cascade_start.html",
        {
            "document": document, "body": body, "form": form, "doubt": wording().doubt,
            "mine": [row for row in rows if row["offer"].mine], "others": [row for row in rows if not row["offer"].mine],
            "nothing_own": not any(offer.mine for offer in offers),
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@endpoint("directives.view_cascade")
def cascade(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One paper: its duties, what was left out, its targets, its drafts, and the one next step."""
    return cascade_page(request, seen_cascade(request, uuid))


def cascade_page(
    request: HttpRequest, found: Cascade, *, fault: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of a paper; ``forms``: those that came back, by their name in the template."""
    user: Any = request.user
    day = today()
    body = drafting_body(request)
    mine = body is not None and body.pk == found.body_id and user.has_perm("directives.cascade")
    lines = selectors.duties_of(found)
    shown = shown_lines(lines)
    targets = adopting.targets_of_unit(found.body, found.created_at.year, found.document_id)
    known = adopting.adoptions_of(found.body, targets) if targets else {}
    approving = body is not None and body.pk == found.body_id and user.has_perm("directives.approve_cascade")
    may_approve = (
        approving and found.state == CascadeState.PENDING and selectors.may_approve(found, user, day)
    )
    may_return = approving and found.state in (CascadeState.PENDING, CascadeState.APPROVED)
    several = None
    if mine and found.editable:
        several = SeveralForm(**who_options(found, day), auto_id="several_%s")
    offered = {
        "several_form": several,
        "return_form": SendBackForm(initial={"version": found.version}, auto_id="return_%s")
        if may_return
        else None,
    }
    return page(
        request,
        "directives/cascade.html",
        {
            "cascade": found, "document": found.document, "mine": mine, "may_edit": mine and found.editable,
            "taken": [each for each in shown if each.line.taken], "left_out": [each for each in shown if not each.line.taken],
            "targets": len(targets), "targets_taken": sum(row.applies for row in known.values()),
            "versions": shown_versions(found) if mine else [], "may_approve": may_approve, "fault": fault,
            "paper": _paper_of(found),
            "doubt": wording().doubt, **offered, **forms,
        },
        status=status,
    )  # fmt: skip


def _paper_of(found: Cascade) -> Any:
    """The outgoing paper of its drafts that stands now, or None."""
    papers = documents.papers_of(services.CASCADE, [each.uuid for each in selectors.versions_of(found)])
    return max(papers.values(), key=lambda paper: paper.pk, default=None)


@endpoint("directives.cascade", methods=("GET", "POST"))
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which duties stand in the paper, and why the others do not."""
    found = own_cascade(request, uuid)
    lines = selectors.duties_of(found)
    taken = {line.pk for line in lines if line.taken}
    reasons = {line.pk: line.why_not for line in lines}
    fault, differs, status, version = "", False, 200, found.version
    if request.method == "POST":
        taken = {line.pk for line in lines if str(line.pk) in request.POST.getlist("duties")}
        reasons = {line.pk: request.POST.get(f"why_{line.pk}", "") for line in lines}
        try:
            services.choose_duties(
                found, taken=taken, reasons=reasons, actor=request.user, version=_number(request.POST.get("version")),  # type: ignore[arg-type]
            )  # fmt: skip
        except StaleVersion as stale:
            fault, differs, status, version = str(stale), True, 409, stale.version
        except DomainError as error:
            fault, status = str(error), 422
        else:
            messages.success(request, _("Đã lưu các nhiệm vụ đưa vào."))
            return redirect("directives:cascade", found.uuid)
    rows = [
        {"line": line, "checked": line.pk in taken, "why": reasons[line.pk], "differs": differs and (line.taken != (line.pk in taken) or (line.why_not != reasons[line.pk] and not line.taken))}
        for line in lines
    ]  # fmt: skip
    context = {"cascade": found, "rows": rows, "fault": fault, "version": version, "differs": differs}
    return page(request, "directives/cascade_choose.html", context, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


@endpoint("directives.cascade", methods=("GET", "POST"))
def head(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The words around the duties, recipients and who signs."""
    found = own_cascade(request, uuid)
    form = HeadForm(
        request.POST if request.method == "POST" else None, initial=head_initial(found),
        issuers=selectors.issuers(found.body), signing=signing_forms(found.issuer.kind, date(today().year, 12, 31)),
    )  # fmt: skip
    status, differences, version = 200, [], found.version
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.write_head(
                    found, form.fields_for(), actor=request.user, version=form.cleaned_data["version"]  # type: ignore[arg-type]
                )  # fmt: skip
            except StaleVersion as stale:
                status, differences, version = 409, differences_of(stale), stale.version
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Đã lưu."))
                return redirect("directives:cascade", found.uuid)
    context = {"cascade": found, "form": form, "differences": differences, "current_version": version}
    return page(request, "directives/cascade_head.html", context, status=status)


def who_options(found: Cascade, day: date) -> dict[str, Any]:
    """Whom the paper may name, for its forms: people of the body, bodies one by one or all communes as one."""
    house = selectors.house_of(found.body, day)
    boxes = [(str(body.pk), body.name) for body in house]
    if found.body.lead_for_children:
        own = {body.pk for body in house}
        boxes += [
            pair for pair in assigning.choices(day) if not pair[0].isdecimal() or int(pair[0]) not in own
        ]
    return {"people": assigning.officers_of(found.body, day), "boxes": boxes}


def chosen_bodies(found: Cascade, values: Collection[str], day: date) -> list[Any]:
    """The bodies behind ticked boxes."""
    return assigning.bodies_chosen(values, day, selectors.house_of(found.body, day)) if values else []


@endpoint("directives.cascade", methods=("GET", "POST"))
def duty(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One line: own words, who, role, internal deadline."""
    line = selectors.duty_by_uuid(uuid)
    if line is None:
        raise Http404
    return _duty_form(request, own_cascade(request, line.cascade.uuid), line)


@endpoint("directives.cascade", methods=("GET", "POST"))
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A duty of the body's own, from no superior."""
    return _duty_form(request, own_cascade(request, uuid), None)


def _duty_form(request: HttpRequest, found: Cascade, line: CascadeDuty | None) -> HttpResponse:
    day = today()
    initial: dict[str, Any] = duty_initial(line) if line else {"role": "implement"}
    options = who_options(found, day)
    if line is not None and found.body.lead_for_children:
        initial["bodies"] = _ticked(initial["bodies"], options["boxes"], day)
    form = DutyForm(request.POST if request.method == "POST" else None, initial=initial, **options)
    status, differences, version = 200, [], line.version if line else 0
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.given(chosen_bodies(found, form.cleaned_data["bodies"], day))
            actor: Any = request.user
            try:
                if line is None:
                    line = services.add_duty(
                        found, given, actor=actor, at=now(), uuid=uuid_of(request.POST.get("uuid"))
                    )
                else:
                    services.give_duty(
                        line, given, actor=actor, at=now(), version=form.cleaned_data["version"] or 0
                    )
            except StaleVersion as stale:
                status, differences, version = 409, differences_of(stale), stale.version
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Đã lưu nhiệm vụ."))
                return redirect("directives:cascade", found.uuid)
    context = {
        "cascade": found,
        "line": line,
        "form": form,
        "differences": differences,
        "current_version": version,
    }
    return page(request, "directives/cascade_duty.html", context, status=status)


def _ticked(ids: Collection[str], boxes: Collection[tuple[str, str]], day: date) -> list[str]:
    """Boxes for kept bodies: all communes together are the one box of all communes."""
    communes = {str(body.pk) for body in assigning.committees(day)}
    if communes and communes <= set(ids):
        return [*(pk for pk in ids if pk not in communes), assigning.COMMUNES]
    known = {value for value, _words in boxes}
    return [pk for pk in ids if pk in known]


@endpoint("directives.cascade", methods=("POST",))
def several(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same person, bodies or number of days for the picked lines."""
    found = own_cascade(request, uuid)
    day = today()
    form = SeveralForm(request.POST, **who_options(found, day), auto_id="several_%s")
    picked = set(request.POST.getlist("pick")[:500])
    lines = [line for line in selectors.duties_of(found) if str(line.uuid) in picked]
    if not lines:
        form.add_error(None, _("Hãy chọn ít nhất một nhiệm vụ trong bảng."))
    if not form.is_valid():
        return cascade_page(request, found, several_form=form, status=422)
    data = form.cleaned_data
    try:
        count = services.give_several(
            found, lines, person=form.chosen_person, bodies=chosen_bodies(found, data["bodies"], day),
            days_earlier=data["days_earlier"], actor=request.user, at=now(),  # type: ignore[arg-type]
        )  # fmt: skip
    except DomainError as error:
        return cascade_page(request, found, fault=str(error), several_form=form, status=422)
    messages.success(request, _("Đã ghi cho %(count)d nhiệm vụ.") % {"count": count})
    return redirect("directives:cascade", found.uuid)
