"""The plan or letter that passes a directive on, as an official paper: DỰ THẢO, number and day blank; never signed here.

What it says is frozen as plain values (``Written``); the same values give the same paper.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from treem.directives.cascade_words import Wording, wording
from treem.documents.layout import (
    Annex,
    Block,
    Bullet,
    Column,
    Heading,
    NumberTable,
    OfficialPaper,
    Paragraph,
    paragraphs_of,
)

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Task:
    """One duty of the paper. ``key``: of its line; ``source``: where it stands in the superior's document."""

    key: str
    text: str
    who: str
    role: str
    due: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One target taken over: the own level beside the superior's."""

    key: str
    name: str
    level: str
    above: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A duty that was left out, with the reason; it stands in the chain, not on the paper."""

    key: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything the paper says."""

    kind: str
    what: str
    issuer: str
    parent: str
    place: str
    year: int
    symbol: str
    subject: str
    opening: str
    bases: tuple[str, ...]
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    lines: tuple[str, ...]
    signer: str
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    left_out: tuple[LeftOut, ...]
    simulated: bool

    @property
    def type_name(self) -> str:
        return "KẾ HOẠCH" if self.kind == "plan" else ""

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found

    def fingerprint(self) -> str:
        """Of the values: equal drafts have equal fingerprints."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def written_of(data: dict[str, Any]) -> Written:
    """A kept draft."""
    plain = dict(data)
    for name in ("bases", "addressees", "recipients", "lines"):
        plain[name] = tuple(plain[name])
    plain["tasks"] = tuple(Task(**row) for row in plain["tasks"])
    plain["targets"] = tuple(Target(**row) for row in plain["targets"])
    plain["left_out"] = tuple(LeftOut(**row) for row in plain["left_out"])
    return Written(**plain)


def paper_of(written: Written) -> OfficialPaper:
    """The paper; the same values give the same paper."""
    words = wording()
    plan = written.kind == "plan"
    return OfficialPaper(
        parent_issuer=two_lines(written.parent),
        issuer=two_lines(written.issuer),
        place=written.place,
        year=written.year,
        type_name=written.type_name,
        symbol=written.symbol,
        subject=written.subject,
        legal_bases=list(written.bases) if plan else [],
        addressees=[] if plan else list(written.addressees) or [words.say("addressees")],
        body=_plan(written, words) if plan else _letter(written, words),
        recipients=list(written.recipients),
        authority_lines=list(written.lines),
        signer_name=written.signer,
        annexes=[] if plan else [Annex(words.say("annex_tasks"), [_tasks(written.tasks)])],
        simulated=written.simulated,
    )


def two_lines(name: str) -> str:
    """The name of a committee as letterheads break it: a narrow column would break the name of its place."""
    return name.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n", 1)


def _plan(written: Written, words: Wording) -> list[Block]:
    numbers = iter(ROMAN)
    blocks: list[Block] = [*paragraphs_of(written.opening)]
    blocks += [
        _part(numbers, words.say("aim")),
        Bullet(words.say("aim_first", what=written.what) + ";"),
        Bullet(words.say("aim_second") + "."),
    ]
    if written.targets:
        blocks += [_part(numbers, words.say("targets")), _targets(written.targets)]
    blocks += [
        _part(numbers, words.say("tasks")),
        Paragraph(words.say("tasks_words")),
        _tasks(written.tasks),
        _part(numbers, words.say("carrying")),
        Bullet(words.say("carrying_first") + ";"),
        Bullet(words.say("carrying_second", issuer=written.issuer) + "."),
        Paragraph(words.say("closing", what=written.what)),
    ]
    return blocks


def _letter(written: Written, words: Wording) -> list[Block]:
    blocks: list[Block] = [*paragraphs_of(written.opening)]
    blocks += [
        Bullet(f"{_sentence(task.text)}{'.' if at == len(written.tasks) else ';'}")
        for at, task in enumerate(written.tasks, start=1)
    ]
    if written.targets:
        blocks += [_targets(written.targets)]
    blocks.append(Paragraph(words.say("carrying_second", issuer=written.issuer) + "."))
    return blocks


def _part(numbers: Any, title: str) -> Heading:
    return Heading(1, f"{next(numbers)}. {title}")


def _sentence(text: str) -> str:
    return " ".join(text.split()).rstrip(" .;,")


def _tasks(tasks: Sequence[Task]) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10),
        Column("Nhiệm vụ", align="left"),
        Column("Thực hiện", align="left", width=38),
        Column("Vai trò", align="left", width=20),
        Column("Hạn", align="center", width=25),
    ]
    rows = [
        (at, " ".join(task.text.split()), task.who or "…", task.role, task.due)
        for at, task in enumerate(tasks, start=1)
    ]
    return NumberTable(columns=columns, rows=rows)


def _targets(targets: Sequence[Target]) -> NumberTable:
    columns = [
        Column("TT", align="center", width=10),
        Column("Chỉ tiêu kế hoạch", align="left"),
        Column("Mức của cấp trên", align="center", width=34),
        Column("Mức của đơn vị", align="center", width=34),
    ]
    rows = [(at, each.name, each.above, each.level) for at, each in enumerate(targets, start=1)]
    return NumberTable(columns=columns, rows=rows)


def part_of_tasks(written: Written) -> str:
    """Before the number of a duty in the paper: «III.» in a plan; a letter has no parts."""
    if written.kind != "plan":
        return ""
    return f"{ROMAN[2] if written.targets else ROMAN[1]}."


def plain_text(written: Written) -> str:
    """The words of the paper without its layout, for the register and its search."""
    head = [written.type_name or "CÔNG VĂN", written.subject, *written.bases, written.opening]
    tasks = [
        f"{at}. {' '.join(task.text.split())} Thực hiện: {task.who}.{f' Hạn: {task.due}.' if task.due else ''}"
        for at, task in enumerate(written.tasks, start=1)
    ]
    targets = [f"Chỉ tiêu kế hoạch: {each.name}: {each.level}." for each in written.targets]
    return "\n".join(filter(None, [*head, *targets, *tasks]))
