"""`demandgen render` and `demandgen verify`: the papers of a case, and whether they still hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from demandgen.casefile.model import Case, Country
from demandgen.casefile.reading import case_warnings, load_case
from demandgen.claim.dunning import SEVERITY
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim
from demandgen.claim.totals import asking_for
from demandgen.cli.app import (
    AsJson,
    CasePath,
    Language,
    OnDay,
    app,
    out,
    paper_ids,
    print_json,
    print_problems,
    refuse,
    table,
    today,
)
from demandgen.documents.letter import Letter
from demandgen.documents.message import FOR_THE_FILE
from demandgen.documents.papers import (
    Offer,
    PaperRequest,
    Refusal,
    ids_of,
    papers_for,
    refusal_of,
    requests_for,
)
from demandgen.language import translated
from demandgen.problems import (
    CaseFileError,
    Message,
    NotAllowedError,
    Problem,
    say,
    sorted_problems,
)

if TYPE_CHECKING:
    from demandgen.documents.press import Press

FORMATS: Final = ("pdf", "docx", "eml")


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    if not wanted or not set(wanted) <= set(FORMATS):
        raise typer.BadParameter(f"expected some of {','.join(FORMATS)}, found {text!r}")
    return wanted


OnlyInvoices = Annotated[
    list[str] | None,
    typer.Option(
        "--invoice", metavar="NUMBER", help="Only this invoice (may be repeated); default: all due."
    ),
]


def limited_to(claim: Claim, numbers: list[str] | None) -> Claim:
    """The claim limited to what is asked for by number; refused where nothing open has it."""
    known = [item.number for item in (*claim.due_items, *claim.future_items)]
    if unknown := [number for number in numbers or () if number not in known]:
        refuse(
            "no-such-item",
            "{numbers}: not open in this claim; open are: {known}",
            numbers=", ".join(unknown),
            known=", ".join(known) or "-",
        )
    return asking_for(claim, numbers or ())


@app.command("render")
def render_command(
    path: CasePath,
    papers: Annotated[
        list[str] | None,
        typer.Argument(help="Which papers, by id.", metavar="[PAPER]...", autocompletion=paper_ids),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every paper that the facts call for.")
    ] = False,
    on: OnDay = None,
    level: Annotated[int, typer.Option(help="Level of a reminder.", min=1)] = 1,
    invoices: OnlyInvoices = None,
    formats: Annotated[
        Any,
        typer.Option(
            "--format", parser=_formats, metavar="FORMATS", help="Some of pdf, docx, eml."
        ),
    ] = "pdf",
    attach_invoices: Annotated[
        bool, typer.Option("--attach-invoices", help="Invoices go with the e-mail (eml).")
    ] = False,
    cover: Annotated[
        bool,
        typer.Option("--cover", help="Also the sender's cover sheet of each notice; with --all."),
    ] = False,
    folder: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("out"),
    templates: Annotated[
        Path | None,
        typer.Option(
            "--templates",
            exists=True,
            file_okay=False,
            metavar="DIR",
            help="A firm's own templates; wins over those the case names.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also over changed files.")] = False,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Make the papers of a case: PDF, Word, and e-mail ready to open and send.

    [bold]Examples[/bold]

    demandgen render cases/ro-2025-014/case.yaml formal-notice --on 2025-09-30

    demandgen render cases/pl-2025-007/case.yaml --all --on 2025-09-30 --format pdf,docx --out out

    demandgen render cases/pl-2026-002/case.yaml reminder --on 2026-04-30 --format eml

    demandgen render cases/ro-2025-014/case.yaml formal-notice --on 2025-09-30 --cover --lang pl

    demandgen render case.yaml reminder --invoice "ABF 1041" --invoice "ABF 1057"
    """
    from demandgen.documents.firm_folder import own_templates
    from demandgen.documents.press import Press
    from demandgen.documents.shelf import put

    if bool(papers) == everything:
        refuse("which-papers", "name the papers to make, or write --all")
    day = on or today()
    case = load_case(path, on=day)
    if invoices and not set(papers or ("",)) <= SEVERITY.keys() - {"plan-default-notice"}:
        refuse("which-papers", "--invoice is for letters that ask for payment: name them")
    claim = limited_to(claim_on(case, day), invoices)
    offer = papers_for(case, claim) if everything else _asked(case, claim, papers or [], level)
    offer = _in_formats(offer, formats, asked=not everything)
    press = Press(templates or own_templates(case))
    letters = [(request, press.letter(case, claim, request)) for request in offer.papers]
    made, unsent = _made(press, case, letters, formats, with_invoices=attach_invoices)
    if unsent and not everything:
        raise CaseFileError(*(problem for problems in unsent.values() for problem in problems))
    offer = Offer(tuple(made), (*offer.left_out, *_without_message(unsent)))
    covers = _covers(press, case, claim, offer, formats, lang) if cover or everything else {}
    files = {name: content for one in made.values() for name, content in one.items()}
    put(folder, {**files, **covers}, force=force)
    if as_json:
        shown = [str(folder / name) for name in covers]
        print_json({**_summary(claim, offer, made, folder), "cover_sheets": shown})
    else:
        _print(offer, made, folder, lang)
        for name in covers:
            line = say("cover sheet for the sender: {file}", file=str(folder / name))
            out.print(translated(line, lang), markup=False, soft_wrap=True)
    notes = sorted_problems(note for _, letter in letters for note in letter.notes)
    found = [*case_warnings(case, day), *claim.warnings, *notes]
    print_problems(found, kind="warning", lang=lang)


def _asked(case: Case, claim: Claim, papers: list[str], level: int) -> Offer:
    """The papers asked for by name, one for each debtor.

    Raises:
        NotAllowedError: the facts do not allow one of them.
    """
    known = ids_of(case.law)
    unknown = [paper for paper in papers if paper not in known]
    if unknown:
        refuse(
            "no-such-paper",
            "{law} has no paper {papers}; there are: {known}",
            law=case.law,
            papers=", ".join(unknown),
            known=", ".join(known),
        )
    asked = [paper for paper in known if paper in papers]
    requests = tuple(r for paper in asked for r in requests_for(case, paper, level))
    refusals = [why for request in requests if (why := refusal_of(case, claim, request))]
    if refusals:
        raise NotAllowedError(*(refusal.problem for refusal in refusals))
    return Offer(requests, ())


def _in_formats(offer: Offer, formats: tuple[str, ...], *, asked: bool) -> Offer:
    """The papers that can be made in the formats; one asked for by name is refused if it cannot."""
    made = tuple(request for request in offer.papers if _formats_of(request, formats))
    if asked and len(made) < len(offer.papers):
        kept = dict.fromkeys(request.id for request in offer.papers if request not in made)
        refuse(
            "not-for-the-debtor",
            "{papers}: for your own file, no message to the debtor; give --format pdf or docx",
            papers=", ".join(kept),
        )
    return Offer(made, offer.left_out)


def _made(
    press: Press,
    case: Case,
    letters: Sequence[tuple[PaperRequest, Letter]],
    formats: tuple[str, ...],
    *,
    with_invoices: bool,
) -> tuple[dict[PaperRequest, dict[str, bytes]], dict[PaperRequest, tuple[Problem, ...]]]:
    """Make every paper in every format, each file under its name.

    Returns them, and why some cannot go as messages: an address is missing, or an invoice's file.
    """
    printers: dict[str, Callable[[Letter], bytes]] = {"pdf": press.pdf, "docx": press.docx}
    made: dict[PaperRequest, dict[str, bytes]] = {}
    unsent: dict[PaperRequest, tuple[Problem, ...]] = {}
    for request, letter in letters:
        stem, wanted = _stem(case, request), _formats_of(request, formats)
        files = {f"{stem}.{name}": printers[name](letter) for name in wanted if name in printers}
        if "eml" in wanted:
            try:
                message = press.eml(case, letter, with_invoices=with_invoices)
            except CaseFileError as error:
                unsent[request] = error.problems
            else:
                files[f"{stem}.eml"] = message
        if files:
            made[request] = files
    return made, unsent


def _without_message(unsent: Mapping[PaperRequest, Iterable[Problem]]) -> Iterator[Refusal]:
    """The messages that were not made, as papers left out are told."""
    for request, problems in unsent.items():
        for problem in problems:
            yield Refusal(request, problem.code, say("no e-mail: {why}", why=problem.message))


def _covers(
    press: Press, case: Case, claim: Claim, offer: Offer, formats: tuple[str, ...], lang: str
) -> dict[str, bytes]:
    """The sender's cover sheet of each notice, in the sender's language, else in the law's."""
    from demandgen.documents.cover import COVERED

    printers = {"pdf": press.pdf, "docx": press.docx}
    wanted = [name for name in formats if name in printers] or ["pdf"]
    language: Country = "ro" if lang == "ro" else "pl" if lang == "pl" else case.law
    files: dict[str, bytes] = {}
    for request in offer.papers:
        if request.id in COVERED:
            sheet = press.cover(case, press.letter(case, claim, request), language)
            stem = f"{_stem(case, request)}-cover-sheet"
            files |= {f"{stem}.{name}": printers[name](sheet) for name in wanted}
    return files


def _formats_of(request: PaperRequest, formats: tuple[str, ...]) -> tuple[str, ...]:
    """The formats a paper is made in: one for the file becomes no message to the debtor."""
    return tuple(f for f in formats if f != "eml" or request.id not in FOR_THE_FILE)


def _stem(case: Case, request: PaperRequest) -> str:
    parts: list[str] = [request.id]
    if request.level > 1:
        parts.append(f"level-{request.level}")
    if len(case.debtors) > 1 and len(list(requests_for(case, request.id))) > 1:
        parts.append(f"debtor-{request.debtor + 1}")
    return "-".join(parts)


def _summary(
    claim: Claim, offer: Offer, made: dict[PaperRequest, dict[str, bytes]], folder: Path
) -> dict[str, Any]:
    return {
        "case": claim.case,
        "as_of": claim.as_of.isoformat(),
        "papers": [
            {
                "paper": request.id,
                "level": request.level,
                "debtor": request.debtor,
                "files": [str(folder / name) for name in files],
            }
            for request, files in made.items()
        ],
        "left_out": [
            {
                "paper": refusal.request.id,
                "debtor": refusal.request.debtor,
                "code": refusal.code,
                "reason": str(refusal.reason),
                "earliest": refusal.earliest.isoformat() if refusal.earliest else None,
            }
            for refusal in offer.left_out
        ],
        "warnings": [{"code": w.code, "message": str(w.message)} for w in claim.warnings],
    }


def _print(
    offer: Offer, made: dict[PaperRequest, dict[str, bytes]], folder: Path, lang: str
) -> None:
    def words(message: Message) -> str:
        return translated(message, lang)

    rows = table(words(say("Paper")), words(say("Files")))
    for request, files in made.items():
        rows.add_row(request.id, "\n".join(str(folder / name) for name in files))
    if made:
        out.print(rows)
    told = {(refusal.request.id, str(refusal.reason)): refusal for refusal in offer.left_out}
    for refusal in told.values():  # once, whatever the number of debtors
        line = say("left out: {paper}: {reason}", paper=refusal.request.id, reason=refusal.reason)
        out.print(words(line), style="dim", markup=False)
        if refusal.earliest:
            out.print(words(say("    not before {day}", day=refusal.earliest)), style="dim")


@app.command("verify")
def verify_command(
    path: Annotated[
        Path,
        typer.Argument(help="A letter's PDF, or a bundle's folder.", exists=True, metavar="PATH"),
    ],
    fingerprint: Annotated[
        str | None, typer.Option(help="Of a bundle: the fingerprint printed on paper.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Compute a letter's claim again from the facts it carries, or check a bundle (exit 8).

    [bold]Examples[/bold]

    demandgen verify out/formal-notice.pdf

    demandgen verify out/bundle
    """
    if path.is_dir():
        from demandgen.cli.bundle import verify_folder

        verify_folder(path, fingerprint, lang)
        return
    from demandgen.documents.embedded import verify_letter

    claim = verify_letter(path)
    agreed = say(
        "{file}: case {case} on {day}, every figure agrees",
        file=str(path),
        case=claim.case,
        day=claim.as_of,
    )
    out.print(translated(agreed, lang), style="green", markup=False)
