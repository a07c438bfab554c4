"""Files that take long to read: kept first, then read by a job."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0002_keeper"),
        ("files", "0001_stored_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("file_name", models.CharField(max_length=255, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ đọc"),
                            ("reading", "đang đọc"),
                            ("done", "đã đọc"),
                            ("refused", "không đọc được"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="vì sao không đọc được")),
                ("pages_done", models.PositiveIntegerField(blank=True, null=True)),
                ("pages_total", models.PositiveIntegerField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField(verbose_name="đưa vào lúc")),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu đọc lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="đọc xong lúc")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directives.reading",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp chờ đọc",
                "indexes": [models.Index(fields=["state", "asked_at"], name="directives_upload_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="directives_upload_refused_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("reading__isnull", False),
                            _connector="OR",
                        ),
                        name="directives_upload_done",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "reading"])),
                        fields=("sha256",),
                        name="directives_upload_once",
                    ),
                ],
            },
        ),
    ]
