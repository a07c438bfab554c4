"""The register of documents and the edges of what each names."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_stored_files"),
        ("organisations", "0001_people_and_agencies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("type", models.CharField(blank=True, max_length=60, verbose_name="loại văn bản")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="số")),
                ("symbol", models.CharField(blank=True, max_length=60, verbose_name="ký hiệu")),
                ("number_symbol", models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                (
                    "issued_text",
                    models.CharField(blank=True, max_length=60, verbose_name="ngày ghi trên văn bản"),
                ),
                ("issuer", models.CharField(blank=True, max_length=300, verbose_name="cơ quan ban hành")),
                (
                    "parent_issuer",
                    models.CharField(blank=True, max_length=300, verbose_name="cơ quan chủ quản"),
                ),
                ("subject", models.TextField(blank=True, verbose_name="trích yếu")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký")),
                ("capacity", models.CharField(blank=True, max_length=60, verbose_name="quyền hạn ký")),
                ("position", models.CharField(blank=True, max_length=160, verbose_name="chức vụ người ký")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="địa danh")),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="Chữ Unicode dựng sẵn (NFC).", verbose_name="toàn văn"
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="tên tệp")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="tệp gốc",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="dấu vân tay của tệp")),
                ("received_at", models.DateTimeField(verbose_name="nhận lúc")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "chờ xác nhận"), ("confirmed", "đã xác nhận")],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="có hiệu lực từ ngày")),
                ("replaced_on", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ ngày")),
                (
                    "issuer_body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="cơ quan ban hành",
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
                        verbose_name="người nhận",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["number_symbol"], name="documents_number_symbol"),
                    models.Index(fields=["-received_at"], name="documents_received"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_on__isnull", True),
                            ("replaced_on__isnull", True),
                            ("replaced_on__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="documents_document_period",
                    )
                ],
                "verbose_name": "văn bản",
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(default="full", max_length=10, verbose_name="cách nêu")),
                ("raw", models.TextField(verbose_name="nguyên văn")),
                ("type", models.CharField(blank=True, max_length=60, verbose_name="loại văn bản")),
                ("number_symbol", models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu")),
                (
                    "date_text",
                    models.CharField(blank=True, max_length=60, verbose_name="ngày ghi trong văn bản"),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                ("issuer", models.CharField(blank=True, max_length=300, verbose_name="cơ quan ban hành")),
                ("title", models.TextField(blank=True, verbose_name="tên văn bản")),
                ("relation", models.CharField(blank=True, max_length=60, verbose_name="quan hệ")),
                ("start", models.PositiveIntegerField(default=0)),
                ("end", models.PositiveIntegerField(default=0)),
                ("flags", models.JSONField(blank=True, default=list)),
                ("suggested", models.JSONField(blank=True, default=dict)),
                ("confirmed", models.BooleanField(default=False, verbose_name="đã có người xác nhận")),
                (
                    "from_document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="documents.document",
                    ),
                ),
                (
                    "to_document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cited_by",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["number_symbol"], name="documents_citation_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_document", "start", "end", "number_symbol", "date_text"),
                        name="documents_citation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="documents_citation_span"
                    ),
                ],
                "verbose_name": "văn bản được viện dẫn",
            },
        ),
    ]
