"""Who had a list of children written, and who dropped it: not always the person who brought it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registry", "0006_read_rows_go_before_writing_only")]
    operations: ClassVar = [
        migrations.AddField(
            "childimport", "confirmed_by_id", models.BigIntegerField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "childimport", "dropped_by_id", models.BigIntegerField(blank=True, editable=False, null=True)
        ),
    ]
