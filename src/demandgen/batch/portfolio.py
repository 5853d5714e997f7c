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
    """A case to assess, and the debtors it is known to concern (of a table: always)."""

    source: Source
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """Everything found, and the tables' rows that make no case."""

    found: tuple[Found, ...]
    refused: tuple[TableCase, ...] = ()


def portfolio(
    paths: Iterable[Path], on: date, creditor: Path | None = None, mapping: Path | None = None
) -> Portfolio:
    """Find the cases of a portfolio, in the order given.

    A folder stands for every YAML file in it that begins a case (has a line ``case:``); a table
    needs the file that states the creditor.

    Raises:
        UsageError: a path does not exist, or is no case, folder or table.
        CaseFileError: a table as a whole is unusable.
    """
    found: list[Found] = []
    refused: list[TableCase] = []
    for path in (given.absolute() for given in paths):  # a later run may start elsewhere
        if path.suffix.lower() in _TABLES:
            for case in read_table(path, _creditor(path, creditor), mapping, on=on):
                if case.case is None:
                    refused.append(case)
                else:
                    found.append(Found(snapshot_of(case.case), tuple(debtor_keys(case.case))))
        else:
            found += [Found(Source(path=str(file))) for file in _case_files(path)]
    return Portfolio(tuple(found), tuple(refused))


def _creditor(path: Path, creditor: Path | None) -> Path:
    if creditor is None:
        raise UsageError(
            Problem(
                "no-creditor",
                say("a table does not say who the creditor is"),
                Location(str(path)),
                say("name the file with the creditor's fields: --creditor firm.yaml"),
            )
        )
    return creditor.absolute()


def _case_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        files = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in _CASES)
        yield from (file for file in files if _is_case(file))
    elif path.is_file() and path.suffix.lower() in _CASES:
        yield path
    else:
        message = say("is no case file, folder or table")
        raise UsageError(Problem("not-a-portfolio", message, Location(str(path))))


def _is_case(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return bool(_NAMES_A_CASE.search(stream.read(_LOOKED_AT)))
    except OSError:
        return True  # unreadable: the assessment tells why, nothing is passed over in silence
