"""How does an approved letter become a file, exactly as it was approved?

Runs in a worker. What one letter needs is prepared once per process: wordings, styles, fonts.
"""

from __future__ import annotations

import io
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import pikepdf

from demandgen.batch.assess import digest_of, out_of_memory, read_source
from demandgen.batch.files import safe_name, write_whole
from demandgen.batch.history import history_for, with_history
from demandgen.batch.identity import CaseItems
from demandgen.batch.letters import History, Letter, Owed, Recipient, Source, owed_in
from demandgen.casefile.model import Case, PaperId
from demandgen.claim.engine import claim_on, law_of
from demandgen.claim.model import Claim
from demandgen.claim.totals import asking_for
from demandgen.documents.firm_folder import own_templates
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press
from demandgen.money import ZERO, sums
from demandgen.problems import CaseFileError, DemandgenError, Message, Problem, say

CHANGED = "changed-since-approval"
"""The code of the refusal after which a letter that was never rendered may be proposed anew."""
_ONE_AT_A_TIME = threading.Lock()
"""A cluster's worker may have several threads; the printer's libraries are not made for that."""


@dataclass(frozen=True)
class Task:
    """A letter to render, what the ledger knows of its case, and where it goes."""

    letter: Letter
    history: History
    run_folder: Path


@dataclass(frozen=True)
class Rendered:
    """What became of a task: the file with its hash and pages, or what is wrong."""

    letter: str
    file: str = ""
    sha256: str = ""
    pages: int = 0
    source: Source | None = None
    recipient: Recipient | None = None
    problems: tuple[Problem, ...] = ()


def render(tasks: tuple[Task, ...]) -> list[Rendered]:
    """Render each task; nothing that is wrong with one letter stops the others."""
    with _ONE_AT_A_TIME:
        return [_rendered(task) for task in tasks]


_WARM_UP_DAY = date(2025, 3, 31)
_PAPERS: tuple[PaperId, ...] = ("reminder", "formal-notice")


@cache
def prepare() -> None:
    """Do once what every letter needs, by making one of each kind and throwing it away.

    Forked workers inherit what this leaves behind: wordings, styles, fonts, the law's tables. A
    whole run thus uses the wordings as they were when it began.
    """
    from demandgen.documents.pdf import working_paper_pdf

    working_paper_pdf("<!DOCTYPE html><title>-</title><p>ąćęłńóśźż ăâîșț <b>1</b> <i>2</i>", "")
    for law, currency in (("ro", "RON"), ("pl", "PLN")):
        case = _invented(law, currency)
        claim = claim_on(case, _WARM_UP_DAY)
        for paper in _PAPERS:
            # A wording that is wrong is told by the letters that need it.
            with suppress(DemandgenError):
                _press(None).pdf(_press(None).letter(case, claim, PaperRequest(paper)))


def _invented(law: str, currency: str) -> Case:
    address = {"street": "Lungă 1", "city": "Łódź", "postal_code": "1"}
    party = {"name": "Ștefan Żółw", "kind": "business", "address": address}
    account = {"iban": "-", "bank": "-", "currency": currency}
    invoice = {"number": "1", "issued": "2025-01-15", "due": "2025-02-14", "amount": "100.00"}
    return Case.model_validate(
        {
            "case": "-",
            "law": law,
            "creditor": {**party, "bank_accounts": [account]},
            "debtor": party,
            "invoices": [{**invoice, "currency": currency}],
            "interest": {"kind": "statutory"},
        }
    )


def _rendered(task: Task) -> Rendered:
    try:
        return _written(task)
    except DemandgenError as error:
        return Rendered(task.letter.id, problems=error.problems)
    except MemoryError:
        return Rendered(task.letter.id, problems=(out_of_memory(),))


def _written(task: Task) -> Rendered:
    letter = task.letter
    case, source = read_source(letter.source, letter.as_of)
    case, contradictions = with_history(case, history_for(case, task.history), letter.as_of)
    if contradictions:
        raise CaseFileError(*contradictions)
    numbers = CaseItems.of(case).numbers(letter.invoices)
    claim = asking_for(claim_on(case, letter.as_of, law_of(case)), numbers)
    _as_approved(task, case, claim)
    press = _press(own_templates(case))
    paper = PaperRequest(letter.paper, letter.level or 1, letter.addressee)
    content = press.pdf(press.letter(case, claim, paper))
    name = file_name(letter)
    write_whole(task.run_folder / name, content)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = len(pdf.pages)
    recipient = Recipient.of(case.debtors[letter.addressee])
    return Rendered(letter.id, name, sha256(content).hexdigest(), pages, source, recipient)


def _as_approved(task: Task, case: Case, claim: Claim) -> None:
    """Refuse to render anything else than what a person read and approved."""
    letter = task.letter
    open_now = [item.number for item in (*claim.due_items, *claim.future_items)]
    names = CaseItems.of(case).named(open_now, instalments=claim.plan is not None)
    same_items = set(names).issuperset(letter.invoices)
    if case.id != letter.case_id or owed_in(claim, letter.paper) != letter.owed or not same_items:
        raise CaseFileError(
            Problem(
                CHANGED,
                say(
                    "the case changed since the letter was approved: {approved}, now {now}",
                    approved=_told(letter.owed),
                    now=_told(owed_in(claim, letter.paper)),
                ),
                case.where(""),
                _way_out(task),
            )
        )


def _way_out(task: Task) -> Message:
    """A letter that was made may lie in an envelope already: only a person can take it back."""
    if task.letter.state == "approved":
        return say("propose again")
    return say(
        "propose again after: demandgen batch sent {run} --only {number} --withdraw {number}",
        run=task.run_folder,
        number=task.letter.number,
    )


def _told(owed: tuple[Owed, ...]) -> str:
    return sums((o.total, o.currency) for o in owed) or f"{ZERO}"


def file_name(letter: Letter) -> str:
    """Return where in the run's folder a letter goes: by number, a thousand to a folder."""
    number = letter.number or 0
    level = f"-{letter.level}" if letter.level else ""
    name = f"{number:05}-{safe_name(letter.case_id)}-{letter.paper}{level}.pdf"
    return f"letters/{number // 1000:03}/{name}"


def is_unchanged(source: Source) -> bool:
    """Tell whether a source's files are still those the letter was rendered from."""
    return source.snapshot is not None or digest_of(source.files) == source.digest


@cache
def _press(templates: Path | None) -> Press:
    return Press(templates)
