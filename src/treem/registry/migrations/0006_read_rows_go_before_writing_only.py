"""Rows of a list of children may be forgotten while nothing was written from them: read again, or dropped.

Afterwards they tell what came from where, and stay.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

GUARD = """
CREATE FUNCTION registry_keep_written_rows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT taken_id FROM gone) g JOIN registry_childimport i ON i.id = g.taken_id
    WHERE i.state IN ('applying', 'applied', 'undoing', 'undone')
  ) THEN
    RAISE EXCEPTION 'rows of a list that was written stay' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER registry_keep_written_rows AFTER DELETE ON registry_childimportrow
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_written_rows();
"""
UNGUARD = """
DROP TRIGGER registry_keep_written_rows ON registry_childimportrow;
DROP FUNCTION registry_keep_written_rows();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0005_lists_of_children")]
    operations: ClassVar = [migrations.RunSQL(GUARD, UNGUARD)]
