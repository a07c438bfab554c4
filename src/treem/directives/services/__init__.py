"""A document comes in, is read, decided on finding by finding, and issued as duties."""

from treem.directives.models import ItemState
from treem.directives.services.cutting import add, merge, split, undo
from treem.directives.services.deciding import accept_all_confident, decide, hand_over_readings
from treem.directives.services.issuing import Issued, consequences, issue, obstacles
from treem.directives.services.presenting import present, send_back, take_back
from treem.directives.services.replacing import replace
from treem.directives.services.taking_in import Taken, take_in, take_in_second
from treem.directives.services.uploading import bring, keep, read_upload, try_again

__all__ = [
    "Issued",
    "ItemState",
    "Taken",
    "accept_all_confident",
    "add",
    "bring",
    "consequences",
    "decide",
    "hand_over_readings",
    "issue",
    "keep",
    "merge",
    "obstacles",
    "present",
    "read_upload",
    "replace",
    "send_back",
    "split",
    "take_back",
    "take_in",
    "take_in_second",
    "try_again",
    "undo",
]
