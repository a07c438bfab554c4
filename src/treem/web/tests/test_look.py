"""What the look rests on: files that came from outside are what they were, colours can be read, nothing needs 'unsafe'."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[1] / "static" / "web"
ROOMS = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
STYLES = sorted((STATIC / "css").glob("*.css"))
ALL_STYLES = sorted(ROOMS.glob("*/static/**/*.css"))
SCRIPTS = sorted(path for path in ROOMS.glob("*/static/**/*.js") if path.parent.name != "vendor")
CHECKSUMS = STATIC / "vendor" / "CHECKSUMS.txt"


def listed() -> dict[str, str]:
    """Path under vendor/ and its SHA-256, as CHECKSUMS.txt says (the form of sha256sum)."""
    lines = (line.split("  ", 1) for line in CHECKSUMS.read_text().splitlines())
    return {name: digest for digest, name in lines}


# ---- Files from outside ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(listed()))
def test_a_vendored_file_is_the_one_that_was_taken_in(name: str) -> None:
    content = (CHECKSUMS.parent / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == listed()[name]


def test_no_script_or_font_from_outside_escapes_the_list() -> None:
    found = [*(STATIC / "vendor").glob("*.js"), *(STATIC / "fonts").glob("*.woff2")]
    known = {(CHECKSUMS.parent / name).resolve() for name in listed()}
    assert {path.resolve() for path in found} <= known
    assert len(found) == 9


def test_fonts_and_scripts_carry_their_licences() -> None:
    assert "SIL Open Font License, Version 1.1" in (STATIC / "fonts" / "OFL.txt").read_text()
    assert "Zero-Clause BSD" in (STATIC / "vendor" / "htmx-LICENSE.txt").read_text()


def test_every_file_that_a_style_names_is_there() -> None:
    named = [(css, url) for css in STYLES for url in re.findall(r'url\("([^"]+)"\)', css.read_text())]
    assert len(named) == 8
    for css, url in named:
        assert (css.parent / url).is_file(), f"{css.name} names {url}"


# ---- Nothing unsafe ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOMS)))
def test_a_template_needs_nothing_unsafe_of_the_policy(path: Path) -> None:
    text = re.sub(r"{% comment.*?{% endcomment %}|{#.*?#}", "", path.read_text(), flags=re.S)
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "an inline style: make a class"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "an event attribute: write it in treem.js"
    assert not re.search(r"hx-on|hx-vals=['\"]js:|javascript:", text), "script in an attribute needs eval"
    assert "<style" not in text
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, f"{tag} is an inline script"
    assert not re.search(r"""(?:src|href|action)=["']https?://""", text), "something from another address"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: str(p.relative_to(ROOMS)))
def test_our_scripts_need_no_eval_and_write_no_markup(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write|\.style\b", text)


def test_htmx_is_told_to_evaluate_nothing_and_to_show_refusals() -> None:
    base = (ROOMS / "web" / "templates" / "web" / "base.html").read_text()
    assert '"includeIndicatorStyles":false,"allowEval":false' in base
    assert '"historyCacheSize":0' in base, "pages with names stay out of the browser's storage"
    assert '{"code":"422","swap":true}' in base
    assert base.index('"422"') < base.index('"[45].."'), "htmx takes the first rule that fits"


# ---- Icons -------------------------------------------------------------------------------------------------


def symbols() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))


def test_every_icon_that_a_template_names_is_drawn() -> None:
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'{%\s*icon "([^"]+)"|icon="([^"]+)"', path.read_text())
        for name in name
        if name
    }
    assert len(named) > 20
    assert named <= symbols()


def test_every_state_has_an_icon_and_a_colour() -> None:
    from treem.web.templatetags.ui_blocks import NOTICE
    from treem.web.templatetags.ui_lists import EMPTY
    from treem.web.templatetags.ui_marks import STATES

    assert {icon for icon, _word in STATES.values()} | set(NOTICE.values()) | set(EMPTY.values()) <= symbols()
    css = (STATIC / "css" / "components.css").read_text()
    assert all(f".badge--{state}" in css for state in STATES)
    assert all(f".notice--{kind}" in css for kind in NOTICE if kind != "info"), "info is the ground"


# ---- Colours -----------------------------------------------------------------------------------------------


def tokens(dark: bool) -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text()
    light, _, night = text.partition("@media screen and (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+):\s*(#[0-9a-f]{6});"
    return dict(re.findall(pattern, light)) | (dict(re.findall(pattern, night)) if dark else {})


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


WORDS = [
    *((word, ground) for word in ("text", "muted", "link") for ground in ("page", "surface", "sunken")),
    *((f"{state}", f"{state}-soft") for state in ("danger", "soon", "done", "info")),
    *(("text", f"{state}-soft") for state in ("danger", "soon", "done", "info", "brand", "accent")),
    *(("muted", f"{state}-soft") for state in ("danger", "soon", "done", "info", "brand")),
    *(("link", f"{state}-soft") for state in ("danger", "soon", "done", "info", "brand")),
    *((state, "surface") for state in ("danger", "soon", "done", "info", "brand-strong", "accent-text")),
    ("accent-text", "accent-soft"),
    ("brand-strong", "brand-soft"),
    ("on-brand", "brand"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("on-accent", "accent"),
    ("on-bar", "bar"),
    ("on-bar-muted", "bar"),
    ("on-bar", "bar-line"),
    ("text", "mark"),
    ("text", "mark-current"),
]
EDGES = [
    *((edge, ground) for edge in ("edge", "focus") for ground in ("page", "surface")),
    ("focus-on-bar", "bar"),
    ("brand", "surface"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read_on_their_ground(word: str, ground: str, dark: bool) -> None:
    assert contrast(tokens(dark)[word], tokens(dark)[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_focus_can_be_seen(edge: str, ground: str, dark: bool) -> None:
    assert contrast(tokens(dark)[edge], tokens(dark)[ground]) >= 3


@pytest.mark.parametrize("css", [p for p in ALL_STYLES if p.name != "tokens.css"], ids=lambda p: p.name)
def test_colours_are_named_in_one_place(css: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", css.read_text(), flags=re.S)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text)
    used = set(re.findall(r"var\(--([\w-]+)\)", text))
    known = set(re.findall(r"--([\w-]+):", (STATIC / "css" / "tokens.css").read_text()))
    assert used <= known
