"""Figures of an agency: typed by one, confirmed by another, kept when a newer one comes, hidden until then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from conftest import as_app
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.db.scope import Scope
from treem.indicators import figures
from treem.indicators.doubts import doubts_about
from treem.indicators.errors import (
    AlreadyWaiting,
    DayAhead,
    DayOutsidePeriod,
    NotOpen,
    NotYours,
    SamePerson,
)
from treem.indicators.models import TargetValue, ValueSource, ValueState
from treem.indicators.tests.factories import (
    acting,
    colleague,
    confirm,
    confirmed,
    enter,
    form_data,
    make_target,
    typed,
)
from treem.kernel.time import now, today
from treem.organisations.models import Role, User
from treem.organisations.selectors import appointments_in_force, scope_for
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database
Browser = Callable[[User], Any]


def scope_of(person: User) -> Scope:
    day = today()
    return scope_for(appointments_in_force(person, day)[0], day)


@pytest.fixture
def teacher(world: World) -> User:
    """An officer of Sở Giáo dục và Đào tạo."""
    return world.users[Role.SECTOR_OFFICER]


@pytest.fixture
def second_teacher(world: World) -> User:
    return colleague(world, world.bodies["so-gddt"], Role.SECTOR_OFFICER, "hai")


@pytest.fixture
def of_schools(world: World) -> Any:
    return make_target(world, number="23", lead=world.bodies["so-gddt"], name="Trường có hỗ trợ tâm lý")


def test_a_figure_counts_only_when_a_second_person_has_confirmed_it(
    of_schools: Any, teacher: User, second_teacher: User
) -> None:
    value = enter(of_schools, teacher)
    assert value.state == ValueState.PROPOSED
    with acting(teacher), pytest.raises(SamePerson):
        figures.confirm_value(value, actor=teacher, at=now(), version=value.version)
    done = confirm(value, second_teacher)
    assert (done.state, done.confirmed_by) == (ValueState.CONFIRMED, second_teacher)
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["indicators.enter_value", "indicators.confirm_value"]


def test_the_database_itself_refuses_one_person_for_both_steps(of_schools: Any, teacher: User) -> None:
    value = enter(of_schools, teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetValue.objects.filter(pk=value.pk).update(
            state="confirmed", confirmed_by=teacher, confirmed_at=now()
        )


def test_the_lead_for_children_may_confirm_what_another_agency_typed(
    world: World, of_schools: Any, teacher: User
) -> None:
    assert confirm(enter(of_schools, teacher), world.hung).state == ValueState.CONFIRMED


def test_an_agency_gives_no_figure_for_the_target_of_another(world: World, teacher: User) -> None:
    target = make_target(world)  # Sở Y tế leads it
    with acting(teacher), pytest.raises(NotYours, match="Sở Y tế"):
        figures.enter_value(target, uuid=uuid.uuid4(), typed=typed(), actor=teacher, at=now())
    with acting(world.lan), pytest.raises(NotYours):
        figures.enter_value(target, uuid=uuid.uuid4(), typed=typed(), actor=world.lan, at=now())


def test_a_commune_answers_for_its_own_target_and_the_province_does_not(world: World) -> None:
    target = make_target(world, owner=world.bodies[f"ubnd-{world.own.code}"], lead=None, number="R1")
    assert enter(target, world.lan).plan_level is False
    for other in (world.hung, world.neighbour):
        with acting(other), pytest.raises(NotYours):
            figures.enter_value(target, uuid=uuid.uuid4(), typed=typed(), actor=other, at=now())


def test_a_neighbouring_agency_finds_no_proposed_figure_and_reads_a_confirmed_one(
    world: World, of_schools: Any, teacher: User, second_teacher: User, browser: Browser
) -> None:
    """As the application's role: the row policies alone decide."""
    stranger = make_stranger(world)
    value = enter(of_schools, teacher)
    with as_app(scope_of(stranger)):
        assert not TargetValue.objects.exists()
    assert browser(stranger).get(f"/indicators/values/{value.uuid}/").status_code == 404
    confirm(value, second_teacher)
    with as_app(scope_of(stranger)):
        assert TargetValue.objects.count() == 1
        # Read, yes; written, no: the policy for writing looks at the body.
        assert TargetValue.objects.update(note="sửa lén") == 0
    with as_app(Scope(0)), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('treem.user', '', true)")
        assert not TargetValue.objects.exists()
    assert browser(stranger).get(f"/indicators/values/{value.uuid}/").status_code == 200
    assert browser(world.lan).get(f"/indicators/values/{value.uuid}/").status_code == 200
    assert (
        browser(stranger)
        .post(f"/indicators/values/{value.uuid}/confirm/", {"version": value.version})
        .status_code
        == 404
    )


def make_stranger(world: World) -> User:
    """An officer of a third agency of the province."""
    from treem.organisations.models import Body, BodyKind, BodyLevel

    body = Body.objects.create(
        code="so-noi-vu", name="Sở Nội vụ", short_name="Sở Nội vụ", kind=BodyKind.DEPARTMENT,
        level=BodyLevel.PROVINCE, unit=world.province,
    )  # fmt: skip
    return colleague(world, body, Role.SECTOR_OFFICER, "nv")


def test_a_neighbouring_commune_never_sees_the_figures_of_an_own_target(world: World) -> None:
    target = make_target(world, owner=world.bodies[f"ubnd-{world.own.code}"], lead=None, number="R1")
    head = world.users[Role.COMMUNE_DIVISION_HEAD]
    value = confirmed(target, world.lan, head)
    assert value.state == ValueState.CONFIRMED
    with as_app(scope_of(world.neighbour)):
        assert not TargetValue.objects.exists()
    with as_app(scope_of(world.lan)):
        assert TargetValue.objects.count() == 1


def test_a_newer_figure_for_the_same_day_supersedes_and_the_old_one_stays(
    of_schools: Any, teacher: User, second_teacher: User
) -> None:
    first = confirmed(of_schools, teacher, second_teacher, typed(90))
    second = confirmed(of_schools, teacher, second_teacher, typed(92))
    first.refresh_from_db()
    assert (first.state, first.superseded_by, first.numerator) == (ValueState.SUPERSEDED, second, 90)
    earlier = confirmed(of_schools, teacher, second_teacher, typed(80, as_of=date(today().year, 1, 2)))
    second.refresh_from_db()
    assert (second.state, earlier.state) == (ValueState.CONFIRMED, ValueState.CONFIRMED)


def test_a_confirmed_figure_is_never_changed_or_withdrawn(
    of_schools: Any, teacher: User, second_teacher: User
) -> None:
    value = confirmed(of_schools, teacher, second_teacher)
    with acting(teacher):
        for act in (
            lambda: figures.change_value(
                value, typed=typed(1), actor=teacher, at=now(), version=value.version
            ),
            lambda: figures.withdraw_value(value, actor=teacher, at=now(), version=value.version),
        ):
            with pytest.raises(NotOpen):
                act()


def test_a_figure_sent_back_is_mended_and_waits_again_as_of_whoever_mended_it(
    world: World, of_schools: Any, teacher: User, second_teacher: User
) -> None:
    value = enter(of_schools, teacher)
    with acting(world.hung):
        value = figures.send_back_value(
            value, actor=world.hung, at=now(), version=value.version, reason="Thiếu mẫu số của bậc học."
        )
    with acting(second_teacher):
        value = figures.change_value(
            value, typed=typed(70), actor=second_teacher, at=now(), version=value.version
        )
    assert (value.state, value.reason, value.typed_by) == (ValueState.PROPOSED, "", second_teacher)
    with acting(second_teacher), pytest.raises(SamePerson):
        figures.confirm_value(value, actor=second_teacher, at=now(), version=value.version)
    assert confirm(value, teacher).state == ValueState.CONFIRMED


def test_the_history_keeps_what_stood_before_a_change(of_schools: Any, teacher: User) -> None:
    value = enter(of_schools, teacher, typed(90))
    with acting(teacher):
        figures.change_value(value, typed=typed(70), actor=teacher, at=now(), version=value.version)
    event = apps.get_model("indicators", "TargetValueEvent")
    kept = event.objects.filter(pgh_obj=value, pgh_label="update").values_list("numerator", flat=True)
    assert list(kept) == [90]


def test_two_people_who_change_one_figure_see_the_difference(
    of_schools: Any, teacher: User, second_teacher: User
) -> None:
    value = enter(of_schools, teacher)
    with acting(second_teacher):
        figures.change_value(value, typed=typed(70), actor=second_teacher, at=now(), version=value.version)
    with acting(teacher), pytest.raises(StaleVersion) as caught:
        figures.change_value(value, typed=typed(80), actor=teacher, at=now(), version=value.version)
    assert [d.name for d in caught.value.differences] == ["numerator"]


def test_asking_twice_with_one_number_makes_one_figure(of_schools: Any, teacher: User) -> None:
    number = uuid.uuid4()
    with acting(teacher):
        for _ in range(2):
            figures.enter_value(of_schools, uuid=number, typed=typed(), actor=teacher, at=now())
        with pytest.raises(AlreadyWaiting):
            figures.enter_value(of_schools, uuid=uuid.uuid4(), typed=typed(), actor=teacher, at=now())
    assert TargetValue.objects.count() == 1


def test_one_number_sent_for_another_target_is_a_figure_of_that_target(
    world: World, of_schools: Any, teacher: User, browser: Browser
) -> None:
    other = make_target(
        world, number="24", lead=world.bodies["so-gddt"], name="Trường có công trình nước sạch"
    )
    client, data = browser(teacher), form_data()
    pages = {}
    for target in (of_schools, other):
        for _press in range(2):
            pages[target.pk] = client.post(f"/indicators/targets/{target.uuid}/enter/", data).url
    assert pages == {
        value.target_id: f"/indicators/values/{value.uuid}/" for value in TargetValue.objects.all()
    }
    assert set(pages) == {of_schools.pk, other.pk}


def test_going_back_to_the_form_and_typing_another_figure_does_not_give_the_first_one_back(
    of_schools: Any, teacher: User, second_teacher: User
) -> None:
    number = uuid.uuid4()
    with acting(teacher):
        first = figures.enter_value(of_schools, uuid=number, typed=typed(70), actor=teacher, at=now())
        with pytest.raises(AlreadyWaiting):
            figures.enter_value(of_schools, uuid=number, typed=typed(80), actor=teacher, at=now())
    with acting(second_teacher):
        figures.confirm_value(first, actor=second_teacher, at=now(), version=first.version)
    with acting(teacher):
        second = figures.enter_value(of_schools, uuid=number, typed=typed(80), actor=teacher, at=now())
    assert (second.pk != first.pk, second.numerator) == (True, 80)


def test_a_day_that_has_not_come_or_lies_outside_the_period_is_refused(
    of_schools: Any, teacher: User
) -> None:
    year = today().year
    with acting(teacher):
        for figure, fault in (
            (typed(as_of=today() + timedelta(days=1), period=str(year)), DayAhead),
            (typed(as_of=date(year - 2, 5, 1), period=str(year - 1)), DayOutsidePeriod),
            (typed(as_of=date(year - 1, 12, 31), period=f"{year - 1}-H1"), DayOutsidePeriod),
        ):
            with pytest.raises(fault):
                figures.enter_value(of_schools, uuid=uuid.uuid4(), typed=figure, actor=teacher, at=now())
    # 15 December opens the administrative year, 31 December closes the calendar one: both belong.
    enter(of_schools, teacher, typed(as_of=date(year - 1, 12, 15), period=str(year)))
    enter(of_schools, teacher, typed(as_of=date(year - 1, 12, 31), period=str(year - 1)))


def test_whoever_confirms_is_told_of_a_jump(of_schools: Any, teacher: User, second_teacher: User) -> None:
    confirmed(of_schools, teacher, second_teacher, typed(40, as_of=date(today().year, 1, 2)))
    calm, jump = enter(of_schools, teacher, typed(59)), None
    assert doubts_about(calm) == []
    with acting(teacher):
        jump = figures.change_value(calm, typed=typed(61), actor=teacher, at=now(), version=calm.version)
    assert "50 %" in doubts_about(jump)[0]


def test_whoever_confirms_is_told_of_rates_that_cannot_be(world: World) -> None:
    second = world.users[Role.LEAD_DIVISION_HEAD]
    infants = make_target(
        world, number="4", unit="per_1000", comparator="lt", indicator_key="infant_mortality"
    )
    newborns = make_target(
        world, number="3", unit="per_1000", comparator="lt", indicator_key="neonatal_mortality"
    )
    confirmed(infants, world.hung, second, typed(value=Decimal("11.2")))
    assert doubts_about(enter(newborns, world.hung, typed(value=Decimal("9.1")))) == []
    TargetValue.objects.filter(target=newborns).update(value=Decimal("11.3"))
    (said,) = doubts_about(TargetValue.objects.get(target=newborns))
    assert "số 4" in said


# -- pages ------------------------------------------------------------------------------------------------


def test_an_officer_types_a_figure_on_the_page_and_a_colleague_confirms_it(
    of_schools: Any, teacher: User, second_teacher: User, browser: Browser
) -> None:
    here, there = browser(teacher), browser(second_teacher)
    page = here.get(f"/indicators/targets/{of_schools.uuid}/enter/")
    assert page.status_code == 200
    sent = here.post(
        f"/indicators/targets/{of_schools.uuid}/enter/", form_data(numerator="1.234", denominator="2.000")
    )
    assert sent.status_code == 302
    value = TargetValue.objects.get()
    assert (value.numerator, value.denominator, value.body) == (1234, 2000, of_schools.lead)
    own = here.get(f"/indicators/values/{value.uuid}/").content.decode()
    assert "Xác nhận số liệu" not in own
    assert "không tự xác nhận" in own
    assert "Xác nhận số liệu" in there.get(f"/indicators/values/{value.uuid}/").content.decode()
    there.post(f"/indicators/values/{value.uuid}/confirm/", {"version": value.version})
    value.refresh_from_db()
    assert value.state == ValueState.CONFIRMED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"numerator": "101"}, "lớn hơn mẫu số"),
        ({"numerator": "", "denominator": "", "value": "100,5"}, "Không thể quá"),
        ({"numerator": "1,234", "denominator": "5.000"}, "hai cách"),
        ({"as_of_day": "31", "as_of_month": "2"}, "không có trong lịch"),
        ({"as_of_year": "2199"}, "chưa đến"),
        ({"source_text": " "}, "nguồn số liệu"),
        ({"period": "1999"}, ""),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(
    of_schools: Any, teacher: User, browser: Browser, changes: dict[str, str], said: str
) -> None:
    data = form_data(note="Số của ba bậc học", **changes)
    answer = browser(teacher).post(f"/indicators/targets/{of_schools.uuid}/enter/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "field-error" in text
    assert "Số của ba bậc học" in text
    assert not TargetValue.objects.exists()


def test_the_second_to_save_chooses_field_by_field(
    of_schools: Any, teacher: User, second_teacher: User, browser: Browser
) -> None:
    value = enter(of_schools, teacher)
    here, there = browser(teacher), browser(second_teacher)
    url = f"/indicators/values/{value.uuid}/edit/"
    assert there.post(url, form_data(numerator="70", version="1")).status_code == 302
    answer = here.post(url, form_data(numerator="80", note="Của tôi", version="1"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "choose_numerator" in text
    assert "choose_denominator" not in text
    merged = {
        **form_data(version="2"), "choose_numerator": "saved", "mine_numerator": "80", "choose_note": "mine",
        "mine_note": "Của tôi",
    }  # fmt: skip
    del merged["numerator"], merged["note"]
    assert here.post(url, merged).status_code == 302
    value.refresh_from_db()
    assert (value.numerator, value.note, value.typed_by) == (70, "Của tôi", teacher)


def test_evidence_is_added_by_the_agency_until_the_figure_is_confirmed(
    world: World, of_schools: Any, teacher: User, second_teacher: User, browser: Browser
) -> None:
    value = enter(of_schools, teacher)
    url = f"/files/evidence/indicators.targetvalue/{value.uuid}/"
    assert browser(teacher).get(url).status_code == 200
    assert browser(make_stranger(world)).get(url).status_code == 404
    confirm(value, second_teacher)
    assert browser(teacher).get(url).status_code == 404


def test_a_count_is_kept_once_a_day_and_a_changed_one_supersedes(world: World) -> None:
    target = make_target(world, indicator_key="birth_reg_u5", number="18")
    sums = {"under5": 100, "under5_birth_registered": 90}
    for registered, kept in ((90, 1), (90, 0), (91, 1)):
        with acting(world.hung):
            found = figures.keep_counts(
                [target],
                {**sums, "under5_birth_registered": registered},
                as_of=today(),
                at=now(),
                actor=world.hung,
            )
        assert len(found) == kept
    states = (
        TargetValue.objects.filter(source=ValueSource.COUNTED).order_by("pk").values_list("state", flat=True)
    )
    assert list(states) == ["superseded", "confirmed"]
