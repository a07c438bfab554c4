"""Deciding about pairs, merging two records, taking a merge back. Both records must be in the scope in force.

Where the final record of a chain of merges is, stands in ``Child.survivor``; who was merged into whom, in ``Merge``.
The database keeps the first in step with the second (``registry_settle_doubles``), also for records outside the scope.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from treem.audit.services import record
from treem.kernel.time import local_date
from treem.registry.alike.errors import AlreadyApart, AlreadyDecided, NotToMerge, OtherPlace
from treem.registry.models import (
    HIDDEN,
    AlikePair,
    AlikeWord,
    Child,
    Judgement,
    Merge,
    SpecialCircumstance,
    Status,
    Word,
)
from treem.registry.quality.evaluation import recheck
from treem.registry.services import clean, store
from treem.web.conflicts import check_version

if TYPE_CHECKING:
    from treem.organisations.models import User

CHOICES: Mapping[str, tuple[str, ...]] = {
    "full_name": ("full_name",), "sex": ("sex",), "birth": ("date_of_birth", "birth_precision"),
    "personal_id": ("personal_id",), "ethnicity": ("ethnicity",), "mother_name": ("mother_name",),
    "father_name": ("father_name",), "village": ("village_id",), "household": ("household_id",),
    "permanent_residence": ("permanent_residence",), "present_residence": ("present_residence",),
    "residence_note": ("residence_note",), "birth_registered": ("birth_registered",),
}  # fmt: skip
"""What is chosen field by field, and the columns behind it."""
OF_THE_PLACE = frozenset({"village", "household"})
"""Of one commune only: a child of another cannot have them."""
NOTE_LENGTH = 250


def pair_of(one: Child, other: Child, *, at: datetime, chance: int | None = None) -> AlikePair:
    """The pair of two records, new or known."""
    first, second = sorted((one, other), key=lambda child: child.pk)
    made, _new = AlikePair.objects.get_or_create(
        first_id=first.pk, second_id=second.pk,
        defaults={
            "first_commune_id": first.commune_id, "second_commune_id": second.commune_id, "found_at": at,
            "chance": chance,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def decide(
    *, actor: User, pair: AlikePair, version: int, judgement: str, at: datetime, note: str = ""
) -> AlikePair:
    """Two children, twins, a question to the communes, or open again. That they are one child, ``merge`` says.

    Raises StaleVersion, AlreadyDecided (a merged pair is taken apart first).
    """
    standing = AlikePair.objects.select_for_update().get(pk=pair.pk)
    check_version(standing, version, {"judgement": judgement})
    if standing.judgement == Judgement.SAME or judgement == Judgement.SAME:
        raise AlreadyDecided(judgement=standing.get_judgement_display())
    return _judged(actor, standing, judgement, at, clean(note)[:NOTE_LENGTH])


def _judged(actor: User, pair: AlikePair, judgement: str, at: datetime, note: str = "") -> AlikePair:
    pair.judgement, pair.note = judgement, note
    pair.decided_at, pair.decided_by_id = (at, actor.pk) if judgement else (None, None)
    pair.version += 1
    pair.save()
    record(
        actor=actor, action="registry.judge_alike", subject_type="registry.child",
        subject_ids=[pair.first_id, pair.second_id], detail={"pair": pair.pk, "judgement": judgement or "open"},
    )  # fmt: skip
    return pair


@transaction.atomic
def say(
    *, actor: User, pair_id: int, commune_id: int, child_id: int, word: Word, at: datetime, note: str = ""
) -> None:
    """What a commune says of its own child in a pair across its border; a later word replaces the earlier one."""
    AlikeWord.objects.update_or_create(
        pair_id=pair_id, commune_id=commune_id,
        defaults={"word": word, "note": clean(note)[:NOTE_LENGTH], "at": at, "by_id": actor.pk},
    )  # fmt: skip
    record(
        actor=actor, action="registry.answer_alike", subject_type="registry.child", subject_ids=[child_id],
        detail={"pair": pair_id, "word": str(word)},
    )  # fmt: skip


@transaction.atomic
def merge(
    *,
    actor: User,
    survivor: Child,
    duplicate: Child,
    versions: tuple[int, int],
    take: Collection[str],
    at: datetime,
) -> Merge:
    """The second record is a double of the first; ``take`` names the ``CHOICES`` in which the double is right.

    ``versions`` are those of survivor and double that the person looked at. Raises NotToMerge, OtherPlace,
    StaleVersion, ValidationError.
    """
    locked = {
        child.pk: child
        for child in Child.objects.select_for_update()
        .filter(pk__in=[survivor.pk, duplicate.pk])
        .order_by("pk")
    }
    kept, double = locked.get(survivor.pk), locked.get(duplicate.pk)
    if kept is None or double is None or kept is double or {kept.status, double.status} & set(HIDDEN):
        raise NotToMerge()
    for child, seen in ((kept, versions[0]), (double, versions[1])):
        check_version(child, seen, {})
    across = kept.commune_id != double.commune_id
    if across and set(take) & OF_THE_PLACE:
        raise OtherPlace()
    taken: dict[str, list[Any]] = {}
    for name in take:
        said = {column: [_plain(kept, column), _plain(double, column)] for column in CHOICES[name]}
        if any(before != after for before, after in said.values()):
            taken |= said
            for column in said:
                setattr(kept, column, getattr(double, column))
    kept.version += 1
    store(kept)
    former = double.status
    double.status, double.survivor_id = Status.DUPLICATE, kept.pk
    double.version += 1
    double.save()
    pair = AlikePair.objects.select_for_update().get(pk=pair_of(kept, double, at=at).pk)
    made = Merge.objects.create(
        pair=pair, survivor_id=kept.pk, duplicate_id=double.pk, survivor_commune_id=kept.commune_id,
        duplicate_commune_id=double.commune_id, taken=taken, former_status=former, at=at, by_id=actor.pk,
        carried=_carry(kept, double) if across else [],
    )  # fmt: skip
    _settle(kept)
    _judged(actor, pair, Judgement.SAME, at)
    recheck([kept.pk, double.pk], local_date(at))
    record(
        actor=actor, action="registry.merge_children", subject_type="registry.child",
        subject_ids=[kept.pk, double.pk], detail={"merge": made.pk, "fields": sorted(taken)},
    )  # fmt: skip
    return made


@transaction.atomic
def undo(*, actor: User, merge: Merge, version: int, at: datetime) -> Merge:
    """They were two children after all. The double is a record of its own again, with all that hangs on it.

    A value that the survivor got from it goes back to what it was, unless somebody changed it since: later work
    stands. Raises StaleVersion, AlreadyApart.
    """
    children = {
        child.pk: child
        for child in Child.objects.select_for_update()
        .filter(pk__in=[merge.survivor_id, merge.duplicate_id])
        .order_by("pk")
    }
    standing = Merge.objects.select_for_update().get(pk=merge.pk)
    if standing.undone_at is not None:
        raise AlreadyApart()
    check_version(standing, version, {})
    kept, double = children.get(standing.survivor_id), children.get(standing.duplicate_id)
    if kept is None or double is None:
        raise NotToMerge()
    returned = _give_back(standing, kept)
    kept.version += 1
    store(kept)
    double.status, double.survivor_id = standing.former_status, None
    double.version += 1
    double.save()
    _withdraw_carried(standing)
    standing.undone_at, standing.undone_by_id = at, actor.pk
    standing.version += 1
    standing.save()
    _settle(kept)
    _settle(double)
    if standing.pair_id is not None:
        _judged(actor, AlikePair.objects.select_for_update().get(pk=standing.pair_id), Judgement.OPEN, at)
    recheck([kept.pk, double.pk], local_date(at))
    record(
        actor=actor, action="registry.undo_merge", subject_type="registry.child", subject_ids=[kept.pk, double.pk],
        detail={"merge": standing.pk, "fields": returned},
    )  # fmt: skip
    return standing


def _give_back(merge: Merge, kept: Child) -> list[str]:
    """Put back what the survivor got by the merge. A later merge that built on such a value now builds on the one
    before: taken apart in any order, the merges leave what was there before them."""
    later = list(
        Merge.objects.select_for_update()
        .filter(survivor_id=kept.pk, undone_at__isnull=True, pk__gt=merge.pk)
        .order_by("pk")
    )
    returned: list[str] = []
    for columns in CHOICES.values():
        if columns[0] not in merge.taken:
            continue
        follower = next((one for one in later if columns[0] in one.taken), None)
        if follower is not None:
            if all(follower.taken[column][0] == merge.taken[column][1] for column in columns):
                for column in columns:
                    follower.taken[column][0] = merge.taken[column][0]
                follower.save(update_fields=["taken"])
        elif all(_plain(kept, column) == merge.taken[column][1] for column in columns):
            for column in columns:
                setattr(kept, column, _read(column, merge.taken[column][0]))
            returned += columns
    return sorted(returned)


def _plain(child: Child, column: str) -> Any:
    """A column as it is kept in JSON."""
    return json.loads(json.dumps(getattr(child, column), cls=DjangoJSONEncoder))


def _read(column: str, value: Any) -> Any:
    field = Child._meta.get_field(column)
    return value if field.is_relation else field.to_python(value)  # type: ignore[union-attr]


def _carry(kept: Child, double: Child) -> list[int]:
    """What hangs on a double of another commune is not seen by the survivor's: it is written anew there."""
    carried = []
    for noted in double.circumstances.filter(withdrawn=False).order_by("from_on", "pk"):
        same = kept.circumstances.filter(group=noted.group, withdrawn=False)
        if any(
            (noted.to_on is None or known.from_on <= noted.to_on)
            and (known.to_on is None or known.to_on >= noted.from_on)
            for known in same
        ):
            continue
        made = SpecialCircumstance.objects.create(
            child=kept, commune_id=kept.commune_id, group=noted.group, from_on=noted.from_on, to_on=noted.to_on,
            basis=noted.basis,
        )  # fmt: skip
        carried.append(made.pk)
    return carried


def _withdraw_carried(merge: Merge) -> None:
    for noted in SpecialCircumstance.objects.select_for_update().filter(
        pk__in=merge.carried, withdrawn=False
    ):
        noted.withdrawn = True
        noted.version += 1
        noted.save()


def _settle(child: Child) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_settle_doubles(%s)", [child.pk])
