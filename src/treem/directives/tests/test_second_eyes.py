from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from tests.walk_world import World, make_person, make_world

from treem import law
from treem.db.scope import Scope
from treem.directives import second_eyes, selectors, services
from treem.directives.errors import (
    NobodyIssues,
    NotPresented,
    NotReady,
    OwnWork,
    Presented,
    ReasonMissing,
    SecondPersonNeeded,
)
from treem.directives.models import Act, ItemState, Reading
from treem.directives.tests.factories import AT, BACKEND, item, make_reading, result
from treem.directives.tests.test_issuing import decide_all
from treem.duties.models import Execution, Obligation
from treem.kernel.sources import Source
from treem.organisations.models import Appointment, User
from treem.web.conflicts import StaleVersion

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def reading(world: World, monkeypatch: pytest.MonkeyPatch) -> Reading:
    made = make_reading(world, monkeypatch)
    decide_all(made, world)
    return made


@pytest.fixture
def director(world: World) -> User:
    return world.users["lead_director"]


def present(reading: Reading, world: World) -> Reading:
    return services.present(reading, actor=world.hung, at=AT)


def test_what_binds_others_is_not_issued_by_one_person_alone(world: World, reading: Reading) -> None:
    with pytest.raises(SecondPersonNeeded):
        services.issue(reading, world.hung, at=AT)
    present(reading, world)
    with pytest.raises(OwnWork, match="người trình"):
        services.issue(reading, world.hung, at=AT)
    assert not Obligation.objects.exists()


def test_another_person_of_the_lead_agency_issues(world: World, reading: Reading, director: User) -> None:
    present(reading, world)
    services.issue(reading, director, at=AT)
    reading.refresh_from_db()
    assert (reading.state, reading.presented_by, reading.issued_by) == ("issued", world.hung, director)
    assert [step.act for step in selectors.steps_of(reading)][:2] == [Act.ISSUED, Act.PRESENTED]


def test_who_confirmed_most_does_not_issue_either(world: World, reading: Reading, director: User) -> None:
    services.present(reading, actor=director, at=AT)
    with pytest.raises(OwnWork, match="xác nhận nhiều nội dung nhất"):
        services.issue(reading, world.hung, at=AT)
    services.issue(reading, world.users["lead_division_head"], at=AT)
    assert Execution.objects.exists()


def test_without_a_second_person_nothing_is_presented_and_it_says_so(
    world: World, reading: Reading, director: User
) -> None:
    Appointment.objects.exclude(user__in=[world.hung, director]).filter(body=world.bodies["so-y-te"]).delete()
    with pytest.raises(NobodyIssues, match=str(world.hung)):
        services.present(reading, actor=director, at=AT)
    Appointment.objects.filter(user=director).delete()
    with pytest.raises(NobodyIssues):
        present(reading, world)


def test_what_is_not_ready_is_not_presented(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotReady, match="chưa xem"):
        present(make_reading(world, monkeypatch), world)


def test_what_is_presented_stays_as_the_second_person_sees_it(world: World, reading: Reading) -> None:
    present(reading, world)
    found = item(reading, "1")
    for change in (
        lambda: services.decide(found, to=ItemState.REJECTED, actor=world.hung, at=AT, version=found.version),
        lambda: services.accept_all_confident(reading, actor=world.hung, at=AT),
        lambda: services.split(
            found, place=found.payload["start"] + 12, actor=world.hung, at=AT, version=found.version
        ),
        lambda: services.add(reading, start=0, end=40, actor=world.hung, at=AT),
        lambda: present(reading, world),
    ):
        with pytest.raises(Presented):
            change()


def test_a_return_says_why_and_opens_the_review_again(world: World, reading: Reading, director: User) -> None:
    present(reading, world)
    with pytest.raises(ReasonMissing):
        services.send_back(reading, reason="  ", actor=director, at=AT)
    services.send_back(reading, reason="Mục 3 thiếu đơn vị.", actor=director, at=AT)
    reading.refresh_from_db()
    assert reading.state == "review"
    step = selectors.last_return(reading)
    assert step is not None
    assert (step.by, step.note) == (director, "Mục 3 thiếu đơn vị.")
    with pytest.raises(NotPresented):
        services.send_back(reading, reason="Lần nữa.", actor=director, at=AT)


def test_only_the_presenter_takes_back(world: World, reading: Reading, director: User) -> None:
    present(reading, world)
    with pytest.raises(OwnWork):
        services.take_back(reading, actor=director, at=AT)
    with pytest.raises(OwnWork):
        services.send_back(reading, reason="Tự trả.", actor=world.hung, at=AT)
    services.take_back(reading, actor=world.hung, at=AT)
    reading.refresh_from_db()
    assert reading.state == "review"


def test_what_changed_since_the_page_was_opened_is_not_issued(
    world: World, reading: Reading, director: User
) -> None:
    seen = present(reading, world).version
    services.take_back(reading, actor=world.hung, at=AT)
    present(reading, world)
    with pytest.raises(StaleVersion):
        services.issue(reading, director, at=AT, version=seen)
    assert not Obligation.objects.exists()


def test_a_province_may_leave_it_to_one_person(
    world: World, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = law.LegalValue(
        second_eyes.PARAMETER, "", "person", 0, Source("Thử", ""), date(2026, 1, 1), verified=False
    )
    monkeypatch.setattr(
        "treem.law.values.resolvers", [lambda key, _on: off if key == second_eyes.PARAMETER else None]
    )
    services.issue(reading, world.hung, at=AT)
    assert Execution.objects.exists()


def test_what_binds_the_lead_agency_alone_needs_one_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = result()
    found["obligations"] = found["obligations"][:1]  # Sở Y tế itself
    own = make_reading(world, monkeypatch, found)
    services.accept_all_confident(own, actor=world.hung, at=AT)
    services.issue(own, world.hung, at=AT)
    assert [execution.body.code for execution in Execution.objects.all()] == ["so-y-te"]


def test_the_province_switch_is_on_by_default() -> None:
    assert law.value(second_eyes.PARAMETER, on=date(2026, 11, 2)).whole == 1


# -- the pages --------------------------------------------------------------------------------------------


def test_the_whole_way_over_two_desks(world: World, reading: Reading, director: User, client: Any) -> None:
    client.force_login(world.hung, backend=BACKEND)
    review = reverse("directives:review", args=[reading.uuid])
    assert "Trình ban hành" in client.get(review).content.decode()
    asked = client.get(reverse("directives:issue", args=[reading.uuid])).content.decode()
    assert str(director) in asked
    assert str(world.hung) not in asked.partition("Người ban hành được")[2].partition("</p>")[0]
    reading.refresh_from_db()
    sent = client.post(reverse("directives:present", args=[reading.uuid]), {"version": reading.version})
    assert sent.status_code == 302
    mine = client.get(reverse("directives:waiting") + "?state=presented").content.decode()
    assert "Không có văn bản nào chờ đồng chí ban hành" in mine
    assert "Rút lại để xem thêm" in client.get(review).content.decode()

    client.force_login(director, backend=BACKEND)
    desk = client.get("/").content.decode()
    assert "Văn bản chờ ban hành" in desk
    mine = client.get(reverse("directives:waiting") + "?state=presented").content.decode()
    assert reverse("directives:issue", args=[reading.uuid]) in mine
    page = client.get(reverse("directives:issue", args=[reading.uuid])).content.decode()
    assert f"{world.hung} trình lúc" in page
    assert f"{world.hung}: " in page
    reading.refresh_from_db()
    back = reverse("directives:send_back", args=[reading.uuid])
    empty = client.post(back, {"version": reading.version, "reason": " "})
    assert empty.status_code == 422
    assert "Hãy ghi lý do" in empty.content.decode()
    assert client.post(back, {"version": reading.version, "reason": "Xem lại mục 3."}).status_code == 302
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(review).content.decode()
    assert "Xem lại mục 3." in page
    assert "trả lại lúc" in page


def test_who_confirmed_what_and_when_stands_on_the_page(world: World, reading: Reading, client: Any) -> None:
    client.force_login(world.hung, backend=BACKEND)
    page = client.get(reverse("directives:review", args=[reading.uuid])).content.decode()
    assert "Ai đã xác nhận" in page
    assert f"{world.hung}: " in page
    assert "02/11/2026" in page
    assert "Chấp nhận (" in page


def test_an_officer_next_to_the_lead_agency_presents_nothing(
    world: World, reading: Reading, client: Any
) -> None:
    for role in ("commune_officer", "sector_officer", "province_leader", "inspector"):
        client.force_login(world.users[role], backend=BACKEND)
        for name in ("present", "take_back", "send_back", "issue"):
            url = reverse(f"directives:{name}", args=[reading.uuid])
            assert client.post(url, {"version": 1}).status_code == 403
    reading.refresh_from_db()
    assert reading.state == "review"


def test_two_who_confirmed_alike_bar_only_the_presenter(world: World, reading: Reading) -> None:
    other = make_person("lead_specialist", world.bodies["so-y-te"], "hai")
    live = [one for one in selectors.items_of(reading) if one.kept]
    half = len(live) // 2
    reading.items.filter(pk__in=[one.pk for one in live[:half]]).update(decided_by=other)
    if len(live) % 2:
        reading.items.filter(pk=live[-1].pk).update(state="rejected")
    assert second_eyes.main_confirmer(selectors.items_of(reading)) is None
    present(reading, world)
    assert services.issue(reading, other, at=AT).executions


def test_the_application_can_only_add_to_the_history(
    world: World, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ("directives_step", "documents_edition", "duties_amendment")
    with as_app(Scope(world.hung.pk, (), (world.bodies["so-y-te"].pk,))):
        assert reading.steps.exists()
        for table in kept:
            for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    connection.cursor().execute(change)
