"""The pages: the description for people and programs, and where tokens are given and taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.api.models import Account, Token
from treem.api.tests.walk import give
from treem.kernel.time import today
from treem.kernel.vietnamese import date_text
from treem.organisations.models import Role, User
from treem.organisations.tests.test_pages import BACKEND

pytestmark = pytest.mark.database


@pytest.fixture
def desk(world: World, client: Any) -> Any:
    client.force_login(world.users[Role.ADMINISTRATOR], backend=BACKEND)
    return client


def _wanted(**changes: str) -> dict[str, str]:
    day = today() + timedelta(days=90)
    return {
        "name": "Hệ thống quản lý văn bản", "body": "ubnd-04108", "role": Role.COMMUNE_OFFICER.value, "may_write": "on",
        "expires_on": date_text(day), **changes,
    }  # fmt: skip


def test_a_token_is_given_shown_once_and_works(desk: Any, calls: Any) -> None:
    page = desk.post(reverse("api:give"), _wanted())
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    (text,) = re.findall(r"treem_[\w-]{43}", page.content.decode())
    assert calls(text).get("/executions").status_code == 200
    listed = desk.get(reverse("api:tokens")).content.decode()
    assert text not in listed
    assert f"…{text[-4:]}" in listed
    assert "Đang dùng được" in listed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "error-summary"),
        ({"role": Role.SECTOR_OFFICER.value}, "thuộc cơ quan cấp tỉnh"),
        ({"role": Role.ADMINISTRATOR.value}, ""),
        ({"body": "bo-y-te"}, ""),
        ({"expires_on": "01/01/2199"}, "Ngày hết hạn phải từ ngày mai"),
        ({"expires_on": "01/01/2020"}, "Ngày hết hạn phải từ ngày mai"),
        ({"expires_on": "01/13/2027"}, ""),
    ],
)
def test_a_wrong_wish_comes_back_with_what_was_typed(changes: dict[str, str], said: str, desk: Any) -> None:
    page = desk.post(reverse("api:give"), _wanted(**changes))
    assert page.status_code == 422
    text = page.content.decode()
    assert said in text
    assert ('value="Hệ thống quản lý văn bản"' in text) == ("name" not in changes)
    assert not Token.objects.exists()
    assert not Account.objects.exists()
    assert not User.objects.filter(is_service=True).exists()


def test_a_new_token_leaves_the_old_one_in_use(world: World, desk: Any, calls: Any) -> None:
    former = give(world)
    page = desk.post(reverse("api:renew", args=[former.token.uuid]), _wanted())
    (text,) = re.findall(r"treem_[\w-]{43}", page.content.decode())
    for each in (text, former.text):
        assert calls(each).get("/documents").status_code == 200
    assert Account.objects.count() == 1


def test_a_token_is_revoked_after_a_question_and_once(world: World, desk: Any, calls: Any) -> None:
    given = give(world)
    at = reverse("api:revoke", args=[given.token.uuid])
    assert "Thu hồi mã truy cập của" in desk.get(at).content.decode()
    assert calls(given.text).get("/documents").status_code == 200
    assert desk.post(at).status_code == 302
    assert calls(given.text).get("/documents").status_code == 401
    again = desk.post(at, follow=True)
    assert "đã được thu hồi" in again.content.decode()


@pytest.mark.parametrize("role", [Role.LEAD_DIRECTOR, Role.COMMUNE_LEADER, Role.INSPECTOR])
def test_nobody_but_an_administrator_gives_tokens(role: Role, world: World, client: Any) -> None:
    client.force_login(world.users[role], backend=BACKEND)
    assert client.post(reverse("api:give"), _wanted()).status_code == 403
    assert client.get(reverse("api:tokens")).status_code == 403


def test_the_description_is_open_and_speaks_both_languages(client: Any) -> None:
    said = client.get("/api/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert said["paths"]["/api/v1/documents"]["get"]["summary"] == "Sổ văn bản, mới nhận trước"
    assert said["components"]["securitySchemes"].keys() == {"token", "session"}
    client.cookies["django_language"] = "en"
    said = client.get("/api/openapi.json").json()
    assert said["paths"]["/api/v1/documents"]["get"]["summary"].startswith("Register of documents")
    page = client.get("/api/").content.decode()
    assert "POST /api/v1/executions/{uuid}/report" in page
    assert "<script>" not in page


def test_the_description_names_no_child(client: Any) -> None:
    text = client.get("/api/openapi.json").content.decode().lower()
    for word in ("child", "personal_id", "date_of_birth", "carer", "intake", "file_name"):
        assert word not in text
