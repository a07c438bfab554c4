"""How bodies pass a directive on: their own plan or letter, its duties, each draft; under row policies by body."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies

# What an issued paper of the province says is read by everybody who signs in; written by none but its body.
PUBLISH = """
CREATE POLICY published ON {table} FOR SELECT
USING (published AND (SELECT current_setting('treem.user', true)) <> '')
"""
UNPUBLISH = "DROP POLICY published ON {table}"


def published(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(PUBLISH.format(table=table), UNPUBLISH.format(table=table))


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0004_recuts_steps_editions"),
        ("documents", "0003_editions"),
        ("duties", "0008_given_inside_a_body"),
        ("files", "0002_evidence"),
        ("organisations", "0003_lists_taken_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cascade",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[("plan", "Kế hoạch"), ("letter", "Công văn")],
                        default="plan",
                        max_length=6,
                        verbose_name="hình thức",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=500, verbose_name="trích yếu")),
                ("opening", models.TextField(blank=True, verbose_name="lời dẫn")),
                ("further_bases", models.TextField(blank=True, verbose_name="căn cứ khác")),
                ("addressees", models.TextField(blank=True, verbose_name="kính gửi")),
                ("recipients", models.TextField(blank=True, verbose_name="nơi nhận")),
                ("signing", models.CharField(blank=True, max_length=30, verbose_name="thẩm quyền ký")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký")),
                (
                    "days_earlier",
                    models.PositiveSmallIntegerField(default=0, verbose_name="hạn nội bộ sớm hơn"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "đang soạn"),
                            ("pending", "chờ duyệt"),
                            ("approved", "đã duyệt nội bộ"),
                            ("issued", "đã ban hành"),
                            ("declined", "không lập văn bản riêng"),
                            ("dropped", "đã bỏ"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                ("published", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(verbose_name="lập lúc")),
                ("presented_at", models.DateTimeField(blank=True, null=True, verbose_name="trình lúc")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="duyệt lúc")),
                (
                    "issued_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ghi nhận ban hành lúc"),
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
                        verbose_name="đơn vị soạn",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="văn bản cấp trên",
                    ),
                ),
                (
                    "issued_document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                        verbose_name="văn bản đã ban hành",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="cơ quan ban hành",
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
            ],
            options={
                "verbose_name": "văn bản triển khai",
            },
        ),
        migrations.CreateModel(
            name="CascadeCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "wanted",
                    models.BooleanField(default=True, verbose_name="yêu cầu đơn vị lập văn bản triển khai"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="ban hành chậm nhất ngày")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "yêu cầu triển khai văn bản",
            },
        ),
        migrations.CreateModel(
            name="CascadeDuty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("body_id", models.BigIntegerField()),
                ("published", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(verbose_name="thứ tự")),
                ("taken", models.BooleanField(default=True, verbose_name="đưa vào")),
                ("why_not", models.CharField(blank=True, max_length=500, verbose_name="lý do không đưa vào")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("role", models.CharField(default="implement", max_length=12, verbose_name="vai trò")),
                ("bodies", models.JSONField(blank=True, default=list, verbose_name="đơn vị thực hiện")),
                (
                    "who_words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="ghi thêm về người, đơn vị thực hiện"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn nội bộ")),
                (
                    "limit_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày cuối theo văn bản cấp trên"),
                ),
                (
                    "cascade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="directives.cascade",
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
                    ),
                ),
                (
                    "own",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="duties.obligation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người phụ trách",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ triển khai",
            },
        ),
        migrations.CreateModel(
            name="CascadeVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("body_id", models.BigIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="bản")),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cascade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="directives.cascade",
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
            ],
            options={
                "verbose_name": "bản dự thảo văn bản triển khai",
            },
        ),
        migrations.AddIndex(
            model_name="cascade",
            index=models.Index(fields=["document", "state"], name="directives_cascade_document"),
        ),
        migrations.AddConstraint(
            model_name="cascade",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "pending", "approved", "declined"])),
                fields=("document", "body"),
                name="directives_cascade_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="cascade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "issued"), _negated=True),
                    ("issued_document__isnull", False),
                    _connector="OR",
                ),
                name="directives_cascade_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="cascade",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="directives_cascade_declined",
            ),
        ),
        migrations.AddIndex(
            model_name="cascadeduty",
            index=models.Index(fields=["obligation"], name="directives_cascadeduty_up"),
        ),
        migrations.AddIndex(
            model_name="cascadeduty",
            index=models.Index(fields=["own"], name="directives_cascadeduty_own"),
        ),
        migrations.AddConstraint(
            model_name="cascadeduty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("obligation__isnull", False)),
                fields=("cascade", "obligation"),
                name="directives_cascadeduty_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="cascadeduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("due_on__isnull", True),
                    ("limit_on__isnull", True),
                    ("due_on__lte", models.F("limit_on")),
                    _connector="OR",
                ),
                name="directives_cascadeduty_not_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="cascadeversion",
            constraint=models.UniqueConstraint(
                fields=("cascade", "number"), name="directives_cascadeversion_once"
            ),
        ),
        ProtectRows(table="directives_cascade", using=in_bodies("body_id")),
        ProtectRows(table="directives_cascadeduty", using=in_bodies("body_id")),
        ProtectRows(table="directives_cascadeversion", using=in_bodies("body_id")),
        published("directives_cascade"),
        published("directives_cascadeduty"),
    ]
