"""Figures of a return: counted from records, typed by a person, kept side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection, transaction

from treem.audit import services as audit
from treem.db import scope
from treem.indicators import facts
from treem.indicators.counting import count
from treem.kernel.language import gettext as _
from treem.kernel.periods import Window
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.reporting import rules
from treem.reporting.errors import BadInput, BodyEnded, CannotCount, InsideSteps, NotEditable
from treem.reporting.models import Return, ReturnDuty, ReturnValue, RoundState
from treem.reporting.selectors import template_rows
from treem.reporting.services import duty_rows
from treem.reporting.services.fields import Fields, one_form, read_texts, write_duties, write_values
from treem.reporting.templates_data import Row, Template
from treem.web.conflicts import StaleVersion

if TYPE_CHECKING:
    from treem.organisations.models import User


# -- counted ----------------------------------------------------------------------------------------------


def count_rows(
    template: Template, *, units: Sequence[int], as_of: date, window: Window
) -> dict[int, dict[str, int]]:
    """For each commune the figures of the rows that are counted from records; a commune without records has zeros.

    Flows are counted from the start of the window to ``as_of``. A row whose fact no room answers for is left out.
    """
    upto = Window(window.start, max(window.start, min(window.end, as_of)))
    known = {fact.key for fact in facts.all_facts()}
    rows = [row for row in template.rows if row.fact in known]
    counted = {key: count(key, as_of=as_of, window=upto, units=units) for key in {row.fact for row in rows}}
    found: dict[int, dict[str, int]] = {unit: {row.key: 0 for row in rows} for unit in units}
    for row in rows:
        result = counted[row.fact]
        wanted = cell_values(row, result.fact)
        for cell in result.cells:
            if cell.unit_id in found and all(w in ("", v) for w, v in zip(wanted, cell.values, strict=True)):
                found[cell.unit_id][row.key] += cell.n
    return found


def cell_values(row: Row, fact: facts.Fact) -> tuple[str, ...]:
    """The value of each dimension of the fact that the row asks for; "" for all."""
    if unknown := set(row.where) - set(fact.dimensions):
        raise CannotCount(
            reason=_("số liệu “{fact}” không chia theo {dimensions}.").format(
                fact=fact.key, dimensions=", ".join(sorted(unknown))
            )
        )
    return tuple(row.where.get(name, "") for name in fact.dimensions)


def records_url(row: Row, report: Return) -> str:
    """The list behind a counted figure; "" when there is none, or the person's scope does not hold the commune."""
    if report.counted_as_of is None:
        return ""
    return records_of(
        row, commune_id=report.commune_id, as_of=report.counted_as_of, window=report.round.window
    )


def records_of(row: Row, *, commune_id: int | None, as_of: date, window: Window) -> str:
    """The same for a figure that was frozen: the list as the records stand now, for that day."""
    in_force = scope.current()
    if commune_id is None or in_force is None or commune_id not in in_force.communes or not row.fact:
        return ""
    fact = next((f for f in facts.all_facts() if f.key == row.fact), None)
    if fact is None or fact.records is None:
        return ""
    return fact.records(as_of=as_of, window=window, unit_id=commune_id, values=cell_values(row, fact))


@transaction.atomic
def fill_from_facts(report: Return, *, actor: User, at: datetime, as_of: date | None = None) -> Return:
    """Count the return's commune under the person's own scope and keep the counted figures; what was typed stays.

    ``as_of``: the day of the return, else the last day of the period, or today while it runs. Raises NotEditable,
    CannotCount (not a commune, outside the scope, a day outside the period).
    """
    locked = locked_return(report)
    check_editable(locked)
    template = template_rows(locked)
    in_force = scope.current()
    if locked.commune_id is None or not template.rows:
        raise CannotCount(
            reason=_("đơn vị này không có hồ sơ trẻ em để đếm. Hãy nhập số hoặc viết phần của đơn vị.")
        )
    if in_force is not None and locked.commune_id not in in_force.communes:
        # Without the records the count would say zero, which is a figure.
        raise CannotCount(reason=_("đồng chí không được xem hồ sơ trẻ em của xã, phường này."))
    today, window = local_date(at), locked.round.window
    day = as_of or locked.as_of or min(today, window.end)
    if day > today or day not in window:
        raise CannotCount(
            reason=_("ngày {day} nằm ngoài kỳ báo cáo hoặc chưa đến.").format(day=date_text(day))
        )
    figures = count_rows(template, units=[locked.commune_id], as_of=day, window=window)[locked.commune_id]
    values = {v.row_key: v for v in locked.values.all()}
    for key, counted in figures.items():
        values[key].counted = Decimal(counted)
    ReturnValue.objects.bulk_update(values.values(), ["counted"])
    locked.as_of = locked.counted_as_of = day
    touch(locked, actor=actor, at=at)
    audit.record(
        actor=actor,
        action="reporting.fill_return",
        subject=locked,
        detail={"rows": len(figures), "as_of": day},
    )
    return locked


@transaction.atomic
def fill_from_duties(report: Return, *, actor: User, at: datetime) -> Return:
    """Take over what the body has reported on the duties of the document since; what was written stays. Raises
    NotEditable."""
    locked = locked_return(report)
    check_editable(locked)
    changed = duty_rows.refresh(locked)
    touch(locked, actor=actor, at=at)
    audit.record(actor=actor, action="reporting.fill_return", subject=locked, detail={"duties": changed})
    return locked


# -- typed ------------------------------------------------------------------------------------------------


@transaction.atomic
def save_return(
    report: Return,
    *,
    actor: User,
    at: datetime,
    version: int,
    texts: Mapping[str, str],
    as_of: date | None,
    narrative: str,
) -> Return:
    """Keep what a person typed: figures and explanations by row, the day, the words.

    ``texts``: ``row_<key>``, ``est_<key>`` (the estimate), ``none_<key>`` (not occurred) and ``note_<key>`` as typed,
    and ``opened_…`` as they stood when the page was opened.
    Raises NotEditable; BadInput, and nothing is saved; StaleVersion with every field on which the two differ.
    """
    locked = locked_return(report)
    check_editable(locked)
    template = template_rows(locked)
    given, faults = read_texts(template, texts)
    rows = list(locked.duties.order_by("pk"))
    said, more_faults = duty_rows.read_texts(rows, texts)
    faults |= more_faults
    if faults:
        raise BadInput(faults)
    values = list(locked.values.all())
    narrative = one_form(narrative)
    if version != locked.version:
        fields = Fields(locked, template, values, rows)
        mine = fields.wanted(given, said, as_of, narrative)
        if differences := fields.differences(mine, texts):
            raise StaleVersion(record=locked, version=locked.version, differences=differences)
    changed, changed_rows = write_values(values, given), write_duties(rows, said)
    if not changed and not changed_rows and (locked.as_of, locked.narrative) == (as_of, narrative):
        return locked
    locked.as_of, locked.narrative = as_of, narrative
    store(locked, changed, changed_rows, actor=actor, at=at)
    return locked


# -- both -------------------------------------------------------------------------------------------------


def locked_return(report: Return) -> Return:
    """The return as it is now, locked until the end of the transaction; its round first, so that nobody closes it
    meanwhile."""
    hold_open(report.round_id)
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("round", "body", "commune")
        .get(pk=report.pk)
    )


def hold_open(round_id: int) -> None:
    """Keep the round from being closed, opened or reopened until the end of the transaction.

    Always before a return of it is locked: closing takes the round and then looks at its returns. Any number of
    returns may move at once, also while a report is being drawn (``FOR NO KEY UPDATE``): only ``locked_round`` waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM reporting_round WHERE id = %s FOR KEY SHARE", [round_id])


def check_editable(report: Return) -> None:
    """Raises NotEditable; BodyEnded."""
    check_standing(report)
    if report.state == rules.PENDING and report.round.state == RoundState.OPEN:
        raise InsideSteps(state=_why_closed(report))
    if not report.editable:
        raise NotEditable(state=_why_closed(report))


def check_standing(report: Return) -> None:
    """Whether the body of the return still is there to do something with it. Raises BodyEnded."""
    if report.ended:
        last = report.body.valid_to or (report.commune and report.commune.valid_to)
        raise BodyEnded(body=report.body.name, day=date_text(last) if last else "…")


def _why_closed(report: Return) -> str:
    words = report.get_step_display() or report.get_state_display()
    return str(words) if not rules.editable(report.state) else _("thuộc vòng đã đóng")


def not_editable_words(report: Return) -> str:
    """Why nothing is written into the return any more, for a person."""
    try:
        check_editable(report)
    except NotEditable as error:
        return str(error)
    return ""


def fields_of(report: Return) -> Fields:
    """The fields of a return as they are saved now."""
    return Fields(
        report, template_rows(report), list(report.values.all()), list(report.duties.order_by("pk"))
    )


def store(
    report: Return, values: Sequence[ReturnValue], duties: Sequence[ReturnDuty], *, actor: User, at: datetime
) -> None:
    """Write what a person typed, and who did."""
    ReturnDuty.objects.bulk_update(duties, duty_rows.FIELDS)
    ReturnValue.objects.bulk_update(values, ["typed", "estimated", "not_occurred", "note"])
    touch(report, actor=actor, at=at)
    audit.record(
        actor=actor,
        action="reporting.save_return",
        subject=report,
        detail={"rows": len(values) + len(duties)},
    )


def touch(report: Return, *, actor: User, at: datetime) -> None:
    report.started_at = report.started_at or at
    report.saved_at, report.saved_by = at, actor
    report.version += 1
    report.save(
        update_fields=["as_of", "counted_as_of", "narrative", "started_at", "saved_at", "saved_by", "version"]
    )
