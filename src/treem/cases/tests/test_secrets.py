"""What stands in the database is bytes; who looks is noted; the informant stays apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from tests.walk_world import World

from treem.audit.models import Entry
from treem.cases.models import Informant, IntakeContent
from treem.cases.services import InformantData
from treem.cases.tests.factories import (
    CHILD,
    INFORMANT,
    PHONE,
    STORY,
    known_informant,
    make_intake,
    make_measures,
)
from treem.db import keys
from treem.organisations.roles import Role

pytestmark = pytest.mark.database


def test_nothing_that_tells_who_stands_readable_in_any_table(world: World) -> None:
    intake = make_intake(world, informant=known_informant(), present_place="nhà bà ngoại")
    make_measures(world, intake, decider_name="Hoàng Văn Thịnh")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'cases_%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
    assert len(tables) == 9
    secrets = [STORY, CHILD, INFORMANT, PHONE, "0912000345", "ngoại", "trạm", "Thịnh", "Nà Cạn"]
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall())
        for secret in secrets:
            assert secret not in text, f"{secret} in {table}"
            assert secret.encode().hex() not in text, f"{secret} in {table}"
    assert IntakeContent.objects.get().what_happened == STORY


def test_one_envelope_key_for_each_report(world: World) -> None:
    first, second = make_intake(world, informant=known_informant()), make_intake(world)
    measure = make_measures(world, first)
    content = IntakeContent.objects.get(intake=first)
    assert Informant.objects.get().data_key_id == content.data_key_id == measure.data_key_id
    assert IntakeContent.objects.get(intake=second).data_key_id != content.data_key_id


def test_words_moved_to_another_report_do_not_open(world: World) -> None:
    first, second = make_intake(world), make_intake(world)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_intakecontent SET what_happened = (SELECT what_happened FROM cases_intakecontent"
            " WHERE intake_id = %s) WHERE intake_id = %s",
            [first.pk, second.pk],
        )
    assert STORY not in IntakeContent.objects.get(intake=second).what_happened


def test_nobody_is_written_down_without_consent_and_anonymous_is_fine(world: World) -> None:
    from treem.cases.errors import NoConsent

    make_intake(world, informant=InformantData())
    with pytest.raises(NoConsent):
        make_intake(world, informant=InformantData(full_name=INFORMANT))
    assert not Informant.objects.exists()


def test_the_same_phone_is_found_by_its_fingerprint(world: World, lan: Any) -> None:
    first = make_intake(world, informant=known_informant())
    second = make_intake(world, informant=InformantData(consents=True, phone="+84 912-000-345"))
    index = Informant.objects.get(intake=first).phone_index
    assert index == keys.blind_index("0912000345", "cases.informant_phone")
    answer = lan.post(reverse("cases:informant", args=[second.uuid]))
    assert first.number in answer.content.decode()


def test_the_page_of_a_report_never_shows_who_reported(world: World, lan: Any) -> None:
    intake = make_intake(world, informant=known_informant())
    for name in ("intake", "edit", "paper", "informant"):
        text = lan.get(reverse(f"cases:{name}", args=[intake.uuid])).content.decode()
        assert INFORMANT not in text
        assert PHONE not in text


def test_a_leader_gives_a_reason_to_see_who_reported_and_the_look_is_noted(
    world: World, sign_in: Any
) -> None:
    intake = make_intake(world, informant=known_informant())
    chair = sign_in(world.users[Role.COMMUNE_LEADER])
    url = reverse("cases:informant", args=[intake.uuid])
    refused = chair.post(url)
    assert refused.status_code == 422
    assert INFORMANT not in refused.content.decode()
    assert not Entry.objects.filter(action="cases.view_informant").exists()
    shown = chair.post(url, {"why": "protect"})
    assert INFORMANT in shown.content.decode()
    entry = Entry.objects.get(action="cases.view_informant")
    assert (entry.actor_id, entry.detail) == (world.users[Role.COMMUNE_LEADER].pk, {"why": "protect"})


def test_each_read_is_noted_and_shown_to_those_who_work_on_it(world: World, lan: Any, sign_in: Any) -> None:
    intake = make_intake(world)
    chair = world.users[Role.COMMUNE_LEADER]
    sign_in(chair).get(reverse("cases:intake", args=[intake.uuid]))
    lan.get(reverse("cases:intakes"))
    for name in ("edit", "paper", "measures"):
        lan.get(reverse(f"cases:{name}", args=[intake.uuid]))
    noted = list(
        Entry.objects.filter(subject_type="cases.intake").values_list("actor_id", "action", "subject_ids")
    )
    for actor, action in (
        (chair.pk, "cases.view_intake"), (world.lan.pk, "cases.list_intakes"), (world.lan.pk, "cases.print_intake"),
        (world.lan.pk, "cases.view_intake"),
    ):  # fmt: skip
        assert (actor, action, [intake.pk]) in noted
    text = lan.get(reverse("cases:intake", args=[intake.uuid])).content.decode()
    assert chair.full_name in text
    assert not Entry.objects.filter(detail__icontains="Quàng").exists()


def test_the_lead_agency_lists_numbers_and_clocks_without_identities(world: World, sign_in: Any) -> None:
    intake = make_intake(world, ago=timedelta(hours=13), informant=known_informant())
    hung = sign_in(world.hung)
    answer = hung.get(reverse("cases:intakes"), {"state": "late"})
    text = answer.content.decode()
    assert intake.number in text
    assert world.own.full_name in text
    for secret in (STORY[:20], CHILD, INFORMANT, str(intake.uuid)):
        assert secret not in text
    for name in ("intake", "paper", "informant", "edit"):
        assert hung.get(reverse(f"cases:{name}", args=[intake.uuid])).status_code == 403


def test_a_leader_of_the_province_gets_counts_only(world: World, sign_in: Any) -> None:
    intake = make_intake(world)
    make_intake(world, neighbour=True)
    leader = sign_in(world.users[Role.PROVINCE_LEADER])
    assert leader.get(reverse("cases:home")).url == reverse("cases:counts")
    answer = leader.get(reverse("cases:counts"))
    assert answer.context["month"].received == 2
    for secret in (intake.number, CHILD, world.own.name):
        assert secret not in answer.content.decode()
    assert leader.get(reverse("cases:intakes")).status_code == 403


def test_sectors_inspectors_and_the_ministry_get_nothing(world: World, sign_in: Any) -> None:
    make_intake(world)
    for role in (
        Role.SECTOR_OFFICER,
        Role.INSPECTOR,
        Role.MINISTRY_ANALYST,
        Role.ADMINISTRATOR,
        Role.COLLABORATOR,
    ):
        browser = sign_in(world.users[role])
        for name in ("home", "intakes", "counts", "new"):
            assert browser.get(reverse(f"cases:{name}")).status_code == 403, (role, name)
