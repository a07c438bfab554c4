"""Of a child whom a report is about, nothing is told outside the commune: not even that a child alike is registered."""

from __future__ import annotations

from django.db import migrations

# All records of one child are guarded when one is: a double, and the record that is kept. Only a report found to be none
# of the room's business (set aside) lifts it.
GUARDED = """
CREATE OR REPLACE FUNCTION registry_guarded(children bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT a.id FROM registry_child a
  WHERE a.id = ANY (children) AND EXISTS (
    SELECT 1 FROM registry_child r JOIN cases_intakechild l ON l.child_id = r.id AND l.withdrawn_at IS NULL
      JOIN cases_intake i ON i.id = l.intake_id AND i.state <> 'set_aside'
    WHERE r.id IN (a.id, a.survivor_id) OR r.survivor_id IN (a.id, a.survivor_id))
$$;
"""
NOBODY = """
CREATE OR REPLACE FUNCTION registry_guarded(children bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT NULL::bigint WHERE false
$$;
"""


class Migration(migrations.Migration):
    dependencies = (("cases", "0001_intakes_and_their_people"), ("registry", "0012_look_alikes"))
    operations = (migrations.RunSQL(GUARDED, NOBODY),)
