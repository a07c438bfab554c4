"""What documents are compared and searched by; how a citation stands to the register, and who said so.

The letters are those of ``kernel.vietnamese.letters`` on the day this was written; what a later change of them or of
the rules needs, comes when a document or a citation is saved again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LETTERS = (
    ("a", "àảãáạăằẳẵắặâầẩẫấậÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ"),
    ("d", "đĐ\u00d0\u0189\u00f0\u0256"),
    ("e", "èẻẽéẹêềểễếệÈẺẼÉẸÊỀỂỄẾỆ"),
    ("i", "ìỉĩíịÌỈĨÍỊ"),
    ("o", "òỏõóọôồổỗốộơờởỡớợÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ"),
    ("u", "ùủũúụưừửữứựÙỦŨÚỤƯỪỬỮỨỰ"),
    ("y", "ỳỷỹýỵỲỶỸÝỴ"),
)
SOURCE = "".join(row for _base, row in LETTERS)
TARGET = "".join(base * len(row) for base, row in LETTERS)


def fold(column: str) -> str:
    """Small letters without tones."""
    return f"translate(lower(normalize({column}, NFC)), '{SOURCE}', '{TARGET}')"


def number_key(column: str) -> str:
    """Without spaces, hyphens and leading zeros."""
    bare = rf"regexp_replace({fold(column)}, '[\s\u00ad\u2010-\u2015\u2212-]+', '', 'g')"
    return f"regexp_replace({bare}, '^0+([0-9])', '\\1')"


ISSUER = rf"""trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace({fold("issuer")},
    '[\s,.;:()–-]+', ' ', 'g'), '\mubnd\M', 'uy ban nhan dan', 'g'), '\mhdnd\M', 'hoi dong nhan dan', 'g'),
    '\mtw\M', 'trung uong', 'g'))"""

FILL = f"""
UPDATE documents_document SET
  number_key = CASE WHEN number_symbol ~ '^[0-9]' THEN {number_key("number_symbol")} ELSE '' END,
  issuer_key = {ISSUER},
  search_key = {fold("concat_ws(' ', type, number_symbol, subject, issuer, parent_issuer)")};
-- The first of two that are held twice already keeps the identity; the other one stays as it is.
UPDATE documents_document d SET identity = number_key || '|' || issued_on || '|' || issuer_key
WHERE number_key <> '' AND issuer_key <> '' AND issued_on IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM documents_document e WHERE e.id < d.id AND e.number_key = d.number_key
    AND e.issued_on = d.issued_on AND e.issuer_key = d.issuer_key);
UPDATE documents_citation SET
  cited_key = left(CASE WHEN number_symbol <> '' THEN {number_key("number_symbol")}
    ELSE '~' || {fold("title")} END, 300),
  relation_kind = CASE
    WHEN lower(relation) ~ 'bãi bỏ|hủy bỏ|huỷ bỏ' THEN 'repeals' WHEN lower(relation) ~ 'thay thế' THEN 'replaces'
    WHEN lower(relation) ~ 'sửa đổi|bổ sung' THEN 'amends'
    WHEN lower(relation) ~ 'thực hiện|triển khai|quán triệt|hướng dẫn|quy định chi tiết' THEN 'implements'
    WHEN lower(relation) ~ 'căn cứ|theo|xét' THEN 'basis' ELSE 'other' END,
  match = CASE WHEN to_document_id IS NULL THEN '' ELSE 'machine' END;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="citation",
            name="documents_citation_number",
        ),
        migrations.RemoveIndex(
            model_name="document",
            name="documents_number_symbol",
        ),
        migrations.AddField(
            model_name="citation",
            name="cited_key",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="citation",
            name="finding",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="citation",
            name="match",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "chưa có trong sổ"),
                    ("machine", "máy ghép theo số, ngày, cơ quan"),
                    ("open", "cần người chọn"),
                    ("person", "đã có người chọn"),
                    ("absent", "đã có người xem: chưa có trong sổ"),
                ],
                max_length=8,
                verbose_name="ghép với sổ văn bản",
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="matched_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ghép lúc"),
        ),
        migrations.AddField(
            model_name="citation",
            name="matched_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ghép",
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="rejected",
            field=models.BooleanField(default=False, verbose_name="không phải viện dẫn"),
        ),
        migrations.AddField(
            model_name="citation",
            name="relation_kind",
            field=models.CharField(
                choices=[
                    ("basis", "căn cứ"),
                    ("implements", "thực hiện"),
                    ("amends", "sửa đổi, bổ sung"),
                    ("replaces", "thay thế"),
                    ("repeals", "bãi bỏ"),
                    ("other", "nhắc đến"),
                ],
                default="other",
                max_length=10,
                verbose_name="quan hệ",
            ),
        ),
        migrations.AddField(
            model_name="citation",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="document",
            name="direction",
            field=models.CharField(
                choices=[("in", "văn bản đến"), ("out", "văn bản của cơ quan")],
                default="in",
                max_length=3,
                verbose_name="chiều",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="identity",
            field=models.CharField(editable=False, max_length=600, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="document",
            name="issuer_key",
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="document",
            name="number_key",
            field=models.CharField(blank=True, editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="document",
            name="search_key",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AlterField(
            model_name="citation",
            name="relation",
            field=models.CharField(blank=True, max_length=60, verbose_name="quan hệ ghi trong văn bản"),
        ),
        migrations.AlterField(
            model_name="document",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "chờ xác nhận"),
                    ("confirmed", "đã xác nhận"),
                    ("issued", "đã ban hành nhiệm vụ"),
                ],
                default="draft",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(fields=["cited_key"], name="documents_citation_key"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["number_key"], name="documents_number_key"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["issued_on", "id"], name="documents_issued_on"),
        ),
        migrations.RemoveConstraint(model_name="citation", name="documents_citation_once"),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.UniqueConstraint(
                condition=models.Q(finding__isnull=True),
                fields=("from_document", "start", "end", "number_symbol", "date_text"),
                name="documents_citation_once",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
