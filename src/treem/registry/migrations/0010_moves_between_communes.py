"""Moves of children: proposed, taken on by the receiving commune, out of the province and back."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes

# What the other side of a move may know of its children: who they are, and no more. The sender always, the receiver
# while it is asked and after it took them on.
OFFERED = """
CREATE FUNCTION registry_moved_children(given uuid)
RETURNS TABLE (child bigint, full_name text, sex text, born date, precision_known text, mother_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
BEGIN
  RETURN QUERY SELECT c.id, c.full_name::text, c.sex::text, c.date_of_birth, c.birth_precision::text, c.mother_name::text
  FROM registry_childmove m JOIN registry_child c ON c.id = m.child_id
  WHERE m."group" = given
    AND (m.from_commune_id = ANY (mine) OR m.commune_id = ANY (mine)
      OR (m.to_commune_id = ANY (mine) AND m.state IN ('proposed', 'accepted')))
  ORDER BY c.date_of_birth, c.id;
END
$$;
REVOKE ALL ON FUNCTION registry_moved_children(uuid) FROM PUBLIC;
"""

# A row policy lets nobody write a row into another commune: taking children on is this function's work alone. Who acts
# is what the transaction's scope says. Every table that points to a child and carries a commune goes with it, also one
# made after this migration; ``stays`` names those that belong to the commune and not to the child (cases).
ACCEPT = """
CREATE FUNCTION registry_accept_move(given uuid, seen integer, how text, village bigint, chosen bigint, head text,
  stays text[], appointment bigint, request text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  person bigint := nullif(current_setting('treem.user', true), '')::bigint;
  offer registry_childmove;
  ids bigint[];
  everybody bigint[];
  into_household bigint;
  comes boolean;
  link record;
BEGIN
  PERFORM 1 FROM registry_childmove m WHERE m."group" = given AND m.to_commune_id = ANY (mine) ORDER BY m.id FOR UPDATE;
  SELECT * INTO offer FROM registry_childmove m WHERE m."group" = given AND m.to_commune_id = ANY (mine)
    ORDER BY m.id LIMIT 1;
  IF person IS NULL OR offer.id IS NULL THEN
    RETURN 'scope';
  END IF;
  IF offer.state <> 'proposed' THEN
    RETURN 'state';
  END IF;
  IF offer.version <> seen THEN
    RETURN 'stale';
  END IF;
  IF how NOT IN ('comes', 'found', 'new', 'none') OR (how = 'comes' AND offer.household_id IS NULL) THEN
    RETURN 'household';
  END IF;
  IF village IS NOT NULL AND NOT EXISTS (SELECT 1 FROM territory_village v WHERE v.id = village
      AND v.unit_id = offer.to_commune_id AND (v.valid_to IS NULL OR v.valid_to >= current_date)) THEN
    RETURN 'village';
  END IF;
  IF how = 'found' AND NOT EXISTS (
      SELECT 1 FROM registry_household h WHERE h.id = chosen AND h.commune_id = offer.to_commune_id) THEN
    RETURN 'household';
  END IF;
  SELECT array_agg(m.child_id) INTO ids FROM registry_childmove m WHERE m."group" = given;
  PERFORM 1 FROM registry_household h WHERE h.id = offer.household_id FOR UPDATE;
  PERFORM 1 FROM registry_child c WHERE c.id = ANY (ids) ORDER BY c.id FOR UPDATE;
  IF (SELECT count(*) FROM registry_child c WHERE c.id = ANY (ids) AND c.status = 'active'
      AND c.commune_id = offer.from_commune_id
      AND (NOT offer.whole OR c.household_id = offer.household_id)) <> cardinality(ids)
    OR (offer.whole AND EXISTS (SELECT 1 FROM registry_child c WHERE c.household_id = offer.household_id
      AND c.status = 'active' AND c.id <> ALL (ids))) THEN
    RETURN 'changed';
  END IF;
  -- Doubles of a child stand for nobody and point to it: they go where it goes.
  WITH RECURSIVE doubles AS (
    SELECT c.id FROM registry_child c WHERE c.id = ANY (ids)
    UNION SELECT c.id FROM registry_child c JOIN doubles d ON c.survivor_id = d.id)
  SELECT array_agg(d.id) INTO everybody FROM doubles d;

  -- The household comes along when nobody who counts is left in it; else it stays where it is (it is also the household
  -- of a child who died there) and a like one is made.
  comes := how = 'comes' AND NOT EXISTS (SELECT 1 FROM registry_child c WHERE c.household_id = offer.household_id
    AND c.id <> ALL (everybody) AND c.status <> 'withdrawn');
  IF comes THEN
    UPDATE registry_household SET commune_id = offer.to_commune_id, village_id = village, code = '', address = '',
      version = version + 1 WHERE id = offer.household_id;
    FOR link IN
      SELECT c.conrelid::regclass AS source, a.attname AS pointer
      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attname = 'commune_id' AND NOT k.attisdropped
      WHERE c.contype = 'f' AND c.confrelid = 'registry_household'::regclass
        AND c.conrelid NOT IN ('registry_child'::regclass, 'registry_childmove'::regclass)
    LOOP
      EXECUTE format('UPDATE %s SET commune_id = $1 WHERE %I = $2', link.source, link.pointer)
        USING offer.to_commune_id, offer.household_id;
    END LOOP;
    into_household := offer.household_id;
  ELSIF how = 'comes' THEN
    INSERT INTO registry_household (uuid, version, commune_id, village_id, code, head_name, ethnicity, poverty, address, phone)
      SELECT gen_random_uuid(), 1, offer.to_commune_id, village, '', h.head_name, h.ethnicity, h.poverty, '', h.phone
      FROM registry_household h WHERE h.id = offer.household_id RETURNING id INTO into_household;
  ELSIF how = 'new' THEN
    INSERT INTO registry_household (uuid, version, commune_id, village_id, code, head_name, ethnicity, poverty, address, phone)
      VALUES (gen_random_uuid(), 1, offer.to_commune_id, village, '', head, '', 'none', '', '')
      RETURNING id INTO into_household;
  ELSIF how = 'found' THEN
    into_household := chosen;
  END IF;
  IF offer.whole AND NOT comes AND into_household IS NOT NULL THEN
    INSERT INTO registry_carer (uuid, version, commune_id, household_id, full_name, year_of_birth, sex, relation, alive, away)
      SELECT gen_random_uuid(), 1, offer.to_commune_id, into_household, k.full_name, k.year_of_birth, k.sex, k.relation,
        k.alive, k.away
      FROM registry_carer k WHERE k.household_id = offer.household_id AND NOT EXISTS (
        SELECT 1 FROM registry_carer t WHERE t.household_id = into_household
          AND treem_fold(t.full_name) = treem_fold(k.full_name));
  END IF;
  UPDATE registry_child SET commune_id = offer.to_commune_id,
    village_id = CASE WHEN id = ANY (ids) THEN village END,
    household_id = CASE WHEN id = ANY (ids) THEN into_household END,
    present_residence = CASE WHEN id = ANY (ids) THEN '' ELSE present_residence END,
    permanent_residence = CASE WHEN id <> ALL (ids) THEN permanent_residence WHEN offer.permanent THEN ''
      WHEN permanent_residence = '' THEN offer.from_place ELSE permanent_residence END,
    version = version + 1
    WHERE id = ANY (everybody);
  FOR link IN
    SELECT c.conrelid::regclass AS source, a.attname AS pointer
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attname = 'commune_id' AND NOT k.attisdropped
    WHERE c.contype = 'f' AND c.confrelid = 'registry_child'::regclass AND c.conrelid <> c.confrelid
      AND c.conrelid::regclass::text <> ALL (stays)
  LOOP
    EXECUTE format('UPDATE %s SET commune_id = $1 WHERE %I = ANY ($2)', link.source, link.pointer)
      USING offer.to_commune_id, everybody;
  END LOOP;
  UPDATE registry_childmove SET state = 'accepted', answered_at = clock_timestamp(), answered_by_id = person,
    version = version + 1 WHERE "group" = given;
  INSERT INTO audit_entry (at, actor_id, appointment_id, action, subject_type, subject_ids, detail, request_id)
    VALUES (clock_timestamp(), person, appointment, 'registry.accept_move', 'registry.child', to_jsonb(ids),
      jsonb_build_object('move', given, 'from', offer.from_commune_id, 'to', offer.to_commune_id), request);
  RETURN 'ok';
END
$$;
REVOKE ALL ON FUNCTION registry_accept_move(uuid, integer, text, bigint, bigint, text, text[], bigint, text) FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_moved_children(uuid),
      registry_accept_move(uuid, integer, text, bigint, bigint, text, text[], bigint, text) TO treem_app;
  END IF;
END
$$;
"""
UNDO = """
DROP FUNCTION registry_accept_move(uuid, integer, text, bigint, bigint, text, text[], bigint, text);
DROP FUNCTION registry_moved_children(uuid);
"""
BOTH_SIDES = f"{in_communes('from_commune_id')} OR {in_communes('to_commune_id')}"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_entries_and_seals"),
        ("registry", "0009_ministry_software"),
        ("territory", "0002_village_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("group", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commune", "Chuyển sang xã, phường khác trong tỉnh"),
                            ("province", "Chuyển đi tỉnh, thành phố khác hoặc nước ngoài"),
                            ("came", "Chuyển đến từ tỉnh, thành phố khác hoặc nước ngoài"),
                            ("died", "Trẻ đã mất"),
                        ],
                        max_length=10,
                        verbose_name="loại biến động",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Chờ tiếp nhận"),
                            ("accepted", "Đã tiếp nhận"),
                            ("refused", "Không tiếp nhận"),
                            ("withdrawn", "Nơi gửi đã rút"),
                            ("recorded", "Đã ghi"),
                            ("reversed", "Đã trở lại"),
                        ],
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=250, verbose_name="nơi đến")),
                ("from_place", models.CharField(blank=True, max_length=250, verbose_name="nơi ở cũ")),
                ("moved_on", models.DateField(verbose_name="ngày chuyển")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("family", "Theo cha mẹ, gia đình"),
                            ("care", "Đến ở với người chăm sóc khác"),
                            ("school", "Đi học"),
                            ("institution", "Vào cơ sở trợ giúp xã hội, cơ sở nuôi dưỡng"),
                            ("other", "Lý do khác"),
                        ],
                        max_length=12,
                        verbose_name="lý do",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="ghi chú")),
                ("permanent", models.BooleanField(default=False, verbose_name="chuyển cả nơi thường trú")),
                ("whole", models.BooleanField(default=False, verbose_name="cả hộ")),
                ("household_code", models.CharField(blank=True, max_length=30)),
                ("head_name", models.CharField(blank=True, max_length=120)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by_id", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by_id", models.BigIntegerField(null=True)),
                (
                    "why",
                    models.CharField(
                        blank=True, max_length=250, verbose_name="lý do không tiếp nhận hoặc rút"
                    ),
                ),
                ("noted_at", models.DateTimeField(null=True)),
                ("returned_on", models.DateField(null=True, verbose_name="ngày trở lại")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="registry.child"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
                (
                    "from_commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="nơi gửi",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "to_commune",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="nơi nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "biến động của trẻ",
                "indexes": [
                    models.Index(fields=["to_commune", "state"], name="registry_childmove_in"),
                    models.Index(fields=["from_commune", "state"], name="registry_childmove_out"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("child",),
                        name="registry_childmove_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "commune"),
                                ("to_commune__isnull", False),
                                models.Q(("to_commune", models.F("from_commune")), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "commune"), _negated=True), ("to_commune__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="registry_childmove_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "commune"),
                                ("state__in", ["proposed", "accepted", "refused", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(("kind", "commune"), _negated=True),
                                ("state__in", ["recorded", "reversed"]),
                            ),
                            _connector="OR",
                        ),
                        name="registry_childmove_state",
                    ),
                ],
            },
        ),
        ProtectRows("registry_childmove", using=f"{in_communes()} OR {BOTH_SIDES}", check=BOTH_SIDES),
        migrations.RunSQL(OFFERED + ACCEPT, UNDO),
    ]
