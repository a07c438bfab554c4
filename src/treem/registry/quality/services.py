"""Working off what was found: accepting with a reason, mending by a proposal, in bulk, and taking back.

The commune must be in the scope in force. What a rule proposes is computed again when it is confirmed: a person gets
what was shown, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from treem.audit.services import record
from treem.kernel.time import local_date
from treem.registry.errors import OutsideScope
from treem.registry.models import Carer, Child, FindingState, QualityBatch, QualityFinding
from treem.registry.quality import evaluation, proposing, rules
from treem.registry.quality.errors import (
    BatchUndone,
    FindingClosed,
    NoProposal,
    NothingChosen,
    ReasonMissing,
)
from treem.registry.quality.proposing import Change
from treem.registry.selectors import my_communes
from treem.registry.services import clean, store

if TYPE_CHECKING:
    from treem.organisations.models import User

REASON_LENGTH = 250


@transaction.atomic
def accept(*, actor: User, finding: QualityFinding, reason: str, at: datetime) -> QualityFinding:
    """The record is right as it stands, for a reason; it stays accepted until what the rule looked at changes.

    Raises ReasonMissing, FindingClosed.
    """
    said = clean(reason)[:REASON_LENGTH]
    if not any(sign.isalpha() for sign in said):
        raise ReasonMissing()
    standing = _locked(finding, FindingState.OPEN)
    standing.state, standing.reason, standing.by_id = FindingState.ACCEPTED, said, actor.pk
    standing.closed_on = local_date(at)
    return _stepped(actor, standing, "registry.accept_quality_finding")


@transaction.atomic
def reopen(*, actor: User, finding: QualityFinding) -> QualityFinding:
    """It was accepted by mistake. Raises FindingClosed."""
    standing = _locked(finding, FindingState.ACCEPTED)
    standing.state, standing.reason, standing.by_id = FindingState.OPEN, "", None
    standing.closed_on = None
    return _stepped(actor, standing, "registry.reopen_quality_finding")


def _locked(finding: QualityFinding, wanted: FindingState) -> QualityFinding:
    standing = QualityFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if standing.state != wanted:
        raise FindingClosed()
    return standing


def _stepped(actor: User, standing: QualityFinding, action: str) -> QualityFinding:
    standing.save()
    record(
        actor=actor, action=action, subject_type="registry.child", subject_ids=[standing.child_id],
        detail={"rule": standing.rule},
    )  # fmt: skip
    return standing


def proposed(rule: rules.Rule, commune_id: int, children: Collection[int]) -> dict[int, list[Change]]:
    """By child with an open finding of the rule: what would mend it; only children of whom something can be said."""
    if not rule.fix:
        return {}
    open_ones = QualityFinding.objects.filter(
        rule=rule.code, state=FindingState.OPEN, commune_id=commune_id, child_id__in=children
    )
    found = list(
        Child.objects.select_related("household").filter(pk__in=open_ones.values("child_id")).order_by("sort_key", "pk")
    )  # fmt: skip
    around = proposing.surroundings_of(found)
    made = {child.pk: proposing.proposals(rule.fix, child, around) for child in found}
    return {pk: changes for pk, changes in made.items() if changes}


@transaction.atomic
def mend(
    *,
    actor: User,
    rule: rules.Rule,
    commune_id: int,
    children: Collection[int],
    seen: Collection[str],
    at: datetime,
) -> QualityBatch:
    """Put what the rule proposes into the records of these children, as one batch that can be taken back.

    ``seen`` are the marks (``mark_of``) of the proposals that the person was shown: what has changed since is refused.
    Raises OutsideScope, NothingChosen, NoProposal.
    """
    if commune_id not in my_communes():
        raise OutsideScope()
    list(Child.objects.select_for_update(of=("self",)).filter(pk__in=children).order_by("pk"))
    wanted = proposed(rule, commune_id, children)
    if not children or not seen:
        raise NothingChosen()
    if set(wanted) != set(children) or {mark_of(one) for one in _flat(wanted)} != set(seen):
        raise NoProposal()
    changes = list({(one.table, one.pk, one.column): one for one in _flat(wanted)}.values())
    kept = _put(changes, forwards=True)
    made = QualityBatch.objects.create(
        commune_id=commune_id, rule=rule.code, made_at=at, made_by_id=actor.pk,
        changes=[{**one.kept(), "version": versions, "child": _child_of(one, wanted)} for one, versions in kept],
    )  # fmt: skip
    evaluation.recheck(children, local_date(at))
    record(
        actor=actor, action="registry.mend_in_bulk", subject_type="registry.child", subject_ids=sorted(children),
        detail={"batch": str(made.uuid), "rule": rule.code, "changes": len(changes)},
    )  # fmt: skip
    return made


def mark_of(change: Change) -> str:
    """A proposal as the page sends it back: which record in which version. The text itself does not travel."""
    return f"{change.table}-{change.pk}-{change.column}-{change.version}"


def _flat(wanted: dict[int, list[Change]]) -> list[Change]:
    return [change for changes in wanted.values() for change in changes]


def _child_of(change: Change, wanted: dict[int, list[Change]]) -> int:
    return next(pk for pk, changes in wanted.items() if change in changes)


def changes_of(batch: QualityBatch) -> list[tuple[int, Change]]:
    """What a batch put where: the child's id with the change, whose version is the one afterwards."""
    return [
        (one["child"], Change(**{name: value for name, value in one.items() if name != "child"})) for one in batch.changes
    ]  # fmt: skip


@transaction.atomic
def undo(*, actor: User, batch: QualityBatch, at: datetime) -> tuple[int, int]:
    """What the batch put into records is taken out again, where nobody has changed the record since.

    Returns how many values were put back and how many were kept. Raises BatchUndone.
    """
    standing = QualityBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if standing.undone_at is not None:
        raise BatchUndone()
    changes = [change for _child, change in changes_of(standing)]
    kept = _put(changes, forwards=False)
    standing.undone_at, standing.undone_by_id = at, actor.pk
    standing.save(update_fields=["undone_at", "undone_by_id"])
    children = sorted({one["child"] for one in standing.changes})
    evaluation.recheck(children, local_date(at))
    record(
        actor=actor, action="registry.undo_mending", subject_type="registry.child", subject_ids=children,
        detail={"batch": str(standing.uuid), "put_back": len(kept), "kept": len(changes) - len(kept)},
    )  # fmt: skip
    return len(kept), len(changes) - len(kept)


_TABLES: dict[str, Any] = {"child": Child, "carer": Carer}


def _put(changes: list[Change], *, forwards: bool) -> list[tuple[Change, int]]:
    """Write the changes of records that are still in the version named; with the version afterwards."""
    written: list[tuple[Change, int]] = []
    by_record: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        by_record.setdefault((change.table, change.pk), []).append(change)
    for (table, pk), own in by_record.items():
        row = _TABLES[table].objects.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None or row.version != own[0].version:
            continue
        for change in own:
            setattr(row, change.column, change.after if forwards else change.before)
        row.version += 1
        if table == "child":
            store(row)
        else:
            row.save()
        written += [(change, row.version) for change in own]
    return written
