"""What looks wrong in a child's data and may be right: said to the person, who decides.

A doubt never refuses anything. What cannot be right at all is an error of the form or the service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from treem.kernel import personal_number
from treem.kernel.vietnamese import date_text, fold
from treem.registry import selectors
from treem.registry.alike import finding
from treem.registry.filters import age_limit
from treem.territory import selectors as territory

if TYPE_CHECKING:
    from treem.registry.models import Child
    from treem.registry.services import ChildData


@dataclass(frozen=True)
class Doubt:
    """A stable code, the field it stands beside, the words, and the children it points to."""

    code: str
    field: str
    text: str
    children: tuple[Child, ...] = ()
    commune_id: int | None = None
    """Of the commune that should be asked, where that is all that may be told."""

    @property
    def key(self) -> str:
        """What a person confirms: this doubt about these children, and no other that comes up later."""
        about = [*(child.pk for child in self.children), *([self.commune_id] if self.commune_id else [])]
        return ":".join([self.code, *map(str, about)])


def doubts_about(
    data: ChildData, *, commune_id: int, today: date, child_id: int | None = None
) -> list[Doubt]:
    """What to ask before saving; ``child_id`` is the record being changed, None for a new one."""
    found = [*_about_name(data.full_name), *_about_birth(data, today), *_about_number(data, child_id)]
    if child_id is None:
        found += _look_alikes(data, commune_id)
    return found


def _about_name(name: str) -> list[Doubt]:
    if len(name.split()) > 1:
        return []
    return [
        Doubt("registry.one_word", "full_name", _("Họ tên chỉ có một chữ. Hãy ghi đủ họ, chữ đệm và tên."))
    ]


def _about_birth(data: ChildData, today: date) -> list[Doubt]:
    if data.birth.on > today:
        return []  # refused by the service, which says so
    limit = age_limit(today)
    if data.birth.age_on(today).years < limit:
        return []
    text = _("Sinh %(born)s thì đã đủ %(limit)d tuổi: không còn trong danh sách trẻ em.") % {
        "born": date_text(data.birth.on),
        "limit": limit,
    }
    return [Doubt("registry.not_a_child", "birth", text)]


def _about_number(data: ChildData, child_id: int | None) -> list[Doubt]:
    if not data.personal_id:
        return []
    sex = cast("personal_number.Sex", data.sex)
    year = data.birth.on.year
    found = [
        Doubt(finding.code, "personal_id", finding.text)
        for finding in personal_number.check(data.personal_id, birth_year=year, sex=sex)
        if finding.level == "conflict"
    ]
    if others := selectors.holders_of(data.personal_id, except_for=child_id):
        text = _("Số định danh này đang ghi cho trẻ khác.")
        found.append(Doubt("registry.number_taken", "personal_id", text, tuple(others)))
    return found


def _look_alikes(data: ChildData, commune_id: int) -> list[Doubt]:
    columns = data.columns()
    asked = finding.Asked(
        full_name=columns["full_name"], birth=data.birth, sex=data.sex, personal_id=columns["personal_id"],
        mother_name=columns["mother_name"], father_name=columns["father_name"], commune_id=commune_id,
        village_id=data.village_id, ethnicity=columns["ethnicity"],
    )  # fmt: skip
    found = []
    alike = {child.pk: child for child, _likeness in finding.children_alike(asked)}
    for child in selectors.look_alikes(
        folded=fold(data.full_name),
        year=data.birth.on.year,
        folded_mother=fold(data.mother_name),
        commune_id=commune_id,
    ):
        alike.setdefault(child.pk, child)
    # Who bears the number is pointed at beside the number.
    number = columns["personal_id"]
    alike = {pk: child for pk, child in alike.items() if not number or child.personal_id != number}
    if alike:
        text = _(
            "Đã có trẻ giống như vậy trong xã, phường. Hãy mở hồ sơ đã có, hoặc xác nhận đây là trẻ khác."
        )
        found.append(Doubt("registry.look_alike", "full_name", text, tuple(alike.values())))
    for known in finding.elsewhere(asked):
        text = _("Một trẻ như vậy đã có hồ sơ ở %(place)s. Hãy hỏi nơi đó trước khi lập hồ sơ mới.") % {
            "place": territory.units([known.commune_id])[known.commune_id].full_name
        }
        found.append(Doubt("registry.known_elsewhere", "full_name", text, commune_id=known.commune_id))
    return found
