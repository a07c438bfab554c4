"""A button pressed twice, in turn or at once on a slow line: what it makes is made once, and both presses hear the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from tests.at_once import two_at_once
from tests.walk_world import World, make_world

from treem.documents.models import Document
from treem.duties import services
from treem.duties.board import Asked
from treem.duties.models import (
    Clarification,
    Execution,
    Extension,
    Note,
    NoteKind,
    Reminder,
    Request,
    RequestKind,
)
from treem.duties.tests.factories import AT, committee, make_execution
from treem.files import services as files
from treem.files.models import Attachment
from treem.files.tests import samples
from treem.kernel.time import now, today
from treem.organisations.models import User
from treem.organisations.roles import Role

pytestmark = pytest.mark.database
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.TREEM_FILES_DIR = tmp_path


def dated(world: World) -> Execution:
    document = Document.objects.create(type="Kế hoạch", subject="Thử", sha256="d" * 64, received_at=AT)
    deadline = today() + timedelta(days=20)
    return make_execution(world, document=document, deadline=deadline, deadline_op="by")


@pytest.mark.usefixtures("db")
class TestInTurn:
    @pytest.fixture
    def world(self) -> World:
        return make_world()

    @pytest.fixture
    def browser(self, new_client: Any) -> Callable[[User], Any]:
        def open_for(user: User) -> Any:
            client = new_client()
            client.force_login(user, backend=BACKEND)
            return client

        return open_for

    def test_a_note_with_its_evidence_is_one_note_and_other_words_are_another(
        self, world: World, browser: Callable[[User], Any]
    ) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        found, client = dated(world), browser(world.lan)
        url = reverse("duties:progress", args=[found.uuid])
        number = _number_in(client.get(reverse("duties:execution", args=[found.uuid])).content.decode(), url)
        for _press in range(2):
            file = SimpleUploadedFile("anh.png", samples.png(), "image/png")
            sent = {"uuid": number, "kind": "progress", "text": "Đã họp triển khai.", "file": file}
            assert client.post(url, sent).status_code == 302
        assert Note.objects.count() == 1
        assert Attachment.objects.count() == 1
        client.post(
            url, {"uuid": number, "kind": "progress", "text": "Đã tập huấn."}
        )  # back, and something new
        assert [note.text for note in Note.objects.order_by("pk")] == ["Đã họp triển khai.", "Đã tập huấn."]

    @pytest.mark.parametrize("kind", ["question", "extension", "waiver"])
    def test_a_question_or_request_is_one_and_the_second_press_hears_that_it_was_sent(
        self, world: World, browser: Callable[[User], Any], kind: str
    ) -> None:
        found, client = dated(world), browser(world.lan)
        until = today() + timedelta(days=40)
        sent = {"uuid": str(uuid4()), "kind": kind, "text": "Bản ở xa.", "until": f"{until:%d/%m/%Y}"}
        sent |= {"until_day": f"{until.day}", "until_month": f"{until.month}", "until_year": f"{until.year}"}
        url = reverse("duties:ask", args=[found.uuid])
        for _press in range(2):
            answer = client.post(url, sent, follow=True)
            assert "Đã gửi. Cơ quan chủ trì trả lời" in answer.content.decode()
        assert Request.objects.count() == 1

    def test_one_number_sent_about_another_duty_or_by_another_body_loses_nothing(
        self, world: World, browser: Callable[[User], Any]
    ) -> None:
        neighbours = make_execution(world, committee(world, world.neighbouring))
        number = str(uuid4())
        pairs = [
            (world.neighbour, neighbours),
            (world.lan, make_execution(world)),
            (world.lan, make_execution(world)),
        ]
        for person, found in pairs:
            client = browser(person)
            for _press in range(2):
                note = {"uuid": number, "kind": "progress", "text": "Đã họp."}
                assert client.post(reverse("duties:progress", args=[found.uuid]), note).status_code == 302
                question = {"uuid": number, "kind": "question", "text": "Có cần phụ lục không?"}
                assert client.post(reverse("duties:ask", args=[found.uuid]), question).status_code == 302
        executions = sorted(found.pk for _person, found in pairs)
        assert sorted(Note.objects.values_list("execution", flat=True)) == executions
        assert sorted(Request.objects.values_list("execution", flat=True)) == executions

    def test_one_number_granted_to_another_duty_is_a_grant_of_its_own(
        self, world: World, browser: Callable[[User], Any]
    ) -> None:
        client = browser(world.users[Role.LEAD_DIRECTOR])
        until, number = today() + timedelta(days=40), uuid4()
        first, second = dated(world), make_execution(world, deadline=today(), deadline_op="by")
        for found in (first, second):
            sent = {
                "uuid": str(number), "kind": "extension", "text": "Mưa lũ.", "version": found.version,
                "until": f"{until:%d/%m/%Y}", "until_day": until.day, "until_month": until.month, "until_year": until.year,
            }  # fmt: skip
            assert client.post(reverse("duties:grant", args=[found.uuid]), sent).status_code == 302
        third, fourth = (make_execution(world, deadline=today(), deadline_op="by") for _each in range(2))
        for found in (third, fourth):
            plan = services.plan_extension([found], until=until, today=today())
            services.extend_many(
                found.obligation, [found], until=until, reason="Mưa lũ.", issuer=world.bodies["so-y-te"],
                actor=world.hung, at=now(), mark=plan.mark, uuid=number,
            )  # fmt: skip
        assert Extension.objects.count() == 2
        every = (first, second, third, fourth)
        assert set(Request.objects.values_list("execution", flat=True)) == {each.pk for each in every}
        for found in every:
            found.refresh_from_db()
            assert found.extended_to == until

    def test_one_number_for_letters_about_two_deadlines_drafts_both(
        self, world: World, browser: Callable[[User], Any]
    ) -> None:
        client, number = browser(world.hung), str(uuid4())
        days = [date(2026, 1, 5), date(2026, 1, 12)]
        for day in days:
            make_execution(world, deadline=day, deadline_op="by")
            sent = {"uuid": number, "due": day.isoformat()}
            assert client.post(reverse("duties:remind"), sent).status_code == 302
        assert list(Reminder.objects.order_by("due_on").values_list("due_on", flat=True)) == days

    def test_an_answer_is_given_once_and_shared_once(
        self, world: World, browser: Callable[[User], Any]
    ) -> None:
        found = dated(world)
        asked = services.ask(
            found,
            kind=RequestKind.QUESTION,
            text="Có cần phụ lục không?",
            until=None,
            actor=world.lan,
            at=now(),
        )
        client = browser(world.hung)
        sent = {"answer": "Không cần.", "shared": "on", "question": "Có cần phụ lục không?"}
        for _press in range(2):
            answer = client.post(reverse("duties:answer", args=[asked.uuid]), sent, follow=True)
            assert "Đã trả lời." in answer.content.decode()
        assert Clarification.objects.count() == 1
        other = client.post(reverse("duties:answer", args=[asked.uuid]), {"answer": "Có."})
        assert other.status_code == 422

    def test_more_time_is_given_once(self, world: World, browser: Callable[[User], Any]) -> None:
        found = dated(world)
        until = today() + timedelta(days=40)
        client = browser(world.users[Role.LEAD_DIRECTOR])
        sent = {
            "uuid": str(uuid4()), "kind": "extension", "text": "Mưa lũ.", "version": found.version,
            "until": f"{until:%d/%m/%Y}", "until_day": until.day, "until_month": until.month, "until_year": until.year,
        }  # fmt: skip
        for _press in range(2):
            answer = client.post(reverse("duties:grant", args=[found.uuid]), sent, follow=True)
            assert "Đã ghi quyết định." in answer.content.decode()
        assert Request.objects.count() == 1

    def test_more_time_for_many_is_given_once(self, world: World, browser: Callable[[User], Any]) -> None:
        found = dated(world)
        until = today() + timedelta(days=40)
        client = browser(world.users[Role.LEAD_DIRECTOR])
        url = reverse("duties:extend", args=[found.obligation.uuid])
        sent = {
            "pick": [str(found.uuid)], "text": "Mưa lũ.", "until": f"{until:%d/%m/%Y}", "until_day": until.day,
            "until_month": until.month, "until_year": until.year,
        }  # fmt: skip
        preview = client.post(url, sent).content.decode()
        mark = preview.split('name="mark" value="')[1].split('"')[0]
        again = {**sent, "step": "record", "mark": mark, "uuid": _number_in(preview, "")}
        for _press in range(2):
            answer = client.post(url, again, follow=True)
            assert "Đã gia hạn cho 1 đơn vị" in answer.content.decode()
        extension = Extension.objects.get()
        undo = reverse("duties:undo_extension", args=[extension.uuid])
        for _press in range(2):
            told = client.post(undo, {"text": "Nhầm."}, follow=True).content.decode()
            assert "Không còn gì để hoàn tác" not in told

    def test_a_letter_is_drafted_once(self, world: World, browser: Callable[[User], Any]) -> None:
        found = make_execution(world, deadline=date(2026, 1, 5), deadline_op="by")
        client = browser(world.hung)
        sent = {"uuid": str(uuid4()), "due": found.due_on.isoformat() if found.due_on else ""}
        pages = {client.post(reverse("duties:remind"), sent)["Location"] for _press in range(2)}
        assert pages == {reverse("duties:reminder", args=[Reminder.objects.get().uuid])}


@pytest.mark.usefixtures("transactional_db")
class TestAtOnce:
    @pytest.fixture
    def world(self) -> World:
        return make_world()

    @pytest.mark.parametrize("name", ["note", "question", "letter", "evidence", "extension"])
    def test_two_presses_in_the_same_moment_make_one(self, world: World, name: str) -> None:
        found = make_execution(world, deadline=date(2026, 1, 5), deadline_op="by")
        number = uuid4()

        until = today() + timedelta(days=40)
        picture = samples.png()

        def press() -> Any:
            if name == "evidence":
                return files.attach(
                    ContentFile(picture, name="anh.png"), subject_type=services.EVIDENCE_OF, subject_uuid=found.uuid,
                    body_id=found.body_id, actor=world.lan, at=now(),
                )  # fmt: skip
            if name == "extension":
                plan = services.plan_extension([found], until=until, today=today())
                return services.extend_many(
                    found.obligation, [found], until=until, reason="Mưa lũ.", issuer=world.bodies["so-y-te"],
                    actor=world.hung, at=now(), mark=plan.mark, uuid=number,
                )  # fmt: skip
            if name == "note":
                return services.write_progress(
                    found, kind=NoteKind.PROGRESS, text="Đã họp.", actor=world.lan, at=now(), uuid=number
                )
            if name == "question":
                return services.ask(
                    found, kind=RequestKind.QUESTION, text="Hỏi.", until=None, actor=world.lan, at=now(), uuid=number
                )  # fmt: skip
            return services.make_reminder(
                Asked(due=found.due_on),
                issuer=world.bodies["so-y-te"],
                actor=world.hung,
                at=now(),
                uuid=number,
            )

        made = two_at_once(press)
        assert made[0] == made[1]
        tables: dict[str, Any] = {
            "note": Note, "question": Request, "letter": Reminder, "evidence": Attachment, "extension": Extension,
        }  # fmt: skip
        assert tables[name].objects.count() == 1


def _number_in(page: str, action: str) -> str:
    """The number that the form carries."""
    form = page.split(f'action="{action}"')[1] if action else page
    return form.split('name="uuid" value="')[1].split('"')[0]
