"""One call of the API, and the words that its description is made of."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `answers` and `body` are OpenAPI objects."""

    method: str
    path: str
    name: str
    summary: str
    answers: dict[str, Any]
    parameters: list[dict[str, Any]] = field(default_factory=list)
    body: dict[str, Any] | None = None
    open_to_all: bool = False


def ref(name: str) -> dict[str, str]:
    """A schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def in_json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def page_of(item: dict[str, Any]) -> dict[str, Any]:
    """The schema of one page of a list."""
    properties = {"items": {"type": "array", "items": item}, "next_cursor": {"type": ["string", "null"]}}
    return {"type": "object", "required": list(properties), "properties": properties}
