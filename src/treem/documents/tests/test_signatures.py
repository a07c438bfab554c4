"""What is said about a signed PDF: signer, time, whether it is whole; and about one that somebody changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from treem.documents.signatures import check_pdf, from_json
from treem.documents.tests.signing import SIGNER, added_to, blank_pdf, signed, tampered, trust_folder


def test_a_signed_file_names_its_signer_and_time_and_is_whole() -> None:
    begin = datetime.now(UTC).replace(microsecond=0)
    content = signed()
    end = datetime.now(UTC)
    found = check_pdf(content)
    (only,) = found.signatures
    assert (only.signer, only.organisation) == (SIGNER, "Sở Y tế tỉnh Sơn Mẫu")
    assert (only.intact, only.whole, only.changed) == (True, True, False)
    assert only.signed_at is not None
    assert begin <= only.signed_at <= end
    assert only.time == "claimed"
    assert not found.broken


def test_without_trust_roots_the_chain_stays_open_and_with_them_it_is_decided(tmp_path: Path) -> None:
    assert check_pdf(signed()).signatures[0].trusted is None
    assert check_pdf(signed(), tmp_path).signatures[0].trusted is None  # an empty folder knows nobody
    mine = trust_folder(tmp_path / "mine")
    assert check_pdf(signed(), mine).signatures[0].trusted is True
    other = trust_folder(tmp_path / "other", "Tổ chức khác")
    assert check_pdf(signed(), other).signatures[0].trusted is False


def test_one_changed_byte_breaks_it() -> None:
    found = check_pdf(tampered(signed()))
    assert found.readable
    assert found.signatures[0].intact is False
    assert found.broken


def test_what_is_added_after_signing_is_found() -> None:
    found = check_pdf(added_to(signed()))
    (only,) = found.signatures
    assert only.intact  # the signed part is as it was
    assert not only.whole
    assert only.changed
    assert found.broken


def test_a_second_signature_is_no_change_of_the_first() -> None:
    found = check_pdf(signed(signed(), "Văn Thư", field="ChuKy2"))
    first, second = found.signatures
    assert (first.signer, second.signer) == (SIGNER, "Văn Thư")
    assert (first.whole, second.whole) == (False, True)
    assert not found.broken


def test_a_certificate_that_had_expired_when_it_signed_is_named() -> None:
    assert check_pdf(signed(common="Hết Hạn", days=-30)).signatures[0].expired
    assert not check_pdf(signed()).signatures[0].expired


def test_a_file_without_signature_has_none() -> None:
    found = check_pdf(blank_pdf())
    assert found.readable
    assert found.signatures == ()


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 rubbish %%EOF", b"", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj"]
)
def test_rubbish_is_unreadable_and_no_crash(content: bytes) -> None:
    assert not check_pdf(content).readable


def test_the_check_has_a_time_limit() -> None:
    assert not check_pdf(signed(), time_limit_s=0.01).readable


def test_a_check_is_kept_and_read_again() -> None:
    found = check_pdf(signed())
    assert from_json(found.as_json()) == found
