"""Which children break which rules: one statement for one child and for a whole commune.

Every rule is a condition on one row that holds the child and what belongs to it (``_ROW`` names its columns). The
statement compares what is broken now with the findings kept, and writes only the difference. What a commune keeps at
all (``habits``) is counted in the full run and read from there by the other: so both give the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from treem.kernel import personal_number
from treem.law import lists
from treem.law.errors import NotInForce
from treem.registry import rules as registry_rules
from treem.registry.filters import age_limit
from treem.registry.quality import rules

_ONE = "c.id = ANY (%(ids)s)"
_ALL = "c.commune_id = %(commune)s"

# What hangs on a double hangs on the child. A household counts where the child is: then an officer, who sees one
# commune, and the nightly run, which sees all, say the same.
_ROW = """
asked AS MATERIALIZED (
  SELECT c.id, c.commune_id, c.village_id, c.household_id, c.status, c.exit_on, c.full_name, c.folded_name, c.sex,
    c.date_of_birth, c.birth_precision, c.birth_latest, c.ethnicity, c.personal_id, c.mother_name, c.folded_mother,
    c.father_name,
    c.permanent_residence, c.present_residence, c.birth_registered, c.created_on,
    extract(year FROM c.date_of_birth)::int AS birth_year,
    extract(year FROM age(%(day)s, c.birth_latest))::int AS age,
    CASE WHEN c.status <> 'active' THEN 'gone' WHEN c.birth_latest > %(grown)s THEN 'listed'
      WHEN c.birth_latest > %(grown)s - 366 THEN 'grown' ELSE '' END AS who
  FROM registry_child c WHERE {which} AND c.status IN ('active', 'moved', 'died')),
roots AS MATERIALIZED (
  SELECT a.id, a.id AS child FROM asked a
  UNION ALL SELECT d.id, a.id FROM registry_child d JOIN asked a ON d.survivor_id = a.id
    WHERE d.survivor_id IS NOT NULL AND d.commune_id = a.commune_id),
homes AS MATERIALIZED (
  SELECT h.id, h.commune_id, h.head_name, h.code, h.poverty, h.ethnicity,
    EXISTS (SELECT 1 FROM registry_householdpoverty p WHERE p.household_id = h.id) AS poverty_dated
  FROM registry_household h WHERE h.id IN (SELECT a.household_id FROM asked a)),
keepers AS (
  SELECT k.household_id,
    count(*) FILTER (WHERE k.alive) AS living,
    count(*) FILTER (WHERE k.alive AND k.relation IN ('mother', 'father')) AS parents_living,
    count(*) FILTER (WHERE NOT k.alive AND k.relation IN ('mother', 'father')) AS parents_dead,
    count(*) FILTER (WHERE k.alive AND NOT k.away AND k.relation IN ('mother', 'father')) AS parents_here,
    count(*) FILTER (WHERE k.alive AND k.year_of_birth IS NULL AND k.relation IN ('mother', 'father')) AS without_year,
    max(k.year_of_birth) FILTER (WHERE k.relation IN ('mother', 'father')) AS youngest_parent,
    max(k.year_of_birth) FILTER (WHERE k.relation = 'mother') AS mother_year,
    min(coalesce(k.year_of_birth, 0)) FILTER (WHERE k.alive) AS eldest,
    array_agg(regexp_replace(treem_fold(k.full_name), '\\s+', ' ', 'g')) FILTER (WHERE k.relation = 'mother') AS mothers,
    array_agg(k.personal_id) FILTER (WHERE k.personal_id <> '') AS numbers,
    bool_or(k.relation IN ('mother', 'grandmother') AND k.sex = 'male'
      OR k.relation IN ('father', 'grandfather') AND k.sex = 'female') AS sex_wrong,
    bool_or(k.personal_id <> '' AND k.personal_id !~ '^[0-9]{{12}}$') AS number_wrong,
    bool_or((k.full_name = upper(k.full_name) OR k.full_name = lower(k.full_name)) AND char_length(k.full_name) > 3)
      AS case_wrong,
    sum(hashtext(concat_ws('/', k.full_name, k.year_of_birth, k.sex, k.relation, k.personal_id, k.alive, k.away))::bigint)
      AS mark
  FROM registry_carer k WHERE k.household_id IN (SELECT h.id FROM homes h)
    AND (k.to_on IS NULL OR k.to_on >= %(day)s) GROUP BY k.household_id),
members AS MATERIALIZED (
  SELECT c.id, c.household_id, lower(c.full_name) AS whole_name, c.folded_mother, c.date_of_birth, c.birth_precision
  FROM registry_child c WHERE c.household_id IN (SELECT h.id FROM homes h) AND c.status = 'active'
    AND c.birth_latest > %(grown)s),
crowded AS (SELECT m.household_id, count(*) AS children FROM members m GROUP BY m.household_id),
doubled AS (SELECT m.household_id, m.whole_name, m.date_of_birth, count(*) AS n FROM members m
  GROUP BY 1, 2, 3 HAVING count(*) > 1),
near AS (SELECT n.id FROM (
    SELECT m.id, m.date_of_birth - lag(m.date_of_birth) OVER w AS before, lead(m.date_of_birth) OVER w - m.date_of_birth AS after
    FROM members m WHERE m.birth_precision = 'day' AND m.folded_mother <> ''
    WINDOW w AS (PARTITION BY m.household_id, m.folded_mother ORDER BY m.date_of_birth)) n
  WHERE n.before BETWEEN 3 AND 210 OR n.after BETWEEN 3 AND 210),
holders AS (SELECT c.commune_id, c.personal_id, count(*) AS n FROM registry_child c
  WHERE c.personal_id <> '' AND c.personal_id IN (SELECT a.personal_id FROM asked a WHERE a.personal_id <> '')
    AND c.status IN ('active', 'moved', 'died') GROUP BY 1, 2 HAVING count(*) > 1),
crowds AS (SELECT c.commune_id, c.date_of_birth, count(*) AS n FROM registry_child c
  WHERE c.date_of_birth IN (SELECT a.date_of_birth FROM asked a WHERE extract(doy FROM a.date_of_birth) = 1)
    AND c.birth_precision = 'day' AND c.status = 'active' GROUP BY 1, 2),
noted AS (
  SELECT r.child, min(d.from_on) AS first_on, max(d.from_on) AS last_on,
    max(d.code) FILTER (WHERE d.kind = 'schooling' AND d.now) AS school,
    max(d.code) FILTER (WHERE d.kind = 'insurance' AND d.now) AS insurance,
    bool_or(d.kind = 'birth') AS birth_paper, min(d.from_on) FILTER (WHERE d.kind = 'birth') AS birth_paper_on,
    bool_or(d.kind = 'disability' AND d.now) AS disabled, bool_or(d.kind = 'benefit' AND d.now) AS benefit,
    min(d.from_on) FILTER (WHERE d.kind = 'risk' AND d.now) AS risk_since
  FROM roots r JOIN (SELECT d.child_id, d.kind, d.code, d.from_on, d.to_on IS NULL OR d.to_on >= %(day)s AS now
    FROM registry_childdetail d WHERE NOT d.withdrawn AND d.child_id IN (SELECT r.id FROM roots r)) d ON d.child_id = r.id
  GROUP BY r.child),
belongs AS (
  SELECT r.child, min(s.from_on) AS first_on, max(s.from_on) AS last_on, bool_or(s.to_on IS NULL) AS open,
    array_agg(DISTINCT s."group"::text) FILTER (WHERE s.from_on <= %(day)s AND (s.to_on IS NULL OR s.to_on >= %(day)s))
      AS groups,
    bool_or(s.basis = '' AND s.from_on <= %(day)s AND (s.to_on IS NULL OR s.to_on >= %(day)s)) AS without_basis
  FROM roots r JOIN registry_specialcircumstance s ON s.child_id = r.id AND NOT s.withdrawn GROUP BY r.child),
habits AS (SELECT DISTINCT ON (q.commune_id) q.commune_id, q.habits FROM registry_qualityscore q
  WHERE q.commune_id IN (SELECT a.commune_id FROM asked a) ORDER BY q.commune_id, q."on" DESC),
told AS MATERIALIZED (
  SELECT a.*, extract(year FROM %(day)s)::int AS this_year,
    h.id AS home_id, coalesce(h.head_name, '') AS head_name, coalesce(h.code, '') AS household_code,
    coalesce(h.poverty, 'none') AS poverty, coalesce(h.poverty_dated, false) AS poverty_dated,
    coalesce(k.living, 0) AS carers_living, coalesce(k.parents_living, 0) AS parents_living,
    coalesce(k.parents_dead, 0) AS parents_dead, coalesce(k.parents_here, 0) AS parents_here,
    coalesce(k.without_year, 0) AS parents_without_year, k.youngest_parent AS youngest_parent_year, k.mother_year,
    k.eldest AS youngest_possible_adult_year, coalesce(k.mothers, '{{}}') AS mothers,
    coalesce(k.numbers, '{{}}') AS carer_numbers, k.sex_wrong AS carer_sex_wrong, k.number_wrong AS carer_number_wrong,
    k.case_wrong AS carer_case_wrong, coalesce(k.mark, 0) AS carers_mark,
    coalesce(w.children, 0) AS children_in_household, coalesce(b.n, 1) AS same_in_household,
    near.id IS NOT NULL AS sibling_too_near, coalesce(o.n, 0) AS number_holders, coalesce(j.n, 0) AS born_with_it,
    n.school, n.insurance, coalesce(n.birth_paper, false) AS birth_paper, n.birth_paper_on,
    coalesce(n.disabled, false) AS disabled, coalesce(n.benefit, false) AS benefit, n.risk_since,
    least(n.first_on, g.first_on) AS first_event_on, greatest(n.last_on, g.last_on) AS last_event_on,
    coalesce(g.groups, '{{}}') AS groups, coalesce(g.without_basis, false) AS group_without_basis,
    coalesce(g.open, false) AS circumstance_open,
    v.id IS NOT NULL AS village_here,
    EXISTS (SELECT 1 FROM registry_childmove x WHERE x.child_id = a.id AND x.state = 'recorded') AS move_recorded,
    coalesce(m.present, false) AS at_ministry, (m.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS ministry_on,
    greatest(a.created_on, t.changed_on) AS touched_on,
    coalesce((q.habits ->> 'birth')::boolean, false) AS keeps_birth,
    coalesce((q.habits ->> 'schooling')::boolean, false) AS keeps_schooling,
    coalesce((q.habits ->> 'insurance')::boolean, false) AS keeps_insurance,
    coalesce((q.habits ->> 'benefit')::boolean, false) AS keeps_benefits,
    coalesce((q.habits ->> 'poverty')::boolean, false) AS keeps_poverty,
    coalesce((q.habits ->> 'ministry')::boolean, false) AS keeps_ministry,
    coalesce(nullif(q.habits ->> 'prefix', ''), left(a.personal_id, 3)) AS usual_prefix
  FROM asked a
  LEFT JOIN homes h ON h.id = a.household_id AND h.commune_id = a.commune_id
  LEFT JOIN keepers k ON k.household_id = h.id
  LEFT JOIN crowded w ON w.household_id = h.id
  LEFT JOIN doubled b ON b.household_id = h.id AND b.whole_name = lower(a.full_name) AND b.date_of_birth = a.date_of_birth
  LEFT JOIN near ON near.id = a.id
  LEFT JOIN holders o ON o.commune_id = a.commune_id AND o.personal_id = a.personal_id
  LEFT JOIN crowds j ON j.commune_id = a.commune_id AND j.date_of_birth = a.date_of_birth AND a.birth_precision = 'day'
  LEFT JOIN noted n ON n.child = a.id
  LEFT JOIN belongs g ON g.child = a.id
  LEFT JOIN territory_village v ON v.id = a.village_id AND v.unit_id = a.commune_id
    AND (v.valid_to IS NULL OR v.valid_to >= %(day)s)
  LEFT JOIN registry_ministrycopy m ON m.child_id = a.id
  LEFT JOIN habits q ON q.commune_id = a.commune_id
  LEFT JOIN registry_last_changes((SELECT array_agg(x.id) FROM asked x)) t ON t.child = a.id
  WHERE a.who <> '')
"""
_WRITE = """
broken AS MATERIALIZED (
  SELECT h.id, h.commune_id, split_part(h.hit, ' ', 1) AS rule, split_part(h.hit, ' ', 2)::int AS seen FROM (
    -- One array a child: rows of a lateral VALUES would be prepared anew for every child, which takes ten times as long.
    SELECT t.id, t.commune_id, unnest(array_remove(ARRAY[
    {rules}], NULL)) AS hit FROM told t) h),
written AS (
  INSERT INTO registry_qualityfinding (child_id, commune_id, rule, state, since, seen, reason)
  SELECT b.id, b.commune_id, b.rule, 'open', %(day)s, b.seen, '' FROM broken b
  WHERE NOT EXISTS (SELECT 1 FROM registry_qualityfinding f WHERE f.child_id = b.id AND f.rule = b.rule
    AND (f.state = 'open' AND f.seen = b.seen OR f.state = 'accepted' AND f.seen = b.seen))
  ON CONFLICT (child_id, rule) DO UPDATE SET state = 'open', closed_on = NULL, seen = excluded.seen, reason = '',
    by_id = NULL,
    since = CASE WHEN registry_qualityfinding.state = 'open' THEN registry_qualityfinding.since ELSE excluded.since END
  RETURNING 1),
ended AS (
  UPDATE registry_qualityfinding f
  SET state = CASE WHEN f.rule = ANY (%(known)s) AND EXISTS (SELECT 1 FROM told t
      WHERE t.id = f.child_id AND t.who = CASE WHEN f.rule = ANY (%(of_gone)s) THEN 'gone'
        WHEN f.rule = ANY (%(of_grown)s) THEN 'grown' ELSE 'listed' END) THEN 'fixed' ELSE 'gone' END,
    closed_on = %(day)s
  WHERE {findings} AND f.state IN ('open', 'accepted')
    AND NOT EXISTS (SELECT 1 FROM broken b WHERE b.id = f.child_id AND b.rule = f.rule)
  RETURNING 1)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM ended)
"""

# A commune keeps something once a tenth of its children have it; of benefits and poverty, which few have, one is enough.
_HABITS = """
INSERT INTO registry_qualityscore (commune_id, "on", children, clean_records, by_rule, by_field, habits)
SELECT %(commune)s, %(day)s, 0, 0, '{}', '{}', jsonb_build_object(
  'birth', e.n > 0 AND d.birth * 10 >= e.n, 'schooling', e.n > 0 AND d.schooling * 10 >= e.n,
  'insurance', e.n > 0 AND d.insurance * 10 >= e.n, 'benefit', d.benefit > 0,
  'poverty', EXISTS (SELECT 1 FROM registry_householdpoverty p WHERE p.commune_id = %(commune)s),
  'ministry', EXISTS (SELECT 1 FROM registry_ministrycopy m WHERE m.commune_id = %(commune)s AND m.present),
  'prefix', coalesce((SELECT x.prefix FROM (
      SELECT left(c.personal_id, 3) AS prefix, count(*) AS n, sum(count(*)) OVER () AS every FROM registry_child c
      WHERE c.commune_id = %(commune)s AND c.status = 'active' AND c.personal_id <> '' GROUP BY 1) x
    WHERE x.n * 2 > x.every AND x.every >= 20), ''))
FROM (SELECT count(*) AS n FROM registry_child c WHERE c.commune_id = %(commune)s AND c.status = 'active') e,
  (SELECT count(*) FILTER (WHERE d.kind = 'birth') AS birth, count(*) FILTER (WHERE d.kind = 'schooling') AS schooling,
    count(*) FILTER (WHERE d.kind = 'insurance') AS insurance, count(*) FILTER (WHERE d.kind = 'benefit') AS benefit
   FROM registry_childdetail d WHERE d.commune_id = %(commune)s AND NOT d.withdrawn) d
ON CONFLICT (commune_id, "on") DO UPDATE SET habits = excluded.habits
"""
_SCORE = """
WITH open AS (
  SELECT f.child_id, f.rule, w.field, w.serious FROM registry_qualityfinding f
  JOIN unnest(%(codes)s::text[], %(fields)s::text[], %(serious)s::boolean[]) AS w (code, field, serious) ON w.code = f.rule
  WHERE f.commune_id = %(commune)s AND f.state = 'open'),
listed AS (SELECT c.id FROM registry_child c WHERE c.commune_id = %(commune)s AND c.status = 'active'
  AND c.birth_latest > %(grown)s)
UPDATE registry_qualityscore q SET
  children = (SELECT count(*) FROM listed),
  clean_records = (SELECT count(*) FROM listed l WHERE NOT EXISTS (SELECT 1 FROM open o WHERE o.child_id = l.id AND o.serious)),
  by_rule = coalesce((SELECT jsonb_object_agg(x.rule, x.n) FROM (SELECT o.rule, count(*) AS n FROM open o GROUP BY 1) x), '{}'),
  by_field = coalesce((SELECT jsonb_object_agg(x.field, x.n) FROM (
    SELECT o.field, count(DISTINCT o.child_id) AS n FROM open o GROUP BY 1) x), '{}')
WHERE q.commune_id = %(commune)s AND q."on" = %(day)s
"""


def check_commune(commune_id: int, day: date) -> tuple[int, int]:
    """Every child of a commune against every rule; then its score of the day.

    Returns how many findings came or came back, and how many ended. Safe to repeat.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # One statement for thousands of children: compiling it costs more than it brings.
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL jit = off")
        given = {**_given(day), "commune": commune_id}
        cursor.execute(_HABITS, given)
        cursor.execute(_statement(_ALL, "f.commune_id = %(commune)s", day), given)
        written, ended = cursor.fetchone()
        found = rules.all_rules().values()
        cursor.execute(
            _SCORE,
            {**given, "codes": [rule.code for rule in found], "fields": [rule.field for rule in found],
             "serious": [rule.serious for rule in found]},
        )  # fmt: skip
        return written, ended


def check(communes: Iterable[int], day: date) -> tuple[int, int]:
    """``check_commune`` for several, each in its own transaction; the sums."""
    came = ended = 0
    for commune_id in communes:
        written, closed = check_commune(commune_id, day)
        came, ended = came + written, ended + closed
    return came, ended


def recheck(children: Collection[int], day: date) -> None:
    """The rules for children who were just changed, and for those whom a rule compares with them: of the household, or
    with the same number. Called in the transaction of the change."""
    if not children:
        return
    with connection.cursor() as cursor:
        # For one child planning takes longer than looking: the joins stay in the order in which they stand.
        cursor.execute("SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1")
        cursor.execute(
            "SELECT c.id FROM registry_child c WHERE c.id = ANY (%(ids)s)"
            " UNION SELECT c.id FROM registry_child c WHERE c.household_id IN"
            "  (SELECT o.household_id FROM registry_child o WHERE o.id = ANY (%(ids)s))"
            " UNION SELECT c.id FROM registry_child c WHERE c.personal_id <> '' AND c.personal_id IN"
            "  (SELECT o.personal_id FROM registry_child o WHERE o.id = ANY (%(ids)s))"
            " UNION SELECT o.survivor_id FROM registry_child o WHERE o.id = ANY (%(ids)s) AND o.survivor_id IS NOT NULL",
            {"ids": list(children)},
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        given = {**_given(day), "ids": sorted({*ids, *children})}
        cursor.execute(_statement(_ONE, "f.child_id = ANY (%(ids)s)", day), given)
        cursor.execute("SET LOCAL join_collapse_limit TO DEFAULT")


def recheck_household(household_ids: Iterable[int], day: date) -> None:
    """The same for everybody of households whose own data or carers were changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM registry_child c WHERE c.household_id = ANY (%s)", [list(household_ids)]
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    recheck(ids, day)


@lru_cache(maxsize=4)
def _statement(which: str, findings: str, day: date) -> str:
    lines = []
    for rule in rules.all_rules().values():
        condition, mark = rule.sql(rule.condition, day), rule.sql(rule.mark, day)
        lines.append(
            f"CASE WHEN t.who = '{rule.who}' AND ({condition})"
            f" THEN '{rule.code} ' || hashtext(coalesce(({mark})::text, '')) END"
        )
    write = _WRITE.format(rules=",\n    ".join(lines), findings=findings)
    return f"WITH {_ROW.format(which=which)},\n{write}"


def _given(day: date) -> dict[str, Any]:
    found = rules.all_rules().values()
    try:
        peoples = list(lists.listed(registry_rules.PEOPLES, on=day).codes)
    except NotInForce:
        peoples = []
    return {
        "day": day, "grown": registry_rules.born_after(day, age_limit(day)), "peoples": peoples,
        "prefixes": list(personal_number.prefixes()), "known": [rule.code for rule in found],
        "of_gone": [rule.code for rule in found if rule.who == "gone"],
        "of_grown": [rule.code for rule in found if rule.who == "grown"],
    }  # fmt: skip
