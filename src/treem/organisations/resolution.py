"""Who is meant when a letter writes «Các sở, ban, ngành liên quan; UBND các xã, phường».

The machine proposes with its reason; a person confirms (open groups always).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from django.db.models import Q
from django.utils.translation import gettext as _

from treem.kernel.vietnamese import date_text, nfc
from treem.organisations.models import Body, BodyAlias, BodyKind, BodyLevel, BodySuccession
from treem.organisations.wording import AGENCIES, PLACES, UNIONS, Kind, Part, PhraseBook, parts_of, tokens_of
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.territory.models import Unit

ResolutionKind = Literal["body", "group", "open", "unknown"]

CERTAIN, LIKELY, DOUBTFUL, PROPOSED, NONE = 1.0, 0.9, 0.6, 0.5, 0.0
_GROUP_KINDS = {
    AGENCIES: (
        BodyKind.DEPARTMENT, BodyKind.POLICE, BodyKind.INSPECTORATE, BodyKind.INSURANCE, BodyKind.OFFICE,
    ),
    UNIONS: (BodyKind.UNION,),
}  # fmt: skip


@dataclass(frozen=True)
class Resolution:
    """The bodies behind a wording.

    ``body``: one agency. ``group``: a closed list, all bound. ``open``: the members are decided outside the
    text, ``bodies`` is a proposal that a person must confirm. ``unknown``: nothing found; the note says why.
    ``confidence`` runs from 0 to 1; ``note`` is Vietnamese, for the screen, empty when all is plain;
    ``parts`` holds the answers for the parts of a joint wording.
    """

    written: str
    kind: ResolutionKind
    bodies: tuple[Body, ...] = ()
    confidence: float = NONE
    note: str = ""
    parts: tuple[Resolution, ...] = field(default=(), repr=False)

    @property
    def certain(self) -> bool:
        """Whether a person may accept it without looking twice."""
        return self.kind in ("body", "group") and self.confidence >= LIKELY


class AssigneeResolver:
    """Answers for one province and one day; build it once for a document, then ask for each wording."""

    def __init__(self, on: date, province: Unit) -> None:
        self.on = on
        self.province = province
        area = territory.same_area(province)
        every = list(
            Body.objects.filter(
                Q(level=BodyLevel.CENTRAL) | Q(unit_id__in=area) | Q(unit__parent_id__in=area)
            ).select_related("unit")
        )
        self._bodies = {body.pk: body for body in every}
        self._standing = sorted((b for b in every if b.in_force(on)), key=lambda b: b.code)
        names = list(self._names(every))
        self._known = {(key, nfc(name).lower()) for name, key in names}
        others = territory.all_provinces().exclude(pk__in=area).exclude(name=province.name)
        self._book = PhraseBook.of(
            names,
            territory.commune_names_ever(province),
            province.name,
            others.values_list("name", flat=True),
        )

    def _names(self, bodies: Iterable[Body]) -> Iterable[tuple[str, int]]:
        for body in bodies:
            if body.level == BodyLevel.COMMUNE:
                continue  # «UBND xã …» is read by its commune
            yield body.name, body.pk
            yield body.short_name, body.pk
            if body.kind == BodyKind.DEPARTMENT and body.name.startswith("Sở "):
                yield f"ngành {self._without_province(body.name)[3:]}", body.pk
        for alias in BodyAlias.objects.filter(territory.in_force(self.on), body__in=self._bodies):
            if self._bodies[alias.body_id].level != BodyLevel.COMMUNE:
                yield alias.name, alias.body_id

    def _without_province(self, name: str) -> str:
        words = nfc(name)
        for tail in (f" {self.province.kind} {self.province.name}", f" {self.province.name}"):
            words = words.removesuffix(tail)
        return words

    def resolve(self, written: str) -> Resolution:
        """Who is meant by the wording; several parts (« …; …», «… và …») are answered together."""
        answers = tuple(self._answer(part) for part in parts_of(written, self._book))
        if not answers:
            return Resolution(written, "unknown", note=_("Không ghi cơ quan nào."))
        if len(answers) == 1:
            only = answers[0]
            return Resolution(written, only.kind, only.bodies, only.confidence, only.note, only.parts)
        bodies = tuple({body.pk: body for answer in answers for body in answer.bodies}.values())
        kinds = {answer.kind for answer in answers}
        kind: ResolutionKind = "group" if len(bodies) > 1 else "body"
        if kinds == {"unknown"}:
            kind = "unknown"
        elif kinds & {"unknown", "open"}:
            kind = "open"
        notes = dict.fromkeys(answer.note for answer in answers if answer.note)
        confidence = min(answer.confidence for answer in answers)
        return Resolution(written, kind, bodies, confidence, " ".join(notes), answers)

    def _answer(self, part: Part) -> Resolution:
        match part.kind:
            case Kind.NAME:
                return self._named(part)
            case Kind.COMMUNES:
                return self._communes(part)
            case Kind.COMMUNE:
                return self._listed(part)
            case Kind.OPEN:
                return self._open(part)
            case Kind.UNKNOWN:
                return self._unknown(part)

    # -- one agency

    def _named(self, part: Part) -> Resolution:
        if part.place:
            note = _("“{written}” là cơ quan của tỉnh khác ({place}).")
            return Resolution(
                part.written, "unknown", note=note.format(written=part.written, place=part.place)
            )
        found = [self._bodies[key] for key in part.keys]
        standing = [body for body in found if body.in_force(self.on)]
        if len(standing) > 1:
            note = _("“{written}” có thể là nhiều cơ quan; hãy chọn.").format(written=part.written)
            return Resolution(part.written, "open", tuple(standing), PROPOSED, note)
        if not standing:
            return self._succeeded(part, found)
        note = _("Giao người đứng đầu: tính cho cơ quan.") if part.in_office else ""
        return Resolution(part.written, "body", tuple(standing), self._confidence(part, standing[0]), note)

    def _confidence(self, part: Part, body: Body) -> float:
        """Full when a known name stands there letter by letter, tones included."""
        written = nfc(part.written).lower()
        spelled = any(key == body.pk and written.startswith(name) for key, name in self._known)
        return CERTAIN if spelled else LIKELY

    def _succeeded(self, part: Part, found: Sequence[Body]) -> Resolution:
        after = BodySuccession.objects.filter(from_body__in=found, on__lte=self.on).select_related(
            "to_body__unit"
        )
        heirs = {
            s.to_body_id: s for s in after.order_by("-field_of_work", "pk") if s.to_body.in_force(self.on)
        }
        if not heirs:
            note = _("{body} không hoạt động vào ngày {on}.").format(body=part.written, on=date_text(self.on))
            return Resolution(part.written, "unknown", note=note)
        # The agency that leads the work on children first: that is what these letters are about.
        ordered = sorted(heirs.values(), key=lambda s: (not s.to_body.lead_for_children, s.pk))
        names = "; ".join(f"{s.to_body.short_name} ({s.field_of_work})" for s in ordered)
        note = _("{body} không còn từ {on}. Nhiệm vụ chuyển cho: {names}. Cần người xác nhận.").format(
            body=part.written, on=date_text(ordered[0].on), names=names
        )
        if not all(s.verified for s in ordered):
            note += " " + _("(Ngày và phạm vi chuyển chưa đối chiếu với văn bản.)")
        return Resolution(part.written, "open", tuple(s.to_body for s in ordered), DOUBTFUL, note)

    # -- communes

    def _of_communes(self, prefix: str) -> list[Body]:
        return [b for b in self._standing if b.level == BodyLevel.COMMUNE and b.code.startswith(f"{prefix}-")]

    def _communes(self, part: Part) -> Resolution:
        every = self._of_communes(part.prefix)
        bound = [b for b in every if not part.kinds or (b.unit is not None and b.unit.kind in part.kinds)]
        if not bound:
            note = _("Hệ thống không có cơ quan cấp xã nào như vậy vào ngày {on}.").format(
                on=date_text(self.on)
            )
            return Resolution(part.written, "unknown", note=note)
        notes, confidence = [], CERTAIN
        left = (
            sorted({b.unit.kind for b in every if b.unit is not None} - set(part.kinds)) if part.kinds else []
        )
        if left:
            confidence = DOUBTFUL
            notes.append(
                _("Văn bản không nêu {kinds}; tỉnh có {count} {kinds}. Cần xác nhận.").format(
                    kinds=", ".join(left), count=len(every) - len(bound)
                )
            )
        if "thị trấn" in part.kinds and not any(
            b.unit is not None and b.unit.kind == "thị trấn" for b in every
        ):
            notes.append(_("Từ 01/7/2025 không còn thị trấn."))
        if part.in_office:
            notes.append(_("Giao người đứng đầu: tính cho cơ quan."))
        return Resolution(part.written, "group", tuple(bound), confidence, " ".join(notes))

    def _listed(self, part: Part) -> Resolution:
        answers = [self._commune(part, name) for name in part.names]
        if len(answers) == 1:
            return answers[0]
        bodies = tuple({body.pk: body for answer in answers for body in answer.bodies}.values())
        certain = all(answer.kind == "body" for answer in answers)
        note = " ".join(answer.note for answer in answers if answer.note)
        confidence = min(answer.confidence for answer in answers)
        kind: ResolutionKind = "group" if certain else "open" if bodies else "unknown"
        return Resolution(part.written, kind, bodies, confidence, note)

    def _commune(self, part: Part, name: str) -> Resolution:
        by_unit = {body.unit_id: body for body in self._of_communes(part.prefix)}
        matches = territory.name_matches(name, self.on, province=self.province)
        bodies = [by_unit[m.unit.pk] for m in matches if m.unit.pk in by_unit]
        if len(bodies) == 1:
            match = next(m for m in matches if m.unit.pk in by_unit)
            if match.kind_agrees:
                return Resolution(part.written, "body", tuple(bodies), CERTAIN if match.exact else LIKELY)
            note = _("Văn bản ghi “{name}”; vào ngày này là {unit}.").format(
                name=name, unit=match.unit.full_name
            )
            return Resolution(part.written, "body", tuple(bodies), DOUBTFUL, note)
        if bodies:
            exact = [by_unit[m.unit.pk] for m in matches if m.exact and m.unit.pk in by_unit]
            if len(exact) == 1:
                return Resolution(part.written, "body", tuple(exact), LIKELY)
            note = _("Có nhiều xã, phường tên “{name}”; hãy chọn.").format(name=name)
            return Resolution(part.written, "open", tuple(bodies), PROPOSED, note)
        heirs = {unit.pk: unit for match in matches for unit in match.now if unit.pk in by_unit}
        if not heirs:
            note = _("Không có {name} vào ngày {on}.").format(name=name, on=date_text(self.on))
            return Resolution(part.written, "unknown", note=note)
        note = _("{name} nay thuộc {units}. Cần xác nhận.").format(
            name=name[:1].upper() + name[1:], units=_(" hoặc ").join(u.full_name for u in heirs.values())
        )
        return Resolution(part.written, "open", tuple(by_unit[pk] for pk in heirs), DOUBTFUL, note)

    # -- groups left open, and the rest

    def _open(self, part: Part) -> Resolution:
        kinds = {kind for member in part.members for kind in _GROUP_KINDS.get(member, ())}
        proposed = [b for b in self._standing if b.level == BodyLevel.PROVINCE and b.kind in kinds]
        if PLACES in part.members:
            proposed += self._of_communes("ubnd")
        if part.district:
            return self._unknown(part)
        note = _("Nhóm mở “{written}”: văn bản không nêu tên; hãy chọn cơ quan thực hiện.").format(
            written=part.written
        )
        return Resolution(part.written, "open", tuple(proposed), PROPOSED, note)

    def _unknown(self, part: Part) -> Resolution:
        if part.district:
            note = _(
                "“{written}” thuộc cấp huyện, đã kết thúc hoạt động từ 01/7/2025; nhiệm vụ chuyển về cấp xã hoặc "
                "cấp tỉnh. Hãy chọn cơ quan nhận."
            )
        else:
            note = _("Chưa nhận ra “{written}”. Hãy chọn cơ quan, hoặc thêm cách viết này vào danh mục.")
        return Resolution(part.written, "unknown", note=note.format(written=part.written))


def resolve_assignee(written: str, on: date, province: Unit) -> Resolution:
    """Who is meant by one wording on a day. For many wordings build one ``AssigneeResolver``."""
    return AssigneeResolver(on, province).resolve(written)


__all__ = ["AssigneeResolver", "Resolution", "resolve_assignee", "tokens_of"]
