"""The register as a list: what it is narrowed to, searched by, sorted by. A page costs two queries, whatever it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, JSONObject
from django.http import QueryDict

from treem.documents import endings, rules
from treem.documents.models import Citation, Direction, Document, DocumentState
from treem.kernel.vietnamese import fold
from treem.web import address

PAGE = 50
SORTS = {
    "received": F("received_at"), "issued": Coalesce(F("issued_on"), Value(date.min)), "type": F("type"),
    "issuer": F("issuer_key"),
}  # fmt: skip
USUAL = "-received"


@dataclass(frozen=True)
class Asked:
    """What a list of the register is narrowed to; empty values narrow nothing. ``words`` come by POST only."""

    kind: str = ""
    issuer: str = ""
    year: int | None = None
    direction: str = ""
    state: str = ""
    ended: bool = False
    sort: str = USUAL
    after: int | None = None
    words: str = ""

    def where(self) -> Q:
        """As a condition."""
        exact = {
            "type": self.kind, "issuer_key": self.issuer, "issued_on__year": self.year, "direction": self.direction,
            "state": self.state,
        }  # fmt: skip
        found = Q(**{name: value for name, value in exact.items() if value})
        if self.ended:
            found &= Q(Exists(_endings())) | Q(number_key__in=endings.keys_ended_by_law())
        for word in fold(self.words).split():
            number = rules.number_key(word)
            found &= Q(search_key__contains=word) | (Q(number_key__contains=number) if number else Q())
        return found


def asked_of(query: QueryDict, words: str = "") -> Asked:
    """What an address asks for. Raises NotOffered."""
    sort = query.get("sort", "")
    return Asked(
        kind=query.get("type", "")[:60],
        issuer=query.get("issuer", "")[:400],
        year=address.number(query, "year", 4),
        direction=address.choice(query, "direction", Direction.values),
        state=address.choice(query, "state", DocumentState.values),
        ended=query.get("ended") == "1",
        sort=sort if sort.removeprefix("-") in SORTS else USUAL,
        after=address.number(query, "after"),
        words=" ".join(words.split())[:200],
    )


@dataclass(frozen=True)
class Listed:
    """A document as the list shows it."""

    document: Document
    ending: endings.Ending | None


def documents(asked: Asked, on: date) -> tuple[list[Listed], int | str]:
    """One page, and what the next one comes after ("" when there is none): one query."""
    found = _sorted(asked)
    rows = list(found[: PAGE + 1])
    return [_listed(row, on) for row in rows[:PAGE]], rows[PAGE - 1].pk if len(rows) > PAGE else ""


def every_document(asked: Asked, on: date) -> list[Listed]:
    """All of them, for a file."""
    return [_listed(row, on) for row in _sorted(asked)]


def _sorted(asked: Asked) -> QuerySet[Document]:
    descending = asked.sort.startswith("-")
    key = SORTS[asked.sort.removeprefix("-")]
    ending = _endings().values(
        found=JSONObject(
            kind="relation_kind", uuid="from_document__uuid", type="from_document__type",
            number="from_document__number", symbol="from_document__symbol",
            number_symbol="from_document__number_symbol", issued_on="from_document__issued_on",
        )
    )  # fmt: skip
    found = Document.objects.defer("text", "search_key").filter(asked.where())
    found = found.annotate(sorted_by=key, ending=Subquery(ending[:1], output_field=JSONField()))
    if asked.after is not None:
        last = Document.objects.filter(pk=asked.after).annotate(sorted_by=key).values("sorted_by")
        way = "lt" if descending else "gt"
        same = Q(**{"sorted_by": Subquery(last), f"pk__{way}": asked.after})
        found = found.filter(Q(**{f"sorted_by__{way}": Subquery(last)}) | same)
    return found.order_by(*(("-sorted_by", "-pk") if descending else ("sorted_by", "pk")))


def _endings() -> QuerySet[Citation]:
    """What a person has confirmed to end or change the document of the outer query; what ends it first."""
    first = Case(When(relation_kind=rules.AMENDS, then=Value(1)), default=Value(0))
    return (
        endings.confirmed()
        .filter(to_document=OuterRef("pk"))
        .order_by(first, "-from_document__issued_on", "-pk")
    )


def _listed(row: Any, on: date) -> Listed:
    told = row.ending
    if told is None:
        return Listed(row, endings.by_law(row.named, on))
    kind, uuid, day = told.pop("kind"), told.pop("uuid"), told.pop("issued_on")
    by = Document(**told, issued_on=date.fromisoformat(day) if day else None)
    return Listed(row, endings.Ending(kind, by.label, uuid=uuid, since=by.issued_on))


@dataclass(frozen=True)
class Facets:
    """What the register can be narrowed to, how many documents the narrowed list has, and how many there are."""

    total: int
    held: int
    types: list[str]
    issuers: list[tuple[str, str]]
    years: list[int]


def facets(asked: Asked) -> Facets:
    """One query."""
    one_line = Concat("issuer_key", Value("\n"), "issuer")
    found = Document.objects.aggregate(
        total=Count("pk", filter=asked.where()),
        held=Count("pk"),
        types=ArrayAgg("type", distinct=True, filter=~Q(type=""), default=Value([])),
        issuers=ArrayAgg(one_line, distinct=True, filter=~Q(issuer_key=""), default=Value([])),
        years=ArrayAgg(
            F("issued_on__year"), distinct=True, filter=Q(issued_on__isnull=False), default=Value([])
        ),
    )
    named = dict(line.split("\n", 1) for line in sorted(found["issuers"], reverse=True))
    return Facets(
        total=found["total"],
        held=found["held"],
        types=sorted(found["types"], key=fold),
        issuers=sorted(named.items()),
        years=sorted(found["years"], reverse=True),
    )
