"""Evidence on a record: who may add it, who sees it, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from conftest import as_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.walk_world import World, make_world

from treem.db.scope import Scope
from treem.files import errors, hooks, rules, selectors, services
from treem.files.models import Attachment
from treem.files.tests import samples
from treem.kernel.time import VIETNAM

pytestmark = pytest.mark.database
AT = datetime(2026, 11, 25, 9, 0, tzinfo=VIETNAM)
RECORD = uuid4()
BACKEND = "treem.organisations.backends.PasswordBackend"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def record_of_lans_committee(request: Any) -> Iterator[None]:
    """A record "test.record" that belongs to the committee of Chiềng Sung and takes evidence from Lan alone."""

    def place(user: Any, uuid: UUID) -> hooks.Place | None:
        from treem.organisations.models import Body

        body = Body.objects.get(code="ubnd-04108")
        return (
            hooks.Place(body.pk, "Việc thử", "/somewhere/")
            if user.username == LAN and uuid == RECORD
            else None
        )

    hooks.places["test.record"] = place
    yield
    del hooks.places["test.record"]


LAN = "commune-officer.mot"
URL = f"/files/evidence/test.record/{RECORD}/"


def paper(content: bytes = samples.PDF, name: str = "Danh sách.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attached(world: World, **more: Any) -> Attachment:
    return services.attach(
        more.pop("upload", None) or paper(), subject_type="test.record", subject_uuid=RECORD,
        body_id=world.bodies["ubnd-04108"].pk, actor=world.lan, at=AT, **more,
    )  # fmt: skip


def test_an_officer_attaches_evidence_and_it_can_be_downloaded(client: Any, world: World) -> None:
    client.force_login(world.lan, backend=BACKEND)
    answer = client.post(URL, {"file": paper(), "label": "Danh sách tập huấn"})
    assert (answer.status_code, answer["Location"]) == (302, "/somewhere/#evidence")
    kept = Attachment.objects.get()
    assert (kept.label, kept.body_id, kept.by_name) == (
        "Danh sách tập huấn", world.bodies["ubnd-04108"].pk, str(world.lan),
    )  # fmt: skip
    download = client.get(f"/files/{kept.file.uuid}/")
    assert b"".join(download.streaming_content) == samples.PDF


def test_a_neighbour_cannot_attach_see_or_download(client: Any, world: World) -> None:
    kept = attached(world)
    client.force_login(world.neighbour, backend=BACKEND)
    assert client.get(URL).status_code == 404
    assert client.post(URL, {"file": paper()}).status_code == 404
    assert client.get(f"/files/{kept.file.uuid}/").status_code == 404
    assert client.post(f"/files/evidence/{kept.uuid}/withdraw/", {"reason": "x"}).status_code == 404
    with as_app(Scope(user_id=1, bodies=(world.bodies["ubnd-04117"].pk,))):
        assert not Attachment.objects.exists()
    with as_app(Scope(user_id=1, bodies=(world.bodies["ubnd-04108"].pk,))):
        assert Attachment.objects.count() == 1
    assert Attachment.objects.get().withdrawn_at is None


def test_the_application_cannot_write_evidence_for_a_body_outside_its_scope(world: World) -> None:
    from django.db import ProgrammingError, transaction

    own = Scope(user_id=1, bodies=(world.bodies["ubnd-04117"].pk,))
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), as_app(own):
        attached(world)
    assert not Attachment.objects.exists()


def test_a_refused_file_says_why_beside_the_field_and_keeps_what_was_typed(client: Any, world: World) -> None:
    client.force_login(world.lan, backend=BACKEND)
    answer = client.post(
        URL, {"file": paper(b"MZ\x90\x00\x03" + b"\x00" * 64, "x.exe"), "label": "Biên bản họp"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "dạng không nhận ra" in text
    assert "Biên bản họp" in text
    assert client.post(URL, {"label": "không có tệp"}).status_code == 422
    assert not Attachment.objects.exists()


def test_the_same_content_twice_is_one_piece_of_evidence(world: World) -> None:
    assert attached(world).pk == attached(world, label="khác").pk
    assert attached(world, part="row-1").pk != attached(world).pk
    assert Attachment.objects.count() == 2


def test_a_record_does_not_take_evidence_without_end(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(rules, "MOST_ATTACHMENTS", 2)
    for number in range(2):
        attached(world, upload=paper(samples.PDF + b"%" * number + b"%%EOF"))
    with pytest.raises(errors.TooManyAttachments, match="2 minh chứng"):
        attached(world, upload=paper(samples.PDF + b"%%%%%EOF%%EOF"))


def test_withdrawn_evidence_stays_in_the_list_but_gives_its_content_no_more(
    client: Any, world: World
) -> None:
    kept = attached(world)
    url = f"/files/evidence/{kept.uuid}/withdraw/"
    client.force_login(world.lan, backend=BACKEND)
    assert client.post(url, {"reason": "  "}).status_code == 422
    assert client.post(url, {"reason": "Nhầm tệp"}).status_code == 302
    assert client.get(f"/files/{kept.file.uuid}/").status_code == 404
    listed = Attachment.objects.get()
    assert listed.withdrawn_why == "Nhầm tệp"
    assert listed.version == 2
    assert selectors.evidence_counts("test.record", [RECORD]) == {}


def test_withdrawing_pressed_twice_is_done_once_and_answers_the_same(client: Any, world: World) -> None:
    kept = attached(world)
    url = f"/files/evidence/{kept.uuid}/withdraw/"
    client.force_login(world.lan, backend=BACKEND)
    for _press in range(2):
        answer = client.post(url, {"reason": "Nhầm  tệp"})
        assert (answer.status_code, answer["Location"]) == (302, "/somewhere/#evidence")
    assert Attachment.objects.get().version == 2
    other = client.post(
        url, {"reason": "Ảnh mờ"}
    )  # that reason is not the one kept: say so, and lose no word
    assert other.status_code == 422
    assert "đã được rút" in other.content.decode()
    assert "Ảnh mờ" in other.content.decode()
    Attachment.objects.update(withdrawn_by_id=world.hung.pk)
    assert client.post(url, {"reason": "Nhầm tệp"}).status_code == 422


def test_counts_for_lists_leave_records_without_evidence_out(world: World) -> None:
    attached(world)
    assert selectors.evidence_counts("test.record", [RECORD, uuid4()]) == {RECORD: 1}
    assert timezone.is_aware(Attachment.objects.get().at)
