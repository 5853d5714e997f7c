"""What of a faulty case can still be checked, so that all faults are told in one run?

The parts a model refused are cut out: an optional field, an item of a list, or, where the case
needs something there, a stand-in takes its place.
"""

from __future__ import annotations

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
_PARTY: Mapping[str, Any] = {"name": "?", "kind": "business"}
_INVOICE = {"number": "?", "issued": "1900-01-01", "due": "1900-01-01", "amount": "0.01"}
_STAND_INS: Mapping[str, Any] = {
    "case": "?",
    "law": "ro",
    "creditor": {},
    "debtors": [{}],
    "invoices": [{**_INVOICE, "currency": "RON"}],
    "interest": {"kind": "none"},
}
_NEEDS_LAW = frozenset({"tax-id", "regon", "krs", "other-law"})
_NEEDS_TERMS = frozenset({"no-due-date", "no-receipt"})


class Remainder:
    """The data and places of a case while its faulty parts are being cut out."""

    def __init__(self, data: Mapping[str, Any], sources: Sources) -> None:
        self._data: dict[str, Any] = deepcopy(dict(data))
        self._sources = sources
        self._cut_out: set[str] = set()

    def case(self, error: ValidationError, folder: Path) -> Case | None:
        """Return what is left after cutting out what `error` names; None if that is no case."""
        for _ in range(_ROUNDS):
            for loc in sorted(map(_faulty_part, error.errors()), key=_last_item_first):
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
            doubtful = (
                (fault.code == "unknown-invoice" and self._lost("invoices"))
                or (fault.code == "only-guarantors" and self._lost("debtor"))
                or (fault.code in _NEEDS_LAW and self._lost("law"))
                or (
                    fault.code in _NEEDS_TERMS
                    and (self._lost("contract") or self._lost(field.rpartition(".")[0]))
                )
            )
            if not doubtful:
                yield fault

    def _lost(self, path: str) -> bool:
        return any(cut.startswith(path) for cut in self._cut_out)

    def _cut(self, loc: Loc) -> None:
        holder: Any = self._data
        for part in loc[:-1]:
            try:
                holder = holder[part]
            except (KeyError, IndexError, TypeError):
                return
        if isinstance(holder, dict) and holder.pop(loc[-1], None) is not None:
            self._cut_out.add(self._sources.locate(path_of(loc)).field)
        elif isinstance(holder, list) and isinstance(loc[-1], int) and loc[-1] < len(holder):
            self._cut_out.add(self._sources.locate(path_of(loc)).field)
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
        for party in (self._data["creditor"], *self._data["debtors"]):
            for name, value in _PARTY.items():
                party.setdefault(name, value)


def _faulty_part(error: Any) -> Loc:
    """Return the part of the data to cut out for an error, as keys and positions."""
    loc = tuple(p for p in error["loc"] if isinstance(p, int) or not p.startswith("<"))
    return loc[:-1] if error["type"] == "missing" and not _filled(loc) else loc


def _filled(loc: Loc) -> bool:
    """Tell whether a stand-in takes the place of a missing field."""
    return len(loc) == 1 or (loc[0] in ("creditor", "debtors") and loc[-1] in _PARTY)


def _last_item_first(loc: Loc) -> list[tuple[bool, int, str]]:
    return [(False, -p, "") if isinstance(p, int) else (True, 0, p) for p in loc]
