"""Findings split and merged, the history of a review, a second person who issues, editions with what was carried over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0003_uploads"),
        ("documents", "0003_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recut",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("split", "tách"), ("merge", "gộp")], max_length=5, verbose_name="cách làm"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn tác lúc")),
            ],
            options={
                "verbose_name": "lần tách, gộp",
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.CharField(
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
                        ],
                        max_length=10,
                        verbose_name="việc đã làm",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="lý do, ghi chú")),
            ],
            options={
                "verbose_name": "bước xem văn bản",
            },
        ),
        migrations.RemoveConstraint(
            model_name="reading",
            name="directives_one_open_reading",
        ),
        migrations.AddField(
            model_name="item",
            name="carried",
            field=models.CharField(
                blank=True,
                choices=[
                    ("same", "Giữ nguyên"),
                    ("changed", "Có thay đổi"),
                    ("gone", "Không còn trong bản mới"),
                ],
                max_length=8,
                verbose_name="so với bản trước",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="directives.item",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="live",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="item",
            name="stands_for",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directives.reading",
            ),
        ),
        migrations.AddField(
            model_name="reading",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="bản"),
        ),
        migrations.AddField(
            model_name="reading",
            name="presented_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="trình lúc"),
        ),
        migrations.AddField(
            model_name="reading",
            name="presented_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người trình",
            ),
        ),
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
                ],
                default="review",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "presented"), _negated=True),
                    models.Q(("presented_at__isnull", False), ("presented_by__isnull", False)),
                    _connector="OR",
                ),
                name="directives_reading_presented",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("reading", "review", "presented"))),
                fields=("document",),
                name="directives_one_open_reading",
            ),
        ),
        migrations.AddField(
            model_name="recut",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recut",
            name="reading",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recuts", to="directives.reading"
            ),
        ),
        migrations.AddField(
            model_name="recut",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="made_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="after",
                to="directives.recut",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="replaced_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="before",
                to="directives.recut",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("carried", ""), ("earlier__isnull", False), _connector="OR"),
                name="directives_item_carried",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="directives.item",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="reading",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="directives.reading"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["reading", "at"], name="directives_step_reading"),
        ),
    ]
