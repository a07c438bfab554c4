"""Numbers as a browser sends them: plain ASCII digits of a length that a database key can have, or nothing; and the
number of a form, by which a second press of its button is known."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

KEY_DIGITS = 18


def key(text: str | None, most: int = KEY_DIGITS) -> int | None:
    """The number, or None for anything else: empty, signs, other digits («²», «٣»), longer than ``most`` digits."""
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > most:
        return None
    return int(text)


def uuid_of(text: str | None) -> UUID | None:
    """The number that a form or an address carries, or None when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def record_number(form: UUID | None, *subject: object) -> UUID:
    """The ``uuid`` of the record that the form with this number makes about a subject; a fresh one without a number.

    The same form about the same subject gives the same record again. About another one it gives a record of its own:
    nothing typed is lost, and no answer tells whether the number is known elsewhere.
    """
    return uuid4() if form is None else uuid5(form, " ".join(map(str, subject)))
