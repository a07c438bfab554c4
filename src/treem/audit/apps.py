from django.apps import AppConfig

from treem.db import grants


class AuditConfig(AppConfig):
    name = "treem.audit"

    def ready(self) -> None:
        from treem.audit import health
        from treem.web import registry

        # The application appends entries; it reads them through audit_entries_of, seals through audit_seal.
        grants.limit(
            "audit_entry",
            "INSERT (at, actor_id, appointment_id, action, subject_type, subject_ids, detail, request_id)",
        )
        grants.limit("audit_seal", "SELECT")
        # Who changed what: written with the change, never taken away.
        grants.limit("pghistory_context", "SELECT, INSERT, UPDATE")
        registry.readiness["audit"] = health.seal_check
        registry.gauges["audit_unsealed"] = health.unsealed
