"""What people want to be told outside the screens, and what was sent: counts only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email_on", models.BooleanField(default=True, verbose_name="nhận thư điện tử tóm tắt")),
                (
                    "message_on",
                    models.BooleanField(default=False, verbose_name="nhận tin nhắn khi có việc quá hạn"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_choice",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lựa chọn nhận thông báo",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "thư điện tử"), ("message", "tin nhắn")], max_length=8
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ gửi"),
                            ("sent", "đã gửi"),
                            ("failed", "không gửi được"),
                            ("nothing", "không còn gì để gửi"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "counts",
                    models.JSONField(default=dict, help_text="How many by key of the queue, as sent."),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "fault",
                    models.CharField(
                        blank=True, help_text="The class of the last error, never its words.", max_length=60
                    ),
                ),
                ("at", models.DateTimeField(auto_now=True)),
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
                "verbose_name": "thông báo đã gửi",
                "indexes": [models.Index(fields=["day", "state"], name="notices_day_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "day", "channel"), name="notices_once_a_day")
                ],
            },
        ),
    ]
