"""When a round was closed and opened again, by whom, why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_rounds_returns_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.CharField(
                        choices=[("closed", "đóng vòng báo cáo"), ("reopened", "mở lại vòng báo cáo")],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("sent", models.PositiveIntegerField(verbose_name="số đơn vị đã gửi")),
                ("missing", models.PositiveIntegerField(verbose_name="số đơn vị chưa gửi")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="reporting.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc đóng, mở vòng báo cáo",
                "indexes": [models.Index(fields=["round", "at"], name="reporting_round_change")],
            },
        ),
    ]
