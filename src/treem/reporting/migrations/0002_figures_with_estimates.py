"""Estimates, decimals and «không phát sinh» beside the figures of a return."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_people_and_agencies"),
        ("reporting", "0001_rounds_and_returns"),
        ("territory", "0001_places"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="returnvalue",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="returnvalue",
            name="reporting_value_not_negative",
        ),
        migrations.AddField(
            model_name="returnvalue",
            name="estimated",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="ước cả kỳ"
            ),
        ),
        migrations.AddField(
            model_name="returnvalue",
            name="not_occurred",
            field=models.BooleanField(default=False, verbose_name="không phát sinh"),
        ),
        migrations.AddField(
            model_name="returnvalueevent",
            name="estimated",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="ước cả kỳ"
            ),
        ),
        migrations.AddField(
            model_name="returnvalueevent",
            name="not_occurred",
            field=models.BooleanField(default=False, verbose_name="không phát sinh"),
        ),
        migrations.AlterField(
            model_name="returnvalue",
            name="counted",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="đếm được"
            ),
        ),
        migrations.AlterField(
            model_name="returnvalue",
            name="typed",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="số nhập"
            ),
        ),
        migrations.AlterField(
            model_name="returnvalueevent",
            name="counted",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="đếm được"
            ),
        ),
        migrations.AlterField(
            model_name="returnvalueevent",
            name="typed",
            field=models.DecimalField(
                blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="số nhập"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnvalue",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reporting_returnvalueevent" ("body_id", "commune_id", "counted", "estimated", "id", "not_occurred", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "report_id", "row_key", "typed") SELECT old_values."body_id", old_values."commune_id", old_values."counted", old_values."estimated", old_values."id", old_values."not_occurred", old_values."note", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."report_id", old_values."row_key", old_values."typed" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="e0de03ef58d66873b0c2463fa3f508d35991c081",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2ceae",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reporting_returnvalue",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="returnvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted__isnull", True), ("counted__gte", 0), _connector="OR"),
                    models.Q(("typed__isnull", True), ("typed__gte", 0), _connector="OR"),
                    models.Q(("estimated__isnull", True), ("estimated__gte", 0), _connector="OR"),
                ),
                name="reporting_value_not_negative",
            ),
        ),
    ]
