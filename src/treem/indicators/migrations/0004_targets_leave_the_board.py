"""A target that the edition of a document in force does not set leaves the board, with the reason; what it was stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_targets_in_own_plans")]

    operations = [
        migrations.AddField(
            model_name="plantarget",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="rời kế hoạch lúc"),
        ),
        migrations.AddField(
            model_name="plantarget",
            name="withdrawn_by_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="plantarget",
            name="withdrawn_why",
            field=models.CharField(blank=True, max_length=500, verbose_name="vì sao rời kế hoạch"),
        ),
        migrations.CreateModel(
            name="TargetChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                ("before", models.JSONField(default=dict, verbose_name="trước đó")),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="indicators.plantarget",
                    ),
                ),
            ],
            options={
                "verbose_name": "thay đổi của chỉ tiêu kế hoạch",
                "indexes": [models.Index(fields=["target", "at"], name="indicators_target_changed")],
            },
        ),
        migrations.AddConstraint(
            model_name="plantarget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("withdrawn_why", ""), _negated=True),
                    _connector="OR",
                ),
                name="indicators_target_withdrawn_says_why",
            ),
        ),
    ]
