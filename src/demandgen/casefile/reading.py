"""What does a case file state, or what is wrong with it?

`load_case` reads a YAML file into a frozen `Case`, or raises every fault of the file at once, each
with its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from demandgen.casefile.faults import problems_of
from demandgen.casefile.model import Case
from demandgen.casefile.sources import Sources
from demandgen.casefile.yamltext import read_yaml
from demandgen.problems import CaseFileError, Problem


def load_case(path: Path, *, on: date | None = None) -> Case:
    """Read a case file.

    Args:
        path: the YAML file; evidence paths are relative to its folder.
        on: the day of the claim; with it, events later than this day are faults.

    Raises:
        CaseFileError: with every fault of the file, of its cross-references and of its evidence.
    """
    text = read_yaml(path)
    if not text.data:
        raise CaseFileError(*text.problems)
    return case_from_data(
        text.data, sources=text.sources, folder=path.parent, on=on, faults=text.problems
    )


def case_from_data(
    data: Mapping[str, Any],
    *,
    sources: Sources,
    folder: Path,
    on: date | None = None,
    faults: list[Problem] | None = None,
) -> Case:
    """Build a case from plain mappings, lists and texts, with the same checks as a file.

    Args:
        data: the fields of the case, under the names a case file uses.
        sources: where each field stands in the user's file or table.
        folder: the folder evidence paths are relative to.
        on: the day of the claim; with it, events later than this day are faults.
        faults: problems already found while reading.

    Raises:
        CaseFileError: with every fault.
    """
    problems = list(faults or ())
    data, sources = _one_debtor(data, sources)
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        raise CaseFileError(*problems, *problems_of(error, sources)) from None
    if problems:
        raise CaseFileError(*problems)
    return case.placed(sources, folder)


def _one_debtor(data: Mapping[str, Any], sources: Sources) -> tuple[Mapping[str, Any], Sources]:
    """Turn the short form `debtor:` into a list of one; messages keep the short form."""
    if "debtor" not in data or "debtors" in data:
        return data, sources
    rest = {name: value for name, value in data.items() if name != "debtor"}
    return {**rest, "debtors": [data["debtor"]]}, sources.renamed("debtor", "debtors[0]")
