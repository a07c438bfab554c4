"""What bodies ask about their work (under row policies), what was answered, more time granted."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_executions_notes_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="extended_to",
            field=models.DateField(
                blank=True,
                help_text="Hạn ghi trong văn bản vẫn giữ nguyên.",
                null=True,
                verbose_name="gia hạn đến hết ngày",
            ),
        ),
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("question", models.TextField(verbose_name="câu hỏi")),
                ("answer", models.TextField(verbose_name="trả lời")),
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
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clarifications",
                        to="duties.obligation",
                    ),
                ),
            ],
            options={
                "verbose_name": "giải đáp chung",
                "indexes": [models.Index(fields=["obligation", "at"], name="duties_clarified_of")],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("body_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("question", "hỏi"), ("extension", "gia hạn"), ("waiver", "miễn thực hiện")],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                ("until", models.DateField(blank=True, null=True, verbose_name="xin đến hết ngày")),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ trả lời"),
                            ("answered", "đã trả lời"),
                            ("granted", "đồng ý"),
                            ("refused", "không đồng ý"),
                            ("withdrawn", "đã rút"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="trả lời")),
                ("granted_until", models.DateField(blank=True, null=True, verbose_name="cho đến hết ngày")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
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
                        related_name="requests",
                        to="duties.execution",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi, đề nghị về việc thực hiện",
                "indexes": [
                    models.Index(fields=["execution", "at"], name="duties_request_execution"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["at"], name="duties_request_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "waiting"), models.Q(("kind", "question"), _negated=True)
                        ),
                        fields=("execution", "kind"),
                        name="duties_request_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="duties_request_decided",
                    ),
                ],
            },
        ),
        ProtectRows(table="duties_request", using=in_bodies("body_id")),
    ]
