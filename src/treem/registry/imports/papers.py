"""Files of lists that go out: the blank list with its help, and the rows that were left out with the reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from treem import law
from treem.files.workbooks import Page, workbook
from treem.registry import rules
from treem.registry.imports import words
from treem.registry.imports.layout import BIRTHS, NAMES

if TYPE_CHECKING:
    from treem.registry.models import ChildImport, ChildImportRow

_CHOICES = ("sex", "ethnicity", "poverty", "birth_registered", "village")


def template(*, villages: Sequence[str], today: date) -> bytes:
    """A blank list. Its examples stand on the page of help, so that nobody takes them in by mistake.

    Always in Vietnamese: it is filled in by offices and read again by its Vietnamese words.
    """
    with override("vi"):
        needed = {NAMES[0][0], BIRTHS[0][0], "sex"}
        lists: dict[str, list[str]] = {
            "sex": [_("Nam"), _("Nữ")],
            "ethnicity": list(law.listed(rules.PEOPLES, on=today).codes),
            "poverty": [_("Hộ nghèo"), _("Hộ cận nghèo")],
            "birth_registered": [_("Có"), _("Chưa")],
            "village": list(villages),
        }
        catalogue = _("Danh mục")
        shown = [key for key in _CHOICES if lists[key]]
        choices = {}
        for number, (key, *_more) in enumerate(words.TEMPLATE):
            if key in shown:
                letter = chr(ord("A") + shown.index(key))
                choices[number] = f"='{catalogue}'!${letter}$2:${letter}${len(lists[key]) + 1}"
        longest = max(len(lists[key]) for key in shown)
        return workbook([
            Page(
                _("Danh sách"),
                [f"{words.label_of(key)} *" if key in needed else words.label_of(key) for key, *_m in words.TEMPLATE],
                widths=[width for *_m, width in words.TEMPLATE], choices=choices,
            ),
            Page(
                _("Hướng dẫn"), [_("Tên cột"), _("Cách ghi"), _("Ví dụ (hư cấu)")],
                [(words.label_of(key), str(help_), example) for key, help_, example, _w in words.TEMPLATE],
                widths=[26, 70, 30],
            ),
            Page(
                catalogue, [words.label_of(key) for key in shown],
                [[lists[key][n] if n < len(lists[key]) else "" for key in shown] for n in range(longest)],
                widths=[24] * len(shown),
            ),
        ])  # fmt: skip


def errors_file(
    taken: ChildImport, rows: Sequence[ChildImportRow], originals: Mapping[int, Sequence[Any]]
) -> bytes:
    """The rows that were left out as they stood in the file, with the reasons: mend them there and send it again.

    The headings are those of the file, so it is read like the file itself.
    """
    headings = [str(heading) for heading in taken.layout.get("headings", [])]
    lines = []
    for row in rows:
        cells = list(originals.get(row.number, ()))
        cells += [""] * (len(headings) - len(cells))
        lines.append([*cells, " ".join(words.reasons(row.findings)), row.number])
    return workbook([
        Page(
            _("Dòng chưa nhập"), [*headings, _("Lý do chưa nhập"), _("Dòng trong tệp gốc")], lines,
            widths=[*[18] * len(headings), 70, 12],
        )
    ])  # fmt: skip
