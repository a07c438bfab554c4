"""How units take targets of the province into plans of their own; under row policies by body."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_outgoing_papers"),
        ("indicators", "0002_values_of_targets"),
        ("organisations", "0003_lists_taken_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TargetAdoption",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("applies", models.BooleanField(default=True, verbose_name="áp dụng")),
                (
                    "comparator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lt", "dưới"),
                            ("le", "không quá"),
                            ("gt", "trên"),
                            ("ge", "đạt ít nhất"),
                            ("eq", "đạt"),
                            ("range", "từ … đến …"),
                            ("reduce_by", "giảm"),
                            ("approx", "khoảng"),
                        ],
                        max_length=12,
                        verbose_name="cách so",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="mức của đơn vị"
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=18, null=True, verbose_name="mức trên"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                (
                    "document_words",
                    models.CharField(blank=True, max_length=300, verbose_name="văn bản ghi mức này"),
                ),
                ("document_on", models.DateField(blank=True, null=True, verbose_name="ngày văn bản")),
                ("origin_uuid", models.UUIDField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="đơn vị",
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
                        verbose_name="văn bản",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adoptions",
                        to="indicators.plantarget",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỉ tiêu kế hoạch đưa vào kế hoạch của đơn vị",
                "constraints": [
                    models.UniqueConstraint(fields=("target", "body"), name="indicators_adoption_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applies", False),
                            models.Q(("value__isnull", False), models.Q(("comparator", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="indicators_adoption_has_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applies", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="indicators_adoption_says_why_not",
                    ),
                ],
            },
        ),
        ProtectRows(table="indicators_targetadoption", using=in_bodies("body_id")),
    ]
