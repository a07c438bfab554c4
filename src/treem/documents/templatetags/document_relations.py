"""``{% load document_relations %}{% ended_bases obligation.document_id %}``: at a duty, what became of its basis."""

from __future__ import annotations

from typing import Any

from django import template

from treem.documents import relations
from treem.kernel.time import local_date, today

register = template.Library()


@register.inclusion_tag("documents/parts/ended_bases.html", takes_context=True)
def ended_bases(context: template.Context, document_id: int | None) -> dict[str, Any]:
    """A notice when the document that gave a duty, or one it rests on, is in force no more; else nothing."""
    now = context.get("now")
    day = local_date(now) if now else today()
    return {"bases": relations.ended_bases(document_id, day) if document_id else []}
