"""A document comes in, is read, decided on finding by finding, and issued as duties."""

from treem.directives.models import ItemState
from treem.directives.services.deciding import accept_all_confident, decide, hand_over_readings
from treem.directives.services.issuing import Issued, consequences, issue, obstacles
from treem.directives.services.taking_in import Taken, take_in, take_in_second
from treem.directives.services.uploading import bring, keep, read_upload, try_again

__all__ = [
    "Issued",
    "ItemState",
    "Taken",
    "accept_all_confident",
    "bring",
    "consequences",
    "decide",
    "hand_over_readings",
    "issue",
    "keep",
    "obstacles",
    "read_upload",
    "take_in",
    "take_in_second",
    "try_again",
]
