"""The second language: how sentences are collected, what the check refuses, and that no page stays Vietnamese."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import translation
from tests.test_walk import ADDRESSES, EXAMPLES
from tests.walk_world import Example, World, make_world

from treem.config import messages
from treem.db.encrypted import EncryptedTextField
from treem.documents.models import Document
from treem.kernel import language
from treem.kernel.errors import DomainError
from treem.kernel.time import now
from treem.law.calendar import day_kind
from treem.law.calendar.names import HOLIDAYS
from treem.organisations import permissions
from treem.organisations.models import Role
from treem.web.endpoints import access_of

BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture(autouse=True)
def _back_to_vietnamese() -> Iterator[None]:
    """A request leaves its language behind in the thread; the tests after these expect none."""
    yield
    translation.deactivate()


# --- Collecting -------------------------------------------------------------------------------------------


def test_python_sentences_are_found_under_the_name_the_module_gave_to_gettext() -> None:
    source = (
        "from django.utils.translation import gettext as _g, ngettext, pgettext_lazy\n"
        "from treem.kernel.language import gettext as _\n"
        "a = _g('Một')\nb = _('Hai ' 'ba')\nc = ngettext('bốn', 'bốn em', 4)\nd = pgettext_lazy('việc', 'Năm')\n"
        "e = other('Sáu')\nf = _(name)\n"
    )
    assert set(messages.sentences_of_python(source)) == {
        ("Một", None), ("Hai ba", None), (("bốn", "bốn em"), None), ("Năm", "việc"),
    }  # fmt: skip


def test_template_sentences_are_found_wherever_they_stand() -> None:
    source = (
        '{% translate "Một" %}{% translate "Hai" as two %}{% button _("Ba") %}{{ x|default:_("Bốn") }}'
        "{% blocktranslate asvar five with n=x %}Năm {{ n }}{% endblocktranslate %}\n"
        "    {% blocktranslate trimmed count n=x %}\n  Sáu {{ n }}\n em {% plural %}Bảy {{ n }}{% endblocktranslate %}"
        '{# _("Tám") #}{% translate "Chín" context "số" %}'
    )
    assert set(messages.sentences_of_template(source)) == {
        ("Một", None), ("Hai", None), ("Ba", None), ("Bốn", None), ("Năm %(n)s", None),
        (("Sáu %(n)s em", "Bảy %(n)s"), None), ("Chín", "số"),
    }  # fmt: skip


def test_texts_of_errors_are_found_through_the_whole_family() -> None:
    module = (
        "class Base(DomainError):\n    text = 'Không nhận {what}.'\n"
        "class Grandchild(Base):\n    text: str = 'Quá lớn.'\n"
        "class Bare(DomainError):\n    text = '{reason}'\n"
        "class Stranger:\n    text = 'Không phải lỗi.'\n"
    )
    assert set(messages.sentences_of_errors([module])) == {("Không nhận {what}.", None), ("Quá lớn.", None)}


# --- The check --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("msgid", "english", "found"),
    [
        ("Có %(n)s em", "%(n)s children", []),
        ("Có %(n)s em", "", ["not translated"]),
        ("Có %(n)s em", "%(m)s children", ["other placeholders"]),
        ("{body} đã đóng", "closed", ["other placeholders"]),
        (("%(n)s em", "%(n)s em"), ("%(n)s child", ""), ["not translated"]),
        ("<strong>Lưu ý</strong>", "Note", ["other HTML"]),
    ],
)
def test_the_check_compares_each_translation_with_its_sentence(
    msgid: str | tuple[str, str], english: str | tuple[str, str], found: list[str]
) -> None:
    said = list(messages.problems_of(Message(msgid, english)))
    assert [problem.split(":")[0] for problem in said] == found


@pytest.fixture
def two_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[messages.Key]:
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    keys: set[messages.Key] = {("Trẻ em", None), ("Hộ gia đình", None)}
    messages.write("en", keys)
    path = tmp_path / "en/LC_MESSAGES/django.po"
    text = path.read_text()
    for msgid, english in (("Trẻ em", "Children"), ("Hộ gia đình", "Household")):
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{english}"')
    path.write_text(text)
    messages.write("en", keys)
    return keys


def test_a_merge_keeps_what_was_translated_and_brings_the_same_bytes_again(
    two_sentences: set[messages.Key],
) -> None:
    assert messages.problems("en", two_sentences) == []
    before = (messages.LOCALES / "en/LC_MESSAGES/django.po").read_bytes()
    assert messages.write("en", two_sentences) == 0
    assert (messages.LOCALES / "en/LC_MESSAGES/django.po").read_bytes() == before
    assert b"Children" in before
    assert b"POT-Creation-Date" not in before


def test_the_check_names_what_is_new_what_is_left_over_and_what_is_not_compiled(
    two_sentences: set[messages.Key],
) -> None:
    new = messages.problems("en", two_sentences | {("Phiếu", None)})
    assert "en: not translated: Phiếu" in new
    assert "en: left over: Trẻ em" in messages.problems("en", two_sentences - {("Trẻ em", None)})
    (messages.LOCALES / "en/LC_MESSAGES/django.mo").write_bytes(b"")
    stale = messages.problems("en", two_sentences)
    assert len(stale) == 1
    assert "django.mo" in stale[0]


def test_every_sentence_of_the_screens_has_its_translation() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "treem.config.messages", "--check"],
        capture_output=True, text=True, check=False, cwd=messages.ROOT.parent,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


# --- Languages of a request -------------------------------------------------------------------------------


class Refused(DomainError):
    code = "test.refused"
    text = "Hãy chọn một tệp."


def test_an_error_speaks_the_language_of_the_moment_it_is_shown() -> None:
    error = Refused()
    with translation.override("en"):
        assert str(error) == "Choose a file."
    with translation.override("vi"):
        assert str(error) == "Hãy chọn một tệp."


def test_without_a_translator_sentences_stay_vietnamese() -> None:
    from django.utils.translation import gettext

    try:
        language.speak_through(lambda message: message.upper())
        assert str(Refused()) == "HÃY CHỌN MỘT TỆP."
        language.speak_through(None)
        with translation.override("en"):
            assert str(Refused()) == "Hãy chọn một tệp."
    finally:
        language.speak_through(gettext)


@pytest.mark.database
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ("vi", "Tên đăng nhập hoặc mật khẩu không đúng."),
        ("en", "The username and/or password you specified are not correct."),
    ],
)
def test_a_wrong_password_is_refused_in_the_language_of_the_person(
    client: Any, chosen: str, sentence: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    answer = client.post(reverse("account_login"), {"login": "khong-co", "password": "sai mat khau"})
    assert sentence in answer.content.decode()


def test_public_holidays_of_these_years_have_an_english_name() -> None:
    days = (date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365))
    named = {day_kind(day).name_vi for day in days if day_kind(day).kind in ("holiday", "compensation")}
    assert {name for name in named if not re.search(r"\d/\d", name)} <= set(HOLIDAYS)
    with translation.override("en"):
        assert [name for name in HOLIDAYS if translation.gettext(name) == name] == []


# --- No page stays Vietnamese -----------------------------------------------------------------------------

VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)
PUNCTUATION = re.compile(r"[·:;,.…()\[\]“”\"/–]|\d+| - ")
KEEPS_TEXT = (models.CharField, models.TextField, models.JSONField)
READ_ALOUD = frozenset({"title", "aria-label", "alt", "placeholder", "data-label"})
PLACES_OF_DATA = ("law", "registry/data", "organisations/data", "territory/data", "kernel/data")


class Words(HTMLParser):
    """Texts a person reads or hears on a page, except what is marked as Vietnamese."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._silent or tag in ("script", "style", "textarea") or values.get("lang") == "vi":
            if tag not in ("input", "img", "br", "hr", "meta", "link", "use", "path"):
                self._silent.append(tag)
            return
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.found.append(" ".join(data.split()))


@dataclass(frozen=True)
class Data:
    """What may stay Vietnamese: every text of the tables and of the files of the law, and names by themselves."""

    texts: str
    names: tuple[str, ...]


def _data() -> Data:
    found = [str(document) for document in Document.objects.all()]  # its citation: kind, number, day
    found.append(day_kind(now().date()).name_vi)
    for model in apps.get_models():
        if model.__module__.startswith("treem."):
            names = [each.name for each in model._meta.concrete_fields if isinstance(each, KEEPS_TEXT)]
            for row in model._default_manager.values_list(*names) if names else ():
                found += [str(value) for value in row if value]
            hidden = [
                each.name for each in model._meta.concrete_fields if isinstance(each, EncryptedTextField)
            ]
            for kept in model._default_manager.all() if hidden else ():
                found += [str(getattr(kept, name)) for name in hidden]
    names = sorted(
        {text.casefold() for text in found if " " in text and len(text) < 120}, key=len, reverse=True
    )
    return Data(_plain("\n".join(found)) + _data_of_files(), tuple(names))


@cache
def _data_of_files() -> str:
    files = (
        path
        for place in PLACES_OF_DATA
        for ending in ("*.toml", "*.csv", "*.json")
        for path in (messages.ROOT / place).rglob(ending)
    )
    return _plain("\n".join(path.read_text() for path in files))


def _plain(text: str) -> str:
    return f" {' '.join(text.split())} ".casefold()


def left_in_vietnamese(html: str, data: Data) -> list[str]:
    """Pieces of Vietnamese on an English page that are nobody's data."""
    found = []
    for text in Words(html).found:
        if not _strange(text, data):
            continue
        # A name inside an English sentence, or a sentence of a document that holds a name: either way is data.
        bare = text.casefold()
        for name in data.names:
            bare = bare.replace(name, " ")
        if strange := _strange(bare, data):
            found.append(f"{strange} in {text!r}")
    return found


def _strange(text: str, data: Data) -> list[str]:
    pieces = (piece.strip() for piece in PUNCTUATION.split(text.casefold()))
    return [piece for piece in pieces if VIETNAMESE.search(piece) and piece not in data.texts]


def test_the_walk_would_notice_a_sentence_left_in_vietnamese() -> None:
    page = '<p title="Đóng">Save</p><button lang="vi">Tiếng Việt</button><p>Hạn: 3 · Lò Văn Ánh</p>'
    assert left_in_vietnamese(page, Data("lò văn ánh, xã mường chanh", ("lò văn ánh",))) == [
        "['đóng'] in 'Đóng'",
        "['hạn'] in 'Hạn: 3 · Lò Văn Ánh'",
    ]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


SIGNED_IN = (
    Role.LEAD_SPECIALIST, Role.COMMUNE_OFFICER, Role.COMMUNE_DIVISION_HEAD, Role.PROVINCE_LEADER, Role.ADMINISTRATOR,
)  # fmt: skip
SAMPLES = "web:components"  # a page for developers
ROOMS = sorted(  # the web room answers to machines, the sign-in pages have a test of their own
    {name.partition(":")[0] for name in ADDRESSES if ":" in name} - {"web"}
)


def _pages(room: str, world: World, new_client: Any) -> Iterator[tuple[str, str, Data]]:
    """Every page that somebody can read, with the refusals that an empty form brings, in English."""
    for name, (view, _pattern) in sorted(ADDRESSES.items()):
        access = access_of(view)
        if access is None or name == SAMPLES or name.partition(":")[0] != room:
            continue
        with transaction.atomic():
            example = EXAMPLES.get(name, lambda _: Example())(world)
            data = _data()
            url = reverse(name, kwargs=example.kwargs)
            for role in _who_sees_something(access.permission):
                with transaction.atomic():  # each finds the example as it was made
                    client = new_client()
                    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
                    client.force_login(world.users[role], backend=BACKEND)
                    for method in access.methods:
                        answer = (
                            client.get(url, example.query)
                            if method == "GET"
                            else client.post(url, {"version": "1"})
                        )
                        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
                            where = f"{method} {name} as {role} ({answer.status_code})"
                            yield where, answer.content.decode(), data
                    transaction.set_rollback(True)
            transaction.set_rollback(True)


def _who_sees_something(permission: str) -> list[Role]:
    """Those who hold the permission, and one of those who do not: all of these read the same refusal."""
    may = [role for role in SIGNED_IN if not permission or permissions.allows(role, permission)]
    return may + [role for role in SIGNED_IN if role not in may][:1]


@pytest.mark.database
@pytest.mark.parametrize("room", ROOMS)
def test_no_english_page_holds_vietnamese_that_is_not_data(room: str, world: World, new_client: Any) -> None:
    found, seen = [], 0
    for where, html, data in _pages(room, world, new_client):
        seen += 1
        assert '<html lang="en">' in html or "<html" not in html
        found += [f"{where}: {piece}" for piece in left_in_vietnamese(html, data)]
    assert not found, "\n".join(dict.fromkeys(found))
    assert seen, "no page was read"


@pytest.mark.database
@pytest.mark.parametrize("name", ["account_login", "account_change_password", "mfa_index"])
def test_the_pages_of_signing_in_are_english(name: str, world: World, new_client: Any) -> None:
    client = new_client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if name in ("account_change_password", "mfa_index"):
        client.force_login(world.lan, backend=BACKEND)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert left_in_vietnamese(answer.content.decode(), _data()) == []
