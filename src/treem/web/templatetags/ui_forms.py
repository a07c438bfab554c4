"""Django forms as people fill them in: label above, help below it, the error beside the field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from treem.web.templatetags.ui_marks import Words

register = template.Library()


MANY = 8
"""With more boxes than this, all are ticked or cleared with one press."""


def kind_of(field: BoundField) -> str:
    """How the field is drawn: group (many inputs in a fieldset), choices, check, or line."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "group" if widget.use_fieldset else "line"


@register.inclusion_tag("web/parts/field.html")
def field(field: BoundField, label: Words = "", hint: Words | None = None) -> dict[str, Any]:
    """One field of a form with its label, help, errors, and what a screen reader needs to join them.

    ``label`` and ``hint`` replace the form's own words; ``hint=""`` leaves the help out.
    """
    kind = kind_of(field)
    help_ = field.help_text if hint is None else hint
    ids = [f"{field.auto_id}_helptext"] * bool(help_) + [f"{field.auto_id}_error"] * bool(field.errors)
    described = " ".join(ids)
    classes = " ".join(
        filter(None, ("input" if kind == "line" else "", field.field.widget.attrs.get("class", "")))
    )
    # A placeholder vanishes when it is needed most; what packages put there is left out.
    attrs: dict[str, Any] = {"placeholder": False} | ({"class": classes} if classes else {})
    if kind in ("line", "check") and described:
        attrs["aria-describedby"] = described
    if hint == "":
        field.help_text = ""  # else Django points aria-describedby at words that are not there
    many = isinstance(field.field.widget, forms.CheckboxSelectMultiple) and len(field) > MANY
    return {
        "field": field, "kind": kind, "many": many, "control": field.as_widget(attrs=attrs), "label": label or field.label,
        "help": help_, "optional": not field.field.required and kind != "check", "described": described,
        "help_id": f"{field.auto_id}_helptext", "error_id": f"{field.auto_id}_error",
    }  # fmt: skip


@register.inclusion_tag("web/parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in their order, hidden ones included."""
    return {"form": form}


@register.simple_tag
def form_number() -> SafeString:
    """A number for what the form will make, so that a button pressed twice, or a page sent again on a bad line, makes it
    once: the service that gets it (``typed.uuid_of(request.POST.get("uuid"))``) gives back what it made before."""
    return format_html('<input type="hidden" name="uuid" value="{}">', uuid4())


def faults(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    """Each error of a form with the id of the place where it is mended ("" for the form as a whole)."""
    for error in form.non_field_errors():
        yield "", str(error)
    for bound in form:
        for error in bound.errors:
            yield target_of(bound), f"{bound.label}: {error}"


def target_of(field: BoundField) -> str:
    """The id that takes the focus: the first choice of a group, else the input itself."""
    if kind_of(field) == "choices":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(*forms_: forms.BaseForm) -> dict[str, Any]:
    """All errors of the forms in one box at the top, each a link to its field. Nothing when there are none.

    One error that has no field is said at once, without counting it first.
    """
    found = [fault for form in forms_ if form is not None and form.is_bound for fault in faults(form)]
    return {"faults": found, "alone": found[0][1] if len(found) == 1 and not found[0][0] else ""}


@register.inclusion_tag("web/parts/search_box.html")
def search_box(
    url: str, label: Words, value: str = "", name: str = "q", help: Words = "", id: str = "search"
) -> dict[str, Any]:
    """A search by free text: always sent by POST, so that no name stands in an address or a log."""
    return {"url": url, "label": label, "value": value, "name": name, "help": help, "id": id}


@register.inclusion_tag("web/parts/saved_at.html")
def saved_at(at: str = "") -> dict[str, Any]:
    """The line "Đã lưu 21:05" of a form that saves its draft by itself."""
    return {"at": at}
