"""Where evidence may be added to a figure: by the agency that gives it, until somebody has confirmed it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from treem.db import scope
from treem.files.hooks import Place
from treem.indicators import figures, rules, selectors
from treem.indicators.models import ValueSource
from treem.kernel.time import today


def place(user: Any, uuid: UUID) -> Place | None:
    """The figure as a place of evidence for this person now, or None."""
    value, in_force = selectors.value_visible(uuid), scope.current()
    if value is None or in_force is None or value.body_id not in in_force.bodies:
        return None
    if value.state not in rules.MAY or value.source != ValueSource.TYPED:
        return None
    if not user.has_perm("indicators.enter_value") or figures.may_answer(value.target, today()) is None:
        return None
    title = f"{value.target.label}. {value.target.name}"
    return Place(value.body_id, title, reverse("indicators:value", args=[value.uuid]))
