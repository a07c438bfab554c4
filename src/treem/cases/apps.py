from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "treem.cases"
    verbose_name = _("Bảo vệ trẻ em")

    def ready(self) -> None:
        from treem.cases import entries, facts, selectors
        from treem.cases.permissions import PERMISSIONS
        from treem.db import grants
        from treem.organisations import permissions
        from treem.registry import hooks as registry
        from treem.registry.moves import records
        from treem.territory import hooks as territory

        permissions.register(PERMISSIONS)
        # Rows of a hand-over are made by the definer function; the receiving commune signs for them.
        grants.limit("cases_handover", "SELECT, UPDATE (received_at, received_by_id)")
        # A report belongs to the commune that handles it: it goes elsewhere by a hand-over, never with the child.
        records.stays["cases_intakechild"] = "a report is handed over by a step of its own"
        territory.rows_stay.add("cases_intakecounter")
        registry.linked.append(
            registry.Linked("cases_intakechild", _("Thông tin đã tiếp nhận"), selectors.reports_about)
        )
        facts.register_all()
        entries.register_all()
