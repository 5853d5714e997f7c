"""What of a faulty case can still be checked, so that all faults are told in one run?

The parts a model refused are cut out: an optional field, an item of a list, or, where the case
needs something there, a stand-in takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from demandgen.casefile.faults import Loc, path_of
from demandgen.casefile.model import Case
from demandgen.casefile.sources import Sources
from demandgen.problems import Problem

_ROUNDS = 6
_DAY, _LITTLE, _MUCH = "1900-01-01", "0.01", "9999999999999.00"
_STAND_INS: Mapping[str, Any] = {
    "case": "?",
    "law": "ro",
    "creditor": {},
    "debtors": [{}],
    "invoices": [{"due": _DAY}],
    "interest": {"kind": "none"},
}
_PARTY = {"name": "?", "kind": "business"}
_PARTS: Mapping[str, Mapping[str, str]] = {
    "creditor": _PARTY,
    "debtors": _PARTY,
    "invoices": {"number": "?", "issued": _DAY, "amount": _MUCH, "currency": "RON"},
    "credit_notes": {
        "number": "?",
        "date": _DAY,
        "for": "?",
        "amount": _LITTLE,
        "currency": "RON",
    },
    "payments": {"date": _DAY, "amount": _LITTLE, "currency": "RON"},
    "correspondence": {"date": _DAY, "direction": "sent", "channel": "email"},
}
"""What stands in for the required fields of a part, chosen so that no check finds fault with it."""
_DEPENDS_ON: Mapping[str, str] = {
    "tax-id": r"law",
    "regon": r"law",
    "krs": r"law",
    "other-law": r"law",
    "only-guarantors": r"debtors?(\[\d+\])?(\.liability)?",
    "unknown-invoice": r"invoices(\[\d+\](\.number)?)?",
    "other-currency": r"invoices(\[\d+\](\.number|\.currency|\.conversion.*)?)?",
    "no-due-date": r"contract(\.payment_days)?",
    "no-receipt": r"contract(\.payment_days)?",
}
"""Faults that say nothing while a part elsewhere, named by a pattern, is missing."""
_OF_A_WHOLE_ITEM = frozenset({"no-due-date", "no-receipt", "other-currency", "repeated-number"})


class Remainder:
    """The data and places of a case while its faulty parts are being cut out."""

    def __init__(self, data: Mapping[str, Any], sources: Sources) -> None:
        self._data: dict[str, Any] = deepcopy(dict(data))
        self._sources = sources
        self._lost: set[str] = set()

    def case(self, error: ValidationError, folder: Path) -> Case | None:
        """Return what is left after cutting out what `error` names; None if that is no case."""
        for _ in range(_ROUNDS):
            faults = [e for e in error.errors() if e["type"] != "too_short"]
            for loc in sorted(map(_faulty_part, faults), key=_last_item_first):
                self._lost.add(self._sources.locate(path_of(loc)).field)
                self._cut(loc)
            self._stand_in()
            try:
                return Case.model_validate(self._data).placed(self._sources, folder)
            except ValidationError as further:
                error = further
        return None

    def certain(self, faults: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the faults that are not merely the consequence of a part cut out."""
        for fault in faults:
            field = fault.where.field if fault.where else ""
            item = field.rpartition(".")[0] if fault.code in _OF_A_WHOLE_ITEM else field
            needed = re.compile(_DEPENDS_ON.get(fault.code, "(?!)"))
            if not any(lost.startswith(item) or needed.fullmatch(lost) for lost in self._lost):
                yield fault

    def _cut(self, loc: Loc) -> None:
        holder: Any = self._data
        try:
            for part in loc[:-1]:
                holder = holder[part]
        except (KeyError, IndexError, TypeError):
            return
        if isinstance(holder, dict):
            holder.pop(loc[-1], None)
        elif isinstance(loc[-1], int) and loc[-1] < len(holder):
            self._close_ranks(holder, loc[:-1], loc[-1])

    def _close_ranks(self, items: list[Any], loc: Loc, index: int) -> None:
        """Take out an item of a list; the places of those after it move up."""
        del items[index]
        self._sources = self._sources.without(path_of((*loc, index)))
        for later in range(index, len(items)):
            old, new = path_of((*loc, later + 1)), path_of((*loc, later))
            self._sources = self._sources.renamed(old, new)

    def _stand_in(self) -> None:
        for name, stand_in in _STAND_INS.items():
            self._data[name] = self._data.get(name) or deepcopy(stand_in)
        for name, fields in _PARTS.items():
            part = self._data.get(name, ())
            for item in (part,) if isinstance(part, dict) else part:
                item.update({field: v for field, v in fields.items() if not item.get(field)})


def _faulty_part(error: Any) -> Loc:
    """Return the part of the data to cut out for an error, as keys and positions."""
    loc = tuple(p for p in error["loc"] if isinstance(p, int) or not p.startswith("<"))
    return loc[:-1] if error["type"] == "missing" and not _is_filled(loc) else loc


def _is_filled(loc: Loc) -> bool:
    """Tell whether a stand-in takes the place of a missing field."""
    owner = tuple(p for p in loc if isinstance(p, str))
    return len(owner) == 1 or (len(owner) == 2 and owner[1] in _PARTS.get(owner[0], ()))


def _last_item_first(loc: Loc) -> list[tuple[bool, int, str]]:
    return [(False, -p, "") if isinstance(p, int) else (True, 0, p) for p in loc]
