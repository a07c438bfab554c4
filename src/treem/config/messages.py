"""``python -m treem.config.messages [--check]``: the sentences of the screens in their second language.

Screens are written in Vietnamese, and the Vietnamese sentence is the key. This command collects the sentences
from Python, from templates, from the errors of the domain, from the lists of the law and from the rules of the register, merges them into ``locale/en`` and compiles it.
``locale/vi`` holds what kept packages say in English only and our users can meet. ``--check`` changes nothing and
fails when a translation is missing, has other placeholders, is left over, or is not what is compiled.

Babel does the reading and writing, so neither GNU gettext nor a database is needed.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "locale"
NOT_SCREENS = ("/tests/", "/migrations/", "/locale/")
"""Folders of which no user reads a sentence."""

KEYWORDS: dict[str, Any] = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
MARKERS = frozenset({"django.utils.translation", "treem.kernel.language"})
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}

BORROWED = (
    "allauth/account", "allauth/mfa", "allauth/socialaccount", "allauth/core",
    "allauth/templates/account", "allauth/templates/mfa", "allauth/templates/socialaccount",
    "django/forms", "django/core/validators.py", "django/contrib/auth/password_validation.py",
)  # fmt: skip
"""Where kept packages write what our users may meet: signing in, and what is wrong with a form."""
NOBODY_SEES = (
    "/providers/", "/admin.py", "/models.py", "/apps.py", "/management/",
    "templates/account/password_reset", "templates/account/email", "templates/account/snippets/warn_no_email",
)  # fmt: skip
"""What never reaches a screen; ``web.closed`` stands before the last three, and no mail is sent."""
OWN_VIETNAMESE = ("django/conf", "django/contrib/auth")
"""Packages that speak Vietnamese; only what they leave out is for us."""

SAID_BETTER = frozenset(
    {
        "This field is required.",
        "Enter a whole number.",
        "Enter a number.",
        "Enter a valid date.",
        "Enter a valid time.",
        "Enter a valid date/time.",
        "Enter a valid value.",
        "Enter a valid URL.",
        "Enter a valid email address.",
        "Enter a list of values.",
        "Enter a complete value.",
        "Select a valid choice. %(value)s is not one of the available choices.",
        "Select a valid choice. That choice is not one of the available choices.",
        "No file was submitted.",
        "No file was submitted. Check the encoding type on the form.",
        "The submitted file is empty.",
        "Please either submit a file or check the clear checkbox, not both.",
        "Ensure this value is greater than or equal to %(limit_value)s.",
        "Ensure this value is less than or equal to %(limit_value)s.",
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this filename has at most %(max)d character (it has %(length)d).",
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s digit before the decimal point.",
    }
)
"""What they do say in Vietnamese, and we in the words of our users: "trường", "giá trị", "hợp lệ" are words of
programmers."""

Key = tuple[str | tuple[str, ...], str | None]
"""A sentence (or its singular and plural) and its context."""


class PlainCatalog(Catalog):
    """A catalogue whose header holds no date, name or machine, so that the same sentences give the same file."""

    def _headers(self) -> list[tuple[str, str]]:
        language = str(self.locale)
        return [
            ("Project-Id-Version", "treem"),
            ("Language", language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[language]),
        ]

    mime_headers = property(_headers)


# --- Collecting -------------------------------------------------------------------------------------------


def sentences_of_python(source: str) -> Iterator[Key]:
    """Sentences handed to gettext under whatever name the module imported it."""
    names = dict(KEYWORDS)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module in MARKERS:
            names.update({each.asname: KEYWORDS.get(each.name) for each in node.names if each.asname})
    yield from _extracted(source, names)


def sentences_of_template(source: str) -> Iterator[Key]:
    """Sentences of ``translate``, ``blocktranslate`` and ``_("…")`` inside other tags."""
    from django.utils.translation.template import templatize

    # Text between tags comes as X X X: lines must not look indented to Python's tokenizer.
    python = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    yield from _extracted(python, {**KEYWORDS, "_": None})


def _extracted(source: str, names: dict[str, Any]) -> Iterator[Key]:
    for _line, found, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=names):
        parts = (found,) if isinstance(found, str) else tuple(found)
        if all(parts):
            yield (parts[0] if len(parts) == 1 else parts, context)


def sentences_of_errors(sources: Iterable[str]) -> Iterator[Key]:
    """The ``text`` of DomainError and of every class that descends from it, by name across all modules."""
    texts: dict[str, list[str]] = {}
    parents: list[tuple[str, str]] = []
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef):
                texts.setdefault(node.name, []).extend(_texts(node))
                parents += [(node.name, _last_name(base)) for base in node.bases]
    family = {"DomainError"}
    while grown := {name for name, parent in parents if parent in family} - family:
        family |= grown
    for name in family:
        for text in texts.get(name, ()):
            if re.sub(r"{\w+}", "", text).strip():
                yield text, None


def sentences_of_list(source: str) -> Iterator[Key]:
    """Title and labels of a list of the law (``law/lists``); proper names are the same in every language."""
    found = tomllib.loads(source)
    yield found["title"], None
    if found.get("proper_names"):
        return
    for edition in found["editions"]:
        for item in edition.get("items", ()):
            yield from ((item[name], None) for name in ("label", "short") if item.get(name))


def sentences_of_rules(source: str) -> Iterator[Key]:
    """Title and reason of each rule of the register's quality (``registry/data``)."""
    for rule in tomllib.loads(source)["rules"]:
        yield rule["title"], None
        yield rule["reason"], None


def _texts(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        match line:
            case ast.Assign(targets=[ast.Name(id="text")], value=ast.Constant(value=str() as text)):
                yield text
            case ast.AnnAssign(target=ast.Name(id="text"), value=ast.Constant(value=str() as text)):
                yield text


def _last_name(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def _files(root: Path, ending: str) -> list[Path]:
    found = sorted(root.rglob(ending))
    return [path for path in found if not any(part in f"/{path.relative_to(root)}" for part in NOT_SCREENS)]


def sentences_of(root: Path) -> set[Key]:
    """Every sentence of the package at ``root``."""
    modules = [path.read_text() for path in _files(root, "*.py")]
    found = {key for source in modules for key in sentences_of_python(source)}
    found.update(sentences_of_errors(modules))
    for ending in ("*.html", "*.txt"):
        for path in _files(root, ending):
            if "/templates/" in path.as_posix():
                found.update(sentences_of_template(path.read_text()))
    for path in root.glob("law/lists/*/*.toml"):
        found.update(sentences_of_list(path.read_text()))
    for path in root.glob("registry/data/quality_rules.toml"):
        found.update(sentences_of_rules(path.read_text()))
    return found


def borrowed_sentences() -> set[Key]:
    """Sentences of kept packages that users may meet and that the packages do not say in Vietnamese.

    Templates that ``treem.web`` replaces are not read.
    """
    kept = _site()
    ours = ROOT / "web" / "templates"
    found: set[Key] = set()
    for place in BORROWED:
        root = kept / place
        paths = (
            [root] if root.is_file() else [*root.rglob("*.py"), *root.rglob("*.html"), *root.rglob("*.txt")]
        )
        for path in paths:
            name = path.relative_to(kept).as_posix()
            if any(part in name for part in NOBODY_SEES) and not name.startswith("django/forms/"):
                continue
            if path.suffix == ".py":
                found.update(sentences_of_python(path.read_text()))
            elif not (ours / name.removeprefix("allauth/templates/")).exists():
                found.update(sentences_of_template(path.read_text()))
    said_by_them = _vietnamese(kept)
    return {
        key
        for key in found
        if _first(key) in SAID_BETTER or not any(_entry(said, key) for said in said_by_them)
    }


def _site() -> Path:
    spec = find_spec("allauth")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[1]


def _vietnamese(site: Path) -> list[Catalog]:
    found = []
    for name in OWN_VIETNAMESE:
        with (site / name / "locale/vi/LC_MESSAGES/django.mo").open("rb") as file:
            found.append(read_mo(file))
    return found


def _first(key: Key) -> str:
    return key[0] if isinstance(key[0], str) else key[0][0]


def _entry(catalog: Catalog, key: Key) -> Message | None:
    return catalog.get(_first(key), key[1])


# --- Catalogues -------------------------------------------------------------------------------------------


def catalogue(language: str, keys: set[Key], kept: Catalog) -> PlainCatalog:
    """The catalogue of ``keys``, sorted, with the translations that ``kept`` has."""
    made = PlainCatalog(locale=language, header_comment="", fuzzy=False)
    for msgid, context in sorted(
        keys, key=lambda key: (key[0] if isinstance(key[0], str) else key[0][0], str(key[1]))
    ):
        old = _entry(kept, (msgid, context))
        made.add(msgid, old.string if old else "", context=context)
    return made


def read(language: str) -> Catalog:
    """The catalogue as it is on disk; empty when there is none."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return PlainCatalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=110, no_location=True)
    return file.getvalue().lstrip()


def as_mo(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*(?:[.\[]\w+\]?)*(?:![rs])?(?::[^{}]*)?\}")
TAG = re.compile(r"</?[a-z][^>]*>|&\w+;")


def problems_of(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    name = originals[0]
    if message.fuzzy:
        yield f"fuzzy: {name}"
    if not strings or not all(strings):
        yield f"not translated: {name}"
        return
    wanted = {mark for original in originals for mark in PLACEHOLDER.findall(original)}
    for string in strings:
        if wanted != set(PLACEHOLDER.findall(string)):
            yield f"other placeholders: {name} / {string}"
        if sorted(TAG.findall(originals[-1])) != sorted(TAG.findall(string)):
            yield f"other HTML: {name} / {string}"
        if (name[0] == "\n", name[-1] == "\n") != (string[0] == "\n", string[-1] == "\n"):
            yield f"other line ends: {name}"


def problems(language: str, keys: set[Key]) -> list[str]:
    """What ``--check`` finds in one language."""
    kept = read(language)
    made = catalogue(language, keys, kept)
    found = [text for message in made if message.id for text in problems_of(message)]
    present = {
        (message.id if isinstance(message.id, str) else tuple(message.id), message.context)
        for message in kept
    }
    found += [f"left over: {msgid}" for msgid, context in sorted(present - keys, key=str) if msgid]
    folder = LOCALES / language / "LC_MESSAGES"
    for name, content in (("django.po", as_po(made)), ("django.mo", as_mo(made))):
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            found.append(
                f"{path.relative_to(LOCALES)} is not what the sentences give: run python -m treem.config.messages"
            )
    return [f"{language}: {each}" for each in found]


def write(language: str, keys: set[Key]) -> int:
    """Merge and compile one language; the number of sentences without a translation."""
    made = catalogue(language, keys, read(language))
    folder = LOCALES / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_bytes(as_po(made))
    (folder / "django.mo").write_bytes(as_mo(made))
    return sum(1 for message in made if message.id and any(problems_of(message)))


def main(arguments: list[str]) -> int:
    wanted = {"en": sentences_of(ROOT), "vi": borrowed_sentences()}
    if arguments == ["--check"]:
        found = [problem for language, keys in wanted.items() for problem in problems(language, keys)]
        print("\n".join(found) or f"messages: {sum(map(len, wanted.values()))} sentences, all translated")
        return 1 if found else 0
    if arguments:
        print("python -m treem.config.messages [--check]", file=sys.stderr)
        return 2
    for language, keys in wanted.items():
        print(f"{language}: {len(keys)} sentences, {write(language, keys)} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
