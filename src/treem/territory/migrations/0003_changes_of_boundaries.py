"""Changes of boundaries out of a table, and the functions that give protected rows to another commune and back."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# A row policy lets nobody write a row into another commune, and some tables open to one commune alone: giving rows to
# the unit that took a former one over is this function's work. It believes only what the map says already: each pair
# must be a change of units. Tables are those with a ``commune_id`` that is a unit; ``stays`` are left as they are.
MOVE = """
CREATE FUNCTION territory_move_rows(given bigint, former bigint[], later bigint[], stays text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place record;
  moved bigint;
  counts jsonb := '{}';
BEGIN
  IF EXISTS (SELECT 1 FROM unnest(former, later) AS p (f, t) WHERE NOT EXISTS (
      SELECT 1 FROM territory_unitchange u WHERE u.from_unit_id = p.f AND u.to_unit_id = p.t))
    OR NOT EXISTS (SELECT 1 FROM territory_boundarychange b WHERE b.id = given AND b.state = 'applying') THEN
    RAISE EXCEPTION 'not a change of units under way';
  END IF;
  FOR place IN
    SELECT c.conrelid::regclass::text AS source FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] AND a.attname = 'commune_id'
      JOIN pg_class t ON t.oid = c.conrelid AND t.relrowsecurity
    WHERE c.contype = 'f' AND c.confrelid = 'territory_unit'::regclass AND c.conrelid::regclass::text <> ALL (stays)
    ORDER BY 1
  LOOP
    -- One pass over a table, whatever the number of units: some have no index by commune.
    EXECUTE format('WITH moved AS (UPDATE %s x SET commune_id = p.t FROM unnest($1, $2) AS p (f, t)
        WHERE x.commune_id = p.f RETURNING x.id, p.f)
      INSERT INTO territory_boundaryrow (change_id, source, row_id, former_id) SELECT $3, $4, id, f FROM moved',
      place.source) USING former, later, given, place.source;
    GET DIAGNOSTICS moved = ROW_COUNT;
    counts := counts || jsonb_build_object(place.source, moved);
  END LOOP;
  ANALYZE territory_boundaryrow;
  RETURN counts;
END
$$;
REVOKE ALL ON FUNCTION territory_move_rows(bigint, bigint[], bigint[], text[]) FROM PUBLIC;

-- Rows go back to the unit they came from; rows made since, to the unit whose agencies went on. What left the new unit
-- meanwhile (a child that moved on) stays where it is.
CREATE FUNCTION territory_put_rows_back(given bigint, later bigint[], former bigint[], stays text[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place record;
  moved bigint;
  fresh bigint := 0;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM territory_boundarychange b WHERE b.id = given AND b.state = 'undoing')
    OR EXISTS (SELECT 1 FROM unnest(later, former) AS p (t, f) WHERE NOT EXISTS (
      SELECT 1 FROM territory_unitchange u WHERE u.from_unit_id = p.f AND u.to_unit_id = p.t)) THEN
    RAISE EXCEPTION 'not a change of units under way';
  END IF;
  FOR place IN
    SELECT c.conrelid::regclass::text AS source FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] AND a.attname = 'commune_id'
      JOIN pg_class t ON t.oid = c.conrelid AND t.relrowsecurity
    WHERE c.contype = 'f' AND c.confrelid = 'territory_unit'::regclass AND c.conrelid::regclass::text <> ALL (stays)
    ORDER BY 1
  LOOP
    EXECUTE format('UPDATE %s t SET commune_id = b.former_id FROM territory_boundaryrow b
      WHERE b.change_id = $1 AND b.source = $2 AND b.row_id = t.id AND t.commune_id = ANY ($3)', place.source)
      USING given, place.source, later;
    EXECUTE format('UPDATE %s x SET commune_id = p.f FROM unnest($1, $2) AS p (t, f) WHERE x.commune_id = p.t',
      place.source) USING later, former;
    GET DIAGNOSTICS moved = ROW_COUNT;
    fresh := fresh + moved;
  END LOOP;
  RETURN jsonb_build_object('fresh', fresh);
END
$$;
REVOKE ALL ON FUNCTION territory_put_rows_back(bigint, bigint[], bigint[], text[]) FROM PUBLIC;

-- Units that an undone change had made; refused by the foreign keys once anything else names them.
CREATE FUNCTION territory_forget(given bigint, units bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM territory_boundarychange b WHERE b.id = given AND b.state = 'undoing'
      AND b.before -> 'territory' -> 'units' @> to_jsonb(units)) THEN
    RAISE EXCEPTION 'not of a change that is undone';
  END IF;
  DELETE FROM territory_unitattribute WHERE unit_id = ANY (units);
  DELETE FROM territory_unitchange WHERE to_unit_id = ANY (units);
  DELETE FROM territory_unit WHERE id = ANY (units);
  SET CONSTRAINTS ALL IMMEDIATE;
END
$$;
REVOKE ALL ON FUNCTION territory_forget(bigint, bigint[]) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION territory_move_rows(bigint, bigint[], bigint[], text[]),
      territory_put_rows_back(bigint, bigint[], bigint[], text[]), territory_forget(bigint, bigint[]) TO treem_app;
  END IF;
END
$$;
"""
UNDO = """
DROP FUNCTION territory_move_rows(bigint, bigint[], bigint[], text[]);
DROP FUNCTION territory_put_rows_back(bigint, bigint[], bigint[], text[]);
DROP FUNCTION territory_forget(bigint, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_village_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoundaryChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("act", models.CharField(max_length=60, verbose_name="số, ký hiệu quyết định")),
                ("act_on", models.DateField(verbose_name="ngày quyết định")),
                ("effective_on", models.DateField(verbose_name="có hiệu lực từ ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang xem trước"),
                            ("applying", "Đang áp dụng"),
                            ("applied", "Đã áp dụng"),
                            ("undoing", "Đang hoàn tác"),
                            ("undone", "Đã hoàn tác"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("rows", models.JSONField()),
                ("file_name", models.CharField(max_length=200, verbose_name="tệp")),
                ("digest", models.CharField(max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("created_by_id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by_id", models.BigIntegerField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "thay đổi địa giới",
            },
        ),
        migrations.CreateModel(
            name="BoundaryRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("former_id", models.BigIntegerField()),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.boundarychange",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ghi đổi xã, phường",
                "indexes": [
                    models.Index(fields=["change", "source", "row_id"], name="territory_boundaryrow_found")
                ],
            },
        ),
        migrations.RunSQL(MOVE, UNDO),
    ]
