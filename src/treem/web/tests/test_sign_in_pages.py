"""The pages of allauth in our shell and in Vietnamese."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

pytestmark = pytest.mark.database


def check_shell(html: str) -> None:
    """One page of ours: its language, one main landmark, one heading, every input with a label."""
    assert '<html lang="vi">' in html
    assert html.count("<main ") == 1
    assert html.count("<h1>") == 1
    assert not re.search(r"placeholder=", html), "a placeholder is no label"
    inputs = re.findall(
        r"<input(?![^>]*type=\"hidden\")[^>]*>", html.partition("<main ")[2].partition("</main>")[0]
    )
    for tag in inputs:
        name = re.search(r'\bid="([^"]+)"', tag)
        assert name, tag
        assert f'for="{name[1]}"' in html, tag


@pytest.fixture
def officer(client: Any) -> Any:
    """An officer who has just given the password."""
    user = get_user_model().objects.create_user(
        "tien", "mat khau thu 1", full_name="Nguyễn Thị Hoàng Thủy Tiên"
    )
    answer = client.post(reverse("account_login"), {"login": "tien", "password": "mat khau thu 1"})
    assert answer.status_code == 302
    # What changes the protection of an account asks once more.
    answer = client.post(reverse("account_reauthenticate"), {"password": "mat khau thu 1"})
    assert answer.status_code == 302
    return user


def test_the_sign_in_page_says_what_it_is(client: Any) -> None:
    html = client.get(reverse("account_login")).content.decode()
    check_shell(html)
    assert "Đăng nhập treem" in html
    assert "Tên đăng nhập" in html
    assert "Forgot" not in html


def test_a_wrong_password_is_answered_on_the_same_page_and_the_name_stays(client: Any) -> None:
    answer = client.post(reverse("account_login"), {"login": "khong-co", "password": "sai mat khau"})
    html = answer.content.decode()
    check_shell(html)
    assert "error-summary" in html
    assert 'value="khong-co"' in html
    assert "sai mat khau" not in html


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_logout", "Đăng xuất khỏi treem?"),
        ("account_change_password", "Mật khẩu đang dùng"),
        ("mfa_index", "Xác thực hai lớp"),
        ("mfa_activate_totp", "Bật ứng dụng tạo mã"),
        ("mfa_add_webauthn", "Thêm khóa bảo mật"),
        ("mfa_list_webauthn", "Chưa thêm khóa nào."),
        ("account_reauthenticate", "Xác nhận đúng là đồng chí"),
    ],
)
def test_an_officer_meets_our_words_on_each_page(officer: Any, client: Any, name: str, words: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    html = answer.content.decode()
    check_shell(html)
    assert words in html


def test_after_switching_on_the_codes_come_the_spare_ones(officer: Any, client: Any) -> None:
    from allauth.mfa.totp.internal import auth

    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    html = answer.content.decode()
    check_shell(html)
    assert "Mã dự phòng" in html
    assert "Tải mã về" in html
    client.logout()
    answer = client.post(
        reverse("account_login"), {"login": "tien", "password": "mat khau thu 1"}, follow=True
    )
    html = answer.content.decode()
    check_shell(html)
    assert "Nhập mã xác thực" in html
