"""What the ministry's child software is known to hold, and the files that bring it up to date."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_similar_names_in_few_communes"),
        ("territory", "0002_village_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="MinistryFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "Chờ nhập lên hệ thống của Bộ"),
                            ("entered", "Đã nhập lên hệ thống của Bộ"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="drafted",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by_id", models.BigIntegerField()),
                ("entered_on", models.DateField(null=True, verbose_name="ngày nhập")),
                ("entered_by_id", models.BigIntegerField(null=True)),
                ("dropped_by_id", models.BigIntegerField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp cập nhật hệ thống của Bộ",
            },
        ),
        migrations.CreateModel(
            name="MinistryCopy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("present", models.BooleanField(default=True)),
                ("values", models.JSONField(default=dict)),
                (
                    "how",
                    models.CharField(
                        choices=[("entered", "Đã nhập theo tệp"), ("seen", "Thấy trong tệp xuất của Bộ")],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ministry_copy",
                        to="registry.child",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.ministryfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ghi ở hệ thống của Bộ",
            },
        ),
        migrations.CreateModel(
            name="MinistryFileRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("new", "Mới"), ("changed", "Thay đổi"), ("left", "Rời danh sách")],
                        max_length=8,
                    ),
                ),
                ("values", models.JSONField()),
                ("changes", models.JSONField(default=list)),
                (
                    "refused",
                    models.CharField(blank=True, max_length=250, verbose_name="lý do chưa nhập được"),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="registry.ministryfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của tệp cập nhật hệ thống của Bộ",
            },
        ),
        migrations.AddConstraint(
            model_name="ministryfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "drafted")),
                fields=("commune",),
                name="registry_ministryfile_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ministryfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_on__isnull", False), ("state", "entered")),
                    models.Q(models.Q(("state", "entered"), _negated=True), ("entered_on__isnull", True)),
                    _connector="OR",
                ),
                name="registry_ministryfile_entered",
            ),
        ),
        migrations.AddConstraint(
            model_name="ministryfilerow",
            constraint=models.UniqueConstraint(
                fields=("file", "number"), name="registry_ministryfilerow_once"
            ),
        ),
        ProtectRows("registry_ministrycopy", using=in_communes()),
        ProtectRows("registry_ministryfile", using=in_communes()),
        ProtectRows("registry_ministryfilerow", using=in_communes()),
    ]
