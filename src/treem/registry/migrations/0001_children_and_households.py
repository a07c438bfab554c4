"""Children, households, carers, special circumstances, imports; their history; searching by name.

The letters of ``treem_fold`` are those of ``kernel.vietnamese.letters`` on the day this was written; a test
compares the two.
"""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_communes

# Capitals stand here as well: lower() of a server under the C locale knows ASCII only.
LETTERS = (
    ("a", "àảãáạăằẳẵắặâầẩẫấậÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ"),
    ("d", "đĐ\u00d0\u0189\u00f0\u0256"),
    ("e", "èẻẽéẹêềểễếệÈẺẼÉẸÊỀỂỄẾỆ"),
    ("i", "ìỉĩíịÌỈĨÍỊ"),
    ("o", "òỏõóọôồổỗốộơờởỡớợÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ"),
    ("u", "ùủũúụưừửữứựÙỦŨÚỤƯỪỬỮỨỰ"),
    ("y", "ỳỷỹýỵỲỶỸÝỴ"),
)
# translate() drops what has no partner: the tone and shape marks that did not compose.
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u0340\u0341"
SOURCE = "".join(row for _base, row in LETTERS) + MARKS
TARGET = "".join(base * len(row) for base, row in LETTERS)

FUNCTIONS = f"""
CREATE FUNCTION treem_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(lower(normalize(given, NFC)), '{SOURCE}', '{TARGET}')
$$;

-- The last day on which somebody may have been born, from the first one.
CREATE FUNCTION treem_birth_latest(born date, known text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE known
    WHEN 'year' THEN make_date(extract(year FROM born)::int, 12, 31)
    WHEN 'month' THEN (date_trunc('month', born::timestamp) + interval '1 month')::date - 1
    ELSE born END
$$;
"""

# The policies compare these with the scope; so do the functions, which run as the owner.
SEARCH = """
CREATE INDEX registry_child_names ON registry_child USING gin (to_tsvector('simple'::regconfig, folded_name));
CREATE INDEX registry_child_names_mothers ON registry_child
  USING gin (to_tsvector('simple'::regconfig, folded_name || ' ' || folded_mother));
CREATE INDEX registry_child_number_prefix ON registry_child (personal_id text_pattern_ops) WHERE personal_id <> '';

-- Names that look alike help against typing errors; without the extension search works, less forgivingly.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
  RAISE NOTICE 'pg_trgm is not available: no search by similar names';
END
$$;
DO $$
BEGIN
  IF to_regproc('similarity') IS NOT NULL THEN
    CREATE INDEX registry_child_similar ON registry_child USING gin (folded_name gin_trgm_ops);
  END IF;
END
$$;

-- Children of the scope by name, in Vietnamese order; by number from nine digits on; then by the names of child
-- and mother together (whole words, the last one may be begun); names that look alike only when nothing else was found. ``found`` counts up to 501, which
-- means "more than 500". Row policies would forbid the index for these operators (they are not leakproof), hence
-- the scope inside.
CREATE FUNCTION registry_search(query text, most integer)
RETURNS TABLE (child bigint, kind text, found integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
  folded text := btrim(treem_fold(query));
  digits text := regexp_replace(folded, '[[:space:].''-]', '', 'g');
  words text[];
  wanted tsquery;
  related_wanted tsquery;
  own bigint[];
  related bigint[] := '{}';
BEGIN
  IF coalesce(cardinality(mine), 0) = 0 OR folded = '' THEN
    RETURN;
  END IF;
  IF digits ~ '^[0-9]{9,12}$' THEN
    RETURN QUERY WITH candidates AS MATERIALIZED (
      SELECT c.id, c.sort_key FROM registry_child c
      WHERE c.personal_id LIKE digits || '%' AND c.personal_id <> '' AND c.commune_id = ANY (mine)
        AND c.status <> 'duplicate' LIMIT 501)
    SELECT c.id, 'number', (count(*) OVER ())::int FROM candidates c ORDER BY c.sort_key, c.id LIMIT least(most, 500);
    RETURN;
  END IF;
  -- Beginnings of words suffice; but "thi" and "van" stand in most names, and every word that begins so would be
  -- read: they are taken whole, unless one is typed last.
  words := array_remove(regexp_split_to_array(folded, '[[:space:][:punct:]]+'), '');
  SELECT string_agg(quote_literal(w.word) || CASE WHEN w.word IN ('thi', 'van') AND w.place < cardinality(words)
           THEN '' ELSE ':*' END, ' & ' ORDER BY w.place)::tsquery,
         string_agg(quote_literal(w.word) || CASE WHEN w.place < cardinality(words) THEN '' ELSE ':*' END, ' & '
           ORDER BY w.place)::tsquery
    INTO wanted, related_wanted
    FROM unnest(words) WITH ORDINALITY AS w (word, place);
  IF wanted IS NULL THEN
    RETURN;
  END IF;
  WITH candidates AS MATERIALIZED (
    SELECT c.id FROM registry_child c
    WHERE to_tsvector('simple'::regconfig, c.folded_name) @@ wanted AND c.commune_id = ANY (mine)
      AND c.status <> 'duplicate' LIMIT 501)
  SELECT coalesce(array_agg(c.id), '{}') INTO own FROM candidates c;
  -- Beside children of that very name only those count whose mother bears it whole, and a hundred are enough;
  -- else words of both names together do.
  IF cardinality(own) <= 100 THEN
    WITH candidates AS MATERIALIZED (
      SELECT c.id FROM registry_child c
      WHERE to_tsvector('simple'::regconfig, c.folded_name || ' ' || c.folded_mother) @@ related_wanted
        AND (cardinality(own) = 0 OR to_tsvector('simple'::regconfig, c.folded_mother) @@ related_wanted)
        AND c.commune_id = ANY (mine) AND c.status <> 'duplicate' AND c.id <> ALL (own)
      LIMIT CASE WHEN cardinality(own) = 0 THEN 501 ELSE 100 END)
    SELECT coalesce(array_agg(c.id), '{}') INTO related FROM candidates c;
  END IF;
  -- One word alone never looks enough like a whole name.
  IF cardinality(own) + cardinality(related) = 0 AND cardinality(words) > 1 AND to_regproc('similarity') IS NOT NULL THEN
    PERFORM set_config('pg_trgm.similarity_threshold', '0.45', true);
    RETURN QUERY EXECUTE
      'WITH candidates AS MATERIALIZED (
         SELECT c.id, c.sort_key, similarity(c.folded_name, $1) AS likeness FROM registry_child c
         WHERE ' || CASE WHEN cardinality(mine) > 3 THEN 'c.folded_name % $1'
                    -- In a few communes looking at every name is quicker than the index (13 against 72 ms).
                    ELSE 'abs(length(c.folded_name) - length($1)) <= length($1) / 3
                          AND similarity(c.folded_name, $1) >= 0.45' END || '
           AND c.commune_id = ANY ($2) AND c.status <> ''duplicate'' LIMIT 500)
       SELECT c.id, ''similar'', (count(*) OVER ())::int FROM candidates c
       ORDER BY c.likeness DESC, c.sort_key, c.id LIMIT $3'
      USING folded, mine, least(most, 20);
    RETURN;
  END IF;
  RETURN QUERY
    SELECT c.id, CASE WHEN c.id = ANY (own) THEN 'name' ELSE 'mother' END, cardinality(own) + cardinality(related)
    FROM registry_child c WHERE c.id = ANY (own || related)
    ORDER BY c.id <> ALL (own), c.sort_key, c.id LIMIT least(most, 500);
END
$$;
REVOKE ALL ON FUNCTION registry_search(text, integer) FROM PUBLIC;

-- What was made and changed, newest first: for 'update' the record as it was before. Only for a child of the scope.
CREATE FUNCTION registry_child_history(child bigint)
RETURNS TABLE (at timestamptz, kind text, label text, actor_id bigint, record bigint, earlier jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mine bigint[] := string_to_array(current_setting('treem.communes', true), ',')::bigint[];
BEGIN
  IF NOT EXISTS (SELECT 1 FROM registry_child c WHERE c.id = child AND c.commune_id = ANY (mine)) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT h.at, h.kind, h.label, h.actor_id, h.record, h.earlier FROM (
    SELECT e.pgh_created_at AS at, 'child' AS kind, e.pgh_label AS label, (x.metadata ->> 'user')::bigint AS actor_id,
           e.id AS record, e.pgh_id AS n,
           to_jsonb(e) - '{pgh_id,pgh_created_at,pgh_label,pgh_obj_id,pgh_context_id}'::text[] AS earlier
      FROM registry_childevent e LEFT JOIN pghistory_context x ON x.id = e.pgh_context_id
      WHERE e.pgh_obj_id = child
    UNION ALL
    SELECT e.pgh_created_at, 'circumstance', e.pgh_label, (x.metadata ->> 'user')::bigint, e.id, e.pgh_id,
           to_jsonb(e) - '{pgh_id,pgh_created_at,pgh_label,pgh_obj_id,pgh_context_id}'::text[]
      FROM registry_specialcircumstanceevent e LEFT JOIN pghistory_context x ON x.id = e.pgh_context_id
      WHERE e.child_id = child) h
    ORDER BY h.at DESC, h.n DESC LIMIT 200;
END
$$;
REVOKE ALL ON FUNCTION registry_child_history(bigint) FROM PUBLIC;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'treem_app') THEN
    GRANT EXECUTE ON FUNCTION registry_search(text, integer), registry_child_history(bigint) TO treem_app;
  END IF;
END
$$;
"""

UNSEARCH = """
DROP FUNCTION registry_search(text, integer);
DROP FUNCTION registry_child_history(bigint);
DROP INDEX registry_child_names, registry_child_names_mothers, registry_child_number_prefix;
DROP INDEX IF EXISTS registry_child_similar;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = (
        ("pghistory", "0007_auto_20250421_0444"),
        ("territory", "__first__"),
    )
    operations = (
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION treem_fold(text); DROP FUNCTION treem_birth_latest(date, text)"
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("code", models.CharField(blank=True, max_length=30, verbose_name="mã hộ")),
                ("head_name", models.CharField(blank=True, max_length=120, verbose_name="chủ hộ")),
                ("ethnicity", models.CharField(blank=True, max_length=30, verbose_name="dân tộc")),
                (
                    "poverty",
                    models.CharField(
                        choices=[
                            ("none", "Không nghèo"),
                            ("near_poor", "Hộ cận nghèo"),
                            ("poor", "Hộ nghèo"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="diện hộ",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="địa chỉ")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.village",
                        verbose_name="tổ, bản, tiểu khu",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["commune", "code"], name="registry_household_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("poverty__in", ["none", "near_poor", "poor"])),
                        name="registry_household_poverty",
                    )
                ],
                "verbose_name": "hộ gia đình",
            },
        ),
        migrations.CreateModel(
            name="Child",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Đang theo dõi"),
                            ("moved", "Đã chuyển đi"),
                            ("died", "Đã mất"),
                            ("duplicate", "Nhập trùng"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("exit_on", models.DateField(blank=True, null=True, verbose_name="ngày rời danh sách")),
                ("full_name", models.CharField(max_length=120, verbose_name="họ, chữ đệm và tên")),
                (
                    "folded_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("full_name"), function="treem_fold"),
                        output_field=models.TextField(),
                    ),
                ),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=250)),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "Nam"), ("female", "Nữ")], max_length=6, verbose_name="giới tính"
                    ),
                ),
                ("date_of_birth", models.DateField(verbose_name="ngày sinh")),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("day", "Biết ngày sinh"),
                            ("month", "Chỉ biết tháng, năm"),
                            ("year", "Chỉ biết năm"),
                            ("estimated", "Ước tính"),
                        ],
                        default="day",
                        max_length=10,
                        verbose_name="độ chính xác của ngày sinh",
                    ),
                ),
                (
                    "birth_latest",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("date_of_birth"),
                            models.F("birth_precision"),
                            function="treem_birth_latest",
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                ("ethnicity", models.CharField(blank=True, max_length=30, verbose_name="dân tộc")),
                (
                    "personal_id",
                    models.CharField(
                        blank=True, db_collation="C", max_length=12, verbose_name="số định danh cá nhân"
                    ),
                ),
                ("mother_name", models.CharField(blank=True, max_length=120, verbose_name="họ tên mẹ")),
                (
                    "folded_mother",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("mother_name"), function="treem_fold"),
                        output_field=models.TextField(),
                    ),
                ),
                ("father_name", models.CharField(blank=True, max_length=120, verbose_name="họ tên bố")),
                (
                    "permanent_residence",
                    models.CharField(blank=True, max_length=250, verbose_name="nơi thường trú"),
                ),
                (
                    "present_residence",
                    models.CharField(blank=True, max_length=250, verbose_name="nơi ở hiện tại"),
                ),
                (
                    "residence_note",
                    models.CharField(blank=True, max_length=250, verbose_name="ghi chú về nơi ở"),
                ),
                ("birth_registered", models.BooleanField(default=False, verbose_name="đã đăng ký khai sinh")),
                ("created_on", models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ("created_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="registry.child",
                        verbose_name="hồ sơ giữ lại",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.village",
                        verbose_name="tổ, bản, tiểu khu",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.household",
                        verbose_name="hộ gia đình",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["commune", "sort_key", "id"], name="registry_child_in_commune"),
                    models.Index(fields=["sort_key", "id"], name="registry_child_order"),
                    models.Index(
                        condition=models.Q(("personal_id", ""), _negated=True),
                        fields=["personal_id"],
                        name="registry_child_number",
                    ),
                    models.Index(
                        condition=models.Q(("birth_registered", False)),
                        fields=["commune", "birth_latest"],
                        name="registry_child_unregistered",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("full_name", ""), _negated=True),
                            models.Q(("sort_key", ""), _negated=True),
                        ),
                        name="registry_child_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["male", "female"])), name="registry_child_sex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("birth_precision__in", ["day", "estimated"]),
                            models.Q(("birth_precision", "month"), ("date_of_birth__day", 1)),
                            models.Q(
                                ("birth_precision", "year"),
                                ("date_of_birth__day", 1),
                                ("date_of_birth__month", 1),
                            ),
                            _connector="OR",
                        ),
                        name="registry_child_precision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_of_birth__lte", models.F("created_on"))),
                        name="registry_child_born_before_recorded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_id", ""), ("personal_id__regex", "^[0-9]{12}$"), _connector="OR"
                        ),
                        name="registry_child_personal_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exit_on__isnull", True), ("status", "active")),
                            ("status", "duplicate"),
                            models.Q(
                                ("exit_on__gte", models.F("date_of_birth")),
                                ("exit_on__isnull", False),
                                ("status__in", ["moved", "died"]),
                            ),
                            _connector="OR",
                        ),
                        name="registry_child_exit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "duplicate"),
                                ("survivor__isnull", False),
                                models.Q(("survivor", models.F("id")), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "duplicate"), _negated=True), ("survivor__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="registry_child_survivor",
                    ),
                ],
                "verbose_name": "trẻ em",
                "verbose_name_plural": "trẻ em",
            },
        ),
        migrations.CreateModel(
            name="ImportEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("simulation", "Dữ liệu mô phỏng"), ("file", "Tệp nhập vào")],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="nguồn")),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("counts", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhập dữ liệu",
                "db_table": "registry_import",
            },
        ),
        migrations.AddField(
            model_name="household",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.importevent",
            ),
        ),
        migrations.CreateModel(
            name="ChildEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "Đang theo dõi"),
                            ("moved", "Đã chuyển đi"),
                            ("died", "Đã mất"),
                            ("duplicate", "Nhập trùng"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("exit_on", models.DateField(blank=True, null=True, verbose_name="ngày rời danh sách")),
                ("full_name", models.CharField(max_length=120, verbose_name="họ, chữ đệm và tên")),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "Nam"), ("female", "Nữ")], max_length=6, verbose_name="giới tính"
                    ),
                ),
                ("date_of_birth", models.DateField(verbose_name="ngày sinh")),
                (
                    "birth_precision",
                    models.CharField(
                        choices=[
                            ("day", "Biết ngày sinh"),
                            ("month", "Chỉ biết tháng, năm"),
                            ("year", "Chỉ biết năm"),
                            ("estimated", "Ước tính"),
                        ],
                        default="day",
                        max_length=10,
                        verbose_name="độ chính xác của ngày sinh",
                    ),
                ),
                ("ethnicity", models.CharField(blank=True, max_length=30, verbose_name="dân tộc")),
                (
                    "personal_id",
                    models.CharField(
                        blank=True, db_collation="C", max_length=12, verbose_name="số định danh cá nhân"
                    ),
                ),
                ("mother_name", models.CharField(blank=True, max_length=120, verbose_name="họ tên mẹ")),
                ("father_name", models.CharField(blank=True, max_length=120, verbose_name="họ tên bố")),
                (
                    "permanent_residence",
                    models.CharField(blank=True, max_length=250, verbose_name="nơi thường trú"),
                ),
                (
                    "present_residence",
                    models.CharField(blank=True, max_length=250, verbose_name="nơi ở hiện tại"),
                ),
                (
                    "residence_note",
                    models.CharField(blank=True, max_length=250, verbose_name="ghi chú về nơi ở"),
                ),
                ("birth_registered", models.BooleanField(default=False, verbose_name="đã đăng ký khai sinh")),
                ("created_on", models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ("created_by_id", models.BigIntegerField(editable=False, null=True)),
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
                        to="registry.child",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.child",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="territory.village",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.importevent",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="child",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.importevent",
            ),
        ),
        migrations.CreateModel(
            name="Carer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("full_name", models.CharField(max_length=120, verbose_name="họ, chữ đệm và tên")),
                ("year_of_birth", models.SmallIntegerField(blank=True, null=True, verbose_name="năm sinh")),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "Nam"), ("female", "Nữ")],
                        max_length=6,
                        verbose_name="giới tính",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("mother", "Mẹ"),
                            ("father", "Bố"),
                            ("grandmother", "Bà"),
                            ("grandfather", "Ông"),
                            ("sibling", "Anh, chị"),
                            ("relative", "Người thân khác"),
                            ("guardian", "Người giám hộ"),
                            ("other", "Người chăm sóc khác"),
                        ],
                        max_length=12,
                        verbose_name="quan hệ với trẻ",
                    ),
                ),
                ("alive", models.BooleanField(default=True, verbose_name="còn sống")),
                ("away", models.BooleanField(default=False, verbose_name="đi làm xa")),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carers",
                        to="registry.household",
                        verbose_name="hộ gia đình",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.importevent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("full_name", ""), _negated=True), name="registry_carer_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                [
                                    "mother",
                                    "father",
                                    "grandmother",
                                    "grandfather",
                                    "sibling",
                                    "relative",
                                    "guardian",
                                    "other",
                                ],
                            )
                        ),
                        name="registry_carer_relation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["", "male", "female"])), name="registry_carer_sex"
                    ),
                ],
                "verbose_name": "cha mẹ, người chăm sóc",
            },
        ),
        migrations.CreateModel(
            name="SpecialCircumstance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("a", "Trẻ em mồ côi cả cha và mẹ"),
                            ("b", "Trẻ em bị bỏ rơi"),
                            ("c", "Trẻ em không nơi nương tựa"),
                            ("d", "Trẻ em khuyết tật"),
                            ("dd", "Trẻ em nhiễm HIV/AIDS"),
                            ("e", "Trẻ em vi phạm pháp luật"),
                            ("g", "Trẻ em nghiện ma túy"),
                            (
                                "h",
                                "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở",
                            ),
                            ("i", "Trẻ em bị tổn hại nghiêm trọng về thể chất và tinh thần do bị bạo lực"),
                            ("k", "Trẻ em bị bóc lột"),
                            ("l", "Trẻ em bị xâm hại tình dục"),
                            ("m", "Trẻ em bị mua bán"),
                            (
                                "n",
                                "Trẻ em mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày thuộc hộ nghèo hoặc hộ cận nghèo",
                            ),
                            (
                                "o",
                                "Trẻ em di cư, trẻ em lánh nạn, tị nạn chưa xác định được cha mẹ hoặc không có người chăm sóc",
                            ),
                        ],
                        max_length=2,
                        verbose_name="nhóm hoàn cảnh đặc biệt",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="từ ngày")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                ("withdrawn", models.BooleanField(default=False, verbose_name="ghi nhầm")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circumstances",
                        to="registry.child",
                        verbose_name="trẻ em",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.importevent",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["commune", "group"], name="registry_special_in_commune")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "group__in",
                                ["a", "b", "c", "d", "dd", "e", "g", "h", "i", "k", "l", "m", "n", "o"],
                            )
                        ),
                        name="registry_special_group",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True), ("to_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="registry_special_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn", False)),
                        expressions=[
                            (models.F("child"), "="),
                            (models.F("group"), "="),
                            (
                                models.Func(
                                    models.F("from_on"),
                                    models.F("to_on"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="registry_special_once",
                    ),
                ],
                "verbose_name": "hoàn cảnh đặc biệt",
            },
        ),
        migrations.CreateModel(
            name="SpecialCircumstanceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("a", "Trẻ em mồ côi cả cha và mẹ"),
                            ("b", "Trẻ em bị bỏ rơi"),
                            ("c", "Trẻ em không nơi nương tựa"),
                            ("d", "Trẻ em khuyết tật"),
                            ("dd", "Trẻ em nhiễm HIV/AIDS"),
                            ("e", "Trẻ em vi phạm pháp luật"),
                            ("g", "Trẻ em nghiện ma túy"),
                            (
                                "h",
                                "Trẻ em phải bỏ học kiếm sống chưa hoàn thành phổ cập giáo dục trung học cơ sở",
                            ),
                            ("i", "Trẻ em bị tổn hại nghiêm trọng về thể chất và tinh thần do bị bạo lực"),
                            ("k", "Trẻ em bị bóc lột"),
                            ("l", "Trẻ em bị xâm hại tình dục"),
                            ("m", "Trẻ em bị mua bán"),
                            (
                                "n",
                                "Trẻ em mắc bệnh hiểm nghèo hoặc bệnh phải điều trị dài ngày thuộc hộ nghèo hoặc hộ cận nghèo",
                            ),
                            (
                                "o",
                                "Trẻ em di cư, trẻ em lánh nạn, tị nạn chưa xác định được cha mẹ hoặc không có người chăm sóc",
                            ),
                        ],
                        max_length=2,
                        verbose_name="nhóm hoàn cảnh đặc biệt",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="từ ngày")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("basis", models.CharField(blank=True, max_length=250, verbose_name="căn cứ")),
                ("withdrawn", models.BooleanField(default=False, verbose_name="ghi nhầm")),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registry.child",
                        verbose_name="trẻ em",
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
                        to="registry.specialcircumstance",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="registry.importevent",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="child",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_childevent" ("birth_precision", "birth_registered", "commune_id", "created_by_id", "created_on", "date_of_birth", "ethnicity", "exit_on", "father_name", "full_name", "household_id", "id", "mother_name", "permanent_residence", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present_residence", "residence_note", "sex", "source_id", "status", "survivor_id", "uuid", "version", "village_id") SELECT new_values."birth_precision", new_values."birth_registered", new_values."commune_id", new_values."created_by_id", new_values."created_on", new_values."date_of_birth", new_values."ethnicity", new_values."exit_on", new_values."father_name", new_values."full_name", new_values."household_id", new_values."id", new_values."mother_name", new_values."permanent_residence", new_values."personal_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."present_residence", new_values."residence_note", new_values."sex", new_values."source_id", new_values."status", new_values."survivor_id", new_values."uuid", new_values."version", new_values."village_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1f0ec657b18f8e88d350f2ad1cbd2aaf4030e330",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3d06e",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="registry_child",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="child",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_childevent" ("birth_precision", "birth_registered", "commune_id", "created_by_id", "created_on", "date_of_birth", "ethnicity", "exit_on", "father_name", "full_name", "household_id", "id", "mother_name", "permanent_residence", "personal_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present_residence", "residence_note", "sex", "source_id", "status", "survivor_id", "uuid", "version", "village_id") SELECT old_values."birth_precision", old_values."birth_registered", old_values."commune_id", old_values."created_by_id", old_values."created_on", old_values."date_of_birth", old_values."ethnicity", old_values."exit_on", old_values."father_name", old_values."full_name", old_values."household_id", old_values."id", old_values."mother_name", old_values."permanent_residence", old_values."personal_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."present_residence", old_values."residence_note", old_values."sex", old_values."source_id", old_values."status", old_values."survivor_id", old_values."uuid", old_values."version", old_values."village_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."birth_precision" IS DISTINCT FROM (new_values."birth_precision") OR old_values."birth_registered" IS DISTINCT FROM (new_values."birth_registered") OR old_values."commune_id" IS DISTINCT FROM (new_values."commune_id") OR old_values."created_by_id" IS DISTINCT FROM (new_values."created_by_id") OR old_values."created_on" IS DISTINCT FROM (new_values."created_on") OR old_values."date_of_birth" IS DISTINCT FROM (new_values."date_of_birth") OR old_values."ethnicity" IS DISTINCT FROM (new_values."ethnicity") OR old_values."exit_on" IS DISTINCT FROM (new_values."exit_on") OR old_values."father_name" IS DISTINCT FROM (new_values."father_name") OR old_values."full_name" IS DISTINCT FROM (new_values."full_name") OR old_values."household_id" IS DISTINCT FROM (new_values."household_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."mother_name" IS DISTINCT FROM (new_values."mother_name") OR old_values."permanent_residence" IS DISTINCT FROM (new_values."permanent_residence") OR old_values."personal_id" IS DISTINCT FROM (new_values."personal_id") OR old_values."present_residence" IS DISTINCT FROM (new_values."present_residence") OR old_values."residence_note" IS DISTINCT FROM (new_values."residence_note") OR old_values."sex" IS DISTINCT FROM (new_values."sex") OR old_values."source_id" IS DISTINCT FROM (new_values."source_id") OR old_values."status" IS DISTINCT FROM (new_values."status") OR old_values."survivor_id" IS DISTINCT FROM (new_values."survivor_id") OR old_values."uuid" IS DISTINCT FROM (new_values."uuid") OR old_values."version" IS DISTINCT FROM (new_values."version") OR old_values."village_id" IS DISTINCT FROM (new_values."village_id")) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="bca49f334a5d270d422117a86b0ad85e0c549fed",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_31908",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="registry_child",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialcircumstance",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_specialcircumstanceevent" ("basis", "child_id", "commune_id", "from_on", "group", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "to_on", "uuid", "version", "withdrawn") SELECT new_values."basis", new_values."child_id", new_values."commune_id", new_values."from_on", new_values."group", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."source_id", new_values."to_on", new_values."uuid", new_values."version", new_values."withdrawn" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5f5a06167ab847bcc2f544b9667a7285936b45d9",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5088b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="registry_specialcircumstance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="specialcircumstance",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "registry_specialcircumstanceevent" ("basis", "child_id", "commune_id", "from_on", "group", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source_id", "to_on", "uuid", "version", "withdrawn") SELECT old_values."basis", old_values."child_id", old_values."commune_id", old_values."from_on", old_values."group", old_values."id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."source_id", old_values."to_on", old_values."uuid", old_values."version", old_values."withdrawn" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="93f3856f461286639814959f54b9944bb0ceba8f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b72b5",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="registry_specialcircumstance",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(SEARCH, UNSEARCH),
        ProtectRows("registry_household", using=in_communes()),
        ProtectRows("registry_carer", using=in_communes()),
        ProtectRows("registry_child", using=in_communes()),
        ProtectRows("registry_specialcircumstance", using=in_communes()),
        # An import of the whole province belongs to no commune; everybody may know of it, nobody here adds one.
        ProtectRows("registry_import", using=f"commune_id IS NULL OR {in_communes()}", check=in_communes()),
        # History is never read from the tables by the application (it may only insert), nor made up for others.
        ProtectRows("registry_childevent", using=in_communes()),
        ProtectRows("registry_specialcircumstanceevent", using=in_communes()),
    )
