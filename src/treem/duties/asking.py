"""What the page of an execution shows of questions and requests: the list, and the forms a person may fill now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from treem.duties import rules
from treem.duties.forms_asking import AnswerForm, AskForm, DecideForm, EndWaiverForm, GrantForm
from treem.duties.models import Execution, Request, RequestKind, RequestState

if TYPE_CHECKING:
    from treem.organisations.models import User

BADGES = {
    RequestState.WAITING: "todo",
    RequestState.ANSWERED: "done",
    RequestState.GRANTED: "done",
    RequestState.REFUSED: "returned",
    RequestState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class Asked:
    """One request with its badge, and the form of whoever may answer it now."""

    request: Request
    badge: str
    form: forms.Form | None = None
    may_withdraw: bool = False

    @property
    def is_question(self) -> bool:
        return self.request.kind == RequestKind.QUESTION

    @property
    def unasked(self) -> bool:
        """Granted by the lead agency on its own account."""
        return self.request.decided_at == self.request.at


def answer_form(request: Request, data: Any = None) -> AnswerForm:
    """The form that answers a question."""
    initial = {"question": request.text}
    return AnswerForm(data, initial=initial, auto_id=f"answer_{request.pk}_%s")


def decide_form(request: Request, data: Any = None) -> DecideForm:
    """The form that grants or refuses."""
    extension = request.kind == RequestKind.EXTENSION
    initial = {"until": request.until}
    return DecideForm(data, extension=extension, initial=initial, auto_id=f"decide_{request.pk}_%s")


def kinds_to_ask(execution: Execution) -> list[str]:
    """What a body may ask now: about what is done or has no date, only questions and what makes sense."""
    kinds = [RequestKind.QUESTION.value]
    if execution.state in rules.OPEN:
        if execution.last_day is not None:
            kinds.append(RequestKind.EXTENSION.value)
        kinds.append(RequestKind.WAIVER.value)
    return kinds


def asking_context(
    user: User, execution: Execution, *, mine: bool, refused: dict[int, forms.Form]
) -> dict[str, Any]:
    """For the template: ``asked``, ``clarifications`` and the forms. ``refused``: forms that came back, by the id of
    their request."""
    answers, decides = user.has_perm("duties.answer"), user.has_perm("duties.decide_request")
    asked = []
    for each in execution.requests.select_related("by", "decided_by").order_by("-at", "-pk"):
        form: forms.Form | None = None
        waiting = each.state == RequestState.WAITING
        if waiting and each.kind == RequestKind.QUESTION and answers:
            form = refused.get(each.pk) or answer_form(each)
        elif waiting and each.kind != RequestKind.QUESTION and decides:
            form = refused.get(each.pk) or decide_form(each)
        asked.append(Asked(each, BADGES[RequestState(each.state)], form, waiting and mine))
    context: dict[str, Any] = {
        "asked": asked,
        "clarifications": execution.obligation.clarifications.select_related("by").order_by("-at", "-pk"),
        "ask_form": AskForm(kinds=kinds_to_ask(execution)) if mine else None,
        "grant_form": None,
        "end_waiver_form": None,
    }
    version = {"version": execution.version}
    if decides and execution.state in rules.OPEN and execution.obligation.inside_id is None:
        context["grant_form"] = GrantForm(dated=execution.last_day is not None, initial=version)
    if decides and execution.state == rules.WAIVED:
        context["end_waiver_form"] = EndWaiverForm(initial=version, auto_id="waiver_%s")
    return context
