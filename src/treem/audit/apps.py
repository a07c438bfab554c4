from django.apps import AppConfig

from treem.db import grants


class AuditConfig(AppConfig):
    name = "treem.audit"

    def ready(self) -> None:
        from treem.audit import health
        from treem.web import registry

        # The application appends entries; it reads them through audit_entries_of, seals through audit_seal.
        grants.limit("audit_entry", "INSERT")
        grants.limit("audit_seal", "SELECT")
        registry.readiness["audit"] = health.seal_check
        registry.gauges["audit_unsealed"] = health.unsealed
