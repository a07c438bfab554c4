"""Returns of bodies that have ended are read by the lead agency and by whom their place came to; what was sent is taken in."""

from django.db import migrations

from treem.db.policies import ShowFormer, in_former


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_rounds_closed_and_reopened")]

    operations = [
        ShowFormer(table="reporting_return", allow="UPDATE", check=f"{in_former()} AND state = 'accepted'"),
        ShowFormer(table="reporting_returnvalue"),
        ShowFormer(table="reporting_returnduty"),
        ShowFormer(table="reporting_returnchange", allow="INSERT"),
    ]
