"""Internal approval before a return is sent, returns typed for a body that sent paper, duties as rows of a return."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies

# What was done before the column that says it; and whom the rounds of before asked.
ACTS = """
UPDATE reporting_returnchange SET act = CASE to_state
  WHEN 'submitted' THEN 'submitted' WHEN 'returned' THEN 'returned' WHEN 'accepted' THEN 'accepted' ELSE 'assigned' END;
UPDATE reporting_round r SET asked = a.bodies
  FROM (SELECT round_id, jsonb_agg(body_id ORDER BY body_id) bodies FROM reporting_return GROUP BY round_id) a
  WHERE a.round_id = r.id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_obligations_and_executions"),
        ("organisations", "0001_people_and_agencies"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("reporting", "0002_figures_with_estimates"),
        ("territory", "0001_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnDuty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("path", models.CharField(blank=True, max_length=60, verbose_name="mục")),
                ("text", models.TextField(verbose_name="nhiệm vụ")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "hoàn thành"),
                            ("doing", "đang thực hiện"),
                            ("not_yet", "chưa thực hiện"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="kết quả thực hiện")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="đường dẫn minh chứng")),
                ("difficulties", models.TextField(blank=True, verbose_name="khó khăn, vướng mắc")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
                (
                    "body",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.execution"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="reporting.return",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "execution"), name="reporting_duty_once")
                ],
                "verbose_name": "nhiệm vụ trong báo cáo",
            },
        ),
        migrations.CreateModel(
            name="ReturnDutyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "hoàn thành"),
                            ("doing", "đang thực hiện"),
                            ("not_yet", "chưa thực hiện"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="kết quả thực hiện")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="đường dẫn minh chứng")),
                ("difficulties", models.TextField(blank=True, verbose_name="khó khăn, vướng mắc")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
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
                        related_name="state_result_link_difficulties_proposals_events",
                        to="reporting.returnduty",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="return",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="reporting_round_opened",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="reporting_round_closed",
        ),
        migrations.AddField(
            model_name="return",
            name="approved_as",
            field=models.CharField(
                blank=True,
                choices=[("chair", "Chủ tịch"), ("deputy", "KT. Chủ tịch, Phó Chủ tịch")],
                max_length=10,
                verbose_name="duyệt với tư cách",
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="duyệt lúc"),
        ),
        migrations.AddField(
            model_name="return",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="on_behalf",
            field=models.BooleanField(default=False, verbose_name="nhập thay, theo bản giấy"),
        ),
        migrations.AddField(
            model_name="return",
            name="paper_label",
            field=models.CharField(blank=True, max_length=120, verbose_name="số, ký hiệu bản giấy"),
        ),
        migrations.AddField(
            model_name="return",
            name="paper_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày nhận bản giấy"),
        ),
        migrations.AddField(
            model_name="return",
            name="presented_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="trình lúc"),
        ),
        migrations.AddField(
            model_name="return",
            name="presented_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[("check", "chờ kiểm tra"), ("approve", "chờ duyệt"), ("send", "đã duyệt, chờ gửi")],
                max_length=8,
                verbose_name="bước duyệt nội bộ",
            ),
        ),
        migrations.AddField(
            model_name="returnchange",
            name="act",
            field=models.CharField(
                choices=[
                    ("assigned", "Được giao báo cáo"),
                    ("presented", "Trình"),
                    ("recalled", "Rút lại để sửa"),
                    ("checked", "Kiểm tra, chuyển lãnh đạo duyệt"),
                    ("approved", "Duyệt nội bộ"),
                    ("sent_back", "Trả lại trong đơn vị"),
                    ("submitted", "Gửi báo cáo"),
                    ("returned", "Trả lại"),
                    ("accepted", "Tiếp nhận"),
                    ("entering", "Bắt đầu nhập thay, theo bản giấy"),
                    ("taken_back", "Đơn vị thay bằng báo cáo của mình"),
                ],
                default="assigned",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="returnchange",
            name="capacity",
            field=models.CharField(
                blank=True,
                choices=[("chair", "Chủ tịch"), ("deputy", "KT. Chủ tịch, Phó Chủ tịch")],
                max_length=10,
                verbose_name="với tư cách",
            ),
        ),
        migrations.AddField(
            model_name="returnevent",
            name="on_behalf",
            field=models.BooleanField(default=False, verbose_name="nhập thay, theo bản giấy"),
        ),
        migrations.AddField(
            model_name="returnevent",
            name="step",
            field=models.CharField(
                blank=True,
                choices=[("check", "chờ kiểm tra"), ("approve", "chờ duyệt"), ("send", "đã duyệt, chờ gửi")],
                max_length=8,
                verbose_name="bước duyệt nội bộ",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="asked",
            field=models.JSONField(blank=True, default=list, verbose_name="các đơn vị được giao"),
        ),
        migrations.AddField(
            model_name="round",
            name="skip_reason",
            field=models.TextField(blank=True, verbose_name="lý do không mở"),
        ),
        migrations.AlterField(
            model_name="return",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "chưa gửi"),
                    ("pending", "đang trình duyệt nội bộ"),
                    ("submitted", "đã gửi"),
                    ("returned", "trả lại"),
                    ("accepted", "đã nhận"),
                ],
                default="draft",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="returnchange",
            name="from_state",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "chưa gửi"),
                    ("pending", "đang trình duyệt nội bộ"),
                    ("submitted", "đã gửi"),
                    ("returned", "trả lại"),
                    ("accepted", "đã nhận"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="returnchange",
            name="to_state",
            field=models.CharField(
                choices=[
                    ("draft", "chưa gửi"),
                    ("pending", "đang trình duyệt nội bộ"),
                    ("submitted", "đã gửi"),
                    ("returned", "trả lại"),
                    ("accepted", "đã nhận"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="returnevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="version_state_step_on_behalf_as_of_narrative_saved_by_events",
                to="reporting.return",
            ),
        ),
        migrations.AlterField(
            model_name="returnevent",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "chưa gửi"),
                    ("pending", "đang trình duyệt nội bộ"),
                    ("submitted", "đã gửi"),
                    ("returned", "trả lại"),
                    ("accepted", "đã nhận"),
                ],
                default="draft",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "nháp"),
                    ("open", "đang mở"),
                    ("closed", "đã đóng"),
                    ("skipped", "không mở"),
                ],
                default="draft",
                max_length=8,
                verbose_name="trạng thái",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="return",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnevent" ("as_of", "narrative", "on_behalf", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_by_id", "state", "step", "version") SELECT old_values."as_of", old_values."narrative", old_values."on_behalf", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."saved_by_id", old_values."state", old_values."step", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."as_of" IS DISTINCT FROM (new_values."as_of") OR old_values."narrative" IS DISTINCT FROM (new_values."narrative") OR old_values."on_behalf" IS DISTINCT FROM (new_values."on_behalf") OR old_values."saved_by_id" IS DISTINCT FROM (new_values."saved_by_id") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."step" IS DISTINCT FROM (new_values."step") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="eddf5f11d329e0ce73ca269fb8c94a522fb914a4",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8f6fe",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_return",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "pending"), models.Q(("step", ""), _negated=True)),
                    models.Q(models.Q(("state", "pending"), _negated=True), ("step", "")),
                    _connector="OR",
                ),
                name="reporting_return_pending_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_behalf", False),
                    models.Q(("entered_by__isnull", False), ("paper_on__isnull", False)),
                    _connector="OR",
                ),
                name="reporting_return_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "skipped"]),
                    models.Q(("opened_at__isnull", False), models.Q(("template", {}), _negated=True)),
                    _connector="OR",
                ),
                name="reporting_round_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["closed", "skipped"]), _negated=True),
                    ("closed_at__isnull", False),
                    _connector="OR",
                ),
                name="reporting_round_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "skipped"), _negated=True),
                    models.Q(("skip_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="reporting_round_skipped",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnduty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returndutyevent" ("difficulties", "link", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposals", "result", "state") SELECT old_values."difficulties", old_values."link", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."proposals", old_values."result", old_values."state" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."difficulties" IS DISTINCT FROM (new_values."difficulties") OR old_values."link" IS DISTINCT FROM (new_values."link") OR old_values."proposals" IS DISTINCT FROM (new_values."proposals") OR old_values."result" IS DISTINCT FROM (new_values."result") OR old_values."state" IS DISTINCT FROM (new_values."state")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="49c226513b13c12385963bfc921224bfd0c75fe6",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_660de",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_returnduty",
                    when="AFTER",
                ),
            ),
        ),
        ProtectRows(table="reporting_returnduty", using=in_bodies("body_id")),
        migrations.RunSQL(ACTS, migrations.RunSQL.noop),
    ]
