"""JSON lines with the number of the request and no names."""

from __future__ import annotations

import json
import logging
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

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
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
