"""A document comes in, is read, decided on finding by finding, issued as duties; bodies pass it on."""

from treem.directives.models import ItemState
from treem.directives.services.cascade_papers import CASCADE, make_version, paper_issued, prepare_paper
from treem.directives.services.cascade_steps import (
    approve,
    call,
    decline,
    drop,
    recall,
    take_up_again,
)
from treem.directives.services.cascade_steps import (
    present as present_cascade,
)
from treem.directives.services.cascade_steps import (
    send_back as send_back_cascade,
)
from treem.directives.services.cascading import (
    Given,
    add_duty,
    bodies_to_give,
    choose_duties,
    give_duty,
    give_several,
    start_cascade,
    usual_days_earlier,
    what_of,
    write_head,
)
from treem.directives.services.cutting import add, merge, split, undo
from treem.directives.services.deciding import accept_all_confident, decide, hand_over_readings
from treem.directives.services.issuing import Issued, consequences, issue, obstacles
from treem.directives.services.presenting import present, send_back, take_back
from treem.directives.services.replacing import replace
from treem.directives.services.returning import WayBack, ask_back, go_back, stay, way_back
from treem.directives.services.taking_in import Taken, take_in, take_in_second
from treem.directives.services.uploading import bring, bring_replacement, keep, read_upload, try_again

__all__ = [
    "CASCADE",
    "Given",
    "Issued",
    "ItemState",
    "Taken",
    "WayBack",
    "accept_all_confident",
    "add",
    "add_duty",
    "approve",
    "ask_back",
    "bodies_to_give",
    "bring",
    "bring_replacement",
    "call",
    "choose_duties",
    "consequences",
    "decide",
    "decline",
    "drop",
    "give_duty",
    "give_several",
    "go_back",
    "hand_over_readings",
    "issue",
    "keep",
    "make_version",
    "merge",
    "obstacles",
    "paper_issued",
    "prepare_paper",
    "present",
    "present_cascade",
    "read_upload",
    "recall",
    "replace",
    "send_back",
    "send_back_cascade",
    "split",
    "start_cascade",
    "stay",
    "take_back",
    "take_in",
    "take_in_second",
    "take_up_again",
    "try_again",
    "undo",
    "usual_days_earlier",
    "way_back",
    "what_of",
    "write_head",
]
