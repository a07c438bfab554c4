"""Who is meant when a letter names an assignee."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from treem.organisations.loading import load_bodies
from treem.organisations.models import BodyAlias
from treem.organisations.resolution import CERTAIN, LIKELY, AssigneeResolver, Resolution, resolve_assignee
from treem.territory import selectors as territory
from treem.territory.loading import load_reference
from treem.territory.models import Unit

pytestmark = pytest.mark.database

ON = date(2026, 11, 1)
EXAMPLES = Path(__file__).resolve().parents[5] / "shared" / "domain" / "obligations-examples.csv"


@pytest.fixture
def son_la(db: None) -> Unit:
    load_reference()
    province = territory.province_as_of("14", ON)
    assert province is not None
    load_bodies(province, ON)
    return province


@pytest.fixture
def resolver(son_la: Unit) -> AssigneeResolver:
    return AssigneeResolver(ON, son_la)


def codes(found: Resolution) -> list[str]:
    return [body.code for body in found.bodies]


def test_loading_the_bodies_again_writes_nothing(son_la: Unit) -> None:
    again = load_bodies(son_la, ON)
    assert (again.of_communes, again.written) == (300, 0)
    names = Counter((alias.body_id, alias.name) for alias in BodyAlias.objects.all())
    assert max(names.values()) == 1


SINGLE = {
    "Sở Y tế": "so-y-te", "SỞ Y TẾ": "so-y-te", "2. Sở Y tế": "so-y-te", "- Sở Y tế tỉnh Sơn La": "so-y-te",
    "Giao Sở Y tế": "so-y-te", "Giám đốc Sở Y tế": "so-y-te", "SYT": "so-y-te", "ngành Y tế": "so-y-te",
    "Sở Giáo dục và Đào tạo": "so-gddt", "Sở GD&ĐT": "so-gddt", "Sở GDĐT": "so-gddt", "Sở GD-ĐT": "so-gddt",
    "ngành Giáo dục và Đào tạo": "so-gddt", "Sở Nội vụ": "so-noi-vu", "Công an tỉnh": "cong-an-tinh",
    "Công an tỉnh Sơn La": "cong-an-tinh", "Sở Văn hóa, Thể thao và Du lịch": "so-vhttdl",
    "Sở Văn hoá, Thể thao và Du lịch": "so-vhttdl", "Sở VH,TT&DL": "so-vhttdl", "Sở VHTT&DL": "so-vhttdl",
    "Sở Tư pháp": "so-tu-phap", "Trung tâm Trợ giúp pháp lý nhà nước tỉnh": "tt-tro-giup-phap-ly",
    "Sở Tài chính": "so-tai-chinh", "Sở KH&CN": "so-khcn", "BHXH tỉnh": "bhxh", "Bảo hiểm xã hội": "bhxh",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh": "mttq", "Uỷ ban MTTQ Việt Nam tỉnh": "mttq", "UBMTTQ Việt Nam tỉnh": "mttq",
    "Đoàn Thanh niên": "doan-thanh-nien", "Ban Công tác Đoàn và Thanh thiếu nhi": "doan-thanh-nien",
    "Ban công tác Phụ nữ": "phu-nu", "Hội Liên hiệp Phụ nữ tỉnh": "phu-nu", "UBND tỉnh": "ubnd-tinh",
    "Chủ tịch UBND tỉnh": "ubnd-tinh", "Văn phòng UBND tỉnh": "van-phong-ubnd", "Thanh tra tỉnh": "thanh-tra",
    "Bộ Y tế": "bo-y-te", "UBND xã Chiềng Sung": "ubnd-04108", "Chủ tịch UBND phường Chiềng An": "ubnd-03664",
    "Công an xã Chiềng Sung": "cax-04108", "Trạm Y tế xã Chiềng Sung": "tyt-04108",
}  # fmt: skip


def test_single_agencies_are_known_by_all_their_names(resolver: AssigneeResolver) -> None:
    found = {written: resolver.resolve(written) for written in SINGLE}
    assert {written: codes(answer) for written, answer in found.items()} == {
        w: [c] for w, c in SINGLE.items()
    }
    assert {answer.kind for answer in found.values()} == {"body"}
    assert [written for written, answer in found.items() if not answer.certain] == []


def test_missing_tones_are_understood_with_less_confidence(resolver: AssigneeResolver) -> None:
    plain, toneless = resolver.resolve("Sở Y tế"), resolver.resolve("so y te")
    assert (codes(plain), plain.confidence) == (codes(toneless), CERTAIN)
    assert toneless.confidence == LIKELY


ALL_COMMUNES = {
    "UBND các xã, phường": "ubnd", "Ủy ban nhân dân các xã, phường": "ubnd", "UBND xã, phường": "ubnd",
    "Ủy ban nhân dân các xã, phường, thị trấn": "ubnd", "UBND cấp xã": "ubnd", "UBND 75 xã, phường": "ubnd",
    "11. Ủy ban nhân dân các xã, phường": "ubnd", "Chủ tịch UBND các xã, phường": "ubnd", "các xã, phường": "ubnd",
    "UBND các xã, phường trên địa bàn tỉnh": "ubnd", "Công an các xã, phường": "cax", "Công an cấp xã": "cax",
    "Trạm Y tế xã, phường": "tyt", "Phòng Văn hóa - Xã hội các xã, phường": "vhxh",
}  # fmt: skip


def test_a_group_of_communes_is_all_75(resolver: AssigneeResolver) -> None:
    for written, prefix in ALL_COMMUNES.items():
        found = resolver.resolve(written)
        assert (written, found.kind, len(found.bodies), found.certain) == (written, "group", 75, True)
        assert {code.split("-")[0] for code in codes(found)} == {prefix}


def test_a_kind_that_is_not_named_is_asked_about(resolver: AssigneeResolver) -> None:
    found = resolver.resolve("UBND các xã, thị trấn")
    assert (found.kind, len(found.bodies), found.certain) == ("group", 67, False)
    assert "8 phường" in found.note
    assert "không còn thị trấn" in found.note


OPEN: dict[str, tuple[set[str], set[str]]] = {
    "Các sở, ban, ngành": ({"so-y-te", "cong-an-tinh"}, {"mttq", "ubnd-tinh", "ubnd-04108"}),
    "Các sở ban ngành liên quan": ({"so-y-te"}, {"phu-nu"}),
    "Các sở, ban, ngành, tổ chức đoàn thể liên quan": ({"so-y-te", "phu-nu"}, {"ubnd-04108"}),
    "các tổ chức chính trị - xã hội tỉnh": ({"phu-nu", "doan-thanh-nien"}, {"so-y-te"}),
    "các sở, ngành; địa phương": ({"so-y-te", "ubnd-04108"}, {"phu-nu"}),
    "các đơn vị thuộc Sở Y tế": (set(), {"so-y-te", "cong-an-tinh"}),
}


def test_an_open_group_is_a_proposal(resolver: AssigneeResolver) -> None:
    for written, (members, others) in OPEN.items():
        found = resolver.resolve(written)
        assert (written, found.kind, found.certain) == (written, "open", False)
        assert members <= set(codes(found)), written
        assert not others & set(codes(found)), written
        assert "hãy chọn" in found.note


def test_joint_assignees_are_answered_together(resolver: AssigneeResolver) -> None:
    found = resolver.resolve("Sở Y tế, Công an tỉnh và UBND các xã, phường")
    assert (found.kind, len(found.bodies), len(found.parts)) == ("group", 77, 3)


def test_a_front_with_its_member_organisations_stays_open(resolver: AssigneeResolver) -> None:
    found = resolver.resolve("9. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các đoàn thể")
    assert found.kind == "open"
    assert found.parts[0].certain
    assert set(codes(found)) == {"mttq", "doan-thanh-nien", "phu-nu"}


def test_brackets_count_only_where_they_name_somebody(resolver: AssigneeResolver) -> None:
    assert codes(resolver.resolve("Công an tỉnh (chủ trì phòng ngừa, đấu tranh)")) == ["cong-an-tinh"]
    named = resolver.resolve("Sở Tư pháp (Trung tâm Trợ giúp pháp lý)")
    assert codes(named) == ["so-tu-phap", "tt-tro-giup-phap-ly"]


def test_communes_may_be_listed(resolver: AssigneeResolver) -> None:
    found = resolver.resolve("UBND các xã, phường: Chiềng An, Tô Hiệu và xã Chiềng Mung")
    assert (found.kind, codes(found)) == ("group", ["ubnd-03664", "ubnd-03646", "ubnd-04123"])


def test_a_former_commune_leads_to_what_it_became(resolver: AssigneeResolver) -> None:
    became = {"UBND xã Chiềng Xôm": ["ubnd-03664"], "UBND xã Chiềng Chung": ["ubnd-04000", "ubnd-04117"]}
    for written, expected in became.items():
        found = resolver.resolve(written)
        assert (found.kind, sorted(codes(found)), found.certain) == ("open", expected, False)
        assert "nay thuộc" in found.note


def test_a_commune_of_the_wrong_kind_is_doubted(resolver: AssigneeResolver) -> None:
    found = resolver.resolve("UBND xã Chiềng An")
    assert (codes(found), found.certain) == (["ubnd-03664"], False)
    assert "Phường Chiềng An" in found.note


def test_an_abolished_department_leads_to_its_heirs_and_asks(son_la: Unit) -> None:
    written = "Sở Lao động - Thương binh và Xã hội"
    after = resolve_assignee(written, ON, son_la)
    assert (after.kind, codes(after)) == ("open", ["so-y-te", "so-noi-vu"])
    assert "chưa đối chiếu" in after.note
    before = resolve_assignee(written, date(2025, 2, 28), son_la)
    assert (before.kind, codes(before)) == ("body", ["so-ldtbxh"])


NOT_KNOWN = {
    "": "Không ghi",
    "gia đình": "Chưa nhận ra",
    "Hội Chữ thập đỏ tỉnh": "Hội Chữ thập đỏ",
    "Sở Y tế tỉnh Tuyên Quang": "tỉnh khác",
    "Ủy ban nhân dân huyện": "cấp huyện",
    "Bảo hiểm xã hội huyện": "cấp huyện",
    "Trung tâm Văn hóa, Truyền thông và Thể thao huyện": "cấp huyện",
    "Phòng Lao động - Thương binh và Xã hội": "cấp huyện",
    "UBND xã Không Có Đâu": "Không Có Đâu",
}


def test_what_is_not_known_says_why(resolver: AssigneeResolver) -> None:
    for written, words in NOT_KNOWN.items():
        found = resolver.resolve(written)
        assert (written, found.kind, found.bodies, found.confidence) == (written, "unknown", (), 0.0)
        assert words in found.note


def test_before_the_reform_there_are_no_commune_bodies_to_bind(son_la: Unit) -> None:
    # Seven communes went through untouched, so their committees stood then as well.
    found = resolve_assignee("UBND các xã, phường", date(2024, 3, 18), son_la)
    assert len(found.bodies) == 7


def test_an_alias_added_by_a_person_is_understood_from_then_on(son_la: Unit) -> None:
    assert resolve_assignee("Sở Sức khỏe", ON, son_la).kind == "unknown"
    lead = resolve_assignee("Sở Y tế", ON, son_la).bodies[0]
    BodyAlias.objects.create(body=lead, name="Sở Sức khỏe", folded="so suc khoe")
    assert codes(resolve_assignee("Sở Sức khỏe", ON, son_la)) == ["so-y-te"]


def test_every_assignee_of_the_examples_is_answered(resolver: AssigneeResolver) -> None:
    if not EXAMPLES.exists():
        pytest.skip("the domain files are not on this machine")
    with EXAMPLES.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["assignees"] and row["seed"] in ("000", "001")]
    assert len(rows) > 50
    unknown = set()
    for row in rows:
        for written in row["assignees"].split("; "):
            found = resolver.resolve(written)
            if found.kind == "unknown":
                unknown.add(written)
            if written.startswith(("Sở", "Công an")):
                assert (found.kind, found.confidence) == ("body", CERTAIN)
            if written.startswith(("UBND các xã", "Ủy ban nhân dân các xã")):
                assert (found.kind, len(found.bodies)) == ("group", 75)
            if written.lower().startswith(("các sở", "các tổ chức")):
                assert found.kind == "open"
                assert found.bodies
    assert unknown == set()


def test_a_document_of_many_wordings_needs_few_queries(
    resolver: AssigneeResolver, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        for written in SINGLE:
            if not written.endswith(("Chiềng Sung", "Chiềng An")):
                resolver.resolve(written)
