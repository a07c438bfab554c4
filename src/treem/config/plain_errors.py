"""Errors that a person at the command line can mend, in one clear Vietnamese line instead of a traceback."""

from __future__ import annotations

UNDEFINED_TABLE = "42P01"


def in_plain_words(error: Exception) -> str | None:
    """What went wrong and what to do; None for a fault of the programme, which keeps its traceback."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.db import utils

    from treem.config.demo import Refused
    from treem.db.addresses import AddressError
    from treem.db.server import ServerError
    from treem.kernel.errors import DomainError

    cause = error.__cause__ if isinstance(error, utils.DatabaseError) else error
    if isinstance(error, (ServerError, AddressError, DomainError, Refused)) or _is_real_data(error):
        return str(error)
    if isinstance(error, ImproperlyConfigured):
        return f"cấu hình chưa đúng: {error}"
    if isinstance(cause, psycopg.errors.UndefinedTable):
        return (
            "thiếu bảng trong cơ sở dữ liệu: chạy ./treem setup (hệ thống thật) hoặc ./treem demo (mô phỏng)."
        )
    if isinstance(cause, psycopg.OperationalError):
        return f"không dùng được cơ sở dữ liệu: {_first_line(cause)}"
    if isinstance(error, PermissionError) and error.filename:
        return f"không có quyền với {error.filename}."
    return None


def _is_real_data(error: Exception) -> bool:
    # By its name: importing the simulation before Django is set up would fail and hide the error itself.
    return type(error).__name__ == "RealData" and type(error).__module__ == "treem.simulation.province"


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
