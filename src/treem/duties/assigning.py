"""Which bodies a person may choose from, and what a choice stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from treem.duties.permissions import ANSWERING
from treem.kernel.typed import key
from treem.kernel.vietnamese import fold
from treem.organisations import selectors as organisations
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.organisations.models import Body, User
    from treem.territory.models import Unit

COMMUNES = "communes"
"""The choice that stands for the People's Committees of all communes."""


AGENCIES = "agencies"
"""The choice that stands for all agencies of the province."""
NAMED = "document"
"""The choice that stands for the agencies that the same document names elsewhere."""


def province(on: date) -> Unit:
    """The province this system serves, on the day. Raises LookupError when it is not loaded."""
    found = territory.province_as_of(settings.TREEM_PROVINCE, on)
    if found is None:
        raise LookupError(f"province {settings.TREEM_PROVINCE} is not loaded")
    return found


def provincial_bodies(on: date) -> list[Body]:
    """Agencies of the province itself, by name."""
    every = organisations.province_bodies(province(on), on).filter(level="province")
    return list(every.order_by("name", "pk"))


def committees(on: date) -> list[Body]:
    """The People's Committees of all communes, by code."""
    units = territory.commune_ids_of(province(on), on)
    return sorted(organisations.commune_bodies(units, on).values(), key=lambda body: body.code)


def committees_by_kind(on: date) -> dict[str, list[Body]]:
    """The committees by what their commune is called: xã, phường, đặc khu."""
    found: dict[str, list[Body]] = {}
    for body in committees(on):
        if body.unit is not None:
            found.setdefault(body.unit.kind, []).append(body)
    return found


def kind_value(kind: str) -> str:
    """The choice that stands for the committees of all communes of one kind («UBND các xã»)."""
    return f"{COMMUNES}:{kind}"


def choices(on: date) -> list[tuple[str, str]]:
    """The boxes a person ticks: each agency of the province, all communes as one."""
    found = [(str(body.pk), body.name) for body in provincial_bodies(on)]
    if count := len(committees(on)):
        found.append((COMMUNES, _("UBND các xã, phường (%(count)d đơn vị)") % {"count": count}))
    return found


def bodies_chosen(values: Iterable[str], on: date, also: Iterable[Body] = ()) -> list[Body]:
    """The bodies behind ticked boxes, each once; a value nobody offered is left out.

    Offered are the boxes of ``choices`` and, one by one, the bodies in ``also``: those a form names besides.
    """
    wanted = set(values)
    ids = {number for value in wanted if (number := key(value)) is not None}
    found = [body for body in [*provincial_bodies(on), *also] if body.pk in ids] if ids else []
    if any(value.startswith(COMMUNES) for value in wanted):
        for kind, bodies in committees_by_kind(on).items():
            if wanted & {COMMUNES, kind_value(kind)}:
                found += bodies
    return list({body.pk: body for body in found}.values())


def agencies(on: date) -> list[Body]:
    """Agencies and organisations of the province, without its People's Committee, which gives the duties."""
    return [body for body in provincial_bodies(on) if body.kind != "peoples_committee"]


def choices_with_groups(on: date, named: Collection[Body]) -> list[tuple[str, str]]:
    """The boxes for a duty whose text names nobody for certain: groups first, then each agency. None is ticked
    beforehand: a duty never goes to everybody unless a person says so."""
    found = []
    if named:
        names = "; ".join(str(body) for body in named)
        found.append((NAMED, _("Các cơ quan đã nêu tên trong văn bản này: %(names)s") % {"names": names}))
    if count := len(agencies(on)):
        words = _("Mọi cơ quan, tổ chức cấp tỉnh (%(count)d đơn vị)")
        found.append((AGENCIES, words % {"count": count}))
    each = choices(on)
    communes = [pair for pair in each if pair[0] == COMMUNES]
    return [*found, *communes, *(pair for pair in each if pair[0] != COMMUNES)]


def bodies_of_boxes(values: Collection[str], on: date, named: Collection[Body]) -> list[Body]:
    """The bodies behind the ticked boxes of ``choices_with_groups``, each once."""
    found = bodies_chosen(values, on)
    if AGENCIES in values:
        found += agencies(on)
    if NAMED in values:
        found += named
    return list({body.pk: body for body in found}.values())


def officers_of(body: Body, on: date) -> list[User]:
    """The people who may be given a body's work: those who answer for its duties, at the body itself or, in a
    commune, at any of its bodies (the work of the People's Committee is done in its divisions)."""
    there = organisations.bodies_in_force(on).filter(pk=body.pk)
    if body.level == "commune" and body.unit_id is not None:
        there = organisations.bodies_in_force(on).filter(unit_id=body.unit_id, level="commune")
    found = organisations.appointments_of(there.values_list("pk", flat=True), on)
    people = {
        each.user_id: each.user for each in found.filter(role__in=list(ANSWERING), user__is_active=True)
    }
    return sorted(people.values(), key=lambda user: fold(user.full_name))
