"""Comparing what was read with the register, by sets, in the database.

The rows stand in a temporary table of the connection (``incoming``): the application may not COPY into a table with row
policies. Everything read of the register is read under the policies: a child of another scope is not seen, so nothing
is told of it.

Which child a row means, in this order:

1. the child that this very row made or met when the same file was taken in before: nothing changes;
2. the child with the same personal number, where year of birth and name agree; else a person decides;
3. the child of the commune with the same name (also in the other tone style), sex and birth, and the same mother or the
   same household, when it is one only and the numbers do not speak against;
4. the child from which the row differs in nothing at all, when it is one only;
5. whoever looks alike (same folded name, and the year of birth or the mother) is shown to a person, never merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

from treem.registry.imports.cleaning import FIELDS

if TYPE_CHECKING:
    from treem.registry.models import ChildImport, ChildImportRow

COLUMNS = {
    "full_name": "i.full_name", "sex": "i.sex", "date_of_birth": "i.born", "birth_precision": "i.precision",
    "ethnicity": "i.ethnicity", "personal_id": "i.personal_id", "mother_name": "i.mother_name",
    "father_name": "i.father_name", "village_id": "i.village_id", "permanent_residence": "i.permanent_residence",
    "present_residence": "i.present_residence", "residence_note": "i.residence_note",
    "birth_registered": "i.birth_registered",
}  # fmt: skip
"""Columns of a child that a list may change, and what the row says of them."""

_CREATE = """
DROP TABLE IF EXISTS incoming;
CREATE TEMPORARY TABLE incoming (
  number integer NOT NULL, refused boolean NOT NULL, commune_id bigint, full_name text NOT NULL, exact text NOT NULL,
  exact_old text NOT NULL, folded text NOT NULL, sort_key text NOT NULL, sex text NOT NULL, born date, precision text NOT NULL,
  ethnicity text NOT NULL, personal_id text NOT NULL, mother_name text NOT NULL, folded_mother text NOT NULL,
  father_name text NOT NULL, village_id bigint, household_code text NOT NULL, head_name text NOT NULL, poverty text NOT NULL,
  permanent_residence text NOT NULL, present_residence text NOT NULL, residence_note text NOT NULL,
  birth_registered boolean, findings jsonb);
"""
COPY = f"COPY incoming ({', '.join(FIELDS)}, findings) FROM STDIN"

# Said twice in the file: the same number, or the same name, birth and mother in one commune.
_TWICE = """
CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
  SELECT number, min(first) AS first, min(code) AS code FROM (
    SELECT number, first_value(number) OVER w AS first, 'twice_number' AS code FROM incoming
      WHERE personal_id <> '' AND NOT refused WINDOW w AS (PARTITION BY personal_id ORDER BY number)
    UNION ALL
    SELECT number, first_value(number) OVER w, 'row_twice' FROM incoming WHERE NOT refused
      WINDOW w AS (PARTITION BY commune_id, exact, born, precision, sex, folded_mother ORDER BY number)) t
  WHERE number <> first GROUP BY number
"""

_MET_BEFORE = """
  SELECT i.number, c.id, 'before' AS kind FROM incoming i
    JOIN registry_childimportrow r ON r.number = i.number AND (r.state = 'new' OR r.decision = 'new')
    JOIN registry_childimport t ON t.id = r.taken_id AND {again} AND r.number <= t.done_through
    JOIN registry_child d ON d.uuid = r.uuid JOIN registry_child c ON c.id = coalesce(d.survivor_id, d.id)
    WHERE NOT i.refused AND c.status NOT IN ('duplicate', 'withdrawn')
  UNION ALL
  SELECT i.number, c.id, 'before' AS kind FROM incoming i
    JOIN registry_childimportrow r ON r.number = i.number AND r.decision <> 'new'
    JOIN registry_childimport t ON t.id = r.taken_id AND {again} AND r.number <= t.done_through
    JOIN registry_child d ON d.id = r.child_id JOIN registry_child c ON c.id = coalesce(d.survivor_id, d.id)
    WHERE NOT i.refused AND r.state IN ('changed', 'same', 'alike') AND c.status NOT IN ('duplicate', 'withdrawn')
  UNION ALL
""".format(again="t.digest = %(digest)s AND t.state = 'applied' AND t.layout ->> 'sheet' = %(sheet)s")

_SAME_NAME = "lower(c.full_name) IN (i.exact, i.exact_old)"
_NUMBERS_AGREE = "(i.personal_id = '' OR c.personal_id = '' OR i.personal_id = c.personal_id)"

# One line for each row and each child it may mean.
_CANDIDATES = """
CREATE TEMPORARY TABLE candidates ON COMMIT DROP AS
{before}
  SELECT i.number, c.id,
    CASE WHEN c.commune_id <> i.commune_id THEN 'elsewhere'
         WHEN c.folded_name = i.folded AND extract(year FROM c.date_of_birth) = extract(year FROM i.born) THEN 'number'
         ELSE 'number_conflict' END AS kind
  FROM incoming i JOIN registry_child c ON c.personal_id = i.personal_id
  WHERE i.personal_id <> '' AND c.personal_id <> '' AND NOT i.refused AND c.status NOT IN ('duplicate', 'withdrawn')
  UNION ALL
  SELECT i.number, c.id,
    CASE WHEN {same_name} AND c.date_of_birth = i.born AND c.birth_precision = i.precision AND c.sex = i.sex
           AND {numbers_agree} AND c.status = 'active'
      THEN CASE WHEN (i.folded_mother <> '' AND c.folded_mother = i.folded_mother)
                  OR (i.household_code <> '' AND EXISTS (SELECT 1 FROM registry_household h
                      WHERE h.id = c.household_id AND h.code = i.household_code)) THEN 'exact'
                WHEN NOT ({differs}) THEN 'identical' ELSE 'alike' END
      ELSE 'alike' END
  FROM incoming i JOIN registry_child c ON c.commune_id = i.commune_id AND c.folded_name = i.folded
  WHERE NOT i.refused AND c.status NOT IN ('duplicate', 'withdrawn')
    AND (extract(year FROM c.date_of_birth) = extract(year FROM i.born)
      OR (i.folded_mother <> '' AND c.folded_mother = i.folded_mother))
"""

_VERDICTS = """
CREATE TEMPORARY TABLE verdicts ON COMMIT DROP AS
  SELECT number, state, child, code, alike,
    -- A second row that means a child that an earlier one means already.
    CASE WHEN state = 'met' THEN first_value(number) OVER (PARTITION BY child, state ORDER BY number) END AS first
  FROM (SELECT k.number,
      CASE WHEN n_before = 1 THEN 'again' WHEN n_elsewhere > 0 THEN 'elsewhere' WHEN n_number = 1 AND n_conflict = 0 THEN 'met'
           WHEN n_number + n_conflict > 0 THEN 'alike' WHEN n_exact = 1 THEN 'met'
           WHEN n_exact = 0 AND n_identical = 1 AND n_all = 1 THEN 'met' ELSE 'alike' END AS state,
      CASE WHEN n_before = 1 THEN before WHEN n_number = 1 AND n_conflict = 0 THEN by_number
           WHEN n_number + n_conflict = 0 AND n_exact = 1 THEN exact
           WHEN n_number + n_conflict = 0 AND n_exact = 0 AND n_identical = 1 AND n_all = 1 THEN identical END AS child,
      CASE WHEN n_elsewhere > 0 THEN 'elsewhere' WHEN n_number + n_conflict > 0 THEN 'number_conflict' ELSE 'alike' END AS code,
      alike
    FROM (SELECT number,
        count(DISTINCT id) FILTER (WHERE kind = 'before') AS n_before, min(id) FILTER (WHERE kind = 'before') AS before,
        count(DISTINCT id) FILTER (WHERE kind = 'elsewhere') AS n_elsewhere,
        count(DISTINCT id) FILTER (WHERE kind = 'number') AS n_number, min(id) FILTER (WHERE kind = 'number') AS by_number,
        count(DISTINCT id) FILTER (WHERE kind = 'number_conflict') AS n_conflict,
        count(DISTINCT id) FILTER (WHERE kind = 'exact') AS n_exact, min(id) FILTER (WHERE kind = 'exact') AS exact,
        count(DISTINCT id) FILTER (WHERE kind = 'identical') AS n_identical,
        min(id) FILTER (WHERE kind = 'identical') AS identical, count(DISTINCT id) AS n_all,
        jsonb_agg(DISTINCT id) FILTER (WHERE kind <> 'elsewhere') AS alike
      FROM candidates GROUP BY number) k) v
"""

_STORE = """
INSERT INTO registry_childimportrow (taken_id, owner_id, by_id, number, state, decision, uuid, commune_id, child_id,
  child_version, alike_ids, changes, findings, full_name, folded, sort_key, sex, born, precision, ethnicity, personal_id,
  mother_name, father_name, village_id, household_code, head_name, poverty, permanent_residence, present_residence,
  residence_note, birth_registered)
SELECT %(taken)s, %(owner)s, %(by)s, x.number,
  CASE WHEN x.refusal IS NOT NULL OR x.refused THEN 'refused' WHEN x.verdict = 'alike' THEN 'alike'
       WHEN x.verdict = 'again' THEN 'same' WHEN x.verdict = 'met' THEN CASE WHEN x.changes = '{{}}'::jsonb THEN 'same' ELSE 'changed' END ELSE 'new' END,
  '', gen_random_uuid(), CASE WHEN x.refusal IS NULL AND NOT x.refused THEN x.commune_id END,
  CASE WHEN x.verdict IN ('met', 'again') THEN x.child END, x.child_version,
  CASE WHEN x.verdict = 'alike' AND x.refusal IS NULL THEN x.alike END,
  CASE WHEN x.verdict = 'met' AND x.refusal IS NULL THEN x.changes END,
  CASE WHEN x.refusal IS NOT NULL THEN jsonb_build_array(x.refusal) || coalesce(x.findings, '[]')
       WHEN x.verdict = 'alike' THEN jsonb_build_array(jsonb_build_array(x.code, '')) || coalesce(x.findings, '[]')
       ELSE x.findings END,
  left(x.full_name, 200), left(x.folded, 200), x.sort_key, x.sex, x.born, x.precision, x.ethnicity, x.personal_id,
  left(x.mother_name, 120), left(x.father_name, 120), x.village_id, left(x.household_code, 30), left(x.head_name, 120), x.poverty,
  left(x.permanent_residence, 250), left(x.present_residence, 250), left(x.residence_note, 250), x.birth_registered
FROM (SELECT i.*, v.state AS verdict, v.child, v.code, v.alike, c.version AS child_version,
    CASE WHEN i.refused THEN NULL
         WHEN t.number IS NOT NULL THEN jsonb_build_array(t.code, t.first::text)
         WHEN v.state = 'elsewhere' THEN jsonb_build_array('elsewhere', '')
         WHEN v.first <> i.number THEN jsonb_build_array('child_twice', v.first::text) END AS refusal,
    CASE WHEN v.state = 'met' THEN {changes} END AS changes
  FROM incoming i LEFT JOIN twice t ON t.number = i.number LEFT JOIN verdicts v ON v.number = i.number
  LEFT JOIN registry_child c ON c.id = v.child AND v.state = 'met'
  LEFT JOIN registry_household h ON h.id = c.household_id) x
"""


def _said(column: str, said: str) -> str:
    """Whether the row says something of the column."""
    return f"{said} IS NOT NULL" if column in ("village_id", "birth_registered") else f"{said} <> ''"


def _differs(column: str, said: str) -> str:
    """Whether the row says something else than the record. Less knowledge of a birth is no other birth."""
    if column == "full_name":
        return f"({said} <> c.full_name AND NOT ({_SAME_NAME}))"
    if column in ("mother_name", "father_name"):
        # The same letters in other case or tone style are no news; most are the same and need no folding.
        return f"({said} <> '' AND {said} <> c.{column} AND treem_fold({said}) <> treem_fold(c.{column}))"
    if column in ("date_of_birth", "birth_precision"):
        known = (
            "(i.precision IN ('year', 'estimated') AND extract(year FROM i.born) = extract(year FROM c.date_of_birth)"
            " OR i.precision = 'month' AND date_trunc('month', i.born) = date_trunc('month', c.date_of_birth)"
            " AND c.birth_precision = 'day')"
        )
        return f"({said} <> c.{column} AND NOT {known})"
    return f"({_said(column, said)} AND {said} IS DISTINCT FROM c.{column})"


_HOUSEHOLD_DIFFERS = "(i.household_code <> '' AND i.household_code IS DISTINCT FROM h.code)"


def _changes() -> str:
    """A JSON object of the columns that would change, each with the value before and after.

    The columns are looked at twice, first for any difference at all: of most children a list says nothing new.
    """
    pairs = {column: (_differs(column, said), f"c.{column}", said) for column, said in COLUMNS.items()}
    pairs["sort_key"] = (_differs("full_name", "i.full_name"), "c.sort_key", "i.sort_key")
    pairs["household"] = (_HOUSEHOLD_DIFFERS, "h.code", "i.household_code")
    built = ", ".join(
        f"'{column}', CASE WHEN {differs} THEN jsonb_build_array({before}, {after}) END"
        for column, (differs, before, after) in pairs.items()
    )
    unlike = " OR ".join(differs for differs, _before, _after in pairs.values())
    return f"CASE WHEN {unlike} THEN jsonb_strip_nulls(jsonb_build_object({built})) ELSE '{{}}'::jsonb END"


def changes_of(row: ChildImportRow) -> dict[str, list[Any]]:
    """What a row would change of the child that a person says it is; empty where it says nothing new."""
    from treem.kernel.vietnamese import tone_style
    from treem.registry.imports.cleaning import old_style

    small = tone_style(row.full_name.lower())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_changes()} FROM (SELECT r.*, %s AS exact, %s AS exact_old FROM registry_childimportrow r"
            " WHERE r.id = %s) i JOIN registry_child c ON c.id = %s LEFT JOIN registry_household h ON h.id = c.household_id",
            [small, old_style(small), row.pk, row.child_id],
        )
        found = cursor.fetchone()
    if found is None:
        return {}
    said: dict[str, list[Any]] = json.loads(found[0]) if isinstance(found[0], str) else found[0]
    return said


def make_table() -> None:
    """An empty ``incoming`` on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def copy_in(lines: bytes) -> None:
    """Rows as ``process.copy_line`` wrote them."""
    with connection.cursor() as cursor, cursor.cursor.copy(COPY) as out:
        out.write(lines)


def compare(taken: ChildImport) -> None:
    """Say of each row what becomes of it, and keep it for the preview. In the transaction of the caller."""
    before = _MET_BEFORE if _seen_before(taken) else ""
    differs = " OR ".join(_differs(column, said) for column, said in COLUMNS.items())
    candidates = _CANDIDATES.format(
        before=before, same_name=_SAME_NAME, numbers_agree=_NUMBERS_AGREE, differs=differs
    )
    about: Mapping[str, Any] = {
        "taken": taken.pk, "owner": taken.commune_id, "by": taken.created_by_id, "digest": taken.digest,
        "sheet": taken.layout.get("sheet", ""),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '128MB'")
        cursor.execute("ANALYZE incoming")
        cursor.execute("DELETE FROM registry_childimportrow WHERE taken_id = %s", [taken.pk])
        for statement in (_TWICE, candidates, _VERDICTS):
            cursor.execute(statement, about)
        cursor.execute("ANALYZE twice; ANALYZE candidates; ANALYZE verdicts")
        cursor.execute(_STORE.format(changes=_changes()), about)
        cursor.execute("DROP TABLE twice, candidates, verdicts")


def _seen_before(taken: ChildImport) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM registry_childimport WHERE digest = %s AND state = 'applied' AND id <> %s)",
            [taken.digest, taken.pk],
        )
        return bool(cursor.fetchone()[0])


def drop_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming")


def counts_of(taken: ChildImport) -> dict[str, int]:
    """Rows by state, and the decided ones among the look-alikes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*), count(*) FILTER (WHERE decision <> '') FROM registry_childimportrow"
            " WHERE taken_id = %s GROUP BY state",
            [taken.pk],
        )
        found: Iterable[tuple[str, int, int]] = cursor.fetchall()
    counts = dict.fromkeys(("new", "changed", "same", "alike", "refused", "decided"), 0)
    for state, n, decided in found:
        counts[state] = n
        if state == "alike":
            counts["decided"] = decided
    return counts
