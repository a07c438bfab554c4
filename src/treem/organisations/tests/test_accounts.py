"""Accounts belong to persons."""

from __future__ import annotations

import pytest

from treem.organisations import errors, rules, services
from treem.organisations.models import User
from treem.organisations.tests.factories import make_commune_body, make_user
from treem.territory.tests.factories import make_commune

PLACES = frozenset({"chiengsung", "mocchau", "tanphong"})
AGENCIES = frozenset({"soyte", "sogddt", "ubndtinh"})


@pytest.mark.parametrize(
    "username",
    [
        "xa-chieng-sung", "xachiengsung", "chiengsung", "phuong.mocchau", "xa-chieng-sung2", "ubnd.chiengsung",
        "ubndxa", "congan-chiengsung", "conganxachiengsung", "vhxh-04108", "tramyte1", "so-y-te", "sogddt", "admin",
        "quantri2", "canbo",
    ],
)  # fmt: skip
def test_names_of_places_and_offices_are_no_accounts(username: str) -> None:
    assert rules.shared_account_reason(username, places=PLACES, agencies=AGENCIES)


@pytest.mark.parametrize(
    "username",
    [
        "lan.lothi",
        "xa.vanlan",
        "phuong.nguyen",
        "vanthu.le",
        "vanphong",
        "so.nguyen",
        "truc",
        "congan.le",
        "hung2",
    ],
)
def test_names_of_persons_are_accounts(username: str) -> None:
    assert rules.shared_account_reason(username, places=PLACES, agencies=AGENCIES) is None


@pytest.mark.parametrize(
    "full_name", ["UBND xã Chiềng Sung", "Cán bộ văn hóa", "Lan", "Phòng Văn hóa - Xã hội", "Lò Thị Lan 2"]
)
def test_an_office_is_not_the_name_of_a_person(full_name: str) -> None:
    assert not rules.is_name_of_a_person(full_name)


@pytest.mark.parametrize(
    "full_name", ["Lò Thị Lan", "Xa Văn Phòng", "Giàng A C", "H'Mai Niê", "Nguyễn Công An"]
)
def test_the_name_of_a_person_is_one(full_name: str) -> None:
    assert rules.is_name_of_a_person(full_name)


@pytest.mark.database
def test_the_refusal_says_what_to_do(db: None) -> None:
    make_commune_body(make_commune("Chiềng Sung", code="04108"))
    with pytest.raises(errors.SharedAccount, match="tài khoản riêng") as refused:
        services.create_user(actor=None, username="xa-chieng-sung", full_name="Lò Thị Lan")
    assert refused.value.field == "username"
    assert not User.objects.exists()


@pytest.mark.database
def test_a_made_up_password_works_once_and_must_be_changed(db: None) -> None:
    new = services.create_user(actor=None, username=" Lan.LoThi ", full_name="LÒ THỊ LAN")
    assert (new.user.username, new.user.full_name) == ("lan.lothi", "Lò Thị Lan")
    assert new.user.check_password(new.password)
    assert new.user.must_change_password
    other = services.create_user(actor=None, username="hung.cam", full_name="Cầm Văn Hùng")
    assert other.password != new.password


@pytest.mark.database
def test_a_taken_name_comes_with_a_proposal(db: None) -> None:
    make_user("lan.lothi")
    make_user("lan.lothi2")
    with pytest.raises(errors.UsernameTaken, match=r"lan\.lothi3"):
        services.create_user(actor=None, username="lan.lothi", full_name="Lò Thị Lan")


@pytest.mark.parametrize("username", ["lò.lan", "la", "9lan", "lan lothi", "lan@sonla"])
@pytest.mark.database
def test_a_malformed_name_is_refused(db: None, username: str) -> None:
    with pytest.raises(errors.BadUsername):
        services.create_user(actor=None, username=username, full_name="Lò Thị Lan")


@pytest.mark.database
def test_nobody_is_a_superuser(db: None) -> None:
    user = make_user()
    assert not user.is_superuser
    assert not user.is_staff
    with pytest.raises(AttributeError):
        user.is_superuser = True  # type: ignore[misc]
