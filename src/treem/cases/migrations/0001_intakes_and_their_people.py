"""Reports taken in, in two circles: what the lead agency may count and list, and what only the commune opens."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import treem.db.encrypted
from treem.db.policies import ProtectRows, in_communes, in_the_one_commune

# A row policy lets nobody write a row into another commune: giving a report away is this function's work alone. Who
# acts is what the transaction's scope says, never an argument.
HAND_OVER = """
CREATE FUNCTION cases_hand_over(given uuid, seen integer, target bigint, why text, appointment bigint, request text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine text := current_setting('treem.communes', true);
  person bigint := nullif(current_setting('treem.user', true), '')::bigint;
  known cases_intake;
BEGIN
  IF person IS NULL OR mine IS NULL OR mine !~ '^[0-9]+$' THEN
    RETURN 'scope';
  END IF;
  SELECT * INTO known FROM cases_intake i WHERE i.uuid = given AND i.commune_id::text = mine FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'scope';
  END IF;
  IF known.version <> seen THEN
    RETURN 'stale';
  END IF;
  IF known.state = 'set_aside' THEN
    RETURN 'state';
  END IF;
  IF why NOT IN ('incident', 'residence', 'present', 'returned') OR target = known.commune_id OR NOT EXISTS (
    SELECT 1 FROM territory_unit there
      JOIN territory_unit over_there ON over_there.id = there.parent_id
      JOIN territory_unit here ON here.id = known.commune_id
      JOIN territory_unit over_here ON over_here.id = here.parent_id
    WHERE there.id = target AND there.level = 'commune' AND over_there.code = over_here.code
      AND (there.valid_to IS NULL OR there.valid_to >= current_date)) THEN
    RETURN 'commune';
  END IF;
  UPDATE cases_intake SET commune_id = target, state = 'new', acknowledged_at = NULL, acknowledged_by_id = NULL,
    version = version + 1 WHERE id = known.id;
  UPDATE cases_intakecontent SET commune_id = target WHERE intake_id = known.id;
  UPDATE cases_informant SET commune_id = target WHERE intake_id = known.id;
  UPDATE cases_intakechild SET commune_id = target WHERE intake_id = known.id;
  UPDATE cases_emergencymeasure SET commune_id = target WHERE intake_id = known.id;
  INSERT INTO cases_handover (uuid, intake_uuid, number, from_commune_id, to_commune_id, reason, at, by_id)
    VALUES (gen_random_uuid(), known.uuid, known.number, known.commune_id, target, why, clock_timestamp(), person);
  INSERT INTO audit_entry (at, actor_id, appointment_id, action, subject_type, subject_ids, detail, request_id)
    VALUES (clock_timestamp(), person, appointment, 'cases.hand_over', 'cases.intake', jsonb_build_array(known.id),
      jsonb_build_object('number', known.number, 'from', known.commune_id, 'to', target, 'reason', why), request);
  RETURN 'ok';
END
$$;
REVOKE ALL ON FUNCTION cases_hand_over(uuid, integer, bigint, text, bigint, text) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION cases_hand_over(uuid, integer, bigint, text, bigint, text) TO treem_app;
  END IF;
END
$$;
"""
KEEP = "DROP FUNCTION cases_hand_over(uuid, integer, bigint, text, bigint, text)"
ONE = in_the_one_commune()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_entries_and_seals"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0001_children_and_households"),
        ("territory", "0001_places"),
        ("treem_db", "0001_data_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("intake_uuid", models.UUIDField(db_index=True)),
                ("number", models.CharField(max_length=24)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("incident", "Vụ việc xảy ra ở đó"),
                            ("residence", "Trẻ em cư trú ở đó"),
                            ("present", "Trẻ em đang ở đó"),
                            ("returned", "Trả lại nơi đã chuyển đến"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("received_at", models.DateTimeField(null=True)),
                ("received_by_id", models.BigIntegerField(null=True)),
                (
                    "from_commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
                (
                    "to_commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "chuyển thông tin sang xã khác",
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "number",
                    models.CharField(editable=False, max_length=24, unique=True, verbose_name="mã thông tin"),
                ),
                ("received_at", models.DateTimeField(verbose_name="nhận thông tin lúc")),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="ghi lúc")),
                ("taken_by_id", models.BigIntegerField(editable=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("hotline_111", "Tổng đài 111"),
                            ("commune_hotline", "Đường dây nóng bảo vệ trẻ em 24/7"),
                            ("in_person", "Gặp trực tiếp"),
                            ("school", "Nhà trường"),
                            ("police", "Công an"),
                            ("online", "Mạng internet, mạng xã hội"),
                            ("other", "Kênh khác"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="kênh tiếp nhận",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("immediate", "Nguy hiểm tức thời"),
                            ("later", "Chưa nguy hiểm ngay"),
                            ("unknown", "Chưa rõ"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="mức độ nguy hiểm",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("abused", "Trẻ em bị xâm hại"),
                            ("at_risk", "Trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi"),
                            ("special", "Trẻ em có hoàn cảnh đặc biệt"),
                        ],
                        max_length=8,
                        verbose_name="trẻ em thuộc nhóm",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Chưa xác nhận"),
                            ("acknowledged", "Đã nhận việc"),
                            ("set_aside", "Không thuộc phạm vi"),
                        ],
                        default="new",
                        max_length=14,
                        verbose_name="trạng thái",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True)),
                ("acknowledged_by_id", models.BigIntegerField(editable=False, null=True)),
                ("set_aside_at", models.DateTimeField(editable=False, null=True)),
                ("set_aside_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "set_aside_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("untrue", "Đã kiểm tra, thông tin không đúng"),
                            ("repeated", "Trùng với thông tin đã tiếp nhận"),
                            ("not_a_child", "Không phải trẻ em"),
                            ("advice_only", "Chỉ cần tư vấn, đã tư vấn xong"),
                            ("other_body", "Việc của cơ quan khác, đã báo cơ quan đó"),
                        ],
                        max_length=12,
                    ),
                ),
                ("emergency_due_at", models.DateTimeField(editable=False)),
                ("emergency_source", models.CharField(editable=False, max_length=120)),
                ("measures_at", models.DateTimeField(editable=False, null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "incident_commune",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="nơi xảy ra vụ việc",
                    ),
                ),
                (
                    "residence_commune",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="nơi trẻ em cư trú",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["commune", "-received_at"], name="cases_intake_in_commune")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", ["immediate", "later", "unknown"])),
                        name="cases_intake_urgency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    "hotline_111",
                                    "commune_hotline",
                                    "in_person",
                                    "school",
                                    "police",
                                    "online",
                                    "other",
                                ],
                            )
                        ),
                        name="cases_intake_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True),
                                ("set_aside_at__isnull", True),
                                ("state", "new"),
                            ),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("set_aside_at__isnull", True),
                                ("state", "acknowledged"),
                            ),
                            models.Q(
                                ("set_aside_at__isnull", False),
                                ("state", "set_aside"),
                                models.Q(("set_aside_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_intake_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("emergency_due_at__gt", models.F("received_at")),
                            ("received_at__lte", models.F("recorded_at")),
                        ),
                        name="cases_intake_moments",
                    ),
                ],
                "verbose_name": "thông tin đã tiếp nhận",
            },
        ),
        migrations.CreateModel(
            name="Informant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "full_name",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.informant.full_name", blank=True, default="", verbose_name="họ và tên"
                    ),
                ),
                (
                    "phone",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.informant.phone", blank=True, default="", verbose_name="số điện thoại"
                    ),
                ),
                (
                    "address",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.informant.address", blank=True, default="", verbose_name="địa chỉ"
                    ),
                ),
                (
                    "note",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.informant.note", blank=True, default="", verbose_name="ghi chú thêm"
                    ),
                ),
                ("phone_index", models.CharField(blank=True, db_index=True, max_length=64)),
                ("consented_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "data_key",
                    treem.db.encrypted.DataKeyField(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="treem_db.datakey",
                    ),
                ),
                (
                    "intake",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="informant",
                        to="cases.intake",
                    ),
                ),
            ],
            options={
                "verbose_name": "người cung cấp thông tin",
            },
        ),
        migrations.CreateModel(
            name="EmergencyMeasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("applied_at", models.DateTimeField(verbose_name="áp dụng lúc")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("stop", "Phối hợp công an ngăn chặn hành vi gây tổn hại"),
                                ("health", "Đưa đến cơ sở y tế, sơ cứu, cấp cứu"),
                                ("safe_place", "Bố trí nơi ở an toàn, chăm sóc tạm thời"),
                                ("evidence", "Giữ lại đồ vật, giấy tờ liên quan đến tổn hại"),
                                ("other", "Biện pháp khác"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                    ),
                ),
                (
                    "what",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.emergencymeasure.what",
                        blank=True,
                        default="",
                        verbose_name="đã làm gì",
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(
                        choices=[
                            ("chair", "Chủ tịch UBND cấp xã"),
                            ("vice_chair", "Phó Chủ tịch UBND cấp xã"),
                            ("police", "Công an"),
                            ("other", "Cơ quan, người có thẩm quyền khác"),
                        ],
                        max_length=12,
                        verbose_name="người quyết định",
                    ),
                ),
                (
                    "decider_name",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.emergencymeasure.decider_name",
                        blank=True,
                        default="",
                        verbose_name="họ tên người quyết định",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("phone", "Qua điện thoại"),
                            ("paper", "Bằng văn bản"),
                            ("spoken", "Trực tiếp tại chỗ"),
                        ],
                        max_length=8,
                        verbose_name="quyết định bằng",
                    ),
                ),
                (
                    "paper_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số, ký hiệu văn bản"),
                ),
                (
                    "late_reason",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.emergencymeasure.late_reason",
                        blank=True,
                        default="",
                        verbose_name="lý do chậm",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by_id", models.BigIntegerField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_id", models.BigIntegerField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "data_key",
                    treem.db.encrypted.DataKeyField(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="treem_db.datakey",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="cases.intake",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kinds__len__gt", 0)), name="cases_measure_of_a_kind"
                    )
                ],
                "verbose_name": "biện pháp can thiệp khẩn cấp",
            },
        ),
        migrations.CreateModel(
            name="IntakeChild",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("linked_at", models.DateTimeField()),
                ("linked_by_id", models.BigIntegerField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by_id", models.BigIntegerField(null=True)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.child"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="cases.intake"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("intake", "child"),
                        name="cases_child_linked_once",
                    )
                ],
                "verbose_name": "trẻ em được báo tin",
            },
        ),
        migrations.CreateModel(
            name="IntakeContent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "informant_kind",
                    models.CharField(
                        choices=[
                            ("child", "Chính trẻ em"),
                            ("parent", "Cha mẹ, người chăm sóc"),
                            ("relative", "Người thân khác"),
                            ("neighbour", "Hàng xóm, người dân"),
                            ("teacher", "Nhà trường, giáo viên"),
                            ("official", "Cán bộ, cơ quan, tổ chức"),
                            ("unknown", "Không biết"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="người cung cấp thông tin là",
                    ),
                ),
                (
                    "child_sex",
                    models.CharField(
                        choices=[("male", "Nam"), ("female", "Nữ"), ("unknown", "Không biết")],
                        default="unknown",
                        max_length=8,
                        verbose_name="giới tính",
                    ),
                ),
                (
                    "what_happened",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.what_happened",
                        blank=True,
                        default="",
                        verbose_name="việc đã xảy ra",
                    ),
                ),
                (
                    "child_name",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.child_name",
                        blank=True,
                        default="",
                        verbose_name="họ và tên trẻ em",
                    ),
                ),
                (
                    "child_birth",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.child_birth",
                        blank=True,
                        default="",
                        verbose_name="ngày sinh hoặc ước lượng tuổi",
                    ),
                ),
                (
                    "incident_place",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.incident_place",
                        blank=True,
                        default="",
                        verbose_name="địa điểm xảy ra vụ việc",
                    ),
                ),
                (
                    "present_place",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.present_place",
                        blank=True,
                        default="",
                        verbose_name="trẻ em đang ở đâu",
                    ),
                ),
                (
                    "present_condition",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.present_condition",
                        blank=True,
                        default="",
                        verbose_name="tình trạng hiện tại của trẻ em",
                    ),
                ),
                (
                    "feared",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.feared",
                        blank=True,
                        default="",
                        verbose_name="phỏng đoán hậu quả nếu không được hỗ trợ, can thiệp",
                    ),
                ),
                (
                    "father",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.father",
                        blank=True,
                        default="",
                        verbose_name="cha: họ tên, tuổi, nghề nghiệp",
                    ),
                ),
                (
                    "mother",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.mother",
                        blank=True,
                        default="",
                        verbose_name="mẹ: họ tên, tuổi, nghề nghiệp",
                    ),
                ),
                (
                    "family",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.family",
                        blank=True,
                        default="",
                        verbose_name="hoàn cảnh gia đình",
                    ),
                ),
                (
                    "carer",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.carer",
                        blank=True,
                        default="",
                        verbose_name="hiện ai là người chăm sóc",
                    ),
                ),
                (
                    "done_before",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.done_before",
                        blank=True,
                        default="",
                        verbose_name="hỗ trợ, can thiệp đã thực hiện trước khi nhận thông tin",
                    ),
                ),
                (
                    "set_aside_note",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.set_aside_note",
                        blank=True,
                        default="",
                        verbose_name="lý do không thuộc phạm vi",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "data_key",
                    treem.db.encrypted.DataKeyField(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="treem_db.datakey",
                    ),
                ),
                (
                    "intake",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="content", to="cases.intake"
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung thông tin",
            },
        ),
        migrations.CreateModel(
            name="IntakeContentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "informant_kind",
                    models.CharField(
                        choices=[
                            ("child", "Chính trẻ em"),
                            ("parent", "Cha mẹ, người chăm sóc"),
                            ("relative", "Người thân khác"),
                            ("neighbour", "Hàng xóm, người dân"),
                            ("teacher", "Nhà trường, giáo viên"),
                            ("official", "Cán bộ, cơ quan, tổ chức"),
                            ("unknown", "Không biết"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="người cung cấp thông tin là",
                    ),
                ),
                (
                    "child_sex",
                    models.CharField(
                        choices=[("male", "Nam"), ("female", "Nữ"), ("unknown", "Không biết")],
                        default="unknown",
                        max_length=8,
                        verbose_name="giới tính",
                    ),
                ),
                (
                    "what_happened",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.what_happened",
                        blank=True,
                        default="",
                        verbose_name="việc đã xảy ra",
                    ),
                ),
                (
                    "child_name",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.child_name",
                        blank=True,
                        default="",
                        verbose_name="họ và tên trẻ em",
                    ),
                ),
                (
                    "child_birth",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.child_birth",
                        blank=True,
                        default="",
                        verbose_name="ngày sinh hoặc ước lượng tuổi",
                    ),
                ),
                (
                    "incident_place",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.incident_place",
                        blank=True,
                        default="",
                        verbose_name="địa điểm xảy ra vụ việc",
                    ),
                ),
                (
                    "present_place",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.present_place",
                        blank=True,
                        default="",
                        verbose_name="trẻ em đang ở đâu",
                    ),
                ),
                (
                    "present_condition",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.present_condition",
                        blank=True,
                        default="",
                        verbose_name="tình trạng hiện tại của trẻ em",
                    ),
                ),
                (
                    "feared",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.feared",
                        blank=True,
                        default="",
                        verbose_name="phỏng đoán hậu quả nếu không được hỗ trợ, can thiệp",
                    ),
                ),
                (
                    "father",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.father",
                        blank=True,
                        default="",
                        verbose_name="cha: họ tên, tuổi, nghề nghiệp",
                    ),
                ),
                (
                    "mother",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.mother",
                        blank=True,
                        default="",
                        verbose_name="mẹ: họ tên, tuổi, nghề nghiệp",
                    ),
                ),
                (
                    "family",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.family",
                        blank=True,
                        default="",
                        verbose_name="hoàn cảnh gia đình",
                    ),
                ),
                (
                    "carer",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.carer",
                        blank=True,
                        default="",
                        verbose_name="hiện ai là người chăm sóc",
                    ),
                ),
                (
                    "done_before",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.done_before",
                        blank=True,
                        default="",
                        verbose_name="hỗ trợ, can thiệp đã thực hiện trước khi nhận thông tin",
                    ),
                ),
                (
                    "set_aside_note",
                    treem.db.encrypted.EncryptedTextField(
                        binding="cases.intakecontent.set_aside_note",
                        blank=True,
                        default="",
                        verbose_name="lý do không thuộc phạm vi",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="treem_db.datakey",
                    ),
                ),
                (
                    "intake",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.intake",
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
                        related_name="events",
                        to="cases.intakecontent",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IntakeCounter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("commune", "year"), name="cases_counter_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="IntakeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("number", models.CharField(editable=False, max_length=24, verbose_name="mã thông tin")),
                ("received_at", models.DateTimeField(verbose_name="nhận thông tin lúc")),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="ghi lúc")),
                ("taken_by_id", models.BigIntegerField(editable=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("hotline_111", "Tổng đài 111"),
                            ("commune_hotline", "Đường dây nóng bảo vệ trẻ em 24/7"),
                            ("in_person", "Gặp trực tiếp"),
                            ("school", "Nhà trường"),
                            ("police", "Công an"),
                            ("online", "Mạng internet, mạng xã hội"),
                            ("other", "Kênh khác"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="kênh tiếp nhận",
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("immediate", "Nguy hiểm tức thời"),
                            ("later", "Chưa nguy hiểm ngay"),
                            ("unknown", "Chưa rõ"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="mức độ nguy hiểm",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("abused", "Trẻ em bị xâm hại"),
                            ("at_risk", "Trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi"),
                            ("special", "Trẻ em có hoàn cảnh đặc biệt"),
                        ],
                        max_length=8,
                        verbose_name="trẻ em thuộc nhóm",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Chưa xác nhận"),
                            ("acknowledged", "Đã nhận việc"),
                            ("set_aside", "Không thuộc phạm vi"),
                        ],
                        default="new",
                        max_length=14,
                        verbose_name="trạng thái",
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(editable=False, null=True)),
                ("acknowledged_by_id", models.BigIntegerField(editable=False, null=True)),
                ("set_aside_at", models.DateTimeField(editable=False, null=True)),
                ("set_aside_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "set_aside_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("untrue", "Đã kiểm tra, thông tin không đúng"),
                            ("repeated", "Trùng với thông tin đã tiếp nhận"),
                            ("not_a_child", "Không phải trẻ em"),
                            ("advice_only", "Chỉ cần tư vấn, đã tư vấn xong"),
                            ("other_body", "Việc của cơ quan khác, đã báo cơ quan đó"),
                        ],
                        max_length=12,
                    ),
                ),
                ("emergency_due_at", models.DateTimeField(editable=False)),
                ("emergency_source", models.CharField(editable=False, max_length=120)),
                ("measures_at", models.DateTimeField(editable=False, null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "incident_commune",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
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
                        related_name="events",
                        to="cases.intake",
                    ),
                ),
                (
                    "residence_commune",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cases_intakeevent" ("acknowledged_at", "acknowledged_by_id", "channel", "commune_id", "emergency_due_at", "emergency_source", "group", "id", "incident_commune_id", "measures_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recorded_at", "residence_commune_id", "set_aside_at", "set_aside_by_id", "set_aside_reason", "state", "taken_by_id", "urgency", "uuid", "version") SELECT new_values."acknowledged_at", new_values."acknowledged_by_id", new_values."channel", new_values."commune_id", new_values."emergency_due_at", new_values."emergency_source", new_values."group", new_values."id", new_values."incident_commune_id", new_values."measures_at", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."received_at", new_values."recorded_at", new_values."residence_commune_id", new_values."set_aside_at", new_values."set_aside_by_id", new_values."set_aside_reason", new_values."state", new_values."taken_by_id", new_values."urgency", new_values."uuid", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f70a6b7e8e390dd64b1907a2049eda1cf0d3cc36",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b8342",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="cases_intake",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intake",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cases_intakeevent" ("acknowledged_at", "acknowledged_by_id", "channel", "commune_id", "emergency_due_at", "emergency_source", "group", "id", "incident_commune_id", "measures_at", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_at", "recorded_at", "residence_commune_id", "set_aside_at", "set_aside_by_id", "set_aside_reason", "state", "taken_by_id", "urgency", "uuid", "version") SELECT old_values."acknowledged_at", old_values."acknowledged_by_id", old_values."channel", old_values."commune_id", old_values."emergency_due_at", old_values."emergency_source", old_values."group", old_values."id", old_values."incident_commune_id", old_values."measures_at", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."received_at", old_values."recorded_at", old_values."residence_commune_id", old_values."set_aside_at", old_values."set_aside_by_id", old_values."set_aside_reason", old_values."state", old_values."taken_by_id", old_values."urgency", old_values."uuid", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c3ee739723ba27606faa473ae1e65e25de2c1713",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9ef8f",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="cases_intake",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intakecontent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cases_intakecontentevent" ("carer", "child_birth", "child_name", "child_sex", "commune_id", "data_key_id", "done_before", "family", "father", "feared", "id", "incident_place", "informant_kind", "intake_id", "mother", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present_condition", "present_place", "set_aside_note", "uuid", "what_happened") SELECT new_values."carer", new_values."child_birth", new_values."child_name", new_values."child_sex", new_values."commune_id", new_values."data_key_id", new_values."done_before", new_values."family", new_values."father", new_values."feared", new_values."id", new_values."incident_place", new_values."informant_kind", new_values."intake_id", new_values."mother", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."present_condition", new_values."present_place", new_values."set_aside_note", new_values."uuid", new_values."what_happened" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="82ce479cb07db520680bc61a4aeedca902400cc5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b0b1b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="cases_intakecontent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="intakecontent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "cases_intakecontentevent" ("carer", "child_birth", "child_name", "child_sex", "commune_id", "data_key_id", "done_before", "family", "father", "feared", "id", "incident_place", "informant_kind", "intake_id", "mother", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present_condition", "present_place", "set_aside_note", "uuid", "what_happened") SELECT old_values."carer", old_values."child_birth", old_values."child_name", old_values."child_sex", old_values."commune_id", old_values."data_key_id", old_values."done_before", old_values."family", old_values."father", old_values."feared", old_values."id", old_values."incident_place", old_values."informant_kind", old_values."intake_id", old_values."mother", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."present_condition", old_values."present_place", old_values."set_aside_note", old_values."uuid", old_values."what_happened" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="2a8e6fe8cc879fb13995b6137aa80dfdfd09af68",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_13ae8",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="cases_intakecontent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(HAND_OVER, KEEP),
        # The lead agency reads these rows, nobody but the commune writes them.
        ProtectRows("cases_intake", using=in_communes(), check=ONE),
        ProtectRows("cases_intakecontent", using=ONE),
        ProtectRows("cases_informant", using=ONE),
        ProtectRows("cases_intakechild", using=ONE),
        ProtectRows("cases_emergencymeasure", using=ONE),
        ProtectRows("cases_intakecounter", using=ONE),
        ProtectRows(
            "cases_handover",
            using=f"{in_communes('from_commune_id')} OR {in_communes('to_commune_id')}",
            check=in_the_one_commune("to_commune_id"),
        ),
        ProtectRows("cases_intakeevent", using=ONE),
        ProtectRows("cases_intakecontentevent", using=ONE),
    ]
