"""How do the columns of a foreign table correspond to the fields of a case?

A column is named by the field it fills (``debtor.address.city``, ``invoice.amount``). A mapping
file gives a foreign table's columns these names, and says how it writes dates and figures.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from demandgen.batch.sheets import Cell
from demandgen.casefile.model import Contract, Debtor, Fact, InterestTerms, Invoice, Payment
from demandgen.casefile.scalars import plain_amount
from demandgen.casefile.yamltext import read_yaml
from demandgen.problems import CaseFileError, Location, Problem, say

_PARTS: dict[str, type[Fact]] = {
    "debtor": Debtor,
    "contract": Contract,
    "invoice": Invoice,
    "payment": Payment,
    "interest": InterestTerms,
}
_OF_THE_ROW = {"payment.for", "payment.currency"}
"""What a payment's row says already: its invoice and the invoice's currency."""


class Mapping(Fact):
    """A foreign table's habits. `constants` fill a field for every row that leaves it empty."""

    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    dates: Literal["YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "DD-MM-YYYY"] = "YYYY-MM-DD"
    decimal: Literal[".", ","] = "."
    encoding: str = "utf-8-sig"

    def field_of(self, heading: str) -> str | None:
        """Return the field a column fills; None for a column to ignore."""
        return None if heading in self.ignore else self.columns.get(heading, heading)

    def text_of(self, field: str, text: str) -> str:
        """Return a cell's text as the case file writes it; unclear text stays as it is."""
        text = self.values.get(field, {}).get(text, text)
        kind = columns().get(field)
        if kind is date:
            return self._day(text)
        if kind is Decimal and self.decimal == ",":
            return plain_amount(text) or text.replace(",", ".")
        return text

    def _day(self, text: str) -> str:
        local = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4})", text)
        if not local or self.dates == "YYYY-MM-DD" or local[2] != self.dates[2]:
            return text
        return f"{local[4]}-{int(local[3]):02}-{int(local[1]):02}"


def read_mapping(path: Path | None) -> Mapping:
    """Read a mapping file; without one, columns are named by their fields.

    Raises:
        CaseFileError: unreadable, unknown keys, columns mapped to unknown fields.
    """
    if path is None:
        return Mapping()
    read = read_yaml(path)
    if read.problems:
        raise CaseFileError(*read.problems)
    try:
        mapping = Mapping.model_validate(read.data)
    except ValidationError as error:
        raise CaseFileError(*(_mapping_problem(path, e) for e in error.errors())) from None
    wrong = [f for f in [*mapping.columns.values(), *mapping.constants] if f not in columns()]
    if wrong:
        raise CaseFileError(*(unknown_field(name, Location(str(path))) for name in wrong))
    return mapping


def _mapping_problem(path: Path, error: Any) -> Problem:
    field = ".".join(str(part) for part in error["loc"])
    return Problem(
        "mapping", say("{reason}", reason=error["msg"]), Location(str(path), field=field)
    )


def unknown_field(name: str, where: Location) -> Problem:
    """Return the problem of a column that fills no field, with the nearest name."""
    near = difflib.get_close_matches(name, columns(), 1, 0.6)
    hint = say("did you mean {name}?", name=near[0]) if near else None
    return Problem("unknown-column", say("no field is called {name}", name=name), where, hint)


def unknown_columns(headings: tuple[Cell, ...], mapping: Mapping) -> list[Problem]:
    """Return a problem for each column that is neither a field nor mapped nor to be ignored."""
    named = [(cell, mapping.field_of(cell.text)) for cell in headings if cell.text]
    return [
        unknown_field(field, cell.where)
        for cell, field in named
        if field is not None and field not in columns()
    ]


@cache
def columns() -> dict[str, type]:
    """Return every field a column may fill, and the type of its value."""
    found: dict[str, type] = {"case": str, "law": str, "language": str, "message": str}
    for part, model in _PARTS.items():
        found |= _leaves(model, part)
    return {name: kind for name, kind in found.items() if name not in _OF_THE_ROW}


def _leaves(model: type[BaseModel], prefix: str) -> dict[str, type]:
    found: dict[str, type] = {}
    for name, field in model.model_fields.items():
        kind = _plain_type(field.annotation)
        column = f"{prefix}.{field.alias or name}"
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= _leaves(kind, column)
        elif kind is not tuple:
            found[column] = kind if isinstance(kind, type) else str
    return found


def _plain_type(annotation: Any) -> Any:
    """Unwrap Optional and Annotated: the type behind them; `tuple` for any list."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain_type(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        inner = [_plain_type(a) for a in get_args(annotation) if a is not type(None)]
        return inner[0]
    return origin if origin is tuple else annotation
