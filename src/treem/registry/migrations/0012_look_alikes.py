"""One child against the whole register: candidates by few selective keys; of other communes only where, and how surely."""

from __future__ import annotations

from django.db import migrations

# Which children nothing at all may be told of outside their commune. Nobody here; the rooms above that know of open
# cases, separations or protected addresses put their answer in its place.
GUARDED = """
CREATE FUNCTION registry_guarded(children bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint WHERE false
$$;
REVOKE ALL ON FUNCTION registry_guarded(bigint[]) FROM PUBLIC;
"""

INDEXES = """
CREATE INDEX registry_child_given ON registry_child (split_part(folded_name, ' ', -1), date_of_birth);
CREATE INDEX registry_child_born ON registry_child (date_of_birth);
CREATE INDEX registry_child_mother ON registry_child (folded_mother, date_of_birth) WHERE folded_mother <> '';
"""

FUNCTIONS = """
-- Children of the scope that share a selective key with the one asked about, those that share most first; to be weighed
-- by whoever asked. Row policies would forbid the indexes for these expressions, hence the scope inside. Each key finds a
-- few hundred rows at most, whatever the values: one plan serves all, and planning would take longer than looking
-- ("+ 0" keeps the far less selective index on communes out of it).
CREATE FUNCTION registry_candidates(name text, born date, sex_given text, mother text, number text, most integer)
RETURNS TABLE (child bigint, full_name text, sex text, date_of_birth date, birth_precision text, personal_id text,
  mother_name text, father_name text, commune bigint, village bigint, ethnicity text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  few boolean := cardinality(mine) <= 3;
  folded text := regexp_replace(btrim(treem_fold(name)), '[[:space:]]+', ' ', 'g');
  given text := split_part(folded, ' ', -1);
  family text := split_part(folded, ' ', 1);
  folded_m text := regexp_replace(btrim(treem_fold(mother)), '[[:space:]]+', ' ', 'g');
  year integer := extract(year FROM born)::int;
  first_day date := make_date(extract(year FROM born)::int, 1, 1);
  turned date := CASE WHEN extract(day FROM born) <= 12
    THEN make_date(extract(year FROM born)::int, extract(day FROM born)::int, extract(month FROM born)::int) END;
BEGIN
  IF coalesce(cardinality(mine), 0) = 0 OR born IS NULL THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH near AS MATERIALIZED (
    (SELECT c.id FROM registry_child c
     WHERE number <> '' AND c.personal_id = number AND c.personal_id <> '' LIMIT 20)
    UNION
    (SELECT c.id FROM registry_child c
     WHERE given <> '' AND split_part(c.folded_name, ' ', -1) = given AND c.commune_id + 0 = ANY (mine)
       AND c.date_of_birth BETWEEN first_day - CASE WHEN few THEN 366 ELSE 0 END
         AND (first_day + CASE WHEN few THEN interval '2 years' ELSE interval '1 year' END)::date - 1
       AND (few OR split_part(c.folded_name, ' ', 1) = family) LIMIT 1000)
    UNION
    (SELECT c.id FROM registry_child c
     WHERE c.date_of_birth IN (born, turned, first_day) AND c.commune_id + 0 = ANY (mine)
       AND (few OR split_part(c.folded_name, ' ', -1) = given OR (folded_m <> '' AND c.folded_mother = folded_m)
         OR (c.sex = sex_given AND split_part(c.folded_name, ' ', 1) = family
           AND left(split_part(c.folded_name, ' ', -1), 1) = left(given, 1))) LIMIT 1000)
    UNION
    (SELECT c.id FROM registry_child c
     WHERE folded_m <> '' AND c.folded_mother = folded_m AND c.folded_mother <> '' AND c.commune_id + 0 = ANY (mine)
       AND c.date_of_birth BETWEEN born - 400 AND born + 400 LIMIT 300))
  SELECT c.id, c.full_name::text, c.sex::text, c.date_of_birth, c.birth_precision::text, c.personal_id::text,
    c.mother_name::text, c.father_name::text, c.commune_id, c.village_id, c.ethnicity::text
  FROM near n JOIN registry_child c ON c.id = n.id
  WHERE c.commune_id = ANY (mine) AND c.status NOT IN ('duplicate', 'withdrawn')
  ORDER BY CASE WHEN number <> '' AND c.personal_id = number THEN 9 ELSE 0 END
    + CASE WHEN c.date_of_birth = born THEN 4 WHEN c.date_of_birth = turned THEN 3
        WHEN extract(year FROM c.date_of_birth) = year THEN 1 ELSE 0 END
    + CASE WHEN split_part(c.folded_name, ' ', -1) = given THEN 3
        WHEN left(split_part(c.folded_name, ' ', -1), 2) = left(given, 2) THEN 1 ELSE 0 END
    + CASE WHEN c.folded_name = folded THEN 2 WHEN split_part(c.folded_name, ' ', 1) = family THEN 1 ELSE 0 END
    + CASE WHEN folded_m <> '' AND c.folded_mother = folded_m THEN 4
        WHEN folded_m <> '' AND split_part(c.folded_mother, ' ', -1) = split_part(folded_m, ' ', -1) THEN 2 ELSE 0 END DESC,
    c.id
  LIMIT least(most, 200);
END
$$;
REVOKE ALL ON FUNCTION registry_candidates(text, date, text, text, text, integer) FROM PUBLIC;

-- Outside the scope: in which commune a child is registered of whom the asker knows already either number, year and
-- given name, or whole name, day of birth and mother's whole name. Nothing else comes back; a part of a name, a sign
-- that stands for any other, or a year finds nobody; where more than three communes fit, or the child is guarded,
-- the answer is as if nobody were there.
CREATE FUNCTION registry_known_elsewhere(name text, born date, known text, mother text, number text)
RETURNS TABLE (commune bigint, level text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  folded text := regexp_replace(btrim(treem_fold(name)), '[[:space:]]+', ' ', 'g');
  folded_m text := regexp_replace(btrim(treem_fold(mother)), '[[:space:]]+', ' ', 'g');
BEGIN
  IF coalesce(cardinality(mine), 0) = 0 OR born IS NULL OR position(' ' IN folded) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    (SELECT c.id, c.commune_id, 'number' AS level FROM registry_child c
     WHERE number ~ '^[0-9]{12}$' AND c.personal_id = number AND c.personal_id <> ''
       AND split_part(c.folded_name, ' ', -1) = split_part(folded, ' ', -1)
       AND extract(year FROM c.date_of_birth) = extract(year FROM born)
       AND c.commune_id <> ALL (mine) AND c.status = 'active' LIMIT 10)
    UNION ALL
    (SELECT c.id, c.commune_id, 'person' FROM registry_child c
     WHERE known = 'day' AND position(' ' IN folded_m) > 0 AND c.folded_mother = folded_m AND c.folded_mother <> ''
       AND c.date_of_birth = born AND c.birth_precision = 'day' AND c.folded_name = folded
       AND c.commune_id <> ALL (mine) AND c.status = 'active' LIMIT 10)),
  told AS (SELECT f.commune_id, min(f.level) AS level FROM found f
    WHERE f.id NOT IN (SELECT registry_guarded((SELECT array_agg(g.id) FROM found g)))
    GROUP BY f.commune_id)
  SELECT t.commune_id, t.level FROM told t WHERE (SELECT count(*) FROM told) <= 3 ORDER BY t.level, t.commune_id;
END
$$;
REVOKE ALL ON FUNCTION registry_known_elsewhere(text, date, text, text, text) FROM PUBLIC;

-- Pairs across the border of the scope: the own child, and of the other one the commune alone. Only what the province
-- asked about or what is likely, and never where the other child is guarded.
CREATE FUNCTION registry_alike_at_border()
RETURNS TABLE (pair bigint, address uuid, child bigint, elsewhere bigint, own bigint, asked boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
BEGIN
  IF coalesce(cardinality(mine), 0) = 0 THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH across AS MATERIALIZED (
    SELECT p.id, p.uuid, p.judgement, p.chance,
      CASE WHEN p.first_commune_id = ANY (mine) THEN p.first_id ELSE p.second_id END AS ours,
      CASE WHEN p.first_commune_id = ANY (mine) THEN p.second_id ELSE p.first_id END AS theirs
    FROM registry_alikepair p
    WHERE p.judgement IN ('', 'asked') AND (p.judgement = 'asked' OR p.chance >= 50)
      AND (p.first_commune_id = ANY (mine)) <> (p.second_commune_id = ANY (mine)))
  SELECT x.id, x.uuid, x.ours, b.commune_id, a.commune_id, x.judgement = 'asked'
  FROM across x JOIN registry_child a ON a.id = x.ours JOIN registry_child b ON b.id = x.theirs
  WHERE a.status = 'active' AND b.status = 'active'
    AND x.theirs NOT IN (SELECT registry_guarded((SELECT array_agg(g.theirs) FROM across g)))
  ORDER BY x.judgement = 'asked' DESC, x.chance DESC NULLS LAST, x.id LIMIT 200;
END
$$;
REVOKE ALL ON FUNCTION registry_alike_at_border() FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_candidates(text, date, text, text, text, integer),
      registry_known_elsewhere(text, date, text, text, text), registry_alike_at_border() TO treem_app;
  END IF;
END
$$;
"""
BACK = """
DROP FUNCTION registry_alike_at_border();
DROP FUNCTION registry_known_elsewhere(text, date, text, text, text);
DROP FUNCTION registry_candidates(text, date, text, text, text, integer);
DROP FUNCTION registry_guarded(bigint[]);
DROP INDEX registry_child_given, registry_child_born, registry_child_mother;
"""


class Migration(migrations.Migration):
    dependencies = (("registry", "0011_alike_records"),)
    operations = (migrations.RunSQL(GUARDED + INDEXES + FUNCTIONS, BACK),)
