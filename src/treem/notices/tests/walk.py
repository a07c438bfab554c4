"""How the walk over all addresses calls those of this room."""

from __future__ import annotations

from collections.abc import Callable

from tests.walk_world import Example, World

from treem.kernel.time import now
from treem.notices.models import Subscription
from treem.organisations.roles import Role


def _browser(world: World) -> Example:
    """A browser of one officer: everybody else, whatever the role, does not find it."""
    made = Subscription.objects.create(
        user=world.lan, endpoint="https://fcm.googleapis.com/x", p256dh="p", auth="a", made_at=now()
    )
    return Example({"uuid": made.uuid}, reachable_by=frozenset({Role.COMMUNE_OFFICER.value}), protected=True)


EXAMPLES: dict[str, Callable[[World], Example]] = {"notices:unsubscribe": _browser}
