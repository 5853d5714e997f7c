"""The JSON Schema: current, complete, and of one mind with the reader."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from demandgen.casefile import model
from demandgen.casefile.model import Party
from demandgen.casefile.schema import case_schema, field_texts
from demandgen.casefile.starter import schema_text
from demandgen.casefile.yamltext import read_yaml

ROOT = Path(__file__).parent.parent.parent
SAMPLES = sorted((ROOT / "cases").glob("*/case.yaml"))
VALIDATOR = Draft202012Validator(case_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
RO = ROOT / "cases" / "ro-2025-014" / "case.yaml"


class Yaml12(yaml.SafeLoader):
    """Scalars as an editor reads them: the core schema of YAML 1.2."""


Yaml12.yaml_implicit_resolvers = {}
for _tag, _form in {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}.items():
    Yaml12.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), [*"-+.0123456789tTfFnN~", ""]
    )  # fmt: skip


def as_an_editor(text: str) -> Any:
    return yaml.load(text, Loader=Yaml12)  # noqa: S506  # a subclass of SafeLoader


def faults(data: Any) -> list[str]:
    return sorted(error.json_path for error in VALIDATOR.iter_errors(data))


def test_the_committed_schema_is_current() -> None:
    """Renew it with: demandgen schema > docs/case.schema.json"""
    committed = (ROOT / "docs" / "case.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(case_schema())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.parent.name)
def test_samples_fit_as_an_editor_and_as_we_read_them(path: Path) -> None:
    assert faults(as_an_editor(path.read_text(encoding="utf-8"))) == []
    assert faults(read_yaml(path).data) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("issued: 2025-01-15", "issued: 15.01.2025"),
        ("amount: 18450.00", "amount: 18.450,00"),
        ("amount: 18450.00", "amount: -1"),
        ("amount: 18450.00", "amount: 0"),
        ("currency: RON", "currency: USD"),
        ("kind: statutory", "kind: statutry"),
        ("law: ro", "law: hu"),
        ("due: 2025-02-14", "du: 2025-02-14"),
        ("payment_days: 30", "payment_days: 0"),
        ("payment_days: 30", "payment_days: many"),
        ("acknowledges_debt: true", "acknowledges_debt: da"),
        ("case: RO-2025-014", "kase: RO-2025-014"),
        ("    issued: 2025-02-28\n", ""),
        ('contact: {email: office@example.ro, phone: "0722123456"}', "contact: office@example.ro"),
    ],
)  # fmt: skip
def test_what_the_reader_refuses_the_editor_marks(old: str, new: str) -> None:
    text = RO.read_text(encoding="utf-8")
    assert old in text
    assert faults(as_an_editor(text.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('postal_code: "500035"', "postal_code: 500035"),
        ('phone: "0722123456"', "phone: 0722123456"),
        ("ref: 145/2025", "ref: 145"),
        ("subject: Facturi restante", "subject: null"),
        ("subject: Facturi restante", "subject: ''"),
        ("amount: 18450.00", 'amount: "18450.00"'),
        ("payments:\n  - {date: 2025-04-22, amount: 5000.00, currency: RON, for: ABF 1041, file: evidence/extras-2025-04.pdf}", "payments:"),
        ("acknowledges_debt: true", 'acknowledges_debt: "true"'),
    ],
)  # fmt: skip
def test_what_the_reader_takes_the_editor_takes(old: str, new: str) -> None:
    text = RO.read_text(encoding="utf-8")
    assert old in text
    assert faults(as_an_editor(text.replace(old, new, 1))) == []


def test_one_debtor_or_several() -> None:
    data = read_yaml(RO).data
    debtor = data["debtor"]
    several = {k: v for k, v in data.items() if k != "debtor"} | {"debtors": [debtor]}
    assert faults(several) == []
    assert faults({**data, "debtors": [debtor]}) == ["$"]
    assert faults({k: v for k, v in data.items() if k != "debtor"}) == ["$"]


def groups() -> dict[str, type[BaseModel]]:
    found = (getattr(model, name) for name in model.__all__)
    models = (m for m in found if isinstance(m, type) and issubclass(m, BaseModel))
    return {m.__name__: m for m in models if m.model_fields}


def test_every_field_has_its_meaning_and_no_meaning_is_left_over() -> None:
    shared = set(Party.model_fields)
    for name, group in groups().items():
        fields = {info.alias or field for field, info in group.model_fields.items()}
        own = fields if name == "Party" else fields - shared if issubclass(group, Party) else fields
        assert set(field_texts()[name]) - {"_"} == own, name
    assert set(field_texts()) == set(groups())


def test_every_field_of_the_schema_is_described() -> None:
    schema = case_schema()
    for group in (schema, *schema["$defs"].values()):
        for name, rule in group["properties"].items():
            assert rule["description"].endswith("."), name
    assert len(schema["$defs"]) == len([m for m in groups() if m not in {"Case", "Party"}])


def test_the_documented_fields_are_current() -> None:
    """Renew them with: python script/field_tables.py"""
    path = ROOT / "script" / "field_tables.py"
    spec = importlib.util.spec_from_file_location("field_tables", path)
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
    assert script.with_tables(text) == text
