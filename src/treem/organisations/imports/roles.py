"""Which role people mean: the words of the list, then what fits the agency. No database here."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from treem.organisations.errors import RoleDoesNotFitBody
from treem.organisations.fitting import misfit
from treem.organisations.imports.cells import Refused
from treem.organisations.imports.columns import plain
from treem.organisations.models import Body
from treem.organisations.roles import Role

_LEADS = (Role.COMMUNE_LEADER, Role.PROVINCE_LEADER, Role.LEAD_DIRECTOR)
_DIVISION = (Role.COMMUNE_DIVISION_HEAD, Role.LEAD_DIVISION_HEAD)
# Of several roles the first that fits the agency is meant: «chuyên viên» of the lead agency, or of another one.
_WORDS: dict[tuple[str, ...], tuple[Role, ...]] = {
    ("can bo bao ve tre em", "can bo bvte", "can bo tre em", "nguoi lam cong tac bao ve tre em",
     "nguoi lam cong tac tre em", "nguoi lam cong tac bvte", "can bo phu trach tre em",
     "cong chuc phu trach tre em", "cong chuc phu trach cong tac tre em"): (Role.COMMUNE_OFFICER,),
    ("truc duong day nong", "duong day nong", "truc duong day nong 24 7", "duong day nong bao ve tre em",
     "truc duong day nong bao ve tre em"): (Role.HOTLINE_OFFICER,),
    ("truong phong", "pho truong phong", "lanh dao phong", "truong phong van hoa xa hoi",
     "pho truong phong van hoa xa hoi", "truong phong vhxh", "lanh dao phong vhxh"): _DIVISION,
    ("chu tich", "pho chu tich", "chu tich ubnd", "pho chu tich ubnd", "chu tich ubnd xa", "pho chu tich ubnd xa",
     "chu tich ubnd tinh", "pho chu tich ubnd tinh", "lanh dao ubnd", "lanh dao", "lanh dao xa"): _LEADS,
    ("giam doc", "pho giam doc", "giam doc so", "pho giam doc so", "lanh dao so"): (Role.LEAD_DIRECTOR,),
    ("chuyen vien", "chuyen vien so", "can bo so", "can bo so nganh", "can bo", "cong chuc"):
        (Role.LEAD_SPECIALIST, Role.SECTOR_OFFICER, Role.MINISTRY_ANALYST),
    ("co quan phoi hop", "co quan phoi hop tai xa", "can bo phoi hop", "cong an xa", "tram y te", "truong hoc",
     "can bo y te", "giao vien"): (Role.COMMUNE_PARTNER,),
    ("cong tac vien", "ctv", "cong tac vien tre em", "cong tac vien thon ban"): (Role.COLLABORATOR,),
    ("thanh tra", "kiem tra", "thanh tra vien"): (Role.INSPECTOR,),
    ("quan tri", "quan tri vien"): (Role.ADMINISTRATOR,),
}  # fmt: skip


def _known() -> dict[str, tuple[Role, ...]]:
    known = {word: roles for words, roles in _WORDS.items() for word in words}
    with override("vi"):
        known |= {plain(str(role.label)): (role,) for role in Role}
    return known | {plain(role.value): (role,) for role in Role}


class Roles:
    """Reads the role column of one list."""

    def __init__(self) -> None:
        self.known = _known()

    def find(self, written: str, body: Body, on: date) -> Role:
        """The role. Raises Refused when the words mean none, RoleDoesNotFitBody when none fits the agency."""
        if not written:
            raise Refused(_("Thiếu vai trò."))
        roles = self.known.get(plain(written), ())
        if not roles:
            raise Refused(
                _("Không hiểu vai trò “{role}”. Hãy chọn trong danh mục của tệp mẫu.").format(role=written)
            )
        fitting = [role for role in roles if not misfit(role, body, on)]
        if not fitting:
            raise RoleDoesNotFitBody(role=written, body=body.short_name, reason=misfit(roles[0], body, on))
        return fitting[0]
