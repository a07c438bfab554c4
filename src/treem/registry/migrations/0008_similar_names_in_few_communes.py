"""In a few communes each name is compared once, however many children bear it: half of the time of a search that finds
nobody of that very name (p95 of one commune among 75, 382,000 children: 21.5 ms before)."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("treem.registry.migrations.0005_lists_of_children").SEARCH_AFTER

_BEGIN, _END = "    RETURN QUERY EXECUTE\n", "       SELECT c.id, ''similar''"
CANDIDATES = r"""    RETURN QUERY EXECUTE
      CASE WHEN few THEN
        'WITH names AS MATERIALIZED (
           SELECT DISTINCT c.folded_name FROM registry_child c
           WHERE c.commune_id = ANY ($2) AND abs(length(c.folded_name) - length($1)) <= length($1) / 3),
         near AS MATERIALIZED (SELECT n.folded_name, similarity(n.folded_name, $1) AS likeness FROM names n),
         candidates AS MATERIALIZED (
           SELECT c.id, c.sort_key, n.likeness FROM near n JOIN registry_child c USING (folded_name)
           WHERE n.likeness >= 0.45 AND c.commune_id = ANY ($2) AND c.status NOT IN (''duplicate'', ''withdrawn'')
           LIMIT 500)'
      ELSE
        'WITH candidates AS MATERIALIZED (
           SELECT c.id, c.sort_key, similarity(c.folded_name, $1) AS likeness FROM registry_child c
           WHERE c.folded_name % $1 AND c.commune_id = ANY ($2) AND c.status NOT IN (''duplicate'', ''withdrawn'')
           LIMIT 500)'
      END || '
"""
AFTER = BEFORE[: BEFORE.index(_BEGIN)] + CANDIDATES + BEFORE[BEFORE.index(_END) :]


class Migration(migrations.Migration):
    dependencies = (("registry", "0007_who_wrote_and_who_dropped"),)
    operations = (migrations.RunSQL(AFTER, BEFORE),)
