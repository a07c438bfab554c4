"""The rules of the register's quality, read from ``data/quality_rules.toml``. No database here.

A rule is a condition of PostgreSQL on one child and what belongs to it (``evaluation``): the same text answers for one
child that was just saved and for the whole province.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from treem import law
from treem.kernel.language import gettext, gettext_noop
from treem.kernel.sources import Source
from treem.law.files import Table, read_toml

_FILE = Path(__file__).parents[1] / "data" / "quality_rules.toml"
_VALUE = re.compile(r"(?<![:\w]):([a-z_]+)")
OURS = "Quy ước của hệ thống"
"""The source of what no text asks for."""

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES: Mapping[str, str] = MappingProxyType({
    ERROR: gettext_noop("Phải sửa"), WARNING: gettext_noop("Cần kiểm tra"), NOTE: gettext_noop("Nên bổ sung"),
})  # fmt: skip
SERIOUS = (ERROR, WARNING)
"""What keeps a record from being clean."""
KINDS: Mapping[str, str] = MappingProxyType({
    "missing": gettext_noop("Còn thiếu"), "contradictory": gettext_noop("Mâu thuẫn"), "doubtful": gettext_noop("Đáng ngờ"),
    "stale": gettext_noop("Lâu chưa cập nhật"), "watch": gettext_noop("Cần theo dõi"),
})  # fmt: skip
FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "full_name": (gettext_noop("Họ và tên"), "full_name"),
    "birth": (gettext_noop("Ngày sinh"), "date_of_birth || birth_precision"),
    "personal_id": (gettext_noop("Số định danh cá nhân"), "personal_id"),
    "birth_registered": (gettext_noop("Đăng ký khai sinh"), "birth_registered || coalesce(birth_paper_on::text, '')"),
    "ethnicity": (gettext_noop("Dân tộc"), "ethnicity"),
    "village": (gettext_noop("Tổ, bản, tiểu khu"), "coalesce(village_id::text, '')"),
    "residence": (gettext_noop("Nơi thường trú, nơi ở"), "permanent_residence || '/' || present_residence"),
    "household": (gettext_noop("Hộ gia đình"), "coalesce(household_id::text, '')"),
    "parents": (gettext_noop("Họ tên cha mẹ"), "mother_name || '/' || father_name"),
    "carers": (gettext_noop("Cha mẹ, người chăm sóc"), "carers_mark::text"),
    "schooling": (gettext_noop("Học tập"), "coalesce(school, '')"),
    "insurance": (gettext_noop("Bảo hiểm y tế"), "coalesce(insurance, '')"),
    "circumstances": (gettext_noop("Hoàn cảnh, nguy cơ"), "groups::text || coalesce(risk_since::text, '')"),
    "status": (gettext_noop("Biến động"), "status || coalesce(exit_on::text, '')"),
    "record": (gettext_noop("Rà soát, cập nhật"), "touched_on::text"),
    "ministry": (gettext_noop("Hệ thống của Bộ"), "coalesce(ministry_on::text, '')"),
})  # fmt: skip
"""What the score is counted by: the words, and what a person looked at who accepts a finding of it."""
WHO = ("listed", "gone", "grown")
GIVEN = ("day", "prefixes", "peoples")
"""Values that every condition may name; lists and the day come with the question."""


@dataclass(frozen=True)
class Rule:
    """One rule. ``condition`` and ``mark`` are PostgreSQL with ``:name`` for numbers; ``fix`` names a proposal."""

    code: str
    kind: str
    severity: str
    field: str
    title_vi: str
    reason_vi: str
    who: str
    condition: str
    mark: str
    numbers: Mapping[str, int]
    law: Mapping[str, str]
    fix: str
    source: Source
    verified: bool

    @property
    def title(self) -> str:
        """What is wrong, in the language of the screen."""
        return gettext(self.title_vi)

    @property
    def reason(self) -> str:
        """Why it matters."""
        return gettext(self.reason_vi)

    @property
    def field_words(self) -> str:
        """The field in words."""
        return gettext(FIELDS[self.field][0])

    @property
    def serious(self) -> bool:
        """Whether a record with it is not clean."""
        return self.severity in SERIOUS

    @property
    def cited(self) -> str:
        """The source as people cite it; empty for the project's own convention."""
        return "" if self.source.document == OURS else str(self.source)

    def sql(self, text: str, day: date) -> str:
        """A condition of the rule with its numbers of the day, ready for a cursor with ``GIVEN``. Raises NotInForce."""
        values = {**self.numbers, **{name: law.value(key, on=day).whole for name, key in self.law.items()}}

        def put(found: re.Match[str]) -> str:
            name = found[1]
            return f"%({name})s" if name in GIVEN else str(values[name])

        return _VALUE.sub(put, text.replace("%", "%%"))


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the file. Raises LawFileError for a file that does not hold together."""
    table = read_toml(_FILE)
    if table.whole("schema") != 1:
        raise table.error("unknown schema")
    found: dict[str, Rule] = {}
    for row in table.tables("rules"):
        rule = _rule(row)
        if rule.code in found:
            raise row.error(f"“{rule.code}” stands twice")
        found[rule.code] = rule
    table.done()
    return MappingProxyType(found)


def _rule(row: Table) -> Rule:
    field = _one_of(row, "field", FIELDS)
    condition = row.text("when")
    numbers = row.raw("numbers") if "numbers" in row else {}
    laws = row.raw("law") if "law" in row else {}
    rule = Rule(
        code=row.text("code"), kind=_one_of(row, "kind", KINDS), severity=_one_of(row, "severity", SEVERITIES),
        field=field, title_vi=row.text("title"), reason_vi=row.text("reason"),
        who=_one_of(row, "who", WHO) if "who" in row else "listed", condition=condition,
        mark=row.text("about", FIELDS[field][1]), numbers=numbers, law=laws, fix=row.text("fix", ""),
        source=row.source(), verified=row.flag("verified"),
    )  # fmt: skip
    row.done()
    known = {*numbers, *laws, *GIVEN}
    for name in _VALUE.findall(f"{condition} {rule.mark}"):
        if name not in known:
            raise row.error(f"“:{name}” is no number of the rule")
    return rule


def _one_of(row: Table, key: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    found = row.text(key)
    if found not in known:
        raise row.error(f"“{found}” is no {key}")
    return found


def codes(*, severity: str = "", kind: str = "", serious: bool = False) -> list[str]:
    """Codes of the rules of a severity, of a kind, or of all that keep a record from being clean."""
    return [
        rule.code
        for rule in all_rules().values()
        if (not severity or rule.severity == severity)
        and (not kind or rule.kind == kind)
        and (not serious or rule.serious)
    ]
