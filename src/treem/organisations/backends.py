"""Who may sign in, and what the role in force allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from treem.kernel.time import local_date
from treem.organisations import permissions, selectors
from treem.organisations.models import User

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model
    from django.http import HttpRequest


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in with user name and password (allauth); gives no permissions."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. Names of accounts are kept in small letters, whatever is typed."""
        if isinstance(name := credentials.get("username"), str):
            credentials["username"] = name.strip().lower()
        user: User | None = super().authenticate(request, **credentials)
        return user


class RoleBackend(BaseBackend):
    """Answers ``has_perm`` from the one role in which the person acts now. Nobody signs in here."""

    def has_perm(
        self,
        user_obj: AbstractBaseUser | AnonymousUser,
        perm: str,
        obj: Model | None = None,  # noqa: ARG002
    ) -> bool:
        """Whether the role in force carries the permission.

        The role is the one that ``RoleInForceMiddleware`` chose for the request; elsewhere (jobs, tests) the
        person's first role in force today.
        """
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        if hasattr(user_obj, "appointment_in_force"):
            appointment = user_obj.appointment_in_force
        else:
            appointment = next(
                iter(selectors.appointments_in_force(user_obj, local_date(timezone.now()))), None
            )
        return appointment is not None and permissions.allows(appointment.role, perm)
