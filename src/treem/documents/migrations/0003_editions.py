"""Earlier files of a document stay readable after a replacement."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_outgoing_papers"),
        ("files", "0002_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="bản"),
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="bản")),
                ("text", models.TextField(blank=True, verbose_name="toàn văn")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="dấu vân tay của tệp")),
                ("received_at", models.DateTimeField(verbose_name="nhận lúc")),
                ("replaced_at", models.DateTimeField(verbose_name="thay lúc")),
                ("why", models.CharField(max_length=500, verbose_name="lý do thay")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="documents.document",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bản trước của văn bản",
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="documents_edition_once"),
                    models.UniqueConstraint(fields=("sha256",), name="documents_edition_file"),
                ],
            },
        ),
    ]
