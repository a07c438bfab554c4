"""The 12-digit personal number (số định danh cá nhân): what can be checked, and how it is shown.

Digits 1-3: province or country where the birth was registered; 4: century and sex; 5-6: year of birth;
7-12: random. There is no check digit, so a number can be found wrong, never proved right.
Source: Điều 7 Thông tư 07/2016/TT-BCA and its annex 1; Điều 12 Luật Căn cước 2023.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from treem.kernel.language import gettext as _

Sex = Literal["male", "female"]
Level = Literal["error", "conflict"]

_PREFIXES = Path(__file__).parent / "data" / "personal_number_prefixes.csv"
_LAST_PROVINCE = 96
_PLACEHOLDERS = frozenset({"123456789012", "012345678901", "012345678910", "987654321098"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a number. An error cannot be a personal number; a conflict has two sides,
    of which either may be wrong, and goes to a person."""

    level: Level
    code: str
    text: str


@cache
def prefixes() -> Mapping[str, str]:
    """The 63 codes of provinces at the time of Thông tư 07/2016, with their names then.

    They never change and are **not** the province codes of today: 015 is Yên Bái, province 15 is Lào Cai.
    """
    with _PREFIXES.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["code"]: row["name"] for row in csv.DictReader(file)})


def clean(text: str) -> str:
    """What was typed without spaces, dots, hyphens and apostrophes."""
    return re.sub(r"[\s.\-'’‘`]", "", text)


def restore_leading_zero(text: str) -> str | None:
    """The number with the zero that spreadsheets drop, when that makes a number without error; else None."""
    digits = clean(text)
    if not re.fullmatch(r"[1-9][0-9]{10}", digits):
        return None
    restored = f"0{digits}"
    return None if any(found.level == "error" for found in check(restored)) else restored


def check(text: str, *, birth_year: int | None = None, sex: Sex | None = None) -> list[Finding]:
    """What is wrong with the number, errors first; an empty list means: nothing was found.

    Conflicts with the year of birth and the sex are looked for where these are known. Whether the number
    is taken by another child is a question for the register.
    """
    digits = clean(text)
    if not digits:
        return [Finding("error", "personal_number.empty", _("Chưa nhập số định danh cá nhân."))]
    if not re.fullmatch(r"[0-9]{12}", digits):
        return [Finding("error", "personal_number.form", _form_text(digits))]
    if len(set(digits)) == 1 or digits in _PLACEHOLDERS:
        return [
            Finding(
                "error", "personal_number.placeholder", _("Đây là số điền tạm, không phải số định danh thật.")
            )
        ]
    found = [*_check_prefix(digits), *_check_birth(digits, birth_year), *_check_sex(digits, sex)]
    if len(set(digits[6:])) == 1:
        text = _(
            "Sáu chữ số cuối đều là {digit}: có thể là số điền tạm, cần đối chiếu giấy khai sinh."
        ).format(digit=digits[6])
        found.append(Finding("conflict", "personal_number.equal_tail", text))
    return found


def _form_text(digits: str) -> str:
    if not re.fullmatch(r"[0-9]*", digits):
        return _(
            "Số định danh cá nhân chỉ gồm 12 chữ số 0-9; nếu lấy từ bảng tính, định dạng cột là văn bản."
        )
    if len(digits) == 9:
        return _("Số này có 9 chữ số: đây là số chứng minh nhân dân cũ, không phải số định danh cá nhân.")
    return _("Số định danh cá nhân phải có đúng 12 chữ số; số này có {count}.").format(count=len(digits))


def _check_prefix(digits: str) -> list[Finding]:
    prefix = digits[:3]
    if prefix in prefixes():
        return []
    if int(prefix) > _LAST_PROVINCE:
        text = _(
            "Mã {prefix} ở đầu số không phải mã tỉnh: chỉ đúng nếu đăng ký khai sinh ở nước ngoài."
        ).format(prefix=prefix)
        return [Finding("conflict", "personal_number.foreign_prefix", text)]
    text = _("Ba chữ số đầu {prefix} không phải mã tỉnh nào trong bảng mã số định danh.").format(
        prefix=prefix
    )
    return [Finding("error", "personal_number.prefix", text)]


def born_in(digits: str) -> int:
    """The year of birth that a well-formed number carries."""
    return 1900 + 100 * (int(digits[3]) // 2) + int(digits[4:6])


def sex_of(digits: str) -> Sex:
    """The sex that a well-formed number carries."""
    return "female" if int(digits[3]) % 2 else "male"


def _check_birth(digits: str, birth_year: int | None) -> list[Finding]:
    if birth_year is None or born_in(digits) == birth_year:
        return []
    text = _("Số định danh ghi năm sinh {number}, hồ sơ ghi {record}: một trong hai bên có thể sai.").format(
        number=born_in(digits), record=birth_year
    )
    return [Finding("conflict", "personal_number.birth_year", text)]


def _check_sex(digits: str, sex: Sex | None) -> list[Finding]:
    if sex is None or sex_of(digits) == sex:
        return []
    words = {"male": _("nam"), "female": _("nữ")}
    text = _("Số định danh ghi giới tính {number}, hồ sơ ghi {record}: một trong hai bên có thể sai.").format(
        number=words[sex_of(digits)], record=words[sex]
    )
    return [Finding("conflict", "personal_number.sex", text)]


def mask(text: str) -> str:
    """The number for people who need not know it: 014•••••••12. Anything that is not 12 digits is hidden whole."""
    digits = clean(text)
    if re.fullmatch(r"[0-9]{12}", digits):
        return f"{digits[:3]}•••••••{digits[10:]}"
    return "•" * len(digits)
