"""Papers that go out, frozen once issued, with what was found about their signatures; under row policies."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_register_of_documents"),
        ("files", "0002_evidence"),
        ("organisations", "0001_people_and_agencies"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutgoingPaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("type", models.CharField(blank=True, max_length=60, verbose_name="loại văn bản")),
                ("subject", models.CharField(max_length=500, verbose_name="trích yếu")),
                ("origin_kind", models.CharField(max_length=60)),
                ("origin_uuid", models.UUIDField()),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="dấu vân tay của bản dự thảo"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "dự thảo"), ("issued", "đã ban hành")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="lập lúc")),
                ("number", models.CharField(blank=True, max_length=11, verbose_name="số")),
                ("symbol", models.CharField(max_length=30, verbose_name="ký hiệu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                ("year", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký")),
                ("position", models.CharField(blank=True, max_length=160, verbose_name="chức vụ người ký")),
                (
                    "copy",
                    models.CharField(
                        blank=True,
                        choices=[("signed", "bản ký số"), ("scan", "bản quét")],
                        max_length=8,
                        verbose_name="bản lưu",
                    ),
                ),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="ghi nhận lúc")),
                ("replaced_why", models.CharField(blank=True, max_length=500, verbose_name="lý do thay")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                        verbose_name="cơ quan ban hành",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người lập",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi nhận",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="documents.outgoingpaper",
                        verbose_name="thay cho",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "-prepared_at"], name="documents_paper_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(
                                models.Q(("number", ""), _negated=True),
                                models.Q(("signer", ""), _negated=True),
                                models.Q(("copy", ""), _negated=True),
                                ("issued_on__isnull", False),
                                ("year__isnull", False),
                                ("file__isnull", False),
                                ("recorded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="documents_paper_issued",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("body", "year", "number", "symbol"),
                        name="documents_paper_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("origin_kind", "origin_uuid"),
                        name="documents_paper_origin_once",
                    ),
                ],
                "verbose_name": "văn bản đi",
            },
        ),
        migrations.CreateModel(
            name="OutgoingPaperEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("version", models.PositiveIntegerField(default=1)),
                ("subject", models.CharField(max_length=500, verbose_name="trích yếu")),
                ("signer", models.CharField(blank=True, max_length=120, verbose_name="người ký")),
                ("position", models.CharField(blank=True, max_length=160, verbose_name="chức vụ người ký")),
                ("number", models.CharField(blank=True, max_length=11, verbose_name="số")),
                ("symbol", models.CharField(max_length=30, verbose_name="ký hiệu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "dự thảo"), ("issued", "đã ban hành")],
                        default="draft",
                        max_length=8,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="version_subject_signer_position_number_symbol_issued_on_state_events",
                        to="documents.outgoingpaper",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaperCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("found", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="documents.outgoingpaper",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["paper", "-at"], name="documents_papercheck_paper")],
                "verbose_name": "kết quả kiểm tra chữ ký số",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outgoingpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="issued_is_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"state\" = 'issued')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="beeecdf61a28fa78a062e7375a65bcdf6077d5ac",
                    operation="UPDATE",
                    pgid="pgtrigger_issued_is_frozen_5df17",
                    table="documents_outgoingpaper",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outgoingpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_outgoingpaperevent" ("issued_on", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "signer", "state", "subject", "symbol", "version") SELECT old_values."issued_on", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."position", old_values."signer", old_values."state", old_values."subject", old_values."symbol", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."issued_on" IS DISTINCT FROM (new_values."issued_on") OR old_values."number" IS DISTINCT FROM (new_values."number") OR old_values."position" IS DISTINCT FROM (new_values."position") OR old_values."signer" IS DISTINCT FROM (new_values."signer") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."subject" IS DISTINCT FROM (new_values."subject") OR old_values."symbol" IS DISTINCT FROM (new_values."symbol") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f30fe7e737f98f781a14eed87813ad04f9bbc9c0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_175a6",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="documents_outgoingpaper",
                    when="AFTER",
                ),
            ),
        ),
        ProtectRows(table="documents_outgoingpaper", using=in_bodies("body_id")),
        ProtectRows(table="documents_papercheck", using=in_bodies("body_id")),
    ]
