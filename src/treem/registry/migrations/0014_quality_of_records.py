"""Findings on the quality of records, the score of each commune by day, fixes in bulk."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes

# That something of a record is doubtful holds no child back when a list is taken back.
_BEFORE = import_module("treem.registry.migrations.0011_alike_records")
NOT_FOR_QUALITY = _BEFORE.NOT_FOR_LIKENESS.replace(
    _BEFORE.OF_IN_USE, f"{_BEFORE.OF_IN_USE} AND c.conrelid <> 'registry_qualityfinding'::regclass"
)

# When the record of a child was last changed, of children in the scope: the application may not read the history itself.
LAST_CHANGES = """
CREATE FUNCTION registry_last_changes(ids bigint[]) RETURNS TABLE (child bigint, changed_on date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
BEGIN
  RETURN QUERY SELECT e.pgh_obj_id, (max(e.pgh_created_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
  FROM registry_childevent e JOIN registry_child c ON c.id = e.pgh_obj_id
  WHERE e.pgh_obj_id = ANY (ids) AND c.commune_id = ANY (mine) GROUP BY 1;
END
$$;
REVOKE ALL ON FUNCTION registry_last_changes(bigint[]) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_last_changes(bigint[]) TO treem_app;
  END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_details_of_children"),
        ("territory", "0003_changes_of_boundaries"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualityBatch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rule", models.CharField(max_length=32)),
                ("changes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(verbose_name="sửa lúc")),
                ("made_by_id", models.BigIntegerField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_id", models.BigIntegerField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần sửa hàng loạt",
            },
        ),
        migrations.CreateModel(
            name="QualityFinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chưa xử lý"),
                            ("fixed", "Đã sửa"),
                            ("accepted", "Chấp nhận, có lý do"),
                            ("gone", "Không còn áp dụng"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("closed_on", models.DateField(null=True)),
                ("seen", models.IntegerField()),
                ("reason", models.CharField(blank=True, default="", max_length=250, verbose_name="lý do")),
                ("by_id", models.BigIntegerField(null=True)),
                (
                    "child",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quality_findings",
                        to="registry.child",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "điểm cần xem của hồ sơ trẻ em",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["commune", "rule", "child"],
                        name="registry_qualityfinding_open",
                    ),
                    models.Index(fields=["commune", "closed_on"], name="registry_qualityfinding_done"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("child", "rule"), name="registry_qualityfinding_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True), ("closed_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="registry_qualityfinding_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(models.Q(("reason", ""), _negated=True), ("by_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="registry_qualityfinding_accepted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualityScore",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("children", models.PositiveIntegerField(default=0)),
                ("clean_records", models.PositiveIntegerField(default=0)),
                ("by_rule", models.JSONField(default=dict)),
                ("by_field", models.JSONField(default=dict)),
                ("habits", models.JSONField(default=dict)),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "chất lượng dữ liệu trẻ em của xã, phường",
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "on"), name="registry_qualityscore_once")
                ],
            },
        ),
        migrations.RunSQL(NOT_FOR_QUALITY, _BEFORE.NOT_FOR_LIKENESS),
        migrations.RunSQL(LAST_CHANGES, "DROP FUNCTION registry_last_changes(bigint[])"),
        ProtectRows("registry_qualityfinding", using=in_communes()),
        ProtectRows("registry_qualityscore", using=in_communes()),
        ProtectRows("registry_qualitybatch", using=in_communes()),
    ]
