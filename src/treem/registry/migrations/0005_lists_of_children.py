"""Lists of children out of spreadsheets: what was read, what each row means; children who are withdrawn with a list."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes, of_the_person

earlier = import_module("treem.registry.migrations.0003_search_in_few_communes")

# Searching leaves out the withdrawn as it leaves out duplicates.
SEARCH_BEFORE = earlier.AFTER
SEARCH_AFTER = earlier.AFTER.replace(
    "c.status <> 'duplicate'", "c.status NOT IN ('duplicate', 'withdrawn')"
).replace("c.status <> ''duplicate''", "c.status NOT IN (''duplicate'', ''withdrawn'')")

# Of children of the scope: which have something hanging on them (a case, a circumstance, another record), whatever the
# person may see of it. Taking a list back must not pull a child out from under a case.
IN_USE = """
CREATE FUNCTION registry_children_in_use(ids bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  own bigint[];
  link record;
BEGIN
  SELECT coalesce(array_agg(c.id), '{}') INTO own FROM registry_child c
    WHERE c.id = ANY (ids) AND c.commune_id = ANY (mine);
  FOR link IN
    SELECT c.conrelid::regclass AS source, a.attname AS pointer
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'registry_child'::regclass
  LOOP
    RETURN QUERY EXECUTE format('SELECT DISTINCT %I::bigint FROM %s WHERE %I = ANY ($1)',
      link.pointer, link.source, link.pointer) USING own;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION registry_children_in_use(bigint[]) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_children_in_use(bigint[]) TO treem_app;
  END IF;
END
$$;
"""

# A list belongs to its commune, or, where the province brought it, to the person who did.
MINE = of_the_person("created_by_id")
OWN_LIST = f"(commune_id IS NOT NULL AND {in_communes()}) OR (commune_id IS NULL AND {MINE})"
# A row besides shows nothing of a commune that is (no longer) in the scope.
OWN_ROW = (
    f"((owner_id IS NOT NULL AND {in_communes('owner_id')}) OR (owner_id IS NULL AND {of_the_person('by_id')}))"
    f" AND (commune_id IS NULL OR {in_communes()})"
)


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_evidence_of_ended_bodies"),
        ("registry", "0004_quick_folding"),
        ("territory", "0002_village_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildImport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("digest", models.CharField(db_index=True, max_length=64, verbose_name="dấu vân tay")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Đang đọc"),
                            ("columns", "Chờ chỉ cột"),
                            ("preview", "Đang xem trước"),
                            ("applying", "Đang ghi"),
                            ("applied", "Đã nhập"),
                            ("undoing", "Đang hoàn tác"),
                            ("undone", "Đã hoàn tác"),
                            ("refused", "Không đọc được"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("layout", models.JSONField(default=dict)),
                ("chosen", models.JSONField(default=dict)),
                ("signature", models.CharField(blank=True, max_length=32)),
                ("counts", models.JSONField(default=dict)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("done_through", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_by_id", models.BigIntegerField(editable=False)),
                ("appointment_id", models.BigIntegerField(editable=False, null=True)),
                ("created_at", models.DateTimeField(verbose_name="đưa vào lúc")),
                ("asked_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="nhập lúc")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn tác lúc")),
                ("undone_by_id", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "lần nhập danh sách trẻ em",
            },
        ),
        migrations.CreateModel(
            name="ChildImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("by_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Mới"),
                            ("changed", "Thay đổi"),
                            ("same", "Không đổi"),
                            ("alike", "Giống trẻ đã có"),
                            ("refused", "Không nhận"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Chưa quyết định"), ("same", "Là trẻ này"), ("new", "Là trẻ khác")],
                        default="",
                        max_length=4,
                    ),
                ),
                ("uuid", models.UUIDField()),
                ("commune_id", models.BigIntegerField(null=True)),
                ("child_id", models.BigIntegerField(null=True)),
                ("child_version", models.IntegerField(null=True)),
                ("alike_ids", models.JSONField(null=True)),
                ("changes", models.JSONField(null=True)),
                ("findings", models.JSONField(null=True)),
                ("full_name", models.CharField(blank=True, max_length=200)),
                ("folded", models.CharField(blank=True, max_length=200)),
                ("sort_key", models.CharField(blank=True, max_length=250)),
                ("sex", models.CharField(blank=True, max_length=6)),
                ("born", models.DateField(null=True)),
                ("precision", models.CharField(blank=True, max_length=10)),
                ("ethnicity", models.CharField(blank=True, max_length=30)),
                ("personal_id", models.CharField(blank=True, max_length=12)),
                ("mother_name", models.CharField(blank=True, max_length=120)),
                ("father_name", models.CharField(blank=True, max_length=120)),
                ("village_id", models.BigIntegerField(null=True)),
                ("household_code", models.CharField(blank=True, max_length=30)),
                ("head_name", models.CharField(blank=True, max_length=120)),
                ("poverty", models.CharField(blank=True, max_length=10)),
                ("permanent_residence", models.CharField(blank=True, max_length=250)),
                ("present_residence", models.CharField(blank=True, max_length=250)),
                ("residence_note", models.CharField(blank=True, max_length=250)),
                ("birth_registered", models.BooleanField(null=True)),
            ],
            options={
                "verbose_name": "dòng của danh sách",
            },
        ),
        migrations.RemoveConstraint(
            model_name="child",
            name="registry_child_exit",
        ),
        migrations.AlterField(
            model_name="child",
            name="status",
            field=models.CharField(
                choices=[
                    ("active", "Đang theo dõi"),
                    ("moved", "Đã chuyển đi"),
                    ("died", "Đã mất"),
                    ("duplicate", "Nhập trùng"),
                    ("withdrawn", "Đã rút, nhập nhầm"),
                ],
                default="active",
                max_length=10,
                verbose_name="tình trạng",
            ),
        ),
        migrations.AlterField(
            model_name="childevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("active", "Đang theo dõi"),
                    ("moved", "Đã chuyển đi"),
                    ("died", "Đã mất"),
                    ("duplicate", "Nhập trùng"),
                    ("withdrawn", "Đã rút, nhập nhầm"),
                ],
                default="active",
                max_length=10,
                verbose_name="tình trạng",
            ),
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(fields=["commune", "folded_name"], name="registry_child_named_alike"),
        ),
        migrations.AddConstraint(
            model_name="child",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exit_on__isnull", True), ("status", "active")),
                    ("status__in", ["duplicate", "withdrawn"]),
                    models.Q(
                        ("exit_on__gte", models.F("date_of_birth")),
                        ("exit_on__isnull", False),
                        ("status__in", ["moved", "died"]),
                    ),
                    _connector="OR",
                ),
                name="registry_child_exit",
            ),
        ),
        migrations.AddField(
            model_name="childimport",
            name="commune",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="childimport",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="tệp",
            ),
        ),
        migrations.AddField(
            model_name="importevent",
            name="taken",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="registry.childimport",
            ),
        ),
        migrations.AddField(
            model_name="childimportrow",
            name="taken",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                to="registry.childimport",
            ),
        ),
        migrations.AddIndex(
            model_name="childimport",
            index=models.Index(fields=["commune", "signature"], name="registry_childimport_learnt"),
        ),
        migrations.AddIndex(
            model_name="childimportrow",
            index=models.Index(
                condition=models.Q(("state__in", ["alike", "refused", "changed"])),
                fields=["taken", "state", "number"],
                name="registry_childimportrow_odd",
            ),
        ),
        migrations.AddConstraint(
            model_name="childimportrow",
            constraint=models.UniqueConstraint(
                fields=("taken", "number"), name="registry_childimportrow_once"
            ),
        ),
        migrations.RunSQL(SEARCH_AFTER, SEARCH_BEFORE),
        migrations.RunSQL(IN_USE, "DROP FUNCTION registry_children_in_use(bigint[])"),
        ProtectRows("registry_childimport", using=OWN_LIST),
        ProtectRows("registry_childimportrow", using=OWN_ROW),
    ]
