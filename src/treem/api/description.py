"""The description of the API (OpenAPI 3.1): made from the operations, said in the language of whoever asks."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from treem.api.site import DECLARED, api
from treem.kernel.language import gettext as _
from treem.kernel.language import gettext_noop
from treem.web.problems import MEDIA_TYPE

ABOUT = gettext_noop(
    "Văn bản, nhiệm vụ và việc thực hiện của các cơ quan, cho phần mềm của chính các cơ quan đó. Không có dữ liệu trẻ em. "
    "Mỗi mã truy cập chỉ thấy những gì một người cùng vai trò ở cùng cơ quan thấy."
)
TOKEN = gettext_noop("Mã truy cập do quản trị viên cấp cho một phần mềm của một cơ quan.")
SESSION = gettext_noop("Phiên đăng nhập của trình duyệt; yêu cầu ghi kèm X-CSRFToken.")
SAID = {
    200: gettext_noop("Kết quả."),
    201: gettext_noop("Đã ghi."),
    304: gettext_noop("Không đổi từ lần đọc có ETag gửi trong If-None-Match."),
}
REFUSED = gettext_noop("Từ chối, nói rõ vì sao.")
TAG = gettext_noop("Nhãn của kết quả này, để gửi trong If-Match hoặc If-None-Match.")
TAGS = {
    "documents": gettext_noop("Văn bản"),
    "duties": gettext_noop("Nhiệm vụ"),
    "executions": gettext_noop("Việc thực hiện nhiệm vụ"),
}


SENT_ONLY = ("NoteIn", "ReportIn", "DocumentFilters", "DutyFilters", "ExecutionFilters")
"""Shown where they are asked or sent."""


@cache
def _made() -> dict[str, Any]:
    """As ninja makes it, with what ninja does not know: how refusals are sent, who may call, the tags of answers."""
    # Through JSON, so that statuses are words here as they are there.
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    made["info"]["description"] = ABOUT
    made["security"] = [{"token": []}, {"session": []}]
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": TOKEN},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": SESSION},
    }
    made["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
    for methods in made["paths"].values():
        for each in methods.values():
            each.pop("description", None)
            each["x-permission"] = DECLARED[each["operationId"]].access.permission
            for status, answer in each["responses"].items():
                _finish(int(status), answer)
    return made


def _finish(status: int, answer: dict[str, Any]) -> None:
    answer["description"] = SAID.get(status, REFUSED)
    if status >= 400:
        answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
    else:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}, "description": TAG}}


def described() -> dict[str, Any]:
    """The description in the language of the moment."""
    found: dict[str, Any] = _translated(copy.deepcopy(_made()))
    return found


def _translated(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _(value)
            if key in ("description", "summary") and isinstance(value, str)
            else _translated(value)
            for key, value in node.items()
        }
    return [_translated(each) for each in node] if isinstance(node, list) else node


# -- as a page --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A field of a question or of what is sent: its name, kind, whether it must be there, what it means."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True)
class Shown:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    title: str
    permission: str
    parameters: list[Line]
    body: list[Line]
    answer: str
    refusals: list[str]


def groups() -> list[tuple[str, list[Shown]]]:
    """The operations by subject, in the order they are written."""
    made = described()
    found: dict[str, list[Shown]] = {}
    for path, methods in made["paths"].items():
        for method, each in methods.items():
            found.setdefault(each["tags"][0], []).append(_shown(made, path, method.upper(), each))
    return [(_(TAGS[name]), shown) for name, shown in found.items()]


def types() -> list[tuple[str, list[Line]]]:
    """What the answers are made of, by name."""
    made = described()
    return [
        (name, _lines(made, schema))
        for name, schema in sorted(made["components"]["schemas"].items())
        if name not in SENT_ONLY
    ]


def _shown(made: dict[str, Any], path: str, method: str, each: dict[str, Any]) -> Shown:
    good = next(status for status in each["responses"] if status.startswith("2"))
    answer = each["responses"][good]["content"]["application/json"]["schema"]
    parameters = [
        Line(p["name"], _kind(made, p["schema"]), p.get("required", False), _words(p))
        for p in each.get("parameters", ())
    ]
    sent: dict[str, Any] = (
        next(iter(each["requestBody"]["content"].values())) if "requestBody" in each else {}
    )
    return Shown(
        each["operationId"], method, path, each["summary"], each["x-permission"], parameters,
        _lines(made, sent.get("schema", {})), _kind(made, answer),
        sorted(status for status in each["responses"] if int(status) >= 400),
    )  # fmt: skip


def _words(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description") or parameter["schema"].get("description", ""))


def _resolved(made: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = made["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    if schema.get("type") == "array":
        return _resolved(made, schema["items"])
    return schema


def _lines(made: dict[str, Any], schema: dict[str, Any]) -> list[Line]:
    whole = _resolved(made, schema)
    return [
        Line(name, _kind(made, field), name in whole.get("required", ()), str(field.get("description", "")))
        for name, field in whole.get("properties", {}).items()
    ]


def _kind(made: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(made, each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{_kind(made, schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("const") or schema.get("type", ""))
