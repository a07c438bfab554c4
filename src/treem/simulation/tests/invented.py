"""A few communes and a population of them, shared by the tests of this room."""

from __future__ import annotations

from datetime import date
from functools import cache

from treem.simulation.people import Population, generate_commune
from treem.simulation.places import Commune, CommuneSpec, allocate, first_numbers

DAY = date(2026, 11, 23)
SEED = 7

COMMUNES = [
    Commune("03679", "Chiềng Sinh", "phường", "Thành phố Sơn La", 2),
    Commune("03868", "Tà Xùa", "xã", "Huyện Bắc Yên", 3),
    Commune("03910", "Phù Yên", "xã", "Huyện Phù Yên", 5, has_town=True),
    Commune("04087", "Yên Sơn", "xã", "Huyện Yên Châu", 2),
    Commune("04108", "Chiềng Sung", "xã", "Huyện Mai Sơn", 2),
    Commune("04117", "Mường Chanh", "xã", "Huyện Mai Sơn", 2),
    Commune("04240", "Mường Lèo", "xã", "Huyện Sốp Cộp", 1),
]


def province_of_75() -> list[Commune]:
    """As many communes and wards as the province has, of the sizes it has."""
    wards = [Commune(f"9{n:04d}", f"Phường số {n}", "phường", "Thị xã Mộc Châu", 2) for n in range(8)]
    others = [Commune(f"8{n:04d}", f"Xã số {n}", "xã", "Huyện Mai Sơn", 1 + n % 6) for n in range(67)]
    return wards + others


def generate(spec: CommuneSpec, first: int = 1, seed: int = SEED) -> Population:
    return generate_commune(spec, seed, as_of=DAY, household_start=first, child_start=first)


@cache
def population() -> Population:
    """The people of all seven communes: 30,000 children."""
    specs = allocate(COMMUNES, 30_000)
    together = Population([], [], [])
    for spec, first in zip(specs, first_numbers(specs), strict=True):
        people = generate(spec, first)
        together.households.extend(people.households)
        together.carers.extend(people.carers)
        together.children.extend(people.children)
    return together
