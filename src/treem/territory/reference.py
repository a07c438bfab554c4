"""The reference table of places, read from ``data/``: what exists, from when to when, what became what.

Built from five lists: provinces before and after 01/7/2025, communes in force now, mergers of a province
(``mergers-<code>.csv``), renamings, and the reforms with their acts. No database here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib import resources

from treem.territory.rules import UNKNOWN_START

DATA = resources.files("treem.territory") / "data"
DAY = timedelta(days=1)
Key = tuple[str, str, date]
"""Level, code, first day."""


@dataclass(frozen=True)
class Reform:
    """An act that changed the map on a day."""

    key: str
    on: date
    act: str
    source: str
    verified: bool


@dataclass(frozen=True)
class Place:
    """A unit as the reference table has it; ``province`` and ``district`` are keys of other places."""

    level: str
    code: str
    name: str
    kind: str
    valid_from: date
    valid_to: date | None
    province: Key | None
    district: Key | None = None
    act: str = ""
    source: str = ""
    verified: bool = True

    @property
    def key(self) -> Key:
        return self.level, self.code, self.valid_from


@dataclass(frozen=True)
class Move:
    """All people of one place went to another."""

    source: Key
    target: Key
    on: date
    act: str
    basis: str
    verified: bool


@dataclass
class Reference:
    """The whole table."""

    places: dict[Key, Place] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    def add(self, place: Place) -> Place:
        if place.key in self.places:
            raise ValueError(f"two places with one key: {place.key}")
        self.places[place.key] = place
        return place


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _reforms() -> dict[str, Reform]:
    return {
        row["key"]: Reform(
            row["key"], date.fromisoformat(row["on"]), row["act"], row["source"], row["verified"] == "yes"
        )
        for row in _rows("reforms.csv")
    }


KINDS = ("thành phố", "đặc khu", "phường", "thị trấn", "thị xã", "huyện", "quận", "tỉnh", "xã")


def split_kind(full_name: str) -> tuple[str, str]:
    """«Thị trấn Ít Ong» → («thị trấn», «Ít Ong»)."""
    for kind in KINDS:
        if full_name.lower().startswith(f"{kind} "):
            return kind, full_name[len(kind) + 1 :]
    raise ValueError(f"no kind in {full_name!r}")


def read_reference() -> Reference:
    """The table of ``data/``. Raises ValueError when the lists contradict each other."""
    reforms = _reforms()
    reference = Reference()
    _provinces(reference, reforms["provinces-2025"])
    _renamings(reference, reforms, "province")
    start = reforms["codes-2025"].on
    provinces = {place.code: place.key for place in _standing(reference, "province", start)}
    merged = {
        path.name.removeprefix("mergers-").removesuffix(".csv")
        for path in DATA.iterdir()
        if path.name.startswith("mergers-")
    }
    doubtful = {(row["level"], row["code"]) for row in _rows("doubts.csv")}
    for row in _rows("communes.csv"):
        if row["province_code"] in merged:
            continue
        reform = reforms["codes-2025"]
        reference.add(
            Place(
                "commune",
                row["code"],
                row["name"],
                row["kind"],
                reform.on,
                None,
                provinces[row["province_code"]],
                act=reform.act,
                source=reform.source,
                verified=("commune", row["code"]) not in doubtful,
            )
        )
    for province in sorted(merged):
        _mergers(reference, province, provinces[province], reforms[f"communes-{province}"])
    _renamings(reference, reforms, "commune")
    return reference


def provinces_on(day: date) -> dict[str, str]:
    """Code and name of each province on the day, without a database."""
    return {place.code: place.name for place in _standing(read_reference(), "province", day)}


def _provinces(reference: Reference, reform: Reform) -> None:
    """63 provinces of old, 34 of today; who is untouched stays one row."""
    rows = _rows("provinces-2025.csv")
    members: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        members.setdefault(row["new_code"], []).append(row)
    for code, old in members.items():
        untouched = len(old) == 1
        last = None if untouched else reform.on - DAY
        olds = [reference.add(_old_province(row, last, reform)) for row in old]
        if untouched:
            continue
        kind, name = split_kind(old[0]["new_name"])
        new = reference.add(
            Place("province", code, name, kind, reform.on, None, None, None, reform.act, reform.source)
        )
        reference.moves += [
            Move(place.key, new.key, reform.on, reform.act, "whole", reform.verified) for place in olds
        ]


def _old_province(row: dict[str, str], last: date | None, reform: Reform) -> Place:
    kind, name = split_kind(row["old_name"])
    return Place("province", row["old_code"], name, kind, UNKNOWN_START, last, None, source=reform.source)


def _mergers(reference: Reference, code: str, province: Key, reform: Reform) -> None:
    """The communes of one province before and after its merger, with the districts that ended."""
    for row in _rows(f"mergers-{code}.csv"):
        districts = [
            _district(reference, written, province, reform) for written in row["former_districts"].split(";")
        ]
        codes, names = row["merged_from_codes"].split(";"), row["merged_from_names"].split(";")
        if row["status"] == "unchanged":
            reference.add(
                Place(
                    "commune", row["code"], row["name"], row["kind"], UNKNOWN_START, None, province,
                    districts[0], source=reform.source,
                )
            )  # fmt: skip
            continue
        new = reference.add(
            Place(
                "commune", row["code"], row["name"], row["kind"], reform.on, None, province,
                act=reform.act, source=reform.source, verified=reform.verified,
            )
        )  # fmt: skip
        # Where the members came from several districts, the list names one district a member, in order.
        of_member = districts if len(districts) == len(codes) else districts[:1] * len(codes)
        for old_code, old_name, district in zip(codes, names, of_member, strict=True):
            kind, name = split_kind(old_name)
            old = reference.add(
                Place(
                    "commune", old_code, name, kind, UNKNOWN_START, reform.on - DAY, province,
                    district, source=reform.source,
                )
            )  # fmt: skip
            reference.moves.append(Move(old.key, new.key, reform.on, reform.act, "whole", reform.verified))


def _district(reference: Reference, written: str, province: Key, reform: Reform) -> Key:
    """«Huyện Yên Châu (124)»: a closed unit, kept for former figures."""
    full_name, code = written.removesuffix(")").rsplit(" (", 1)
    kind, name = split_kind(full_name)
    kind = "thành phố thuộc tỉnh" if kind == "thành phố" else kind
    place = Place(
        "district", code, name, kind, UNKNOWN_START, reform.on - DAY, province, source=reform.source
    )
    return reference.places.setdefault(place.key, place).key


def _renamings(reference: Reference, reforms: dict[str, Reform], level: str) -> None:
    """Cut a place in two on the day its name or kind changed; the people are the same."""
    for row in _rows("renamed.csv"):
        if row["level"] != level:
            continue
        reform = reforms[row["reform"]]
        if (row["old_kind"], row["old_name"]) == (row["new_kind"], row["new_name"]):
            raise ValueError(f"nothing changed for {row['code']}")
        place = next(_standing(reference, level, reform.on, row["code"]))
        del reference.places[place.key]
        province = place.province
        if province is not None:
            province = next(_standing(reference, "province", reform.on, province[1])).key
        before = reference.add(
            replace(place, kind=row["old_kind"], name=row["old_name"], valid_to=reform.on - DAY)
        )
        after = reference.add(
            replace(
                place, kind=row["new_kind"], name=row["new_name"], valid_from=reform.on, province=province,
                act=reform.act, source=reform.source, verified=reform.verified,
            )
        )  # fmt: skip
        # What pointed to the place keeps pointing to the part that starts with it; only what came out of
        # it later leaves from the second part.
        reference.moves = [
            replace(move, source=after.key) if move.source == place.key and move.on > reform.on else move
            for move in reference.moves
        ]
        reference.moves.append(
            Move(before.key, after.key, reform.on, reform.act, "unchanged", reform.verified)
        )


def _standing(reference: Reference, level: str, on: date, code: str = "") -> Iterator[Place]:
    for place in reference.places.values():
        if place.level != level or place.valid_from > on or place.code != (code or place.code):
            continue
        if place.valid_to is None or on <= place.valid_to:
            yield place
