"""Rounds, returns with their values and history, frozen consolidations; all that holds figures under row policies."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("duties", "0001_obligations_and_executions"),
        ("organisations", "0001_people_and_agencies"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("territory", "0001_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "chưa gửi"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="số liệu đến ngày")),
                ("counted_as_of", models.DateField(blank=True, null=True, verbose_name="đếm đến ngày")),
                ("narrative", models.TextField(blank=True, verbose_name="tình hình, kết quả, kiến nghị")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu lúc")),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="lưu lúc")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="nhận lúc")),
                ("reason", models.TextField(blank=True, verbose_name="lý do trả lại")),
                ("snapshot", models.JSONField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "state"], name="reporting_return_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "accepted"]), _negated=True),
                            models.Q(("submitted_at__isnull", False), ("as_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="reporting_return_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("accepted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="reporting_return_accepted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reporting_return_has_reason",
                    ),
                ],
                "verbose_name": "báo cáo của đơn vị",
            },
        ),
        migrations.CreateModel(
            name="ReturnEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "chưa gửi"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="số liệu đến ngày")),
                ("narrative", models.TextField(blank=True, verbose_name="tình hình, kết quả, kiến nghị")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="version_state_as_of_narrative_saved_by_events",
                        to="reporting.return",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReturnValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_key", models.CharField(max_length=60, verbose_name="dòng")),
                ("counted", models.BigIntegerField(blank=True, null=True, verbose_name="đếm được")),
                ("typed", models.BigIntegerField(blank=True, null=True, verbose_name="số nhập")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="giải trình")),
                (
                    "body",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="reporting.return",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "row_key"), name="reporting_value_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                            models.Q(("typed__isnull", True), ("typed__gte", 0), _connector="OR"),
                        ),
                        name="reporting_value_not_negative",
                    ),
                ],
                "verbose_name": "số liệu của báo cáo",
            },
        ),
        migrations.CreateModel(
            name="ReturnValueEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("row_key", models.CharField(max_length=60, verbose_name="dòng")),
                ("counted", models.BigIntegerField(blank=True, null=True, verbose_name="đếm được")),
                ("typed", models.BigIntegerField(blank=True, null=True, verbose_name="số nhập")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="giải trình")),
                (
                    "body",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.body",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reporting.returnvalue",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reporting.return",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("document_label", models.CharField(blank=True, max_length=300, verbose_name="văn bản")),
                ("title", models.CharField(max_length=200, verbose_name="tên vòng báo cáo")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("six_month", "báo cáo 6 tháng"),
                            ("annual", "báo cáo năm"),
                            ("one_off", "báo cáo theo văn bản chỉ đạo"),
                            ("monthly", "báo cáo tháng"),
                            ("ad_hoc", "báo cáo đột xuất"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("period", models.CharField(max_length=10, verbose_name="kỳ báo cáo")),
                ("period_guessed", models.BooleanField(default=False, verbose_name="kỳ do hệ thống đoán")),
                ("window_start", models.DateField(verbose_name="số liệu từ ngày")),
                ("window_end", models.DateField(verbose_name="số liệu đến ngày")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="hạn gửi")),
                (
                    "deadline_op",
                    models.CharField(
                        choices=[
                            ("before", "trước ngày"),
                            ("by", "chậm nhất ngày"),
                            ("window", "đến hết ngày"),
                        ],
                        default="before",
                        max_length=8,
                        verbose_name="cách tính hạn",
                    ),
                ),
                ("onward", models.JSONField(blank=True, default=list, verbose_name="để báo cáo tiếp")),
                ("template_key", models.CharField(max_length=60, verbose_name="mẫu")),
                ("template_version", models.CharField(blank=True, max_length=20, verbose_name="bản của mẫu")),
                ("template", models.JSONField(blank=True, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "nháp"), ("open", "đang mở"), ("closed", "đã đóng")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="mở lúc")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="đóng lúc")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duties.obligation",
                        verbose_name="nhiệm vụ",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="nơi nhận",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "deadline"], name="reporting_round_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("obligation", "deadline"), name="reporting_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(("window_end__gte", models.F("window_start"))),
                        name="reporting_round_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("opened_at__isnull", False), models.Q(("template", {}), _negated=True)),
                            _connector="OR",
                        ),
                        name="reporting_round_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="reporting_round_closed",
                    ),
                ],
                "verbose_name": "vòng báo cáo",
            },
        ),
        migrations.AddField(
            model_name="return",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="reporting.round"
            ),
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(default=1)),
                ("data", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.body"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="reporting.round",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="reporting_snapshot_once")
                ],
                "verbose_name": "bản tổng hợp đã chốt",
            },
        ),
        migrations.CreateModel(
            name="ReturnChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "chưa gửi"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "chưa gửi"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("sent", models.JSONField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reporting.return",
                    ),
                ),
            ],
            options={
                "verbose_name": "thay đổi trạng thái báo cáo",
                "indexes": [models.Index(fields=["report", "at"], name="reporting_change_report")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnvalueevent" ("body_id", "commune_id", "counted", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id", "row_key", "typed") SELECT old_values."body_id", old_values."commune_id", old_values."counted", old_values."id", old_values."note", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."report_id", old_values."row_key", old_values."typed" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="129a2fa7e30682e182c705eec441ea6849c17a56",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2ceae",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_returnvalue",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("round", "body"), name="reporting_return_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="return",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnevent" ("as_of", "narrative", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_by_id", "state", "version") SELECT old_values."as_of", old_values."narrative", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."saved_by_id", old_values."state", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."as_of" IS DISTINCT FROM (new_values."as_of") OR old_values."narrative" IS DISTINCT FROM (new_values."narrative") OR old_values."saved_by_id" IS DISTINCT FROM (new_values."saved_by_id") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="0fa2bfd6890f5675998d5cbb3733038bdeadfac0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8f6fe",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_return",
                    when="AFTER",
                ),
            ),
        ),
        ProtectRows(table="reporting_return", using=in_bodies("body_id")),
        ProtectRows(table="reporting_returnvalue", using=in_bodies("body_id")),
        ProtectRows(table="reporting_returnchange", using=in_bodies("body_id")),
        ProtectRows(table="reporting_snapshot", using=in_bodies("body_id")),
    ]
