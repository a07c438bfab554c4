"""The main pages as they stand in the demo: no serious fault for those who use a keyboard, a screen reader, a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.looking import Eyes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = "main table tbody a, main .queue a"
PAGES: dict[str, dict[str, list[str]]] = {
    "lan": {
        "/": [],
        "/duties/list/": [FIRST],
        "/children/": [FIRST],
        "/reports/returns/": [FIRST],
        "/reports/returns/?state=draft": [FIRST],
        "/cases/intakes/": [FIRST],
        "/cases/intakes/new/": [],
    },
    "hung": {
        "/": [],
        "/directives/": [FIRST],
        "/duties/all/": [],
        "/duties/unassigned/": [],
        "/duties/matrix/?who=agencies": [],
        "/reports/": [],
        "/reports/?state=open": [FIRST, "main a:has-text('Bảng tổng hợp')", "main a:has-text('Lập báo cáo')"],
        "/indicators/targets/": [FIRST],
        "/documents/outgoing/": [],
        "/law/": [],
    },
    "giao.duc": {"/indicators/targets/?work=enter": [FIRST, "main a:has-text('Nhập số liệu')"]},
    "pho.chu.tich": {"/": []},
    "quan.tri": {"/admin/": [], "/admin/setup/": []},
}
"""Addresses, each with the links to follow from there, one after the other."""

NEW_PEOPLE = """Họ và tên,Vai trò,Cơ quan
Lò Thị Mẫu,cộng tác viên,vhxh-04108
Quàng Văn Mẫu,phi hành gia,vhxh-04108
"""


@pytest.mark.parametrize("who", sorted(PAGES))
def test_no_serious_fault_and_no_sideways_scroll(enter: Callable[[str, str], Any], who: str) -> None:
    page, eyes = enter(who, "desktop"), Eyes()
    for address, links in PAGES[who].items():
        page.goto(address)
        eyes.look(page, f"{who} {address}")
        for number, link in enumerate(links, start=1):
            page.goto(page.locator(link).first.get_attribute("href"))
            eyes.look(page, f"{who} {address} {number}")
    assert eyes.problems == []


def test_the_preview_of_a_list_says_what_it_would_do_before_anything_is_written(
    enter: Callable[[str, str], Any],
) -> None:
    page, eyes = enter("quan.tri", "desktop"), Eyes()
    page.goto("/admin/lists/people/")
    eyes.look(page, "list of people")
    page.set_input_files(
        "input[type=file]", {"name": "can-bo.csv", "mimeType": "text/csv", "buffer": NEW_PEOPLE.encode()}
    )
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url(re.compile("/admin/imports/"))
    eyes.look(page, "preview of people")
    assert "phi hành gia" in page.inner_text("main")
    page.goto("/admin/")
    assert "Lò Thị Mẫu" not in page.inner_text("main")
    assert eyes.problems == []
