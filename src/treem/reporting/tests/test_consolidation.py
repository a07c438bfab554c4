"""The province's total is the sum of the returns, counted again by another way; the report says what is in it."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.db import connection
from tests.walk_world import World

from treem.audit.models import Entry as AuditEntry
from treem.files.services import read_whole
from treem.organisations.roles import Role
from treem.reporting import services
from treem.reporting.consolidation import Part, add_up
from treem.reporting.errors import NothingToReport
from treem.reporting.models import Round
from treem.reporting.templates_data import template_on
from treem.reporting.tests.factories import (
    AT,
    committee,
    make_round,
    more_communes,
    return_of,
    send,
    type_in,
)
from treem.web import registry

pytestmark = pytest.mark.database


def _figures(chance: random.Random) -> dict[str, int]:
    boys, girls = chance.randint(0, 9000), chance.randint(0, 9000)
    under5 = chance.randint(0, boys + girls)
    return {
        "children": boys + girls, "children_male": boys, "children_female": girls, "under5": under5,
        "under5_birth_registered": chance.randint(0, under5),
        "children_special_circumstances": chance.randint(0, boys + girls),
    }  # fmt: skip


@pytest.fixture
def province(world: World) -> Round:
    """75 communes and an agency: all but two communes have sent, some are accepted, one was sent back."""
    communes = more_communes(world)
    agency = world.bodies["so-gddt"]
    round = make_round(world, [*communes, agency])
    chance = random.Random(75)
    for number, body in enumerate(communes[1:]):
        sent = send(return_of(round, body), world.hung, _figures(chance))
        if number % 3 == 0:
            services.accept(sent, actor=world.hung, at=AT)
    last = return_of(round, communes[-1])
    if last.state == "submitted":
        services.return_with_reason(last, actor=world.hung, reason="Sai.", at=AT)
    words = type_in(
        return_of(round, agency), world.users[Role.SECTOR_OFFICER], {}, narrative="Đã mở 12 lớp dạy bơi."
    )
    services.submit(words, actor=world.users[Role.SECTOR_OFFICER], at=AT)
    return Round.objects.get(pk=round.pk)


def _independent_recount(round: Round) -> dict[str, int]:
    """Plain SQL over the figures as they were sent, none of our code between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.key, sum(f.value::bigint) FROM reporting_return r, jsonb_each_text(r.snapshot->'figures') f"
            " WHERE r.round_id = %s AND r.state IN ('submitted', 'accepted') AND r.commune_id IS NOT NULL GROUP BY f.key",
            [round.pk],
        )
        return {key: int(total) for key, total in cursor.fetchall()}


def test_the_total_equals_an_independent_recount_and_the_missing_are_named(province: Round) -> None:
    found = services.consolidate(province)
    assert len(found.asked) == 75
    assert len(found.included) == 73
    assert dict(found.totals) == _independent_recount(province)
    assert len(found.missing) == 2
    assert not found.complete
    assert [part.name for part in found.in_words] == ["Sở Giáo dục và Đào tạo"]


def test_what_is_typed_after_a_return_came_back_is_not_in_the_sum(province: Round) -> None:
    back = province.returns.get(state="returned")
    before = services.consolidate(province).totals["children"]
    back.values.filter(row_key="children").update(typed=1_000_000)
    assert services.consolidate(province).totals["children"] == before


def test_the_sum_is_made_of_what_was_sent(province: Round) -> None:
    before = dict(services.consolidate(province).totals)
    sent = province.returns.filter(state="accepted").first()
    assert sent is not None
    sent.values.update(typed=7)  # by somebody with the keys of the database
    assert dict(services.consolidate(province).totals) == before


def test_nobody_in_gives_no_total_instead_of_zero() -> None:
    template = template_on("children-basic", date(2026, 12, 14))
    assert template is not None
    silent = Part(1, "UBND xã A", "commune", "xã A", False, "draft", "", {})
    found = add_up(template, [silent])
    assert set(found.totals.values()) == {None}
    assert found.missing == ("UBND xã A",)


def _read(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def _report(round: Round, world: World) -> Any:
    """The DOCX of a new version."""
    made = services.make_report(round, signing="head", actor=world.hung, at=AT)
    return _read(read_whole(made.docx))


def _text(document: Any) -> str:
    boxes = [
        p.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for p in cell.paragraphs
    ]
    return "\n".join([p.text for p in document.paragraphs] + boxes)


def test_the_report_is_a_draft_with_number_and_day_blank(world: World, province: Round) -> None:
    document = _report(province, world)
    text = _text(document)
    assert "SỞ Y TẾ" in text
    assert re.search(r"ỦY BAN NHÂN DÂN\s+TỈNH SƠN LA", text)
    assert "BÁO CÁO" in text
    assert "BC-SYT" in text
    assert re.search(r"^Số:\s+/BC-SYT$", text, re.MULTILINE)
    assert not re.search(r"Số:\s*\d", text)
    assert "ngày     tháng     năm 2026" in text
    heads = "".join(p.text for s in document.sections for p in s.header.paragraphs)
    heads += "".join(
        c.text for s in document.sections for t in s.header.tables for r in t.rows for c in r.cells
    )
    xml = document.element.xml + "".join(s.header._element.xml for s in document.sections)
    assert "DỰ THẢO" in heads + xml
    assert "Kế hoạch số 12/KH-UBND" in text
    assert "73/75 xã, phường đã gửi báo cáo" in text
    assert "Ủy ban nhân dân xã Chiềng Sung" in text or "Ủy ban nhân dân xã Mường Chanh" in text
    assert "Đã mở 12 lớp dạy bơi." in text
    assert "chưa phải mẫu chính thức" in text
    assert AuditEntry.objects.filter(action="reporting.make_report").count() == 1


def test_its_table_has_one_line_a_commune_under_a_repeated_header_and_adds_up(
    world: World, province: Round
) -> None:
    document = _report(province, world)
    table, sendings = [t for t in document.tables if len(t.rows) > 70]
    assert len(sendings.rows) == 1 + 76
    lines = [[cell.text for cell in row.cells] for row in table.rows]
    assert lines[0][1] == "Xã, phường"
    assert len(lines) == 1 + 75 + 1
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert "w:tblHeader" not in table.rows[1]._tr.xml
    body, total = lines[1:-1], lines[-1]
    assert [line[0] for line in body] == [str(n) for n in range(1, 76)]
    silent = [line for line in body if line[2:] == ["…"] * 6]
    assert len(silent) == 2
    added = [sum(int(line[at].replace(".", "")) for line in body if line not in silent) for at in range(2, 8)]
    assert added == [int(cell.replace(".", "")) for cell in total[2:]]
    assert added[0] == _independent_recount(province)["children"]
    assert total[1] == "Cộng 73 đơn vị đã gửi"


def test_a_report_of_invented_figures_says_so(
    world: World, province: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def marked() -> bool:
        document = _report(province, world)
        return "MÔ PHỎNG" in document.element.xml + "".join(s.header._element.xml for s in document.sections)

    monkeypatch.setattr(registry, "simulated", [lambda: True])
    assert marked()
    monkeypatch.setattr(registry, "simulated", [lambda: False])
    assert not marked()


def test_without_any_return_there_is_no_report(world: World, browser: Callable[..., Any]) -> None:
    round = make_round(world)
    with pytest.raises(NothingToReport):
        services.make_report(round, signing="head", actor=world.hung, at=AT)
    answer = browser(world.hung).post(f"/reports/rounds/{round.uuid}/reports/new/", {"signing": "head"})
    assert answer.status_code == 422
    assert "chưa có số liệu để viết báo cáo tổng hợp" in answer.content.decode()


def test_the_lead_agency_reads_and_downloads_it_and_others_do_not(
    world: World, province: Round, browser: Callable[..., Any]
) -> None:
    base = f"/reports/rounds/{province.uuid}"
    hung = browser(world.hung)
    page = hung.get(f"{base}/consolidated/").content.decode()
    assert "Cộng 73 đơn vị đã gửi" in page
    made = services.make_report(province, signing="head", actor=world.hung, at=AT)
    address = f"/files/{made.docx.uuid}/"
    file = hung.get(address)
    assert file["Content-Disposition"].startswith("attachment")
    assert len(_read(b"".join(file.streaming_content)).tables) > 1
    for role in (Role.COMMUNE_OFFICER, Role.SECTOR_OFFICER, Role.PROVINCE_LEADER, Role.INSPECTOR):
        person = browser(world.users[role])
        assert person.get(f"{base}/consolidated/").status_code == 403
        assert person.get(f"{base}/reports/new/").status_code == 403
        assert person.get(address).status_code == 404
    leader = browser(world.users[Role.PROVINCE_LEADER]).get(f"{base}/").content.decode()
    assert "/reports/returns/" not in leader  # states and counts, no way into a return
    assert committee(world).name in leader
