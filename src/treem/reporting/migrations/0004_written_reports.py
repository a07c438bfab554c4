"""Versions of the written report of a round with their files; under the row policy of the body that received the returns."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_evidence"),
        ("organisations", "0001_people_and_agencies"),
        ("reporting", "0003_internal_approval_and_duties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        ProtectRows(table="reporting_writtenreport", using=in_bodies("body_id")),
    ]
