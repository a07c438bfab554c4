"""What may be written into a paper that passes a directive on, and its way inside the body."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.walk_world import World, make_person, make_world

from treem.directives import cascade_following as following
from treem.directives import cascade_selectors as selectors
from treem.directives import services
from treem.directives.errors import (
    AlreadyHeld,
    CascadeClosed,
    CascadeExists,
    DueImplausible,
    NobodyNamed,
    NotApprover,
    NothingTaken,
    NotIssuer,
    NotUnderBody,
    OwnPaper,
    TextMissing,
    TooLateInside,
    WhyMissing,
    WrongStep,
)
from treem.directives.models import Cascade, CascadeDuty, CascadeState, CascadeVersion
from treem.directives.services import Given
from treem.directives.tests.cascading import (
    DAYS,
    approved,
    begun,
    committee,
    given_to,
    inside,
    issued,
    leader,
    order,
    upstream,
)
from treem.documents import services as papers
from treem.documents.models import Citation, Document
from treem.duties import services as duties
from treem.duties.errors import GivenInside
from treem.duties.models import RequestKind
from treem.kernel.time import now, today
from treem.organisations.models import Role
from treem.web.conflicts import StaleVersion

pytestmark = pytest.mark.database


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def draft(world: World) -> Cascade:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    order(
        world,
        document,
        [committee(world)],
        path="IV.2",
        text="Tuyên truyền phòng, chống đuối nước.",
        deadline=None,
        deadline_op="",
    )
    return begun(world, document)


def line_of(cascade: Cascade, at: int = 0) -> CascadeDuty:
    return selectors.duties_of(cascade)[at]


def give(world: World, line: CascadeDuty, **more: Any) -> CascadeDuty:
    fields: dict[str, Any] = {"text": line.text, "role": line.role, "due_on": line.due_on, **more}
    return services.give_duty(line, Given(**fields), actor=world.lan, at=now(), version=line.version)


# -- deadlines and people ---------------------------------------------------------------------------------


def test_an_internal_deadline_may_equal_the_superiors_and_never_go_beyond(
    world: World, draft: Cascade
) -> None:
    last = today() + timedelta(DAYS)
    assert give(world, line_of(draft), due_on=last).due_on == last
    with pytest.raises(TooLateInside, match="muộn hơn hạn của cấp trên"):
        give(world, line_of(draft), due_on=last + timedelta(1))
    with pytest.raises(DueImplausible):
        give(world, line_of(draft), due_on=today() - timedelta(1))


def test_the_database_refuses_a_later_deadline_too(draft: Cascade) -> None:
    line = line_of(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        CascadeDuty.objects.filter(pk=line.pk).update(due_on=today() + timedelta(DAYS + 1))


def test_work_goes_to_the_own_house_only(world: World, draft: Cascade) -> None:
    station = world.bodies[f"tyt-{world.own.code}"]
    assert give(world, line_of(draft), bodies=(station,)).bodies == [station.pk]
    for strange in (world.bodies["so-gddt"], world.bodies[f"tyt-{world.neighbouring.code}"]):
        with pytest.raises(NotUnderBody):
            give(world, line_of(draft), bodies=(strange,))


def test_a_duty_needs_words(world: World, draft: Cascade) -> None:
    with pytest.raises(TextMissing):
        give(world, line_of(draft), text="  \n ")


def test_the_second_of_two_people_sees_the_difference(world: World, draft: Cascade) -> None:
    opened = line_of(draft)
    give(world, line_of(draft), who_words="Trưởng bản")
    with pytest.raises(StaleVersion) as refused:
        give(world, opened, who_words="Hội Phụ nữ xã")
    (difference,) = refused.value.differences
    assert (difference.saved, difference.mine) == ("Trưởng bản", "Hội Phụ nữ xã")


def test_a_paper_without_duties_is_no_paper(world: World, draft: Cascade) -> None:
    with pytest.raises(NothingTaken):
        services.choose_duties(draft, taken=(), reasons={}, actor=world.lan, version=draft.version)


def test_what_is_left_out_keeps_its_reason_and_is_never_issued(world: World, draft: Cascade) -> None:
    first, second = selectors.duties_of(draft)
    services.choose_duties(
        draft,
        taken=[first.pk],
        reasons={second.pk: "Xã không có ao, hồ."},
        actor=world.lan,
        version=draft.version,
    )
    given_to(world, draft, person=world.lan)
    issued(world, approved(world, draft))
    second.refresh_from_db()
    assert (second.taken, second.why_not, second.own) == (False, "Xã không có ao, hồ.", None)
    assert second.obligation is not None
    (told,) = following.carried_on(second.obligation)
    assert told.why_not == "Xã không có ao, hồ."


def test_only_the_lead_agency_drafts_for_the_committee_above(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    with pytest.raises(NotIssuer):
        begun(world, document, issuer=world.bodies["ubnd-tinh"])


# -- the way inside the body ------------------------------------------------------------------------------


def test_nothing_is_presented_while_somebody_is_missing(world: World, draft: Cascade) -> None:
    with pytest.raises(NobodyNamed, match="2 nhiệm vụ"):
        services.present_cascade(draft, actor=world.lan, at=now(), version=draft.version)


def test_another_person_approves_and_only_a_leader(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    draft.refresh_from_db()
    head = world.users[Role.COMMUNE_DIVISION_HEAD]
    waiting = services.present_cascade(draft, actor=head, at=now(), version=draft.version)
    with pytest.raises(NotApprover):
        services.approve(waiting, actor=world.lan, at=now(), version=waiting.version)
    with pytest.raises(NotApprover):
        services.approve(
            waiting, actor=world.neighbour_of[Role.COMMUNE_LEADER], at=now(), version=waiting.version
        )
    with pytest.raises(OwnPaper):
        services.approve(waiting, actor=head, at=now(), version=waiting.version)
    done = services.approve(waiting, actor=leader(world), at=now(), version=waiting.version)
    assert (done.state, done.approved_by) == (CascadeState.APPROVED, leader(world))


def test_an_agency_of_one_person_may_approve_its_own(world: World) -> None:
    school, sector = world.bodies["so-gddt"], world.users[Role.SECTOR_OFFICER]
    document = upstream(world.hung)
    order(world, document, [school])
    cascade = begun(world, document, body=school, actor=sector)
    given_to(world, cascade, person=sector)
    assert approved(world, cascade, by=sector, actor=sector).state == CascadeState.APPROVED
    second = make_person(Role.SECTOR_OFFICER, school, "hai")
    cascade.refresh_from_db()
    back = services.send_back_cascade(
        cascade, reason="Bổ sung.", actor=second, at=now(), version=cascade.version
    )
    again = services.present_cascade(back, actor=sector, at=now(), version=back.version)
    with pytest.raises(OwnPaper):
        services.approve(again, actor=sector, at=now(), version=again.version)


def test_what_is_sent_back_says_why_and_is_drafted_on(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    draft.refresh_from_db()
    waiting = services.present_cascade(draft, actor=world.lan, at=now(), version=draft.version)
    with pytest.raises(CascadeClosed):
        give(world, line_of(draft))
    with pytest.raises(WhyMissing):
        services.send_back_cascade(
            waiting, reason=" ", actor=leader(world), at=now(), version=waiting.version
        )
    back = services.send_back_cascade(
        waiting, reason="Thiếu kinh phí.", actor=leader(world), at=now(), version=waiting.version
    )
    assert (back.state, back.reason, back.presented_by) == (CascadeState.DRAFT, "Thiếu kinh phí.", None)
    give(world, line_of(draft), who_words="Trưởng bản")


def test_a_paper_goes_out_only_when_it_is_approved(world: World, draft: Cascade) -> None:
    with pytest.raises(WrongStep):
        services.prepare_paper(draft, actor=world.lan, at=now())


def test_one_open_paper_of_a_body_for_one_document(world: World, draft: Cascade) -> None:
    with pytest.raises(CascadeExists):
        begun(world, draft.document)
    with pytest.raises(CascadeExists):
        services.decline(draft.document, committee(world), reason="Ít việc.", actor=world.lan, at=now())
    draft.refresh_from_db()
    services.drop(draft, actor=world.lan, version=draft.version)
    assert begun(world, draft.document).pk != draft.pk


def test_a_body_may_say_that_it_makes_none_and_change_its_mind(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    with pytest.raises(WhyMissing):
        services.decline(document, committee(world), reason="", actor=world.lan, at=now())
    said = services.decline(document, committee(world), reason="Ít việc.", actor=world.lan, at=now())
    assert following.to_cascade(committee(world)) == []
    services.take_up_again(said, actor=world.lan, version=said.version)
    assert [line.wanted.document for line in following.to_cascade(committee(world))] == [document]


# -- drafts and papers ------------------------------------------------------------------------------------


def test_an_unchanged_draft_is_no_new_version_and_a_changed_one_is(world: World, draft: Cascade) -> None:
    one = services.make_version(draft, actor=world.lan, at=now())
    assert services.make_version(draft, actor=world.lan, at=now()) == one
    give(world, line_of(draft), who_words="Trưởng bản")
    two = services.make_version(draft, actor=world.lan, at=now())
    assert (one.number, two.number) == (1, 2)
    assert CascadeVersion.objects.count() == 2
    assert one.data["tasks"][0]["who"] == ""


def test_a_letter_has_addressees_and_its_duties_in_an_annex(world: World) -> None:
    document = upstream(world.hung)
    order(world, document, [committee(world)])
    made = services.make_version(begun(world, document, kind="letter"), actor=world.lan, at=now())
    assert made.data["symbol"] == "UBND-VHXH"
    assert made.data["addressees"] == ["Các cơ quan, đơn vị, cá nhân có tên tại Phụ lục kèm theo"]
    assert made.data["recipients"][0] == "Như trên"


def test_the_same_scan_is_not_two_documents(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    ready = approved(world, draft)
    Document.objects.create(sha256=_sha_of_scan(b"same"), received_at=now())
    with pytest.raises(AlreadyHeld), transaction.atomic():
        issued(world, ready, content=_scan(b"same"))
    ready.refresh_from_db()
    assert ready.state == CascadeState.APPROVED


def test_a_paper_that_somebody_took_in_before_is_that_document(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    ready = approved(world, draft)
    services.prepare_paper(ready, actor=world.lan, at=now())
    version = selectors.versions_of(ready)[0]
    earlier, _new = papers.register_document(
        sha256="9" * 64, file_name="da-nhan.pdf", text="Bản đã nhận.", actor=None, at=now(),
        metadata={"number": "07", "symbol": version.data["symbol"], "date": today().isoformat(), "issuer": version.data["issuer"]},
    )  # fmt: skip
    issued(world, ready)
    assert (ready.state, ready.issued_document) == (CascadeState.ISSUED, earlier)
    assert Citation.objects.get(from_document=earlier).to_document == ready.document
    earlier.refresh_from_db()
    assert (earlier.text, earlier.sha256) == ("Bản đã nhận.", "9" * 64)


def test_a_paper_that_replaces_gives_no_duty_twice(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    paper = issued(world, approved(world, draft))
    draft.refresh_from_db()
    first, before = draft.issued_document, len(inside(draft))
    again = papers.replace_paper(paper, why="Sai nơi nhận.", actor=world.lan, at=now())
    from django.core.files.base import ContentFile

    papers.record_issue(
        again, version=again.version, number="09", symbol="KH-UBND", issued_on=today(), signer="Lò Thị Mẫu", position="",
        upload=ContentFile(_scan(b"09"), name="kh.png"), actor=world.lan, at=now(),
    )  # fmt: skip
    draft.refresh_from_db()
    assert draft.issued_document is not None
    assert draft.issued_document.number == "09"
    assert Citation.objects.filter(
        from_document=draft.issued_document, to_document=first, relation="thay thế"
    ).exists()
    assert len(inside(draft)) == before


def test_about_work_given_inside_nobody_asks_the_lead_agency(world: World, draft: Cascade) -> None:
    given_to(world, draft, person=world.lan)
    issued(world, approved(world, draft))
    with pytest.raises(GivenInside):
        duties.ask(
            inside(draft)[0], kind=RequestKind.QUESTION, text="Hỏi.", until=None, actor=world.lan, at=now()
        )


def test_later_occurrences_come_as_many_days_earlier(world: World) -> None:
    document = upstream(world.hung)
    later = today() + timedelta(DAYS + 60)
    order(world, document, [committee(world)], further_deadlines=[later.isoformat()])
    cascade = begun(world, document)
    given_to(world, cascade, person=world.lan)
    issued(world, approved(world, cascade))
    assert [each.due_on for each in inside(cascade)] == [today() + timedelta(DAYS - 5), later - timedelta(5)]


def _scan(more: bytes) -> bytes:
    from treem.files.tests import samples

    return samples.png() + more


def _sha_of_scan(more: bytes) -> str:
    return papers.fingerprint(_scan(more))
