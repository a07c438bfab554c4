"""A round written down by hand: what cannot be is refused in words, what is odd is asked again, one of two makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.kernel.errors import DomainError
from treem.kernel.periods import Window, parse_period
from treem.kernel.time import today
from treem.reporting import rules, services
from treem.reporting.models import Round
from treem.reporting.tests.factories import AT, make_draft

pytestmark = pytest.mark.database
URL = "/reports/rounds/new/"


def typed(**more: str) -> dict[str, str]:
    deadline = today() + timedelta(days=20)
    return {
        "title": "", "kind": "ad_hoc", "period": f"{today():%Y-%m}", "template_key": "children-basic",
        "deadline": f"{deadline:%d/%m/%Y}", "deadline_op": "by", **more,
    }  # fmt: skip


@pytest.fixture
def hung(world: World, browser: Callable[..., Any]) -> Any:
    return browser(world.hung)


@pytest.mark.parametrize("period", ["9999", "1999", "2101-H1", "0999-Q2"])
def test_a_period_of_no_sensible_year_is_refused_in_words_with_what_was_typed(hung: Any, period: str) -> None:
    answer = hung.post(URL, typed(period=period, sure="on"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f"Không có kỳ báo cáo của năm {int(period[:4])}. " in text
    assert f'value="{period}"' in text
    assert not Round.objects.exists()


def test_a_deadline_before_the_period_begins_is_refused(hung: Any) -> None:
    answer = hung.post(URL, typed(period="2030", deadline="01/01/2029", sure="on"))
    assert answer.status_code == 422
    assert "trước khi kỳ báo cáo bắt đầu" in answer.content.decode()
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deadline": "05/01/2026", "period": "2025"}, "Hạn gửi đã qua (05/01/2026 là ngày cuối)"),
        ({"deadline": "05/01/2099"}, "hơn một năm"),
        ({"period": f"{today().year + 3}", "deadline": ""}, "hơn một năm nữa mới bắt đầu"),
    ],
)
def test_what_is_odd_is_asked_again_and_saved_when_it_is_meant(
    hung: Any, fields: dict[str, str], words: str
) -> None:
    asked = hung.post(URL, typed(**fields))
    text = asked.content.decode()
    assert asked.status_code == 422
    assert words in text
    assert 'name="sure"' in text
    assert not Round.objects.exists()
    assert hung.post(URL, typed(**fields, sure="on")).status_code == 302
    assert Round.objects.count() == 1


def test_a_usual_round_is_not_asked_about(hung: Any) -> None:
    assert 'name="sure"' not in hung.get(URL).content.decode()
    assert hung.post(URL, typed()).status_code == 302
    end = date(2026, 12, 14)
    window = Window(date(2025, 12, 15), end)
    for deadline in (date(2026, 11, 5), end, end + timedelta(days=366)):
        assert rules.oddities(window, rules.term("by", deadline), today=date(2026, 10, 1)) == ()
    late = rules.oddities(window, rules.term("by", end + timedelta(days=367)), today=date(2026, 10, 1))
    assert len(late) == 1
    assert "đã kết thúc từ" in rules.oddities(window, rules.term("by", None), today=date(2032, 1, 1))[0]


def test_a_past_deadline_of_a_round_without_a_document_speaks_of_no_document(hung: Any) -> None:
    made = hung.post(URL, typed(deadline="05/01/2026", period="2025", sure="on"))
    text = hung.get(made.url).content.decode()
    assert "Hạn gửi đã qua khi lập vòng" in text
    assert "khi văn bản được nhập" not in text
    listed = hung.get(reverse("reporting:rounds")).content.decode()
    assert "khi văn bản được nhập" not in listed


def test_a_draft_is_asked_again_only_when_its_period_or_deadline_changes(hung: Any) -> None:
    made = hung.post(URL, typed(deadline="05/01/2026", period="2025", sure="on"))
    form = {**typed(deadline="05/01/2026", period="2025"), "version": "1", "title": "Tên khác"}
    assert hung.post(made.url, form).status_code == 302
    form |= {"version": "2", "deadline": "06/01/2026"}
    assert "Hạn gửi đã qua" in hung.post(made.url, form).content.decode()
    assert Round.objects.get().deadline == date(2026, 1, 5)


def test_a_duty_is_not_given_a_period_that_begins_after_its_deadline(hung: Any, world: World) -> None:
    draft = make_draft(world)
    form = {"title": "", "kind": "annual", "period": "2030", "template_key": "children-basic", "version": "1"}
    answer = hung.post(reverse("reporting:draft", args=[draft.uuid]), form)
    assert answer.status_code == 422
    assert "trước khi kỳ báo cáo bắt đầu" in answer.content.decode()


def test_a_second_press_opens_the_draft_that_the_first_one_made(hung: Any) -> None:
    first, second = hung.post(URL, typed()), hung.post(URL, typed())
    assert (second.status_code, second.url) == (302, first.url)
    assert "vừa được lập" in hung.get(second.url).content.decode()
    assert Round.objects.count() == 1


def test_the_same_round_with_another_deadline_is_refused_with_what_was_typed(hung: Any) -> None:
    hung.post(URL, typed(title="Báo cáo mưa lũ"))
    answer = hung.post(URL, typed(title="Tên thứ hai"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Đã có vòng báo cáo nháp cùng kỳ, cùng mẫu: “Báo cáo mưa lũ”" in text
    assert 'value="Tên thứ hai"' in text


def test_the_service_refuses_as_the_form_does(world: World) -> None:
    with pytest.raises(DomainError) as caught:
        services.draft_round(
            kind="annual", period="9999", deadline=None, deadline_op="by", template_key="children-basic", title="",
            actor=world.hung, at=AT,
        )  # fmt: skip
    assert caught.value.code == "periods.out_of_time"
    assert parse_period("9999").year == 9999  # old papers may say anything
