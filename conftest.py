"""Fixtures for the whole suite.

The suite connects as the owner, who is not bound by row policies, and every request of the test client runs as
``treem_app``, who is. So "nothing there", asserted as the owner, means nothing there. A few tests log in as a real
``treem_app`` (``app_connection``).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile(
    "ci", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("nightly", max_examples=3000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("TREEM_HYPOTHESIS", "ci"))


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded server when pytest is run by itself, so tests never need a prepared machine."""
    if os.environ.get("TREEM_CONNECT_AS") != "owner":
        from treem.config.cli import ensure_database

        ensure_database(as_owner=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands once everything is imported stays to the end: the collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """The test database, or that of each worker, is a copy of the template."""
    from django.db import connection
    from tests.template_database import template_database

    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database()


TOGETHER = {
    "tests/journeys/test_kill_nine.py": "power cut",
    "tests/journeys/": "the demo of 2,000 children",
}
"""Files that one worker takes, in their order: they share what takes long to make."""
LONGEST = (
    "the demo of 2,000 children", "power cut", "tests/test_walk.py", "src/treem/files/tests/test_backup.py",
    "src/treem/config/tests/test_messages.py",
)  # fmt: skip
"""Begun first, so that no worker waits for another one at the end."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``--dist loadscope`` the scopes are those of ``TOGETHER``, else the modules; ``LONGEST`` come first."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            found = (group for path, group in TOGETHER.items() if nodeid.startswith(path))
            return next(found, nodeid.partition("::")[0])

        def _assign_work_unit(self, node: Any) -> None:
            if first := next((scope for scope in LONGEST if scope in self.workqueue), None):
                self.workqueue.move_to_end(first, last=False)
            super()._assign_work_unit(node)

    return Scheduling(config, log) if config.getoption("dist") == "loadscope" else None


@contextmanager
def as_app(scope: Any = None) -> Iterator[None]:
    """Inside a test's transaction: act as ``treem_app`` under a scope; outside it we are the owner again."""
    from django.db import connection

    from treem.db.scope import scoped

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE treem_app")
    try:
        with scoped(scope):
            yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


@cache
def _handler() -> Any:
    """One for all clients: a handler looks at every static file when it is made, longer than most requests take."""
    from django.test.client import ClientHandler

    return ClientHandler(enforce_csrf_checks=False)


def _app_client() -> Any:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    class AppClient(Client):
        """A test client whose requests run under the application role, sessions and sign-in included."""

        def __init__(self) -> None:
            super().__init__()
            self.handler = _handler()

        def request(self, **request: Any) -> Any:
            with as_app():
                return super().request(**request)

        def force_login(self, user: Any, backend: str | None = None) -> None:
            """A session as signing in makes it, without what else happens then: thousands of tests only need that."""
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[-1]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)

    return AppClient()


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """Each test begins in Vietnamese: a request leaves its language with the thread."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def client(db: None) -> Any:
    """The client of every test: its requests are bound by row policies."""
    return _app_client()


@pytest.fixture
def new_client(db: None) -> Any:
    """A maker of further clients, for tests with several people."""
    return _app_client


@pytest.fixture
def app_connection(transactional_db: None) -> Iterator[Any]:
    """A real login as ``treem_app`` on the test database (psycopg connection, autocommit)."""
    import psycopg
    from django.db import connection

    from treem.config.settings import VAR
    from treem.db.addresses import address

    url = address("app", VAR)
    with psycopg.connect(url, dbname=connection.settings_dict["NAME"], autocommit=True) as app:
        yield app
