"""Pairs of records that may be one child, what communes say of them, merges; survivors kept in step with merges."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes

IN_USE = import_module("treem.registry.migrations.0005_lists_of_children").IN_USE.partition("REVOKE")[0]
OF_IN_USE = "WHERE c.contype = 'f' AND c.confrelid = 'registry_child'::regclass"
# That two records look alike holds no child back when a list is taken back; that they were merged does.
NOT_FOR_LIKENESS = IN_USE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    OF_IN_USE, f"{OF_IN_USE}\n      AND c.conrelid <> 'registry_alikepair'::regclass"
)

# The final record of each chain of standing merges, also where a link of the chain lies outside the scope. Whoever
# calls this changes nothing that the merges do not say.
SETTLE = """
CREATE FUNCTION registry_settle_doubles(child bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE together (id) AS (
    SELECT child
    UNION
    SELECT CASE WHEN m.survivor_id = t.id THEN m.duplicate_id ELSE m.survivor_id END
    FROM together t JOIN registry_merge m ON m.undone_at IS NULL AND t.id IN (m.survivor_id, m.duplicate_id)),
  upwards (id, reached) AS (
    SELECT t.id, t.id FROM together t
    UNION ALL
    SELECT u.id, m.survivor_id FROM upwards u
      JOIN registry_merge m ON m.duplicate_id = u.reached AND m.undone_at IS NULL)
  UPDATE registry_child c SET survivor_id = u.reached FROM upwards u
  WHERE c.id = u.id AND c.status = 'duplicate' AND u.reached <> c.id AND c.survivor_id IS DISTINCT FROM u.reached
    AND NOT EXISTS (SELECT 1 FROM registry_merge m WHERE m.duplicate_id = u.reached AND m.undone_at IS NULL)
$$;
REVOKE ALL ON FUNCTION registry_settle_doubles(bigint) FROM PUBLIC;

-- A child moves: its pairs and merges are seen by whoever sees it now.
CREATE FUNCTION registry_alike_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE registry_alikepair SET first_commune_id = NEW.commune_id WHERE first_id = NEW.id;
  UPDATE registry_alikepair SET second_commune_id = NEW.commune_id WHERE second_id = NEW.id;
  UPDATE registry_merge SET survivor_commune_id = NEW.commune_id WHERE survivor_id = NEW.id;
  UPDATE registry_merge SET duplicate_commune_id = NEW.commune_id WHERE duplicate_id = NEW.id;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION registry_alike_follow() FROM PUBLIC;
CREATE TRIGGER registry_alike_follow AFTER UPDATE OF commune_id ON registry_child FOR EACH ROW
  WHEN (OLD.commune_id IS DISTINCT FROM NEW.commune_id) EXECUTE FUNCTION registry_alike_follow();

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_settle_doubles(bigint) TO treem_app;
  END IF;
END
$$;

-- Doubles of before: each is a merge that took nothing.
INSERT INTO registry_merge (uuid, version, survivor_id, duplicate_id, survivor_commune_id, duplicate_commune_id, taken,
    carried, former_status, at)
  SELECT gen_random_uuid(), 1, c.survivor_id, c.id, s.commune_id, c.commune_id, '{}', '[]', 'active', now()
  FROM registry_child c JOIN registry_child s ON s.id = c.survivor_id WHERE c.status = 'duplicate';
"""
UNSETTLE = """
DROP TRIGGER registry_alike_follow ON registry_child;
DROP FUNCTION registry_alike_follow();
DROP FUNCTION registry_settle_doubles(bigint);
"""


def both(one: str, other: str) -> str:
    """A row about two children is seen by whoever sees both."""
    return f"{in_communes(one)} AND {in_communes(other)}"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0010_moves_between_communes"),
        ("territory", "0002_village_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlikePair",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("chance", models.PositiveSmallIntegerField(null=True)),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Chờ xem"),
                            ("asked", "Đã hỏi xã, phường"),
                            ("same", "Một trẻ, đã gộp"),
                            ("different", "Hai trẻ khác nhau"),
                            ("twins", "Trẻ sinh đôi"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="quyết định",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="ghi chú")),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "cặp hồ sơ giống nhau",
            },
        ),
        migrations.CreateModel(
            name="AlikeWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("same", "Là một trẻ, trẻ ở xã, phường kia"),
                            ("stays", "Là một trẻ, trẻ ở xã, phường này"),
                            ("different", "Hai trẻ khác nhau"),
                            ("unknown", "Chưa xác minh được"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="ghi chú")),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "ý kiến của xã, phường",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("taken", models.JSONField(default=dict)),
                ("carried", models.JSONField(default=list)),
                ("former_status", models.CharField(max_length=10)),
                ("at", models.DateTimeField(verbose_name="gộp lúc")),
                ("by_id", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True, verbose_name="tách lúc")),
                ("undone_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "lần gộp hồ sơ",
            },
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(
                condition=models.Q(("survivor__isnull", False)),
                fields=["survivor"],
                name="registry_child_doubles",
            ),
        ),
        migrations.AddField(
            model_name="alikepair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
            ),
        ),
        migrations.AddField(
            model_name="alikepair",
            name="first_commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="alikepair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
            ),
        ),
        migrations.AddField(
            model_name="alikepair",
            name="second_commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="alikeword",
            name="commune",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
            ),
        ),
        migrations.AddField(
            model_name="alikeword",
            name="pair",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="words", to="registry.alikepair"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="duplicate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="duplicate_commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="pair",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges",
                to="registry.alikepair",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="survivor_commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddIndex(
            model_name="alikepair",
            index=models.Index(
                condition=models.Q(("judgement__in", ["", "asked"])),
                fields=["-chance", "id"],
                name="registry_alikepair_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="alikepair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="registry_alikepair_once"),
        ),
        migrations.AddConstraint(
            model_name="alikepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="registry_alikepair_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="alikeword",
            constraint=models.UniqueConstraint(fields=("pair", "commune"), name="registry_alikeword_once"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("duplicate",),
                name="registry_merge_standing_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("duplicate")), _negated=True),
                name="registry_merge_of_two",
            ),
        ),
        migrations.RunSQL(NOT_FOR_LIKENESS, IN_USE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(SETTLE, UNSETTLE),
        ProtectRows("registry_alikepair", using=both("first_commune_id", "second_commune_id")),
        ProtectRows("registry_alikeword", using=in_communes()),
        ProtectRows("registry_merge", using=both("survivor_commune_id", "duplicate_commune_id")),
    ]
