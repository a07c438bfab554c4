"""Evidence on records of bodies that have ended is read by whom these records came to."""

from django.db import migrations

from treem.db.policies import ShowFormer


class Migration(migrations.Migration):
    dependencies = [("files", "0002_evidence")]

    operations = [ShowFormer(table="files_attachment")]
