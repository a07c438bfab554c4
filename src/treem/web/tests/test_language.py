"""Vietnamese first; English for whoever chose it."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.database

LOGIN = "/account/login/"


def test_an_english_browser_still_sees_vietnamese(client: Any) -> None:
    answer = client.get(LOGIN, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert "Đăng nhập" in answer.content.decode()
    assert answer["Content-Language"] == "vi"


def test_who_chooses_english_keeps_it(client: Any) -> None:
    client.post("/web/language/", {"language": "en", "next": LOGIN})
    answer = client.get(LOGIN)
    assert answer["Content-Language"] == "en"
    assert "Đăng nhập" not in answer.content.decode()


def test_a_language_nobody_speaks_here_is_ignored(client: Any) -> None:
    client.post("/web/language/", {"language": "tlh", "next": LOGIN})
    assert client.get(LOGIN)["Content-Language"] == "vi"


def test_choosing_a_language_never_leads_to_another_site(client: Any) -> None:
    answer = client.post("/web/language/", {"language": "en", "next": "https://example.org/"})
    assert answer["Location"] == "/"
