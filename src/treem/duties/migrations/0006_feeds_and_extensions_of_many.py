"""Addresses for calendar programs (each seen by its person alone), and more time given to many bodies at once."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies, of_the_person

# A program that reads a feed is nobody who signed in: it finds the role its key was made for, and nothing else.
FEED_OF = """
CREATE FUNCTION duties_feed_of(given text) RETURNS TABLE (appointment bigint, ended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT appointment_id, ended_at IS NOT NULL FROM duties_feed WHERE key_hash = given
$$;
REVOKE ALL ON FUNCTION duties_feed_of(text) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION duties_feed_of(text) TO treem_app;
  END IF;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0005_requests_and_answers"),
        ("organisations", "0003_lists_taken_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("until", models.DateField(verbose_name="gia hạn đến hết ngày")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="hoàn tác lúc")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.body"
                    ),
                ),
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
                        related_name="extensions",
                        to="duties.obligation",
                    ),
                ),
            ],
            options={
                "verbose_name": "gia hạn cho nhiều đơn vị",
            },
        ),
        migrations.CreateModel(
            name="ExtensionLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("last_day", models.DateField(null=True)),
                ("soon_from", models.DateField(null=True)),
                ("late_from", models.DateField(null=True)),
                ("extended_to", models.DateField(null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_why", models.TextField(blank=True)),
                (
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="duties.execution",
                    ),
                ),
                (
                    "extension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="duties.extension",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.request"
                    ),
                ),
                (
                    "undone_by",
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
                "verbose_name": "đơn vị được gia hạn",
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("me", "Việc giao cho tôi"), ("body", "Việc của đơn vị")],
                        max_length=4,
                        verbose_name="lịch",
                    ),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("times_switched_off", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(verbose_name="tạo lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="đọc lần cuối")),
                ("hour_began_at", models.DateTimeField(blank=True, null=True)),
                ("reads_in_hour", models.PositiveIntegerField(default=0)),
                ("audited_on", models.DateField(blank=True, null=True)),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.appointment",
                    ),
                ),
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
                "verbose_name": "địa chỉ lịch",
            },
        ),
        migrations.AddIndex(
            model_name="extension",
            index=models.Index(fields=["obligation", "at"], name="duties_extension_of"),
        ),
        migrations.AddConstraint(
            model_name="extensionline",
            constraint=models.UniqueConstraint(
                fields=("extension", "execution"), name="duties_extended_once_by"
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("appointment", "kind"),
                name="duties_feed_one_alive",
            ),
        ),
        ProtectRows(table="duties_feed", using=of_the_person()),
        ProtectRows(table="duties_extension", using=in_bodies("body_id")),
        ProtectRows(table="duties_extensionline", using=in_bodies("body_id")),
        migrations.RunSQL(FEED_OF, "DROP FUNCTION duties_feed_of(text)"),
    ]
