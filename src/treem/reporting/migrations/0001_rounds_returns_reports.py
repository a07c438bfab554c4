"""Rounds, returns with their values, duties and history, consolidations, written reports; what holds figures stands under row policies."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    replaces = [
        ("reporting", "0001_rounds_and_returns"),
        ("reporting", "0002_figures_with_estimates"),
        ("reporting", "0003_internal_approval_and_duties"),
        ("reporting", "0004_written_reports"),
    ]
    initial = True

    dependencies = [
        ("duties", "0001_executions_notes_reminders"),
        ("files", "0002_evidence"),
        ("organisations", "0003_lists_taken_in"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("territory", "0002_village_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("asked", models.JSONField(blank=True, default=list, verbose_name="các đơn vị được giao")),
                ("skip_reason", models.TextField(blank=True, verbose_name="lý do không mở")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "nháp"),
                            ("open", "đang mở"),
                            ("closed", "đã đóng"),
                            ("skipped", "không mở"),
                        ],
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
                "verbose_name": "vòng báo cáo",
                "indexes": [models.Index(fields=["state", "deadline"], name="reporting_round_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("obligation", "deadline"), name="reporting_round_once"),
                    models.CheckConstraint(
                        condition=models.Q(("window_end__gte", models.F("window_start"))),
                        name="reporting_round_window",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "skipped"]),
                            models.Q(("opened_at__isnull", False), models.Q(("template", {}), _negated=True)),
                            _connector="OR",
                        ),
                        name="reporting_round_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "skipped"]), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="reporting_round_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "skipped"), _negated=True),
                            models.Q(("skip_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reporting_round_skipped",
                    ),
                ],
            },
        ),
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
                            ("pending", "đang trình duyệt nội bộ"),
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
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("check", "chờ kiểm tra"),
                            ("approve", "chờ duyệt"),
                            ("send", "đã duyệt, chờ gửi"),
                        ],
                        max_length=8,
                        verbose_name="bước duyệt nội bộ",
                    ),
                ),
                ("presented_at", models.DateTimeField(blank=True, null=True, verbose_name="trình lúc")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="duyệt lúc")),
                (
                    "approved_as",
                    models.CharField(
                        blank=True,
                        choices=[("chair", "Chủ tịch"), ("deputy", "KT. Chủ tịch, Phó Chủ tịch")],
                        max_length=10,
                        verbose_name="duyệt với tư cách",
                    ),
                ),
                ("on_behalf", models.BooleanField(default=False, verbose_name="nhập thay, theo bản giấy")),
                (
                    "paper_label",
                    models.CharField(blank=True, max_length=120, verbose_name="số, ký hiệu bản giấy"),
                ),
                ("paper_on", models.DateField(blank=True, null=True, verbose_name="ngày nhận bản giấy")),
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
                    "approved_by",
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
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "presented_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="reporting.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo của đơn vị",
                "indexes": [models.Index(fields=["body", "state"], name="reporting_return_body")],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "body"), name="reporting_return_once"),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "pending"), models.Q(("step", ""), _negated=True)),
                            models.Q(models.Q(("state", "pending"), _negated=True), ("step", "")),
                            _connector="OR",
                        ),
                        name="reporting_return_pending_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_behalf", False),
                            models.Q(("entered_by__isnull", False), ("paper_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="reporting_return_paper",
                    ),
                ],
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
                            ("pending", "đang trình duyệt nội bộ"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("check", "chờ kiểm tra"),
                            ("approve", "chờ duyệt"),
                            ("send", "đã duyệt, chờ gửi"),
                        ],
                        max_length=8,
                        verbose_name="bước duyệt nội bộ",
                    ),
                ),
                ("on_behalf", models.BooleanField(default=False, verbose_name="nhập thay, theo bản giấy")),
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
                        related_name="version_state_step_on_behalf_as_of_narrative_saved_by_events",
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
                (
                    "counted",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="đếm được"
                    ),
                ),
                (
                    "typed",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="số nhập"
                    ),
                ),
                (
                    "estimated",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="ước cả kỳ"
                    ),
                ),
                ("not_occurred", models.BooleanField(default=False, verbose_name="không phát sinh")),
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
                "verbose_name": "số liệu của báo cáo",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "row_key"), name="reporting_value_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                            models.Q(("typed__isnull", True), ("typed__gte", 0), _connector="OR"),
                            models.Q(("estimated__isnull", True), ("estimated__gte", 0), _connector="OR"),
                        ),
                        name="reporting_value_not_negative",
                    ),
                ],
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
                (
                    "counted",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="đếm được"
                    ),
                ),
                (
                    "typed",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="số nhập"
                    ),
                ),
                (
                    "estimated",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="ước cả kỳ"
                    ),
                ),
                ("not_occurred", models.BooleanField(default=False, verbose_name="không phát sinh")),
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
            name="ReturnDuty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.CharField(blank=True, max_length=60, verbose_name="mục")),
                ("text", models.TextField(verbose_name="nhiệm vụ")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "hoàn thành"),
                            ("doing", "đang thực hiện"),
                            ("not_yet", "chưa thực hiện"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="kết quả thực hiện")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="đường dẫn minh chứng")),
                ("difficulties", models.TextField(blank=True, verbose_name="khó khăn, vướng mắc")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
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
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.execution"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="reporting.return",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ trong báo cáo",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "execution"), name="reporting_duty_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnDutyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "hoàn thành"),
                            ("doing", "đang thực hiện"),
                            ("not_yet", "chưa thực hiện"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="kết quả thực hiện")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="đường dẫn minh chứng")),
                ("difficulties", models.TextField(blank=True, verbose_name="khó khăn, vướng mắc")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
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
                        related_name="state_result_link_difficulties_proposals_events",
                        to="reporting.returnduty",
                    ),
                ),
            ],
            options={
                "abstract": False,
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
                            ("pending", "đang trình duyệt nội bộ"),
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
                            ("pending", "đang trình duyệt nội bộ"),
                            ("submitted", "đã gửi"),
                            ("returned", "trả lại"),
                            ("accepted", "đã nhận"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("assigned", "Được giao báo cáo"),
                            ("presented", "Trình"),
                            ("recalled", "Rút lại để sửa"),
                            ("checked", "Kiểm tra, chuyển lãnh đạo duyệt"),
                            ("approved", "Duyệt nội bộ"),
                            ("sent_back", "Trả lại trong đơn vị"),
                            ("submitted", "Gửi báo cáo"),
                            ("returned", "Trả lại"),
                            ("accepted", "Tiếp nhận"),
                            ("entering", "Bắt đầu nhập thay, theo bản giấy"),
                            ("taken_back", "Đơn vị thay bằng báo cáo của mình"),
                        ],
                        default="assigned",
                        max_length=10,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[("chair", "Chủ tịch"), ("deputy", "KT. Chủ tịch, Phó Chủ tịch")],
                        max_length=10,
                        verbose_name="với tư cách",
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
                "verbose_name": "bản tổng hợp đã chốt",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="reporting_snapshot_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WrittenReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(verbose_name="bản")),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64, verbose_name="dấu vân tay")),
                ("figures_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="lập lúc")),
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
                    "docx",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="written_reports",
                        to="reporting.round",
                    ),
                ),
                (
                    "xlsx",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tổng hợp",
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="reporting_written_report_once")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnduty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returndutyevent" ("difficulties", "link", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposals", "result", "state") SELECT old_values."difficulties", old_values."link", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."proposals", old_values."result", old_values."state" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."difficulties" IS DISTINCT FROM (new_values."difficulties") OR old_values."link" IS DISTINCT FROM (new_values."link") OR old_values."proposals" IS DISTINCT FROM (new_values."proposals") OR old_values."result" IS DISTINCT FROM (new_values."result") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="49c226513b13c12385963bfc921224bfd0c75fe6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_660de",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_returnduty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnvalueevent" ("body_id", "commune_id", "counted", "estimated", "id", "not_occurred", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id", "row_key", "typed") SELECT old_values."body_id", old_values."commune_id", old_values."counted", old_values."estimated", old_values."id", old_values."not_occurred", old_values."note", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."report_id", old_values."row_key", old_values."typed" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e0de03ef58d66873b0c2463fa3f508d35991c081",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2ceae",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_returnvalue",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="return",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnevent" ("as_of", "narrative", "on_behalf", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_by_id", "state", "step", "version") SELECT old_values."as_of", old_values."narrative", old_values."on_behalf", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."saved_by_id", old_values."state", old_values."step", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."as_of" IS DISTINCT FROM (new_values."as_of") OR old_values."narrative" IS DISTINCT FROM (new_values."narrative") OR old_values."on_behalf" IS DISTINCT FROM (new_values."on_behalf") OR old_values."saved_by_id" IS DISTINCT FROM (new_values."saved_by_id") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."step" IS DISTINCT FROM (new_values."step") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="eddf5f11d329e0ce73ca269fb8c94a522fb914a4",
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
        ProtectRows(table="reporting_returnduty", using=in_bodies("body_id")),
        ProtectRows(table="reporting_writtenreport", using=in_bodies("body_id")),
    ]
