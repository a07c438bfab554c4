from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from treem.simulation.names import POOL, name_pools, officers
from treem.simulation.places import groups
from treem.simulation.tests.invented import COMMUNES, province_of_75

ROLES = {
    "commune_officer", "hotline_officer", "commune_division_head", "commune_leader", "commune_partner",
    "collaborator", "sector_officer", "lead_specialist", "lead_division_head", "lead_director",
    "province_leader", "inspector", "ministry_analyst", "administrator",
}  # fmt: skip
AGENCIES = {
    "so-y-te", "so-gddt", "so-noi-vu", "cong-an-tinh", "so-vhttdl", "so-tu-phap", "tt-tro-giup-phap-ly",
    "so-tai-chinh", "so-khcn", "so-nnmt", "so-dan-toc-ton-giao", "bhxh", "mttq", "doan-thanh-nien",
    "phu-nu", "van-phong-ubnd", "ubnd-tinh", "thanh-tra", "bo-y-te",
}  # fmt: skip


@pytest.mark.parametrize("group", list(groups()))
def test_every_group_has_names_in_composed_form(group: str) -> None:
    pools = name_pools(group)
    for pool in (pools.family, pools.boys, pools.girls, pools.men, pools.women):
        assert len(pool) == POOL
        assert all(unicodedata.is_normalized("NFC", name) and name == name.strip() for name in pool)
        assert all(part[0].isupper() for name in pool for part in name.split(" "))


def test_names_follow_the_habits_of_the_group() -> None:
    thai, mong = name_pools("Thái"), name_pools("Mông")
    assert Counter(thai.family)["Lò"] / POOL == pytest.approx(0.30, abs=0.03)
    assert sum(name.startswith("Văn ") for name in thai.boys) / POOL == pytest.approx(0.6, abs=0.05)
    assert sum(name.startswith("Thị ") for name in thai.girls) / POOL == pytest.approx(0.68, abs=0.06)
    assert sum(name.startswith("A ") for name in mong.boys) / POOL > 0.75
    assert sum(name.startswith("Thị ") for name in mong.girls) / POOL > 0.85
    kinh = name_pools("Kinh")
    assert sum(name.startswith(("Văn ", "Thị ")) for name in kinh.boys + kinh.girls) / (2 * POOL) < 0.2
    assert not {"Võ", "Huỳnh"} & set(kinh.family)


def test_the_people_of_the_story_are_there() -> None:
    found = {officer.username: officer for officer in officers(COMMUNES)}
    assert (found["lan"].role, found["lan"].body) == ("commune_officer", "vhxh-04108")
    assert (found["hung"].role, found["hung"].body) == ("lead_specialist", "so-y-te")
    assert found["lang.gieng"].commune_code == "04117"
    assert {officer.role for officer in found.values()} == ROLES


def test_every_commune_has_one_officer_and_one_leader() -> None:
    communes = [*COMMUNES, *province_of_75()]
    people = officers(communes)
    for role in ("commune_officer", "commune_leader"):
        held = Counter(officer.commune_code for officer in people if officer.role == role)
        assert held == Counter(commune.code for commune in communes)
    assert len({officer.username for officer in people}) == len(people)
    assert all(officer.username.isascii() for officer in people)


def test_bodies_are_agencies_of_the_province_or_bodies_of_the_own_commune() -> None:
    people = officers(COMMUNES)
    assert {officer.body for officer in people if not officer.commune_code} == AGENCIES
    for officer in people:
        if officer.commune_code:
            kind, _, code = officer.body.partition("-")
            assert kind in {"ubnd", "vhxh", "cax", "tyt"}
            assert code == officer.commune_code


def test_officers_of_absent_communes_are_left_out() -> None:
    people = officers(COMMUNES[:1])
    assert {officer.commune_code for officer in people} == {"", COMMUNES[0].code}
    assert "lan" not in {officer.username for officer in people}
