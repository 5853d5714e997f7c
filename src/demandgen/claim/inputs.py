"""Which facts of a case does the engine read?

`inputs_of` leaves everything else behind, so that a claim can be embedded in a letter and computed
again from its own inputs, without names, addresses or files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from demandgen.casefile.model import (
    Case,
    CorrespondenceEvent,
    Debtor,
    Hold,
    InstalmentPlan,
    Invoice,
)
from demandgen.claim.model import ClaimInputs, ContractFacts, LimitationFact
from demandgen.problems import CaseFileError, say

NOTICES = frozenset({"formal-notice", "default-notice", "final-notice"})


def inputs_of(case: Case, as_of: date) -> ClaimInputs:
    """Read what the engine needs of a case, up to a day.

    Raises:
        CaseFileError: the debtors are of different kinds and no regime is stated.
    """
    debtor = _main_debtor(case)
    plan = _plan_in_force(case, as_of)
    return ClaimInputs(
        case=case.id,
        law=case.law,
        creditor_kind=case.creditor.kind,
        creditor_country=_country(case.creditor.address, case.law),
        debtor_kind=debtor.kind,
        debtor_country=_country(debtor.address, case.law),
        assigned=case.assignment is not None,
        contract=_contract(case),
        invoices=tuple(map(_figures, case.invoices)),
        credit_notes=tuple(
            n.model_copy(update={"file": None}) for n in case.credit_notes if n.date <= as_of
        ),
        payments=tuple(p for p in case.payments if p.date <= as_of),
        interest=case.interest,
        events=tuple(_events(case, as_of)),
        plan=plan.model_copy(update={"securities": (), "concessions": ()}) if plan else None,
        plan_notice=_plan_notice(case, as_of),
        settings=case.effective_settings,
        on_hold=() if plan else tuple(i.number for i in case.invoices if is_held(i.hold, as_of)),
    )


def is_held(hold: Hold | None, day: date) -> bool:
    """Nothing is to be sent on a day, both ends of the hold included."""
    return hold is not None and hold.since <= day and (hold.until is None or day <= hold.until)


def _plan_in_force(case: Case, as_of: date) -> InstalmentPlan | None:
    plan = case.instalment_plan
    signed = plan is not None and plan.status == "signed" and plan.signed
    return plan if signed and signed <= as_of else None


def _main_debtor(case: Case) -> Debtor:
    """The debtor whose kind decides; a guarantor owes what the debtor owes."""
    main = [d for d in case.debtors if d.liability != "guarantor"] or list(case.debtors)
    if len({d.kind for d in main}) > 1 and case.interest.regime is None:
        raise CaseFileError.of(
            "debtor-kinds-differ",
            say("debtors of different kinds: the facts do not decide the regime of interest"),
            where=case.where("debtors"),
            hint=say("state interest.regime"),
        )
    return main[0]


def _country(address: object, law: str) -> str:
    return (getattr(address, "country", None) or law).upper()


def _contract(case: Case) -> ContractFacts | None:
    if case.contract is None:
        return None
    return ContractFacts(
        signed=case.contract.signed,
        kind=case.contract.kind,
        payment_days=case.contract.payment_days,
        procurement_began=case.contract.procurement_began,
    )


def _figures(invoice: Invoice) -> Invoice:
    """The invoice without what is only for people."""
    blank = {"file": None, "ksef": None, "spv": None, "hold": None}
    for name in ("performed", "received"):
        proof = getattr(invoice, name)
        if proof:
            blank[name] = proof.model_copy(update={"file": None})
    return invoice.model_copy(update=blank)


def _events(case: Case, as_of: date) -> Iterator[LimitationFact]:
    """What may interrupt limitation; payments are added where the engine imputes them."""
    for event in case.correspondence:
        kind = _interrupts(event)
        day = event.delivered if kind == "notice" else event.date
        if kind and day and day <= as_of:
            proof = event.delivery_proof if kind == "notice" else event.file
            yield LimitationFact(date=day, kind=kind, invoices=event.invoices, proof=proof)
    plan = _plan_in_force(case, as_of)
    if plan and plan.signed:
        yield LimitationFact(date=plan.signed, kind="acknowledgement", proof=plan.file)


def _interrupts(event: CorrespondenceEvent) -> str | None:
    if event.acknowledges_debt or (
        event.direction == "received" and event.paper == "debt-acknowledgement"
    ):
        return "acknowledgement"
    if event.direction == "received" and event.asks_for_time:
        return "request-for-time"
    if event.direction == "sent" and event.paper in NOTICES and event.delivered:
        return "notice"
    return None


def _plan_notice(case: Case, as_of: date) -> date | None:
    """The day the debtor received the declaration that the balance is due."""
    days = [
        e.delivered
        for e in case.correspondence
        if e.paper == "plan-default-notice" and e.delivered and e.delivered <= as_of
    ]
    return min(days, default=None)
