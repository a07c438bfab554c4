"""As what a paper can be signed: the head, a deputy for the head, an acting head; for a committee also as a body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from treem.documents.layout.standard import standard_on


@dataclass(frozen=True, slots=True)
class SigningForm:
    """One way to sign: its key, and the lines above the signature as running text (the layout makes capitals)."""

    key: str
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """On one line, in capitals as it will stand: «KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC»."""
        return ", ".join(line.upper() for line in self.lines)


def signing_forms(body_kind: str, day: date) -> list[SigningForm]:
    """How a body of this kind signs under the rules of the day, the head first.

    Source: Điều 13, Nghị định 30/2020/NĐ-CP. Raises LayoutNotInForce.
    """
    standard = standard_on(day)
    posts = standard.posts.get(body_kind, standard.posts["other"])
    head, deputy, prefix = posts["head"], posts["deputy"], standard.signing
    forms = [
        SigningForm("head", (head,)),
        SigningForm("deputy", (f"{prefix['for_head']} {head}", deputy)),
        SigningForm("acting", (f"{prefix['acting']} {head}",)),
    ]
    if collective := posts.get("collective"):
        body = f"{prefix['for_collective']} {collective}"
        forms = [
            SigningForm("collective_head", (body, head)),
            SigningForm("collective_deputy", (body, f"{prefix['for_head']} {head}", deputy)),
            *forms,
        ]
    return forms
