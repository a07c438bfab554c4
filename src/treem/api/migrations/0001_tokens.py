"""Programs of agencies and their tokens; answers given under a key for retries (under row policies)."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0004_service_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("commune_officer", "Người làm công tác bảo vệ trẻ em cấp xã"),
                            ("hotline_officer", "Trực đường dây nóng bảo vệ trẻ em 24/7"),
                            ("commune_division_head", "Lãnh đạo Phòng Văn hóa - Xã hội"),
                            ("commune_leader", "Lãnh đạo UBND cấp xã"),
                            ("commune_partner", "Cơ quan phối hợp tại xã (công an, trạm y tế, trường học)"),
                            ("collaborator", "Cộng tác viên tổ, bản, tiểu khu"),
                            ("sector_officer", "Cán bộ sở, ngành phối hợp"),
                            ("lead_specialist", "Chuyên viên cơ quan chủ trì"),
                            ("lead_division_head", "Lãnh đạo phòng của cơ quan chủ trì"),
                            ("lead_director", "Lãnh đạo cơ quan chủ trì"),
                            ("province_leader", "Lãnh đạo UBND tỉnh"),
                            ("inspector", "Thanh tra, kiểm tra"),
                            ("ministry_analyst", "Chuyên viên phân tích của Bộ"),
                            ("administrator", "Quản trị hệ thống"),
                        ],
                        max_length=32,
                        verbose_name="phạm vi",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phần mềm của cơ quan",
            },
        ),
        migrations.CreateModel(
            name="Done",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=100)),
                ("fingerprint", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
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
                "verbose_name": "yêu cầu đã thực hiện qua API",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "body_id", "key"), name="api_done_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("ending", models.CharField(max_length=4, verbose_name="kết thúc bằng")),
                ("may_write", models.BooleanField(default=False, verbose_name="được ghi việc thực hiện")),
                ("expires_on", models.DateField(verbose_name="dùng đến hết ngày")),
                ("created_at", models.DateTimeField(verbose_name="cấp lúc")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="dùng lần cuối")),
                ("window_at", models.DateTimeField(blank=True, null=True)),
                ("window_calls", models.PositiveIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="api.account"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
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
                "verbose_name": "mã truy cập",
                "indexes": [models.Index(fields=["account", "-created_at"], name="api_token_account")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="token",
            trigger=pgtrigger.compiler.Trigger(
                name="revoked_for_good",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."revoked_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="d404c96379914d3cdc7899b0002f23e105f79a2c",
                    operation="UPDATE",
                    pgid="pgtrigger_revoked_for_good_8d63d",
                    table="api_token",
                    when="BEFORE",
                ),
            ),
        ),
        ProtectRows(table="api_done", using=in_bodies("body_id")),
    ]
