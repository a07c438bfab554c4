"""Where the database is, and as whom we speak to it.

``DATABASE_URL`` (role ``treem_app``) and ``TREEM_OWNER_URL`` (role ``treem_owner``) name a real server; without
them the embedded server of this checkout is meant. ``TREEM_CONNECT_AS=owner`` is set by the commands that
migrate, load or back up; the web process never has it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from treem.db.server import Server, embedded_server


class AddressError(Exception):
    """A database address that cannot be used; says which variable and why (Vietnamese)."""


def uses_embedded_server() -> bool:
    """True when no real server is named."""
    return not os.environ.get("DATABASE_URL")


def address(role: str, var: Path) -> str:
    """The URL for ``app`` or ``owner``."""
    named = os.environ.get("DATABASE_URL", "")
    if not named:
        server: Server = embedded_server(var)
        return server.url("treem_owner" if role == "owner" else "treem_app")
    if role == "owner":
        owner = os.environ.get("TREEM_OWNER_URL", "")
        if not owner:
            raise AddressError(
                "chưa đặt TREEM_OWNER_URL: tạo bảng, nạp dữ liệu và sao lưu cần địa chỉ của tài khoản chủ "
                "(set -a; . /etc/treem/owner.env; set +a)."
            )
        return owner
    return named


def django_database(url: str) -> dict[str, Any]:
    """A URL as an entry of Django's ``DATABASES``. Raises AddressError when it is not one of PostgreSQL."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise AddressError(
            "DATABASE_URL và TREEM_OWNER_URL phải bắt đầu bằng postgresql:// "
            f"(hiện bắt đầu bằng {parts.scheme!r})."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "treem.db.backend",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
