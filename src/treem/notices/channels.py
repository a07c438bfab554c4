"""The ways out. Each is off until the province configures it; nothing fails because it is off."""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from treem.notices.models import Channel

TIMEOUT_SECONDS = 15


def is_on(channel: str) -> bool:
    """Whether the province has configured the channel."""
    if channel == Channel.EMAIL:
        return bool(settings.TREEM_MAIL_FROM)
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
