"""The letter that urges bodies (công văn đôn đốc), as an official paper: DỰ THẢO, number and day blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from treem import law
from treem.documents.layout import (
    Annex,
    Block,
    Bullet,
    Column,
    NumberTable,
    OfficialPaper,
    Paragraph,
    render_docx,
)
from treem.documents.rules import abbreviation
from treem.kernel.vietnamese import date_text, number
from treem.law.files import read_toml
from treem.organisations.selectors import superior_of

if TYPE_CHECKING:
    from treem.organisations.models import Body

_FILE = Path(law.__file__).parent / "letters" / "reminder.toml"
_SHORT = 140
_SENTENCES = (
    "subject", "subject_many", "addressees", "opening", "late", "silent", "request", "asks_late", "asks_silent",
    "closing", "annex", "caption_late", "caption_silent", "caption_duties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of the letter, from ``law/letters``; the project's own until an agency changes them."""

    drafting_unit: str
    signer: str
    most_named: int
    silent_after: int
    """Days after which nobody having taken note counts as silence."""
    doubt: str
    sentences: dict[str, str]

    def say(self, sentence: str, **values: str) -> str:
        """The sentence with its values."""
        return self.sentences[sentence].format(**values)


@cache
def wording() -> Wording:
    """Read once. Raises LawFileError."""
    table = read_toml(_FILE)
    for told in ("title",):
        table.text(told)
    table.day("since")
    table.flag("verified")
    table.source()
    found = Wording(
        drafting_unit=table.text("drafting_unit"),
        signer=table.text("signer"),
        most_named=table.whole("most_named"),
        silent_after=table.whole("silent_after"),
        doubt=table.text("doubt"),
        sentences={name: table.text(name) for name in _SENTENCES},
    )
    table.done()
    return found


@dataclass(frozen=True, slots=True)
class Urged:
    """One line of the letter: a body, what it has not done, by when. ``days_late`` 0: not late, but not received."""

    body: str
    path: str
    text: str
    due_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says: about a document (``what``) or about a deadline, to whom, which work."""

    issuer: Body
    what: str
    due_on: date | None
    day: date
    late: Sequence[Urged]
    silent: Sequence[Urged]
    simulated: bool = False

    @property
    def bodies(self) -> list[str]:
        """The addressees, each once, in the order of the lines."""
        return list(dict.fromkeys(line.body for line in (*self.late, *self.silent)))

    @property
    def subject(self) -> str:
        """The subject without «V/v»."""
        if self.what:
            return wording().say("subject", what=self.what)
        return wording().say("subject_many", due=date_text(self.due_on or self.day))


def symbol_of(issuer: Body) -> str:
    """The symbol of its letters: «SYT-BVTE»."""
    return f"{abbreviation(issuer.short_name or issuer.name)}-{wording().drafting_unit}"


def reminder_docx(letter: Letter) -> bytes:
    """The letter as DOCX. Raises LayoutError."""
    words = wording()
    name = letter.issuer.short_name or letter.issuer.name
    place = letter.issuer.unit.name if letter.issuer.unit else name
    named = letter.bodies if len(letter.bodies) <= words.most_named else [words.say("addressees")]
    return render_docx(
        OfficialPaper(
            parent_issuer=superior_of(letter.issuer).replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1),
            issuer=name,
            place=place,
            year=letter.day.year,
            type_name="",
            symbol=symbol_of(letter.issuer),
            subject=letter.subject,
            addressees=named,
            body=_body(letter, name, words),
            recipients=["Như trên", "Lưu: VT"],
            authority_lines=[words.signer],
            annexes=[Annex(words.say("annex"), _tables(letter, words))],
            simulated=letter.simulated,
        )
    )


def _body(letter: Letter, name: str, words: Wording) -> list[Block]:
    what = letter.what or f"các nhiệm vụ đến hạn ngày {date_text(letter.due_on or letter.day)}"
    said = []
    if letter.late:
        said.append(words.say("late", count=number(len(letter.late))))
    if letter.silent:
        said.append(words.say("silent", count=number(len(letter.silent))))
    opening = words.say(
        "opening", what=what, day=date_text(letter.day), issuer=name, bodies=number(len(letter.bodies))
    )
    asks = [words.say("asks_late")] if letter.late else []
    asks += [words.say("asks_silent")] if letter.silent else []
    return [
        Paragraph(opening),
        *_bullets(said),
        Paragraph(words.say("request", issuer=name)),
        *_bullets(asks),
        Paragraph(words.say("closing", issuer=name)),
    ]


def _bullets(lines: Sequence[str]) -> list[Bullet]:
    return [Bullet(f"{line}{'.' if at == len(lines) - 1 else ';'}") for at, line in enumerate(lines)]


def _tables(letter: Letter, words: Wording) -> list[Block]:
    """Each body once, with the numbers of its duties; what these say stands once, below."""
    found: list[Block] = []
    if letter.late:
        found.append(_bodies(letter.late, words.say("caption_late"), late=True))
    if letter.silent:
        found.append(_bodies(letter.silent, words.say("caption_silent"), late=False))
    duties = {(line.path, line.text, line.due_on): None for line in (*letter.late, *letter.silent)}
    rows = [
        (at, path or "", _short(text), date_text(due) if due else "không có hạn")
        for at, (path, text, due) in enumerate(duties, start=1)
    ]
    columns = [
        Column("TT", align="center", width=11),
        Column("Mục", align="left", width=20),
        Column("Nội dung nhiệm vụ", align="left"),
        Column("Hạn", align="center", width=26),
    ]
    found.append(NumberTable(columns=columns, rows=rows, caption=words.say("caption_duties")))
    return found


def _bodies(lines: Sequence[Urged], caption: str, *, late: bool) -> NumberTable:
    columns = [
        Column("TT", align="center", width=11),
        Column("Đơn vị", align="left", width=48),
        Column("Mục (hạn)" if late else "Mục", align="left"),
        Column("Số việc", align="center", width=16),
    ]
    if late:
        columns.append(Column("Quá hạn nhiều nhất", unit="ngày", align="center", width=22))
    rows: list[Sequence[str | int]] = []
    for at, body in enumerate(dict.fromkeys(line.body for line in lines), start=1):
        own = [line for line in lines if line.body == body]
        named = "; ".join(_named(line, with_day=late) for line in own)
        longest = (max(line.days_late for line in own),) if late else ()
        rows.append((at, body, named, len(own), *longest))
    return NumberTable(columns=columns, rows=rows, caption=caption)


def _named(line: Urged, *, with_day: bool) -> str:
    path = line.path or _short(line.text)
    return f"{path} ({date_text(line.due_on)})" if with_day and line.due_on else path


def _short(text: str) -> str:
    """The beginning of a duty, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[:_SHORT].rsplit(' ', 1)[0]}…"
