"""Invented reports about children in danger: one nobody has taken on, one late, one protected in time, one from next
door, and a few in other communes, so that every list and count of the province has something to show."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from treem.cases import services
from treem.cases.services import InformantData, IntakeData, MeasuresData
from treem.organisations import selectors as organisations
from treem.organisations.roles import Role
from treem.simulation.acting import acting

NEIGHBOUR = "04117"
OTHERS = 9
"""Other communes that have one report each."""
CHANNELS = ("hotline_111", "commune_hotline", "in_person", "school", "police", "online", "other")
HEARD = (
    ("Nghe tiếng trẻ khóc nhiều đêm, hàng xóm lo trẻ bị đánh.", "immediate"),
    ("Trẻ nghỉ học hai tuần, cô giáo gọi không ai nghe máy.", "later"),
    ("Trẻ ở nhà một mình, cha mẹ đi làm xa chưa về.", "unknown"),
    ("Có ảnh trẻ bị bạn đánh đăng trên mạng.", "later"),
)


def tell_intakes(commune: str) -> dict[str, Any]:
    """Make the reports of the story commune and of some others; returns how many."""
    now = timezone.now()
    made = _of_the_story(commune, now) + _from_next_door(commune, now)
    chance = Random("reports of the invented province")
    bodies = organisations.bodies_in_force(timezone.localdate()).filter(code__startswith="vhxh-")
    codes = sorted(body.code for body in bodies)
    others = [code for code in codes if code not in (f"vhxh-{commune}", f"vhxh-{NEIGHBOUR}")]
    for code in chance.sample(others, min(OTHERS, len(others))):
        made += _elsewhere(code, now, chance)
    return {"intakes": made}


def _of_the_story(commune: str, now: datetime) -> int:
    officer, body = Role.COMMUNE_OFFICER, f"vhxh-{commune}"
    with acting(Role.HOTLINE_OFFICER, body) as night:
        services.take_intake(
            actor=night, at=now - timedelta(hours=2),
            data=IntakeData(
                received_at=now - timedelta(hours=2, minutes=5), urgency="immediate", channel="commune_hotline",
                what_happened="Hàng xóm gọi: nghe tiếng đánh, tiếng cháu kêu cứu trong nhà; người cha say rượu.",
                child_name="Lò Văn Tuấn", child_birth="khoảng 8 tuổi", child_sex="male", informant_kind="neighbour",
                incident_place="nhà sàn cuối bản, gần suối", present_place="đang ở nhà với cha",
            ),
            informant=InformantData(consents=True, full_name="Quàng Thị Ngân", phone="0912 000 018"),
        )  # fmt: skip
    with acting(officer, body) as lan:
        late = services.take_intake(
            actor=lan, at=now - timedelta(hours=19),
            data=IntakeData(
                received_at=now - timedelta(hours=20), urgency="immediate", channel="hotline_111", group="abused",
                what_happened="Tổng đài 111 chuyển: cháu gái 13 tuổi bỏ nhà đi, nhắn bạn là không dám về.",
                child_name="Cà Thị Hương", child_birth="13 tuổi", child_sex="female", informant_kind="official",
            ),
        )  # fmt: skip
        services.acknowledge(actor=lan, intake=late, version=1, at=now - timedelta(hours=18))
        safe = services.take_intake(
            actor=lan, at=now - timedelta(days=3),
            data=IntakeData(
                received_at=now - timedelta(days=3, minutes=10), urgency="immediate", channel="school", group="abused",
                what_happened="Cô giáo báo: cháu đến lớp có vết bỏng mới ở tay, nói bị mẹ kế phạt.",
                child_name="Tòng Văn Nam", child_birth="6 tuổi", child_sex="male", informant_kind="teacher",
            ),
        )  # fmt: skip
        services.acknowledge(actor=lan, intake=safe, version=1, at=now - timedelta(days=2, hours=23))
        services.record_measures(
            actor=lan, intake=safe, version=2, at=now - timedelta(days=2, hours=20),
            data=MeasuresData(
                applied_at=now - timedelta(days=2, hours=21), kinds=("health", "safe_place"),
                what="Đưa cháu ra trạm y tế băng vết bỏng; bà nội nhận chăm sóc tạm thời.", decided_by="vice_chair",
                means="phone",
            ),
        )  # fmt: skip
        risk = services.take_intake(
            actor=lan, at=now - timedelta(days=8),
            data=IntakeData(
                received_at=now - timedelta(days=8), urgency="later", channel="in_person", group="at_risk",
                what_happened="Trưởng bản báo: hai chị em ở với ông bà già yếu, có hôm không có cơm ăn.",
                child_name="hai chị em nhà ông Lường Văn Inh", informant_kind="official",
            ),
        )  # fmt: skip
        services.acknowledge(actor=lan, intake=risk, version=1, at=now - timedelta(days=8))
    with acting(Role.COMMUNE_LEADER, f"ubnd-{commune}") as chair:
        double = services.take_intake(
            actor=chair, at=now - timedelta(days=2),
            data=IntakeData(
                received_at=now - timedelta(days=2, hours=22), urgency="immediate", channel="police",
                what_happened="Công an xã báo lại việc cháu bị bỏng.",
            ),
        )  # fmt: skip
        services.set_aside(
            actor=chair, intake=double, version=1, reason="repeated", note="Trùng với thông tin nhà trường đã báo.",
            at=now - timedelta(days=2),
        )  # fmt: skip
    return 5


def _from_next_door(commune: str, now: datetime) -> int:
    """Taken in by the neighbour, handed over here, not yet signed for: its hours are nearly up."""
    home = organisations.body_by_code(f"ubnd-{commune}")
    if home is None or home.unit_id is None or organisations.body_by_code(f"vhxh-{NEIGHBOUR}") is None:
        return 0
    with acting(Role.COMMUNE_OFFICER, f"vhxh-{NEIGHBOUR}") as phuong:
        made = services.take_intake(
            actor=phuong, at=now - timedelta(hours=8),
            data=IntakeData(
                received_at=now - timedelta(hours=8, minutes=20), urgency="unknown", channel="in_person",
                what_happened="Người đi chợ thấy một bé trai đi bộ một mình, nói nhà ở bên kia suối.",
                child_birth="khoảng 5 tuổi", child_sex="male", incident_commune_id=home.unit_id,
            ),
        )  # fmt: skip
        services.hand_over(
            actor=phuong, intake=made, version=1, to_commune_id=home.unit_id, reason="residence"
        )
    return 1


def _elsewhere(body: str, now: datetime, chance: Random) -> int:
    with acting(Role.COMMUNE_OFFICER, body) as officer:
        words, urgency = chance.choice(HEARD)
        at = now - timedelta(days=chance.randint(1, 60), hours=chance.randint(0, 12))
        made = services.take_intake(
            actor=officer, at=at,
            data=IntakeData(received_at=at, urgency=urgency, channel=chance.choice(CHANNELS), what_happened=words),
        )  # fmt: skip
        services.acknowledge(actor=officer, intake=made, version=1, at=at + timedelta(minutes=20))
        if urgency != "later":
            applied = at + timedelta(hours=chance.randint(1, 14))
            services.record_measures(
                actor=officer, intake=made, version=2, at=applied,
                data=MeasuresData(
                    applied_at=applied, kinds=("stop",), what="Công an xã và cán bộ đến nhà, trẻ đã an toàn.",
                    decided_by="chair", means="phone", late_reason="Đường bị sạt, phải đi bộ.",
                ),
            )  # fmt: skip
    return 1
