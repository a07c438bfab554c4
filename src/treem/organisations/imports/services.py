"""Taking a list in: kept, previewed, applied in one transaction, undone as one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from treem.audit.services import record
from treem.files import rules as file_rules
from treem.files import services as files
from treem.files.errors import TooLarge
from treem.files.sheets import BYTES_LIMIT, Sheet, read_sheets
from treem.organisations.errors import ImportChanged, ImportDone, NothingToImport
from treem.organisations.imports import bodies, columns, people, people_saving, table, villages
from treem.organisations.imports.plan import Outcome, Plan, Setting, Undone
from treem.organisations.models import Import, ImportKind, ImportState

if TYPE_CHECKING:
    from django.core.files.base import File

    from treem.organisations.models import User
    from treem.territory.models import Unit

PURPOSE = "organisations.import"
Progress = Callable[[int, int], None]
_PLANS = {
    ImportKind.BODIES: bodies.plan,
    ImportKind.PEOPLE: people.plan,
    ImportKind.VILLAGES: villages.plan,
}


def setting(province: Unit, on: date) -> Setting:
    """For which province and day; with what earlier imports took back."""
    ids: dict[str, set[int]] = {}
    for steps in Import.objects.filter(state=ImportState.UNDONE).values_list("steps", flat=True):
        for step in steps:
            if step["made"]:
                ids.setdefault(step["what"], set()).add(step["id"])
    found = {what: frozenset(those) for what, those in ids.items()}
    empty: frozenset[int] = frozenset()
    return Setting(
        province, on,
        Undone(
            users=found.get("user", empty), appointments=found.get("appointment", empty),
            bodies=found.get("body", empty), villages=found.get("village", empty),
        ),
    )  # fmt: skip


def make_plan(
    kind: str, sheets: Sequence[Sheet], where: Setting, chosen: Mapping[str, int | None] | None = None
) -> Plan:
    """The preview. With a needed column missing there are no lines, only what is missing."""
    found = table.find(sheets, kind, chosen)
    missing = columns.missing(kind, list(found.mapping))
    lines = [] if missing else _PLANS[ImportKind(kind)](found.rows, where)
    return Plan(kind, found, lines, missing)


@transaction.atomic
def take_in(upload: File[bytes], *, kind: str, actor: User) -> Import:
    """Keep the file (encrypted) and open a preview. Nothing of the list is saved. Raises a FileRefused."""
    if (upload.size or 0) > BYTES_LIMIT:
        raise TooLarge(
            size_mb=f"{(upload.size or 0) / file_rules.MEBIBYTE:.0f}",
            limit_mb=BYTES_LIMIT // file_rules.MEBIBYTE,
        )
    upload.seek(0)
    content = upload.read()
    read_sheets(content)  # what cannot be read is refused now, not on the next page
    upload.seek(0)
    stored = files.store(
        upload, actor=actor, purpose=PURPOSE, kinds=file_rules.SPREADSHEETS, limit=BYTES_LIMIT
    )
    taken = Import.objects.create(
        kind=kind, file=stored, sha256=hashlib.sha256(content).hexdigest(), created_by_id=actor.pk
    )
    record(actor=actor, action="organisations.take_in_list", subject=taken, detail={"kind": kind})
    return taken


def sheets_of(taken: Import) -> list[Sheet]:
    """What the kept file holds. Raises a FileRefused, ContentLost, KeyLost."""
    assert taken.file is not None
    return read_sheets(files.read_whole(taken.file))


def plan_of(taken: Import, where: Setting) -> Plan:
    """The preview of a kept file as things stand now."""
    chosen = {key: None if place is None else int(place) for key, place in taken.columns.items()}
    return make_plan(taken.kind, sheets_of(taken), where, chosen)


@transaction.atomic
def choose_columns(taken: Import, chosen: Mapping[str, int | None]) -> None:
    """Which column is which, said by a person. Raises ImportDone."""
    standing = _waiting(taken)
    standing.columns = dict(chosen)
    standing.version += 1
    standing.save(update_fields=["columns", "version"])


def _waiting(taken: Import) -> Import:
    standing = Import.objects.select_for_update().get(pk=taken.pk)
    if standing.state != ImportState.WAITING:
        raise ImportDone(state=standing.get_state_display())
    return standing


@transaction.atomic
def drop(taken: Import, *, actor: User) -> None:
    """Leave the preview without taking anything in. Raises ImportDone."""
    standing = _waiting(taken)
    standing.state = ImportState.DROPPED
    standing.version += 1
    standing.save(update_fields=["state", "version"])
    record(actor=actor, action="organisations.drop_list", subject=standing)


@transaction.atomic
def apply(taken: Import, *, where: Setting, actor: User, seen: str) -> Outcome:
    """Save the accepted rows of a preview, all or none; refused rows stay out.

    ``seen`` is the mark of the preview that the person looked at. Raises ImportDone, ImportChanged when the preview
    would be another one now, NothingToImport.
    """
    standing = _waiting(taken)
    plan = plan_of(standing, where)
    if plan.mark != seen:
        raise ImportChanged
    return _apply(standing, plan, where, actor)


@transaction.atomic
def apply_at_once(
    plan: Plan, *, where: Setting, sha256: str, actor: User | None, progress: Progress | None = None
) -> tuple[Import, Outcome]:
    """For the command line: no file is kept, only its fingerprint. Raises NothingToImport."""
    taken = Import.objects.create(kind=plan.kind, sha256=sha256, created_by_id=actor.pk if actor else None)
    return taken, _apply(taken, plan, where, actor, progress)


def _apply(
    taken: Import, plan: Plan, where: Setting, actor: User | None, progress: Progress | None = None
) -> Outcome:
    lines = plan.accepted
    if plan.missing or not lines:
        raise NothingToImport
    if plan.kind == ImportKind.PEOPLE:
        outcome = people_saving.apply(lines, where, actor, progress)
    elif plan.kind == ImportKind.BODIES:
        outcome = bodies.apply(lines, where, actor)
    else:
        outcome = villages.apply(lines, where, actor)
    taken.state = ImportState.APPLIED
    taken.applied_at = timezone.now()
    taken.counts, taken.steps = plan.counts, outcome.steps
    taken.version += 1
    taken.save()
    record(
        actor=actor, action="organisations.import_list", subject=taken,
        detail={"kind": plan.kind, "sha256": taken.sha256, **plan.counts},
    )  # fmt: skip
    return outcome


def steps_by(taken: Import, *, made: bool) -> dict[str, list[dict[str, Any]]]:
    """The steps of an import by what they concern."""
    found: dict[str, list[dict[str, Any]]] = {}
    for step in taken.steps:
        if step["made"] is made:
            found.setdefault(step["what"], []).append(step)
    return found
