"""How do approved letters become files and a print job, once each, whatever interrupts?

Only this process touches the ledger. A letter is recorded as rendered after its file is whole;
whatever was not recorded is rendered again, to the same bytes. A print job is recorded after its
folder is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from demandgen.batch.files import packed, sha256_of, whole_folder
from demandgen.batch.history import Histories, joint_history
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import POSTAL, History, Letter, no_address
from demandgen.batch.mail import write_mails
from demandgen.batch.printrun import (
    Part,
    PrintOptions,
    joined,
    make_parts,
    parts_of,
    write_lists,
    write_manifest,
)
from demandgen.batch.proposal import approved
from demandgen.batch.rendering import Rendered, Task, is_unchanged, render
from demandgen.batch.watch import Watch
from demandgen.batch.workers import Crew, Done, shared_out
from demandgen.problems import Location, OutputError, Problem, UsageError, say

Way = Literal["proposed", "post", "email"]
"""How letters go out: as each was proposed, or all in one way."""


@dataclass(frozen=True)
class RunOptions:
    """What a run makes of the approved letters."""

    print: PrintOptions = field(default_factory=PrintOptions)
    by: Way = "proposed"
    zip: bool = False
    only: frozenset[str] = frozenset()
    """Letters to render, by id; empty: all approved."""


@dataclass(frozen=True)
class Summary:
    """How a run ended. `letters` are those of the run as the ledger has them now."""

    run: str
    folder: Path
    letters: tuple[Letter, ...]
    rendered: int
    unchanged: int
    failures: dict[str, list[Problem]]
    jobs: tuple[Path, ...]


def run_batch(
    list_file: Path, day: date, options: RunOptions, *, crew: Crew, watch: Watch
) -> Summary:
    """Render what an edited proposal approves and put it together for printer and post.

    Raises:
        CaseFileError: the list says something else than was proposed.
        UsageError: no such run, or a letter asked for by name is not approved.
        OutputError: the ledger is in use, or a print job cannot be written.
    """
    folder = list_file.resolve().parent
    with Ledger(folder.parent, writing=True) as ledger:
        run = run_in(ledger, folder)
        ids = approved(list_file, ledger.letters(run))
        wanted = _wanted(list_file, ids, options.only)
        _approve(ledger, run, [letter for letter in ids if letter in wanted], day)
        if not options.only:
            _withdraw_dropped(ledger, run, wanted, day)
        letters = [x for x in ledger.letters(run) if x.id in wanted]
        todo, blocked = _todo(letters, folder)
        for letter, problem in blocked:
            ledger.failed(run, letter.id, [problem])
        watch.note("run", run=run, approved=len(ids), to_render=len(todo))
        rendered = _render(ledger, todo, folder, day, crew=crew, watch=watch)
        jobs = [
            _job(
                ledger, folder, ready, day, by_mail=by_mail, options=options, crew=crew, watch=watch
            )
            for by_mail, ready in _ready(ledger, run, wanted, options.by).items()
            if ready
        ]
        return Summary(
            run,
            folder,
            tuple(ledger.letters(run)),
            rendered,
            len(letters) - len(todo) - len(blocked),
            {what: why for what, why in ledger.failures(run).items() if what in wanted},
            tuple(job for job in jobs if job),
        )


def run_in(ledger: Ledger, folder: Path) -> str:
    """Return the name of the run that a folder belongs to.

    Raises:
        UsageError: the ledger knows no such run.
    """
    if folder.name not in ledger.runs():
        message = say("is not the folder of a run that this ledger knows")
        raise UsageError(Problem("no-such-run", message, Location(str(folder))))
    return folder.name


def _wanted(list_file: Path, ids: Sequence[str], only: frozenset[str]) -> frozenset[str]:
    """The approved letters to make: all, or those asked for by name."""
    unknown = sorted(only.difference(ids))
    if unknown:
        message = say("does not approve the letter {id}", id=", ".join(unknown))
        raise UsageError(Problem("not-approved", message, Location(str(list_file))))
    return only or frozenset(ids)


def _approve(ledger: Ledger, run: str, ids: Sequence[str], day: date) -> None:
    """Approve what the list newly names, in the order of the post."""
    letters = {x.id: x for x in ledger.letters(run)}
    new = [letters[i] for i in ids if letters[i].state == "proposed"]
    new.sort(key=lambda letter: letter.place_in_post)
    ledger.approve([letter.id for letter in new], day)


def _withdraw_dropped(ledger: Ledger, run: str, wanted: frozenset[str], day: date) -> None:
    """Withdraw what the list named once and names no longer, if nobody rendered it."""
    letters = ledger.letters(run)
    ledger.withdraw([x.id for x in letters if x.state == "approved" and x.id not in wanted], day)


def _todo(
    letters: Iterable[Letter], folder: Path
) -> tuple[list[Letter], list[tuple[Letter, Problem]]]:
    """What is missing or changed, and what may not be touched."""
    todo: list[Letter] = []
    blocked: list[tuple[Letter, Problem]] = []
    for letter in letters:
        if letter.state == "approved":
            todo.append(letter)
        elif letter.state == "withdrawn":
            blocked.append((letter, _withdrawn(letter)))
        elif letter.state == "rendered":
            problem = _touched(letter, folder)
            if problem:
                blocked.append((letter, problem))
            elif not _is_there(letter, folder) or not is_unchanged(letter.source):
                todo.append(letter)
    return todo, blocked


def _withdrawn(letter: Letter) -> Problem:
    return Problem(
        "withdrawn",
        say("letter {id} was withdrawn, or a later proposal took its place", id=letter.id),
        hint=say("approve it in the later proposal, or propose again"),
    )


def _is_there(letter: Letter, folder: Path) -> bool:
    return (folder / (letter.file or "")).is_file()


def _touched(letter: Letter, folder: Path) -> Problem | None:
    """A rendered letter that somebody edited, or that changed after it went to the printer."""
    where = Location(str(folder / (letter.file or "")))
    try:
        edited = (
            _is_there(letter, folder) and sha256_of(folder / (letter.file or "")) != letter.sha256
        )
    except OSError:
        return Problem("letter-unreadable", say("cannot be read"), where)
    if edited:
        message = say("was changed after it was rendered; it is not written over")
        return Problem("letter-changed", message, where, say("put it aside and run again"))
    if letter.job is not None and not is_unchanged(letter.source):
        return Problem(
            "changed-after-print",
            say("the case changed after the letter went into print job {job}", job=letter.job),
            where,
            say("withdraw the letter and propose again, or mark it as sent"),
        )
    return None


def _render(
    ledger: Ledger, todo: Sequence[Letter], folder: Path, day: date, *, crew: Crew, watch: Watch
) -> int:
    pasts = _pasts(ledger.histories(), todo)
    tasks = [Task(x, pasts[x.creditor, x.case_id], folder) for x in todo]
    run = {letter.id: letter.run for letter in todo}
    watch.begin("render", len(tasks))
    count = 0
    for outcomes in shared_out(tasks, render, crew):
        done: dict[str, dict[str, Any]] = {}
        for outcome in outcomes:
            if not isinstance(outcome, Done):
                letter_id = outcome.item.letter.id
                died = Problem("worker-lost", say("the worker died: {why}", why=outcome.reason))
                ledger.failed(run[letter_id], letter_id, [died])
                watch.note("failed", letter=letter_id, reason=outcome.reason)
            elif outcome.result.problems:
                found = outcome.result.problems
                ledger.failed(run[outcome.result.letter], outcome.result.letter, found)
                told = "; ".join(str(problem) for problem in found)
                watch.note("failed", letter=outcome.result.letter, reason=told)
            else:
                done[outcome.result.letter] = _changes(outcome.result)
        ledger.rendered(done, day)
        count += len(done)
        watch.advance(len(outcomes))
    return count


def _pasts(histories: Histories, todo: Iterable[Letter]) -> dict[tuple[str, str], History]:
    """What is known of the debtors of each case, by creditor and case: joint debtors share it."""
    debtors: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for key, history in histories.items():
        for x in history.letters:
            debtors.setdefault((x.creditor, x.case_id), set()).add(key)
    cases = dict.fromkeys((x.creditor, x.case_id) for x in todo)
    return {case: _past(joint_history(debtors[case], histories)) for case in cases}


def _past(history: History) -> History:
    """What is worth sending to a worker: letters that went out, and payments."""
    sent = tuple(x for x in history.letters if x.posted is not None)
    return History(letters=sent, payments=history.payments)


def _changes(rendered: Rendered) -> dict[str, Any]:
    return {
        "file": rendered.file,
        "sha256": rendered.sha256,
        "pages": rendered.pages,
        "source": rendered.source,
        "recipient": rendered.recipient,
    }


# --- the print job ---


def _ready(ledger: Ledger, run: str, wanted: frozenset[str], by: Way) -> dict[bool, list[Letter]]:
    """The rendered letters that are in no job yet: those on paper, and those by e-mail."""
    ready: dict[bool, list[Letter]] = {False: [], True: []}
    for x in ledger.letters(run):
        if x.id in wanted and x.state == "rendered" and x.job is None:
            ready[by == "email" or (by == "proposed" and x.channel == "email")].append(x)
    return ready


def _job(
    ledger: Ledger,
    folder: Path,
    letters: list[Letter],
    day: date,
    *,
    by_mail: bool,
    options: RunOptions,
    crew: Crew,
    watch: Watch,
) -> Path | None:
    """Put letters into a print job, or into a folder of messages; None if none can go."""
    job = ledger.next_job(folder.name)
    target = folder / (f"email-{job}" if by_mail else f"print-{job}")
    with whole_folder(target) as unfinished:
        if by_mail:
            letters = _mailed(ledger, letters, folder, unfinished)
        else:
            letters = _addressed(ledger, letters, folder)
        parts = parts_of(job, letters, folder, unfinished, options.print)
        first_pages = {} if by_mail else _made(parts, crew, watch)
        placed = [x for part in parts for x in part.letters]
        if placed:
            write_lists(placed, unfinished)
            write_manifest(unfinished, placed, first_pages, run=folder.name, job=job, day=day)
    if not placed:
        return None
    if options.zip:
        target = packed(target)
    ledger.printed(job, {x.id: x.part or 1 for x in placed}, day, by_mail=by_mail)
    watch.note("printed", job=target.name, letters=len(placed), parts=len(parts))
    return target


def _mailed(ledger: Ledger, letters: Iterable[Letter], folder: Path, target: Path) -> list[Letter]:
    """Write the messages; letters without an address stay for a print job."""
    written, refused = write_mails(letters, folder, target)
    for letter_id, problems in refused.items():
        ledger.failed(folder.name, letter_id, problems)
    return written


def _addressed(ledger: Ledger, letters: Iterable[Letter], folder: Path) -> list[Letter]:
    """What the post can bring; a letter meant for e-mail may have no address on paper."""
    ready: list[Letter] = []
    for x in letters:
        if x.recipient.is_addressed or x.channel not in POSTAL | {"email"}:
            ready.append(x)
        else:
            ledger.failed(folder.name, x.id, [no_address(x.recipient, Location(x.source.path))])
    return ready


def _made(parts: Sequence[Part], crew: Crew, watch: Watch) -> dict[str, int]:
    watch.begin("print", len(parts))
    first_pages: dict[str, int] = {}
    problems: list[Problem] = []
    for outcomes in shared_out(parts, make_parts, crew, chunk=1):
        for outcome in outcomes:
            if not isinstance(outcome, Done):
                problems.append(
                    Problem(
                        "part-lost", say("a print file's worker died: {why}", why=outcome.reason)
                    )
                )
            elif outcome.result.problem:
                problems.append(outcome.result.problem)
            else:
                first_pages |= outcome.result.first_pages
        watch.advance(len(outcomes))
    if problems:
        raise OutputError(*problems)
    return first_pages


def reprint(folder: Path, numbers: Iterable[int], day: date, options: PrintOptions) -> bytes:
    """Return letters of a run once more as one PDF, by their numbers; nothing is marked.

    Raises:
        UsageError: a number is not in the run.
        OutputError: a letter's file is missing or was changed.
    """
    folder = folder.resolve()
    with Ledger(folder.parent, writing=True) as ledger:
        letters = select(ledger.letters(run_in(ledger, folder)), numbers, folder)
        content, _ = joined(letters, folder, options)
        for letter in letters:
            ledger.note(letter.id, day, "reprinted")
    return content


def select(letters: Iterable[Letter], numbers: Iterable[int], folder: Path) -> list[Letter]:
    """Return the letters with these numbers.

    Raises:
        UsageError: a number is not in the run.
    """
    by_number = {x.number: x for x in letters if x.number is not None}
    wanted = list(numbers)
    missing = [str(n) for n in wanted if n not in by_number]
    if missing:
        message = say("has no letter number {numbers}", numbers=", ".join(missing))
        raise UsageError(Problem("no-such-number", message, Location(str(folder))))
    return [by_number[n] for n in wanted]


def by_state(letters: Iterable[Letter]) -> dict[tuple[str, str], int]:
    """Count letters per paper (with its level) and state."""
    return dict(
        sorted(Counter((f"{x.paper} {x.level or ''}".strip(), x.state) for x in letters).items())
    )
