"""What does a case file state, or what is wrong with it?

`load_case` reads a YAML file into a frozen `Case`, or raises every fault of the file at once, each
with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from demandgen.casefile import checks
from demandgen.casefile.acceptance import not_overruled, not_waived, useless_acceptances
from demandgen.casefile.evidence import evidence_faults
from demandgen.casefile.faults import problems_of, unknown_empty_fields
from demandgen.casefile.model import Case
from demandgen.casefile.remainder import Remainder
from demandgen.casefile.sources import Sources
from demandgen.casefile.yamltext import read_yaml
from demandgen.problems import CaseFileError, Problem, say, sorted_problems


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
    faults = [*text.problems, *unknown_empty_fields(text.empty, text.sources)]
    return case_from_data(text.data, sources=text.sources, folder=path.parent, on=on, faults=faults)


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
    data, sources = _one_debtor(data, sources, problems)
    try:
        case = Case.model_validate(data, by_alias=True, by_name=False).placed(sources, folder)
    except ValidationError as error:
        problems += _without_consequences(problems_of(error, sources), problems)
        rest = Remainder(data, sources)
        if remaining := rest.case(error, folder):
            problems += rest.certain(_faults(remaining, on))
    else:
        problems += _faults(case, on)
    problems += evidence_faults(data, sources, folder)
    if problems:
        raise CaseFileError(*problems)
    return case


def case_warnings(case: Case, on: date) -> tuple[Problem, ...]:
    """Return what is unusual in a case on the day of the claim, without what it accepts.

    Entries of `accept` that match nothing are not among them, because they may mean a finding of
    the claim: see `unused_acceptances`.
    """
    return sorted_problems(not_waived(case, checks.warnings(case, on)))


def unused_acceptances(
    case: Case, on: date, claim_warnings: Iterable[Problem] = ()
) -> tuple[Problem, ...]:
    """Return a warning for each entry of `accept` that nothing found in the case calls for."""
    found = (*checks.faults(case, on), *checks.warnings(case, on), *claim_warnings)
    return sorted_problems(useless_acceptances(case, found))


def _faults(case: Case, on: date | None) -> Iterator[Problem]:
    return not_overruled(case, checks.faults(case, on))


def _without_consequences(
    problems: Iterable[Problem], causes: Iterable[Problem]
) -> Iterator[Problem]:
    """Yield the problems that are not there only because an include failed."""
    failed = [
        c.where.field.removesuffix("include").rstrip(".")
        for c in causes
        if c.where and c.code == "include"
    ]
    for problem in problems:
        field = problem.where.field if problem.where else ""
        if problem.code != "missing" or not any(field.startswith(path) for path in failed):
            yield problem


def _one_debtor(
    data: Mapping[str, Any], sources: Sources, problems: list[Problem]
) -> tuple[Mapping[str, Any], Sources]:
    """Turn the short form `debtor:` into a list of one; messages keep the short form."""
    if "debtor" not in data:
        return data, sources
    rest = {name: value for name, value in data.items() if name != "debtor"}
    if "debtors" in data:
        message = say("both `debtor` and `debtors` are written")
        hint = say("put all of them below `debtors`")
        problems.append(Problem("two-debtors", message, sources.locate("debtor"), hint))
        return rest, sources
    return {**rest, "debtors": [data["debtor"]]}, sources.renamed("debtor", "debtors[0]")
