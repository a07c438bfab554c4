"""Writing a previewed list into the register, and taking it back: piece by piece, each piece one transaction.

A piece is all there or not at all, and says in the same transaction how far the list is; so a worker that is killed
goes on where the last piece ended, and nothing is written twice. Two lists of one commune come one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from treem.registry.models import ImportEvent, ImportKind

if TYPE_CHECKING:
    from datetime import date

    from treem.registry.models import ChildImport

PIECE = 10_000
"""Rows in one transaction."""
_MINE = "r.taken_id = %(taken)s AND r.number > %(after)s AND r.number <= %(through)s"
_MAKES = "(r.state = 'new' OR r.state = 'alike' AND r.decision = 'new')"
_SOURCES = "unnest(%(communes)s::bigint[], %(sources)s::bigint[]) AS e (commune_id, id)"
"""The event of each commune of the piece."""
_ALTERS = "(r.state = 'changed' OR r.state = 'alike' AND r.decision = 'same' AND r.changes <> '{}')"


def lock_communes(ids: list[int]) -> None:
    """Until the end of the transaction: whoever compares or writes lists of these communes waits."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10min'; SET LOCAL statement_timeout = 0")
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('registry.child_list'), id::int) FROM unnest(%s::bigint[]) AS id",
            [sorted(ids)],
        )


def numbers_given() -> int:
    """The last id that was given to any child: who knows it, and how many it wrote itself, knows whether others wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM registry_child_id_seq")
        return int(cursor.fetchone()[0])


def _all(sql: str, about: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, about)
        return list(cursor.fetchall()) if cursor.description else [cursor.rowcount]


def piece_end(taken: ChildImport, after: int, size: int = PIECE) -> int | None:
    """The number of the row with which the next piece ends; None when nothing is left."""
    found = _all(
        "SELECT max(number) FROM (SELECT number FROM registry_childimportrow WHERE taken_id = %(taken)s"
        " AND number > %(after)s ORDER BY number LIMIT %(size)s) n",
        {"taken": taken.pk, "after": after, "size": size},
    )
    return found[0][0] if found else None


def write_piece(taken: ChildImport, *, through: int, today: date) -> dict[str, int]:
    """Write the rows after ``done_through`` up to ``through``; what became of them, by kind."""
    about: dict[str, Any] = {
        "taken": taken.pk, "after": taken.done_through, "through": through, "today": today, "by": taken.written_by_id,
    }  # fmt: skip
    communes = [row[0] for row in _all(
        f"SELECT DISTINCT r.commune_id FROM registry_childimportrow r WHERE {_MINE} AND ({_MAKES} OR {_ALTERS})", about
    )]  # fmt: skip
    lock_communes(communes)
    about["communes"] = communes
    about["sources"] = [_event(taken, commune) for commune in communes]
    about["all_sources"] = list(ImportEvent.objects.filter(taken=taken).values_list("pk", flat=True))
    others_wrote = numbers_given() != int(taken.counts.get("seen", 0)) + int(taken.counts.get("made", 0))
    appeared = _mark_appeared(about) if others_wrote else 0
    # Nothing is known yet of tables that fill while they are read: loops row by row look cheap and are not.
    _all("SET LOCAL enable_nestloop = off", {})
    _make_households(about)
    made = _all(_INSERT, about)[0] if communes else 0
    _all("SET LOCAL enable_nestloop = on", {})
    altered = (
        {row[0] for row in _all(_UPDATE, about)}
        if taken.counts.get("changed") or taken.counts.get("decided")
        else set()
    )
    wanted = {row[0] for row in _all(
        f"SELECT r.number FROM registry_childimportrow r WHERE {_MINE} AND {_ALTERS}", about
    )}  # fmt: skip
    stale = sorted(wanted - altered)
    if stale:
        _all(
            "UPDATE registry_childimportrow r SET state = 'refused', decision = '',"
            " findings = '[[\"stale\", \"\"]]'::jsonb || coalesce(findings, '[]')"
            " WHERE r.taken_id = %(taken)s AND r.number = ANY (%(numbers)s)",
            {**about, "numbers": stale},
        )
    return {"made": made, "altered": len(altered), "appeared": appeared, "stale": len(stale)}


def _event(taken: ChildImport, commune_id: int) -> int:
    event, _made = ImportEvent.objects.get_or_create(
        taken=taken, commune_id=commune_id,
        defaults={
            "kind": ImportKind.FILE, "title": str(taken.file.name)[:200] if taken.file else "", "digest": taken.digest,
            "actor_id": taken.written_by_id,
        },
    )  # fmt: skip
    return event.pk


def _mark_appeared(about: dict[str, Any]) -> int:
    """Rows that would make a child who was written by somebody else since the preview: left for a person."""
    others = (
        "(c.source_id IS NULL OR c.source_id <> ALL (%(all_sources)s::bigint[]))"
        " AND c.status NOT IN ('duplicate', 'withdrawn')"
    )
    alike = f"""
      SELECT r.number, c.id FROM registry_childimportrow r
        JOIN registry_child c ON c.commune_id = r.commune_id AND c.folded_name = r.folded
        WHERE {_MINE} AND {_MAKES} AND {others}
          AND (extract(year FROM c.date_of_birth) = extract(year FROM r.born)
            OR (r.mother_name <> '' AND c.folded_mother = treem_fold(r.mother_name)))
      UNION
      SELECT r.number, c.id FROM registry_childimportrow r JOIN registry_child c ON c.personal_id = r.personal_id
        WHERE {_MINE} AND {_MAKES} AND {others} AND r.personal_id <> '' AND c.personal_id <> ''"""
    found: int = _all(
        f"""UPDATE registry_childimportrow r SET state = 'alike', decision = '', alike_ids = f.ids,
              findings = '[["appeared", ""]]'::jsonb || coalesce(r.findings, '[]')
            FROM (SELECT a.number, jsonb_agg(a.id) AS ids FROM ({alike}) a
                  JOIN registry_childimportrow k ON k.taken_id = %(taken)s AND k.number = a.number
                  WHERE NOT coalesce(k.alike_ids, '[]') @> to_jsonb(a.id) GROUP BY a.number) f
            WHERE r.taken_id = %(taken)s AND r.number = f.number""",
        about,
    )[0]
    return found


def _make_households(about: dict[str, Any]) -> None:
    """A household that the list names and the register has not; one that is there already stays as it is."""
    _all(
        f"""INSERT INTO registry_household (uuid, commune_id, source_id, version, village_id, code, head_name, ethnicity,
              poverty, address, phone)
            SELECT gen_random_uuid(), n.commune_id, e.id, 1, n.village_id, n.household_code, n.head_name, n.ethnicity,
              n.poverty, '', ''
            FROM (SELECT DISTINCT ON (r.commune_id, r.household_code) r.commune_id, r.household_code, r.village_id,
                    r.head_name, r.ethnicity, coalesce(nullif(r.poverty, ''), 'none') AS poverty
                  FROM registry_childimportrow r WHERE {_MINE} AND ({_MAKES} OR {_ALTERS}) AND r.household_code <> ''
                  ORDER BY r.commune_id, r.household_code, r.number) n
            JOIN {_SOURCES} ON e.commune_id = n.commune_id
            LEFT JOIN (SELECT commune_id, code FROM registry_household WHERE commune_id = ANY (%(communes)s)) h
              ON h.commune_id = n.commune_id AND h.code = n.household_code
            WHERE h.code IS NULL""",
        about,
    )


# Read once for a piece: under row policies an index that is asked row by row costs more than the households of some communes.
_HOUSEHOLDS = """LEFT JOIN (SELECT h.commune_id, h.code, min(h.id) AS id FROM registry_household h
    WHERE h.commune_id = ANY (%(communes)s) AND h.code <> '' GROUP BY h.commune_id, h.code) h
  ON h.commune_id = r.commune_id AND h.code = {code}"""

_INSERT = f"""
INSERT INTO registry_child (uuid, version, commune_id, source_id, village_id, household_id, status, full_name, sort_key, sex,
  date_of_birth, birth_precision, ethnicity, personal_id, mother_name, father_name, permanent_residence, present_residence,
  residence_note, birth_registered, created_on, created_by_id)
SELECT r.uuid, 1, r.commune_id, e.id, r.village_id, h.id, 'active', r.full_name, r.sort_key, r.sex,
  r.born, r.precision, r.ethnicity, r.personal_id, r.mother_name, r.father_name, r.permanent_residence, r.present_residence,
  r.residence_note, coalesce(r.birth_registered, false), %(today)s, %(by)s
FROM registry_childimportrow r JOIN {_SOURCES} ON e.commune_id = r.commune_id
{_HOUSEHOLDS.format(code="r.household_code")}
WHERE {_MINE} AND {_MAKES} ORDER BY r.number
"""

_TEXTS = (
    "full_name", "sex", "birth_precision", "ethnicity", "personal_id", "mother_name", "father_name", "permanent_residence",
    "present_residence", "residence_note",
)  # fmt: skip


def _set(which: int) -> str:
    """The assignments that put the value before (0) or after (1) of each change."""
    parts = [f"{name} = coalesce(r.changes -> '{name}' ->> {which}, c.{name})" for name in _TEXTS]
    parts.append(
        f"date_of_birth = coalesce((r.changes -> 'date_of_birth' ->> {which})::date, c.date_of_birth)"
    )
    parts.append(
        f"birth_registered = coalesce((r.changes -> 'birth_registered' ->> {which})::boolean, c.birth_registered)"
    )
    parts.append(
        f"village_id = CASE WHEN r.changes ? 'village_id' THEN (r.changes -> 'village_id' ->> {which})::bigint"
        " ELSE c.village_id END"
    )
    return ", ".join(parts)


_UPDATE = f"""
UPDATE registry_child c SET {_set(1)}, version = c.version + 1,
  sort_key = CASE WHEN r.changes ? 'full_name' THEN r.sort_key ELSE c.sort_key END,
  household_id = CASE WHEN r.changes ? 'household' THEN h.id ELSE c.household_id END
FROM registry_childimportrow r
{_HOUSEHOLDS.format(code="r.household_code")}
WHERE {_MINE} AND {_ALTERS} AND c.id = r.child_id AND c.version = r.child_version AND c.status = 'active'
RETURNING r.number
"""


# -- taking back


def undo_piece(taken: ChildImport, *, after: int, through: int) -> dict[str, int]:
    """Withdraw the children that these rows made, give the changed ones their former values.

    A child that was edited since, or on which something hangs, is kept, and its row says so.
    """
    about: dict[str, Any] = {"taken": taken.pk, "after": after, "through": through}
    communes = [row[0] for row in _all(
        f"SELECT DISTINCT r.commune_id FROM registry_childimportrow r WHERE {_MINE} AND ({_MAKES} OR {_ALTERS})", about
    )]  # fmt: skip
    about["communes"] = communes
    lock_communes(communes)
    made = dict(_all(
        "SELECT c.id, r.number FROM registry_childimportrow r JOIN registry_child c ON c.uuid = r.uuid"
        f" WHERE {_MINE} AND {_MAKES}", about,
    ))  # fmt: skip
    used = (
        {row[0] for row in _all("SELECT registry_children_in_use(%(ids)s)", {"ids": list(made)})}
        if made
        else set()
    )
    gone = {row[0] for row in _all(
        "UPDATE registry_child c SET status = 'withdrawn', version = c.version + 1"
        " WHERE c.id = ANY (%(ids)s) AND c.version = 1 AND c.status = 'active' RETURNING c.id",
        {"ids": [pk for pk in made if pk not in used]},
    )} if made else set()  # fmt: skip
    restored = {row[0] for row in _all(_RESTORE, about)}
    altered = {row[0] for row in _all(
        f"SELECT r.number FROM registry_childimportrow r WHERE {_MINE} AND {_ALTERS}", about
    )}  # fmt: skip
    kept = sorted({number for pk, number in made.items() if pk not in gone} | (altered - restored))
    if kept:
        _all(
            "UPDATE registry_childimportrow r SET findings = '[[\"kept\", \"\"]]'::jsonb || coalesce(findings, '[]')"
            " WHERE r.taken_id = %(taken)s AND r.number = ANY (%(numbers)s)",
            {**about, "numbers": kept},
        )
    return {"withdrawn": len(gone), "restored": len(restored), "kept": len(kept)}


_RESTORE = f"""
UPDATE registry_child c SET {_set(0)}, version = c.version + 1,
  sort_key = CASE WHEN r.changes ? 'full_name' THEN coalesce(r.changes -> 'sort_key' ->> 0, c.sort_key) ELSE c.sort_key END,
  household_id = CASE WHEN r.changes ? 'household' THEN h.id ELSE c.household_id END
FROM registry_childimportrow r
{_HOUSEHOLDS.format(code="r.changes -> 'household' ->> 0")}
WHERE {_MINE} AND {_ALTERS} AND c.id = r.child_id AND c.version = r.child_version + 1 AND c.status = 'active'
RETURNING r.number
"""
