"""A child moves to another commune: proposed, refused, withdrawn, taken on; out of the province and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.walk_world import World, make_world

from treem.cases.models import IntakeChild
from treem.cases.tests.factories import make_intake
from treem.db.scope import Scope
from treem.kernel.errors import DomainError
from treem.kernel.time import now, today
from treem.organisations.models import User
from treem.registry import history
from treem.registry.models import (
    Carer,
    Child,
    ChildMove,
    Household,
    ImportEvent,
    MinistryCopy,
    SpecialCircumstance,
)
from treem.registry.moves import records, selectors, services
from treem.registry.moves.errors import ChildChanged, MoveAnswered, MoveOpen, NotHere, SameCommune
from treem.registry.moves.services import Told
from treem.registry.tests.factories import (
    make_carer,
    make_child,
    make_circumstance,
    make_household,
    make_village,
)

pytestmark = pytest.mark.database
TOLD = Told(moved_on=date(2026, 10, 3), reason="family", note="Mẹ làm ở thị trấn cũ")
ChildEvent = apps.get_model("registry", "ChildEvent")


@contextmanager
def acting(user: User, commune: Any) -> Iterator[None]:
    with as_app(Scope(user_id=user.pk, communes=(commune.pk,))):
        yield


@pytest.fixture
def child(world: World) -> Child:
    """A child of Chiềng Sung with everything around it."""
    event = ImportEvent.objects.create(commune=world.own, kind="file", title="ds-tre.xlsx")
    household = make_household(world.own, village=make_village(world.own), phone="0912345678")
    make_carer(household)
    made = make_child(
        world.own, household=household, village=household.village, source=event, personal_id="014318123456",
        present_residence="Nhà bà ngoại",
    )  # fmt: skip
    make_circumstance(made)
    MinistryCopy.objects.create(
        child=made, commune=world.own, values={"full_name": made.full_name}, how="entered", at=now(), by_id=1
    )
    return made


def propose(world: World, child: Child, *, whole: bool = False, told: Told = TOLD) -> ChildMove:
    with acting(world.lan, world.own):
        group = services.propose(
            actor=world.lan,
            child=child,
            to_commune_id=world.neighbouring.pk,
            whole=whole,
            told=told,
            at=now(),
        )
    return ChildMove.objects.filter(group=group).first()  # type: ignore[return-value]


def accept(world: World, move: ChildMove, how: str = "none", **more: Any) -> None:
    with acting(world.neighbour, world.neighbouring):
        services.accept(actor=world.neighbour, group=move.group, version=move.version, how=how, **more)


def test_until_it_is_accepted_the_sender_owns_the_child(world: World, child: Child) -> None:
    move = propose(world, child)
    assert (move.state, move.from_place) == ("proposed", "Bản Nà Cạn, Xã Chiềng Sung")
    child.refresh_from_db()
    assert child.commune_id == world.own.pk
    with acting(world.neighbour, world.neighbouring):
        assert not Child.objects.exists()
        offered = selectors.moved_children(move.group)
        assert [one.full_name for one in offered] == [child.full_name]
        assert not hasattr(offered[0], "personal_id")


def test_what_is_recorded_about_the_child_moves_with_it(world: World, child: Child) -> None:
    double = make_child(world.own, "Lò Thị Mai", status="duplicate", survivor=child)
    before = records.records_of(child.pk)
    move = propose(world, child)
    village = make_village(world.neighbouring, "Nà Ớt")
    accept(world, move, "new", village_id=village.pk, head_name="Lò Văn Hặc")
    child.refresh_from_db()
    double.refresh_from_db()
    assert (child.commune_id, child.village_id) == (world.neighbouring.pk, village.pk)
    assert double.commune_id == world.neighbouring.pk
    assert child.household is not None
    assert (child.household.head_name, child.household.commune_id) == ("Lò Văn Hặc", world.neighbouring.pk)
    assert child.present_residence == ""
    assert child.permanent_residence == "Bản Nà Cạn, Xã Chiềng Sung"
    for model in (SpecialCircumstance, MinistryCopy, ChildMove):
        assert [row.commune_id for row in model.objects.all()] == [world.neighbouring.pk]
    now = records.records_of(child.pk)
    assert now.pop("registry_qualityfinding"), "found by the check that follows every change"
    assert now == {**before, "registry_childmove": 1}
    with acting(world.lan, world.own):
        assert not Child.objects.exists()
        assert not SpecialCircumstance.objects.exists()


def test_the_history_of_the_child_tells_who_took_it_on(world: World, child: Child, neighbour: Any) -> None:
    move = propose(world, child)
    answered = neighbour.post(
        reverse("registry:answer_move", args=[move.group]),
        {"action": "accept", "version": "1", "how": "none"},
    )
    assert answered.url == reverse("registry:child", args=[child.pk])
    body = neighbour.get(answered.url).content.decode()
    assert "Xã Chiềng Sung → Xã Mường Chanh" in body
    with acting(world.neighbour, world.neighbouring):
        events = history.events_of(child.pk)
    changed = next(event for event in events if event.kind == "child" and event.label == "update")
    assert changed.actor_id == world.neighbour.pk
    assert changed.earlier["commune_id"] == world.own.pk


def test_a_household_without_anybody_left_comes_along(world: World, child: Child) -> None:
    sister = make_child(world.own, "Lò Thị Lan", household=child.household)
    move = propose(world, child, whole=True)
    assert ChildMove.objects.filter(group=move.group).count() == 2
    accept(world, move, "comes")
    household = Household.objects.get()
    assert household.commune_id == world.neighbouring.pk
    assert household.code == "", "the code is the former commune's"
    assert move.household_code == "04108-01-00001"
    assert Carer.objects.get().commune_id == world.neighbouring.pk
    assert set(Child.objects.values_list("commune_id", "household_id")) == {
        (world.neighbouring.pk, household.pk)
    }
    sister.refresh_from_db()
    assert sister.version == 2


def test_a_household_with_a_child_who_died_there_stays_and_is_made_again(world: World, child: Child) -> None:
    make_child(world.own, "Lò Văn Mất", household=child.household, status="died", exit_on=date(2025, 8, 1))
    accept(world, propose(world, child, whole=True), "comes")
    assert sorted(Household.objects.values_list("commune_id", flat=True)) == [
        world.own.pk,
        world.neighbouring.pk,
    ]
    child.refresh_from_db()
    assert [carer.full_name for carer in child.household.carers.all()] == ["Lò Thị Piếng"]  # type: ignore[union-attr]
    assert Child.objects.get(status="died").commune_id == world.own.pk


def test_a_found_household_gets_the_carers_it_lacks(world: World, child: Child) -> None:
    found = make_household(world.neighbouring, head_name="Lò Văn Inh", code="04117-02-00007")
    make_carer(found, full_name="Lo Thi Pieng")
    make_carer(child.household, full_name="Quàng Văn Tướng", relation="father")  # type: ignore[arg-type]
    accept(world, propose(world, child, whole=True), "found", household_id=found.pk)
    assert sorted(carer.full_name for carer in found.carers.all()) == ["Lo Thi Pieng", "Quàng Văn Tướng"]
    assert Carer.objects.filter(commune=world.own).count() == 2, "nothing is taken from the household left"


def test_a_household_of_another_commune_or_a_foreign_village_is_refused(world: World, child: Child) -> None:
    move = propose(world, child)
    for more in ({"how": "found", "household_id": child.household_id}, {"village_id": child.village_id}):
        with pytest.raises(DomainError):
            accept(world, move, **more)
    child.refresh_from_db()
    assert child.commune_id == world.own.pk


def test_refusal_and_withdrawal_leave_everything_as_it_was(
    world: World, child: Child, neighbour: Any
) -> None:
    move = propose(world, child)
    url = reverse("registry:answer_move", args=[move.group])
    empty = neighbour.post(url, {"action": "refuse", "version": "1", "why": " "})
    assert empty.status_code == 422
    assert neighbour.post(url, {"action": "refuse", "version": "1", "why": "Không ở đây"}).status_code == 302
    with acting(world.neighbour, world.neighbouring):
        assert selectors.moved_children(move.group) == [], "no name stays with who refused"
        assert selectors.waiting(selectors.incoming())[0] == 0
    with acting(world.lan, world.own):
        assert selectors.waiting(selectors.outgoing())[0] == 1, "the sender must read it"
        services.note_refusal(actor=world.lan, group=move.group, at=now())
        assert selectors.waiting(selectors.outgoing())[0] == 0
    again = propose(world, child)
    with acting(world.lan, world.own):
        services.withdraw(actor=world.lan, group=again.group, version=1, why="Ghi nhầm xã", at=now())
    with pytest.raises(MoveAnswered):
        accept(world, again)
    child.refresh_from_db()
    assert (child.commune_id, child.version) == (world.own.pk, 1)


def test_one_proposal_at_a_time_and_only_of_a_child_who_is_here(world: World, child: Child) -> None:
    propose(world, child)
    with pytest.raises(MoveOpen):
        propose(world, child)
    row = ChildMove.objects.get()
    row.pk, row.uuid = None, "00000000-0000-4000-8000-000000000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    gone = make_child(world.own, "Lò Văn Đi", status="moved", exit_on=date(2026, 1, 1))
    with pytest.raises(NotHere):
        propose(world, gone)
    with acting(world.lan, world.own), pytest.raises(SameCommune):
        services.propose(
            actor=world.lan, child=child, to_commune_id=world.own.pk, whole=False, told=TOLD, at=now()
        )


def test_a_child_that_changed_meanwhile_is_not_torn_away(world: World, child: Child) -> None:
    move = propose(world, child, whole=True)
    late = make_child(world.own, "Lò Văn Út", household=child.household)
    with pytest.raises(ChildChanged):
        accept(world, move, "comes")
    late.household = None
    late.save()
    child.status, child.exit_on = "died", date(2026, 11, 1)
    child.save()
    with pytest.raises(ChildChanged):
        accept(world, move, "comes")


def test_a_report_of_the_hotline_stays_with_its_commune_and_is_shown_to_nobody(
    world: World, child: Child, neighbour: Any
) -> None:
    intake = make_intake(world)
    IntakeChild.objects.create(
        intake=intake, commune=world.own, child=child, linked_at=now(), linked_by_id=world.lan.pk
    )
    move = propose(world, child)
    body = neighbour.get(reverse("registry:move", args=[move.group])).content.decode()
    accept(world, move)
    assert IntakeChild.objects.get().commune_id == world.own.pk
    assert (
        intake.number not in body + neighbour.get(reverse("registry:child", args=[child.pk])).content.decode()
    )


def test_every_table_about_a_child_either_follows_it_or_says_why_not(db: None) -> None:
    found = records.tables()
    assert {"registry_specialcircumstance", "registry_ministrycopy", "registry_childmove"} <= {
        table.name for table in found if table.follows
    }
    staying = {table.name for table in found if not table.follows}
    assert staying == set(records.stays), (
        "a table without a commune of its own, or a reason that no table needs"
    )


def test_the_desk_counts_what_waits_and_says_by_when(world: World, child: Child, neighbour: Any) -> None:
    move = propose(world, child)
    ChildMove.objects.update(proposed_at=now() - timedelta(days=9))
    queues = {w.queue.key: w.state for w in neighbour.get("/").context["queues"]}
    assert queues["registry.moves_to_answer"].count == 1
    assert queues["registry.moves_to_answer"].due_on == today() - timedelta(days=2)
    listed = neighbour.get(reverse("registry:moves")).content.decode()
    assert "Quá hạn trả lời" in listed
    assert child.full_name in listed
    assert "014318123456" not in neighbour.get(reverse("registry:move", args=[move.group])).content.decode()


def test_the_form_proposes_for_the_whole_household(world: World, child: Child, lan: Any) -> None:
    make_child(world.own, "Lò Thị Lan", household=child.household)
    url = reverse("registry:new_move", args=[child.pk])
    assert "Cả hộ: trẻ này và 1 trẻ khác" in lan.get(url).content.decode()
    typed = {
        "kind": "commune", "moved_on_day": "3", "moved_on_month": "10", "moved_on_year": "2026", "version": "1",
        "whole": "whole",
    }  # fmt: skip
    wrong = lan.post(url, typed)
    assert wrong.status_code == 422
    assert "Chọn xã, phường nhận trẻ" in wrong.content.decode()
    lan.post(url, {**typed, "to_commune": world.neighbouring.pk})
    assert ChildMove.objects.filter(state="proposed", whole=True).count() == 2


def test_a_name_of_several_households_is_asked_for(world: World, child: Child, neighbour: Any) -> None:
    move = propose(world, child)
    one = make_household(world.neighbouring, code="04117-02-00001", head_name="Cầm Văn Ngoan")
    make_household(world.neighbouring, code="04117-02-00002", head_name="Cầm Văn Ngoan")
    url = reverse("registry:answer_move", args=[move.group])
    typed = {"action": "accept", "version": "1", "how": "found", "household": "cam van ngoan"}
    answered = neighbour.post(url, typed)
    assert answered.status_code == 422
    assert "04117-02-00002" in answered.content.decode()
    assert neighbour.post(url, {**typed, "chosen": str(one.pk)}).status_code == 302
    child.refresh_from_db()
    assert child.household_id == one.pk


def test_out_of_the_province_and_back(world: World, child: Child, lan: Any) -> None:
    typed = {
        "kind": "province", "moved_on_day": "3", "moved_on_month": "10", "moved_on_year": "2026", "version": "1",
    }  # fmt: skip
    url = reverse("registry:new_move", args=[child.pk])
    assert lan.post(url, typed).status_code == 422
    assert lan.post(url, {**typed, "place": "Hà Nội"}).status_code == 302
    child.refresh_from_db()
    assert (child.status, child.exit_on) == ("moved", date(2026, 10, 3))
    move = ChildMove.objects.get()
    back = reverse("registry:come_back", args=[child.pk, move.pk])
    assert back in lan.get(reverse("registry:child", args=[child.pk])).content.decode()
    day = {"returned_on_day": "1", "returned_on_month": "9", "returned_on_year": "2026", "version": "1"}
    assert lan.post(back, day).status_code == 422, "before it left"
    assert lan.post(back, {**day, "returned_on_month": "11"}).status_code == 302
    child.refresh_from_db()
    move.refresh_from_db()
    assert (child.status, child.exit_on, move.state) == ("active", None, "reversed")
    assert lan.post(back, day).status_code == 422, "only once"


def test_no_row_is_made_seen_or_taken_from_outside(
    world: World, child: Child, neighbour: Any, lan: Any
) -> None:
    left = propose(world, make_child(world.own, "Lò Văn Khác"))
    ChildMove.objects.update(to_commune=None, kind="province", state="recorded", place="Hà Nội")
    assert neighbour.get(reverse("registry:move", args=[left.group])).status_code == 404
    move = propose(world, child)
    assert neighbour.get(reverse("registry:move", args=[move.group])).status_code == 200
    assert neighbour.get(reverse("registry:new_move", args=[child.pk])).status_code == 404
    answer = reverse("registry:answer_move", args=[move.group])
    assert neighbour.post(answer, {"action": "withdraw", "version": "1", "why": "x"}).status_code == 422
    assert lan.post(answer, {"action": "accept", "version": "1", "how": "none"}).status_code == 302
    child.refresh_from_db()
    assert child.commune_id == world.own.pk, "the sender cannot accept for the receiver"
    assert ChildMove.objects.get(pk=move.pk).state == "proposed"
    with acting(world.neighbour, world.neighbouring), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_child SET commune_id = %s", [world.neighbouring.pk])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(
                'INSERT INTO registry_childmove (uuid, version, "group", child_id, commune_id, kind, state,'
                " from_commune_id, place, from_place, moved_on, reason, note, permanent, whole, household_code,"
                " head_name, proposed_at, proposed_by_id, why) VALUES (gen_random_uuid(), 1, gen_random_uuid(), %s, %s,"
                " 'province', 'recorded', %s, '', '', '2026-01-01', '', '', false, false, '', '', now(), 1, '')",
                [child.pk, world.own.pk, world.own.pk],
            )


STEPS = ("propose", "whole", "accept", "accept_found", "accept_comes", "refuse", "withdraw", "leave", "back")


@pytest.mark.django_db
@hypothesis_settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=9))
def test_whatever_happens_each_child_has_one_owner_and_nothing_is_lost(steps: list[tuple[str, bool]]) -> None:
    with transaction.atomic():
        _live(steps)
        transaction.set_rollback(True)


def _live(steps: list[tuple[str, bool]]) -> None:
    world = make_world()
    household = make_household(world.own)
    make_carer(household)
    children = [make_child(world.own, name, household=household) for name in ("Lò Thị Mai", "Lò Văn Nam")]
    for child in children:
        make_circumstance(child)
    there = make_household(world.neighbouring, code="04117-02-00009")
    sides = ((world.lan, world.own), (world.neighbour, world.neighbouring))
    for step, second in steps:
        user, commune = sides[second]
        other = sides[not second][1]
        group = ChildMove.objects.filter(state="proposed").values_list("group", flat=True).first()
        found = there if commune == world.neighbouring else household
        with acting(user, commune):
            try:
                with transaction.atomic():
                    _step(step, user, other.pk, children[second], group, found.pk)
            except DomainError:
                pass  # refused: as good as not tried
        _hold(world, children)


def _step(step: str, user: User, other: int, child: Child, group: Any, found: int) -> None:
    child = Child.objects.filter(pk=child.pk).first() or child
    if step in ("propose", "whole"):
        services.propose(
            actor=user, child=child, to_commune_id=other, whole=step == "whole", told=TOLD, at=now()
        )
    elif step == "leave":
        services.leave(
            actor=user, child=child, version=child.version, kind="province",
            told=Told(TOLD.moved_on, place="Hà Nội"), at=now(),
        )  # fmt: skip
    elif step == "back" and (move := ChildMove.objects.filter(state="recorded", child=child).first()):
        services.come_back(actor=user, move=move, version=move.version, returned_on=today(), why="", at=now())
    elif group and step.startswith("accept"):
        how = step.removeprefix("accept").strip("_") or "none"
        services.accept(actor=user, group=group, version=1, how=how, household_id=found)
    elif group and step == "refuse":
        services.refuse(actor=user, group=group, version=1, why="Không", at=now())
    elif group and step == "withdraw":
        services.withdraw(actor=user, group=group, version=1, why="Nhầm", at=now())


def _hold(world: World, children: list[Child]) -> None:
    for child in children:
        seen = []
        for commune in (world.own, world.neighbouring):
            with as_app(Scope(user_id=1, communes=(commune.pk,))):
                seen += list(Child.objects.filter(pk=child.pk).values_list("commune_id", flat=True))
        assert len(seen) == 1, "one owner"
        assert (
            list(SpecialCircumstance.objects.filter(child=child).values_list("commune_id", flat=True)) == seen
        )
        assert set(ChildMove.objects.filter(child=child).values_list("commune_id", flat=True)) <= set(seen)
        now_there = Child.objects.select_related("household").get(pk=child.pk)
        assert now_there.household is None or now_there.household.commune_id == seen[0]
    assert Carer.objects.filter(full_name="Lò Thị Piếng").exists()
    for carer in Carer.objects.select_related("household"):
        assert carer.commune_id == carer.household.commune_id
