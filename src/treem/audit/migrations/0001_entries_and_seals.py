"""The trail, its chain, and the functions through which the application seals and reads it."""

import django.db.models.deletion
from django.db import migrations, models

COLUMN = "ALTER TABLE audit_entry ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id()"

SEAL = """
CREATE FUNCTION audit_seal_entries() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  previous bytea;
  seal bigint;
  covered record;
  batch bigint[];
  moment timestamptz := clock_timestamp(); -- not the caller's: the application does not choose the time of a seal
BEGIN
  -- One sealer at a time; a second one goes home at once.
  IF NOT pg_try_advisory_xact_lock(hashtext('audit_seal')) THEN
    RETURN 0;
  END IF;
  SELECT root INTO previous FROM audit_seal ORDER BY id DESC LIMIT 1;
  previous := coalesce(previous, ''::bytea);
  -- Entries of transactions that can no longer change. After a dump and restore the numbers of
  -- transactions begin anew, so whatever is an hour old counts as finished too.
  SELECT array_agg(c.id) INTO batch FROM (
    SELECT id FROM audit_entry
    WHERE seal_id IS NULL
      AND (xid < pg_snapshot_xmin(pg_current_snapshot()) OR at < moment - interval '1 hour')
    ORDER BY id LIMIT 100000) c;
  IF batch IS NULL THEN
    RETURN 0;
  END IF;
  SELECT count(*)::int AS n, min(e.id) AS first, max(e.id) AS last,
         sha256(previous || coalesce(string_agg(sha256(convert_to(
           jsonb_build_array(e.id, extract(epoch FROM e.at), e.actor_id, e.appointment_id, e.action, e.subject_type,
             e.subject_ids, e.detail, e.request_id)::text, 'UTF8')), ''::bytea ORDER BY e.id), ''::bytea)) AS root
    INTO covered FROM audit_entry e WHERE e.id = ANY (batch);
  INSERT INTO audit_seal (at, prev, root, first, last, n)
    VALUES (moment, previous, covered.root, covered.first, covered.last, covered.n) RETURNING id INTO seal;
  UPDATE audit_entry SET seal_id = seal WHERE id = ANY (batch);
  RETURN covered.n;
END
$$;
REVOKE ALL ON FUNCTION audit_seal_entries() FROM PUBLIC;

CREATE FUNCTION audit_lag() RETURNS TABLE (n bigint, seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0)::double precision
  FROM audit_entry WHERE seal_id IS NULL
$$;
REVOKE ALL ON FUNCTION audit_lag() FROM PUBLIC;

-- Reading the trail of one record, for those whose permission the application has checked.
CREATE FUNCTION audit_entries_of(kind text, subject text, most integer)
RETURNS TABLE (id bigint, at timestamptz, actor_id bigint, appointment_id bigint, action text, detail jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.id, e.at, e.actor_id, e.appointment_id, e.action::text, e.detail FROM audit_entry e
  WHERE e.subject_type = kind AND (e.subject_ids @> to_jsonb(subject) OR e.subject_ids @> to_jsonb(array[subject])
        OR (subject ~ '^[0-9]{1,18}$' AND e.subject_ids @> jsonb_build_array(subject::bigint)))
  ORDER BY e.id DESC LIMIT least(most, 500)
$$;
REVOKE ALL ON FUNCTION audit_entries_of(text, text, integer) FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION audit_seal_entries(), audit_lag(), audit_entries_of(text, text, integer) TO treem_app;
  END IF;
END
$$;
"""

UNSEAL = (
    "DROP FUNCTION audit_seal_entries(); DROP FUNCTION audit_lag();"
    " DROP FUNCTION audit_entries_of(text, text, integer)"
)


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            "Seal",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("prev", models.BinaryField()),
                ("root", models.BinaryField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("n", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            "Entry",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("appointment_id", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=80)),
                ("subject_type", models.CharField(blank=True, max_length=80)),
                ("subject_ids", models.JSONField(default=list)),
                ("detail", models.JSONField(default=dict)),
                ("request_id", models.CharField(blank=True, max_length=64)),
                (
                    "seal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="audit.seal",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_type", "at"], name="audit_subject"),
                    models.Index(
                        condition=models.Q(("seal__isnull", True)), fields=["id"], name="audit_unsealed"
                    ),
                ]
            },
        ),
        migrations.RunSQL(COLUMN, "ALTER TABLE audit_entry DROP COLUMN xid"),
        migrations.RunSQL(SEAL, UNSEAL),
    )
