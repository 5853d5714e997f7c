"""`demandgen batch ...`: a whole portfolio, proposed, approved, printed, posted, once each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from demandgen.casefile.model import Channel, PaperId
from demandgen.cli.app import (
    AsJson,
    Language,
    app,
    happened,
    out,
    paper_ids,
    parse_day,
    print_json,
    today,
)
from demandgen.cli.batch_shown import (
    named,
    show_failures,
    show_proposal,
    show_states,
    show_summary,
)
from demandgen.language import told, translated
from demandgen.problems import BatchError, say

if TYPE_CHECKING:
    from demandgen.batch.steps import Wish
    from demandgen.batch.workers import Crew
    from demandgen.cli.onlooker import Onlooker

batch = typer.Typer(
    no_args_is_help=True,
    help="Ten thousand letters: propose, approve, print, post; each letter once and only once.",
)
app.add_typer(batch, name="batch")

_WISHES = ("auto", *get_args(PaperId))


def _wish(text: str) -> str:
    if text not in _WISHES:
        raise typer.BadParameter(f"expected one of {', '.join(_WISHES)}, found {text!r}")
    return text


def _numbers(text: str) -> list[int]:
    """Read letter numbers: ``1-20,25``."""
    numbers: list[int] = []
    for piece in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*", piece)
        if not match or int(match[2] or match[1]) < int(match[1]):
            raise typer.BadParameter(f"expected numbers such as 1-20,25, found {text!r}")
        numbers += range(int(match[1]), int(match[2] or match[1]) + 1)
    return list(dict.fromkeys(numbers))


Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes; default: one per processor.")
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster instead of processes."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary (cron).")]
Log = Annotated[Path | None, typer.Option("--log", help="Add JSON lines to this file.")]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="The run's folder.")]
Day = Annotated[
    date | None, typer.Option("--on", parser=parse_day, metavar="DAY", help="Default: today.")
]
BatchFolder = Annotated[
    Path, typer.Option("--in", metavar="DIR", help="The batch folder, with the ledger.")
]


def _crew(workers: int | None, scheduler: str | None, prepare: Callable[[], None]) -> Crew:
    from demandgen.batch.workers import ClusterCrew, LocalCrew

    if scheduler:
        return ClusterCrew(scheduler)
    return LocalCrew(workers or os.cpu_count() or 1, prepare)


def _onlooker(quiet: bool, log: Path | None, lang: str) -> Onlooker:
    from demandgen.batch.files import output_error
    from demandgen.cli.onlooker import Onlooker

    try:
        return Onlooker(quiet=quiet, log=log, language=lang)
    except OSError as error:
        raise output_error(log or Path(), error) from None


@batch.command("propose")
def propose_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Cases, folders, tables.")],
    *,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="The batch folder.")],
    on: Day = None,
    paper: Annotated[
        str,
        typer.Option("--paper", parser=_wish, help="auto, or one paper.", autocompletion=paper_ids),
    ] = "auto",
    creditor: Annotated[
        Path | None, typer.Option("--creditor", help="Of tables; default: firm.yaml beside.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Of tables; default: mapping.yaml beside.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    log: Log = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Read a portfolio and write what would go to whom, and why; nothing is sent.

    [bold]Examples[/bold]

    demandgen batch propose exports/ --out batch --on 2025-09-30

    demandgen batch propose exports/ --out batch --on 2025-09-30 --lang pl
    """
    from demandgen.batch.assess import prepare
    from demandgen.batch.portfolio import portfolio
    from demandgen.batch.proposal import as_json as json_of
    from demandgen.batch.propose import propose

    day = on or today()
    cases = portfolio(paths, day, creditor, mapping)
    wish: Wish = paper  # type: ignore[assignment]  # _wish read it
    with _onlooker(quiet, log, lang) as watch:
        crew = _crew(workers, scheduler, prepare)
        proposal = propose(cases, folder, day, wish, crew=crew, watch=watch, language=lang)
    if as_json:
        out.file.write(json_of(proposal, lang) + "\n")
    elif not quiet:
        show_proposal(proposal, folder / proposal.run, lang)
    failed = [x for x in proposal.left_out if x.failed]
    if failed:
        raise BatchError(*(named(x.case, problem) for x in failed for problem in x.problems))


@batch.command("run")
def run_command(
    approved: Annotated[Path, typer.Argument(metavar="PROPOSAL.CSV", help="The edited proposal.")],
    *,
    on: Day = None,
    per_file: Annotated[
        int, typer.Option("--per-file", min=1, help="Letters per print file.")
    ] = 500,
    separator: Annotated[bool, typer.Option(help="A sheet before each print file.")] = False,
    duplex: Annotated[bool, typer.Option(help="Each letter begins on a new sheet.")] = False,
    by: Annotated[
        Literal["proposed", "post", "email"],
        typer.Option("--by", help="As each letter was proposed, or all on paper or by e-mail."),
    ] = "proposed",
    packed: Annotated[bool, typer.Option("--zip", help="The job as one zip file.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="LETTER", help="Only this letter (may be repeated)."),
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    log: Log = None,
    lang: Language = "en",
) -> None:
    """Render the approved letters and put them together for printer and post.

    Run it again after an interruption: it makes what is missing, nothing twice.

    [bold]Example[/bold]

    demandgen batch run batch/2025-09-30-1/proposal.csv --duplex --separator
    """
    from demandgen.batch.printrun import PrintOptions
    from demandgen.batch.rendering import prepare
    from demandgen.batch.run import RunOptions, run_batch

    options = RunOptions(
        PrintOptions(per_file, separator=separator, duplex=duplex),
        by=by,
        zip=packed,
        only=frozenset(only or ()),
    )
    with _onlooker(quiet, log, lang) as watch:
        crew = _crew(workers, scheduler, prepare)
        summary = run_batch(approved, on or today(), options, crew=crew, watch=watch)
    if not quiet:
        show_summary(summary, lang)
    if summary.failures:
        failed = summary.failures.items()
        raise BatchError(*(named(what, problem) for what, why in failed for problem in why))


@batch.command("status")
def status_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The batch folder or a run's.")],
    *,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Tell what the ledger knows: letters per run, paper and state.

    [bold]Example[/bold]

    demandgen batch status batch
    """
    from demandgen.batch.ledger import NAME, Ledger
    from demandgen.batch.run import by_state, run_in

    folder = folder.resolve()
    home = folder if (folder / NAME).is_file() else folder.parent
    with Ledger(home, writing=False) as ledger:
        runs = list(ledger.runs()) if home == folder else [run_in(ledger, folder)]
        found = {run: (ledger.letters(run), ledger.failures(run)) for run in runs}
    if as_json:
        counts = {
            run: [{"paper": p, "state": s, "letters": n} for (p, s), n in by_state(x).items()]
            for run, (x, _) in found.items()
        }
        print_json({"runs": counts, "failures": {run: len(f) for run, (_, f) in found.items()}})
        return
    for run, (letters, failures) in found.items():
        title = say("Run {run}", run=run)
        if failures:
            title = say("Run {run}: {count} failed", run=run, count=len(failures))
        show_states(letters, title, lang)


@batch.command("failures")
def failures_command(folder: RunFolder, *, as_json: AsJson = False, lang: Language = "en") -> None:
    """List what failed in a run, and why; exit code 7 if anything did.

    Repeat one alone: `demandgen batch run RUN/proposal.csv --only LETTER`

    [bold]Example[/bold]

    demandgen batch failures batch/2025-09-30-1
    """
    from demandgen.batch.ledger import Ledger
    from demandgen.batch.run import run_in

    folder = folder.resolve()
    with Ledger(folder.parent, writing=False) as ledger:
        run = run_in(ledger, folder)
        failures = ledger.failures(run)
        letters = {x.id: x for x in ledger.letters(run)}
    if as_json:
        print_json({what: [told(p, lang) for p in why] for what, why in failures.items()})
    else:
        show_failures(failures, letters, lang)
    if failures:
        raise typer.Exit(BatchError.exit_code)


@batch.command("reprint")
def reprint_command(
    folder: RunFolder,
    *,
    numbers: Annotated[
        str, typer.Option("--range", metavar="NUMBERS", help="Letters by number: 1-20,25.")
    ],
    to: Annotated[Path | None, typer.Option("--out", help="Default: in the run's folder.")] = None,
    on: Day = None,
    duplex: Annotated[bool, typer.Option(help="Each letter begins on a new sheet.")] = False,
    lang: Language = "en",
) -> None:
    """Put letters that were rendered into one PDF again, for the jam in the printer.

    [bold]Example[/bold]

    demandgen batch reprint batch/2025-09-30-1 --range 17-25
    """
    from demandgen.batch.files import write_whole
    from demandgen.batch.printrun import PrintOptions
    from demandgen.batch.run import reprint

    wanted = _numbers(numbers)
    content = reprint(folder, wanted, on or today(), PrintOptions(duplex=duplex))
    target = to or folder / f"reprint-{re.sub('[^0-9,-]', '', numbers)}.pdf"
    write_whole(target, content)
    made = say("{count} letters: {file}", count=len(wanted), file=target)
    out.print(translated(made, lang), soft_wrap=True, markup=False)


@batch.command("sent")
def sent_command(
    folder: RunFolder,
    *,
    on: Day = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="NUMBERS", help="Only these: 1-20,25.")
    ] = None,
    withdraw: Annotated[
        str | None,
        typer.Option("--withdraw", metavar="NUMBERS", help="These did not go; propose them again."),
    ] = None,
    tracking: Annotated[
        Path | None,
        typer.Option("--tracking", metavar="FILE", help="The posting list with its numbers."),
    ] = None,
    channel: Annotated[
        Channel | None, typer.Option("--channel", help="How they went, if not as proposed.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Record a run's letters as given to the post.

    [bold]Example[/bold]

    demandgen batch sent batch/2025-09-30-1 --on 2025-10-01 --tracking posting-list.csv
    """
    from demandgen.batch.post import mark_sent, not_made

    went = mark_sent(
        folder,
        happened(on),
        numbers=_numbers(only) if only else (),
        withdrawn=_numbers(withdraw) if withdraw else (),
        posting_list=tracking,
        channel=channel,
    )
    line = say("{sent} letters sent, {withdrawn} withdrawn", **vars(went))
    if went.before:
        line = say("{sent} letters sent, {withdrawn} withdrawn, {before} before", **vars(went))
    out.print(translated(line, lang))
    if went.unmade:
        out.print(translated(not_made(went.unmade), lang))


@batch.command("delivered")
def delivered_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The post's list, CSV or XLSX.")],
    *,
    folder: BatchFolder = Path(),
    lang: Language = "en",
) -> None:
    """Take the post's list: `tracking` or `letter`, and the day `delivered` or `returned`.

    [bold]Example[/bold]

    demandgen batch delivered post.csv --in batch
    """
    from demandgen.batch.post import take_deliveries

    counts = take_deliveries(folder, file)
    arrived = say("{delivered} delivered, {returned} returned", **counts)
    out.print(translated(arrived, lang))


@batch.command("paid")
def paid_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The bank's list, CSV or XLSX.")],
    *,
    folder: BatchFolder = Path(),
    lang: Language = "en",
) -> None:
    """Take the bank's list: `date`, `amount`, `currency`, and `invoice` or `case`.

    [bold]Example[/bold]

    demandgen batch paid bank.csv --in batch
    """
    from demandgen.batch.post import take_payments

    taken = take_payments(folder, file)
    counts = say("{new} new payments, {known} known already", new=taken.new, known=taken.known)
    out.print(translated(counts, lang))
