"""What may be refused, said in Vietnamese, with a stable code for programs."""

from __future__ import annotations

from typing import Any

from treem.kernel.language import gettext


class _Facts(dict[str, Any]):
    """Placeholders of an error text; a forgotten one shows as … instead of hiding the real error."""

    def __missing__(self, key: str) -> str:
        return "…"


class DomainError(Exception):
    """A request that cannot be granted, with what is wrong and what to do.

    A subclass sets ``code`` (stable, for programs) and ``text`` (Vietnamese, for people, with
    ``{placeholders}``). ``str(error)`` is the filled text in the language of the moment of asking,
    ``error.facts`` the values that filled it,
    ``error.field`` the form field the message belongs to, or None when it concerns the whole request.
    """

    code: str = "refused"
    text: str = "Không thực hiện được yêu cầu này."
    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        super().__init__()
        if field is not None:
            self.field = field
        self.facts: dict[str, Any] = facts

    def __str__(self) -> str:
        return gettext(str(self.text)).format_map(_Facts(self.facts))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(code={self.code!r}, {str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions travel between processes; the default would drop the keywords.
        return _rebuild, (type(self), self.field, self.facts)


def _rebuild(kind: type[DomainError], field: str | None, facts: dict[str, Any]) -> DomainError:
    return kind(field=field, **facts)
