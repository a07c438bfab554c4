"""Files that go out: the blank list with its help, the rows that were refused, the passwords to hand over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.files.workbooks import Page, workbook
from treem.organisations.imports.columns import COLUMNS, NEEDED
from treem.organisations.imports.plan import Password, Plan
from treem.organisations.models import BodyKind, BodyLevel, ImportKind, Role
from treem.territory.villages import KINDS


def template(kind: str, communes: Iterable[tuple[str, str]], bodies: Iterable[tuple[str, str]]) -> bytes:
    """A blank list: headings, help with invented examples, and lists to choose from.

    The examples stand on the page of help, so that nobody takes them in by mistake. ``communes`` and ``bodies`` are
    codes and names of the province. Always in Vietnamese: the list is filled in by the province's offices and read
    again by its Vietnamese words.
    """
    with override("vi"):
        return _template(kind, list(communes), list(bodies))


def _template(kind: str, communes: list[tuple[str, str]], bodies: list[tuple[str, str]]) -> bytes:
    columns = COLUMNS[kind]
    needed = {key for group in NEEDED[kind] for key in group}
    lists: list[tuple[str, list[str]]] = [(_("Xã, phường"), [f"{name}" for _code, name in communes])]
    if kind == ImportKind.BODIES:
        lists += [
            (_("Loại"), [str(k.label) for k in BodyKind]),
            (_("Cấp"), [str(k.label) for k in BodyLevel]),
        ]
    elif kind == ImportKind.PEOPLE:
        lists += [
            (_("Vai trò"), [str(role.label) for role in Role]),
            (_("Cơ quan"), [name for _c, name in bodies]),
        ]
    else:
        lists += [(_("Loại"), list(KINDS))]
    catalogue = _("Danh mục")
    places = {heading: (place, len(words)) for place, (heading, words) in enumerate(lists)}
    choices = {}
    for number, column in enumerate(columns):
        if str(column.label) in places:
            place, size = places[str(column.label)]
            letter = chr(ord("A") + place)
            choices[number] = f"='{catalogue}'!${letter}$2:${letter}${size + 1}"
    longest = max(len(words) for _heading, words in lists)
    return workbook(
        [
            Page(
                _("Danh sách"), [f"{c.label} *" if c.key in needed else str(c.label) for c in columns],
                widths=[c.width for c in columns], choices=choices,
            ),
            Page(
                _("Hướng dẫn"), [_("Tên cột"), _("Cách ghi"), _("Ví dụ (hư cấu)")],
                [(str(c.label), str(c.help), c.example) for c in columns], widths=[26, 70, 44],
            ),
            Page(
                catalogue, [heading for heading, _words in lists],
                [[words[n] if n < len(words) else "" for _h, words in lists] for n in range(longest)],
                widths=[34] * len(lists),
            ),
            Page(_("Mã xã, phường"), [_("Mã"), _("Tên")], communes, widths=[10, 40]),
        ]
    )  # fmt: skip


def errors_file(plan: Plan) -> bytes:
    """The refused rows as they stood, with the reasons: mend them there and take the file in again."""
    headings = [heading or "" for heading in plan.table.headings]
    width = len(headings)
    rows: list[Sequence[object]] = []
    for line in plan.refused:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        rows.append([*cells, " ".join(line.problems), line.number])
    page = Page(
        _("Dòng bị từ chối"), [*headings, _("Lý do từ chối"), _("Dòng trong tệp gốc")], rows,
        widths=[*[20] * width, 70, 12],
    )  # fmt: skip
    return workbook([page])


def passwords_file(passwords: Sequence[Password]) -> bytes:
    """One row a person, to cut and hand over."""
    heading = [_("Họ và tên"), _("Cơ quan"), _("Tên đăng nhập"), _("Mật khẩu dùng một lần")]
    rows = [(each.full_name, each.body, each.username, each.password) for each in passwords]
    return workbook([Page(_("Mật khẩu"), heading, rows, widths=[28, 40, 22, 24])])
