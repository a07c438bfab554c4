"""School, insurance, disability, risks, benefits, birth papers from a day to a day; dated carers and poverty."""

import uuid
from importlib import import_module

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes

earlier = import_module("treem.registry.migrations.0001_children_and_households")
BEFORE = earlier.SEARCH[earlier.SEARCH.index("CREATE FUNCTION registry_child_history") :]
BEFORE = BEFORE[: BEFORE.index("REVOKE ALL ON FUNCTION registry_child_history")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
# The story of a child tells of its details too.
DETAILS = """
    UNION ALL
    SELECT e.pgh_created_at, 'detail', e.pgh_label, (x.metadata ->> 'user')::bigint, e.id, e.pgh_id,
           to_jsonb(e) - '{pgh_id,pgh_created_at,pgh_label,pgh_obj_id,pgh_context_id}'::text[]
      FROM registry_childdetailevent e LEFT JOIN pghistory_context x ON x.id = e.pgh_context_id
      WHERE e.child_id = child) h"""
AFTER = BEFORE.replace(") h\n", DETAILS + "\n", 1)
assert AFTER != BEFORE


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0012_look_alikes"),
        ("territory", "0003_changes_of_boundaries"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildDetail",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("birth", "Đăng ký khai sinh"),
                            ("schooling", "Học tập"),
                            ("insurance", "Bảo hiểm y tế"),
                            ("disability", "Khuyết tật"),
                            ("risk", "Nguy cơ cần theo dõi"),
                            ("benefit", "Trợ giúp, chế độ"),
                        ],
                        max_length=10,
                        verbose_name="loại thông tin",
                    ),
                ),
                ("code", models.CharField(max_length=16, verbose_name="nội dung")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                (
                    "from_known",
                    models.CharField(
                        choices=[
                            ("day", "Biết ngày"),
                            ("month", "Chỉ biết tháng, năm"),
                            ("year", "Chỉ biết năm"),
                            ("estimated", "Ước tính"),
                            ("unknown", "Không rõ"),
                        ],
                        default="day",
                        max_length=10,
                        verbose_name="độ chính xác của ngày bắt đầu",
                    ),
                ),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("words", models.CharField(blank=True, max_length=250, verbose_name="chi tiết")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số giấy tờ")),
                ("basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                ("withdrawn", models.BooleanField(default=False, verbose_name="ghi nhầm")),
            ],
            options={
                "verbose_name": "thông tin theo thời gian của trẻ",
            },
        ),
        migrations.CreateModel(
            name="ChildDetailEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("birth", "Đăng ký khai sinh"),
                            ("schooling", "Học tập"),
                            ("insurance", "Bảo hiểm y tế"),
                            ("disability", "Khuyết tật"),
                            ("risk", "Nguy cơ cần theo dõi"),
                            ("benefit", "Trợ giúp, chế độ"),
                        ],
                        max_length=10,
                        verbose_name="loại thông tin",
                    ),
                ),
                ("code", models.CharField(max_length=16, verbose_name="nội dung")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                (
                    "from_known",
                    models.CharField(
                        choices=[
                            ("day", "Biết ngày"),
                            ("month", "Chỉ biết tháng, năm"),
                            ("year", "Chỉ biết năm"),
                            ("estimated", "Ước tính"),
                            ("unknown", "Không rõ"),
                        ],
                        default="day",
                        max_length=10,
                        verbose_name="độ chính xác của ngày bắt đầu",
                    ),
                ),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("words", models.CharField(blank=True, max_length=250, verbose_name="chi tiết")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số giấy tờ")),
                ("basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                ("withdrawn", models.BooleanField(default=False, verbose_name="ghi nhầm")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HouseholdPoverty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("poverty", models.CharField(max_length=10, verbose_name="diện hộ")),
                ("from_on", models.DateField(verbose_name="từ ngày")),
                ("basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "diện hộ theo thời gian",
            },
        ),
        migrations.AddField(
            model_name="carer",
            name="from_on",
            field=models.DateField(blank=True, null=True, verbose_name="chăm sóc từ ngày"),
        ),
        migrations.AddField(
            model_name="carer",
            name="occupation",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="nghề nghiệp"
            ),
        ),
        migrations.AddField(
            model_name="carer",
            name="personal_id",
            field=models.CharField(
                blank=True,
                db_collation="C",
                db_default="",
                default="",
                max_length=12,
                verbose_name="số định danh cá nhân",
            ),
        ),
        migrations.AddField(
            model_name="carer",
            name="situation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("divorced", "Đã ly hôn, ly thân"),
                    ("prison", "Đang chấp hành án phạt tù"),
                    ("missing", "Mất tích, bỏ đi không rõ nơi ở"),
                    ("sick", "Ốm nặng, khuyết tật"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="hoàn cảnh",
            ),
        ),
        migrations.AddField(
            model_name="carer",
            name="to_on",
            field=models.DateField(blank=True, null=True, verbose_name="đến hết ngày"),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="registry_carer_period",
            ),
        ),
        migrations.AddField(
            model_name="childdetail",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="details",
                to="registry.child",
                verbose_name="trẻ em",
            ),
        ),
        migrations.AddField(
            model_name="childdetail",
            name="commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="childdetailevent",
            name="child",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="registry.child",
                verbose_name="trẻ em",
            ),
        ),
        migrations.AddField(
            model_name="childdetailevent",
            name="commune",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="childdetailevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="childdetailevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="registry.childdetail",
            ),
        ),
        migrations.AddField(
            model_name="householdpoverty",
            name="commune",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
            ),
        ),
        migrations.AddField(
            model_name="householdpoverty",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="poverty_spells",
                to="registry.household",
            ),
        ),
        migrations.AddIndex(
            model_name="childdetail",
            index=models.Index(fields=["commune", "kind", "code"], name="registry_detail_in_commune"),
        ),
        migrations.AddConstraint(
            model_name="childdetail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_on__isnull", True),
                    ("from_on__isnull", True),
                    ("to_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="registry_detail_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="childdetail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_known", "unknown"), ("from_on__isnull", True)),
                    models.Q(models.Q(("from_known", "unknown"), _negated=True), ("from_on__isnull", False)),
                    _connector="OR",
                ),
                name="registry_detail_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="childdetail",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn", False)),
                expressions=[
                    (models.F("child"), "="),
                    (models.F("kind"), "="),
                    (models.F("code"), "="),
                    (
                        models.Func(
                            models.F("from_on"),
                            models.F("to_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="registry_detail_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="childdetail",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("kind__in", ["birth", "schooling", "insurance"]), ("withdrawn", False)),
                expressions=[
                    (models.F("child"), "="),
                    (models.F("kind"), "="),
                    (
                        models.Func(
                            models.F("from_on"),
                            models.F("to_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="registry_detail_one_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childdetail",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_childdetailevent" ("basis", "child_id", "code", "commune_id", "from_known", "from_on", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_on", "uuid", "version", "withdrawn", "words") SELECT new_values."basis", new_values."child_id", new_values."code", new_values."commune_id", new_values."from_known", new_values."from_on", new_values."id", new_values."kind", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."to_on", new_values."uuid", new_values."version", new_values."withdrawn", new_values."words" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f96c05e0a3ff6a71b06c0318681ff6be6175f573",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d3278",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="registry_childdetail",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="childdetail",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_childdetailevent" ("basis", "child_id", "code", "commune_id", "from_known", "from_on", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_on", "uuid", "version", "withdrawn", "words") SELECT old_values."basis", old_values."child_id", old_values."code", old_values."commune_id", old_values."from_known", old_values."from_on", old_values."id", old_values."kind", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."to_on", old_values."uuid", old_values."version", old_values."withdrawn", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3f5299d7715a6d521e383e79760d96cbf6b4f3a6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7a284",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="registry_childdetail",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="householdpoverty",
            constraint=models.UniqueConstraint(fields=("household", "from_on"), name="registry_poverty_once"),
        ),
        ProtectRows("registry_childdetail", using=in_communes()),
        ProtectRows("registry_householdpoverty", using=in_communes()),
        ProtectRows("registry_childdetailevent", using=in_communes()),
        migrations.RunSQL(AFTER, BEFORE),
    ]
