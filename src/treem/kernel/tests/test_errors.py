import pickle

from treem.kernel.errors import DomainError


class CaseAlreadyOpen(DomainError):
    code = "cases.already_open"
    text = "Trẻ đang có hồ sơ số {case_id}. Hãy ghi thông tin mới vào hồ sơ đó."


class Late(DomainError):
    field = "received_at"
    text = "Muộn."


def test_the_text_of_an_error_is_filled_with_its_facts() -> None:
    error = CaseAlreadyOpen(case_id=7)
    assert str(error) == "Trẻ đang có hồ sơ số 7. Hãy ghi thông tin mới vào hồ sơ đó."
    assert error.facts == {"case_id": 7}
    assert error.field is None


def test_an_error_names_the_field_it_stands_beside() -> None:
    assert CaseAlreadyOpen(case_id=7, field="child").field == "child"
    assert Late().field == "received_at"
    assert Late(field="sent_at").field == "sent_at"
    assert Late.field == "received_at"


def test_a_forgotten_fact_does_not_hide_the_error() -> None:
    assert "số …." in str(CaseAlreadyOpen())


def test_braces_in_a_fact_are_not_read_as_placeholders() -> None:
    assert "{0} {x}" in str(CaseAlreadyOpen(case_id="{0} {x}"))


def test_an_error_survives_the_way_between_processes() -> None:
    there = pickle.loads(pickle.dumps(CaseAlreadyOpen(case_id=7, field="child")))  # noqa: S301
    assert isinstance(there, CaseAlreadyOpen)
    assert (str(there), there.field) == (str(CaseAlreadyOpen(case_id=7)), "child")
