from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "treem.jobs"

    def ready(self) -> None:
        from treem.jobs import health
        from treem.web import registry

        registry.readiness["worker"] = health.worker_check
