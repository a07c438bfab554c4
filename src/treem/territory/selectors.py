"""Reading the map. Everything takes a date: the same code, the same name, mean other places on other days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from treem.kernel.vietnamese import date_text, fold, nfc, tone_style
from treem.territory import rules
from treem.territory.errors import EarlierBoundaries
from treem.territory.models import Basis, Level, Unit, UnitAttribute, UnitChange, Village

DAY = timedelta(days=1)


def in_force(on: date) -> Q:
    """Rows whose period contains the day (first and last day included)."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def unit_as_of(code: str, on: date, level: str = Level.COMMUNE) -> Unit | None:
    """The unit that carried the code on the day, or None.

    ``03664`` is xã Chiềng Xôm on 30/6/2025 and phường Chiềng An on 01/7/2025.
    """
    return Unit.objects.filter(in_force(on), code=code, level=level).first()


def province_as_of(code: str, on: date) -> Unit | None:
    """The province that carried the two-digit code on the day, or None."""
    return unit_as_of(code, on, Level.PROVINCE)


def provinces(on: date) -> QuerySet[Unit]:
    """All provinces of the day, by code: 63 until 30/6/2025, 34 since."""
    return Unit.objects.filter(in_force(on), level=Level.PROVINCE).order_by("code")


def all_provinces() -> QuerySet[Unit]:
    """Every province of any time: whose agency is meant by «… tỉnh Hà Giang»?"""
    return Unit.objects.filter(level=Level.PROVINCE)


def commune_names_ever(province: Unit) -> set[str]:
    """Names, without kind, that communes of the province carry or carried."""
    area = same_area(province) | _members_before(province)
    found = Unit.objects.filter(level=Level.COMMUNE, parent_id__in=area)
    return set(found.values_list("name", flat=True))


def communes_of(province: Unit, on: date) -> QuerySet[Unit]:
    """The communes of a province on the day, by code.

    The province may be given as it was before or after a change of its name or kind: the area is the same.
    """
    return Unit.objects.filter(in_force(on), level=Level.COMMUNE, parent_id__in=same_area(province)).order_by(
        "code"
    )


def commune_ids_of(province: Unit, on: date) -> tuple[int, ...]:
    """Ids of ``communes_of``."""
    return tuple(communes_of(province, on).values_list("pk", flat=True))


def same_area(unit: Unit) -> frozenset[int]:
    """Ids of the unit and of what it was before or after changes of name or kind alone."""
    found, new = {unit.pk}, {unit.pk}
    while new:
        links = UnitChange.objects.filter(
            Q(from_unit_id__in=new) | Q(to_unit_id__in=new), basis=Basis.UNCHANGED
        ).values_list("from_unit_id", "to_unit_id")
        new = {pk for link in links for pk in link} - found
        found |= new
    return frozenset(found)


def units(ids: Iterable[int]) -> dict[int, Unit]:
    """Units by id, with their provinces."""
    return Unit.objects.select_related("parent").in_bulk(list(ids))


def predecessors(unit: Unit) -> QuerySet[UnitChange]:
    """The changes through which the unit came to be, with the units that flowed in."""
    return unit.changes_in.select_related("from_unit").order_by("from_unit__code")


def merged_into(unit: Unit, on: date) -> frozenset[int]:
    """Ids of the units whose people, or a part of them, have come to this one by the day; through several changes too."""
    found: frozenset[int] = frozenset()
    new = {unit.pk}
    while new:
        changes = UnitChange.objects.filter(to_unit_id__in=new, on__lte=on)
        new = set(changes.values_list("from_unit_id", flat=True)) - found - {unit.pk}
        found |= new
    return found


def successors(unit: Unit, on: date) -> list[Unit]:
    """The units in force on the day that hold the people of this one; the unit itself while it stands."""
    weights = rules.weights_forward(
        [unit.pk], _changes(unit.valid_from, on), at=unit.valid_from, on=max(on, unit.valid_from)
    )
    found = Unit.objects.in_bulk([weight.target for weight in weights])
    return sorted((u for u in found.values() if u.in_force(on)), key=lambda u: u.code)


def _changes(after: date, until: date) -> list[rules.Change]:
    rows = UnitChange.objects.filter(on__gt=after, on__lte=until)
    return [
        rules.Change(source, target, on, share)
        for source, target, on, share in rows.values_list("from_unit_id", "to_unit_id", "on", "share")
    ]


def restatement_weights(unit_ids: Iterable[int], *, at: date, on: date) -> tuple[rules.Weight, ...]:
    """How figures of units as of ``at`` are spread over the boundaries of ``on``.

    Raises EarlierBoundaries when ``on`` lies before ``at``.
    """
    if on < at:
        raise EarlierBoundaries(at=date_text(at), on=date_text(on))
    return rules.weights_forward(unit_ids, _changes(at, on), at=at, on=on)


def restate(
    values: Mapping[int, Decimal | int | None], *, at: date, on: date, province: Unit
) -> dict[int, rules.Restated]:
    """Counts of the province's communes as of ``at``, added up on the boundaries of ``on``.

    Every commune of the day ``at`` is expected; one without an entry, or with None, makes the sum it
    flows into incomplete, never smaller in silence.
    """
    expected = commune_ids_of(province, at)
    return rules.restated(values, restatement_weights(expected, at=at, on=on))


def villages_of(unit: Unit, on: date) -> QuerySet[Village]:
    """Tổ, bản, tiểu khu of the commune on the day."""
    return unit.villages.filter(in_force(on)).order_by("kind", "folded", "pk")


def villages_standing(units: Iterable[int]) -> list[Village]:
    """The villages of the communes, closed ones too, for a list that is compared with them; standing ones first."""
    found = Village.objects.filter(unit_id__in=list(units)).select_related("unit")
    return sorted(found, key=lambda v: (v.valid_to is not None, v.pk))


def communes_without_villages(province: Unit, on: date) -> QuerySet[Unit]:
    """Communes of the province of which no tổ, bản, tiểu khu is known on the day."""
    having = Village.objects.filter(in_force(on)).values("unit_id")
    return communes_of(province, on).exclude(pk__in=having)


def village_count(province: Unit, on: date) -> int:
    """How many tổ, bản, tiểu khu the province has on the day."""
    return Village.objects.filter(in_force(on), unit__in=communes_of(province, on)).count()


def villages_by_id(ids: Iterable[int]) -> dict[int, Village]:
    return Village.objects.select_related("unit").in_bulk(list(ids))


def attributes_as_of(unit: Unit, on: date) -> dict[str, UnitAttribute]:
    """The commune's attributes on the day, by key. A key that is absent is not known, which is not "no"."""
    return {attribute.key: attribute for attribute in unit.attributes.filter(in_force(on))}


@dataclass(frozen=True)
class NameMatch:
    """A unit whose name fits what was written.

    ``exact``: tones agree as well; ``kind_agrees``: the kind written (xã, phường) is the unit's, or none was.
    """

    unit: Unit
    exact: bool
    kind_agrees: bool
    now: tuple[Unit, ...] = field(default=())
    """Filled when the unit no longer stands: who holds its people today."""


def name_matches(
    text: str, on: date, *, level: str = Level.COMMUNE, province: Unit | None = None
) -> list[NameMatch]:
    """Units called so on the day, best first; tones and case may be missing.

    When none stands, units of former days with that name are given with their successors on the day: two old
    communes may have had one name, so there may be several.
    """
    kind, name = _kind_and_name(text)
    named = Unit.objects.filter(level=level, folded=fold(name)).select_related("parent")
    if province is not None:
        named = named.filter(parent_id__in=same_area(province) | _members_before(province))
    found = [
        NameMatch(
            unit,
            exact=tone_style(unit.name).lower() == tone_style(name).lower(),
            kind_agrees=not kind or kind == fold(unit.kind),
            now=() if unit.in_force(on) else tuple(successors(unit, on)),
        )
        for unit in named
        if unit.valid_from <= on
    ]
    # Tones first: «xã Chiềng An» is the phường of that name sooner than the former xã Chiềng Ân. Then the
    # kind: a former xã says more than a standing phường. Then what stands.
    found = [match for match in found if match.exact] or found
    found = [match for match in found if match.kind_agrees] or found
    found = [match for match in found if match.unit.in_force(on)] or found
    return sorted(found, key=lambda m: (not m.exact, m.unit.code))


def code_matches(code: str, on: date, province: Unit) -> list[NameMatch]:
    """The commune of the province that carries the code on the day, or else those that carried it, with who holds
    their people today. The same code may mean another place on another day."""
    carried = Unit.objects.filter(
        level=Level.COMMUNE, code=code, parent_id__in=same_area(province) | _members_before(province)
    )
    found = [
        NameMatch(
            unit, exact=True, kind_agrees=True, now=() if unit.in_force(on) else tuple(successors(unit, on))
        )
        for unit in carried
        if unit.valid_from <= on
    ]
    return [match for match in found if match.unit.in_force(on)] or found


def district_matches(text: str, on: date, province: Unit) -> list[NameMatch]:
    """Districts called so that ended, each with the communes of today that hold its people."""
    found = name_matches(text, on, level=Level.DISTRICT, province=province)
    return [
        replace(
            match,
            now=tuple(
                {
                    unit.pk: unit
                    for former in match.unit.former_communes.all()
                    for unit in successors(former, on)
                }.values()
            ),
        )
        for match in found
        if not match.unit.in_force(on)
    ]


def _members_before(province: Unit) -> frozenset[int]:
    """Ids of the provinces that merged into this one."""
    return frozenset(UnitChange.objects.filter(to_unit=province).values_list("from_unit_id", flat=True))


def _kind_and_name(text: str) -> tuple[str, str]:
    """«phường Chiềng An» → («phuong», «Chiềng An»); «Chiềng An» → («», «Chiềng An»)."""
    words = nfc(text).strip(" .,;:").split()
    for size in (2, 1):
        kind = fold(" ".join(words[:size]))
        if len(words) > size and kind in {
            "xa",
            "phuong",
            "thi tran",
            "dac khu",
            "tinh",
            "thanh pho",
            "huyen",
        }:
            return kind, " ".join(words[size:])
    return "", " ".join(words)
