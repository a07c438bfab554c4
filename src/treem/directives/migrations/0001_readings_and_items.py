"""What was read in a document, finding by finding, and what a person decided."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_register_of_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("result", models.JSONField(verbose_name="kết quả đọc")),
                ("schema", models.PositiveSmallIntegerField(default=1)),
                ("reader_version", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "đang đọc"),
                            ("review", "chờ xem"),
                            ("issued", "đã ban hành nhiệm vụ"),
                        ],
                        default="review",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="ban hành lúc")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "issued_by",
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
                "indexes": [models.Index(fields=["state", "created_at"], name="directives_reading_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            ("issued_at__isnull", False),
                            _connector="OR",
                        ),
                        name="directives_reading_issued",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued"), _negated=True),
                        fields=("document",),
                        name="directives_one_open_reading",
                    ),
                ],
                "verbose_name": "lần đọc văn bản",
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("metadata", "Thông tin văn bản"),
                            ("obligation", "Nhiệm vụ"),
                            ("target", "Chỉ tiêu kế hoạch"),
                            ("reporting", "Chế độ báo cáo"),
                            ("citation", "Căn cứ"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="thứ tự")),
                ("payload", models.JSONField(verbose_name="đề xuất")),
                ("edited", models.JSONField(blank=True, null=True, verbose_name="nội dung đã sửa")),
                (
                    "chosen_bodies",
                    models.JSONField(
                        blank=True,
                        help_text="Mã số đơn vị, khi một người đã chọn.",
                        null=True,
                        verbose_name="đơn vị được chọn",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chưa xem"),
                            ("accepted", "Đã chấp nhận"),
                            ("corrected", "Đã sửa"),
                            ("rejected", "Đã bỏ"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("confidence", models.FloatField(default=1.0, verbose_name="độ chắc chắn")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="quyết định lúc")),
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
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="directives.reading",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reading", "kind", "position"), name="directives_item_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="directives_item_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "corrected"), _negated=True),
                            ("edited__isnull", False),
                            _connector="OR",
                        ),
                        name="directives_item_corrected",
                    ),
                ],
                "verbose_name": "nội dung đọc được",
            },
        ),
    ]
