"""Accounts of programs, told apart from those of persons."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_lists_taken_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_service",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="tài khoản phần mềm"
            ),
        ),
    ]
