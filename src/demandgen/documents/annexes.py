"""Which documents of the file go with a notice?

One list for the letter, which names what is attached, and for the sender's cover sheet, which
also tells what the file does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from demandgen.casefile.model import (
    Assignment,
    Case,
    Contract,
    CreditNote,
    Debtor,
    Exhibit,
    InstalmentPlan,
    Invoice,
    Mandate,
)
from demandgen.claim.model import Claim

What = Literal[
    "mandate",
    "contract",
    "assignment",
    "plan",
    "invoice",
    "credit-note",
    "performance",
    "invoice-receipt",
    "guarantee",
]
GUARANTEE: Final = ("poręcz", "fideius", "garan", "guarant")
"""How the title of an exhibit begins to name a guarantee."""


@dataclass(frozen=True)
class Annex:
    """A document that goes with a notice: the fact that tells of it, and its file if there is one.

    A power of attorney has no `fact` where the case has counsel or an agent but states none.
    """

    what: What
    fact: Mandate | Contract | Assignment | InstalmentPlan | Invoice | CreditNote | Exhibit | None
    file: str | None

    @property
    def is_named(self) -> bool:
        """A letter names what the file holds, and the power that the letter itself rests on."""
        return self.file is not None or (self.what == "mandate" and self.fact is not None)


def annexes_of(case: Case, claim: Claim, debtor: Debtor) -> tuple[Annex, ...]:
    """List what goes with a notice to a debtor, with a file or without.

    Under a plan in force the agreement stands for the invoices it settled.
    """
    return (
        *_powers(case),
        *_agreements(case, claim),
        *_invoices(case, claim),
        *(_guarantees(case) if debtor.liability == "guarantor" else ()),
    )


def _powers(case: Case) -> Iterator[Annex]:
    if case.counsel or case.agent:
        power = case.counsel.power_of_attorney if case.counsel else None
        mandate = power or (case.agent.mandate if case.agent else None)
        yield Annex("mandate", mandate, mandate.file if mandate else None)


def _agreements(case: Case, claim: Claim) -> Iterator[Annex]:
    if case.contract:
        yield Annex("contract", case.contract, case.contract.file)
    if case.assignment:
        yield Annex("assignment", case.assignment, case.assignment.file)
    if claim.plan and case.instalment_plan:
        yield Annex("plan", case.instalment_plan, case.instalment_plan.file)


def _invoices(case: Case, claim: Claim) -> Iterator[Annex]:
    claimed = {} if claim.plan else {item.number: item for item in claim.due_items}
    for invoice in case.invoices:
        if invoice.number in claimed:
            yield Annex("invoice", invoice, invoice.file)
            credited = {note.number for note in claimed[invoice.number].credit_notes}
            for note in case.credit_notes:
                if note.number in credited:
                    yield Annex("credit-note", note, note.file)
            yield from _proofs(invoice)


def _proofs(invoice: Invoice) -> Iterator[Annex]:
    if invoice.performed and invoice.performed.file:
        yield Annex("performance", invoice, invoice.performed.file)
    if invoice.received and invoice.received.file:
        yield Annex("invoice-receipt", invoice, invoice.received.file)


def _guarantees(case: Case) -> Iterator[Annex]:
    for exhibit in case.evidence:
        if any(stem in exhibit.title.casefold() for stem in GUARANTEE):
            yield Annex("guarantee", exhibit, exhibit.file)
