"""A real small demo (its own database, web, worker and sealer) and a headless Chromium for the journeys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"phone": {"width": 360, "height": 800}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="package")
def demo() -> Iterator[str]:
    """The address of a demo of 2,000 children, started for this run and stopped after it.

    ``TREEM_DEMO_URL`` names one that runs already (while writing tests).
    """
    if running := os.environ.get("TREEM_DEMO_URL"):
        yield running
        return
    var = ROOT / "var" / "journeys"
    environment = {
        k: v
        for k, v in os.environ.items()
        if k not in ("DATABASE_URL", "TREEM_OWNER_URL", "TREEM_CONNECT_AS")
    }
    environment |= {"TREEM_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}
    treem = [sys.executable, "-m", "treem.config.cli"]
    subprocess.run([*treem, "stop"], env=environment, cwd=ROOT, check=False, capture_output=True)
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    with (var / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [*treem, "demo", "--children", "2000", "--port", "0"], env=environment, cwd=ROOT, stderr=log
        )
    told = ""
    while "Sẵn sàng" not in told:
        time.sleep(0.2)
        assert process.poll() is None, f"the demo did not start:\n{told}"
        told = (var / "demo.log").read_text()
    address = told.split("→ ", 1)[1].split()[0]
    yield address
    process.terminate()
    process.wait(30)
    subprocess.run([*treem, "stop"], env=environment, cwd=ROOT, check=False, capture_output=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Headless Chromium; without it the browser tests are skipped. Closed before this worker goes on: while it is open,
    Django takes the thread for one of its event loop."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(params=sorted(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def enter(demo: str, browser: Any) -> Iterator[Callable[[str, str], Any]]:
    """Sign in as a person of the demo in a browser window of their own, of one of ``SIZES``; any error of a page fails
    the test."""
    from treem.simulation.logins import DEMO_PASSWORD

    contexts = []
    problems: list[str] = []

    def enter(username: str, size: str) -> Any:
        context = browser.new_context(viewport=SIZES[size], base_url=demo, locale="vi-VN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{username}: {error}"))
        page.on(
            "console",
            lambda m: (
                problems.append(f"{username}: {m.text}")
                if m.type == "error" and "status of 4" not in m.text
                else None
            ),
        )
        page.goto("/account/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{demo}/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def sign_in(enter: Callable[[str, str], Any], size: str) -> Callable[[str], Any]:
    """Sign in with the size of window of this run."""
    return lambda username: enter(username, size)
