"""Root addresses: each room under its own prefix."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path, re_path

from treem.web.closed import closed

handler400 = "treem.web.errors.bad_request"
handler403 = "treem.web.errors.forbidden"
handler404 = "treem.web.errors.not_found"
handler500 = "treem.web.errors.server_error"

ROOMS = {
    "": "desk",
    "web/": "web",
    "admin/": "organisations",
    "territory/": "territory",
    "documents/": "documents",
    "directives/": "directives",
    "duties/": "duties",
    "notices/": "notices",
    "children/": "registry",
    "cases/": "cases",
    "indicators/": "indicators",
    "reports/": "reporting",
    "audit/": "audit",
    "files/": "files",
    "law/": "lawbook",
    "api/": "api",
}

urlpatterns = [
    # Open at the end: what follows in those addresses is closed with them.
    re_path(r"^account/password/reset/", closed, name="no-password-reset"),
    re_path(r"^account/email/", closed, name="no-email"),
    re_path(r"^account/confirm-email/", closed, name="no-confirm-email"),
    path("account/", include("allauth.urls")),
    *(
        path(prefix, include(f"treem.{room}.urls"))
        for prefix, room in ROOMS.items()
        if find_spec(f"treem.{room}.urls")
    ),
]
