"""Invented children for tests, made as the owner of the database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from treem.kernel.vietnamese import nfc, sort_key
from treem.registry.models import (
    AlikePair,
    Carer,
    Child,
    ChildDetail,
    ChildMove,
    Household,
    Merge,
    MinistryFile,
    MinistryFileRow,
    QualityBatch,
    QualityFinding,
    SpecialCircumstance,
)
from treem.territory.models import Unit, Village, VillageKind


def make_village(commune: Unit, name: str = "Nà Cạn") -> Village:
    return Village.objects.create(
        unit=commune, kind=VillageKind.BAN, name=name, folded="", valid_from=date(2025, 7, 1)
    )


def make_household(commune: Unit, **given: Any) -> Household:
    return Household.objects.create(
        **{"commune": commune, "head_name": "Lò Văn Tướng", "code": "04108-01-00001", **given}
    )


def make_carer(household: Household, **given: Any) -> Carer:
    values = {
        "full_name": "Lò Thị Piếng",
        "relation": "mother",
        "year_of_birth": 1990,
        "sex": "female",
        **given,
    }
    return Carer.objects.create(household=household, commune_id=household.commune_id, **values)


def make_child(commune: Unit, full_name: str = "Lò Thị Mai", **given: Any) -> Child:
    name = nfc(full_name)
    values: dict[str, Any] = {
        "sex": "female", "date_of_birth": date(2018, 3, 5), "ethnicity": "Thái", "mother_name": "Lò Thị Piếng",
        "birth_registered": True, **given,
    }  # fmt: skip
    values.setdefault("created_on", max(date(2026, 1, 2), values["date_of_birth"]))
    return Child.objects.create(commune=commune, full_name=name, sort_key=sort_key(name), **values)


def make_circumstance(child: Child, **given: Any) -> SpecialCircumstance:
    values = {"group": "d", "from_on": date(2024, 1, 1), **given}
    return SpecialCircumstance.objects.create(child=child, commune_id=child.commune_id, **values)


def make_ministry_file(commune: Unit) -> MinistryFile:
    """A file of one child that waits to be entered."""
    child = make_child(commune, "Lò Thị Hạnh")
    file = MinistryFile.objects.create(
        commune=commune, counts={"new": 1}, made_at=datetime(2026, 11, 2, 9, tzinfo=UTC), made_by_id=1
    )
    MinistryFileRow.objects.create(
        file=file, commune=commune, number=1, child=child, kind="new", values={"full_name": child.full_name}
    )
    return file


def make_move(child: Child, **given: Any) -> ChildMove:
    """A move out of the province, recorded."""
    values = {
        "kind": "province", "state": "recorded", "place": "Hà Nội", "moved_on": date(2026, 10, 3), "group": uuid4(),
        "proposed_at": datetime(2026, 10, 4, 9, tzinfo=UTC), "proposed_by_id": 1, **given,
    }  # fmt: skip
    return ChildMove.objects.create(
        child=child, commune_id=child.commune_id, from_commune_id=child.commune_id, **values
    )


def make_alike_pair(commune: Unit, other: Unit | None = None) -> AlikePair:
    """Two records that may be one child, of one commune or of two."""
    one = make_child(commune, "Lò Thị Mai")
    two = make_child(other or commune, "Lò Thị May")
    return AlikePair.objects.create(
        first=one, second=two, first_commune=one.commune, second_commune=two.commune, chance=87,
        found_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )  # fmt: skip


def make_merge(commune: Unit) -> Merge:
    """The second record of such a pair was found to be a double of the first."""
    pair = make_alike_pair(commune)
    Child.objects.filter(pk=pair.second_id).update(status="duplicate", survivor=pair.first_id)
    AlikePair.objects.filter(pk=pair.pk).update(judgement="same")
    return Merge.objects.create(
        pair=pair, survivor_id=pair.first_id, duplicate_id=pair.second_id, survivor_commune=commune,
        duplicate_commune=commune, former_status="active", at=datetime(2026, 11, 3, 9, tzinfo=UTC), by_id=1,
    )  # fmt: skip


def make_detail(child: Child, **given: Any) -> ChildDetail:
    """A risk from a day on."""
    values = {"kind": "risk", "code": "drowning", "from_on": date(2025, 6, 1), **given}
    return ChildDetail.objects.create(child=child, commune_id=child.commune_id, **values)


def make_finding(child: Child, rule: str = "name_case", **given: Any) -> QualityFinding:
    """An open finding; what it looked at is unknown."""
    values = {"since": date(2026, 11, 2), "seen": 0, **given}
    return QualityFinding.objects.create(child=child, commune_id=child.commune_id, rule=rule, **values)


def make_batch(commune: Unit) -> QualityBatch:
    """One name that was put in ordinary case."""
    child = make_child(commune, "Lò Thị Hoa", version=2)
    change = {
        "table": "child", "pk": child.pk, "child": child.pk, "column": "full_name", "before": "LÒ THỊ HOA",
        "after": "Lò Thị Hoa", "version": 2,
    }  # fmt: skip
    return QualityBatch.objects.create(
        commune=commune,
        rule="name_case",
        changes=[change],
        made_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        made_by_id=1,
    )
