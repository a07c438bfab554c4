"""Taking a report on, measures and their clock, another commune, no matter for us, the child in the register."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from conftest import as_app
from django.urls import reverse
from tests.walk_world import World

from treem.audit.models import Entry
from treem.cases import selectors, services
from treem.cases.errors import BeforeReceived, ExplainLate
from treem.cases.models import EmergencyMeasure, HandOver, Informant, Intake, IntakeChild
from treem.cases.tests.factories import (
    STORY,
    known_informant,
    make_intake,
    make_measures,
    scope_of,
)
from treem.db.scope import scoped
from treem.kernel.periods import Window
from treem.kernel.time import VIETNAM, local_date, now
from treem.organisations.roles import Role
from treem.registry.tests.factories import make_child

pytestmark = pytest.mark.database


def test_somebody_takes_it_on_once(world: World, lan: Any) -> None:
    intake = make_intake(world)
    url = reverse("cases:acknowledge", args=[intake.uuid])
    lan.post(url, {"version": "1"})
    intake.refresh_from_db()
    assert (intake.state, intake.acknowledged_by_id, intake.version) == ("acknowledged", world.lan.pk, 2)
    lan.post(url, {"version": "2"})
    intake.refresh_from_db()
    assert intake.version == 2


def test_an_old_page_acknowledges_nothing(world: World, lan: Any) -> None:
    intake = make_intake(world)
    make_measures(world, intake)
    lan.post(reverse("cases:acknowledge", args=[intake.uuid]), {"version": "1"})
    assert Intake.objects.get().state == "new"


def test_measures_stop_the_clock_at_the_moment_they_were_applied(world: World, lan: Any) -> None:
    intake = make_intake(world, ago=timedelta(hours=20))
    at = (now() - timedelta(hours=15)).astimezone(VIETNAM).replace(second=0, microsecond=0)
    data = {
        "version": "1", "uuid": str(uuid4()), "kinds": ["stop", "safe_place"], "what": "Đưa cháu về nhà bà.",
        "applied_on_day": at.day, "applied_on_month": at.month, "applied_on_year": at.year,
        "applied_time": f"{at:%H:%M}", "decided_by": "vice_chair", "means": "phone",
    }  # fmt: skip
    url = reverse("cases:measures", args=[intake.uuid])
    assert lan.post(url, data).status_code == 302
    assert lan.post(url, data).status_code == 302, "sent twice, written once"
    measure = EmergencyMeasure.objects.get()
    intake.refresh_from_db()
    assert intake.measures_at == measure.applied_at == at
    assert not intake.clock_runs
    assert (measure.kinds, measure.what) == (["safe_place", "stop"], "Đưa cháu về nhà bà.")
    other = make_intake(world, ago=timedelta(hours=20))
    assert lan.post(reverse("cases:measures", args=[other.uuid]), data).status_code == 302
    assert set(EmergencyMeasure.objects.values_list("intake", flat=True)) == {intake.pk, other.pk}


def test_late_measures_need_a_reason_and_are_taken_with_one(world: World) -> None:
    intake = make_intake(world, ago=timedelta(hours=20))
    with pytest.raises(ExplainLate) as refused:
        make_measures(world, intake)
    assert "Điều 26 khoản 3" in str(refused.value)
    make_measures(world, intake, late_reason="Đường sạt, phải đi bộ.")
    intake.refresh_from_db()
    assert intake.measures_at is not None


def test_measures_before_the_report_came_or_after_now_are_refused(world: World) -> None:
    intake = make_intake(world, ago=timedelta(hours=1))
    with pytest.raises(BeforeReceived):
        make_measures(world, intake, now() - timedelta(hours=2))
    assert not EmergencyMeasure.objects.exists()


def test_a_wrong_measure_is_withdrawn_and_the_clock_runs_again(world: World, lan: Any) -> None:
    intake = make_intake(world)
    measure = make_measures(world, intake)
    url = reverse("cases:withdraw_measures", args=[intake.uuid, measure.uuid])
    lan.post(url, {"version": "1"})
    assert EmergencyMeasure.objects.get().withdrawn_at is None, "an old page withdraws nothing"
    lan.post(url, {"version": "2"})
    intake.refresh_from_db()
    assert EmergencyMeasure.objects.get().withdrawn_at is not None
    assert intake.measures_at is None
    assert intake.clock_runs


def test_a_refused_measure_comes_back_with_what_was_typed(world: World, lan: Any) -> None:
    intake = make_intake(world)
    answer = lan.post(
        reverse("cases:measures", args=[intake.uuid]), {"version": "1", "what": "Đã gọi công an xã."}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Đã gọi công an xã." in text
    assert "Chọn ít nhất một biện pháp." in text


def test_what_may_be_dangerous_only_a_leader_sets_aside(world: World, lan: Any, sign_in: Any) -> None:
    intake = make_intake(world)
    url = reverse("cases:set_aside", args=[intake.uuid])
    data = {"version": "1", "reason": "untrue", "note": "Đã đến nhà, cháu khỏe."}
    answer = lan.post(url, data)
    assert answer.status_code == 422
    assert "lãnh đạo" in answer.content.decode()
    assert Intake.objects.get().state == "new"
    chair = sign_in(world.users[Role.COMMUNE_LEADER])
    assert chair.post(url, data).status_code == 302
    intake.refresh_from_db()
    assert (intake.state, intake.set_aside_reason, intake.clock_runs) == ("set_aside", "untrue", False)
    assert intake.content.set_aside_note == "Đã đến nhà, cháu khỏe."
    edit = chair.post(reverse("cases:edit", args=[intake.uuid]), {"version": "2"})
    assert edit.status_code == 422


def test_an_officer_sets_aside_what_is_not_dangerous(world: World, lan: Any) -> None:
    intake = make_intake(world, urgency="later")
    data = {"version": "1", "reason": "advice_only", "note": "Đã tư vấn cho mẹ."}
    assert lan.post(reverse("cases:set_aside", args=[intake.uuid]), data).status_code == 302
    assert Intake.objects.get().state == "set_aside"


def test_a_report_goes_to_the_neighbour_with_all_it_holds_and_its_clock(
    world: World, lan: Any, neighbour: Any
) -> None:
    intake = make_intake(world, informant=known_informant(), ago=timedelta(hours=2))
    make_measures(world, intake)
    due = intake.emergency_due_at
    url = reverse("cases:hand_over", args=[intake.uuid])
    data = {"version": "2", "to_commune": world.neighbouring.pk, "reason": "incident"}
    assert lan.post(url, data).url == reverse("cases:handed_away")
    intake.refresh_from_db()
    assert (intake.commune_id, intake.state, intake.emergency_due_at) == (world.neighbouring.pk, "new", due)
    for model in (Informant, EmergencyMeasure):
        assert model.objects.get().commune_id == world.neighbouring.pk
    entry = Entry.objects.get(action="cases.hand_over")
    assert (entry.actor_id, entry.subject_ids) == (world.lan.pk, [intake.pk])
    assert entry.detail["to"] == world.neighbouring.pk
    # Here it is gone but for the line that says so; there it is whole.
    assert lan.get(reverse("cases:intake", args=[intake.uuid])).status_code == 404
    gone = lan.get(reverse("cases:handed_away")).content.decode()
    assert intake.number in gone
    assert "Chưa xác nhận" in gone
    there = neighbour.get(reverse("cases:intake", args=[intake.uuid])).content.decode()
    assert STORY in there
    neighbour.post(reverse("cases:acknowledge", args=[intake.uuid]), {"version": str(intake.version)})
    way = HandOver.objects.get()
    assert (way.received_by_id, way.from_commune_id) == (world.neighbour.pk, world.own.pk)
    assert "Đã nhận" in lan.get(reverse("cases:handed_away")).content.decode()


def test_a_number_that_was_handed_away_is_not_given_again(world: World, lan: Any) -> None:
    intake = make_intake(world)
    lan.post(
        reverse("cases:hand_over", args=[intake.uuid]),
        {"version": "1", "to_commune": world.neighbouring.pk, "reason": "residence"},
    )
    assert make_intake(world).number.endswith("-002")


@pytest.mark.parametrize("where", ["own", "province"])
def test_it_goes_to_another_commune_of_the_province_only(world: World, lan: Any, where: str) -> None:
    intake = make_intake(world)
    target = {"own": world.own.pk, "province": world.province.pk}[where]
    url = reverse("cases:hand_over", args=[intake.uuid])
    assert lan.post(url, {"version": "1", "to_commune": target, "reason": "incident"}).status_code == 422
    with scoped(scope_of(world)), pytest.raises(Exception, match="Không chuyển được"):
        services.hand_over(actor=world.lan, intake=intake, version=1, to_commune_id=target, reason="incident")
    assert not HandOver.objects.exists()


def test_an_old_page_hands_nothing_over(world: World, lan: Any) -> None:
    intake = make_intake(world)
    make_measures(world, intake)
    data = {"version": "1", "to_commune": world.neighbouring.pk, "reason": "incident"}
    answer = lan.post(reverse("cases:hand_over", args=[intake.uuid]), data)
    assert answer.status_code == 422
    assert Intake.objects.get().commune_id == world.own.pk


def test_the_page_points_at_the_commune_where_it_happened(world: World, lan: Any) -> None:
    intake = make_intake(world, incident_commune_id=world.neighbouring.pk)
    text = lan.get(reverse("cases:intake", args=[intake.uuid])).content.decode()
    assert "Vụ việc xảy ra ở xã Mường Chanh" in text or "Vụ việc xảy ra ở Xã Mường Chanh" in text


def test_the_child_is_found_by_the_name_that_was_heard_and_nothing_is_forced(world: World, lan: Any) -> None:
    child = make_child(world.own, "Quàng Thị Hoàng Tiên")
    intake = make_intake(world)
    url = reverse("cases:link_child", args=[intake.uuid])
    assert "Quàng Thị Hoàng Tiên" in lan.get(url).content.decode()
    lan.post(url, {"child": child.pk})
    lan.post(url, {"child": child.pk})
    link = IntakeChild.objects.get()
    assert (link.child_id, link.commune_id) == (child.pk, world.own.pk)
    other = make_intake(world)
    lan.post(reverse("cases:link_child", args=[other.uuid]), {"child": child.pk})
    text = lan.get(reverse("cases:intake", args=[other.uuid])).content.decode()
    assert intake.number in text, "another report about the same child is pointed at"
    lan.post(reverse("cases:unlink_child", args=[intake.uuid, link.uuid]))
    link.refresh_from_db()
    assert link.withdrawn_at is not None


def test_a_record_that_was_taken_back_is_not_tied_and_a_double_stands_for_its_child(
    world: World, lan: Any
) -> None:
    intake = make_intake(world)
    url = reverse("cases:link_child", args=[intake.uuid])
    kept = make_child(world.own)
    lan.post(url, {"child": make_child(world.own, status="withdrawn").pk})
    assert not IntakeChild.objects.exists()
    lan.post(url, {"child": make_child(world.own, status="duplicate", survivor=kept).pk})
    assert IntakeChild.objects.get().child_id == kept.pk


def test_a_child_of_another_commune_is_not_tied(world: World, lan: Any) -> None:
    intake = make_intake(world)
    stranger = make_child(world.neighbouring)
    lan.post(reverse("cases:link_child", args=[intake.uuid]), {"child": stranger.pk})
    assert not IntakeChild.objects.exists()


def test_grave_reports_are_counted_without_names(world: World) -> None:
    moment = now()
    make_intake(world, ago=timedelta(hours=1))
    make_intake(world, ago=timedelta(hours=20))
    safe = make_intake(world, ago=timedelta(hours=3))
    make_measures(world, safe)
    make_intake(world, urgency="later")
    make_intake(world, ago=timedelta(days=40))
    make_intake(world, neighbour=True)
    day = local_date(moment)
    with as_app(scope_of(world)):
        counted = selectors.grave_intakes_count(Window(day - timedelta(days=9), day), now=moment)
    assert counted == selectors.GraveCount(received=3, waiting=3, unprotected=2, late=1, measured_late=0)


def test_each_queue_counts_exactly_its_list(world: World, lan: Any) -> None:
    make_intake(world, ago=timedelta(hours=1))
    make_intake(world, ago=timedelta(hours=10), urgency="unknown")
    make_intake(world, ago=timedelta(hours=13))
    make_intake(world, ago=timedelta(hours=13), urgency="later")
    desk = lan.get("/").context
    counted = {
        w.queue.key: w.state.count for w in (*desk["queues"], *desk["empty"]) if "cases" in w.queue.key
    }
    assert counted == {"cases.late": 1, "cases.near": 1, "cases.new": 4, "cases.unsigned": 0}
    for which in ("late", "near", "new"):
        listed = lan.get(reverse("cases:intakes"), {"state": which}).context["found"]
        assert listed.total == len(listed.intakes) == counted[f"cases.{which}"]


def test_the_hours_are_nearly_up_in_their_last_fifth_as_of_every_deadline(world: World) -> None:
    make_intake(world, ago=timedelta(hours=9, minutes=35))  # 2 h 25 left; a fifth of 12 h is 2 h 24
    soon = make_intake(world, ago=timedelta(hours=9, minutes=37))
    with as_app(scope_of(world)):
        found = selectors.standing(Intake.objects.all(), "near", now())
        assert [each.pk for each in found] == [soon.pk]
