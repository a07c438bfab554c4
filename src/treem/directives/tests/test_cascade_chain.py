"""Ministry, province, commune: the chain both ways, who has made nothing yet, and what a neighbour does not see."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import as_app
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.models import Cascade, CascadeDuty, CascadeState, CascadeVersion
from treem.directives.services import Given
from treem.directives.tests.cascading import (
    approved,
    begun,
    committee,
    given_to,
    inside,
    issued,
    order,
    upstream,
)
from treem.documents.models import Document
from treem.duties import selectors as duties
from treem.duties.models import Execution
from treem.kernel.time import now, today
from treem.organisations.models import Body, Role
from treem.organisations.selectors import appointments_in_force, scope_for

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    health = made.bodies["so-y-te"]
    health.parent = made.bodies["ubnd-tinh"]
    health.save()
    return made


def passed_on_by_the_province(world: World) -> Cascade:
    """A letter of the ministry becomes a plan of the province for both communes, drafted by the lead agency."""
    letter = upstream(
        world.hung,
        type="Công văn",
        number="3712",
        symbol="BYT-BMTE",
        number_symbol="3712/BYT-BMTE",
        issuer="Bộ Y tế",
    )
    health = world.bodies["so-y-te"]
    order(world, letter, [health], path="1", text="Chỉ đạo rà soát trẻ em trên địa bàn.")
    cascade = begun(world, letter, body=health, issuer=world.bodies["ubnd-tinh"], actor=world.hung)
    communes = [committee(world), world.bodies[f"ubnd-{world.neighbouring.code}"]]
    services.give_several(
        cascade, selectors.duties_of(cascade), person=None, bodies=communes, days_earlier=None, actor=world.hung, at=now()
    )  # fmt: skip
    head = world.users[Role.LEAD_DIRECTOR]
    issued(world, approved(world, cascade, by=head, actor=world.hung), number="12", actor=world.hung)
    cascade.refresh_from_db()
    return cascade


def scope_of(user: Any) -> Scope:
    return scope_for(appointments_in_force(user, today())[0], today())


def test_a_letter_of_the_ministry_reaches_the_communes_as_a_plan_of_the_province(world: World) -> None:
    cascade = passed_on_by_the_province(world)
    made = inside(cascade)
    assert {each.body for each in made} == {committee(world), world.bodies[f"ubnd-{world.neighbouring.code}"]}
    assert made[0].obligation.inside is None, "followed like every directive of the province"
    assert cascade.issued_document is not None
    assert cascade.issued_document.issuer == "Ủy ban nhân dân tỉnh Sơn La"
    assert duties.counts_by_body(today())[committee(world).pk].total == 1


def test_a_commune_sees_its_duty_up_to_the_ministry(world: World) -> None:
    first = passed_on_by_the_province(world)
    plan = first.issued_document
    assert plan is not None
    second = begun(world, plan)
    given_to(world, second, world.bodies[f"tyt-{world.own.code}"])
    issued(world, approved(world, second), number="31")
    (work,) = inside(second)
    with as_app(scope_of(world.lan)):
        steps = following.chain_above(work.obligation)
        labels = [step.above.document_label for step in steps if step.above]
    assert labels == [plan.label, first.document.label]


def test_the_province_sees_who_took_over_who_left_out_and_who_has_nothing(world: World) -> None:
    first = passed_on_by_the_province(world)
    plan = first.issued_document
    assert plan is not None
    (above,) = {each.obligation for each in inside(first)}
    with as_app(scope_of(world.hung)):
        assert [line.body for line in following.bodies_without(above)] == [
            committee(world), world.bodies[f"ubnd-{world.neighbouring.code}"],
        ]  # fmt: skip
    second = begun(world, plan)
    services.add_duty(
        second, Given(text="Họp giao ban.", role="lead", who_words="Trưởng bản"), actor=world.lan, at=now()
    )
    upper, own = selectors.duties_of(second)
    services.choose_duties(
        second,
        taken=[own.pk],
        reasons={upper.pk: "Đã làm xong."},
        actor=world.lan,
        version=_fresh(second).version,
    )
    issued(world, approved(world, second), number="31")
    with as_app(scope_of(world.hung)):
        (told,) = following.carried_on(above)
        assert (told.taken, told.why_not) == (False, "Đã làm xong.")
        assert [line.body for line in following.bodies_without(above)] == [
            world.bodies[f"ubnd-{world.neighbouring.code}"]
        ]
        (followed,) = following.followed([plan.pk])
        assert (followed.issued, followed.declined, len(followed.missing)) == (1, 0, 1)


def _fresh(cascade: Cascade) -> Cascade:
    return Cascade.objects.get(pk=cascade.pk)


def test_the_lists_count_the_same_for_the_lead_and_for_the_body(world: World) -> None:
    document = upstream(world.hung)
    neighbour = world.bodies[f"ubnd-{world.neighbouring.code}"]
    order(world, document, [committee(world), neighbour])
    with as_app(scope_of(world.hung)):
        assert [line.body for line in following.missing()] == [committee(world), neighbour]
    with as_app(scope_of(world.lan)):
        assert [line.wanted.document for line in following.to_cascade(committee(world))] == [document]
    begun(world, document)
    with as_app(scope_of(world.hung)):
        assert len(following.missing()) == 2, "a draft is not yet a paper"
    services.decline(document, neighbour, reason="Ít việc.", actor=world.neighbour, at=now())
    with as_app(scope_of(world.hung)):
        assert [line.body for line in following.missing()] == [committee(world)]


def test_the_word_of_the_lead_agency_stands_above_the_guess(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    assert following.is_wanted(document)
    said = services.call(document, wanted=False, due_on=None, actor=world.hung, at=now(), version=0)
    assert not following.is_wanted(document)
    assert following.missing() == []
    services.call(document, wanted=True, due_on=today(), actor=world.hung, at=now(), version=said.version)
    assert [line.wanted.due_on for line in following.missing()] == [today()]


def test_a_neighbour_sees_nothing_of_a_communes_paper(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    cascade = begun(world, document)
    given_to(world, cascade, person=world.lan)
    issued(world, approved(world, cascade))
    assert (Cascade.objects.count(), CascadeDuty.objects.count(), CascadeVersion.objects.count()) == (1, 1, 1)
    with as_app(scope_of(world.neighbour)):
        assert not Cascade.objects.exists()
        assert not CascadeDuty.objects.exists()
        assert not CascadeVersion.objects.exists()
        assert CascadeDuty.objects.update(text="Khác") == 0


def test_what_the_province_issued_is_read_by_a_commune_and_not_written(world: World) -> None:
    cascade = passed_on_by_the_province(world)
    with as_app(scope_of(world.lan)):
        assert Cascade.objects.filter(pk=cascade.pk).exists()
        assert CascadeDuty.objects.filter(cascade=cascade).update(text="Khác") == 0
        assert not CascadeVersion.objects.exists(), "drafts stay with their agency"
    with as_app(None):
        assert not Cascade.objects.exists()


def test_a_fixed_number_of_queries_for_a_hundred_bodies(
    world: World, django_assert_max_num_queries: Any
) -> None:
    from treem.duties.tests.factories import more_communes

    document = upstream(world.hung)
    order(world, document, more_communes(world, 75))
    with django_assert_max_num_queries(7):
        assert len(following.missing()) == 75


def test_drafts_of_communes_are_no_business_of_others_until_issued(world: World) -> None:
    document: Document = upstream(world.hung)
    order(world, document, [committee(world)])
    cascade = begun(world, document)
    own: Body = world.bodies["so-y-te"]
    assert selectors.cascade_visible(cascade.uuid, [own.pk]) is None
    given_to(world, cascade, person=world.lan)
    issued(world, approved(world, cascade))
    seen = selectors.cascade_visible(cascade.uuid, [own.pk])
    assert seen is not None
    assert seen.state == CascadeState.ISSUED
    assert Execution.objects.filter(obligation__document=seen.issued_document).exists()
