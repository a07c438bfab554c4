"""What the rooms above add to the pages of documents: filled in their ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from treem.documents.models import Document, OutgoingPaper
    from treem.organisations.models import User


@dataclass(frozen=True)
class Link:
    """A way from a document to what another room made of it."""

    text: object  # a lazy translation or a text
    url: str
    note: str = ""
    main: bool = False
    """The one thing to do next with the document."""


@dataclass(frozen=True)
class RegisterAction:
    """The main button of the register."""

    text: object
    url_name: str
    permission: str
    icon: str = "upload"
    takes_in: bool = False
    """Whether it takes a document in: offered where one is cited and not held, with ``?cited=`` and the edge."""


document_links: list[Callable[[HttpRequest, Document], Iterable[Link]]] = []
register_actions: list[RegisterAction] = []

paper_origins: dict[str, Callable[[User, OutgoingPaper], Link | None]] = {}
"""By ``origin_kind``: the way from an outgoing paper to what it was made from, for those who may see it."""
papers_issuing: list[Callable[[OutgoingPaper], None]] = []
"""Asked at the beginning of that transaction, before the paper is locked: who made it may hold what it rests on, and
refuse with a DomainError."""
papers_issued: list[Callable[[OutgoingPaper], None]] = []
"""Told in the transaction that records a paper as issued."""
