"""What does whoever takes a case over need to know: what is proven, what is missing?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from demandgen.casefile.model import Case, CorrespondenceEvent, Invoice, Payment
from demandgen.claim.model import Claim

Gap = Literal[
    "contract",
    "invoice",
    "performance",
    "invoice-receipt",
    "letter",
    "posting",
    "delivery",
    "mandate",
    "plan",
    "payment",
    "assignment",
]


@dataclass(frozen=True)
class Missing:
    """Something a court or an agency will ask for and the file does not hold.

    `number` names the invoice, `event` the letter, `payment` the payment.
    """

    what: Gap
    number: str | None = None
    event: CorrespondenceEvent | None = None
    payment: Payment | None = None


def missing_of(case: Case, claim: Claim) -> tuple[Missing, ...]:
    """List what the case does not prove by a file."""
    return (
        *_contract(case),
        *(gap for invoice in case.invoices for gap in _invoice(invoice)),
        *(Missing("payment", payment=p) for p in case.payments if not p.file),
        *(gap for event in case.correspondence if event.date <= claim.as_of for gap in _of(event)),
        *_powers(case),
    )


def _contract(case: Case) -> Iterator[Missing]:
    if case.contract is None or case.contract.file is None:
        yield Missing("contract")
    if case.assignment and case.assignment.file is None:
        yield Missing("assignment")
    plan = case.instalment_plan
    if plan and plan.status == "signed" and plan.file is None:
        yield Missing("plan")


def _invoice(invoice: Invoice) -> Iterator[Missing]:
    if invoice.file is None:
        yield Missing("invoice", invoice.number)
    if invoice.performed is None or invoice.performed.file is None:
        yield Missing("performance", invoice.number)
    if invoice.received is None or invoice.received.file is None:
        yield Missing("invoice-receipt", invoice.number)


def _of(event: CorrespondenceEvent) -> Iterator[Missing]:
    """A letter of ours needs its copy, and on paper the proof of posting and of delivery."""
    spoken = event.channel in {"phone", "meeting"}
    if event.file is None and not spoken:
        yield Missing("letter", event=event)
    if event.direction == "sent" and event.channel.startswith("registered"):
        if event.posted_proof is None:
            yield Missing("posting", event=event)
        if event.delivery_proof is None:
            yield Missing("delivery", event=event)


def _powers(case: Case) -> Iterator[Missing]:
    counsel = case.counsel and case.counsel.power_of_attorney
    agent = case.agent and case.agent.mandate
    if (case.counsel and not (counsel and counsel.file)) or (
        case.agent and not (agent and agent.file)
    ):
        yield Missing("mandate")
