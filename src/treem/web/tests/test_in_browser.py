"""The components in Chromium under the strict policy: readable, reachable, quick to the hand, whole without script."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import override_settings

from treem.web import components
from treem.web.tests.sample_pages import ADDRESSES, LONG_NAME, conflict, shell, wide

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(__file__).resolve().parents[4] / "tests" / "vendor" / "axe.min.js"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"
)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip
PHONE, TABLET, DESKTOP = (
    {"width": 360, "height": 740},
    {"width": 768, "height": 1000},
    {"width": 1280, "height": 900},
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages that the browser asks for, drawn before it starts."""
    confirm = shell(
        question=f"Tách hồ sơ của {LONG_NAME}?", consequences=["Thành hai hồ sơ."], action_label="Tách hồ sơ",
        danger=True, cancel_url="/",
    )  # fmt: skip
    with override_settings(ROOT_URLCONF=ADDRESSES):
        return {
            "/components": render_to_string(
                "web/components.html", {**shell(), **components.sample_context()}
            ),
            "/conflict": conflict(),
            "/confirm": render_to_string("web/confirm.html", confirm),
            "/wide": wide(),
            "/404": render_to_string("web/404.html", shell(code="not_found", request_id="8f2c1a")),
            "/locked": render_to_string("account/locked.html", {}),
            "/fragment": render_to_string(
                "web/404.html", {"page_base": "web/fragment.html", "code": "not_found"}
            ),
        }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, pages: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Open a page under our strict policy; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix("http://treem.test").partition("?")[0].partition("#")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            assert found, f"{path} is not there"
            kind = mimetypes.guess_type(str(found))[0] or "font/woff2"
            route.fulfill(path=str(found), content_type=kind)
        elif path in pages:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=pages[path], headers=headers)
        else:
            route.fulfill(status=404, body="")

    def hear(line: Any) -> None:
        if line.type in ("error", "warning") and "status of 422" not in line.text:  # a refusal is an answer
            complaints.append(line.text)

    def open_page(path: str, **how: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **how})
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://treem.test{path}")
        page.evaluate("document.fonts.ready")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone-light", "desktop-dark"]
)
def test_axe_finds_no_fault(visit: Any, viewport: dict[str, int], scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("tests/vendor/axe.min.js is not there")
    for path in ("/components", "/conflict", "/confirm", "/404", "/locked"):
        page = visit(path, viewport=viewport, color_scheme=scheme)
        page.evaluate(AXE.read_text())
        faults = page.evaluate("axe.run(document)")["violations"]
        assert [(f["id"], f["impact"], [n["html"][:120] for n in f["nodes"]]) for f in faults] == [], path


def test_no_page_is_wider_than_the_screen(visit: Any) -> None:
    for path, viewport in (
        ("/components", PHONE), ("/components", TABLET), ("/components", DESKTOP), ("/conflict", PHONE), ("/confirm", PHONE),
    ):  # fmt: skip
        page = visit(path, viewport=viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], (path, viewport)


def test_a_wide_table_is_printed_whole_and_what_is_folded_too(visit: Any) -> None:
    page = visit("/wide")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    width, height = paper[0].get_size()
    assert width > height  # lying down
    text = "".join(each.get_textpage().get_text_range() for each in paper)
    for words in ("Hàng số 1", "Hàng số 45", "Hàng số 90", "Cột thứ 9 dài", "Chữ nằm trong phần gập."):
        assert words in text, words


def test_on_a_phone_the_name_stays_while_the_figures_go_by(visit: Any) -> None:
    page = visit("/wide", viewport=PHONE)
    frame = page.locator(".table-frame")
    frame.evaluate("frame => { frame.scrollLeft = 200 }")
    name = page.locator("tbody .cell-main").first.bounding_box()
    assert name["x"] < 40
    assert name["width"] <= PHONE["width"] * 0.45


def test_a_thumb_can_hit_what_it_aims_at(visit: Any) -> None:
    page = visit("/components", viewport=PHONE, has_touch=True, is_mobile=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
             '.button, .input, .field select, .choice label, .chip, .thumb-item, .menu > summary, .bar-button, .tab')]
           .filter(e => e.checkVisibility()).map(e => [e.className || e.tagName, e.getBoundingClientRect().height])
           .filter(([, height]) => height < 44)"""
    )
    assert small == []
    assert page.evaluate("document.querySelectorAll('.button').length") > 10


def test_letters_are_be_vietnam_pro_and_digits_in_columns_have_one_width(visit: Any) -> None:
    page = visit("/components")
    assert page.evaluate("document.fonts.check('600 16px \"Be Vietnam Pro\"', 'Ủy ban Thủy Tiên ₫')")
    widths = page.evaluate(
        """() => ['1111111111', '4444444444'].map(text => {
             const cell = document.querySelector('td.num'); cell.textContent = ''; const span = document.createElement('span');
             span.textContent = text; cell.append(span); return span.getBoundingClientRect().width; })"""
    )
    assert widths[0] == pytest.approx(widths[1], abs=0.01)


def test_the_keyboard_walks_a_list_and_presses_its_buttons(visit: Any) -> None:
    page = visit("/components")
    page.evaluate(
        "document.querySelectorAll('[data-key=a]')[1].addEventListener('click', () => { window.pressed = 1 })"
    )
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.mark") == "s1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.mark") == "s2", "the end of the list is the end"
    assert page.evaluate("document.getElementById('s2').classList.contains('is-current')")
    page.keyboard.press("a")
    assert page.evaluate("window.pressed") == 1
    page.focus("#list-search-box")
    page.keyboard.type("jk")
    assert page.input_value("#list-search-box") == "jk", "in a field the letters are letters"


def test_picking_a_row_brings_the_bar_and_counts(visit: Any) -> None:
    page = visit("/components")
    assert not page.is_visible(".bulk")
    page.check(".pick[name] >> nth=0")
    assert page.is_visible(".bulk")
    assert page.text_content("[data-bulk-count]") == "Đã chọn 1"
    page.check("[data-pick-all]")
    assert page.text_content("[data-bulk-count]") == "Đã chọn 4"


def test_a_form_is_sent_once_and_its_button_says_so(visit: Any) -> None:
    page = visit("/confirm")
    sent: list[str] = []

    def swallow(route: Any) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # the page stays as it is

    page.route("**/confirm", swallow)
    page.evaluate("{ const b = document.querySelector('.button--danger'); b.click(); b.click(); }")
    page.wait_for_timeout(300)
    assert "Đang gửi" in page.text_content(".button--danger")
    assert sent == ["POST"]


def test_a_notice_that_was_closed_stays_closed_and_the_focus_is_not_lost(visit: Any) -> None:
    page = visit("/components")
    page.click("[data-dismiss=sample]")
    assert page.locator("[data-dismiss=sample]").count() == 0
    assert page.evaluate("document.activeElement !== document.body")
    page.reload()
    assert page.locator("[data-dismiss=sample]").count() == 0


def test_a_swap_brings_title_focus_words_and_the_token(visit: Any, pages: dict[str, str]) -> None:
    page = visit("/404")
    seen: list[dict[str, str]] = []

    def refuse(route: Any) -> None:
        seen.append(route.request.headers)
        route.fulfill(status=422, body=pages["/fragment"], content_type="text/html; charset=utf-8")

    page.route("**/save", refuse)
    page.evaluate("htmx.ajax('POST', '/save', {target: '#main'})")
    page.wait_for_function("document.activeElement.id === 'main'", timeout=3000)
    assert seen[0]["x-csrftoken"] == "invented-token"
    assert page.title() == "Không tìm thấy · treem"
    assert page.locator("#main h1").count() == 1
    page.wait_for_function(
        "document.getElementById('live').textContent.includes('Không tìm thấy')", timeout=3000
    )


def test_errors_take_the_focus_when_a_page_comes_back_wrong(visit: Any) -> None:
    page = visit("/components")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a >> nth=1")
    assert page.evaluate("document.activeElement.id") == "id_born_on_0"


def test_without_script_the_menus_open_and_everything_is_there(visit: Any) -> None:
    page = visit("/components", viewport=PHONE, java_script_enabled=False)
    page.click(".thumb summary")
    assert page.is_visible(".thumb .menu-panel >> text=Quản trị")
    page.click(".bar .standing summary")
    assert page.is_visible("button[name=appointment] >> nth=1")
    assert not page.is_visible("[data-pick-all]"), "what needs script is not shown without it"
    page.click("details.disclosure summary")
    assert page.is_visible("text=Để không lập hai hồ sơ cho một trẻ.")


def test_a_database_that_is_gone_is_said_apart_from_a_broken_line(visit: Callable[..., Any]) -> None:
    page = visit("/components")
    for status, words in ((503, "cơ sở dữ liệu"), (500, "đường truyền")):
        page.evaluate(
            "status => document.body.dispatchEvent(new CustomEvent('htmx:responseError', "
            "{ bubbles: true, detail: { xhr: { status } } }))",
            status,
        )
        assert words in page.inner_text("#messages [role=alert]")
