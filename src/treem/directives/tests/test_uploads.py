"""Files that take long: kept at once, read by a job, taken up again when a worker dies; and what the review says of files."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.walk_world import World, make_world

from treem.directives import jobs, reader, selectors, services
from treem.directives.models import Reading, Upload
from treem.directives.reader import apart
from treem.directives.tests.factories import (
    AT,
    BACKEND,
    TEXT,
    FakeReading,
    make_reading,
    result,
    use_fake_reader,
)
from treem.directives.tests.test_reader_formats import LETTER, OTHER, old_word, with_parts, word_file
from treem.directives.tests.test_taking_in import nothing_is_there, send
from treem.documents.models import Document
from treem.kernel.time import now

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def hung(world: World, client: Any) -> Any:
    client.force_login(world.hung, backend=BACKEND)
    return client


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked to be read at once takes long; a job reads the invented letter."""

    def read(_data: bytes, _name: str, patience: reader.Patience | None = None) -> FakeReading:
        if patience is not None and patience.quick:
            raise reader.TakesLong
        if patience is not None and patience.told is not None:
            patience.told(2, 7)
        return FakeReading(result())

    monkeypatch.setattr(reader, "read_apart", read)


def read_now(upload: Upload) -> Upload:
    services.read_upload(upload.pk, clock=now)
    upload.refresh_from_db()
    return upload


@pytest.mark.usefixtures("slow")
def test_a_file_that_takes_long_is_kept_and_the_page_answers_at_once(
    hung: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(hung, TEXT.encode())
    upload = Upload.objects.get()
    assert answer["Location"] == reverse("directives:upload", args=[upload.uuid])
    page = hung.get(answer["Location"]).content.decode()
    assert "Chờ đến lượt đọc" in page
    assert 'hx-trigger="every 2s"' in page
    assert nothing_is_there()
    (job,) = ProcrastinateJob.objects.filter(task_name="directives.read_upload")
    assert job.args["upload_id"] == upload.pk
    assert job.lock == "directives.read_upload"
    assert "thu.txt" in hung.get(reverse("directives:waiting")).content.decode()


@pytest.mark.usefixtures("slow")
def test_the_job_reads_it_tells_how_far_it_is_and_the_page_goes_on_to_the_review(
    world: World, hung: Any
) -> None:
    upload = read_now(services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT))
    assert (upload.state, upload.pages_done, upload.pages_total) == ("done", 2, 7)
    reading = Reading.objects.get()
    assert (upload.reading, reading.created_by) == (reading, world.hung)
    assert reading.document.file == upload.file
    review = reverse("directives:review", args=[reading.uuid])
    url = reverse("directives:upload", args=[upload.uuid])
    assert hung.get(url)["Location"] == review
    assert hung.get(url, headers={"HX-Request": "true"})["HX-Redirect"] == review
    services.read_upload(upload.pk, clock=now)  # run twice
    assert (Reading.objects.count(), Document.objects.count()) == (1, 1)


def test_a_file_that_cannot_be_read_says_why_stays_and_can_be_tried_again(
    world: World, hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_data: bytes, name: str, _patience: object) -> None:
        raise reader.ReadError("no_ocr", name)

    monkeypatch.setattr(reader, "read_apart", fails)
    upload = read_now(services.keep(TEXT.encode(), "chup.txt", world.hung, at=AT))
    url = reverse("directives:upload", args=[upload.uuid])
    page = hung.get(url).content.decode()
    assert "tesseract-ocr-vie" in page
    assert "Đọc lại" in page
    assert nothing_is_there()
    use_fake_reader(monkeypatch)  # the administrator has installed it
    assert hung.post(reverse("directives:upload_again", args=[upload.uuid]))["Location"] == url
    upload.refresh_from_db()
    assert (upload.state, upload.why, upload.tries) == ("waiting", "", 0)
    assert read_now(upload).state == "done"


@pytest.mark.usefixtures("slow")
def test_the_same_file_sent_again_while_it_is_read_is_one(world: World, hung: Any) -> None:
    first, second = send(hung, TEXT.encode()), send(hung, TEXT.encode(), "ban-sao.txt")
    assert first["Location"] == second["Location"]
    assert Upload.objects.count() == 1
    read_now(Upload.objects.get())
    again = send(hung, TEXT.encode())
    assert again["Location"] == reverse("directives:review", args=[Reading.objects.get().uuid])


@pytest.mark.usefixtures("slow")
def test_a_file_under_which_the_worker_dies_again_and_again_is_refused_in_words(world: World) -> None:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    Upload.objects.filter(pk=upload.pk).update(state="reading", tries=3)
    assert read_now(upload).state == "refused"
    assert "3 lần" in upload.why
    assert nothing_is_there()


def test_a_file_that_no_document_holds_is_read_only_by_who_takes_documents_in(
    world: World, hung: Any, new_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    url = reverse("files:download", args=[upload.file.uuid])
    others = []
    for person in (world.lan, world.users["sector_officer"], world.users["province_leader"]):
        others.append(new_client())
        others[-1].force_login(person, backend=BACKEND)
    for state in ("refused", "waiting"):
        Upload.objects.filter(pk=upload.pk).update(state=state, why="no_ocr" if state == "refused" else "")
        assert hung.get(url).status_code == 200
        assert [each.get(url).status_code for each in others] == [404, 404, 404]
    use_fake_reader(monkeypatch)
    assert read_now(upload).state == "done"  # now a document of the register holds it
    assert [each.get(url).status_code for each in others] == [200, 200, 200]


def test_nobody_else_sees_or_tries_uploads(world: World, client: Any) -> None:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    for role in ("commune_officer", "sector_officer", "province_leader", "administrator"):
        client.force_login(world.users[role], backend=BACKEND)
        assert client.get(reverse("directives:upload", args=[upload.uuid])).status_code == 403
        assert client.post(reverse("directives:upload_again", args=[upload.uuid])).status_code == 403
    client.force_login(world.hung, backend=BACKEND)
    unknown = reverse("directives:upload", args=["00000000-0000-4000-8000-000000000000"])
    assert client.get(unknown).status_code == 404
    assert client.get(reverse("directives:upload_again", args=[upload.uuid])).status_code == 405


def test_waiting_long_for_a_worker_says_so(world: World, hung: Any) -> None:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=now() - timedelta(minutes=3))
    assert (
        "Chưa có máy nào nhận đọc"
        in hung.get(reverse("directives:upload", args=[upload.uuid])).content.decode()
    )


def test_a_file_that_failed_and_came_in_otherwise_leaves_the_list(world: World) -> None:
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    Upload.objects.filter(pk=upload.pk).update(state="refused", why="x", finished_at=now())
    day = now() - timedelta(days=1)
    assert list(selectors.uploads_refused(day)) == [upload]
    assert list(selectors.uploads_refused(now())) == []


# -- another file of a document that is held ----------------------------------------------------------------------


def send_replacement(hung: Any, reading: Reading, data: bytes) -> Any:
    file = SimpleUploadedFile("ban-quet.txt", data)
    return hung.post(
        reverse("directives:replace", args=[reading.uuid]), {"file": file, "why": "Bản có chữ ký."}
    )


@pytest.mark.usefixtures("slow")
def test_a_replacement_that_takes_long_is_read_by_the_job_and_takes_the_place(
    world: World, hung: Any
) -> None:
    services.read_upload(services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT).pk, clock=now)
    first = Reading.objects.get()
    answer = send_replacement(hung, first, TEXT.replace("15/12/2026", "10/12/2026").encode())
    upload = Upload.objects.get(replaces=first)
    assert answer["Location"] == reverse("directives:upload", args=[upload.uuid])
    assert f"bản thay thế của {first.document.label}" in hung.get(answer["Location"]).content.decode()
    assert Reading.objects.count() == 1
    assert read_now(upload).state == "done"
    new = upload.reading
    assert new is not None
    assert (new.earlier, new.document, new.document.file) == (first, first.document, upload.file)
    assert (new.document.edition, Document.objects.count()) == (2, 1)


@pytest.mark.usefixtures("slow")
def test_one_file_sent_for_two_purposes_at_once_is_refused_in_words(world: World, hung: Any) -> None:
    services.read_upload(services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT).pk, clock=now)
    first = Reading.objects.get()
    mended = TEXT.replace("15/12/2026", "10/12/2026").encode()
    assert send(hung, mended).status_code == 302
    refused = send_replacement(hung, first, mended)
    assert refused.status_code == 422
    assert "đang được đọc cho một việc khác: đưa vào sổ văn bản" in refused.content.decode()
    assert not Upload.objects.filter(replaces=first).exists()


def test_a_slow_file_of_a_document_that_is_held_is_not_lost_in_silence(
    world: World, hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reading(world, monkeypatch)
    upload = read_now(services.keep(TEXT.encode() + b"\n", "ban-doc.doc", world.hung, at=AT))
    assert upload.state == "refused"
    assert "đã có văn bản này từ tệp khác" in upload.why
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("slow")
def test_a_replacement_that_came_too_late_is_refused_in_words_and_its_file_is_kept(
    world: World, hung: Any
) -> None:
    services.read_upload(services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT).pk, clock=now)
    first = Reading.objects.get()
    send_replacement(hung, first, TEXT.replace("15/12", "10/12").encode())
    send_replacement(hung, first, TEXT.replace("15/12", "11/12").encode())
    earlier, later = Upload.objects.filter(replaces=first).order_by("pk")
    assert read_now(earlier).state == "done"
    assert read_now(later).state == "refused"
    assert later.why
    assert Reading.objects.count() == 2
    page = hung.get(reverse("directives:upload", args=[later.uuid])).content.decode()
    assert reverse("directives:replace", args=[first.uuid]) in page


# -- a worker that is killed ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_second_run_waits_for_the_first_and_then_finds_it_done(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    begun, go_on = threading.Event(), threading.Event()
    calls = []

    def read(_data: bytes, _name: str, _patience: object) -> FakeReading:
        calls.append(1)
        begun.set()
        go_on.wait(20)
        return FakeReading(result())

    monkeypatch.setattr(reader, "read_apart", read)

    def run() -> None:
        try:
            services.read_upload(upload.pk, clock=now)
        finally:
            connection.close()

    first, second = threading.Thread(target=run), threading.Thread(target=run)
    first.start()
    assert begun.wait(20)
    assert Upload.objects.get().state == "reading"  # seen by everybody while it is read
    second.start()
    time.sleep(0.3)
    go_on.set()
    first.join(30)
    second.join(30)
    assert (len(calls), Upload.objects.get().state, Reading.objects.count()) == (1, "done", 1)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_gone_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from treem.jobs.jobs import take_up_again
    from treem.jobs.tests.test_jobs import run_worker

    use_fake_reader(monkeypatch)
    world = make_world()
    upload = services.keep(TEXT.encode(), "thu.txt", world.hung, at=AT)
    jobs.have_read(upload)
    # As after kill -9 in the middle: begun, and the worker has not been heard for a minute.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    Upload.objects.update(state="reading", tries=1)
    take_up_again.defer(timestamp=0)
    run_worker()
    run_worker()
    upload.refresh_from_db()
    assert (upload.state, upload.tries) == ("done", 2)


# -- the process in which files are read ----------------------------------------------------------------------


def test_a_reader_that_takes_too_long_is_ended_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "QUICK_S", 0.05)
    with pytest.raises(reader.TakesLong):
        reader.read_apart(LETTER.encode(), "a.txt", reader.Patience(quick=True))
    monkeypatch.setattr(apart, "SLOW_S", 0.05)
    with pytest.raises(reader.ReadError) as caught:
        reader.read_apart(LETTER.encode(), "a.txt", reader.Patience(0.0))
    assert caught.value.code == "stopped"


def test_a_reader_without_memory_falls_over_alone() -> None:
    order = b'{"name": "a.txt", "seconds": 1, "quick": true, "limit": 30}\n'
    starved = (
        "import resource; from treem.directives.reader import apart_process as p; p.MEMORY = 90 * 1024**2; "
        "raise SystemExit(p.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", starved], input=order + LETTER.encode() + "Sở Y tế rà soát hồ sơ của trẻ em.\n".encode() * 60_000, capture_output=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(apart._SOURCE)}, check=False,
    )  # fmt: skip
    assert done.returncode != 0 or b"too_large" in done.stdout


def test_the_reader_process_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    real = subprocess.Popen

    def look(*args: Any, **more: Any) -> Any:
        given.update(more["env"])
        return real(*args, **more)

    monkeypatch.setenv("TREEM_SECRET_KEY", "x")
    monkeypatch.setattr(subprocess, "Popen", look)
    assert reader.read_apart(LETTER.encode(), "a.txt").to_json()["metadata"]["number"] == "12"
    assert not [name for name in given if "TREEM" in name or "SECRET" in name]


# -- what the review says of the file -------------------------------------------------------------------------


def test_two_papers_are_named_on_the_review_and_the_second_is_brought_in_with_one_press(hung: Any) -> None:
    page = hung.get(send(hung, (LETTER + "\n" + OTHER).encode(), "hai.txt")["Location"]).content.decode()
    assert "Tệp có hai văn bản" in page
    assert "7/KH-UBND" in page
    first = Reading.objects.get()
    assert first.document.number_symbol == "12/UBND-KGVX"
    assert not [item for item in first.items.all() if "Cân, đo" in str(item.payload)]
    answer = hung.post(reverse("directives:second", args=[first.uuid]))
    second = Reading.objects.exclude(pk=first.pk).get()
    assert answer["Location"] == reverse("directives:review", args=[second.uuid])
    assert second.document.number_symbol == "7/KH-UBND"
    assert second.document.file_name == "hai (văn bản thứ hai).txt"
    assert [item for item in second.items.all() if "Cân, đo" in str(item.payload)]
    hung.post(reverse("directives:second", args=[first.uuid]))  # pressed twice
    assert Reading.objects.count() == 2


def test_a_file_with_one_paper_has_no_second(
    world: World, hung: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = make_reading(world, monkeypatch)
    answer = hung.post(reverse("directives:second", args=[reading.uuid]))
    assert answer.status_code == 422
    assert "chỉ có một văn bản" in answer.content.decode()


def test_macros_old_fonts_and_pages_out_of_order_are_said_on_top(hung: Any) -> None:
    # Three papers with numbers of their own: one that is held already would only be opened.
    macro = with_parts(word_file(LETTER.replace("12/UBND", "13/UBND")), {"word/vbaProject.bin": b"x"})
    parts = [
        LETTER.replace("12/UBND", "14/UBND"),
        "Trang 3/4\n3. Sở Nội vụ: Thanh tra.",
        "Trang 2/4\n4. Công an tỉnh: Phối hợp.",
        "Trang 4/4",
    ]
    for data, name, words in (
        (macro, "a.docx", "không chạy macro"),
        (old_word("tcvn3", ".VnTime", ".VnTimeH"), "b.docx", "phông chữ cũ"),
        ("\n".join(parts).encode(), "c.txt", "lần lượt là 3, 2, 4"),
    ):
        answer = send(hung, data, name)
        assert answer.status_code == 302, answer.content.decode()
        page = hung.get(answer["Location"]).content.decode()
        assert words in page
    assert "đưa tệp đã xếp vào thay" in page
    reading = Reading.objects.get(document__number="14")
    assert (
        page.count(reverse("directives:replace", args=[reading.uuid])) == 2
    )  # in the notice, and at the end
    put_right = "\n".join([parts[0], parts[2], parts[1], parts[3]]).encode()
    again = send(hung, put_right, "c-xep-lai.txt")
    assert "bấm “Đưa bản thay thế của văn bản này vào”" in hung.get(again["Location"]).content.decode()
