"""What became of a document: replaced, repealed or amended, by which other one. From citations that a person has
confirmed, and from the law's own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.documents import rules
from treem.documents.models import Citation, Document
from treem.law import documents as law


@dataclass(frozen=True)
class Ending:
    """One later document and what it did. ``uuid``: of the later one, when it is held; ``since`` None: not known."""

    kind: str
    by: str
    uuid: str = ""
    since: date | None = None
    verified: bool = True

    @property
    def ends(self) -> bool:
        """Whether the document is in force no more."""
        return self.kind in rules.ENDS

    @property
    def url(self) -> str:
        return reverse("documents:document", args=[self.uuid]) if self.uuid else ""

    @property
    def word(self) -> str:
        """For a badge."""
        return {
            rules.REPLACES: _("Đã được thay thế"), rules.REPEALS: _("Đã bị bãi bỏ"), rules.AMENDS: _("Đã được sửa đổi"),
        }[self.kind]  # fmt: skip

    @property
    def before_by(self) -> str:
        """The words before the name of the later document."""
        return {
            rules.REPLACES: _("Đã được thay thế bởi"), rules.REPEALS: _("Đã bị bãi bỏ bởi"),
            rules.AMENDS: _("Đã được sửa đổi, bổ sung bởi"),
        }[self.kind]  # fmt: skip

    @property
    def of_basis(self) -> str:
        """The same, said at a duty that rests on the document."""
        return {
            rules.REPLACES: _("Căn cứ đã được thay thế bởi"), rules.REPEALS: _("Căn cứ đã bị bãi bỏ bởi"),
            rules.AMENDS: _("Căn cứ đã được sửa đổi, bổ sung bởi"),
        }[self.kind]  # fmt: skip

    @property
    def sentence(self) -> str:
        """Whole, as text."""
        return f"{self.before_by} {self.by}"


Key = tuple[str, date | None]
"""A cited document that is not held: its folded number and its day."""


def confirmed() -> QuerySet[Citation]:
    """Citations of which a person has confirmed that the citing document ends or changes the cited one."""
    return Citation.objects.filter(confirmed=True, rejected=False, relation_kind__in=rules.CHANGES)


@cache
def _law() -> Mapping[str, tuple[law.Ending, ...]]:
    found: dict[str, tuple[law.Ending, ...]] = {}
    for each in law.endings():
        key = rules.number_key(each.number_symbol)
        found[key] = (*found.get(key, ()), each)
    return found


def keys_ended_by_law() -> list[str]:
    """Folded numbers of the documents that the law's data speak of."""
    return list(_law())


def by_law(named: rules.Named, on: date) -> Ending | None:
    """What the law's data say of a document on a day."""
    for each in _law().get(rules.number_key(named.number_symbol), ()):
        if each.since <= on and rules.fit(rules.Named(each.number_symbol), named) == rules.SURE:
            by = Document(
                type=each.by_type, number="1", number_symbol=each.by_number_symbol, issued_on=each.by_date
            )
            return Ending(each.kind, by.label, since=each.since, verified=each.verified)
    return None


@dataclass(frozen=True)
class Known:
    """The endings of some documents, and of some that are only cited."""

    held: Mapping[int, list[Ending]]
    cited: Mapping[Key, list[Ending]]
    on: date

    def of(self, document: Document) -> list[Ending]:
        """Of a document of the register, what ends it first."""
        return self._with_law(self.held.get(document.pk, []), document.named)

    def of_cited(self, edge: Citation) -> list[Ending]:
        """Of what an edge cites, whether it is held or not."""
        if edge.to_document is not None:
            return self.of(edge.to_document)
        own = [each for each in self.cited.get((edge.cited_key, edge.issued_on), []) if edge.issued_on]
        return self._with_law(own, edge.named)

    def _with_law(self, found: list[Ending], named: rules.Named) -> list[Ending]:
        told = by_law(named, self.on)
        if told is not None and not any(each.kind == told.kind for each in found):
            found = [*found, told]
        return sorted(found, key=lambda each: not each.ends)


def endings_of(documents: Iterable[int], edges: Iterable[Citation] = (), *, on: date) -> Known:
    """What is known of these documents and of what these edges cite: one query."""
    keys = {edge.cited_key for edge in edges if edge.to_document_id is None and edge.issued_on}
    wanted = Q(to_document__in=list(documents)) | Q(to_document__isnull=True, cited_key__in=keys)
    later = confirmed().filter(wanted).select_related("from_document").defer("from_document__text")
    held: dict[int, list[Ending]] = {}
    cited: dict[Key, list[Ending]] = {}
    for edge in later.order_by("-from_document__issued_on", "-pk"):
        by = edge.from_document
        since = by.effective_on or by.issued_on
        if since is not None and since > on:
            continue
        ending = Ending(edge.relation_kind, by.label, uuid=str(by.uuid), since=since)
        if edge.to_document_id is not None:
            held.setdefault(edge.to_document_id, []).append(ending)
        else:
            cited.setdefault((edge.cited_key, edge.issued_on), []).append(ending)
    return Known(held, cited, on)
