"""From a confirmed finding to the columns of a duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from treem.directives import rules

if TYPE_CHECKING:
    from treem.directives.models import Item
    from treem.documents.models import Document

ORIGIN = "directive"

_CHOICES = {
    "role": ("lead", "cooperate", "advise", "direct", "supervise", "report", "implement"),
    "modality": ("order", "assign", "request", "notify"),
    "recurrence": (
        "monthly", "quarterly", "half_yearly", "yearly", "ad_hoc", "continuous", "immediately", "on_event", "as_regulated",
    ),
    "deadline_op": ("before", "by", "window"),
}  # fmt: skip


def _passage_url(item: Item, document: Document) -> str:
    """The sentence behind a duty on the document's page, which everybody who has the duty may open."""
    url = reverse("documents:document", args=[document.uuid])
    place = rules.span(item.kind, item.payload)
    # Without an edition the address means the first: so do those of duties issued before any replacement.
    edition = f"&edition={document.edition}" if document.edition > 1 else ""
    return f"{url}?start={place[0]}&end={place[1]}{edition}#passage" if place else url


def obligation_fields(item: Item, document: Document) -> dict[str, Any]:
    """The columns of a duty from a finding; what a closed list does not know falls back, nothing is invented."""
    content = item.content

    def chosen(name: str, otherwise: str) -> str:
        given = str(content.get(name, "") or "")
        return given if given in _CHOICES[name] else otherwise

    def words(name: str, size: int = 300) -> str:
        return str(content.get(name, "") or "")[:size]

    days = rules.deadline_days(content)
    return {
        "origin_kind": ORIGIN,
        "origin_id": item.reading_id,
        "origin_url": _passage_url(item, document),
        "document_id": document.pk,
        "document_label": document.label[:300],
        "path": words("path", 60),
        "unit_type": content.get("unit_type", "task"),
        "text": str(content.get("text", "")),
        "assignee_text": "; ".join(content.get("assignees", ())),
        "primary_role": chosen("role", "implement"),
        "roles": list(content.get("roles", ())),
        "modality": chosen("modality", "order"),
        "cooperators": list(content.get("cooperators", ())),
        "advise_to": words("advise_to"),
        "via": words("via"),
        "condition": words("condition", 4000),
        "deadline_op": chosen("deadline_op", "by" if days else ""),
        "deadline": days[0] if days else None,
        "further_deadlines": [day.isoformat() for day in days[1:]],
        "deadline_text": "" if days else ", ".join(rules.deadlines(content))[:200],
        "recurrence": chosen("recurrence", ""),
        "rrule": words("rrule", 120),
        "period": words("period", 20),
        "recipient": words("recipient"),
        "onward": list(content.get("onward", ())),
        "target_numbers": list(content.get("targets", ())),
        "flags": list(content.get("flags", ())),
    }
