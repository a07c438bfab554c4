"""How allauth is allowed to work here: accounts are made by an administrator, never by signing up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from treem.organisations.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No open registration; a new password ends the duty to change it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never: services.create_user is the way in."""
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A password that must be changed is changed: the same one again is refused."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(cleaned):
            raise ValidationError(_("Mật khẩu mới phải khác mật khẩu đang dùng."), code="same_password")
        return cleaned

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """On to the work: another empty form would look as if nothing had been changed."""
        return reverse("desk:home")

    def set_password(self, user: User, password: str) -> None:
        """Keep the password the person chose."""
        user.must_change_password = False
        super().set_password(user, password)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on connects to an account that exists; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Never: who has no account asks the administrator."""
        return False


def username_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account that somebody tries to enter, as axes counts it: the form calls it login, the backends username.

    In small letters, as accounts are kept: another spelling is not another five tries.
    """
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()
