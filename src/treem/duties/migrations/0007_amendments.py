"""What a duty said before it was changed or withdrawn, with the reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0006_feeds_and_extensions_of_many"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="note",
            name="kind",
            field=models.CharField(
                choices=[
                    ("progress", "tiến độ"),
                    ("explanation", "lý do chậm"),
                    ("assigned", "giao trong đơn vị"),
                    ("amended", "nhiệm vụ được sửa đổi"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(verbose_name="lý do")),
                ("withdrawn", models.BooleanField(default=False, verbose_name="đã rút")),
                ("before", models.JSONField(verbose_name="nội dung trước đó")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="duties.obligation",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần sửa đổi nhiệm vụ",
                "indexes": [models.Index(fields=["obligation", "at"], name="duties_amended_of")],
            },
        ),
    ]
