"""The application object, the options every command shares, and how a run ends.

The command line is the only place that reads the clock, prints, and chooses exit codes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, NoReturn, get_args

import typer
from rich.console import Console
from rich.table import Table

from demandgen import __version__
from demandgen.casefile.model import PaperId
from demandgen.casefile.scalars import YEARS
from demandgen.language import LANGUAGES, translated
from demandgen.problems import DemandgenError, Message, Problem, UsageError, say

app = typer.Typer(
    name="demandgen",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Pre-litigation paperwork under Romanian and Polish law, from a YAML case file.",
)

out = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
"""Results; as wide as the terminal, or 120 columns in a pipe."""
err = Console(stderr=True, soft_wrap=True, highlight=False)
"""Problems and progress."""


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise typer.BadParameter(f"expected one of {', '.join(LANGUAGES)}, found {text!r}")
    return text


def parse_day(text: str) -> date:
    """Read an option that is a day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"expected a date as YYYY-MM-DD, found {text!r}") from None
    if day.year not in YEARS:
        raise typer.BadParameter(f"expected a day between 1900 and 2199, found {text!r}")
    return day


CasePath = Annotated[
    Path, typer.Argument(help="The case file (YAML).", metavar="CASE", readable=False)
]
"""What cannot be read is told, with exit code 3, by the room that reads it."""

OnDay = Annotated[
    date | None,
    typer.Option("--on", parser=parse_day, metavar="DAY", help="Day of the claim; default: today."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        parser=_language,
        metavar="LANGUAGE",
        envvar="DEMANDGEN_LANG",
        help="Language of the screen: en, ro or pl.",
    ),
]


def paper_ids(begun: str) -> list[str]:
    """The ids of papers that begin so, for the shell to complete."""
    return [paper for paper in get_args(PaperId) if paper.startswith(begun)]


def today() -> date:
    """The clock, read here and nowhere else."""
    return date.today()  # noqa: DTZ011  # legal days are local days


def happened(on: date | None) -> date:
    """The day of something recorded; default today, and never a day to come."""
    now = today()
    if on and on > now:
        refuse("in-the-future", "{day} has not come yet: only what happened is recorded", day=on)
    return on or now


def print_json(value: Any) -> None:
    """Print one JSON document on standard output, with the user's letters as they are."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_problems(problems: Iterable[Problem], *, kind: str = "error", lang: str = "en") -> None:
    """Print problems on standard error, one block each: place, what is wrong, the way out."""
    colour = "red" if kind == "error" else "yellow"
    for problem in problems:
        place = f"{problem.where}: " if problem.where else ""
        err.print(place, end="", style="bold", markup=False)
        named = translated(Message(kind), lang)
        err.print(f"{named}: ", end="", style=colour, markup=False)
        err.print(translated(problem.message, lang), end="", markup=False)
        err.print(f" [{problem.code}]", style="dim", markup=False)
        if problem.hint:
            err.print(f"    {translated(problem.hint, lang)}", style="cyan", markup=False)


def table(*columns: str, right: Iterable[int] = (), title: str | None = None) -> Table:
    """A plain table; `right` lists the columns of figures."""
    result = Table(title=title, title_justify="left", header_style="bold", pad_edge=False, box=None)
    flush_right = set(right)
    for index, name in enumerate(columns):
        result.add_column(name, justify="right" if index in flush_right else "left")
    return result


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"demandgen {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Shared options."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; errors a user can mend leave no traceback."""
    try:
        app(arguments)
    except DemandgenError as error:
        print_problems(error.problems, lang=_language_asked(arguments))
        return error.exit_code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else UsageError.exit_code
    return 0


def _language_asked(arguments: list[str] | None) -> str:
    """The language a command was called with; it ended before its own option could be read."""
    words = sys.argv[1:] if arguments is None else arguments
    asked = os.environ.get("DEMANDGEN_LANG", "en")
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in LANGUAGES else "en"


def main() -> NoReturn:
    """Entry point of the `demandgen` command."""
    sys.exit(run())


def refuse(code: str, template: str, /, **values: Any) -> NoReturn:
    """End with a usage error (exit code 2)."""
    raise UsageError.of(code, say(template, **values))
