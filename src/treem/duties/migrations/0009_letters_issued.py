"""Each body that a letter urges learns when the letter was issued; letters issued before are told too."""

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies

ISSUED_BEFORE = """
INSERT INTO duties_reminderissue (reminder_id, body_id, number_symbol, issued_on, at)
SELECT DISTINCT r.id, l.body_id, p.number || '/' || p.symbol, p.issued_on, p.recorded_at
FROM documents_outgoingpaper p JOIN duties_reminder r ON r.uuid = p.origin_uuid
JOIN duties_reminderline l ON l.reminder_id = r.id
WHERE p.origin_kind = 'duties.reminder' AND p.state = 'issued'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0008_given_inside_a_body"),
        ("documents", "0004_relations"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderIssue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("number_symbol", models.CharField(max_length=45, verbose_name="số, ký hiệu")),
                ("issued_on", models.DateField(verbose_name="ngày ban hành")),
                ("at", models.DateTimeField()),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="duties.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc ban hành công văn đôn đốc",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reminder", "body_id", "at"), name="duties_reminder_issued_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number_symbol", ""), _negated=True),
                        name="duties_reminder_issue_numbered",
                    ),
                ],
            },
        ),
        ProtectRows(table="duties_reminderissue", using=in_bodies("body_id")),
        migrations.RunSQL(ISSUED_BEFORE, migrations.RunSQL.noop),
    ]
