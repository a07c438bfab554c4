"""Saving what stands on the page of a return, also after two people have changed it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from treem.kernel.time import now
from treem.reporting import selectors, services
from treem.reporting.errors import BadInput, NotEditable
from treem.reporting.figures import Entry
from treem.reporting.forms import ReturnForm
from treem.reporting.models import Return
from treem.reporting.return_page import (
    NONE_EVERYWHERE,
    answer_with,
    found_return,
    may_write,
    posted_version,
    texts_of_entry,
)
from treem.reporting.services import duty_rows
from treem.reporting.services.fields import none_of, one_form, read_texts
from treem.reporting.services.filling import fields_of, not_editable_words
from treem.web.conflicts import StaleVersion
from treem.web.pages import page


def sent_fields(request: HttpRequest, report: Return) -> dict[str, str]:
    """The fields as sent; after the conflict page, with the choices made there."""
    sent = {name: str(value) for name, value in request.POST.items()}
    entries = selectors.entries_of(report)
    for name, choice in list(sent.items()):
        if not name.startswith("choose_"):
            continue
        field = name.removeprefix("choose_")
        if choice == "saved":
            sent[field] = _saved_text(report, entries, field)
        else:
            sent[field] = sent.get(f"{choice}_{field}", "")
    return sent


def _saved_text(report: Return, entries: Mapping[str, Entry], field: str) -> str:
    if field == "as_of":
        return f"{report.as_of:%d/%m/%Y}" if report.as_of else ""
    if field == "narrative":
        return report.narrative
    head, _sep, key = field.partition("_")
    if head == "duty":
        pk, _sep, name = key.partition("_")
        row = report.duties.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
        return duty_rows.texts_of(row).get(name, "") if row else ""
    return texts_of_entry(entries.get(key, Entry())).get(head, "")


def saved_first(request: HttpRequest, report: Return) -> HttpResponse | tuple[Return, int | None]:
    """What stands on the page is saved before the next step, where the person writes here: the return as it is then,
    with the version to go on with; or the page that says why not."""
    if not may_write(request.user, report):
        return report, posted_version(request)
    if not report.editable:
        # A second press of the button sends what is saved already; anything else typed is shown again.
        if unsaved := unsaved_of(report, sent_fields(request, report)):
            return _closed(request, report, unsaved)
        return report, posted_version(request)
    if (answer := save_posted(request, report, step=True)) is not None:
        return answer
    fresh = found_return(report.uuid)
    return fresh, fresh.version


def save_posted(request: HttpRequest, report: Return, *, step: bool = False) -> HttpResponse | None:
    """Save the posted fields; None when they are saved, else the page that says why not, with everything typed.

    ``step``: a step of the return follows. It answers for a return that is presented by now, if nothing new was typed.
    """
    sent = _marked(sent_fields(request, report), report)
    form = ReturnForm(sent)
    if not form.is_valid():
        faults = read_texts(selectors.template_rows(report), sent)[1]
        faults |= duty_rows.read_texts(report.duties.order_by("pk"), sent)[1]
        return answer_with(
            request,
            report,
            form=form,
            sent=sent,
            faults=faults,
            fault=_("Chưa lưu: có chỗ cần sửa."),
            status=422,
        )
    data = form.cleaned_data
    try:
        services.save_return(
            report, actor=request.user, at=now(), version=data["version"], texts=sent, as_of=data["as_of"],  # type: ignore[arg-type]
            narrative=data["narrative"],
        )  # fmt: skip
    except BadInput as error:
        return answer_with(
            request, report, form=form, sent=sent, faults=error.faults, fault=str(error), status=422
        )
    except NotEditable:
        unsaved = unsaved_of(report, sent)
        return _closed(request, report, unsaved) if unsaved or not step else None
    except StaleVersion as error:
        return _conflict(request, report, sent, error)
    return None


def unsaved_of(report: Return, sent: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed and is not saved, as it was typed, each with the name of its field."""
    fields = fields_of(report)
    given, faults = read_texts(fields.template, sent)
    said, more_faults = duty_rows.read_texts(fields.duties, sent)
    faults |= more_faults
    saved = fields.saved()
    read = fields.wanted(given, said, None, one_form(sent.get("narrative", "")))
    found = []
    for name, label in fields.labels().items():
        text = sent.get(name, "").strip()
        if text and name != "as_of" and saved[name] != (text if name in faults else read[name]):
            found.append((label, text))
    return found


def _closed(request: HttpRequest, report: Return, unsaved: list[tuple[str, str]]) -> HttpResponse:
    """The return was presented, sent or closed while the page was open: why, and everything that was typed."""
    fresh = found_return(report.uuid)
    return answer_with(request, fresh, fault=not_editable_words(fresh), unsaved=unsaved, status=409)


def _marked(sent: dict[str, str], report: Return) -> dict[str, str]:
    """As sent; after one of the buttons «không phát sinh» with the rows of its section ticked."""
    if "none_section" not in sent:
        return sent
    template, which = selectors.template_rows(report), sent.pop("none_section")
    section = None if which == NONE_EVERYWHERE else which
    return none_of(template, selectors.entries_of(report), sent, section)


def _conflict(
    request: HttpRequest, report: Return, sent: Mapping[str, str], error: StaleVersion
) -> HttpResponse:
    fresh = found_return(report.uuid)
    differing = {difference.name for difference in error.differences}
    kept = {
        name: value
        for name, value in sent.items()
        if name.startswith(("row_", "est_", "none_", "note_", "duty_")) or name in ("as_of", "narrative")
    }
    if "as_of" not in kept:  # three numbers on the page, one text from here on
        numbers = [sent.get(f"as_of_{part}", "") for part in ("day", "month", "year")]
        kept["as_of"] = "/".join(numbers).strip("/")
    return page(
        request,
        "web/conflict.html",
        {
            "record": fresh,
            "version": error.version,
            "differences": error.differences,
            "hidden": {name: value for name, value in kept.items() if name not in differing},
            "saved_by": fresh.saved_by,
            "saved_at": fresh.saved_at,
            "action_url": reverse("reporting:save_return", kwargs={"uuid": report.uuid}),
            "cancel_url": reverse("reporting:return", kwargs={"uuid": report.uuid}),
        },
        status=409,
    )
