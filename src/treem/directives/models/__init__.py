"""What was read in a document and decided about it, and the papers by which bodies pass it on."""

from treem.directives.models.cascade import (
    OPEN_STATES,
    Cascade,
    CascadeCall,
    CascadeDuty,
    CascadeKind,
    CascadeState,
    CascadeVersion,
)
from treem.directives.models.reading import (
    OPEN,
    Act,
    Carried,
    Item,
    ItemKind,
    ItemState,
    Reading,
    ReadingState,
    Recut,
    RecutKind,
    Step,
    Upload,
    UploadState,
)

__all__ = [
    "OPEN",
    "OPEN_STATES",
    "Act",
    "Carried",
    "Cascade",
    "CascadeCall",
    "CascadeDuty",
    "CascadeKind",
    "CascadeState",
    "CascadeVersion",
    "Item",
    "ItemKind",
    "ItemState",
    "Reading",
    "ReadingState",
    "Recut",
    "RecutKind",
    "Step",
    "Upload",
    "UploadState",
]
