"""Two persons, one date: when a province's own value applies, and when it does not."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
from conftest import as_app
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from treem import law
from treem.kernel.trail import Trail
from treem.law.calendar import day_kind, is_working_day, last_working_day_before
from treem.law.calendar.deadlines import deadline_before
from treem.lawbook import book as book_module
from treem.lawbook import hooks, services
from treem.lawbook.errors import AlreadyDecided, NothingChanges, SamePerson, ValueRefused
from treem.lawbook.models import CalendarDay, Override

pytestmark = pytest.mark.database
KEY = "deadlines.before_late_after"
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Officer:
    def __init__(self, pk: int) -> None:
        self.pk = pk


HUNG, MAI = Officer(71), Officer(72)


def proposed(value: str = "0", from_on: date = date(2026, 4, 1), **more: Any) -> Override:
    return services.propose(
        parameter=KEY, value=value, from_on=from_on, document="12/QĐ-SYT", actor=HUNG, at=AT, **more
    )


def approved(*args: Any, **more: Any) -> Override:
    decision = services.approve(proposed(*args, **more), actor=MAI, at=AT)
    book_module.book.forget()  # what happens on commit
    return decision


def value_on(day: date) -> int:
    return law.value(KEY, on=day).whole


def test_a_proposal_alone_changes_nothing(book: Any) -> None:
    before = law.value(KEY, on=date(2026, 4, 2))
    proposed()
    book.forget()
    assert law.value(KEY, on=date(2026, 4, 2)) == before


def test_an_approved_value_applies_from_its_day_and_not_before(book: Any) -> None:
    approved(article="Điều 2", note="Chặt hơn")
    assert value_on(date(2026, 3, 31)) == 1
    assert value_on(date(2026, 4, 1)) == 0
    found = law.value(KEY, on=date(2026, 4, 2))
    assert (str(found.source), found.since, found.verified) == ("Điều 2, 12/QĐ-SYT", date(2026, 4, 1), True)
    assert (found.title, found.unit) == (law.parameters()[KEY].title, "day")
    assert deadline_before(date(2026, 3, 31)).late_from == date(2026, 4, 1)
    assert deadline_before(date(2026, 4, 10)).late_from == date(2026, 4, 10)


def test_a_later_decision_follows_and_the_texts_can_return(book: Any) -> None:
    approved("0")
    approved("2", date(2026, 6, 1))
    approved("", date(2026, 8, 1), back_to_law=True)
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 31), date(2026, 8, 1))
    assert [value_on(day) for day in days] == [0, 2, 2, 1]
    assert law.value(KEY, on=date(2026, 8, 1)).source.document == "Quy ước của hệ thống"


def test_of_two_for_one_day_the_one_approved_last_holds(book: Any) -> None:
    first, second = proposed("3"), proposed("2")
    services.approve(second, actor=MAI, at=AT.replace(hour=9))
    services.approve(first, actor=MAI, at=AT.replace(hour=10))
    book.forget()
    assert value_on(date(2026, 4, 1)) == 3


def test_nobody_approves_the_own_proposal_not_even_past_the_service(book: Any) -> None:
    proposal = proposed()
    with pytest.raises(SamePerson):
        services.approve(proposal, actor=HUNG, at=AT)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Override.objects.filter(pk=proposal.pk).update(approved_by_id=HUNG.pk, approved_at=AT)
    day = services.propose_day(on=date(2026, 11, 23), kind="swapped_off", document="x", actor=HUNG, at=AT)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        CalendarDay.objects.filter(pk=day.pk).update(approved_by_id=HUNG.pk, approved_at=AT)
    with pytest.raises(IntegrityError, match="approved_whole"), transaction.atomic():
        Override.objects.filter(pk=proposal.pk).update(approved_by_id=MAI.pk)


def test_what_is_decided_stays_decided(book: Any) -> None:
    done = approved()
    with pytest.raises(AlreadyDecided, match="duyệt"):
        services.approve(done, actor=MAI, at=AT)
    with pytest.raises(AlreadyDecided):
        services.withdraw(done, actor=HUNG, at=AT)
    withdrawn = services.withdraw(proposed(), actor=HUNG, at=AT)
    with pytest.raises(AlreadyDecided, match="rút lại"):
        services.approve(withdrawn, actor=MAI, at=AT)
    assert withdrawn.version == done.version == 2


def test_the_application_cannot_change_what_was_proposed(book: Any) -> None:
    proposal = proposed()
    with as_app(None):
        for change in ({"value": 9}, {"from_on": date(2020, 1, 1)}, {"proposed_by_id": 1}):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Override.objects.filter(pk=proposal.pk).update(**change)
        services.approve(proposal, actor=MAI, at=AT)
    assert Override.objects.get().state == "approved"


def test_a_value_that_does_not_fit_or_a_key_nobody_knows_is_refused(book: Any) -> None:
    with pytest.raises(ValueRefused):
        proposed("nửa")
    with pytest.raises(law.UnknownParameter):
        services.propose(
            parameter="a.b", value="1", from_on=date(2026, 4, 1), document="x", actor=HUNG, at=AT
        )
    assert not Override.objects.exists()


def test_each_step_is_written_down_and_without_a_trail_none_is_taken(
    book: Any, monkeypatch: Any, trail: list[dict[str, Any]]
) -> None:
    approved()
    services.withdraw(proposed(), actor=HUNG, at=AT)
    assert [(entry["action"], entry["actor"].pk) for entry in trail] == [
        ("lawbook.propose", 71), ("lawbook.approve", 72), ("lawbook.propose", 71), ("lawbook.withdraw", 71),
    ]  # fmt: skip
    assert trail[0]["detail"] == {"parameter": KEY, "value": 0, "from": "2026-04-01"}
    monkeypatch.setattr(hooks, "record", Trail().record)
    with pytest.raises(RuntimeError):
        proposed()
    assert Override.objects.count() == 2


# --- Working days -------------------------------------------------------------------------------------------


def test_an_approved_day_is_a_day_off_and_terms_go_around_it(book: Any) -> None:
    monday = date(2026, 11, 23)
    assert is_working_day(monday)
    before = last_working_day_before(date(2026, 11, 24))
    day = services.propose_day(on=monday, kind="swapped_off", document="99/QĐ-UBND", actor=HUNG, at=AT)
    book.forget()
    assert is_working_day(monday)
    services.approve(day, actor=MAI, at=AT)
    book.forget()
    found = day_kind(monday)
    assert (found.kind, found.source.document, found.name_vi) == (
        "swapped_off",
        "99/QĐ-UBND",
        "Ngày nghỉ hoán đổi",
    )
    assert last_working_day_before(date(2026, 11, 24)) == date(2026, 11, 20) < before


def test_a_make_up_saturday_is_worked(book: Any) -> None:
    saturday = date(2026, 11, 28)
    day = services.propose_day(on=saturday, kind="make_up_work", document="99/QĐ-UBND", actor=HUNG, at=AT)
    services.approve(day, actor=MAI, at=AT)
    book.forget()
    assert is_working_day(saturday)


def test_a_day_that_is_so_already_needs_no_decision(book: Any) -> None:
    with pytest.raises(NothingChanges):
        services.propose_day(on=date(2026, 11, 25), kind="working", document="x", actor=HUNG, at=AT)


# --- The book in memory -------------------------------------------------------------------------------------


def test_a_thousand_questions_cost_three_queries(book: Any, django_assert_num_queries: Any) -> None:
    approved()
    book.close()
    with django_assert_num_queries(3 if not book._has_tables else 2):
        begin = time.perf_counter()
        for _ in range(500):
            value_on(date(2026, 4, 2))
            day_kind(date(2026, 4, 2))
    assert time.perf_counter() - begin < 5  # no timed test: only that it is not a thousand queries' worth


def test_another_process_learns_of_an_approval_after_the_refresh(book: Any, monkeypatch: Any) -> None:
    assert value_on(date(2026, 4, 2)) == 1
    services.approve(proposed(), actor=MAI, at=AT)  # its commit is not ours: nobody tells this book
    assert value_on(date(2026, 4, 2)) == 1
    monkeypatch.setattr(book_module, "REFRESH_S", -1.0)
    assert value_on(date(2026, 4, 2)) == 0


def test_the_process_that_approves_knows_at_commit(
    book: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assert value_on(date(2026, 4, 2)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        services.approve(proposed(), actor=MAI, at=AT)
    assert value_on(date(2026, 4, 2)) == 0


def test_in_a_transaction_that_failed_the_book_answers_from_memory(book: Any) -> None:
    approved()
    assert value_on(date(2026, 4, 2)) == 0
    book.forget()
    with transaction.atomic():
        transaction.set_rollback(True)
        assert value_on(date(2026, 4, 2)) == 0


def test_while_the_first_migrations_run_the_texts_decide(book: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(book, "_has_tables", False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lawbook_override RENAME TO lawbook_override_away")
        assert value_on(date(2026, 4, 2)) == 1
        cursor.execute("ALTER TABLE lawbook_override_away RENAME TO lawbook_override")
    assert value_on(date(2026, 4, 2)) == 1


def test_rules_of_law_need_no_database(monkeypatch: Any) -> None:
    book_module.book.close()
    assert not book_module.book.automatic
    assert value_on(date(2026, 4, 2)) == 1
