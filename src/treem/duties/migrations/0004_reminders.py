"""Letters that urge, and the executions each names; both under row policies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_register_of_documents"),
        ("duties", "0003_received_assigned_noted"),
        ("files", "0002_evidence"),
        ("organisations", "0001_people_and_agencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn")),
                ("subject", models.CharField(max_length=400, verbose_name="trích yếu")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["document", "at"], name="duties_reminder_document")],
                "verbose_name": "công văn đôn đốc",
            },
        ),
        migrations.CreateModel(
            name="ReminderLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("late", "quá hạn"), ("silent", "chưa tiếp nhận")], max_length=6
                    ),
                ),
                ("days_late", models.PositiveIntegerField(default=0, verbose_name="số ngày quá hạn")),
                ("at", models.DateTimeField()),
                (
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="duties.execution",
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="duties.reminder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["execution", "at"], name="duties_reminder_execution")],
                "constraints": [
                    models.UniqueConstraint(fields=("reminder", "execution"), name="duties_reminded_once")
                ],
                "verbose_name": "việc được đôn đốc",
            },
        ),
        ProtectRows(table="duties_reminder", using=in_bodies("body_id")),
        ProtectRows(table="duties_reminderline", using=in_bodies("body_id")),
    ]
