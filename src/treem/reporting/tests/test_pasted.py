"""What is pasted from a word processor or a scanner: signs that no paper and no database can hold go, the words stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.walk_world import World

from treem.documents.layout import render_docx
from treem.reporting import selectors, services
from treem.reporting.models import Return
from treem.reporting.paper import paper_of
from treem.reporting.tests.factories import AT, approved, committee, make_round, return_of, type_in
from treem.reporting.tests.test_directive_round import _letter, _open
from treem.web.fields import LinesField, PlainField

pytestmark = pytest.mark.database
PASTED = "\uf0b7 Bản Nà\x07 Bó:\x0blũ quét\ufffe,\tđã di dời\r\n12 hộ\U0001ffff."
CLEAN = "• Bản Nà Bó:\nlũ quét, đã di dời\n12 hộ."


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


@pytest.mark.parametrize("step", ["save", "keep"])
def test_a_pasted_narrative_and_note_are_saved_without_what_no_paper_holds(
    world: World, report: Return, browser: Callable[..., Any], step: str
) -> None:
    sent = {
        "version": report.version, "as_of": "15/10/2026", "narrative": PASTED, "row_children": "100",
        "note_children": "rà\x01 soát\x07 lại\ufffe",
    }  # fmt: skip
    answer = browser(world.lan).post(f"/reports/returns/{report.uuid}/{step}/", sent)
    assert answer.status_code == (302 if step == "save" else 200)
    report.refresh_from_db()
    assert report.narrative == CLEAN
    assert report.values.get(row_key="children").note == "rà soát lại"


def test_a_report_is_drawn_from_what_was_pasted(world: World, report: Return) -> None:
    type_in(report, world.lan, narrative=PASTED)
    services.submit(approved(report, world.lan), actor=world.lan, at=AT)
    made = services.make_report(
        report.round, signing="deputy", actor=world.hung, at=AT, words={"direction": PASTED}
    )
    assert render_docx(paper_of(selectors.content_of(made)))[:2] == b"PK"


def test_the_answer_to_a_duty_is_saved_without_them_too(world: World, browser: Callable[..., Any]) -> None:
    report = return_of(_open(world, _letter(world)[0]), committee(world))
    row = report.duties.order_by("pk")[0]
    sent = {
        "version": report.version,
        "as_of": "15/10/2026",
        "narrative": "",
        f"duty_{row.pk}_result": PASTED,
    }
    assert browser(world.lan).post(f"/reports/returns/{report.uuid}/save/", sent).status_code == 302
    row.refresh_from_db()
    assert row.result == CLEAN


def test_a_figure_with_such_a_sign_is_said_beside_its_field_and_comes_back(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    sent = {"version": report.version, "as_of": "15/10/2026", "narrative": "", "row_children": "1\x012"}
    answer = browser(world.lan).post(f"/reports/returns/{report.uuid}/save/", sent)
    assert answer.status_code == 422
    assert "không phải là số" in answer.content.decode()


def test_reasons_and_titles_are_kept_without_them_too() -> None:
    assert LinesField().clean(PASTED) == CLEAN
    assert PlainField().clean("45\x00/BC\ufffe-UBND\x07") == "45/BC-UBND"
    assert LinesField(required=False).clean("\x00\ufffe") == ""
    assert LinesField().clean("Họ tên: Lò Thị Mẫu 👧") == "Họ tên: Lò Thị Mẫu 👧"
