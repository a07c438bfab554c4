"""A return that saves itself: what can be kept is kept, two officers type at once, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.models import Return, Round
from treem.reporting.tests.factories import AT, GOOD, committee, make_round, return_of, type_in

pytestmark = pytest.mark.database

HTMX = {"HX-Request": "true"}


@pytest.fixture
def report(world: World) -> Return:
    return return_of(make_round(world), committee(world))


def page_of(report: Return, **typed: str) -> dict[str, str]:
    """What the page sends: every field as it was opened, and what was typed over it."""
    report.refresh_from_db()
    sent = {"version": str(report.version), "narrative": report.narrative, "opened_narrative": report.narrative,
            "opened_as_of": f"{report.as_of:%d/%m/%Y}" if report.as_of else "",
            "as_of_day": "15", "as_of_month": "10", "as_of_year": "2026"}  # fmt: skip
    for value in report.values.all():
        text = "" if value.typed is None else f"{value.typed:.0f}"
        sent |= {f"row_{value.row_key}": text, f"opened_row_{value.row_key}": text,
                 f"note_{value.row_key}": value.note, f"opened_note_{value.row_key}": value.note,
                 f"opened_none_{value.row_key}": "", f"opened_est_{value.row_key}": ""}  # fmt: skip
    return sent | typed


def keep(client: Any, report: Return, sent: dict[str, str]) -> Any:
    return client.post(reverse("reporting:keep_return", args=[report.uuid]), sent, headers=HTMX)


def typed(report: Return) -> dict[str, Any]:
    return {v.row_key: v.typed for v in report.values.all() if v.typed is not None}


def test_what_was_typed_is_kept_and_the_hour_is_said(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    answer = keep(browser(world.lan), report, page_of(report, row_children="1.234", narrative="Đã rà soát."))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Đã lưu " in text
    assert 'data-version="2"' in text
    assert "<html" not in text
    report.refresh_from_db()
    assert (typed(report), report.narrative, report.version) == ({"children": 1234}, "Đã rà soát.", 2)
    assert (report.as_of, report.saved_by) == (date(2026, 10, 15), world.lan)


def test_nothing_new_leaves_the_version_alone(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    keep(lan, report, page_of(report, row_children="7"))
    keep(lan, report, page_of(report))
    report.refresh_from_db()
    assert report.version == 2


def test_a_refused_field_is_said_beside_it_while_the_others_are_kept(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    sent = page_of(
        report, row_children="12,x", row_under5="7", note_under5="dài " * 200, narrative="Còn đây."
    )
    text = keep(browser(world.lan), report, sent).content.decode()
    assert "“12,x” không phải là số" in text[text.index('id="fault-children"') :][:400]
    assert "tối đa 500" in text[text.index('id="fault-under5"') :][:600]
    assert "2 ô chưa lưu được" in text
    assert "data-left" in text  # leaving the page still warns
    assert typed(report) == {"under5": 7}
    report.refresh_from_db()
    assert report.narrative == "Còn đây."
    mended = keep(browser(world.lan), report, page_of(report, row_children="12")).content.decode()
    assert "<p>" not in mended[mended.index('id="fault-children"') :].partition("</div>")[0]
    assert typed(report) == {"children": 12, "under5": 7}
    # A screen reader does not keep what was said before: the region is told, and told that nothing is wrong.
    assert 'data-announce="2 ô chưa lưu được"' in text
    assert 'data-announce=""' in mended


def test_nobody_is_told_of_a_fault_in_the_middle_of_a_figure_or_a_day(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    sent = page_of(report, row_children="12,", typing="row_children", as_of_month="", as_of_year="")
    text = keep(browser(world.lan), report, sent).content.decode()
    assert "không phải là số" not in text
    assert "Ngày này không có" not in text
    report.refresh_from_db()
    assert (typed(report), report.as_of) == ({}, None)


def test_two_officers_fill_one_return_and_each_keeps_the_own_fields(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, head = browser(world.lan), browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    hers, his = page_of(report, row_children="100"), page_of(report, row_under5="30", narrative="Của tôi.")
    assert 'data-version="2"' in keep(lan, report, hers).content.decode()
    text = keep(head, report, his).content.decode()
    assert "cần chọn" not in text
    assert '<textarea hidden data-kept-theirs="row_children" data-kept-value="">100</textarea>' in text
    report.refresh_from_db()
    assert (typed(report), report.narrative, report.version) == (
        {"children": 100, "under5": 30},
        "Của tôi.",
        3,
    )


def test_a_field_that_both_changed_waits_for_the_difference_page_and_neither_text_is_lost(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan, head = browser(world.lan), browser(world.users[Role.COMMUNE_DIVISION_HEAD])
    his = page_of(report, row_under5="25", row_children="90")
    keep(lan, report, page_of(report, row_under5="30"))
    text = keep(head, report, his).content.decode()
    assert "Hai người cùng sửa, cần chọn" in text
    assert "Trẻ em dưới 5 tuổi" in text
    assert "data-version" not in text  # the old version stays, so that «Lưu» shows the difference
    assert typed(report) == {"under5": 30, "children": 90}
    shown = head.post(
        reverse("reporting:save_return", args=[report.uuid]), {**his, "opened_row_children": "90"}
    )
    assert shown.status_code == 409
    assert 'name="mine_row_under5" value="25"' in shown.content.decode()
    assert 'name="choose_row_children"' not in shown.content.decode()
    assert typed(report)["under5"] == 30


def test_a_page_whose_answer_was_lost_on_the_line_does_not_dispute_with_itself(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    first = page_of(report, row_under5="1.30")
    first["row_under5"] = "1.230"
    keep(lan, report, first)  # saved, and the answer never arrived
    text = keep(lan, report, {**first, "row_under5": "31", "tried_row_under5": "1.230"}).content.decode()
    assert "cần chọn" not in text
    assert typed(report) == {"under5": 31}


def test_a_page_that_was_cut_short_empties_nothing(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    type_in(report, world.lan)
    report.refresh_from_db()
    cut = {"version": str(report.version), "row_under5": "31", "opened_row_under5": "30"}
    keep(browser(world.lan), report, cut)
    assert typed(report) == {**GOOD, "under5": 31}
    report.refresh_from_db()
    assert report.as_of == date(2026, 10, 15)


@pytest.mark.parametrize("how", ["presented", "closed"])
def test_a_return_that_was_presented_or_closed_meanwhile_says_so_and_gives_the_text_back(
    world: World, report: Return, browser: Callable[..., Any], how: str
) -> None:
    lan = browser(world.lan)
    type_in(report, world.lan)
    sent = page_of(report, row_under5="27", note_under5="<b>đếm lại</b>", narrative="Chưa ai đọc.")
    if how == "presented":
        services.present(report, actor=world.users[Role.COMMUNE_DIVISION_HEAD], at=AT)
    else:
        Round.objects.filter(pk=report.round_id).update(state="closed", closed_at=AT)
    text = keep(lan, report, sent).content.decode()
    assert "data-over" in text
    assert "chưa lưu, vẫn còn trên trang này" in text
    for name in ("save_return", "present_return"):
        answer = lan.post(reverse(f"reporting:{name}", args=[report.uuid]), sent)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Những gì vừa nhập, chưa lưu" in page
        for words in ("27", "&lt;b&gt;đếm lại&lt;/b&gt;", "Chưa ai đọc."):
            assert words in page[page.index('id="unsaved"') :]
    assert typed(report)["under5"] == 30


def test_who_may_not_write_there_saves_nothing(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    sent = page_of(report, row_children="5")
    assert keep(browser(world.hung), report, sent).status_code == 404
    assert keep(browser(world.users[Role.COMMUNE_LEADER]), report, sent).status_code == 403
    assert typed(report) == {}


def test_the_page_works_without_script_and_says_when_it_was_saved(
    world: World, report: Return, browser: Callable[..., Any]
) -> None:
    lan = browser(world.lan)
    keep(lan, report, page_of(report, row_children="5"))
    text = lan.get(reverse("reporting:return", args=[report.uuid])).content.decode()
    assert f'action="{reverse("reporting:save_return", args=[report.uuid])}"' in text
    assert "Đã lưu " in text
    assert 'data-keep-note="line" hidden' in text
