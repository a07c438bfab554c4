"""Who calls: tokens, sessions, rights; what is counted, and what leaves a trace."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import as_app
from django.db import ProgrammingError, connection, transaction
from django.test.client import Client, ClientHandler
from django.urls import reverse
from tests.walk_world import World

from treem.api import rules, selectors, services
from treem.api.models import Done, Token
from treem.api.site import DECLARED
from treem.api.tests.walk import EXAMPLES, give, make_document
from treem.audit.models import Entry
from treem.duties.models import Execution, StateChange
from treem.duties.tests.factories import AT, committee, make_execution
from treem.kernel.time import now, today
from treem.organisations import selectors as organisations
from treem.organisations.models import Appointment, Role, User
from treem.organisations.tests.test_pages import BACKEND

pytestmark = pytest.mark.database
# Documents are open to every office; a list shows what is in reach.
OF_A_BODY = sorted(
    name for name in DECLARED if f"api:v1:{name}" in EXAMPLES and not name.startswith("document")
)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), (
        answer.content
    )
    said: dict[str, Any] = answer.json()
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]
    return said


def test_a_program_reads_the_work_of_its_body(world: World, caller: Any) -> None:
    mine = make_execution(world)
    make_execution(world, committee(world, world.neighbouring))
    answer = caller.get("/executions")
    assert [each["uuid"] for each in answer.json()["items"]] == [str(mine.uuid)]
    assert (answer.json()["total"], answer.json()["next"]) == (1, None)
    assert answer["RateLimit-Remaining"] == "119"


@pytest.mark.parametrize("name", OF_A_BODY)
def test_a_neighbours_program_finds_nothing_of_the_body(name: str, world: World, calls: Any) -> None:
    example = EXAMPLES[f"api:v1:{name}"](world)
    assert example.protected
    there = calls(give(world, "ubnd-04117").text)
    path = reverse(f"api:v1:{name}", kwargs=example.kwargs).removeprefix("/api/v1")
    if DECLARED[name].writes and not example.is_form:
        answer = there.post(path, example.data, **example.headers)
    elif example.is_form:
        answer = there.client.post(f"/api/v1{path}", example.data, headers=there.headers)
    else:
        answer = there.get(path)
    problem(answer, 404, "not_found")
    assert StateChange.objects.count() == 1  # given, and nothing else


@pytest.mark.parametrize(
    "header", ["Bearer falsch", "Bearer treem_" + "x" * 43, "Basic bGFuOmxhbg==", "Bearer"]
)
def test_a_wrong_token_is_refused_also_beside_a_session(header: str, world: World, client: Any) -> None:
    client.force_login(world.lan, backend=BACKEND)
    answer = client.get("/api/v1/executions", headers={"Authorization": header})
    problem(answer, 401, "api.token_unknown")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_nobody_is_told_to_say_who_calls(calls: Any) -> None:
    problem(calls().get("/documents"), 401, "not_known")


def test_a_token_ends_with_its_last_day(world: World, caller: Any) -> None:
    Token.objects.update(expires_on=today())
    assert caller.get("/documents").status_code == 200
    Token.objects.update(expires_on=today() - timedelta(days=1))
    problem(caller.get("/documents"), 401, "api.token_expired")


def test_a_revoked_token_is_refused_at_once_and_for_good(world: World, caller: Any) -> None:
    token = Token.objects.get()
    services.revoke_token(token, actor=world.users[Role.ADMINISTRATOR], at=now())
    problem(caller.get("/documents"), 401, "api.token_revoked")
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic(), as_app():
        Token.objects.update(revoked_at=None)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_ends_with_its_body(world: World, caller: Any) -> None:
    body = committee(world)
    body.valid_to = today() - timedelta(days=1)
    body.save()
    problem(caller.get("/documents"), 401, "api.body_closed")


@pytest.mark.parametrize("name", sorted(name for name, each in DECLARED.items() if each.writes))
def test_a_token_to_read_writes_nothing(name: str, world: World, calls: Any) -> None:
    example = EXAMPLES[f"api:v1:{name}"](world)
    reader = calls(give(world, may_write=False).text)
    answer = reader.client.post(
        f"/api/v1/executions/{example.kwargs['uuid']}/"
        + {"received": "received", "write_note": "notes", "report": "report", "add_evidence": "evidence"}[
            name
        ],
        {},
        headers=reader.headers,
    )
    problem(answer, 403, "api.read_only")
    assert not Execution.objects.exclude(state="not_started").exists()


def test_what_the_role_may_not_the_program_may_not(world: World, caller: Any) -> None:
    document = make_document()
    make_execution(world, document=document)
    problem(caller.get(f"/documents/{document.uuid}/summary"), 403, "forbidden")


def test_a_program_of_the_lead_agency_sees_all_and_answers_for_its_own(world: World, calls: Any) -> None:
    execution = make_execution(world)
    lead = calls(give(world, "so-y-te", Role.LEAD_SPECIALIST).text)
    assert lead.get("/executions").json()["total"] == 0
    assert lead.get("/executions", reach="seen").json()["total"] == 1
    problem(lead.post(f"/executions/{execution.uuid}/received"), 404, "not_found")


def test_no_commune_is_in_the_scope_of_a_call(
    world: World, client: Any, caller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(*_: Any, **__: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('treem.communes'), current_setting('treem.bodies')")
            seen.extend(cursor.fetchone())
        return Execution.objects.none()

    monkeypatch.setattr("treem.duties.lookups.executions_asked", look)
    caller.get("/executions")
    client.force_login(world.lan, backend=BACKEND)
    client.get("/api/v1/executions")
    assert seen[0] == seen[2] == ""
    assert str(committee(world).pk) in seen[1].split(",")
    assert seen[1] == seen[3]  # a program reaches the bodies that a person in its role reaches


def test_the_scope_ends_with_the_call(world: World, caller: Any) -> None:
    caller.get("/executions")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('treem.bodies', true)")
        assert cursor.fetchone() in [("",), (None,)]


def test_a_minute_holds_so_many_calls(world: World, caller: Any, settings: Any) -> None:
    settings.TREEM_API_PER_MINUTE = 2
    Token.objects.update(window_at=rules.window_of(now()) - rules.WINDOW, window_calls=99)
    assert [caller.get("/documents").status_code for _ in range(2)] == [200, 200]
    if Token.objects.get().window_calls != 2:
        pytest.skip("the minute turned")
    answer = caller.get("/documents")
    said = problem(answer, 429, "api.too_many_calls")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "2 lần" in said["detail"]


def test_a_persons_session_calls_too_and_needs_its_csrf_token_to_write(world: World) -> None:
    execution = make_execution(world)
    strict = Client(enforce_csrf_checks=True)
    strict.handler = ClientHandler(enforce_csrf_checks=True)
    strict.force_login(world.lan, backend=BACKEND)
    path = f"/api/v1/executions/{execution.uuid}"
    with as_app():
        assert strict.get(path).status_code == 200
        refused = strict.post(f"{path}/received", "{}", content_type="application/json")
        problem(refused, 403, "csrf")
        token = "a" * 32
        strict.cookies["csrftoken"] = token
        done = strict.post(
            f"{path}/received", "{}", content_type="application/json", headers={"X-CSRFToken": token}
        )
    assert done.json()["received_at"]


def test_whoever_must_change_the_password_is_told_so(world: World, client: Any) -> None:
    User.objects.filter(pk=world.lan.pk).update(must_change_password=True)
    client.force_login(world.lan, backend=BACKEND)
    problem(client.get("/api/v1/executions"), 403, "password_must_change")


def test_the_program_itself_is_not_a_person(world: World, client: Any) -> None:
    account = give(world).token.account
    assert account.user.is_service
    assert not account.user.has_usable_password()
    assert account.user not in organisations.active_people()
    assert not Appointment.objects.filter(user=account.user).exists()
    assert not account.user.has_perm("documents.view_document")  # but for its tokens
    client.force_login(world.users[Role.ADMINISTRATOR], backend=BACKEND)
    assert client.get(f"/admin/people/{account.user.pk}/").status_code == 404
    assert client.post(f"/admin/people/{account.user.pk}/password/").status_code == 404


def test_reading_by_a_program_leaves_one_line_with_what_it_was_shown(world: World, caller: Any) -> None:
    execution = make_execution(world)
    before = Entry.objects.count()
    caller.get("/executions")
    entry = Entry.objects.latest("pk")
    assert Entry.objects.count() == before + 1
    assert (entry.action, entry.subject_type, entry.subject_ids) == (
        "api.read",
        "duties.execution",
        [execution.pk],
    )
    assert entry.actor_id == Token.objects.get().account.user_id
    assert entry.detail["operation"] == "executions"


def test_giving_and_revoking_leave_a_line_and_no_secret(world: World) -> None:
    given = give(world)
    services.revoke_token(given.token, actor=world.users[Role.ADMINISTRATOR], at=now())
    told = Entry.objects.filter(action__startswith="api.").order_by("pk")
    assert [each.action for each in told] == ["api.give_token", "api.revoke_token"]
    kept = str(list(Token.objects.values())) + str(list(Entry.objects.values()))
    assert given.text not in kept
    assert selectors.token_by_digest(rules.digest(given.text)) is not None


def test_calls_count_for_the_token_that_made_them(world: World, caller: Any, calls: Any) -> None:
    other = give(world, "ubnd-04117")
    caller.get("/documents")
    assert Token.objects.get(pk=other.token.pk).last_used_at is None
    mine = Token.objects.exclude(pk=other.token.pk).get()
    assert mine.last_used_at is not None
    assert mine.window_calls == 1


def test_errors_speak_the_language_that_is_asked_for(world: World, caller: Any, calls: Any) -> None:
    said = caller.get("/children", headers={"Accept-Language": "en-GB,vi;q=0.4"})
    assert said.json()["title"] == "Not found"
    assert said["Content-Language"] == "en"
    said = caller.get("/executions", headers={"Accept-Language": "fr, vi;q=0.5"}, limit="0")
    assert said.json()["errors"] == [{"field": "query.limit", "detail": "Phải từ 1 trở lên."}]
    wrong = calls("treem_" + "x" * 43).get("/documents", headers={"Accept-Language": "en"})
    assert wrong.json()["detail"].startswith("This access token is not right.")


def test_the_answers_of_done_calls_belong_to_the_body(world: World, caller: Any) -> None:
    execution = make_execution(world)
    caller.post(f"/executions/{execution.uuid}/received", Idempotency_Key="lan-mot-0001")
    with as_app(organisations.scope_for(_appointment(world.neighbour), today())):
        assert not Done.objects.exists()
    with as_app(organisations.scope_for(_appointment(world.lan), today())):
        assert Done.objects.count() == 1


def _appointment(user: User) -> Appointment:
    found: Appointment = user.appointments.get()
    return found


def test_what_a_day_and_a_tag_mean() -> None:
    assert rules.last_day_allowed(date(2026, 11, 30)) == date(2027, 12, 1)
    assert rules.version_of('W/"12.0af3"') == rules.version_of('"12"') == 12
    assert rules.version_of("*") is None
    for wrong in ("12", '"x"', '"1", "2"', ""):
        with pytest.raises(ValueError, match=re.escape(wrong)):
            rules.version_of(wrong)
    assert rules.seconds_left(AT.replace(second=59, microsecond=999_999)) == 1
    assert rules.token_of(f"bearer  {rules.new_token()}") is not None
