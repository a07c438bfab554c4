"""Cuts a paragraph into units, and knows whom a document may mean."""

from __future__ import annotations

import re
from dataclasses import replace

from treem.directives.reader import closings, deadlines, letters, people, reporting, roles
from treem.directives.reader.context import Unit
from treem.directives.reader.document import Metadata
from treem.directives.reader.flat import Flat

_SENTENCE = letters.compile(r"(?<=[a-zà-ỹ\d)”\"…])[.](?:\s+|(?=\s*\n))(?=[A-ZĐÀ-Ỹ])")
_REPORT_START = letters.compile(
    r"(?:(?:Định kỳ|Kịp thời|Tổng hợp,?|Đồng thời,?|Kết quả|Gửi|Nộp)[^.;]{0,60}?\bbáo cáo|Báo cáo|Gửi (?:báo cáo|kết quả|văn bản|kế hoạch)|Kết quả (?:thực hiện )?gửi)\b"
)


_ANY_UNITS = re.compile(
    r"các (?:cơ quan|đơn vị|địa phương)(?:(?:,| và) (?:cơ quan|đơn vị|địa phương))*(?: liên quan)?",
    re.IGNORECASE,
)


class Bodies:
    """The issuer and the addressees of one document."""

    def __init__(self, meta: Metadata) -> None:
        self._issuers = _own_names(meta.issuer)
        self._addressees = meta.addressees

    def is_issuer(self, names: list[str]) -> bool:
        """Whether only the issuer itself is named: a promise, no duty."""
        return bool(names) and all(name.casefold() in self._issuers for name in names)

    def resolve(self, names: list[str], text: str) -> list[str]:
        """ "(như mục kính gửi)" stands for the addressees."""
        if self._addressees and re.search(
            r"như (?:mục |phần |trên )?(?:kính gửi|Kính gửi|địa chỉ)|nơi nhận|có tên (?:tại|ở) (?:mục|phần)",
            text[:200],
        ):
            return list(self._addressees)
        if (
            self._addressees
            and text.rstrip().endswith(":")
            and all(_ANY_UNITS.fullmatch(name) for name in names)
        ):
            return list(self._addressees)  # «yêu cầu các đơn vị thực hiện các nội dung sau:»
        return names


def cut(unit: Unit, flat: Flat, year: str, bodies: Bodies, plain: bool = False) -> list[Unit]:
    """Cut sentences with their own body, or their own dated report, off the last unit."""
    text = flat.text[unit.start : unit.end]
    starts = [0] + [match.end() for match in _SENTENCE.finditer(text)]
    pieces: list[Unit] = []
    stops = [*starts[1:], len(text)]
    strong = (
        plain
        and len(starts) > 1
        and unit.context.source == "heading"
        and all(
            (roles.of_clause(text[a:b]) or "implement") != "implement"
            for a, b in zip(starts, stops, strict=True)
        )
    )
    begin = 0
    context = unit.context
    dropped = False
    for a, b in zip(starts, stops, strict=True):
        if a == 0:
            continue
        sentence = text[a:b]
        if closings.contingent(sentence):
            pieces.append(replace(unit, start=unit.start + begin, end=unit.start + a, context=context))
            begin, dropped = a, True
            break
        found = people.lead(sentence)
        own_report = (
            _REPORT_START.match(sentence)
            and unit.context.section != "reporting"
            and bool(deadlines.find(sentence, year))
            and not deadlines.find(text[begin:a], year)
        )
        if (
            strong
            or own_report
            or (found and found.assignees != context.assignees and not bodies.is_issuer(found.assignees))
        ):
            pieces.append(replace(unit, start=unit.start + begin, end=unit.start + a, context=context))
            begin = a
            if found:
                context = replace(
                    unit.context,
                    assignees=bodies.resolve(found.assignees, sentence),
                    source="inline",
                    leads=False,
                    cooperators=[],
                )
                context.modality = found.modality or context.modality
    if not dropped:
        pieces.append(replace(unit, start=unit.start + begin, context=context))
    inner = reporting.embedded(flat.text[pieces[-1].start : pieces[-1].end])
    if inner:
        base = pieces[-1].start
        names = inner.bodies
        pieces.append(
            replace(
                unit,
                start=base + inner.start,
                end=base + inner.end,
                context=replace(unit.context, assignees=names, source="inline", section="reporting"),
                kind="embedded",
            )
        )
    pieces = [piece for piece in pieces if not _only_approves(flat.text[piece.start : piece.end])]
    if len(pieces) > 1:
        for number, piece in enumerate(pieces):
            piece.split = True
            piece.letter = not plain or not strong
            piece.order = number
    return pieces


def _only_approves(text: str) -> bool:
    """Whether the issuer consents and asks nothing of anybody: «Đồng ý chủ trương …» without «; giao Sở Tài chính …»."""
    if not closings.approves(text):
        return False
    later = re.split(r";\s+", text)[1:]
    return not any(people.lead(clause[:1].upper() + clause[1:]) for clause in later)


def _own_names(issuer: str) -> frozenset[str]:
    if not issuer:
        return frozenset()
    names = {issuer}
    match = re.match(r"UBND (tỉnh|thành phố|huyện|xã|phường|quận|thị xã)", issuer)
    if match:
        level = match.group(1)
        for body in ("UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân"):
            names |= {
                f"{body} {level}",
                f"Chủ tịch {body} {level}",
                f"{body}{issuer[4:]}",
                f"Chủ tịch {body}{issuer[4:]}",
            }
    return frozenset(name.casefold() for name in names)


def sentence_start(text: str, at: int) -> int:
    """Where the sentence that holds position ``at`` begins."""
    start = 0
    for match in _SENTENCE.finditer(text):
        if match.end() <= at:
            start = match.end()
    return start


def sentence_end(text: str) -> int:
    """Where the first sentence ends."""
    match = _SENTENCE.search(text)
    return match.start() if match else len(text)
