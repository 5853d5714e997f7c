"""How is what was said kept in the ledger, to be told later in any language?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Annotated, Any

from pydantic import BeforeValidator, InstanceOf, PlainSerializer, WithJsonSchema

from demandgen.problems import Location, Message, Problem


def kept(problems: Iterable[Problem]) -> str:
    """Return problems as text for the ledger."""
    return json.dumps([_plain(problem) for problem in problems], ensure_ascii=False)


def told_again(text: str) -> list[Problem]:
    """Undo `kept`; values come back as the text they are shown as."""
    return [_problem(data) for data in json.loads(text)]


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "message": _plain_message(problem.message),
        "where": astuple(problem.where) if problem.where else None,
        "hint": _plain_message(problem.hint) if problem.hint else None,
    }


def _plain_message(message: Message) -> dict[str, Any]:
    values = {
        name: _plain_message(value) if isinstance(value, Message) else str(value)
        for name, value in message.values.items()
    }
    return {"template": message.template, "values": values}


def _problem(data: Mapping[str, Any] | str) -> Problem:
    if isinstance(data, str):  # as ledgers kept it at first
        return Problem("failed", _verbatim(data))
    where = Location(*data["where"]) if data["where"] else None
    hint = _message(data["hint"]) if data["hint"] else None
    return Problem(data["code"], _message(data["message"]), where, hint)


def _message(data: Mapping[str, Any]) -> Message:
    values = {
        name: _message(value) if isinstance(value, dict) else value
        for name, value in data["values"].items()
    }
    return Message(data["template"], values)


def _verbatim(text: str) -> Message:
    return Message("{text}", {"text": text})


def _written(message: Message) -> str:
    return json.dumps(_plain_message(message), ensure_ascii=False)


def _read(value: Message | str) -> Message:
    if isinstance(value, Message):
        return value
    return _message(json.loads(value)) if value.startswith("{") else _verbatim(value)


Told = Annotated[
    InstanceOf[Message],
    BeforeValidator(_read),
    PlainSerializer(_written, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string"}),
]
"""A message as a field of what the ledger keeps."""
