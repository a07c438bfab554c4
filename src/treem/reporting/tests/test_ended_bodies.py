"""A commune ends: what it sent is read and counted, what its people were typing comes back in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, transaction
from django.urls import reverse
from tests.walk_world import World

from treem.kernel.time import today
from treem.organisations.models import Appointment, Body, Role
from treem.organisations.selectors import appointments_in_force, scope_for, scope_of_system
from treem.reporting import selectors, services
from treem.reporting.errors import BodyEnded
from treem.reporting.models import Return, ReturnDuty, Round
from treem.reporting.tests.factories import AT, committee, make_round, return_of, send, type_in
from treem.territory.models import Unit, UnitChange
from treem.territory.tests.factories import make_commune

pytestmark = pytest.mark.database
LAST = date(2026, 10, 31)
FROM = date(2026, 11, 1)


def end(world: World, into: Unit | None) -> None:
    """From 01/11/2026 the commune of Lan belongs to another: its unit, its agencies and their appointments end."""
    Unit.objects.filter(pk=world.own.pk).update(valid_to=LAST)
    Body.objects.filter(unit=world.own).update(valid_to=LAST)
    Appointment.objects.filter(body__unit=world.own).update(to_on=LAST)
    if into is not None:
        UnitChange.objects.create(
            from_unit=world.own, to_unit=into, on=FROM, basis="whole", share=1, act="Nghị quyết số 1"
        )


def scope_now(user: Any) -> Any:
    return scope_for(appointments_in_force(user, today())[0], today())


@pytest.fixture
def round(world: World) -> Round:
    return make_round(world)


@pytest.fixture
def accepted(world: World, round: Round) -> Return:
    report = send(return_of(round, committee(world)), world.lan)
    return services.accept(report, actor=world.hung, at=AT)


def test_the_lead_agency_reads_and_counts_an_accepted_return_after_the_commune_has_ended(
    world: World, round: Round, accepted: Return, browser: Callable[..., Any]
) -> None:
    end(world, world.neighbouring)
    hung = browser(world.hung)
    page = hung.get(reverse("reporting:return", args=[accepted.uuid]))
    assert page.status_code == 200
    assert "đã kết thúc hoạt động (hết ngày 31/10/2026)" in page.content.decode()
    with as_app(scope_now(world.hung)):
        found = services.consolidate(Round.objects.get(pk=round.pk))
        assert [part.body_id for part in found.included] == [accepted.body_id]
        assert found.totals["children"] == 100
        assert len(found.parts) == 2  # not once more as missing


def test_a_closed_round_shows_the_bodies_that_its_frozen_table_holds(
    world: World, round: Round, accepted: Return, browser: Callable[..., Any]
) -> None:
    services.close_round(round, world.hung, at=AT)
    end(world, world.neighbouring)
    hung = browser(world.hung)
    text = hung.get(reverse("reporting:round", args=[round.uuid])).content.decode()
    table = text[text.index('id="accept-many"') :]
    assert accepted.body.name in table
    assert "trong 2 đơn vị" in text
    frozen = hung.get(reverse("reporting:consolidated", args=[round.uuid])).content.decode()
    assert "Xã Chiềng Sung" in frozen


def test_a_round_that_closes_afterwards_counts_what_the_commune_had_sent(
    world: World, round: Round, accepted: Return
) -> None:
    end(world, world.neighbouring)
    with as_app(scope_now(world.hung)):
        closed = services.close_round(round, world.hung, at=AT)
        assert services.consolidate(closed).totals["children"] == 100


def test_officers_of_the_successor_read_the_return_and_a_third_commune_does_not(
    world: World, accepted: Return, browser: Callable[..., Any]
) -> None:
    end(world, world.neighbouring)
    url = reverse("reporting:return", args=[accepted.uuid])
    page = browser(world.neighbour).get(url)
    assert page.status_code == 200
    assert "100" in page.content.decode()
    listed = (
        browser(world.neighbour).get(reverse("reporting:returns"), {"state": "accepted"}).content.decode()
    )
    assert str(accepted.body) in listed
    third = make_commune("Nà Ba", province=world.province)
    UnitChange.objects.update(to_unit=third)
    assert browser(world.neighbour).get(url).status_code == 404


def test_through_two_changes_the_return_comes_to_who_holds_the_place_now(
    world: World, accepted: Return
) -> None:
    between = make_commune("Nà Giữa", province=world.province, valid_to=date(2026, 11, 10))
    end(world, between)
    UnitChange.objects.create(
        from_unit=between, to_unit=world.neighbouring, on=date(2026, 11, 11), basis="whole", share=1
    )
    assert accepted.body_id in scope_now(world.neighbour).former
    before = appointments_in_force(world.neighbour, FROM)[0]
    assert accepted.body_id not in scope_for(before, date(2026, 11, 10)).former


def test_nobody_writes_into_a_return_of_a_body_that_has_ended(world: World, round: Round) -> None:
    report = type_in(return_of(round, committee(world)), world.lan)
    end(world, world.neighbouring)
    with as_app(scope_now(world.neighbour)):
        with pytest.raises(BodyEnded, match="hết ngày 31/10/2026"):
            type_in(report, world.neighbour, {"children": 1})
        with pytest.raises(BodyEnded):
            services.present(report, actor=world.neighbour, at=AT)
        # The policy says so too, whatever the application forgets.
        with pytest.raises(ProgrammingError, match="policy"), transaction.atomic():
            Return.objects.filter(pk=report.pk).update(narrative="của tôi")
        assert report.values.update(typed=1) == 0
        assert ReturnDuty.objects.update(result="x") == 0
    with as_app(scope_now(world.hung)), pytest.raises(BodyEnded):
        services.enter_for_body(report, actor=world.hung, at=AT, paper_on=AT.date())


def test_what_the_commune_had_sent_is_still_taken_in_and_not_sent_back(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    report = send(return_of(round, committee(world)), world.lan)
    end(world, world.neighbouring)
    hung, url = browser(world.hung), reverse("reporting:return", args=[report.uuid])
    page = hung.get(url).content.decode()
    assert "Tiếp nhận báo cáo" in page
    assert "Trả lại báo cáo" not in page
    back = hung.post(f"{url}send-back/", {"version": report.version, "reason": "Sai dòng 2."})
    assert back.status_code == 409
    assert "Sai dòng 2." in back.content.decode()
    assert hung.post(f"{url}accept/", {"version": report.version}).status_code == 302
    report.refresh_from_db()
    assert report.state == "accepted"


def test_an_officer_who_was_typing_gets_a_page_in_words_with_what_was_typed(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    report = type_in(return_of(round, committee(world)), world.lan)
    end(world, world.neighbouring)
    Appointment.objects.create(
        user=world.lan, role=Role.COMMUNE_OFFICER, body=world.bodies["vhxh-04117"], from_on=FROM
    )
    url = reverse("reporting:save_return", args=[report.uuid])
    typed = {
        "version": report.version,
        "as_of": "15/10/2026",
        "narrative": "Bản Nà Bó bị lũ.",
        "row_children": "107",
    }
    lan = browser(world.lan)
    answer = lan.post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "đã kết thúc hoạt động (hết ngày 31/10/2026)" in text
    unsaved = text[text.index('id="unsaved"') :]
    assert "107" in unsaved
    assert "Bản Nà Bó bị lũ." in unsaved
    kept = lan.post(reverse("reporting:keep_return", args=[report.uuid]), typed).content.decode()
    assert "data-over" in kept
    assert "đã kết thúc hoạt động" in kept


def test_an_officer_whose_appointment_ended_with_the_body_gets_everything_typed_back(
    world: World, round: Round, browser: Callable[..., Any]
) -> None:
    report = return_of(round, committee(world))
    end(world, world.neighbouring)
    typed = {
        "version": 1, "as_of": "15/10/2026", "narrative": "Bản Nà Bó bị lũ.", "row_children": "107", "note_under5": "Rà soát lại.",
    }  # fmt: skip
    lan = browser(world.lan)
    for step in ("save", "present", "submit", "count"):
        answer = lan.post(f"/reports/returns/{report.uuid}/{step}/", typed)
        text = answer.content.decode()
        assert answer.status_code == 403
        assert "không còn vai trò nào đang hiệu lực" in text
        assert all(words in text for words in ("Bản Nà Bó bị lũ.", "107", "Rà soát lại."))
    assert lan.get(f"/reports/returns/{report.uuid}/").status_code == 403


def test_an_unsent_return_of_an_ended_body_is_named_and_nobody_is_urged(world: World, round: Round) -> None:
    own = committee(world)
    end(world, world.neighbouring)
    with as_app(scope_now(world.hung)):
        found = services.consolidate(round)
        assert f"{own.name} (đã kết thúc hoạt động)" in found.missing
        assert len(found.parts) == 2
        assert selectors.progress(today=today()).missing == 1
        assert [line.report.body_id for line in selectors.missing_lines(today=today())] != [own.pk]
    with as_app(scope_now(world.neighbour)):
        assert {r.body_id for r in selectors.returns_to_do()} == {committee(world, world.neighbouring).pk}


def test_the_work_of_the_system_counts_ended_bodies_as_the_lead_agency_does(
    world: World, accepted: Return, settings: Any
) -> None:
    settings.TREEM_PROVINCE = world.province.code
    end(world, None)
    assert accepted.body_id in scope_of_system("test").former
