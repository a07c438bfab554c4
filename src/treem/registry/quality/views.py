"""The quality of the register: how clean it is, what waits, mending one by one and in bulk, the cleaning report."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.audit import context as acting
from treem.audit.services import record
from treem.db import scope as scopes
from treem.duties import selectors as duties
from treem.files.workbooks import MEDIA_TYPE
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.kernel.typed import key
from treem.registry import jobs
from treem.registry.models import Child, FindingState, QualityFinding
from treem.registry.presenting import age_words
from treem.registry.quality import report, rules, selectors, services, words
from treem.registry.quality.errors import NothingChosen
from treem.registry.selectors import my_communes
from treem.registry.views import actor_of, note_reading, sees_numbers, today
from treem.territory import selectors as territory
from treem.web import registry
from treem.web.endpoints import endpoint
from treem.web.pages import page

if TYPE_CHECKING:
    from treem.duties.models import Obligation
    from treem.registry.quality.proposing import Change
    from treem.territory.models import Unit

VIEW, MEND, CHECK = "registry.view_child", "registry.change_child", "registry.import_children"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 500
"""Children in one bulk fix."""


def _places(request: HttpRequest) -> tuple[dict[int, Unit], Unit | None]:
    """The communes of the scope, and the one that is asked about; one of another's is not found."""
    mine = territory.units(my_communes())
    asked = request.GET.get("commune") or request.POST.get("commune") or ""
    wanted = mine.get(key(asked) or 0) if asked else next(iter(mine.values())) if len(mine) == 1 else None
    if asked and wanted is None:
        raise Http404
    return mine, wanted


def _rule(code: str) -> rules.Rule:
    rule = rules.all_rules().get(code)
    if rule is None:
        raise Http404
    return rule


@endpoint(VIEW)
def quality(request: HttpRequest) -> HttpResponse:
    """How clean the register is: by field and rule, by commune, by month."""
    mine, wanted = _places(request)
    communes = [wanted.pk] if wanted else list(mine)
    severity = request.GET.get("severity", "")
    severity = severity if severity in rules.SEVERITIES else ""
    day = today()
    by_commune = selectors.scores(communes, day)
    total = selectors.together(by_commune.values())
    live = selectors.open_now(communes)
    total.by_rule = live
    every = selectors.names_of(live)
    record(
        actor=actor_of(request), action="registry.look_at_quality", subject_type="territory.unit", subject_ids=communes
    )  # fmt: skip
    lines = [] if wanted else sorted(
        ((unit, by_commune.get(unit.pk, selectors.Score())) for unit in mine.values()),
        key=lambda line: (line[1].share.value is None, line[1].share.value or 0, line[0].name),
    )  # fmt: skip
    context = {
        "commune": wanted, "several": len(mine) > 1, "total": total, "today": day, "severity": severity,
        "rows": [(rule, n, words.BADGES[rule.severity], _severity(rule)) for rule, n in every
                 if severity in ("", rule.severity)],
        "chips": [("", _("Tất cả"), sum(n for _r, n in every)),
                  *((code, _(label), sum(n for r, n in every if r.severity == code))
                    for code, label in rules.SEVERITIES.items())],
        "fields": [(_(label), total.of(name), total.by_field[name]) for name, (label, _mark) in rules.FIELDS.items()],
        "lines": lines, "trend": _trend(communes, total), "unverified": any(not rule.verified for rule, _n in every),
        "may_check": actor_of(request).has_perm(CHECK), "months": selectors.months_before(day)[::-1],
        "asked": _asked_in(request),
    }  # fmt: skip
    return page(request, "registry/quality.html", context)


def _severity(rule: rules.Rule) -> str:
    return _(rules.SEVERITIES[rule.severity])


def _trend(communes: list[int], now_: selectors.Score) -> list[tuple[Any, selectors.Score]]:
    ends = selectors.months_before(today())
    earlier = [(end, selectors.together(selectors.scores(communes, end).values())) for end in ends[:-1]]
    return [line for line in [*earlier, (ends[-1], now_)] if line[1].children]


def _month(request: HttpRequest) -> tuple[date, date]:
    """The month asked for («2026-11»), else the one under way."""
    try:
        day = datetime.strptime(request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        day = today()
    if day > today():
        raise Http404
    return report.month_of(day, today())


def _report(request: HttpRequest, kind: str) -> tuple[report.Report, str, HttpResponse]:
    mine, wanted = _places(request)
    units = [wanted] if wanted else list(mine.values())
    if not units:
        raise Http404
    asked = _asked_in(request)
    found = report.report_of(units, *_month(request), asked_in=asked[0].document_label if asked else "")
    place = wanted.full_name if wanted else _province_of(units[0])
    record(
        actor=actor_of(request), action="registry.export_cleaning_report", subject_type="territory.unit",
        subject_ids=[unit.pk for unit in units], detail={"kind": kind, "month": f"{found.first:%Y-%m}"},
    )  # fmt: skip
    name = f"lam-sach-du-lieu-tre-em-{wanted.code if wanted else 'tinh'}-{found.first:%Y%m}.{kind}"
    answer = HttpResponse(content_type=MEDIA_TYPE if kind == "xlsx" else DOCX)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return found, place, answer


def _asked_in(request: HttpRequest) -> list[Obligation]:
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        return []
    return selectors.monthly_duties(duties.bodies_answered_for(scopes.current(), appointment))


def _province_of(unit: Unit) -> str:
    return unit.parent.full_name if unit.parent else unit.full_name


@endpoint(VIEW)
def quality_report_docx(request: HttpRequest) -> HttpResponse:
    """The cleaning report of a month as a draft of the person's body."""
    appointment = getattr(request, "appointment", None)
    if appointment is None:
        raise Http404
    found, place, answer = _report(request, "docx")
    with override("vi"):  # an official paper is Vietnamese, whatever the screens speak
        answer.content = report.docx(found, issuer=appointment.body, place=place, simulated=_simulated())
    return answer


@endpoint(VIEW)
def quality_report_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    found, place, answer = _report(request, "xlsx")
    with override("vi"):
        answer.content = report.xlsx(found, place=place, simulated=_simulated())
    return answer


def _simulated() -> bool:
    return any(asks() for asks in registry.simulated)


@endpoint(CHECK, methods=("POST",))
def quality_check(request: HttpRequest) -> HttpResponse:
    """Have every rule asked of every child of the scope."""
    appointment = acting.current.get().appointment_id
    if appointment is None:
        raise Http404
    jobs.check_quality(appointment)
    messages.info(request, _("Hệ thống đang kiểm tra lại; vài phút nữa hãy mở lại trang này."))
    return redirect("registry:quality")


@endpoint(VIEW)
def quality_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """The children who break one rule, with what is proposed."""
    return _queue(request, _rule(rule))


def _queue(request: HttpRequest, rule: rules.Rule, *, error: str = "", status: int = 200) -> HttpResponse:
    mine, wanted = _places(request)
    communes = [wanted.pk] if wanted else list(mine)
    state = FindingState.ACCEPTED if request.GET.get("state") == FindingState.ACCEPTED else FindingState.OPEN
    skip = key(request.GET.get("skip"), 6) or 0
    waiting = selectors.queue(rule.code, communes, state=state)
    found = list(waiting[skip : skip + selectors.PAGE + 1])
    more = len(found) > selectors.PAGE
    found = found[: selectors.PAGE]
    note_reading(request, "registry.list_quality_findings", [one.child for one in found], rule=rule.code)
    whole = sees_numbers(request)
    may = actor_of(request).has_perm(MEND)
    proposed = (
        services.proposed(rule, wanted.pk, [one.child_id for one in found])
        if wanted and may and state == FindingState.OPEN
        else {}
    )
    names = _village_names(proposed)
    people = get_user_model().objects.in_bulk({one.by_id for one in found if one.by_id})
    context = {
        "rule": rule, "badge": words.BADGES[rule.severity], "severity": _severity(rule), "kind": _(rules.KINDS[rule.kind]),
        "lines": [_line(one, rule, proposed.get(one.child_id, []), names, whole, people) for one in found],
        "commune": wanted, "several": len(mine) > 1, "state": state, "may": may, "error": error,
        "counts": {s: selectors.queue(rule.code, communes, state=s).count() for s in (FindingState.OPEN, FindingState.ACCEPTED)},
        "after": skip + selectors.PAGE if more else None, "before": skip > 0, "bulk": bool(proposed),
        "batches": selectors.batches(communes, rule.code), "today": today(),
    }  # fmt: skip
    return page(request, "registry/quality_rule.html", context, status=status)


def _line(
    one: QualityFinding, rule: rules.Rule, changes: list[Change], names: dict[int, str], whole: bool, people: dict[int, Any]
) -> dict[str, Any]:  # fmt: skip
    return {
        "finding": one, "child": one.child, "age": age_words(one.child.birth, today()),
        "value": words.value_of(rule.field, one.child, whole=whole),
        "changes": [words.change_words(change, names, whole=whole) for change in changes],
        "seen": [services.mark_of(change) for change in changes], "by": people.get(one.by_id or 0),
    }  # fmt: skip


def _village_names(proposed: dict[int, list[Change]]) -> dict[int, str]:
    named = {
        value
        for changes in proposed.values()
        for change in changes
        if change.column == "village_id"
        for value in (change.before, change.after)
        if value
    }
    return {pk: village.full_name for pk, village in territory.villages_by_id(named).items()}


@endpoint(MEND, methods=("POST",))
def quality_mend(request: HttpRequest, rule: str) -> HttpResponse:
    """Look at what would be mended for the children chosen, or mend it."""
    wanted = _rule(rule)
    _mine, commune = _places(request)
    if commune is None:
        raise Http404
    chosen = [pk for pk in map(key, request.POST.getlist("child")) if pk][:MOST]
    if request.POST.get("action") == "apply":
        try:
            made = services.mend(
                actor=actor_of(request), rule=wanted, commune_id=commune.pk, children=chosen,
                seen=request.POST.getlist("seen"), at=now(),
            )  # fmt: skip
        except (DomainError, ValidationError) as error:
            said = str(error) if isinstance(error, DomainError) else " ".join(error.messages)
            return _queue(request, wanted, error=said, status=getattr(error, "status", 422))
        messages.success(
            request, _("Đã sửa %(count)d trẻ. Có thể hoàn tác ở trang này.") % {"count": len(chosen)}
        )
        return redirect("registry:quality_batch", made.uuid)
    if request.POST.get("action") == "all":
        chosen = list(selectors.queue(wanted.code, [commune.pk]).values_list("child_id", flat=True)[:MOST])
    proposed = services.proposed(wanted, commune.pk, chosen)
    if not proposed:
        return _queue(request, wanted, error=str(NothingChosen()), status=422)
    children = {child.pk: child for child in Child.objects.filter(pk__in=proposed)}
    note_reading(request, "registry.preview_mending", list(children.values()), rule=wanted.code)
    names, whole = _village_names(proposed), sees_numbers(request)
    context = {
        "rule": wanted, "commune": commune,
        "lines": [(children[pk], [words.change_words(one, names, whole=whole) for one in changes])
                  for pk, changes in proposed.items()],
        "seen": sorted({services.mark_of(one) for changes in proposed.values() for one in changes}),
    }  # fmt: skip
    return page(request, "registry/quality_preview.html", context)


@endpoint(MEND, methods=("GET", "POST"))
def quality_batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One bulk fix: what was there, what is there now; taking it back."""
    batch = selectors.batch_by_uuid(uuid)
    if batch is None:
        raise Http404
    if request.method == "POST":
        try:
            back, kept = services.undo(actor=actor_of(request), batch=batch, at=now())
        except (DomainError, ValidationError) as error:
            messages.error(
                request, str(error) if isinstance(error, DomainError) else " ".join(error.messages)
            )
        else:
            messages.info(
                request,
                _(
                    "Đã trả lại %(back)d giá trị như trước; %(kept)d giá trị giữ nguyên vì hồ sơ đã có người sửa tiếp."
                )
                % {"back": back, "kept": kept},
            )
        return redirect("registry:quality_batch", batch.uuid)
    children = Child.objects.in_bulk({one["child"] for one in batch.changes})
    note_reading(request, "registry.look_at_mending", list(children.values()), batch=str(batch.uuid))
    changes = services.changes_of(batch)
    names = _village_names({0: [one for _child, one in changes]})
    whole = sees_numbers(request)
    people = get_user_model().objects.in_bulk({batch.made_by_id, batch.undone_by_id or 0})
    context = {
        "batch": batch, "rule": rules.all_rules().get(batch.rule),
        "lines": [(children.get(pk), *words.change_words(one, names, whole=whole)) for pk, one in changes],
        "made_by": people.get(batch.made_by_id), "undone_by": people.get(batch.undone_by_id or 0),
    }  # fmt: skip
    return page(request, "registry/quality_batch.html", context)


@endpoint(MEND, methods=("POST",))
def quality_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a finding with a reason, or take that back; back to where the person came from."""
    finding = selectors.finding_visible(pk)
    if finding is None:
        raise Http404
    try:
        if request.POST.get("action") == "reopen":
            services.reopen(actor=actor_of(request), finding=finding)
            messages.info(request, _("Đã mở lại điểm này."))
        else:
            services.accept(
                actor=actor_of(request), finding=finding, reason=request.POST.get("reason", ""), at=now()
            )
            messages.success(request, _("Đã ghi nhận: thông tin này đúng như đang có."))
    except DomainError as error:
        messages.error(request, str(error))
    if request.POST.get("back") == "child":
        return redirect(f"{reverse('registry:child', args=[finding.child_id])}#quality")
    return redirect("registry:quality_rule", finding.rule)
