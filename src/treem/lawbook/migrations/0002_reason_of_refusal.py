from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lawbook", "0001_own_values_and_days")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="withdrawn_reason",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=500, verbose_name="lý do không duyệt"
            ),
        )
        for name in ("calendarday", "override")
    ]
