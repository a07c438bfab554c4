"""Duties, each body's execution of them, and their history; executions and history under row policies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_register_of_documents"),
        ("organisations", "0001_people_and_agencies"),
        ("territory", "0001_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("origin_kind", models.CharField(max_length=30, verbose_name="nguồn")),
                ("origin_id", models.BigIntegerField(blank=True, null=True)),
                ("origin_url", models.CharField(blank=True, max_length=200)),
                ("document_label", models.CharField(blank=True, max_length=300, verbose_name="văn bản")),
                ("path", models.CharField(blank=True, max_length=60, verbose_name="mục")),
                (
                    "unit_type",
                    models.CharField(
                        choices=[
                            ("task", "nhiệm vụ"),
                            ("reporting", "chế độ báo cáo"),
                            ("closing", "yêu cầu chung"),
                            ("unassigned", "nhiệm vụ chưa nêu đơn vị"),
                        ],
                        default="task",
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                ("assignee_text", models.TextField(blank=True, verbose_name="đơn vị ghi trong văn bản")),
                (
                    "primary_role",
                    models.CharField(
                        choices=[
                            ("lead", "chủ trì"),
                            ("cooperate", "phối hợp"),
                            ("advise", "tham mưu"),
                            ("direct", "chỉ đạo"),
                            ("supervise", "theo dõi, đôn đốc"),
                            ("report", "báo cáo"),
                            ("implement", "thực hiện"),
                        ],
                        default="implement",
                        max_length=12,
                        verbose_name="vai trò",
                    ),
                ),
                ("roles", models.JSONField(blank=True, default=list, verbose_name="các vai trò")),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("order", "yêu cầu"),
                            ("assign", "giao"),
                            ("request", "đề nghị"),
                            ("notify", "thông báo"),
                        ],
                        default="order",
                        max_length=10,
                        verbose_name="tính chất",
                    ),
                ),
                ("cooperators", models.JSONField(blank=True, default=list, verbose_name="phối hợp với")),
                ("advise_to", models.CharField(blank=True, max_length=300, verbose_name="tham mưu cho")),
                ("via", models.CharField(blank=True, max_length=300, verbose_name="qua")),
                ("condition", models.TextField(blank=True, verbose_name="điều kiện")),
                (
                    "deadline_op",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "trước ngày"),
                            ("by", "chậm nhất ngày"),
                            ("window", "đến hết ngày"),
                        ],
                        max_length=8,
                        verbose_name="cách tính hạn",
                    ),
                ),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="hạn")),
                (
                    "further_deadlines",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Ngày ISO, khi một việc có nhiều kỳ.",
                        verbose_name="các hạn tiếp theo",
                    ),
                ),
                (
                    "deadline_text",
                    models.CharField(blank=True, max_length=200, verbose_name="hạn như trong văn bản"),
                ),
                (
                    "recurrence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("monthly", "hằng tháng"),
                            ("quarterly", "hằng quý"),
                            ("half_yearly", "6 tháng"),
                            ("yearly", "hằng năm"),
                            ("ad_hoc", "đột xuất"),
                            ("continuous", "thường xuyên"),
                            ("immediately", "ngay"),
                            ("on_event", "khi có sự việc"),
                            ("as_regulated", "theo quy định"),
                        ],
                        max_length=14,
                        verbose_name="định kỳ",
                    ),
                ),
                ("rrule", models.CharField(blank=True, max_length=120)),
                ("period", models.CharField(blank=True, max_length=20, verbose_name="kỳ")),
                ("recipient", models.CharField(blank=True, max_length=300, verbose_name="nơi nhận báo cáo")),
                ("onward", models.JSONField(blank=True, default=list, verbose_name="để báo cáo tiếp")),
                (
                    "target_numbers",
                    models.JSONField(blank=True, default=list, verbose_name="chỉ tiêu kế hoạch"),
                ),
                ("flags", models.JSONField(blank=True, default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "chưa giao"), ("issued", "đã giao"), ("withdrawn", "đã rút")],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="ban hành lúc")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ban hành",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="văn bản",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["origin_kind", "origin_id"], name="duties_origin"),
                    models.Index(fields=["state", "deadline"], name="duties_state_deadline"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"), ("confirmed_at__isnull", False), _connector="OR"
                        ),
                        name="duties_obligation_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__isnull", True),
                            models.Q(("deadline_op", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="duties_deadline_has_op",
                    ),
                ],
                "verbose_name": "nhiệm vụ được giao",
            },
        ),
        migrations.CreateModel(
            name="Execution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="ngày cuối")),
                ("soon_from", models.DateField(blank=True, null=True, verbose_name="sắp đến hạn từ")),
                ("late_from", models.DateField(blank=True, null=True, verbose_name="quá hạn từ")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "chưa thực hiện"),
                            ("in_progress", "đang thực hiện"),
                            ("reported", "đã báo cáo kết quả"),
                            ("accepted", "đã xác nhận hoàn thành"),
                            ("waived", "miễn thực hiện"),
                        ],
                        default="not_started",
                        max_length=12,
                        verbose_name="trạng thái",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="kết quả thực hiện")),
                ("issued_at", models.DateTimeField(verbose_name="giao lúc")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="bắt đầu lúc")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="báo cáo lúc")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="ngày báo cáo")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="xác nhận lúc")),
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
                    "reported_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="executions",
                        to="duties.obligation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["body", "state", "due_on"], name="duties_execution_body"),
                    models.Index(fields=["late_from"], name="duties_execution_late"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("obligation", "body", "due_on"),
                        name="duties_execution_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["reported", "accepted"]), _negated=True),
                            ("reported_on__isnull", False),
                            _connector="OR",
                        ),
                        name="duties_execution_reported",
                    ),
                ],
                "verbose_name": "việc của đơn vị",
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_started", "chưa thực hiện"),
                            ("in_progress", "đang thực hiện"),
                            ("reported", "đã báo cáo kết quả"),
                            ("accepted", "đã xác nhận hoàn thành"),
                            ("waived", "miễn thực hiện"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("not_started", "chưa thực hiện"),
                            ("in_progress", "đang thực hiện"),
                            ("reported", "đã báo cáo kết quả"),
                            ("accepted", "đã xác nhận hoàn thành"),
                            ("waived", "miễn thực hiện"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True)),
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
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="duties.execution",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["execution", "at"], name="duties_change_execution")],
                "verbose_name": "thay đổi trạng thái",
            },
        ),
        ProtectRows(table="duties_execution", using=in_bodies("body_id")),
        ProtectRows(table="duties_statechange", using=in_bodies("body_id")),
    ]
