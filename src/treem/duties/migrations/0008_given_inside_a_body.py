"""A duty that a body gave inside its own house, from its own plan: the province's boards leave it out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0007_amendments"),
        ("organisations", "0003_lists_taken_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="inside",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.body",
                verbose_name="đơn vị giao nội bộ",
            ),
        ),
    ]
