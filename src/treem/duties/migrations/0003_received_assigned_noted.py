"""When a body took note, who in it does the work, and what it wrote along the way (under row policies)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0002_occurrences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người được giao",
            ),
        ),
        migrations.AddField(
            model_name="execution",
            name="internal_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="hạn nội bộ"),
        ),
        migrations.AddField(
            model_name="execution",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="nhận lúc"),
        ),
        migrations.AddField(
            model_name="execution",
            name="received_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("body_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("progress", "tiến độ"),
                            ("explanation", "lý do chậm"),
                            ("assigned", "giao trong đơn vị"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="duties.execution",
                    ),
                ),
            ],
            options={
                "verbose_name": "ghi chép về việc thực hiện",
                "indexes": [models.Index(fields=["execution", "at"], name="duties_note_execution")],
            },
        ),
        ProtectRows(table="duties_note", using=in_bodies("body_id")),
    ]
