"""The trail finds out when somebody changed, removed, reordered or cut off an entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from treem.audit import services
from treem.audit.models import Entry, Seal
from treem.audit.verify import verify, write_anchor

pytestmark = pytest.mark.database


@pytest.fixture
def sealed(transactional_db: None) -> list[int]:
    """Six entries in two seals (committed: the sealer only takes finished transactions)."""
    for first in (1, 4):
        for number in range(first, first + 3):
            services.record(actor=None, action="test.did", subject_type="test.thing", subject_ids=[number])
        assert services.seal() == 3
    return list(Entry.objects.order_by("id").values_list("id", flat=True))


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_an_untouched_chain_is_whole(sealed: list[int], tmp_path: Path) -> None:
    write_anchor(tmp_path / "anchors.jsonl")
    verdict = verify(tmp_path / "anchors.jsonl")
    assert verdict.whole, verdict.findings
    assert (verdict.entries, verdict.seals, verdict.unsealed) == (6, 2, 0)


def test_a_changed_entry_is_found(sealed: list[int]) -> None:
    sql("UPDATE audit_entry SET detail = '{\"n\": 2}' WHERE id = %s", sealed[1])
    assert any("changed" in finding for finding in verify().findings)


def test_a_changed_actor_is_found(sealed: list[int]) -> None:
    sql("UPDATE audit_entry SET actor_id = 99 WHERE id = %s", sealed[4])
    assert any("changed" in finding for finding in verify().findings)


def test_a_removed_entry_is_found(sealed: list[int]) -> None:
    sql("DELETE FROM audit_entry WHERE id = %s", sealed[1])
    assert any("holds 2 entries" in finding for finding in verify().findings)


def test_reordered_entries_are_found(sealed: list[int]) -> None:
    first, second = sealed[0], sealed[1]
    sql("UPDATE audit_entry SET id = -1 WHERE id = %s", first)
    sql("UPDATE audit_entry SET id = %s WHERE id = %s", first, second)
    sql("UPDATE audit_entry SET id = %s WHERE id = -1", second)
    assert any("changed or reordered" in finding for finding in verify().findings)


def test_an_entry_moved_to_another_seal_is_found(sealed: list[int]) -> None:
    other = Seal.objects.order_by("-id")[0].pk
    sql("UPDATE audit_entry SET seal_id = %s WHERE id = %s", other, sealed[0])
    assert len(verify().findings) == 2


def test_a_removed_seal_in_the_middle_is_found(sealed: list[int]) -> None:
    first = Seal.objects.order_by("id")[0]
    sql("DELETE FROM audit_entry WHERE seal_id = %s", first.pk)
    sql("DELETE FROM audit_seal WHERE id = %s", first.pk)
    assert any("before it was removed" in finding for finding in verify().findings)


def test_a_cut_off_tail_is_found_by_the_anchor_and_only_by_it(sealed: list[int], tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.jsonl"
    assert write_anchor(anchors) is not None
    last = Seal.objects.order_by("-id")[0]
    sql("DELETE FROM audit_entry WHERE seal_id = %s", last.pk)
    sql("DELETE FROM audit_seal WHERE id = %s", last.pk)
    assert verify().whole
    assert any("missing" in finding for finding in verify(anchors).findings)


def test_a_seal_made_to_fit_a_forged_entry_breaks_the_next(sealed: list[int]) -> None:
    sql("UPDATE audit_entry SET action = 'test.forged' WHERE id = %s", sealed[0])
    first = Seal.objects.order_by("id")[0]
    sql("UPDATE audit_seal SET root = sha256('forged') WHERE id = %s", first.pk)
    assert any("before it was removed or changed" in finding for finding in verify().findings)


def test_the_application_can_append_and_seal_but_not_read(app_connection: Any) -> None:
    import psycopg

    app_connection.execute(
        "INSERT INTO audit_entry (at, action, subject_type, subject_ids, detail, request_id)"
        " VALUES (now(), 'test.did', '', '[]', '{}', '')"
    )
    for forbidden in ("INSERT INTO audit_entry (at, action, seal_id) VALUES (now(), 'test.forged', 1)",
                      "INSERT INTO audit_entry (id, at, action) VALUES (1, now(), 'test.forged')",
                      "DELETE FROM pghistory_context", "SELECT * FROM audit_entry", "UPDATE audit_entry SET action = ''", "DELETE FROM audit_entry",
                      "DELETE FROM audit_seal", "UPDATE audit_seal SET n = 0"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app_connection.execute(forbidden)
    assert app_connection.execute("SELECT audit_seal_entries()").fetchone() == (1,)


def test_an_entry_of_an_unfinished_transaction_waits(app_connection: Any) -> None:
    with app_connection.transaction():
        app_connection.execute(
            "INSERT INTO audit_entry (at, action, subject_type, subject_ids, detail, request_id)"
            " VALUES (now(), 'test.slow', '', '[]', '{}', '')"
        )
        services.record(actor=None, action="test.fast")
        services.seal()
        assert not Entry.objects.filter(action="test.slow").exists()
    services.seal()
    assert Entry.objects.filter(action="test.slow", seal__isnull=False).exists()
    assert verify().whole
