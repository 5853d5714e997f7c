"""`demandgen bundle`: the evidence of a case as one set for the court."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from demandgen.casefile.model import Case
from demandgen.casefile.reading import load_case
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
    refuse,
    table,
    today,
)
from demandgen.cli.papers import OnlyInvoices, limited_to
from demandgen.language import translated
from demandgen.problems import (
    CaseFileError,
    LawDataError,
    Location,
    NotAllowedError,
    Problem,
    VerificationError,
    say,
)

if TYPE_CHECKING:
    from demandgen.bundle.build import Built
    from demandgen.bundle.exhibits import Generated
    from demandgen.bundle.presets import Preset


@app.command("bundle")
def bundle_command(
    path: CasePath,
    folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to make or to replace.")
    ],
    on: OnDay = None,
    invoices: OnlyInvoices = None,
    max_mb: Annotated[
        float | None, typer.Option("--max-mb", min=0.05, help="Split into volumes of so many MB.")
    ] = None,
    max_pages: Annotated[
        int | None, typer.Option("--max-pages", min=5, help="Split into volumes of so many pages.")
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option("--preset", help="The limits of a portal: registratura.rejust.ro."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse damaged files that could be repaired.")
    ] = False,
    rasterise: Annotated[
        list[str] | None,
        typer.Option("--rasterise", metavar="EXHIBIT", help="Redraw an exhibit as pictures."),
    ] = None,
    certify: Annotated[
        str | None,
        typer.Option("--certify", help="Certify copies: none, page or exhibit."),
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="Place of the certification.")
    ] = None,
    sign: Annotated[
        Path | None,
        typer.Option("--sign", metavar="KEY.p12", help="Sign with this key (PAdES)."),
    ] = None,
    timestamp_request: Annotated[
        bool, typer.Option("--timestamp-request", help="Also write manifest.tsq (RFC 3161).")
    ] = False,
    timestamp: Annotated[
        Path | None,
        typer.Option(
            "--timestamp",
            metavar="TOKEN.tsr",
            help="Store the answer to manifest.tsq in the bundle built before; builds nothing.",
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Build the evidence bundle of a case: ordered, numbered, listed, linked, verifiable.

    [bold]Examples[/bold]

    demandgen bundle cases/ro-2025-014/case.yaml --out /tmp/dosar

    demandgen bundle cases/ro-2025-014/case.yaml --out /tmp/dosar --preset registratura.rejust.ro

    demandgen bundle cases/ro-2025-014/case.yaml --out /tmp/dosar --certify exhibit --place Brașov

    demandgen bundle cases/ro-2025-014/case.yaml --out /tmp/dosar --timestamp answer.tsr
    """
    if not hasattr(os, "fork"):
        refuse("no-fork", "bundles are built on Linux and macOS; on Windows, use WSL")
    if timestamp:
        _store_timestamp(folder, timestamp, lang)
        return
    from demandgen.bundle.build import Options, build_bundle

    if certify not in {None, "none", "page", "exhibit"}:
        refuse("certify", "expected none, page or exhibit, found {found}", found=certify)
    portal = _preset(preset)
    sizes = [s for s in (max_mb and int(max_mb * 1_000_000), portal and portal.max_bytes) if s]
    options = Options(
        max_bytes=min(sizes, default=None), max_pages=max_pages, strict=strict,
        rasterise=frozenset(rasterise or ()), certify=certify, place=place,
        sign=_signer(sign), timestamp_request=timestamp_request,
    )  # fmt: skip
    day = on or today()
    case = load_case(path, on=day)
    with _bar(not as_json) as progress:
        papers = _papers(case, day, invoices, lang)
        built = build_bundle(
            case, folder, as_of=day, now=datetime.now(UTC), papers=papers,
            options=options, progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(_as_json(built))
        return
    _print(built, portal, lang)


def _signer(key: Path | None) -> Callable[[Path], None] | None:
    from demandgen.bundle.sign import PASSWORD, signer_of

    return signer_of(key, os.environ.get(PASSWORD)) if key else None


def _store_timestamp(folder: Path, token: Path, lang: str) -> None:
    from demandgen.bundle.timestamp import store

    moment, authority = store(folder, token, datetime.now(UTC))
    message = say("Timestamp of {moment} by {authority}", moment=moment, authority=authority)
    out.print(translated(message, lang), markup=False)


def _papers(case: Case, day: date, invoices: list[str] | None, lang: str) -> list[Generated]:
    """Make our own papers; where the law or its data allow no claim, the evidence stands alone."""
    from demandgen.bundle.papers import papers_of
    from demandgen.claim.engine import claim_on

    try:
        return papers_of(case, limited_to(claim_on(case, day), invoices))
    except (NotAllowedError, LawDataError) as error:
        print_problems(error.problems, kind="warning", lang=lang)
        message = say("claim summary, computation and chronology are left out of the bundle")
        print_problems([Problem("papers-left-out", message)], kind="warning", lang=lang)
        return []


def _preset(name: str | None) -> Preset | None:
    from demandgen.bundle.presets import presets

    if name is None:
        return None
    if name not in presets():
        refuse("preset", "expected one of {known}, found {found}",
               known=", ".join(presets()), found=name)  # fmt: skip
    return presets()[name]


@contextmanager
def _bar(shown: bool) -> Iterator[Callable[[str, str], None]]:
    """Show progress by exhibit; no thread of its own, because readers are forked."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, auto_refresh=False, transient=True,
                  disable=not (shown and err.is_terminal)) as bar:  # fmt: skip
        tasks: dict[str, Any] = {}

        def step(phase: str, key: str) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=None)
            bar.update(tasks[phase], advance=1, description=f"{phase} {key}"[:60])
            bar.refresh()

        yield step


def _as_json(built: Built) -> dict[str, Any]:
    return {
        "folder": str(built.folder),
        "fingerprint": built.fingerprint,
        "volumes": dict(zip(built.volumes, built.sizes, strict=True)),
        "exhibits": built.listing["exhibits"],
        "gaps": list(built.gaps),
        "differences": {file: list(lines) for file, lines in built.differences.items()},
        "not_pdfa": {name: list(lines) for name, lines in built.not_archival.items()},
        "warnings": [{"code": w.code, "message": str(w.message)} for w in built.warnings],
    }


def _print(built: Built, portal: Preset | None, lang: str) -> None:
    def words(template: str, /, **values: Any) -> str:
        return translated(say(template, **values), lang)

    rows = table(words("Label"), words("Exhibit"), words("Pages"), right=(2,))
    for one in built.listing["exhibits"]:
        rows.add_row(one["label"] or "–", one["title"], f"{one['first']}–{one['last']}")
    out.print(rows)
    for name, size in zip(built.volumes, built.sizes, strict=True):
        out.print(f"{built.folder / name}  {size / 1_000_000:.1f} MB", markup=False)
    out.print(words("Fingerprint: {print}", print=built.fingerprint), markup=False)
    for gap in built.gaps:
        out.print(words("No exhibit for: {fact}", fact=gap), markup=False, style="yellow")
    for file, lines in built.differences.items():
        for line in lines:
            out.print(f"{file}: {line}", markup=False, style="yellow")
    print_problems([*built.warnings, *_portal_findings(built, portal)], kind="warning", lang=lang)
    _print_archival(built, lang)


def _portal_findings(built: Built, portal: Preset | None) -> list[Problem]:
    sendings = portal.sendings(built.sizes) if portal else []
    if portal is None or len(sendings) < 2:
        return []
    plan = "; ".join("+".join(str(n) for n in sending) for sending in sendings)
    message = say(
        "{portal} does not take all volumes at once; send them in turn: {plan}",
        portal=portal.name,
        plan=plan,
    )
    return [Problem("several-sendings", message)]


def _print_archival(built: Built, lang: str) -> None:
    if not built.not_archival:
        out.print(translated(say("PDF/A-3b, validated as written"), lang), markup=False)
        return
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, reasons in built.not_archival.items():
        groups.setdefault(tuple(reasons), []).append(name)
    for found, names in groups.items():
        message = say(
            "{names}: not shown to be PDF/A, so the bundle is plain PDF: {reasons}",
            names=", ".join(names),
            reasons="; ".join(found),
        )
        hint = say("--rasterise {quoted} redraws an exhibit as pictures", quoted=f'"{names[0]}"')
        print_problems([Problem("not-pdfa", message, hint=hint)], kind="warning", lang=lang)


def verify_folder(folder: Path, fingerprint: str | None, lang: str = "en") -> None:
    """Verify a bundle and say what that proves.

    Raises:
        CaseFileError: the folder is no bundle at all.
        VerificationError: something differs.
    """
    from demandgen.bundle.verify import archival, seals, verify_bundle

    if not (folder / "manifest.json").exists() and not (folder / "SHA256SUMS").exists():
        raise CaseFileError.of(
            "no-bundle",
            say("not the folder of a bundle: it has no manifest.json"),
            where=Location(str(folder)),
            hint=say("give the PDF of a letter, or the folder of a bundle"),
        )
    problems = verify_bundle(folder, fingerprint)
    if problems:
        raise VerificationError(*problems)
    agreed = say("{folder}: nothing differs", folder=str(folder))
    out.print(translated(agreed, lang), style="green", markup=False)
    shown, pdfa = seals(folder), archival(folder)
    for seal in [*([pdfa] if pdfa else []), *shown]:
        out.print(translated(seal, lang), markup=False)
    if fingerprint is None and not shown:
        note = say(
            "The set agrees with itself. That it is the set once filed is shown by the "
            "fingerprint on paper (--fingerprint), a signature or a timestamp."
        )
        out.print(translated(note, lang), markup=False)
