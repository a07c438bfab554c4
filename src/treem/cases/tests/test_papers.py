"""Paper: Mẫu số 01 filled from a report, and blanks to print."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.cases.tests.factories import CHILD, STORY, known_informant, make_intake
from treem.organisations.roles import Role

pytestmark = pytest.mark.database


def test_the_paper_is_filled_from_the_report_and_is_a_draft(world: World, lan: Any) -> None:
    intake = make_intake(
        world, informant=known_informant(), group="abused", child_sex="female", channel="in_person"
    )
    answer = lan.get(reverse("cases:paper", args=[intake.uuid]))
    text = answer.content.decode()
    for words in ("Mẫu số 01", "DỰ THẢO", STORY, CHILD, intake.number, "Số: ……/BC-"):
        assert words in text
    ticked = {
        label for block in answer.context["blocks"] for a in block.answers for label, yes in a.ticks if yes
    }
    assert ticked == {"bị xâm hại", "gặp trực tiếp", "Nữ"}


def test_a_blank_has_nothing_ticked_and_lines_to_write_on(world: World, lan: Any) -> None:
    answer = lan.get(reverse("cases:blank", args=["mau-01"]))
    answers = [a for block in answer.context["blocks"] for a in block.answers]
    assert all(not a.words and not any(yes for _label, yes in a.ticks) for a in answers)
    assert "paper-line" in answer.content.decode()
    assert "DỰ THẢO" not in answer.content.decode()


def test_forms_of_our_own_say_that_they_are_not_official(world: World, sign_in: Any) -> None:
    collaborator = sign_in(world.users[Role.COLLABORATOR])
    text = collaborator.get(reverse("cases:blanks")).content.decode()
    assert text.count("Chưa kiểm chứng") == 2
    for title in ("Báo cáo tiếp nhận thông tin trẻ em", "Phiếu thăm trẻ em tại nhà", "Phiếu việc trong ngày"):
        assert title in text
    assert "Chưa kiểm chứng" in collaborator.get(reverse("cases:blank", args=["visit-note"])).content.decode()


def test_a_form_nobody_has_is_not_found(lan: Any) -> None:
    assert lan.get(reverse("cases:blank", args=["mau-99"])).status_code == 404
