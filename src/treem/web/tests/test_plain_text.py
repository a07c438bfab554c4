"""What no person types is refused early; what is logged holds no values."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from treem.web.logs import JsonFormatter

pytestmark = pytest.mark.database


@pytest.mark.parametrize("query", [{"q": "lo\0"}, {"a\0": "b"}])
def test_a_nul_is_a_bad_request(client: Any, query: dict[str, str]) -> None:
    assert client.get("/account/login/", query).status_code == 400
    assert client.post("/account/login/", {**query, "login": "lan", "password": "x"}).status_code == 400


def test_the_page_about_a_nul_is_ours_says_why_and_speaks_the_chosen_language(client: Any) -> None:
    text = client.post("/account/login/", {"login": "lan\0", "password": "x"}).content.decode()
    assert "<h1>Yêu cầu không đọc được</h1>" in text
    assert "ký tự rỗng (NUL)" in text
    client.cookies.load({"django_language": "en"})
    text = client.post("/account/login/", {"login": "lan\0", "password": "x"}).content.decode()
    assert "copied from another program" in text


def test_a_nul_in_the_path_or_a_cookie_is_no_fault_of_ours(client: Any) -> None:
    assert client.get("/children/%00/").status_code in (302, 400, 404)
    client.cookies["sessionid"] = "\0aaaaaaaaaaaaaaaa"
    assert client.get("/account/login/").status_code in (200, 400)


def test_a_logged_fault_names_the_place_and_the_kind_and_no_value() -> None:
    name, number = "Nguyễn Thị Hoàng Thủy Tiên", "014318926337"
    try:
        try:
            raise RuntimeError(name)
        except RuntimeError as inner:
            raise ValueError(number) from inner
    except ValueError:
        import sys

        record = logging.LogRecord("treem", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    line = JsonFormatter().format(record)
    assert "ValueError" in line
    assert "test_a_logged_fault" in line
    assert number not in line
    assert "Tiên" not in line
