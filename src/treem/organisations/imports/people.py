"""A list of people and their roles: what it would change, row by row. ``people_saving`` makes the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from treem.kernel.errors import DomainError
from treem.kernel.vietnamese import date_text, fold, title_name
from treem.organisations import errors, services
from treem.organisations.imports import cells
from treem.organisations.imports.cells import Refused
from treem.organisations.imports.columns import plain
from treem.organisations.imports.matching import Bodies, Communes
from treem.organisations.imports.plan import Change, Line, Setting, State
from treem.organisations.imports.roles import Roles
from treem.organisations.imports.table import Row
from treem.organisations.models import Appointment, Body, Role, User

Values = dict[str, tuple[Any, Any]]
"""By field the value before and after."""


@dataclass
class Person:
    """Somebody who has an account, or gets one by an earlier row of the same file."""

    username: str
    full_name: str
    phone: str = ""
    email: str = ""
    user: User | None = None
    places: dict[tuple[int, str], int] = field(default_factory=dict)
    """Agency and role: the row of this file that says so, 0 for what stands already."""

    def reached_by(self, phone: str, email: str) -> bool:
        return bool((phone and _digits(self.phone) == phone) or (email and self.email == email))

    def reached_otherwise(self, phone: str, email: str) -> bool:
        """Whether number and address say that this is another person."""
        known, said = {_digits(self.phone), self.email} - {""}, {phone, email} - {""}
        return bool(known and said and not known & said)


@dataclass
class Work:
    """The account and the appointment that one row makes or changes."""

    person: Person
    role: Role
    body: Body
    makes_person: bool = False
    reopens: bool = False
    user_values: Values = field(default_factory=dict)
    appointment: Appointment | None = None
    appointment_values: Values = field(default_factory=dict)
    from_on: date | None = None
    to_on: date | None = None
    position: str = ""
    decision: str = ""


def plan(rows: Sequence[Row], setting: Setting) -> list[Line]:
    """What each row would do. Nobody's account or role is ended because a list leaves them out."""
    planner = _Planner(setting)
    lines = []
    for row in rows:
        line = Line(row)
        lines.append(line)
        try:
            planner.read(line)
        except (Refused, DomainError) as refusal:
            line.refuse(refusal)
    return lines


class _Planner:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.communes = Communes(setting.province, setting.on)
        self.bodies = Bodies(setting.province, setting.on)
        self.roles = Roles()
        self.shared = services.shared_names()
        self.accounts: dict[str, Person] = {}
        self.named: dict[str, list[Person]] = {}
        self.appointments: dict[int, list[Appointment]] = {}
        for appointment in Appointment.objects.order_by("from_on", "pk"):
            self.appointments.setdefault(appointment.user_id, []).append(appointment)
        for user in User.objects.filter(is_service=False).order_by("pk"):
            places = {(a.body_id, a.role): 0 for a in self.appointments.get(user.pk, [])}
            self._know(Person(user.username, user.full_name, user.phone, user.email, user, places))

    def _know(self, person: Person) -> None:
        self.accounts[person.username] = person
        self.named.setdefault(fold(person.full_name), []).append(person)

    def read(self, line: Line) -> None:
        row = line.row
        written = cells.text(row["full_name"], 120)
        line.label = written
        if not written:
            raise Refused(_("Thiếu họ và tên."))
        name = title_name(written) if written.isupper() or written.islower() else written
        line.label = name
        username = cells.text(row["username"], 60).lower()
        phone, email = cells.phone(row["phone"]), _email(cells.text(row["email"], 254))
        unit, note = self.communes.find(row["commune_code"], row["commune"])
        if note:
            line.notes.append(note)
        if row["body"] == "":
            raise Refused(_("Thiếu cơ quan."))
        body = self.bodies.find(cells.text(row["body"], 200), unit)
        role = self.roles.find(cells.text(row["role"]), body, self.setting.on)
        from_on = cells.day(row["from_on"], _("Từ ngày"))
        to_on = cells.day(row["to_on"], _("Đến hết ngày"))
        person = self._person(line, username, name, phone, email, body, role)
        work = Work(
            person, role, body, from_on=from_on, to_on=to_on,
            position=cells.text(row["position"], 120), decision=cells.text(row["decision"], 120),
        )  # fmt: skip
        if earlier := person.places.get((body.pk, role.value)):
            raise Refused(_("Trùng với dòng {row}.").format(row=earlier))
        if person.username not in self.accounts:
            services.check_account(person.username, person.full_name, self.shared)
            work.makes_person = True
        elif person.user is not None:
            self._account(line, work, name, phone, email)
        self._appointment(line, work)
        if work.makes_person:
            self._know(person)
        person.places[body.pk, role.value] = line.number
        line.work = work
        line.detail = " · ".join((str(role.label), body.short_name, person.username))

    # -- who

    def _person(
        self, line: Line, username: str, name: str, phone: str, email: str, body: Body, role: Role
    ) -> Person:
        if username:
            person = self.accounts.get(username)
            if person is None:
                return Person(username, name, phone, email)
            if fold(person.full_name) != fold(name):
                raise Refused(
                    _("Tên đăng nhập “{username}” đã thuộc về {person}.").format(
                        username=username, person=person.full_name
                    )
                )
            return person
        found = self._same(self.named.get(fold(name), []), phone, email, body, role)
        if len(found) > 1:
            accounts = ", ".join(person.username for person in found)
            raise Refused(
                _("Có nhiều người tên {name} ({accounts}). Hãy ghi tên đăng nhập.").format(
                    name=name, accounts=accounts
                )
            )
        if found:
            if found[0].user is None and (body.pk, role.value) not in found[0].places:
                rows = sorted({row for row in found[0].places.values() if row})
                line.notes.append(_("Cùng người với dòng {row}.").format(row=rows[0] if rows else "…"))
            return found[0]
        return Person(self._proposal(name), name, phone, email)

    @staticmethod
    def _same(namesakes: list[Person], phone: str, email: str, body: Body, role: Role) -> list[Person]:
        """Those of one name who are meant: by number or address, else by agency and role."""
        reached = [person for person in namesakes if person.reached_by(phone, email)]
        if reached:
            return reached
        there = [person for person in namesakes if any(place == body.pk for place, _role in person.places)]
        in_role = [person for person in there if (body.pk, role.value) in person.places]
        standing = [person for person in in_role if person.user is not None]
        if len(standing) == 1 and standing == in_role:
            return standing  # a number may have changed
        alike = [person for person in there if not person.reached_otherwise(phone, email)]
        if not alike and any(person.user is not None for person in there):
            raise Refused(
                _("Cơ quan này đã có {name} ({username}) với số điện thoại hoặc thư điện tử khác. Nếu là cùng một người, "
                  "hãy ghi tên đăng nhập đó; nếu là người khác, hãy ghi một tên đăng nhập mới.").format(
                    name=there[0].full_name, username=there[0].username
                )
            )  # fmt: skip
        return alike

    def _proposal(self, name: str) -> str:
        """«Lò Thị Lan» → lan.lothi, with a number when somebody has it."""
        words = plain(name).split()
        stem = f"{words[-1]}.{''.join(words[:-1])}"[:56] if len(words) > 1 else "".join(words)
        number, username = 1, stem
        while username in self.accounts:
            number += 1
            username = f"{stem}{number}"
        return username

    def _account(self, line: Line, work: Work, name: str, phone: str, email: str) -> None:
        user = work.person.user
        assert user is not None
        if not user.is_active:
            if user.pk not in self.setting.undone.users:
                raise errors.PersonInactive(person=user)
            work.reopens = True
            work.user_values["is_active"] = (False, True)
            line.changes.append(Change(_("tài khoản"), _("đã ngừng"), _("đang dùng, mật khẩu mới")))
        wanted = {"full_name": name, "phone": phone, "email": email}
        for key, value in wanted.items():
            before = getattr(user, key)
            if value and value != before and not (key == "phone" and _digits(before) == value):
                work.user_values[key] = (before, value)
                line.changes.append(Change(str(User._meta.get_field(key).verbose_name), before, value))  # type: ignore[union-attr]
        if line.changes:
            line.state = State.CHANGED

    # -- in which role

    def _appointment(self, line: Line, work: Work) -> None:
        found = self._standing(work)
        if found is None:
            from_on = work.from_on or self.setting.on
            services.check_appointment(work.role, work.body, from_on, work.to_on)
            work.from_on = from_on
            if work.makes_person:
                line.state = State.NEW
            else:
                line.state = State.CHANGED
                line.changes.append(Change(_("vai trò"), "", f"{work.role.label} · {work.body.short_name}"))
            return
        work.appointment = found
        wanted: dict[str, Any] = {"position": work.position, "decision": work.decision, "to_on": work.to_on}
        values = {key: value for key, value in wanted.items() if value and value != getattr(found, key)}
        if found.to_on is not None and work.to_on is None:
            if found.pk in self.setting.undone.appointments:
                values["to_on"] = None
            elif found.to_on < self.setting.on:
                line.notes.append(_("Vai trò này đã kết thúc ngày {day}.").format(day=date_text(found.to_on)))
        if values.get("to_on"):
            services.check_appointment(work.role, work.body, found.from_on, work.to_on)
            if work.role == Role.ADMINISTRATOR:
                raise Refused(_("Vai trò quản trị chỉ kết thúc trên trang của người đó."))
        for key, value in values.items():
            before = getattr(found, key)
            work.appointment_values[key] = (before, value)
            label = str(Appointment._meta.get_field(key).verbose_name)  # type: ignore[union-attr]
            line.changes.append(Change(label, _shown(before), _shown(value)))
        if values:
            line.state = State.CHANGED

    def _standing(self, work: Work) -> Appointment | None:
        """The appointment that the row speaks of. Raises AppointmentOverlaps for one with other days."""
        if work.person.user is None:
            return None
        mine = [
            a for a in self.appointments.get(work.person.user.pk, [])
            if a.role == work.role and a.body_id == work.body.pk
        ]  # fmt: skip
        if work.from_on is None:
            last = [
                a for a in mine
                if a.to_on is None or a.to_on >= self.setting.on or a.pk in self.setting.undone.appointments
            ]  # fmt: skip
            return last[-1] if last else None
        for appointment in mine:
            if appointment.from_on == work.from_on:
                return appointment
        for other in mine:
            if (other.to_on is None or work.from_on <= other.to_on) and (
                work.to_on is None or other.from_on <= work.to_on
            ):
                raise errors.AppointmentOverlaps(
                    person=work.person.full_name, body=work.body.short_name, period=services.period(other)
                )
        return None


def _email(written: str) -> str:
    address = written.lower()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(_("Thư điện tử “{email}” chưa đúng.").format(email=written)) from None
    return address


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())


def _shown(value: Any) -> str:
    return date_text(value) if isinstance(value, date) else str(value or "")
