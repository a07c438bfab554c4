"""An earlier edition comes back after a wrong replacement: a file may give way more than once, one is marked as withdrawn."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_relations"),
        ("files", "0002_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="withdrawn",
            field=models.BooleanField(default=False, verbose_name="đã rút"),
        ),
        migrations.RemoveConstraint(model_name="edition", name="documents_edition_once"),
        migrations.RemoveConstraint(model_name="edition", name="documents_edition_file"),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("document", "number", "replaced_at"), name="documents_edition_once_at"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["sha256"], name="documents_edition_sha256"),
        ),
    ]
