"""Figures of a return: counted from records, typed by a person, kept side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from treem.audit import services as audit
from treem.db import scope
from treem.indicators import facts
from treem.indicators.counting import count
from treem.kernel.errors import DomainError
from treem.kernel.language import gettext as _
from treem.kernel.periods import Window
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text, number
from treem.reporting import rules
from treem.reporting.errors import BadInput, CannotCount, NotEditable, NoteTooLong
from treem.reporting.figures import NOTE_LIMIT, Entry, Figure, parse_figure, plain
from treem.reporting.models import DutyAnswer, Return, ReturnDuty, ReturnValue
from treem.reporting.selectors import template_rows
from treem.reporting.services import duty_rows
from treem.reporting.templates_data import Row, Template
from treem.web.conflicts import Difference, StaleVersion

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
    _check_editable(locked)
    template = template_rows(locked)
    in_force = scope.current()
    if locked.commune_id is None or not template.rows:
        raise CannotCount(
            reason=_("đơn vị này không có hồ sơ trẻ em để đếm. Hãy nhập số hoặc viết phần của đơn vị.")
        )
    if in_force is not None and locked.commune_id not in in_force.communes:
        # Without the records the count would say zero, which is a figure.
        raise CannotCount(reason=_("bạn không được xem hồ sơ trẻ em của xã, phường này."))
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
    _touch(locked, actor=actor, at=at)
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
    _check_editable(locked)
    changed = duty_rows.refresh(locked)
    _touch(locked, actor=actor, at=at)
    audit.record(actor=actor, action="reporting.fill_return", subject=locked, detail={"duties": changed})
    return locked


# -- typed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldDifference(Difference):
    """A field on which two people disagree, with what stood there when this person opened the page."""

    opened: Any = None
    suggested: str = ""


@dataclass(frozen=True)
class Given:
    """What a person wrote beside one row."""

    typed: Figure | None = None
    estimated: Figure | None = None
    not_occurred: bool = False
    note: str = ""

    @classmethod
    def of(cls, value: ReturnValue) -> Given:
        """What stands in the table."""
        return cls(plain(value.typed), plain(value.estimated), value.not_occurred, value.note)

    def texts(self) -> dict[str, str]:
        """As it stands in its fields, by the head of their names."""
        return {
            "row": figure_text(self.typed), "est": figure_text(self.estimated),
            "none": _("Không phát sinh") if self.not_occurred else "", "note": self.note,
        }  # fmt: skip


def read_texts(template: Template, texts: Mapping[str, str]) -> tuple[dict[str, Given], dict[str, str]]:
    """What was written beside each row, and the faults by field name (``row_children``, ``note_children``)."""
    given: dict[str, Given] = {}
    faults: dict[str, str] = {}
    for row in template.rows:
        if row.computed:
            continue
        figures: dict[str, Figure | None] = {"row": None, "est": None}
        for head in ("row", "est") if row.estimate else ("row",):
            name = f"{head}_{row.key}"
            try:
                figures[head] = parse_figure(texts.get(name, ""), row.places)
            except DomainError as error:
                faults[name] = str(error)
        note = " ".join(texts.get(f"note_{row.key}", "").split())
        if len(note) > NOTE_LIMIT:
            faults[f"note_{row.key}"] = str(NoteTooLong(length=len(note), limit=NOTE_LIMIT))
        none = row.no_occurrence and bool(texts.get(f"none_{row.key}", "").strip())
        given[row.key] = Given(figures["row"], figures["est"], none, note)
    return given, faults


def none_of(
    template: Template, entries: Mapping[str, Entry], texts: Mapping[str, str], section: str | None
) -> dict[str, str]:
    """The texts with «không phát sinh» ticked in each row of the section (None: of the whole return) that may say so
    and holds no figure yet."""
    marked = dict(texts)
    for row in template.rows:
        if row.computed or not row.no_occurrence or (section is not None and row.section != section):
            continue
        if not texts.get(f"row_{row.key}", "").strip() and not entries.get(row.key, Entry()).counted:
            marked[f"none_{row.key}"] = "1"
    return marked


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
    _check_editable(locked)
    template = template_rows(locked)
    given, faults = read_texts(template, texts)
    rows = list(locked.duties.order_by("pk"))
    said, more_faults = duty_rows.read_texts(rows, texts)
    faults |= more_faults
    if faults:
        raise BadInput(faults)
    values = {v.row_key: v for v in locked.values.all()}
    narrative = narrative.strip().replace("\r\n", "\n")
    if version != locked.version:
        differences = _differences(locked, values, template, texts, given, as_of, narrative)
        differences += _duty_differences(rows, texts, said)
        if differences:
            raise StaleVersion(record=locked, version=locked.version, differences=differences)
    changed = [value for key, value in values.items() if key in given and Given.of(value) != given[key]]
    for value in changed:
        new = given[value.row_key]
        value.typed, value.estimated = _kept(new.typed), _kept(new.estimated)
        value.not_occurred, value.note = new.not_occurred, new.note
    changed_rows = [row for row in rows if said[row.pk] != {n: getattr(row, n) for n in duty_rows.FIELDS}]
    for row in changed_rows:
        for name, text in said[row.pk].items():
            setattr(row, name, text)
    if not changed and not changed_rows and (locked.as_of, locked.narrative) == (as_of, narrative):
        return locked
    ReturnDuty.objects.bulk_update(changed_rows, duty_rows.FIELDS)
    ReturnValue.objects.bulk_update(changed, ["typed", "estimated", "not_occurred", "note"])
    locked.as_of, locked.narrative = as_of, narrative
    _touch(locked, actor=actor, at=at)
    audit.record(
        actor=actor, action="reporting.save_return", subject=locked, detail={"rows": len(changed) + len(changed_rows)},
    )  # fmt: skip
    return locked


def _differences(
    report: Return,
    values: Mapping[str, ReturnValue],
    template: Template,
    texts: Mapping[str, str],
    given: Mapping[str, Given],
    as_of: date | None,
    narrative: str,
) -> list[Difference]:
    """What is saved now against what this person typed, as texts; both sides equal are left out."""
    pairs = [
        ("as_of", _("Số liệu đến ngày"), _day(report.as_of), _day(as_of)),
        ("narrative", _("Tình hình, kết quả, kiến nghị"), report.narrative, narrative),
    ]
    for row in template.rows:
        if row.computed:
            continue
        there, here = Given.of(values[row.key]).texts(), given[row.key].texts()
        labels = {
            "row": "{row}", "est": _("{row}: ước cả kỳ"), "none": _("{row}: không phát sinh"),
            "note": _("{row}: giải trình"),
        }  # fmt: skip
        pairs += [
            (f"{head}_{row.key}", label.format(row=row.label), there[head], here[head])
            for head, label in labels.items()
        ]
    return _as_differences(pairs, texts)


def _duty_differences(
    rows: Iterable[ReturnDuty], texts: Mapping[str, str], said: Mapping[int, Mapping[str, str]]
) -> list[Difference]:
    words = {answer.value: str(answer.label) for answer in DutyAnswer}
    pairs = []
    for row in rows:
        there, names = duty_rows.texts_of(row), duty_rows.labels(row)
        for name, mine in said[row.pk].items():
            shown = words.get(mine, mine) if name == "state" else mine
            pairs.append((duty_rows.field(row, name), names[name], there[name], shown))
    return _as_differences(pairs, texts)


def _as_differences(pairs: Iterable[tuple[str, str, str, str]], texts: Mapping[str, str]) -> list[Difference]:
    """Name, label, what is saved and what this person wrote; both equal are left out."""
    found: list[Difference] = []
    for name, label, saved, mine in pairs:
        if saved == mine:
            continue
        opened = texts.get(f"opened_{name}")
        suggested = "saved" if mine == opened else "mine" if saved == opened else ""
        found.append(FieldDifference(name, label, saved, mine, opened, suggested))
    return found


def _kept(value: Figure | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def figure_text(value: Figure | None) -> str:
    """A figure as it stands in its field: 1.234, or empty."""
    return "" if value is None else number(value)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


# -- both -------------------------------------------------------------------------------------------------


def locked_return(report: Return) -> Return:
    """The return as it is now, locked until the end of the transaction."""
    return (
        Return.objects.select_for_update(of=("self",))
        .select_related("round", "body", "commune")
        .get(pk=report.pk)
    )


def _check_editable(report: Return) -> None:
    if not report.editable:
        words = report.get_step_display() or report.get_state_display()
        state = words if not rules.editable(report.state) else _("thuộc vòng đã đóng")
        raise NotEditable(state=state)


def _touch(report: Return, *, actor: User, at: datetime) -> None:
    report.started_at = report.started_at or at
    report.saved_at, report.saved_by = at, actor
    report.version += 1
    report.save(
        update_fields=["as_of", "counted_as_of", "narrative", "started_at", "saved_at", "saved_by", "version"]
    )
