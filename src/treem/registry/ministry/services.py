"""Writing what is known of the ministry's child software. The commune must be in the scope in force."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from treem.audit.services import record
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.registry import selectors
from treem.registry.errors import OutsideScope
from treem.registry.ministry import values
from treem.registry.ministry.errors import (
    EnteredInFuture,
    EnteredTooEarly,
    FileMoved,
    FileOpen,
    LaterKnown,
    ListNotReady,
    NoSuchRow,
    NothingToSend,
)
from treem.registry.models import ChildImport, FileState, ImportState, MinistryFile, MinistryFileRow
from treem.registry.services import clean
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User

REFUSED_LENGTH = 250


@transaction.atomic
def make_file(*, actor: User, commune_id: int, at: datetime) -> MinistryFile:
    """Freeze who must be entered, mended or taken out in the ministry's software.

    Raises OutsideScope, FileOpen, NothingToSend.
    """
    if commune_id not in selectors.my_communes():
        raise OutsideScope()
    if MinistryFile.objects.filter(commune_id=commune_id, state=FileState.DRAFTED).exists():
        raise FileOpen()
    found = values.waiting([commune_id], local_date(at))
    if not found:
        raise NothingToSend()
    counts = Counter(one.kind for one in found)
    try:
        with transaction.atomic():
            made = MinistryFile.objects.create(
                commune_id=commune_id, counts=dict(counts), made_at=at, made_by_id=actor.pk
            )
    except IntegrityError:
        raise FileOpen() from None  # two people at once: the other one's is there
    MinistryFileRow.objects.bulk_create(
        [
            MinistryFileRow(
                file=made, commune_id=commune_id, number=number, child_id=one.child_id, kind=one.kind,
                values=dict(one.values), changes=one.changes,
            )
            for number, one in enumerate(found, start=1)
        ],
        batch_size=2000,
    )  # fmt: skip
    record(actor=actor, action="registry.make_ministry_file", subject=made, detail=dict(counts))
    return made


_ENTER = """
INSERT INTO registry_ministrycopy (child_id, commune_id, present, values, how, at, by_id, file_id, before)
SELECT r.child_id, c.commune_id, r.kind <> 'left', r.values, 'entered', %(at)s, %(by)s, r.file_id, NULL
FROM registry_ministryfilerow r JOIN registry_child c ON c.id = r.child_id
WHERE r.file_id = %(file)s AND r.refused = ''
ON CONFLICT (child_id) DO UPDATE SET present = excluded.present, values = excluded.values, how = excluded.how,
  at = excluded.at, by_id = excluded.by_id, file_id = excluded.file_id, commune_id = excluded.commune_id,
  before = jsonb_build_object('present', registry_ministrycopy.present, 'values', registry_ministrycopy.values,
    'how', registry_ministrycopy.how, 'at', registry_ministrycopy.at, 'by_id', registry_ministrycopy.by_id,
    'file_id', registry_ministrycopy.file_id)
"""
# Where nothing was known before, nothing is there again: an absent copy says so.
_TAKE_BACK = """
UPDATE registry_ministrycopy SET
  present = coalesce((before->>'present')::boolean, false), values = coalesce(before->'values', '{}'),
  how = coalesce(before->>'how', how), at = coalesce((before->>'at')::timestamptz, at),
  by_id = coalesce((before->>'by_id')::bigint, by_id), file_id = (before->>'file_id')::bigint, before = NULL
WHERE file_id = %(file)s
"""


@transaction.atomic
def refuse_row(*, actor: User, file: MinistryFile, number: int, why: str) -> MinistryFileRow:
    """The ministry's software did not take this row; an empty reason says that it did after all.

    Raises FileMoved, NoSuchRow.
    """
    standing = _locked(file, None, FileState.DRAFTED)
    row = standing.rows.filter(number=number).first()
    if row is None:
        raise NoSuchRow(number=number)
    row.refused = clean(why)[:REFUSED_LENGTH]
    row.save(update_fields=["refused"])
    record(
        actor=actor, action="registry.refuse_ministry_row", subject=standing,
        detail={"row": number, "refused": bool(row.refused)},
    )  # fmt: skip
    return row


@transaction.atomic
def mark_entered(
    *, actor: User, file: MinistryFile, version: int, entered_on: date, at: datetime
) -> MinistryFile:
    """The file was entered on that day, but for the rows that were refused.

    Raises StaleVersion, FileMoved, EnteredTooEarly, EnteredInFuture.
    """
    standing = _locked(file, version, FileState.DRAFTED)
    made, today = local_date(standing.made_at), local_date(at)
    if entered_on < made:
        raise EnteredTooEarly(day=date_text(entered_on), made=date_text(made))
    if entered_on > today:
        raise EnteredInFuture(day=date_text(entered_on))
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, {"file": standing.pk, "at": at, "by": actor.pk})
        entered = cursor.rowcount
    standing.state, standing.entered_on, standing.entered_by_id = FileState.ENTERED, entered_on, actor.pk
    return _stepped(actor, standing, "registry.enter_ministry_file", entered=entered)


@transaction.atomic
def take_entry_back(*, actor: User, file: MinistryFile, version: int) -> MinistryFile:
    """It was confirmed by mistake: what was known before holds again, and the file waits again.

    Raises StaleVersion, FileMoved, FileOpen, and LaterKnown once something newer is known of one of its children.
    """
    standing = _locked(file, version, FileState.ENTERED)
    if MinistryFile.objects.filter(commune_id=standing.commune_id, state=FileState.DRAFTED).exists():
        raise FileOpen()
    entered = standing.rows.filter(refused="")
    later = entered.exclude(child__ministry_copy__file_id=standing.pk).count()
    if later:
        raise LaterKnown(count=later)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"file": standing.pk})
    standing.state, standing.entered_on, standing.entered_by_id = FileState.DRAFTED, None, None
    return _stepped(actor, standing, "registry.take_ministry_entry_back")


@transaction.atomic
def drop(*, actor: User, file: MinistryFile, version: int) -> MinistryFile:
    """Nobody will enter this file; its children wait for the next one. Raises StaleVersion, FileMoved."""
    standing = _locked(file, version, FileState.DRAFTED)
    standing.state, standing.dropped_by_id = FileState.DROPPED, actor.pk
    return _stepped(actor, standing, "registry.drop_ministry_file")


def _locked(file: MinistryFile, version: int | None, wanted: FileState) -> MinistryFile:
    standing = MinistryFile.objects.select_for_update().get(pk=file.pk)
    if standing.state != wanted:
        raise FileMoved(state=FileState(standing.state).label)
    if version is not None:
        check_version(standing, version, {})
    return standing


def _stepped(actor: User, standing: MinistryFile, action: str, **detail: int) -> MinistryFile:
    standing.version += 1
    standing.save()
    record(actor=actor, action=action, subject=standing, detail=dict(detail))
    return standing


# What an export of the ministry's software says of children whom treem knows: only columns and cells that are filled.
_SEEN = """
INSERT INTO registry_ministrycopy (child_id, commune_id, present, values, how, at, by_id)
SELECT DISTINCT ON (c.id) c.id, c.commune_id, true, jsonb_strip_nulls(jsonb_build_object(
    'full_name', nullif(r.full_name, ''),
    'birth', to_char(r.born, CASE r.precision WHEN 'year' THEN 'YYYY' WHEN 'month' THEN 'MM/YYYY' ELSE 'DD/MM/YYYY' END),
    'sex', nullif(r.sex, ''), 'ethnicity', nullif(r.ethnicity, ''), 'personal_id', nullif(r.personal_id, ''),
    'birth_registered', CASE r.birth_registered WHEN true THEN 'yes' WHEN false THEN 'no' END,
    'mother_name', nullif(r.mother_name, ''), 'father_name', nullif(r.father_name, ''), 'village', r.village_id::text,
    'permanent_residence', nullif(r.permanent_residence, ''), 'present_residence', nullif(r.present_residence, ''),
    'household_code', nullif(r.household_code, ''), 'head_name', nullif(r.head_name, ''),
    'poverty', nullif(r.poverty, ''))), 'seen', %(at)s, %(by)s
FROM registry_childimportrow r
JOIN registry_child c ON c.id = r.child_id OR (r.child_id IS NULL AND c.uuid = r.uuid)
WHERE r.taken_id = %(list)s AND r.state IN ('new', 'changed', 'same') AND c.status <> 'withdrawn'
ORDER BY c.id, r.number
ON CONFLICT (child_id) DO UPDATE SET present = true, values = excluded.values, how = excluded.how, at = excluded.at,
  by_id = excluded.by_id, commune_id = excluded.commune_id, file_id = NULL,
  before = jsonb_build_object('present', registry_ministrycopy.present, 'values', registry_ministrycopy.values,
    'how', registry_ministrycopy.how, 'at', registry_ministrycopy.at, 'by_id', registry_ministrycopy.by_id,
    'file_id', registry_ministrycopy.file_id)
"""


@transaction.atomic
def seen_in_export(*, actor: User, taken: ChildImport, at: datetime) -> int:
    """A list of children is an export of the ministry's software: note of each child whom treem knows what stands
    there. The register itself is not changed. Returns of how many children. Raises ListNotReady.
    """
    standing = ChildImport.objects.select_for_update().get(pk=taken.pk)
    if standing.state not in (ImportState.PREVIEW, ImportState.APPLIED):
        raise ListNotReady()
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"list": standing.pk, "at": at, "by": actor.pk})
        count: int = cursor.rowcount
    record(actor=actor, action="registry.see_ministry_export", subject=standing, detail={"children": count})
    return count
