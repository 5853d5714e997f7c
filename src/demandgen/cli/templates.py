"""`demandgen templates`: what a firm's letters are made of, a start for its own, do they work?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from demandgen.casefile.model import Country, PaperId
from demandgen.cli.app import AsJson, Language, app, out, paper_ids, print_json, refuse, table
from demandgen.documents.papers import ids_of
from demandgen.language import translated
from demandgen.problems import say

templates_app = typer.Typer(
    no_args_is_help=True, help="A firm's own wordings, stylesheet, letterhead and Word papers."
)
app.add_typer(templates_app, name="templates")

TemplatesFolder = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        exists=True,
        file_okay=False,
        metavar="DIR",
        help="The firm's own folder; what it has wins, file by file.",
    ),
]


@templates_app.command("list")
def list_command(
    law: Annotated[Country | None, typer.Option(help="Of one country only.")] = None,
    folder: TemplatesFolder = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Show every template in use, and what comes from where.

    [bold]Examples[/bold]

    demandgen templates list --law ro

    demandgen templates list --templates our-templates
    """
    from demandgen.documents.firm_folder import in_force, not_used

    found = in_force([law] if law else get_args(Country), folder)
    strangers = list(not_used(folder)) if folder else []
    if as_json:
        rows = [{"name": o.name, "origin": o.origin, "file": str(o.path)} for o in found]
        print_json({"templates": rows, "not_used": [one.name for one in strangers]})
        return
    headings = ("Template", "From")
    rows_shown = table(*(translated(say(name), lang) for name in headings))
    for one in found:
        origin = one.shown if one.origin == "firm" else "demandgen"
        rows_shown.add_row(one.name, origin, style="bold" if one.origin == "firm" else None)
    out.print(rows_shown)
    for one in strangers:
        told = say("not used: {file}", file=one.shown)
        out.print(translated(told, lang), style="yellow", markup=False)


@templates_app.command("export")
def export_command(
    paper: Annotated[
        str, typer.Argument(help="The paper to start from, by id.", autocompletion=paper_ids)
    ],
    law: Annotated[Country, typer.Option(help="The country of the paper.")],
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The firm's folder to be.")
    ] = Path("templates"),
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Copy all that a paper is made of, to change it; never over a file that exists.

    The Word document in [bold]word/[/bold] is used once it is moved into the country's folder.

    [bold]Example[/bold]

    demandgen templates export formal-notice --law ro --out our-templates
    """
    from demandgen.documents.firm_folder import put_new, to_start_from

    known = {paper_id: paper_id for paper_id in ids_of(law)}
    if paper not in known:
        refuse(
            "no-such-paper",
            "{law} has no paper {papers}; there are: {known}",
            law=law,
            papers=paper,
            known=", ".join(known),
        )
    wanted: PaperId = next(one for one in known if one == paper)
    written = put_new(folder, to_start_from(law, wanted))
    if as_json:
        print_json({"files": [str(path) for path in written]})
        return
    for path in written:
        out.print(str(path), markup=False)
    told = say("Keep what you change and delete the rest: what is not there comes from demandgen.")
    out.print(translated(told, lang), markup=False)


@templates_app.command("check")
def check_command(
    folder: Annotated[
        Path,
        typer.Argument(help="The firm's own folder.", exists=True, file_okay=False, metavar="DIR"),
    ],
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Try a firm's templates on invented facts; tell every fault with its place (exit 3).

    [bold]Example[/bold]

    demandgen templates check our-templates
    """
    from demandgen.documents.proofs import proof_of
    from demandgen.documents.templates import WordingError

    proof = proof_of(folder)
    if as_json:
        faults = [
            {"code": f.code, "message": str(f.message), "where": str(f.where or "")}
            for f in proof.faults
        ]
        names = [found.name for found in proof.files]
        print_json({"files": names, "papers": proof.papers, "faults": faults})
        if faults:
            raise typer.Exit(WordingError.exit_code)
        return
    if proof.faults:
        raise WordingError(*proof.faults)
    told = say(
        "{files} templates, tried in {papers} papers: every one works",
        files=len(proof.files),
        papers=proof.papers,
    )
    out.print(translated(told, lang), style="green", markup=False)
