"""The register of the invented province was checked against the rules of its quality, as it is each night."""

from __future__ import annotations

from typing import Any

from treem.kernel.time import today
from treem.organisations.roles import Role
from treem.registry import selectors as registry
from treem.registry.quality import evaluation
from treem.simulation.acting import acting


def checked() -> dict[str, Any]:
    """Ask every rule of every child; returns how many findings there are."""
    with acting(Role.LEAD_SPECIALIST, "so-y-te"):
        found, _ended = evaluation.check(registry.my_communes(), today())
    return {"quality_findings": found}
