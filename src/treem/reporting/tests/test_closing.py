"""Closing a round asks again when it stands otherwise than the page said; a closed round opens again with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from tests.walk_world import World

from treem.kernel.time import now
from treem.reporting import selectors, services
from treem.reporting.errors import RoundMoved
from treem.reporting.models import Round, RoundChange, Snapshot
from treem.reporting.tests.factories import AT, committee, make_round, return_of, send

pytestmark = pytest.mark.database


def seen_on(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_return_that_came_meanwhile_is_shown_before_the_round_closes(
    world: World, browser: Callable[..., Any]
) -> None:
    round = make_round(world)
    hung = browser(world.hung)
    page = hung.get(reverse("reporting:round", args=[round.uuid])).content.decode()
    assert "Đã gửi 0 trong 2 đơn vị" in page
    send(return_of(round, committee(world)), world.lan)
    url = reverse("reporting:close_round", args=[round.uuid])
    refused = hung.post(url, {"seen": seen_on(page)})
    again = refused.content.decode()
    assert refused.status_code == 409
    assert "Đã gửi 1 trong 2 đơn vị; còn 1 đơn vị" in again
    assert Round.objects.get(pk=round.pk).state == "open"
    assert not Snapshot.objects.exists()
    assert hung.post(url, {"seen": seen_on(again)}).status_code == 302
    assert Round.objects.get(pk=round.pk).state == "closed"


def test_a_form_without_what_was_seen_closes_nothing(world: World) -> None:
    round = make_round(world)
    with pytest.raises(RoundMoved):
        services.close_round(round, world.hung, at=AT, seen="")


def test_the_second_press_hears_that_it_is_closed(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    hung = browser(world.hung)
    url = reverse("reporting:close_round", args=[round.uuid])
    seen = {"seen": selectors.standing_mark(round)}
    assert hung.post(url, seen).status_code == 302
    second = hung.post(url, seen, follow=True)
    assert second.status_code == 200
    assert "Vòng báo cáo này đã đóng." in second.content.decode()
    assert Snapshot.objects.count() == 1


def test_a_closed_round_opens_again_with_a_reason_and_freezes_a_second_version(
    world: World, browser: Callable[..., Any]
) -> None:
    round = make_round(world)
    services.close_round(round, world.hung, at=AT)
    hung = browser(world.hung)
    url = reverse("reporting:reopen_round", args=[round.uuid])
    empty = hung.post(url, {"reason": "  "})
    assert empty.status_code == 422
    assert "Hãy ghi lý do mở lại" in empty.content.decode()
    assert hung.post(url, {"reason": "Một xã gửi nhầm số liệu."}).status_code == 302
    assert "Vòng báo cáo này đang mở." in hung.post(url, {"reason": "Lần hai."}, follow=True).content.decode()
    send(return_of(Round.objects.get(pk=round.pk), committee(world)), world.lan)
    services.close_round(round, world.hung, at=now())
    assert list(Snapshot.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    shown = hung.get(reverse("reporting:round", args=[round.uuid])).content.decode()
    assert "Một xã gửi nhầm số liệu." in shown
    assert shown.count("Khi đó") == 3
    kept = RoundChange.objects.order_by("pk").values_list("act", "sent", "missing")
    assert list(kept) == [("closed", 0, 2), ("reopened", 0, 2), ("closed", 1, 1)]
