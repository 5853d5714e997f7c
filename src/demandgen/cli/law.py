"""`demandgen law`: the parameters of the law, their values and sources."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from demandgen.cli.app import AsJson, OnDay, app, out, print_json, refuse, table, today
from demandgen.law.parameters import Parameter, law_for, nearest_overrides
from demandgen.problems import LawDataError


@app.command("law")
def law_command(
    parameter: Annotated[
        str | None, typer.Argument(help="for example pl/nbp-reference-rate")
    ] = None,
    on: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Show the law's parameters, their values and sources.

    [bold]Examples[/bold]

    demandgen law

    demandgen law ro/bnr-reference-rate

    demandgen law pl/commercial-announcement --on 2026-11-22
    """
    overrides = nearest_overrides(Path.cwd())
    known = {n: p for c in ("pl", "ro") for n, p in law_for(c, overrides).parameters.items()}
    if parameter is None:
        _print_parameters(known, on or today(), as_json=as_json)
        return
    if parameter not in known:
        names = ", ".join(sorted(known))
        refuse(
            "unknown-parameter",
            "expected one of {names}, found {found}",
            names=names,
            found=parameter,
        )
    chosen = known[parameter]
    values = [chosen.on(on)] if on else list(chosen.values)
    if as_json:
        print_json({**_about(chosen), "values": [_plain(asdict(v)) for v in values]})
        return
    out.print(f"{chosen.name}: {chosen.title}", style="bold", markup=False)
    known_to = f"; known to {chosen.until}" if chosen.until else ""
    out.print(f"{chosen.unit}; checked {chosen.checked_on}{known_to}", markup=False)
    if not chosen.verified:
        out.print("not confirmed by a lawyer", style="yellow", markup=False)
    if chosen.note:
        out.print(chosen.note, style="dim", markup=False)
    result = table("From", "Value", "Reference", "Note")
    for value in values:
        note = "user-supplied" if value.user_supplied else value.note or ""
        result.add_row(f"{value.start}", _shown(value.value), value.reference, note)
    out.print(result, markup=False)


def _print_parameters(known: dict[str, Parameter], day: date, *, as_json: bool) -> None:
    if as_json:
        print_json([_about(p) for p in known.values()])
        return
    result = table("Parameter", "Value", "Since", "Checked", "Title")
    for name, parameter in sorted(known.items()):
        checked = f"{parameter.checked_on}" + ("" if parameter.verified else " *")
        result.add_row(name, *_in_force(parameter, day), checked, parameter.title)
    out.print(result, markup=False)
    out.print("* not confirmed by a lawyer", markup=False)


def _in_force(parameter: Parameter, day: date) -> tuple[str, str]:
    """The value in force on a day and its start; a dash where none is known."""
    try:
        value = parameter.on(day)
    except LawDataError:
        return "-", ""
    return _shown(value.value), f"{value.start}"


def _about(parameter: Parameter) -> dict[str, Any]:
    about = {k: v for k, v in asdict(parameter).items() if k != "values"}
    return _plain(about)


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in value.items()}


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(v) for v in value)
    return str(value)
