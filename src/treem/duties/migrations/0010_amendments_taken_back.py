"""The work of each body before an amendment, so that it can be taken back; each body's own lines under the row policy."""

import django.db.models.deletion
from django.db import migrations, models

from treem.db.policies import ProtectRows, in_bodies


class Migration(migrations.Migration):
    dependencies = [("duties", "0009_letters_issued")]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="restored",
            field=models.BooleanField(default=False, verbose_name="trở lại như trước"),
        ),
        migrations.CreateModel(
            name="AmendedWork",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("body_id", models.BigIntegerField()),
                ("state", models.CharField(max_length=12)),
                ("due_on", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("soon_from", models.DateField(null=True)),
                ("late_from", models.DateField(null=True)),
                ("extended_to", models.DateField(null=True)),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work",
                        to="duties.amendment",
                    ),
                ),
                (
                    "execution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="duties.execution"
                    ),
                ),
            ],
            options={"verbose_name": "việc của đơn vị trước khi nhiệm vụ được sửa đổi"},
        ),
        migrations.AddConstraint(
            model_name="amendedwork",
            constraint=models.UniqueConstraint(
                fields=("amendment", "execution"), name="duties_amended_work_once"
            ),
        ),
        ProtectRows(table="duties_amendedwork", using=in_bodies("body_id")),
    ]
