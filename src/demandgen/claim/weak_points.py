"""Where can the claim of a case be attacked: proof, time, form, status, power to act?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from demandgen.casefile.model import Invoice
from demandgen.claim.dunning import NOTICES
from demandgen.claim.standing import Standing
from demandgen.claim.suit import missing_mandates
from demandgen.claim.watch import lapsed_notices
from demandgen.law.poland import LATE_PAYMENT_ACT
from demandgen.law.procedure import Reason
from demandgen.law.rates import PEOPLE
from demandgen.problems import Message, Problem, say

Severity = Literal["blocking", "serious", "minor"]

SEVERITIES: Final[dict[str, Severity]] = {
    "agreed-rate-void": "blocking",
    "limitation-passed": "blocking",
    "limitation-close": "serious",
    "law-data-not-confirmed": "serious",
    "law-data-user-supplied": "serious",
    "maximum-rate": "serious",
    "penalty-exceeds-principal": "serious",
    "consumer-rate-disputed": "serious",
    "consumer-default-notice": "serious",
    "credit-note-effect": "serious",
    "interest-time-barred": "serious",
    "overpayment": "serious",
}
"""How bad the warnings of the claim and of the case file are; those not named are minor."""


@dataclass(frozen=True)
class WeakPoint:
    """A finding with its severity and legal source."""

    problem: Problem
    severity: Severity
    source: str = ""


def weak_points(standing: Standing) -> Iterator[WeakPoint]:
    """Yield the weak points that lie in the facts, not in the figures."""
    for look in _LOOKS:
        yield from look(standing)


def _point(
    standing: Standing,
    code: str,
    severity: Severity,
    message: Message,
    field: str,
    *,
    source: str = "",
) -> WeakPoint:
    where = standing.case.where(field) if field else None
    return WeakPoint(Problem(code, message, where), severity, source)


def _by_law(standing: Standing, ro: str, pl: str) -> str:
    return ro if standing.case.law == "ro" else pl


def _in_trade(standing: Standing, ro: str, pl: str) -> str:
    """A source of the law of commerce, which is none against a person."""
    return "" if standing.claim.inputs.debtor_kind in PEOPLE else _by_law(standing, ro, pl)


def _not_due(standing: Standing) -> Iterator[WeakPoint]:
    if not standing.claim.due_items:
        told = say("nothing is due on {day}", day=standing.day)
        source = _by_law(standing, "art. 1014 alin. (1) C. pr. civ.", "art. 120 § 1 i 481 § 1 k.c.")
        yield _point(standing, "not-due", "blocking", told, "invoices", source=source)
    contract = standing.case.contract
    days = contract.payment_days if contract else None
    for index, invoice in enumerate(standing.case.invoices):
        if days and invoice.due and invoice.due < invoice.issued + timedelta(days=days):
            what = {"number": invoice.number, "due": invoice.due, "days": days}
            told = say("{number}: due on {due}, but the contract gives {days} days", **what)
            field = f"invoices[{index}].due"
            yield _point(standing, "due-too-early", "serious", told, field)


def _proof(standing: Standing) -> Iterator[WeakPoint]:
    """What the court will ask to see, invoice by invoice."""
    settled = {i.number for i in standing.claim.invoices if not i.is_open}
    for index, invoice in enumerate(standing.case.invoices):
        if invoice.number in settled:
            continue
        yield from _invoice_proof(standing, f"invoices[{index}]", invoice)
    contract = standing.case.contract
    if contract is None or contract.file is None:
        told = say("no signed contract is in the file")
        of_trade = _in_trade(standing, "", "art. 485 § 2¹ k.p.c.")
        source = _by_law(standing, "art. 1014 alin. (1) C. pr. civ.", of_trade)
        yield _point(standing, "no-contract", "serious", told, "contract", source=source)
    plan = standing.case.instalment_plan
    if plan and plan.status == "signed" and plan.file is None:
        told = say("the signed instalment agreement is not in the file")
        yield _point(standing, "no-agreement", "serious", told, "instalment_plan")


def _invoice_proof(standing: Standing, field: str, invoice: Invoice) -> Iterator[WeakPoint]:
    number = invoice.number
    if invoice.file is None:
        told = say("{number}: the invoice itself is not in the file", number=number)
        yield _point(standing, "no-invoice", "serious", told, field)
    if invoice.performed is None or invoice.performed.file is None:
        told = say("{number}: delivery of the goods or services is not proven", number=number)
        source = _in_trade(
            standing, "art. 3 alin. (1) din Legea nr. 72/2013", f"art. 7 ust. 1 {LATE_PAYMENT_ACT}"
        )
        yield _point(standing, "performance-not-proven", "serious", told, field, source=source)
    if invoice.received is None or invoice.received.file is None:
        told = say("{number}: the debtor's receipt of the invoice is not proven", number=number)
        ro = "art. 3 alin. (3) din Legea nr. 72/2013"
        source = _in_trade(standing, ro, "art. 485 § 2¹ k.p.c.")
        severity: Severity = "minor" if invoice.due else "serious"
        yield _point(standing, "receipt-not-proven", severity, told, field, source=source)


def _payments(standing: Standing) -> Iterator[WeakPoint]:
    if len(standing.case.invoices) < 2:
        return
    source = _by_law(standing, "art. 1507-1509 C. civ.", "art. 451 k.c.")
    for index, payment in enumerate(standing.case.payments):
        if payment.invoice is None and payment.date <= standing.day:
            what = {"amount": payment.amount, "currency": payment.currency, "day": payment.date}
            told = say("{amount} {currency} of {day} are assigned to no invoice", **what)
            field = f"payments[{index}]"
            yield _point(standing, "unassigned-payment", "serious", told, field, source=source)


def _letters(standing: Standing) -> Iterator[WeakPoint]:
    """Notices that fail, came too early, or whose arrival is not proven."""
    places = {id(e): f"correspondence[{i}]" for i, e in enumerate(standing.case.correspondence)}
    for letter in standing.letters:
        event, why = letter.event, letter.term.why
        if event.paper not in NOTICES:
            continue
        field, what = (
            places.get(id(event), "correspondence"),
            {"paper": event.paper, "day": event.date},
        )
        if not letter.term.counts:
            told = say("the {paper} of {day}: {why}", why=why.message, **what)
            yield _point(standing, why.code, "serious", told, field, source=why.source)
        elif event.delivered and event.delivery_proof is None:
            told = say("the {paper} of {day}: delivery is stated, not proven", **what)
            yield _point(standing, "delivery-not-proven", "serious", told, field, source=why.source)
        elif event.delivered is None:
            told = say("the {paper} of {day}: no delivery is recorded", **what)
            yield _point(standing, "no-delivery", "serious", told, field, source=why.source)
        if not letter.items:
            told = say("the {paper} of {day} covers nothing that was late then", **what)
            yield _point(standing, "premature-notice", "serious", told, field)
    for lapsed in lapsed_notices(standing):
        yield _reason(standing, lapsed, "serious", "correspondence")
    yield from _no_notice(standing)


def _no_notice(standing: Standing) -> Iterator[WeakPoint]:
    if standing.claim.due_items and not any(x.event.paper in NOTICES for x in standing.letters):
        told = say("no notice was sent")
        ro = "art. 1015 C. pr. civ., art. 1522 alin. (5) C. civ."
        source = _by_law(standing, ro, "art. 101 i art. 187 § 1 pkt 3 k.p.c.")
        yield _point(standing, "no-notice", "serious", told, "correspondence", source=source)


def _reason(standing: Standing, reason: Reason, severity: Severity, field: str) -> WeakPoint:
    return _point(standing, reason.code, severity, reason.message, field, source=reason.source)


def _acknowledgements(standing: Standing) -> Iterator[WeakPoint]:
    for index, event in enumerate(standing.case.correspondence):
        if event.acknowledges_debt and event.file is None and event.date <= standing.day:
            told = say("the acknowledgement of {day} is not proven by any file", day=event.date)
            source = _by_law(standing, "art. 2537-2538 C. civ.", "art. 123 § 1 pkt 2 k.c.")
            field = f"correspondence[{index}]"
            yield _point(
                standing, "acknowledgement-not-proven", "minor", told, field, source=source
            )


def _power_to_act(standing: Standing) -> Iterator[WeakPoint]:
    """Mandate, assignment, arbitration."""
    case = standing.case
    for reason in missing_mandates(case):
        yield _reason(standing, reason, "blocking", "counsel" if case.counsel else "agent")
    assignment = case.assignment
    if assignment and assignment.notified is None:
        told = say("the debtor was not told of the assignment: payment to the old creditor counts")
        source = _by_law(standing, "art. 1578 C. civ.", "art. 512 k.c.")
        yield _point(
            standing, "assignment-not-notified", "blocking", told, "assignment", source=source
        )
    if assignment and assignment.file is None:
        told = say("the assignment is not in the file")
        source = _by_law(standing, "art. 1578 alin. (3)-(5) C. civ.", "art. 511 k.c.")
        yield _point(
            standing, "assignment-not-proven", "serious", told, "assignment", source=source
        )
    if case.contract and case.contract.arbitration:
        told = say("the contract has an arbitration clause")
        source = _by_law(standing, "art. 541 și urm. C. pr. civ.", "art. 1165 § 1 k.p.c.")
        yield _point(
            standing, "arbitration", "blocking", told, "contract.arbitration", source=source
        )


def _status(standing: Standing) -> Iterator[WeakPoint]:
    """Who the debtor is: consumer, sole trader, badly identified."""
    for index, debtor in enumerate(standing.case.debtors):
        field = f"debtors[{index}]"
        if debtor.kind == "consumer":
            told = say(
                "{name} is a consumer: commercial interest and compensation are not due",
                name=debtor.name,
            )
            source = _by_law(
                standing,
                "art. 1 alin. (2) din Legea nr. 72/2013",
                f"art. 2 {LATE_PAYMENT_ACT}; art. 117 § 2¹ k.c.",
            )
            yield _point(standing, "consumer", "serious", told, field, source=source)
        elif standing.case.law == "pl" and debtor.form == "sole-trader":
            told = say(
                "{name} may claim a consumer's protection outside their trade", name=debtor.name
            )
            yield _point(standing, "sole-trader", "minor", told, field, source="art. 385⁵ k.c.")
        if debtor.kind == "business" and not (debtor.tax_id or debtor.registration):
            told = say("{name} has neither a tax nor a register number", name=debtor.name)
            source = _by_law(standing, "art. 1017 C. pr. civ.", "art. 126 § 2 i 505³² § 2 k.p.c.")
            yield _point(standing, "debtor-identifier", "serious", told, field, source=source)
        if debtor.address is None:
            told = say("{name} has no address", name=debtor.name)
            yield _point(standing, "debtor-address", "serious", told, field)


def _figures(standing: Standing) -> Iterator[WeakPoint]:
    """What the figures rest on: disputed sums, agreed penalties, statements and assumptions."""
    case, claim = standing.case, standing.claim
    if case.effective_settings.disputed == "included":
        for item in (i for i in claim.invoices if i.disputed and i.is_open):
            told = say("{number} is disputed and claimed all the same", number=item.number)
            yield _point(standing, "disputed-claimed", "serious", told, "settings")
    if case.interest.kind == "contractual":
        source = _by_law(standing, "art. 1541 C. civ.", "art. 481 § 2¹ k.c.")
        for item in claim.invoices:
            if item.principal >= item.interest_accrued > item.principal / 2:
                told = say("{number}: penalties exceed half of the principal", number=item.number)
                yield _point(
                    standing, "penalty-high", "minor", told, "interest.rate", source=source
                )
        if not case.interest.quote:
            told = say("the penalty clause is not quoted")
            yield _point(standing, "clause-not-quoted", "minor", told, "interest")
    if case.interest.regime:
        told = say(
            "the regime of interest is stated, not derived: {name}", name=case.interest.regime
        )
        yield _point(standing, "regime-stated", "minor", told, "interest.regime")
    for assumption in claim.assumptions:
        told = say("assumed: {text}", text=assumption.text)
        yield _point(standing, assumption.code, "minor", told, "")


_LOOKS: Final[tuple[Callable[[Standing], Iterator[WeakPoint]], ...]] = (
    _not_due,
    _proof,
    _payments,
    _letters,
    _acknowledgements,
    _power_to_act,
    _status,
    _figures,
)
