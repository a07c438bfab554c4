"""How a finding may be mended: what a rule proposes for one child. A proposal changes nothing; a person confirms it.

Each is a function of the child and of what stands around it; an empty answer means that nothing sure can be said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from treem.kernel import personal_number
from treem.kernel.time import today
from treem.kernel.vietnamese import fold, nfc, title_name, tone_style
from treem.law import lists
from treem.law.errors import NotInForce
from treem.registry import rules as registry_rules
from treem.registry.models import Carer
from treem.registry.services import clean
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.registry.models import Child

_D = str.maketrans({"\u00f0": "đ", "\u0256": "đ", "\u00d0": "Đ", "\u0189": "Đ"})
"""Letters that look like đ and are others."""
NAMES = ("full_name", "mother_name", "father_name")


@dataclass(frozen=True)
class Change:
    """One column of a child or carer (``table``) and what is to stand there; ``version`` of the record as it was seen."""

    table: str
    pk: int
    column: str
    before: Any
    after: Any
    version: int

    def kept(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


@dataclass(frozen=True)
class Surroundings:
    """What proposals for children of one commune need besides the child: villages by folded name, carers by household."""

    villages: Mapping[str, int]
    carers: Mapping[int, list[Carer]]


def surroundings_of(children: list[Child]) -> Surroundings:
    """Read once for a page of children of one commune."""
    if not children:
        return Surroundings({}, {})
    unit = territory.units([children[0].commune_id])[children[0].commune_id]
    villages = {fold(village.full_name): village.pk for village in territory.villages_of(unit, today())}
    carers: dict[int, list[Carer]] = {}
    households = {child.household_id for child in children if child.household_id}
    for carer in Carer.objects.filter(household_id__in=households).order_by("pk"):
        carers.setdefault(carer.household_id, []).append(carer)
    return Surroundings(villages, carers)


def proposals(fix: str, child: Child, around: Surroundings) -> list[Change]:
    """What would mend the finding; empty where nothing sure can be said."""
    return [change for change in FIXES[fix](child, around) if change.before != change.after]


def _put(child: Child, **columns: Any) -> list[Change]:
    return [
        Change("child", child.pk, name, getattr(child, name), after, child.version)
        for name, after in columns.items()
    ]


def _name_case(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, full_name=_ordinary(child.full_name))


def _parents_case(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, mother_name=_ordinary(child.mother_name), father_name=_ordinary(child.father_name))


def _ordinary(name: str) -> str:
    return title_name(name) if name.isupper() or name.islower() else name


def _name_clean(child: Child, _around: Surroundings) -> list[Change]:
    visible = "".join(
        sign for sign in child.full_name if sign not in "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff"
    )
    return _put(child, full_name=clean(visible))


def _names_composed(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, **{name: nfc(getattr(child, name)) for name in NAMES})


def _names_d(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, full_name=child.full_name.translate(_D))


def _tones_one_style(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, **{name: tone_style(getattr(child, name)) for name in NAMES})


def _present_cleared(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, present_residence="")


def _registered_by_paper(child: Child, _around: Surroundings) -> list[Change]:
    return _put(child, birth_registered=True)


def _ethnicity_listed(child: Child, _around: Surroundings) -> list[Change]:
    try:
        listed = lists.listed(registry_rules.PEOPLES, on=today()).codes
    except NotInForce:
        return []
    by_sound = {_sound(code): code for code in listed}
    found = by_sound.get(_sound(child.ethnicity)) or by_sound.get(_sound(child.ethnicity).removeprefix("h"))
    return _put(child, ethnicity=found) if found else []


def _sound(name: str) -> str:
    """Letters alone: «H'Mông», «HMông» and «H’ mông» are one."""
    return "".join(sign for sign in fold(name) if sign.isalpha())


def _ethnicity_of_household(child: Child, _around: Surroundings) -> list[Change]:
    household = child.household
    return _put(child, ethnicity=household.ethnicity) if household and household.ethnicity else []


def _parents_of_household(child: Child, around: Surroundings) -> list[Change]:
    found: list[Change] = []
    for relation, column in (("mother", "mother_name"), ("father", "father_name")):
        known = [
            carer.full_name
            for carer in around.carers.get(child.household_id or 0, [])
            if carer.relation == relation
        ]
        if not getattr(child, column) and len(known) == 1:
            found += _put(child, **{column: known[0]})
    return found  # fmt: skip


def _village_of_residence(child: Child, around: Surroundings) -> list[Change]:
    household = child.household
    if household is not None and household.village_id in around.villages.values():
        return _put(child, village_id=household.village_id)
    written = f"{fold(child.present_residence or child.permanent_residence)},"
    named = {pk for name, pk in around.villages.items() if written.startswith((f"{name},", f"{name} -"))}
    return _put(child, village_id=named.pop()) if len(named) == 1 else []


def _carer_number_zero(child: Child, around: Surroundings) -> list[Change]:
    found = []
    for carer in around.carers.get(child.household_id or 0, []):
        restored = personal_number.restore_leading_zero(carer.personal_id)
        if restored:
            found.append(Change("carer", carer.pk, "personal_id", carer.personal_id, restored, carer.version))
    return found


def _carers_case(child: Child, around: Surroundings) -> list[Change]:
    return [
        Change("carer", carer.pk, "full_name", carer.full_name, _ordinary(carer.full_name), carer.version)
        for carer in around.carers.get(child.household_id or 0, [])
    ]


FIXES: Mapping[str, Callable[[Child, Surroundings], list[Change]]] = {
    "name_case": _name_case, "parents_case": _parents_case, "name_clean": _name_clean,
    "names_composed": _names_composed, "names_d": _names_d, "tones_one_style": _tones_one_style,
    "present_cleared": _present_cleared, "registered_by_paper": _registered_by_paper,
    "ethnicity_listed": _ethnicity_listed, "ethnicity_of_household": _ethnicity_of_household,
    "parents_of_household": _parents_of_household, "village_of_residence": _village_of_residence,
    "carer_number_zero": _carer_number_zero, "carers_case": _carers_case,
}  # fmt: skip
"""By the ``fix`` of a rule."""
