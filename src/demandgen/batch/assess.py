"""What should be sent in this case today, or why nothing?

Runs in a worker: it reads one case, adds what the ledger remembers, computes the claim and asks
for the next step. It decides nothing about other cases and touches no ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from demandgen.batch.attempts import numbered
from demandgen.batch.history import debtor_keys, history_for, with_history
from demandgen.batch.identity import CaseItems, LetterKey
from demandgen.batch.letters import (
    POSTAL,
    History,
    Letter,
    Recipient,
    Source,
    no_address,
    owed_in,
    sender_of,
)
from demandgen.batch.steps import Nothing, Step, Wish, step_for
from demandgen.casefile.model import Case, Country
from demandgen.casefile.reading import load_case
from demandgen.casefile.sources import Sources
from demandgen.claim.engine import claim_on, law_of
from demandgen.claim.model import Claim
from demandgen.claim.totals import asking_for
from demandgen.documents.papers import requests_for
from demandgen.law.parameters import law_for
from demandgen.problems import DemandgenError, Location, Problem, say


@dataclass(frozen=True)
class Question:
    """One case to assess: where it is, what the ledger knows of it, what is wished."""

    source: Source
    history: History
    on: date
    wish: Wish
    where: Location | None = None
    """Where a table names the debtor; a case file says it itself."""


@dataclass(frozen=True)
class Assessed:
    """What became of a question: letters to propose, or why none, or what is wrong.

    `keys` are creditor and debtor as the ledger names them, `items` what letters can be about.
    """

    question: Question
    case_id: str = ""
    law: Country = "ro"
    debtor: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    items: CaseItems = field(default_factory=CaseItems)
    letters: tuple[Letter, ...] = ()
    left_out: Nothing | None = None
    problems: tuple[Problem, ...] = ()


def assess(questions: tuple[Question, ...]) -> list[Assessed]:
    """Answer for each question; nothing that is wrong with one case stops the others."""
    return [_assessed(question) for question in questions]


def prepare() -> None:
    """Read once what every case needs: the law's tables."""
    law_for("ro")
    law_for("pl")


def _assessed(question: Question) -> Assessed:
    try:
        case, source = read_source(question.source, question.on)
    except DemandgenError as error:
        return Assessed(question, problems=error.problems)
    except MemoryError:
        return Assessed(question, problems=(out_of_memory(),))
    about = Assessed(
        question,
        case.id,
        case.law,
        "; ".join(debtor.name for debtor in case.debtors),
        tuple(debtor_keys(case)),
        CaseItems.of(case),
    )
    try:
        return _decided(about, case, source)
    except DemandgenError as error:
        return _with(about, problems=error.problems)
    except MemoryError:
        return _with(about, problems=(out_of_memory(),))


def _with(
    about: Assessed,
    *,
    letters: tuple[Letter, ...] = (),
    left_out: Nothing | None = None,
    problems: tuple[Problem, ...] = (),
) -> Assessed:
    return Assessed(
        about.question,
        about.case_id,
        about.law,
        about.debtor,
        about.keys,
        about.items,
        letters,
        left_out,
        problems,
    )


def _decided(about: Assessed, case: Case, source: Source) -> Assessed:
    question = about.question
    case, contradictions = with_history(case, history_for(case, question.history), question.on)
    if contradictions:
        return _with(about, problems=contradictions)
    claim = claim_on(case, question.on, law_of(case))
    step = step_for(case, claim, question.wish)
    if isinstance(step, Nothing):
        return _with(about, left_out=step)
    letters = tuple(
        _letter(case, claim, source, step, debtor=request.debtor, known=question.history)
        for request in requests_for(case, step.paper)
    )
    unaddressed = tuple(
        no_address(x.recipient, question.where or case.where(f"debtors[{x.addressee}]"))
        for x in letters
        if x.channel in POSTAL and not x.recipient.is_addressed
    )
    if unaddressed:
        return _with(about, problems=unaddressed)
    return _with(about, letters=letters)


def _letter(
    case: Case, claim: Claim, source: Source, step: Step, *, debtor: int, known: History
) -> Letter:
    creditor, owing = debtor_keys(case)[debtor]
    names = CaseItems.of(case).named(step.invoices, instalments=claim.plan is not None)
    level = step.level if step.paper == "reminder" else 0
    key = LetterKey(creditor, owing, step.paper, level, names)
    key = numbered(key, case, claim, step.invoices, known)
    claim = asking_for(claim, set(step.invoices))
    return Letter(
        id=key.id,
        run="",
        case_id=case.id,
        law=case.law,
        creditor=creditor,
        debtor=owing,
        addressee=debtor,
        paper=step.paper,
        level=level,
        invoices=names,
        as_of=claim.as_of,
        channel=step.channel,
        term_days=step.term_days,
        term_date=step.term_date,
        days_late=max((item.days_late for item in claim.due_items), default=0),
        why=step.why,
        owed=owed_in(claim, step.paper),
        sender=sender_of(case),
        recipient=Recipient.of(case.debtors[debtor]),
        source=source,
    )


def read_source(source: Source, on: date) -> tuple[Case, Source]:
    """Read a case from where it is; the source comes back with its files and their digest.

    Raises:
        CaseFileError: the case file is wrong.
    """
    if source.snapshot is not None:
        case = Case.model_validate_json(source.snapshot)
        return case.placed(Sources({"": Location(source.path)}), source.folder), source
    path = Path(source.path)
    case = load_case(path, on=on)
    files = case.files
    return case, source.model_copy(update={"files": files, "digest": digest_of(files)})


def digest_of(files: Iterable[str]) -> str:
    """Return one fingerprint of all files a case was read from.

    Empty where one of them cannot be read any more.
    """
    content = sha256()
    for name in files:
        try:
            content.update(sha256(Path(name).read_bytes()).digest())
        except OSError:
            return ""
    return content.hexdigest()


def snapshot_of(case: Case) -> Source:
    """Return a table's case as a source of its own: the facts as they were proposed."""
    text = case.model_dump_json(by_alias=True, exclude_none=True)
    place = case.where("creditor").file or str(case.folder / "firm.yaml")
    return Source(path=place, snapshot=text, digest=sha256(text.encode()).hexdigest())


def out_of_memory() -> Problem:
    """Say that a worker had no memory left for a case."""
    return Problem("out-of-memory", say("there was not enough memory for this case"))
