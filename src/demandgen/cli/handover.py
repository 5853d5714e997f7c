"""`demandgen handover`: everything an agency or a lawyer needs to take a case over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demandgen.casefile.reading import case_warnings, load_case
from demandgen.claim.engine import claim_on
from demandgen.cli.app import AsJson, CasePath, Language, OnDay, app, out, print_json, today
from demandgen.cli.app import print_problems as print_warnings


@app.command("handover")
def handover_command(
    path: CasePath,
    on: OnDay = None,
    to: Annotated[
        Path | None,
        typer.Option("--out", help="The zip file, or its folder; default: CASE-ID.zip here."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also over a changed file.")] = False,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Pack a case for whoever takes it over: brief, case file, claim and evidence in one zip.

    [bold]Example[/bold]

    demandgen handover cases/ro-2025-014/case.yaml --on 2025-09-30 --out ro-2025-014.zip
    """
    from demandgen.batch.files import safe_name
    from demandgen.documents.archive import handover, zipped
    from demandgen.documents.firm_folder import own_templates
    from demandgen.documents.press import Press
    from demandgen.documents.shelf import put

    day = on or today()
    case = load_case(path, on=day)
    claim = claim_on(case, day)
    press = Press(own_templates(case))
    files = handover(case, claim, press)
    target = to or Path()
    if target.is_dir():
        target /= f"{safe_name(case.id)}.zip"
    put(target.parent, {target.name: zipped(files)}, force=force)
    if as_json:
        print_json({"file": str(target), "entries": sorted(files)})
    else:
        out.print(str(target), style="bold", markup=False)
        for name in sorted(files):
            out.print(f"  {name}", markup=False)
    print_warnings([*case_warnings(case, day), *claim.warnings], kind="warning", lang=lang)
