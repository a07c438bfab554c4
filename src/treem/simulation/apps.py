from __future__ import annotations

import time

from django.apps import AppConfig
from django.db.utils import DatabaseError

ASK_AGAIN_S = 60.0


class SimulationConfig(AppConfig):
    name = "treem.simulation"

    def ready(self) -> None:
        from treem.web import registry

        registry.simulated.append(_Simulated())


class _Simulated:
    """Whether this database holds an invented province; asked at most once a minute."""

    def __init__(self) -> None:
        self.asked = 0.0
        self.answer = False

    def __call__(self) -> bool:
        if self.answer or (self.asked and time.monotonic() - self.asked < ASK_AGAIN_S):
            return self.answer
        from treem.simulation.models import Stage

        try:
            self.answer = Stage.objects.exists()
        except DatabaseError:
            return False  # the error page itself must not fail for the banner
        self.asked = time.monotonic()
        return self.answer
