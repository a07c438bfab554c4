"""Tokens given, taken back and recognised; a call that is repeated is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from treem.api import rules, selectors
from treem.api.errors import (
    AlreadyRevoked,
    BodyGone,
    ExpiryRefused,
    KeyUsedOtherwise,
    NameMissing,
    NotKnown,
    TokenExpired,
    TokenRevoked,
    TooManyCalls,
)
from treem.api.models import Account, Done, Token
from treem.audit import services as audit
from treem.kernel.time import local_date
from treem.kernel.vietnamese import date_text
from treem.organisations import services as organisations
from treem.organisations.roles import Role

if TYPE_CHECKING:
    from treem.organisations.models import Body, User

ROLES = (Role.COMMUNE_OFFICER, Role.SECTOR_OFFICER, Role.LEAD_SPECIALIST)
"""In which a program can act: for a commune, for an agency, for the lead agency over the whole province."""


@dataclass(frozen=True)
class NewToken:
    """A token with the text to hand over once; only its hash is kept."""

    token: Token
    text: str


@transaction.atomic
def give_token(
    *, name: str, body: Body, role: Role, may_write: bool, expires_on: date, actor: User, at: datetime
) -> NewToken:
    """A new program of an agency with its first token.

    Raises NameMissing, ExpiryRefused, and what appointments refuse: a role that does not fit the agency.
    """
    if not name.strip():
        raise NameMissing()
    organisations.check_appointment(role, body, local_date(at), None)
    user = organisations.create_service_account(actor=actor, name=name)
    account = Account.objects.create(user=user, body=body, role=role, created_at=at, created_by=actor)
    return renew_token(account, may_write=may_write, expires_on=expires_on, actor=actor, at=at)


@transaction.atomic
def renew_token(
    account: Account, *, may_write: bool, expires_on: date, actor: User, at: datetime
) -> NewToken:
    """One more token for a program; those before it go on until they are revoked, so that nothing stands still
    while the new one is put in. Raises ExpiryRefused."""
    today = local_date(at)
    last = rules.last_day_allowed(today)
    if not today + timedelta(days=1) <= expires_on <= last:
        raise ExpiryRefused(last=date_text(last))
    text = rules.new_token()
    token = Token.objects.create(
        account=account, digest=rules.digest(text), ending=text[-4:], may_write=may_write, expires_on=expires_on,
        created_at=at, created_by=actor,
    )  # fmt: skip
    audit.record(
        actor=actor,
        action="api.give_token",
        subject=token,
        detail={"body": account.body.code, "role": account.role, "writes": may_write, "until": expires_on},
    )
    return NewToken(token, text)


@transaction.atomic
def revoke_token(token: Token, *, actor: User, at: datetime) -> Token:
    """The token opens nothing from now on. Raises AlreadyRevoked."""
    locked = Token.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at is not None:
        raise AlreadyRevoked()
    locked.revoked_at, locked.revoked_by = at, actor
    locked.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(actor=actor, action="api.revoke_token", subject=locked)
    return locked


# -- calls ------------------------------------------------------------------------------------------------


def recognise(text: str | None, *, at: datetime) -> Token:
    """Whose call it is, counted in the minute of the call. Outside the transaction of the request, so that calls of one
    program do not wait for each other.

    Raises NotKnown, TokenExpired, TokenRevoked, BodyGone, TooManyCalls.
    """
    token = selectors.token_by_digest(rules.digest(text)) if text else None
    if token is None:
        raise NotKnown()
    today = local_date(at)
    state = token.state(today)
    if state == "revoked" or not token.account.user.is_active:
        raise TokenRevoked()
    if state == "expired":
        raise TokenExpired(day=date_text(token.expires_on))
    if not token.account.body.in_force(today):
        raise BodyGone()
    window = rules.window_of(at)
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        last_used_at=at,
        window_calls=Case(When(window_at=window, then=F("window_calls") + 1), default=Value(1)),
        window_at=window,
    )
    token.refresh_from_db(fields=["window_calls"])
    if token.window_calls > settings.TREEM_API_PER_MINUTE:
        raise TooManyCalls(most=settings.TREEM_API_PER_MINUTE, seconds=rules.seconds_left(at))
    return token


def once(
    key: str | None,
    *,
    user: User,
    body_id: int,
    call: bytes,
    at: datetime,
    act: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], bool]:
    """Do it, unless it was done under this key before: then the answer of that time, and True.

    ``call`` is everything that makes the call what it is. Two at once wait for each other; what was refused is
    rolled back whole and may be tried again. Raises KeyUsedOtherwise.
    """
    if key is None:
        return act(), False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"api {user.pk} {key}"])
    fingerprint = hashlib.sha256(call).hexdigest()
    if earlier := selectors.done_before(user.pk, body_id, key):
        if earlier.fingerprint != fingerprint:
            raise KeyUsedOtherwise()
        return earlier.answer, True
    answer = act()
    Done.objects.create(user=user, body_id=body_id, key=key, fingerprint=fingerprint, answer=answer, at=at)
    return answer, False
