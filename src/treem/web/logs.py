"""JSON lines with the number of the request and no names."""

from __future__ import annotations

import json
import logging
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import NoReverseMatch

_request_id: ContextVar[str] = ContextVar("treem_request_id", default="")


def request_id() -> str:
    """The number of the request under way; empty outside one."""
    return _request_id.get()


def begin_request(given: str = "") -> str:
    """Take over the proxy's number when it is a plain one, else make one."""
    number = given if 8 <= len(given) <= 64 and given.replace("-", "").isalnum() else uuid.uuid4().hex
    _request_id.set(number)
    return number


class JsonFormatter(logging.Formatter):
    """One line a record. Exceptions keep their traceback, never the values of local variables."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_id():
            line["request"] = number
        if record.exc_info:
            line["traceback"] = _frames_only(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


HARMLESS = (ImportError, AttributeError, NameError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError)
"""Errors of the program, whose message cannot hold what somebody typed or what a record holds."""


def _frames_only(error: BaseException | None) -> str:
    """Where it happened and of what kind, without the message: a database quotes the values it refuses."""
    told = []
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        message = f": {error}" if isinstance(error, HARMLESS) else ""
        told.append(f"{frames}{type(error).__module__}.{type(error).__qualname__}{message}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)
