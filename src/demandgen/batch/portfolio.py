"""Which cases lie in these folders, files and tables?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demandgen.batch.assess import snapshot_of
from demandgen.batch.history import debtor_keys
from demandgen.batch.letters import Source
from demandgen.batch.table import TableCase, read_table
from demandgen.problems import Location, Problem, UsageError, say

_TABLES = frozenset({".csv", ".xlsx"})
_CASES = frozenset({".yaml", ".yml"})
_NAMES_A_CASE = re.compile(rb"^case\s*:", re.MULTILINE)
_LOOKED_AT = 64 * 1024


@dataclass(frozen=True)
class Found:
    """A case to assess; of a table, also whom it concerns and where that debtor is named."""

    source: Source
    keys: tuple[tuple[str, str], ...] = ()
    where: Location | None = None


@dataclass(frozen=True)
class Portfolio:
    """Everything found, and the tables' rows that make no case."""

    found: tuple[Found, ...]
    refused: tuple[TableCase, ...] = ()


def portfolio(
    paths: Iterable[Path], on: date, creditor: Path | None = None, mapping: Path | None = None
) -> Portfolio:
    """Find the cases of a portfolio, in the order given.

    A folder stands for every YAML file in it that begins a case (has a line ``case:``) and for
    the tables directly in it that have a ``firm.yaml`` beside them. A table's creditor and
    mapping are the files named, else ``firm.yaml`` and ``mapping.yaml`` beside it.

    Raises:
        UsageError: a path does not exist, or is no case, folder or table.
        CaseFileError: a table as a whole is unusable.
    """
    found: list[Found] = []
    refused: list[TableCase] = []
    for path in (given.absolute() for given in paths):  # a later run may start elsewhere
        for table in _tables(path, creditor):
            means = mapping.absolute() if mapping else _beside(table, "mapping.yaml")
            for case in read_table(table, _creditor(table, creditor), means, on=on):
                if case.case is None:
                    refused.append(case)
                else:
                    keys, where = debtor_keys(case.case), case.case.where("debtors[0].name")
                    found.append(Found(snapshot_of(case.case), tuple(keys), where))
        found += [Found(Source(path=str(file))) for file in _case_files(path)]
    return Portfolio(tuple(found), tuple(refused))


def _tables(path: Path, creditor: Path | None) -> list[Path]:
    if path.is_dir():
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in _TABLES)
        return [file for file in inside if creditor or _beside(file, "firm.yaml")]
    return [path] if path.suffix.lower() in _TABLES else []


def _beside(table: Path, name: str) -> Path | None:
    file = table.with_name(name)
    return file if file.is_file() else None


def _creditor(table: Path, creditor: Path | None) -> Path:
    found = creditor.absolute() if creditor else _beside(table, "firm.yaml")
    if found is None:
        raise UsageError(
            Problem(
                "no-creditor",
                say("a table does not say who the creditor is"),
                Location(str(table)),
                say("name the file with the creditor's fields: --creditor firm.yaml"),
            )
        )
    return found


def _case_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in _CASES)
        yield from (file for file in files if _is_case(file))
    elif path.is_file() and path.suffix.lower() in _CASES:
        yield path
    elif path.suffix.lower() not in _TABLES:
        message = say("is no case file, folder or table")
        raise UsageError(Problem("not-a-portfolio", message, Location(str(path))))


def _is_case(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return bool(_NAMES_A_CASE.search(stream.read(_LOOKED_AT)))
    except OSError:
        return True  # unreadable: the assessment tells why, nothing is passed over in silence
