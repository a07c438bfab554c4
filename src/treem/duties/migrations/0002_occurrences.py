"""Which period an execution is about, and until when a duty comes again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("duties", "0001_obligations_and_executions"),
    ]

    operations = [
        migrations.AddField(
            model_name="execution",
            name="period",
            field=models.CharField(
                blank=True,
                help_text="Kỳ mà lần thực hiện này nói về: 2026-H1, 2026-07.",
                max_length=8,
                verbose_name="kỳ",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="recurs_until",
            field=models.DateField(
                blank=True,
                help_text="Để trống: chưa có ngày kết thúc.",
                null=True,
                verbose_name="lặp lại đến hết ngày",
            ),
        ),
    ]
