"""Which fields may a case file have? Writes the tables of docs/case-file.md from the models."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from demandgen.casefile.model import Case, Settings
from demandgen.casefile.schema import field_texts

DOCUMENT = Path(__file__).parent.parent / "docs" / "case-file.md"
START, END = "<!-- fields: made by script/field_tables.py -->", "<!-- end of fields -->"
WORDS: dict[type, str] = {
    str: "text",
    date: "date",
    Decimal: "number",
    int: "whole number",
    bool: "true, false",
}


def tables() -> str:
    """A table for each group of fields, in the order in which a case reaches them."""
    return "\n".join(table(group) for group in reached(Case))


def reached(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The groups below a group, each once; settings have a page of their own."""
    found = [model]
    for group in found:
        inner = (part for info in group.model_fields.values() for part in parts(info.annotation))
        found += [p for p in dict.fromkeys(inner) if is_group(p) and p not in found]
    return [group for group in found if group.__module__ != Settings.__module__]


def table(group: type[BaseModel]) -> str:
    """The fields of one group: name, value, meaning."""
    texts = field_texts()
    lines = [f"### {title(group)}", "", texts[group.__name__]["_"], ""]
    lines += ["| Field | Value | Meaning |", "|---|---|---|"]
    for field, info in group.model_fields.items():
        name = info.alias or field
        meaning = texts[group.__name__].get(name) or texts["Party"][name]
        needed = " **Required.**" if info.is_required() or name == "debtors" else ""
        lines.append(f"| `{name}` | {value(info.annotation)} | {meaning}{needed} |")
    return "\n".join([*lines, ""])


def title(group: type[BaseModel]) -> str:
    """The heading of a group: its name in words."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", group.__name__)
    return "The case" if group is Case else name.capitalize()


def value(annotation: Any) -> str:
    """What may be written: the closed words, a kind of value, or a group."""
    found = [p for p in parts(annotation) if p is not type(None)]
    if words := [p for p in found if isinstance(p, str)]:
        return ", ".join(f"`{word}`" for word in words)
    said = [link(part) if is_group(part) else WORDS[part] for part in found]
    listed = "list of " if "tuple" in str(annotation) else ""
    return listed + " or ".join(dict.fromkeys(said))


def link(group: type[BaseModel]) -> str:
    """A group's name, leading to its table."""
    if group is Settings:
        return "[Settings](settings.md)"
    return f"[{title(group)}](#{title(group).lower().replace(' ', '-')})"


def parts(annotation: Any) -> Iterator[Any]:
    """The plain types and words an annotation is made of."""
    arguments = get_args(annotation)
    for argument in arguments:
        yield from parts(argument)
    if not arguments and (isinstance(annotation, type | str)):
        yield annotation


def is_group(part: Any) -> bool:
    """Whether a type is a group of fields."""
    return isinstance(part, type) and issubclass(part, BaseModel)


def with_tables(text: str) -> str:
    """The document with its tables renewed."""
    before, rest = text.split(START)
    return f"{before}{START}\n\n{tables()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT}\n")
