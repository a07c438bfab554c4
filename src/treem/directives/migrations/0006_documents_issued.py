"""Documents whose duties were issued say so in the register."""

from django.db import migrations

SAY = """
UPDATE documents_document SET state = 'issued'
WHERE id IN (SELECT document_id FROM directives_reading WHERE state = 'issued');
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0005_cascades"), ("documents", "0004_relations")]

    operations = [migrations.RunSQL(SAY, migrations.RunSQL.noop)]
