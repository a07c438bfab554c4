"""The way back after a wrong replacement: a reading is withdrawn, one person asks for it and another decides."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0008_sure_replacement"),
        ("documents", "0005_wrong_editions_withdrawn"),
        ("duties", "0010_amendments_taken_back"),
        ("indicators", "0004_targets_leave_the_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reading",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "đang đọc"),
                    ("review", "chờ xem"),
                    ("presented", "chờ ban hành"),
                    ("issued", "đã ban hành nhiệm vụ"),
                    ("superseded", "đã có bản thay thế"),
                    ("withdrawn", "đã rút, trở lại bản trước"),
                ],
                default="review",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="back_asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="đề nghị trở lại bản trước lúc"),
        ),
        migrations.AddField(
            model_name="reading",
            name="back_asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="back_why",
            field=models.TextField(blank=True, verbose_name="vì sao trở lại bản trước"),
        ),
        migrations.AlterField(
            model_name="step",
            name="act",
            field=models.CharField(
                choices=[
                    ("accepted", "Chấp nhận"),
                    ("corrected", "Sửa và chấp nhận"),
                    ("rejected", "Bỏ"),
                    ("proposed", "Mở lại để xem"),
                    ("split", "Tách"),
                    ("merged", "Gộp"),
                    ("undone", "Hoàn tác tách, gộp"),
                    ("added", "Thêm nhiệm vụ máy bỏ sót"),
                    ("carried", "Giữ nguyên từ bản trước"),
                    ("replaced", "Đưa bản thay thế vào"),
                    ("presented", "Trình ban hành"),
                    ("taken_back", "Rút lại để xem thêm"),
                    ("returned", "Trả lại"),
                    ("issued", "Ban hành nhiệm vụ"),
                    ("asked_back", "Đề nghị trở lại bản trước"),
                    ("stayed", "Không trở lại bản trước"),
                    ("withdrawn", "Rút bản này, trở lại bản trước"),
                    ("restored", "Trở lại là bản đang dùng"),
                ],
                max_length=10,
                verbose_name="việc đã làm",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("back_asked_at__isnull", True), ("back_asked_by__isnull", True)),
                    models.Q(
                        ("back_asked_at__isnull", False),
                        ("back_asked_by__isnull", False),
                        models.Q(("back_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="directives_reading_asked_back",
            ),
        ),
    ]
