"""Reading programs and their tokens, and what was done before."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from treem.api.models import Done, Token


def tokens() -> QuerySet[Token]:
    """Every token there ever was, those of one program together, the newest first."""
    return Token.objects.select_related(
        "account__user", "account__body__unit", "created_by", "revoked_by"
    ).order_by("account__body__name", "account_id", "-pk")


def tokens_of_bodies(bodies: Iterable[int]) -> QuerySet[Token]:
    """Those of the programs of these agencies."""
    return tokens().filter(account__body_id__in=list(bodies))


def token_by_digest(digest: str) -> Token | None:
    return tokens().filter(digest=digest).first()


def token_of_bodies(uuid: UUID, bodies: Iterable[int]) -> Token | None:
    """The token, when its program is of one of these agencies."""
    return tokens_of_bodies(bodies).filter(uuid=uuid).first()


def done_before(user_id: int, body_id: int, key: str) -> Done | None:
    """What the user did under the key for the body, as far as the scope reaches."""
    return Done.objects.filter(user_id=user_id, body_id=body_id, key=key).first()
