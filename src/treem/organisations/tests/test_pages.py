"""Signing in, the role in force, and the pages of an administrator."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from treem.organisations import services
from treem.organisations.models import Body, Role, User
from treem.organisations.tests.factories import make_appointment, make_body, make_commune_body, make_user
from treem.territory.tests.factories import make_commune

pytestmark = pytest.mark.database

BACKEND = "treem.organisations.backends.PasswordBackend"
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def division(db: None) -> Body:
    unit = make_commune("Chiềng Sung", code="04108")
    make_commune_body(unit)
    return make_commune_body(unit, "vhxh")


@pytest.fixture
def lan(division: Body) -> User:
    user = make_user()
    make_appointment(user, Role.COMMUNE_OFFICER, division)
    return user


@pytest.fixture
def admin(db: None) -> User:
    user = make_user("ha.quang", "Quàng Thị Hà")
    make_appointment(user, Role.ADMINISTRATOR, make_body())
    return user


@pytest.fixture
def desk(client: Any, admin: User) -> Any:
    client.force_login(admin, backend=BACKEND)
    return client


def _person(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Vừ A Sơn", "username": "son.vu", "role": Role.COMMUNE_OFFICER.value, "body": "vhxh-04108",
        "from_on": "01/11/2026", **changes,
    }  # fmt: skip


def test_a_person_signs_in_however_the_name_is_typed(client: Any, lan: User) -> None:
    answer = client.post(reverse("account_login"), {"login": " Lan.LoThi ", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(lan.pk)


def test_a_wrong_password_does_not_sign_in(client: Any, lan: User) -> None:
    client.post(reverse("account_login"), {"login": "lan.lothi", "password": "sai-mat-khau"})
    assert "_auth_user_id" not in client.session


def test_a_switched_off_account_does_not_sign_in(client: Any, lan: User, admin: User) -> None:
    services.set_active(user=lan, active=False, actor=admin)
    client.post(reverse("account_login"), {"login": "lan.lothi", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_switching_an_account_off_and_on_again_brings_no_old_session_back(
    client: Any, new_client: Any, lan: User, admin: User
) -> None:
    here, there = new_client(), new_client()
    for browser in (here, there):
        browser.post(reverse("account_login"), {"login": "lan.lothi", "password": PASSWORD})
        assert browser.get("/").status_code == 200
    client.force_login(admin, backend=BACKEND)
    for active in ("0", "1"):
        client.post(reverse("organisations:set_active", args=[lan.pk]), {"active": active})
    for browser in (here, there):
        answer = browser.get("/")
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    here.post(reverse("account_login"), {"login": "lan.lothi", "password": PASSWORD})
    assert here.get("/").status_code == 200
    assert (
        client.get(reverse("organisations:person", args=[lan.pk])).status_code == 200
    )  # others stay signed in


def test_a_session_lives_on_while_its_account_is_never_switched_off(
    client: Any, lan: User, admin: User
) -> None:
    client.post(reverse("account_login"), {"login": "lan.lothi", "password": PASSWORD})
    services.set_active(user=lan, active=True, actor=admin)
    assert client.get("/").status_code == 200


def test_nobody_signs_up(client: Any) -> None:
    client.post(
        reverse("account_signup"), {"username": "ke.la", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.exists()


def test_a_handed_out_password_must_be_changed_first(client: Any, lan: User, admin: User) -> None:
    password = services.set_password_required(user=lan, actor=admin)
    client.post(reverse("account_login"), {"login": "lan.lothi", "password": password})
    answer = client.get(reverse("organisations:bodies"))
    assert answer["Location"] == reverse("account_change_password")
    new = {"oldpassword": password, "password1": "bản-mường-xa-2026", "password2": "bản-mường-xa-2026"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    lan.refresh_from_db()
    assert not lan.must_change_password
    assert client.get(reverse("organisations:bodies")).status_code == 403


def test_the_role_switched_to_is_in_force_until_it_ends(client: Any, lan: User) -> None:
    second = make_appointment(lan, Role.ADMINISTRATOR, make_body("so-noi-vu", "Sở Nội vụ"), date(2026, 1, 1))
    client.force_login(lan, backend=BACKEND)
    assert client.get(reverse("organisations:bodies")).status_code == 403
    client.post(reverse("organisations:switch"), {"appointment": second.pk, "next": "/"})
    assert client.get(reverse("organisations:bodies")).status_code == 200
    lan.appointments.filter(pk=second.pk).update(to_on=date(2026, 1, 2))
    assert client.get(reverse("organisations:bodies")).status_code == 403


def test_nobody_switches_to_the_role_of_another(client: Any, lan: User, admin: User) -> None:
    client.force_login(lan, backend=BACKEND)
    client.post(reverse("organisations:switch"), {"appointment": admin.appointments.get().pk, "next": "/"})
    assert client.get(reverse("organisations:bodies")).status_code == 403


def test_switching_never_leads_to_another_site(client: Any, lan: User) -> None:
    client.force_login(lan, backend=BACKEND)
    mine = lan.appointments.get().pk
    answer = client.post(
        reverse("organisations:switch"), {"appointment": mine, "next": "https://example.org/"}
    )
    assert answer["Location"] == "/"


def test_an_officer_does_not_see_the_administration(client: Any, lan: User) -> None:
    client.force_login(lan, backend=BACKEND)
    for name in ("bodies", "add_person"):
        assert client.get(reverse(f"organisations:{name}")).status_code == 403


def test_the_list_of_communes_shows_who_answers_and_who_is_missing(desk: Any, lan: User) -> None:
    make_commune_body(make_commune("Mường Chanh", code="04117"))
    html = desk.get(reverse("organisations:bodies"), {"level": "commune"}).content.decode()
    assert "Lò Thị Lan" in html
    assert "Xã Mường Chanh" in html
    assert "Chưa phân công" in html


def test_the_pages_of_a_body_and_of_a_person_open(desk: Any, lan: User, division: Body) -> None:
    assert "Lò Thị Lan" in desk.get(reverse("organisations:body", args=[division.code])).content.decode()
    assert "lan.lothi" in desk.get(reverse("organisations:person", args=[lan.pk])).content.decode()


def test_a_person_is_added_with_a_role_and_the_password_is_shown_once(desk: Any, division: Body) -> None:
    answer = desk.post(reverse("organisations:add_person"), _person())
    assert answer.status_code == 200
    son = User.objects.get(username="son.vu")
    assert son.appointments.get().body == division
    assert son.check_password(answer.context["password"])
    assert answer.context["password"] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"username": "xa-chieng-sung"}, "username", "tài khoản riêng"),
        ({"full_name": "UBND xã Chiềng Sung"}, "full_name", "không phải họ và tên"),
        ({"role": "lead_specialist"}, "body", "cơ quan chủ trì"),
        ({"from_on": "31/02/2026"}, "from_on", ""),
        ({"body": "so-khong-co"}, "body", ""),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_half_done(
    desk: Any, division: Body, changes: dict[str, str], field: str, words: str
) -> None:
    answer = desk.post(reverse("organisations:add_person"), _person(**changes))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "Vừ A Sơn" in answer.content.decode() or "full_name" in changes
    assert not User.objects.filter(username="son.vu").exists()


def test_a_hand_over_first_tells_then_does(desk: Any, lan: User) -> None:
    son = make_user("son.vu", "Vừ A Sơn")
    url = reverse("organisations:hand_over", args=[lan.appointments.get().pk])
    data = {"to_user": son.pk, "on": "01/12/2026"}
    told = desk.post(url, data)
    assert told.context["moving"] == 0
    assert not son.appointments.exists()
    assert desk.post(url, {**data, "confirm": "1"}).status_code == 302
    assert son.appointments.get().from_on == date(2026, 12, 1)
    assert lan.appointments.get().to_on == date(2026, 11, 30)


def test_a_role_is_ended_and_refused_in_words(desk: Any, lan: User, admin: User) -> None:
    mine, hers = admin.appointments.get(), lan.appointments.get()
    assert (
        desk.post(
            reverse("organisations:end_appointment", args=[hers.pk]), {"to_on": "30/11/2026"}
        ).status_code
        == 302
    )
    refused = desk.post(reverse("organisations:end_appointment", args=[mine.pk]), {"to_on": "30/11/2026"})
    assert refused.status_code == 422
    assert "quản trị duy nhất" in refused.content.decode()


def test_another_role_is_given_and_an_account_switched_off(desk: Any, lan: User) -> None:
    url = reverse("organisations:add_appointment", args=[lan.pk])
    answer = desk.post(url, {"role": "hotline_officer", "body": "vhxh-04108", "from_on": "01/11/2026"})
    assert answer.status_code == 302
    assert lan.appointments.count() == 2
    url = reverse("organisations:set_active", args=[lan.pk])
    asked = desk.get(url)
    assert "Ngừng tài khoản của Lò Thị Lan?" in asked.content.decode()
    lan.refresh_from_db()
    assert lan.is_active, "asking changes nothing"
    desk.post(url, {"active": "0"})
    lan.refresh_from_db()
    assert not lan.is_active


def test_a_new_password_is_asked_first(desk: Any, lan: User) -> None:
    url, before = reverse("organisations:reset_password", args=[lan.pk]), lan.password
    assert "Cấp mật khẩu mới cho Lò Thị Lan?" in desk.get(url).content.decode()
    lan.refresh_from_db()
    assert lan.password == before
    assert desk.post(url).status_code == 200
    lan.refresh_from_db()
    assert lan.password != before


def test_a_hand_over_offers_by_agency_only_who_may_hold_the_role(desk: Any, lan: User, admin: User) -> None:
    make_user("son.vu", "Vừ A Sơn")
    standing = lan.appointments.get()
    committee = Body.objects.get(code="ubnd-04108")
    assert standing.body.unit is not None
    police = make_commune_body(standing.body.unit, "cax")
    make_appointment(make_user("hoa.lo", "Lò Thị Hoa"), Role.COMMUNE_LEADER, committee)
    make_appointment(make_user("binh.lo", "Lò Văn Bình"), Role.COMMUNE_PARTNER, police)
    page = desk.get(reverse("organisations:hand_over", args=[standing.pk]))
    offered = page.context["form"].fields["to_user"].choices[1:]
    assert [group for group, _people in offered] == [str(committee), "Chưa có vai trò nào"]
    assert "ở lại với đơn vị" in page.content.decode()


def test_pages_about_others_keep_the_role_of_who_reads(desk: Any, lan: User, admin: User) -> None:
    hers, mine = lan.appointments.get(), admin.appointments.get()
    for name, pk in (
        ("person", lan.pk),
        ("hand_over", hers.pk),
        ("end_appointment", hers.pk),
        ("add_appointment", lan.pk),
    ):
        context = desk.get(reverse(f"organisations:{name}", args=[pk])).context
        assert (name, context["appointment"], list(context["appointments"])) == (name, mine, [mine])
