"""Search in a few communes compares the words of their own rows: the index of words yields the rows of every commune, most
of which are thrown away (p95 of one commune among 75: 22 ms before, measured on 382,000 children)."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

earlier = import_module("treem.registry.migrations.0001_children_and_households")
_BEGIN, _END = "CREATE FUNCTION registry_search", "REVOKE ALL ON FUNCTION registry_search"
BEFORE = "CREATE OR REPLACE FUNCTION registry_search" + earlier.SEARCH.split(_BEGIN)[1].split(_END)[0]

WORDS = r"""
-- A name between spaces; what parts words in the index is made a space.
CREATE FUNCTION registry_words(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ' ' || translate(name, '-''.,()/_’', '         ') || ' '
$$;
"""

AFTER = r"""
CREATE OR REPLACE FUNCTION registry_search(query text, most integer)
RETURNS TABLE (child bigint, kind text, found integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  folded text := btrim(treem_fold(query));
  digits text := regexp_replace(folded, '[[:space:].''-]', '', 'g');
  words text[];
  wanted tsquery;
  related_wanted tsquery;
  own bigint[];
  related bigint[] := '{}';
  few boolean := cardinality(mine) <= 3;
  patterns text[];
  pieces text[];
  related_patterns text[];
BEGIN
  IF coalesce(cardinality(mine), 0) = 0 OR folded = '' THEN
    RETURN;
  END IF;
  IF digits ~ '^[0-9]{9,12}$' THEN
    RETURN QUERY WITH candidates AS MATERIALIZED (
      SELECT c.id, c.sort_key FROM registry_child c
      WHERE c.personal_id LIKE digits || '%' AND c.personal_id <> '' AND c.commune_id = ANY (mine)
        AND c.status <> 'duplicate' LIMIT 501)
    SELECT c.id, 'number', (count(*) OVER ())::int FROM candidates c ORDER BY c.sort_key, c.id LIMIT least(most, 500);
    RETURN;
  END IF;
  -- Beginnings of words suffice; but "thi" and "van" stand in most names, and every word that begins so would be
  -- read: they are taken whole, unless one is typed last.
  words := array_remove(regexp_split_to_array(folded, '[[:space:][:punct:]]+'), '');
  SELECT string_agg(quote_literal(w.word) || CASE WHEN w.word IN ('thi', 'van') AND w.place < cardinality(words)
           THEN '' ELSE ':*' END, ' & ' ORDER BY w.place)::tsquery,
         string_agg(quote_literal(w.word) || CASE WHEN w.place < cardinality(words) THEN '' ELSE ':*' END, ' & '
           ORDER BY w.place)::tsquery
    INTO wanted, related_wanted
    FROM unnest(words) WITH ORDINALITY AS w (word, place);
  IF wanted IS NULL THEN
    RETURN;
  END IF;
  SELECT array_agg('% ' || w.word || CASE WHEN w.word IN ('thi', 'van') AND w.place < cardinality(words)
           THEN ' %' ELSE '%' END),
         array_agg('% ' || w.word || CASE WHEN w.place < cardinality(words) THEN ' %' ELSE '%' END),
         array_agg('%' || w.word || '%' ORDER BY length(w.word) DESC)
    INTO patterns, related_patterns, pieces
    FROM unnest(words) WITH ORDINALITY AS w (word, place);
  WITH candidates AS MATERIALIZED (
    SELECT c.id FROM registry_child c
    WHERE NOT few AND to_tsvector('simple'::regconfig, c.folded_name) @@ wanted AND c.commune_id = ANY (mine)
      AND c.status <> 'duplicate' LIMIT 501),
  rough AS MATERIALIZED (
    SELECT c.id, c.folded_name FROM registry_child c
    WHERE few AND c.commune_id = ANY (mine) AND c.status <> 'duplicate' AND c.folded_name LIKE ALL (pieces)),
  near AS MATERIALIZED (
    SELECT c.id FROM rough c WHERE registry_words(c.folded_name) LIKE ALL (patterns) LIMIT 501)
  SELECT coalesce(array_agg(c.id), '{}') INTO own FROM (SELECT id FROM candidates UNION ALL SELECT id FROM near) c;
  -- Beside children of that very name only those count whose mother bears it whole, and a hundred are enough;
  -- else words of both names together do.
  IF cardinality(own) <= 100 THEN
    WITH candidates AS MATERIALIZED (
      SELECT c.id FROM registry_child c
      WHERE NOT few AND to_tsvector('simple'::regconfig, c.folded_name || ' ' || c.folded_mother) @@ related_wanted
        AND (cardinality(own) = 0 OR to_tsvector('simple'::regconfig, c.folded_mother) @@ related_wanted)
        AND c.commune_id = ANY (mine) AND c.status <> 'duplicate' AND c.id <> ALL (own)
      LIMIT CASE WHEN cardinality(own) = 0 THEN 501 ELSE 100 END),
    rough AS MATERIALIZED (
      SELECT c.id, c.folded_name, c.folded_mother FROM registry_child c
      WHERE few AND cardinality(own) > 0 AND c.commune_id = ANY (mine) AND c.status <> 'duplicate'
        AND c.folded_mother LIKE ALL (pieces)
      UNION ALL
      SELECT c.id, c.folded_name, c.folded_mother FROM registry_child c
      WHERE few AND cardinality(own) = 0 AND c.commune_id = ANY (mine) AND c.status <> 'duplicate'
        AND c.folded_name || ' ' || c.folded_mother LIKE ALL (pieces)),
    near AS MATERIALIZED (
      SELECT c.id FROM rough c
      WHERE registry_words(c.folded_name || ' ' || c.folded_mother) LIKE ALL (related_patterns)
        AND (cardinality(own) = 0 OR registry_words(c.folded_mother) LIKE ALL (related_patterns))
        AND c.id <> ALL (own)
      LIMIT CASE WHEN cardinality(own) = 0 THEN 501 ELSE 100 END)
    SELECT coalesce(array_agg(c.id), '{}') INTO related FROM (SELECT id FROM candidates UNION ALL SELECT id FROM near) c;
  END IF;
  -- One word alone never looks enough like a whole name.
  IF cardinality(own) + cardinality(related) = 0 AND cardinality(words) > 1 AND to_regproc('similarity') IS NOT NULL THEN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
    RETURN QUERY EXECUTE
      'WITH candidates AS MATERIALIZED (
         SELECT c.id, c.sort_key, similarity(c.folded_name, $1) AS likeness FROM registry_child c
         WHERE ' || CASE WHEN cardinality(mine) > 3 THEN 'c.folded_name % $1'
                    -- In a few communes looking at every name is quicker than the index (13 against 72 ms).
                    ELSE 'abs(length(c.folded_name) - length($1)) <= length($1) / 3
                          AND similarity(c.folded_name, $1) >= 0.45' END || '
           AND c.commune_id = ANY ($2) AND c.status <> ''duplicate'' LIMIT 500)
       SELECT c.id, ''similar'', (count(*) OVER ())::int FROM candidates c
       ORDER BY c.likeness DESC, c.sort_key, c.id LIMIT $3'
      USING folded, mine, least(most, 20);
    RETURN;
  END IF;
  RETURN QUERY
    SELECT c.id, CASE WHEN c.id = ANY (own) THEN 'name' ELSE 'mother' END, cardinality(own) + cardinality(related)
    FROM registry_child c WHERE c.id = ANY (own || related)
    ORDER BY c.id <> ALL (own), c.sort_key, c.id LIMIT least(most, 500);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("registry", "0002_groups_are_listed_in_law"),)
    operations = (migrations.RunSQL(WORDS + AFTER, BEFORE + "DROP FUNCTION registry_words(text);"),)
