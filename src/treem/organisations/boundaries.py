"""Agencies and their people when boundaries change: those of one former unit go on, the others' people join them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from treem.kernel.vietnamese import fold
from treem.organisations.models import Appointment, Body, BodyAlias, BodyLevel
from treem.territory.hooks import Applied, PreviewLine

DAY = timedelta(days=1)


def _bodies(units: Sequence[int], on: date) -> list[Body]:
    found = Body.objects.filter(unit_id__in=units, level=BodyLevel.COMMUNE)
    return [body for body in found.order_by("pk") if body.valid_to is None or body.valid_to >= on]


class OrganisationsRoom:
    """``territory.hooks.BoundaryRoom`` of agencies and people."""

    def preview(self, units: Sequence[int], on: date) -> list[PreviewLine]:
        """Agencies, and people who act for them."""
        bodies = _bodies(units, on)
        people = Appointment.objects.filter(body__in=bodies).exclude(to_on__lt=on)
        return [
            PreviewLine(_("Cơ quan của các xã, phường này"), len(bodies)),
            PreviewLine(_("Người dùng của các cơ quan đó"), people.values("user_id").distinct().count()),
        ]

    def apply(self, change: Applied) -> dict[str, Any]:
        """The agencies that go on get the new unit and its name; the others end, and who acts for them acts for the one
        of the same kind. Duties and returns of an agency that ended stay its own; its successor sees them."""
        before: dict[str, Any] = {"bodies": [], "appointments": []}
        heirs: dict[tuple[int, str], Body] = {}
        for new, old in change.continues.items():
            for body in _bodies([old], change.on):
                before["bodies"].append(_kept(body))
                former = body.name
                body.unit_id = new
                body.name = _renamed(body.name, change.names[old], change.names[new])
                body.short_name = _renamed(body.short_name, change.names[old], change.names[new])
                _save(body)
                if former != body.name:
                    BodyAlias.objects.get_or_create(
                        body=body, name=former, valid_from=body.valid_from,
                        defaults={"folded": fold(former), "valid_to": change.on - DAY, "source": "boundaries"},
                    )  # fmt: skip
                heirs.setdefault((new, body.kind), body)
        for old, new in change.goes.items():
            for body in _bodies([old], change.on):  # those that went on are the new unit's by now
                before["bodies"].append(_kept(body))
                body.valid_to = max(change.on - DAY, body.valid_from)
                _save(body)
                if heir := heirs.get((new, body.kind)):
                    before["appointments"] += _join(body, heir, change.on)
        return before

    def undo(self, before: Mapping[str, Any], change: Applied) -> None:  # noqa: ARG002
        """Agencies and people as they were; who was appointed since stays where he is."""
        for pk, body_id in before["appointments"]:
            Appointment.objects.filter(pk=pk).update(body_id=body_id)
        for kept in before["bodies"]:
            body = Body.objects.get(pk=kept["pk"])
            body.unit_id, body.name, body.short_name = kept["unit"], kept["name"], kept["short_name"]
            body.valid_to = date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None
            _save(body)


def _kept(body: Body) -> dict[str, Any]:
    return {
        "pk": body.pk, "unit": body.unit_id, "name": body.name, "short_name": body.short_name,
        "valid_to": body.valid_to.isoformat() if body.valid_to else None,
    }  # fmt: skip


def _save(body: Body) -> None:
    body.version += 1
    body.save(update_fields=["unit", "name", "short_name", "valid_to", "version"])


def _renamed(text: str, former: str, later: str) -> str:
    """«Trạm Y tế xã Chiềng Sung» → «Trạm Y tế phường Chiềng Sung Mới»; a name without the unit's stays."""
    return text.replace(former, later)


def _join(body: Body, heir: Body, on: date) -> list[list[int]]:
    """Who acts for the body acts for the heir; one who did so already, in that role, need not twice."""
    moved = []
    for each in Appointment.objects.filter(body=body).exclude(to_on__lt=on):
        if not Appointment.objects.filter(user_id=each.user_id, role=each.role, body=heir).exists():
            moved.append([each.pk, body.pk])
            Appointment.objects.filter(pk=each.pk).update(body=heir)
    return moved
