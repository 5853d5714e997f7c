"""`demandgen doctor`: what can this machine produce, and how is the rest mended?"""

from __future__ import annotations

import platform
from collections.abc import Sequence

import typer

from demandgen import __version__
from demandgen.cli.app import AsJson, Language, app, out, print_json, table
from demandgen.documents.machine import (
    ESSENTIAL,
    OUTPUTS,
    Finding,
    findings,
    possible_outputs,
)
from demandgen.language import translated
from demandgen.problems import Message, OutputError, say


@app.command()
def doctor(as_json: AsJson = False, lang: Language = "en") -> None:
    """Say what this machine can produce, and how to mend what is missing.

    Ends with exit code 6 when letters or bundles cannot be produced; what is optional (HEIC
    photos, Outlook messages, LibreOffice, clusters) never fails.

    [bold]Examples[/bold]

    demandgen doctor

    demandgen doctor --lang pl

    demandgen doctor --json
    """
    found = findings()
    possible = possible_outputs(found)
    if as_json:
        print_json(_report(found, possible, lang))
    else:
        _print_report(found, possible, lang)
    if not all(possible[output] for output in ESSENTIAL):
        raise typer.Exit(OutputError.exit_code)


def _report(found: Sequence[Finding], possible: dict[str, bool], lang: str) -> dict[str, object]:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "ok": all(possible[output] for output in ESSENTIAL),
        "outputs": possible,
        "findings": [
            {
                "part": f.part,
                "ok": f.ok,
                "found": translated(f.found, lang),
                "needed_for": list(f.outputs),
                "remedy": translated(f.remedy, lang) if f.remedy else None,
            }
            for f in found
        ],
    }


def _print_report(found: Sequence[Finding], possible: dict[str, bool], lang: str) -> None:
    def line(message: Message) -> None:
        out.print(translated(message, lang), markup=False)

    line(
        say(
            "demandgen {version}, Python {python}, {system}",
            version=__version__,
            python=platform.python_version(),
            system=platform.system(),
        )
    )
    parts = table(*(translated(say(name), lang) for name in ("", "Part", "Found")))
    for finding in found:
        parts.add_row(
            _mark(finding), translated(Message(finding.part), lang), translated(finding.found, lang)
        )
    out.print(parts)
    for output, name in OUTPUTS.items():
        state = say("yes") if possible[output] else say("no")
        line(say("{output}: {state}", output=translated(name, lang), state=translated(state, lang)))
        for finding in found:
            if output in finding.outputs and finding.remedy:
                line(say("    {remedy}", remedy=translated(finding.remedy, lang)))


def _mark(finding: Finding) -> str:
    if finding.ok:
        return "[green]✓[/]"
    optional = not set(finding.outputs) & set(ESSENTIAL)
    return "[yellow]-[/]" if optional else "[red]✗[/]"
