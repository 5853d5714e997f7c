"""`demandgen check`, `new`, `schema`, `evidence`: writing a case file and getting it right."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.text import Text

from demandgen.casefile.acceptance import not_waived
from demandgen.casefile.fact import Country
from demandgen.casefile.reading import case_warnings, load_case, unused_acceptances
from demandgen.cli.app import (
    AsJson,
    CasePath,
    Language,
    OnDay,
    app,
    err,
    out,
    print_json,
    print_problems,
    today,
)
from demandgen.language import translated
from demandgen.problems import DemandgenError, Problem, say, sorted_problems

CasePaths = Annotated[
    list[Path], typer.Argument(help="Case files (YAML).", metavar="CASE...", readable=False)
]


Law = Annotated[Country, typer.Option("--law", help="The law: ro or pl.")]
Documents = Annotated[
    Path | None,
    typer.Option("--from", metavar="FOLDER", help="Documents to copy and to list as evidence."),
]


@dataclass(frozen=True)
class _Checked:
    """What a case file gave: its errors with the exit code they mean, and its warnings."""

    path: Path
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    exit_code: int = 0


@app.command()
def check(
    paths: CasePaths, on: OnDay = None, as_json: AsJson = False, lang: Language = "en"
) -> None:
    """Check case files: every fault with its place and the way out, and what is unusual.

    A case passes (exit code 0) when it has no errors; warnings are for you to weigh.

    [bold]Examples[/bold]

    demandgen check cases/ro-2025-014/case.yaml --on 2025-09-30

    demandgen check cases/*/case.yaml --on 2026-10-01 --json
    """
    day = on or today()
    results = [_checked(path, day) for path in paths]
    if as_json:
        print_json([_as_json(result, lang) for result in results])
    else:
        for result in results:
            _print(result, lang)
    if failed := [result.exit_code for result in results if result.errors]:
        raise typer.Exit(min(failed))


def _checked(path: Path, day: date) -> _Checked:
    from demandgen.claim.engine import claim_on
    from demandgen.claim.review import review

    try:
        case = load_case(path, on=day)
    except DemandgenError as error:
        return _Checked(path, error.problems, exit_code=error.exit_code)
    warnings = case_warnings(case, day)
    try:
        claim = claim_on(case, day)
    except DemandgenError as error:
        return _Checked(path, error.problems, warnings, error.exit_code)
    unused = unused_acceptances(case, day, (f.problem for f in review(case, claim)))
    kept = (*warnings, *not_waived(case, claim.warnings), *unused)
    return _Checked(path, warnings=sorted_problems(kept))


def _print(result: _Checked, lang: str) -> None:
    print_problems(result.errors, lang=lang)
    print_problems(result.warnings, kind="warning", lang=lang)
    if result.errors:
        verdict = say("{file}: {count} to mend", file=result.path, count=len(result.errors))
    elif result.warnings:
        count = len(result.warnings)
        verdict = say("{file}: in order, {count} to weigh", file=result.path, count=count)
    else:
        verdict = say("{file}: in order", file=result.path)
    out.print(Text(translated(verdict, lang)), soft_wrap=True)


def _as_json(result: _Checked, lang: str) -> dict[str, Any]:
    return {
        "file": str(result.path),
        "ok": not result.errors,
        "errors": [_problem(p, lang) for p in result.errors],
        "warnings": [_problem(p, lang) for p in result.warnings],
    }


def _problem(problem: Problem, lang: str) -> dict[str, Any]:
    where = problem.where
    return {
        "code": problem.code,
        "message": translated(problem.message, lang),
        "hint": translated(problem.hint, lang) if problem.hint else None,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "field": where.field if where else None,
    }


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="The folder of the new case, or its YAML file.")],
    law: Law,
    documents: Documents = None,
    lang: Language = "en",
) -> None:
    """Write a new case file with examples to replace; never over an existing file.

    [bold]Examples[/bold]

    demandgen new dosare/hotel-magura --law ro

    demandgen new sprawy/laka --law pl --from ~/Dokumenty/laka
    """
    from demandgen.casefile.starter import new_case

    for file in new_case(path, law, today(), documents):
        out.print(Text(str(file)), soft_wrap=True)
    told = say("Replace the examples, then: demandgen check {file}", file=_case_file(path))
    err.print(Text(translated(told, lang)))


def _case_file(path: Path) -> Path:
    return path if path.suffix in {".yaml", ".yml"} else path / "case.yaml"


@app.command()
def schema(
    of: Annotated[Literal["case", "claim"], typer.Argument(help="Of which document.")] = "case",
) -> None:
    """Print the JSON Schema of a case file, for editors, or of `claim --json`, for machines.

    [bold]Examples[/bold]

    demandgen schema > case.schema.json

    demandgen schema claim > claim.schema.json
    """
    from demandgen.casefile.starter import schema_text
    from demandgen.claim.model import claim_schema_text

    sys.stdout.write(schema_text() if of == "case" else claim_schema_text())


@app.command()
def evidence(path: CasePath, as_json: AsJson = False, lang: Language = "en") -> None:
    """List the files of a case's folder that the case does not name, as YAML ready to paste.

    A date is guessed from the file's name, and the line says so.

    [bold]Example[/bold]

    demandgen evidence cases/ro-2025-014/case.yaml
    """
    from demandgen.casefile.starter import as_yaml, uncited_files

    files = uncited_files(path)
    if as_json:
        print_json(
            [{"file": f.file, "title": f.title, "guessed_date": _text(f.date)} for f in files]
        )
    elif files:
        sys.stdout.write(as_yaml(files))
    else:
        told = say("{file}: every file of the folder is named in the case", file=path)
        err.print(Text(translated(told, lang)), soft_wrap=True)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
