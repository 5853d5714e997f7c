"""What may an editor expect in a case file?

The JSON Schema is made from the models and from `fields.yaml`. Editors read YAML 1.2, where a
text such as 0722123456 is a number: every text therefore accepts a number too.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from demandgen.casefile.model import Case
from demandgen.casefile.yamltext import INCLUDE

ADDRESS = "https://demandgen.example/case.schema.json"


@cache
def field_texts() -> dict[str, dict[str, str]]:
    """What each field means, by group and field name."""
    text = resources.files("demandgen.casefile").joinpath("fields.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a case file."""
    schema = Case.model_json_schema(by_alias=True)
    groups: dict[str, dict[str, Any]] = schema.pop("$defs")
    case = {name: schema[name] for name in ("properties", "required", "description")}
    for name, group in {"Case": case, **groups}.items():
        _open(name, group)
    _allow_one_debtor(case)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "A demandgen case file",
        "type": "object",
        **case,
        "additionalProperties": False,
        "$defs": groups,
    }


def _open(name: str, group: dict[str, Any]) -> None:
    """Describe the fields of a group; let empty ones be empty and any of them be included."""
    texts, required = field_texts(), group.pop("required", [])
    group.pop("title", None)
    group["description"] = texts[name]["_"] if name in texts else group["description"]
    for field, rule in group["properties"].items():
        text = texts[name].get(field) or texts["Party"][field]
        group["properties"][field] = _described(rule, text, optional=field not in required)
    group["properties"][INCLUDE] = {
        "type": "string",
        "description": "A file whose fields are taken over; fields written here win.",
    }
    if required:
        group["anyOf"] = [{"required": required}, {"required": [INCLUDE]}]


def _described(rule: dict[str, Any], text: str, *, optional: bool) -> dict[str, Any]:
    choices = [c for c in rule.get("anyOf", [rule]) if c != {"type": "null"}]
    kept = {k: v for c in choices for k, v in c.items() if k not in ("title", "default")}
    if optional:
        return {"description": text, "anyOf": [kept, {"enum": [None, ""]}]}
    return {"description": text, **kept}


def _allow_one_debtor(case: dict[str, Any]) -> None:
    """`debtor:` is the short form of a list of one."""
    one = {"$ref": "#/$defs/Debtor", "description": "The debtor, if there is one only."}
    case["properties"] = {"debtor": one, **case["properties"]}
    needed = [name for name in case["anyOf"][0]["required"] if name != "debtors"]
    case["anyOf"][0] = {
        "required": needed,
        "oneOf": [{"required": ["debtor"]}, {"required": ["debtors"]}],
    }
