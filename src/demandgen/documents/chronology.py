"""What happened in a case, in what order, and how is each event proven?

Rows are facts of the case, each with the files that prove it; what a row is called and how its
cells read stands in the wording of each country.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from demandgen.casefile.model import (
    Assignment,
    Case,
    Contract,
    CorrespondenceEvent,
    CreditNote,
    Exhibit,
    InstalmentPlan,
    Invoice,
    Mandate,
    Payment,
)
from demandgen.claim.model import Claim, ClaimItem

Kind = Literal[
    "contract",
    "performed",
    "issued",
    "invoice-received",
    "credit-note",
    "due",
    "disputed",
    "assigned",
    "assignment-notified",
    "payment",
    "sent",
    "received",
    "delivered",
    "returned",
    "plan-signed",
    "instalment-due",
    "plan-accelerated",
    "mandate",
    "exhibit",
]
_ORDER: Final = {
    kind: place
    for place, kind in enumerate(
        (
            "contract",
            "performed",
            "issued",
            "invoice-received",
            "credit-note",
            "exhibit",
            "assigned",
            "mandate",
            "payment",
            "received",
            "sent",
            "delivered",
            "returned",
            "assignment-notified",
            "plan-signed",
            "disputed",
            "due",
            "instalment-due",
            "plan-accelerated",
        )
    )
}
"""Of one day: facts before letters, letters before the terms that end with the day."""


class Evidence(NamedTuple):
    """A file of the case and what it is to its row: the document itself, or proof of an act."""

    what: Literal["document", "posting", "delivery", "statement"]
    file: str


Subject = (
    Contract
    | Invoice
    | CreditNote
    | Payment
    | CorrespondenceEvent
    | InstalmentPlan
    | Assignment
    | Mandate
    | Exhibit
    | ClaimItem
)


@dataclass(frozen=True)
class Row:
    """An event of a case: its day, what kind of event, the fact itself, and its proofs."""

    date: date
    kind: Kind
    fact: Subject
    proofs: tuple[Evidence, ...] = ()

    @property
    def is_proven(self) -> bool:
        """A file of the case proves it; days that end by themselves need none."""
        return bool(self.proofs) or self.kind in {"due", "instalment-due", "plan-accelerated"}


def chronology_of(case: Case, claim: Claim) -> tuple[Row, ...]:
    """List what happened up to the day of the claim, the oldest first."""
    rows = [row for row in _rows(case, claim) if row.date <= claim.as_of]
    return tuple(sorted(rows, key=lambda row: (row.date, _ORDER[row.kind])))


def _rows(case: Case, claim: Claim) -> Iterator[Row]:
    if case.contract and case.contract.signed:
        yield Row(case.contract.signed, "contract", case.contract, _document(case.contract.file))
    yield from _assignment(case)
    for invoice in case.invoices:
        yield from _invoice(invoice, case.correspondence)
    for item in claim.invoices:
        yield Row(item.effective_due, "due", item)
    for note in case.credit_notes:
        yield Row(note.date, "credit-note", note, _document(note.file))
    for payment in case.payments:
        yield Row(payment.date, "payment", payment, _proofs(("statement", payment.file)))
    for event in case.correspondence:
        yield from _event(event)
    yield from _plan(case, claim)
    yield from _mandates(case)
    for exhibit in case.evidence:
        if exhibit.date:
            yield Row(exhibit.date, "exhibit", exhibit, _document(exhibit.file))


def _proofs(
    *found: tuple[Literal["document", "posting", "delivery", "statement"], str | None],
) -> tuple[Evidence, ...]:
    return tuple(Evidence(what, file) for what, file in found if file)


def _document(file: str | None) -> tuple[Evidence, ...]:
    return _proofs(("document", file))


def _assignment(case: Case) -> Iterator[Row]:
    assignment = case.assignment
    if assignment is None:
        return
    yield Row(assignment.date, "assigned", assignment, _document(assignment.file))
    if assignment.notified:
        told = [e for e in case.correspondence if _tells_of(e, assignment.notified)]
        proofs = [proof for e in told for proof in _proof_of_notice(e, assignment.notified)]
        yield Row(assignment.notified, "assignment-notified", assignment, tuple(proofs))


def _proof_of_notice(event: CorrespondenceEvent, notified: date) -> tuple[Evidence, ...]:
    """The receipt proves when the debtor was told; the letter only that he was written to."""
    received = event.delivered == notified and event.delivery_proof
    return _proofs(("delivery", event.delivery_proof)) if received else _document(event.file)


def _tells_of(event: CorrespondenceEvent, notified: date) -> bool:
    """A letter that is none of our papers, of the day on which the debtor was told."""
    own = event.direction == "sent" and event.paper is None
    return own and notified in {event.date, event.delivered}


def _invoice(invoice: Invoice, letters: Sequence[CorrespondenceEvent]) -> Iterator[Row]:
    yield Row(invoice.issued, "issued", invoice, _document(invoice.file))
    if invoice.performed:
        proof = _document(invoice.performed.file)
        yield Row(invoice.performed.date, "performed", invoice, proof)
    if invoice.received:
        proof = _proofs(("delivery", invoice.received.file))
        yield Row(invoice.received.date, "invoice-received", invoice, proof)
    if invoice.disputed:
        since = invoice.disputed.since
        told = [e for e in letters if e.direction == "received" and e.date == since and e.file]
        proofs = tuple(Evidence("document", str(e.file)) for e in told)
        yield Row(since, "disputed", invoice, proofs)


def _event(event: CorrespondenceEvent) -> Iterator[Row]:
    """A letter is sent, then delivered or returned; what was received is one row."""
    letter = _proofs(("document", event.file), ("posting", event.posted_proof))
    yield Row(event.date, event.direction, event, letter)
    proof = _proofs(("delivery", event.delivery_proof))
    if event.direction == "sent" and event.delivered:
        yield Row(event.delivered, "delivered", event, proof)
    elif event.direction == "sent" and event.returned:
        yield Row(event.returned, "returned", event, proof)


def _plan(case: Case, claim: Claim) -> Iterator[Row]:
    plan = case.instalment_plan
    if plan is None or plan.signed is None or plan.status != "signed":
        return
    yield Row(plan.signed, "plan-signed", plan, _document(plan.file))
    accelerated = claim.plan.accelerated_on if claim.plan else None
    for item in claim.instalments:
        if accelerated is None or item.due < accelerated:
            yield Row(item.effective_due, "instalment-due", item)
    if accelerated:
        yield Row(accelerated, "plan-accelerated", plan)


def _mandates(case: Case) -> Iterator[Row]:
    counsel = case.counsel.power_of_attorney if case.counsel else None
    agent = case.agent.mandate if case.agent else None
    for mandate in (counsel, agent):
        if mandate:
            yield Row(mandate.signed, "mandate", mandate, _document(mandate.file))
