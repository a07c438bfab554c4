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
    Item,
    ItemKind,
    ItemState,
    Reading,
    ReadingState,
    Upload,
    UploadState,
)

__all__ = [
    "OPEN_STATES",
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
    "Upload",
    "UploadState",
]
