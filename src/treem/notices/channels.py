"""The ways out. Each is off until the province configures it; nothing fails because it is off."""

from __future__ import annotations

import base64
import json
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.mail import EmailMessage

from treem.notices.models import Channel

TIMEOUT_SECONDS = 15


def is_on(channel: str) -> bool:
    """Whether the province has configured the channel."""
    if channel == Channel.EMAIL:
        return bool(settings.TREEM_MAIL_FROM)
    if channel == Channel.PUSH:
        return bool(settings.TREEM_PUSH_KEY_FILE)
    return bool(settings.TREEM_MESSAGE_URL)


def send_email(to: str, subject: str, text: str) -> None:
    """One e-mail. Raises OSError (SMTP errors are OSErrors) when the server is not there or refuses."""
    EmailMessage(subject, text, settings.TREEM_MAIL_FROM, [to]).send()


def send_message(to: str, text: str) -> None:
    """One message through the gateway (SMS, Zalo) of the province: ``{"to", "text"}`` as JSON, with its token.

    Raises OSError when the gateway is not there or answers with an error.
    """
    url = settings.TREEM_MESSAGE_URL
    if urlsplit(url).scheme not in ("https", "http"):
        raise OSError("The address of the gateway is not http.")
    request = urllib.request.Request(  # noqa: S310  # the scheme is looked at above
        url,
        data=json.dumps({"to": to, "text": text}).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.TREEM_MESSAGE_TOKEN}",
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass


PUSH_HOSTS = (
    "fcm.googleapis.com", "push.services.mozilla.com", "web.push.apple.com", "notify.windows.com",
)  # fmt: skip
"""The services of the browsers, and what lies under them. A browser names its own; no other address is ever called."""
_A_DAY = 24 * 3600


def known_push_service(endpoint: str) -> bool:
    """Whether the address is one of a browser's push service, and nothing inside the province's network."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    known = any(host == each or host.endswith(f".{each}") for each in PUSH_HOSTS)
    return parts.scheme == "https" and parts.netloc == host and known


def public_push_key() -> str:
    """The key that a browser is told, as it wants it; empty while pushes are off."""
    if not is_on(Channel.PUSH):
        return ""
    private = load_pem_private_key(Path(settings.TREEM_PUSH_KEY_FILE).read_bytes(), password=None)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def send_push(endpoint: str, p256dh: str, auth: str, text: str) -> bool:
    """One push, encrypted for the one browser. False: that browser takes none any more. Raises OSError for other
    refusals and when the service is not there."""
    # Imported here: most processes never push, and this brings a whole client library.
    import requests
    from py_vapid import Vapid
    from pywebpush import WebPushException, webpush

    with requests.Session() as session:
        session.max_redirects = 0  # a push service answers itself
        try:
            webpush(
                {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}},
                data=json.dumps({"text": text}),
                vapid_private_key=Vapid.from_file(settings.TREEM_PUSH_KEY_FILE),
                vapid_claims={"sub": settings.TREEM_PUSH_CONTACT},
                ttl=_A_DAY,
                timeout=TIMEOUT_SECONDS,
                requests_session=session,
            )
        except WebPushException as refused:
            if refused.status_code in (404, 410):
                return False
            raise OSError("The push service refuses.") from refused
        except ValueError as broken:  # keys that no browser made
            raise OSError("The keys of the browser are broken.") from broken
    return True
