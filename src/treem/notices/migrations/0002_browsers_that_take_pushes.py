"""Browsers that take pushes, each seen by its person alone; the choice of the channel."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, of_the_person


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_choices_and_deliveries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="choice",
            name="push_on",
            field=models.BooleanField(default=True, verbose_name="nhận thông báo đẩy khi có việc quá hạn"),
        ),
        migrations.AddField(
            model_name="choice",
            name="push_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("email", "thư điện tử"), ("message", "tin nhắn"), ("push", "thông báo đẩy")],
                max_length=8,
            ),
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("endpoint", models.CharField(max_length=1000)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("device", models.CharField(blank=True, max_length=60, verbose_name="thiết bị")),
                ("made_at", models.DateTimeField(verbose_name="đăng ký lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="thôi lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "trình duyệt nhận thông báo đẩy",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user", "endpoint"),
                        name="notices_subscribed_once",
                    )
                ],
            },
        ),
        ProtectRows(table="notices_subscription", using=of_the_person()),
    ]
