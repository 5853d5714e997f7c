"""Could this claim go to court now: by which routes, with what, and what is still missing?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demandgen.casefile.model import (
    Case,
    Contract,
    CorrespondenceEvent,
    InstalmentPlan,
    Invoice,
    Mandate,
    Proof,
)
from demandgen.claim.letters import Letter
from demandgen.claim.model import Claim, ClaimItem
from demandgen.law.parameters import Law
from demandgen.law.procedure import Reason, Route, Suit, procedure_for
from demandgen.money import total
from demandgen.problems import Message, say

CURRENCY = {"ro": "RON", "pl": "PLN"}
PRIVATE = frozenset({"consumer", "private"})
NOTICES = frozenset({"default-notice", "formal-notice", "final-notice"})
SPOKEN = frozenset({"phone", "meeting"})

ATTACHED: dict[str, Message] = {
    "fee-proof": say("proof that the court fee was paid"),
    "summons": say("the somație"),
    "summons-proof": say("proof that the debtor received the somație"),
    "notice": say("the demands sent"),
    "notice-proof": say("proof of posting and delivery of the demands"),
    "contract": say("the contract"),
    "invoices": say("the invoices"),
    "performance": say("proof of own performance (delivery note, acceptance protocol)"),
    "invoice-receipt": say("proof that the debtor received the invoices"),
    "computation": say("the computation of interest"),
    "correspondence": say("the correspondence"),
    "mandate": say("the power of attorney"),
    "register-printouts": say("printouts from KRS or CEIDG"),
    "insolvency-check": say("a check that the debtor is not in the insolvency bulletin (BPI)"),
}
"""What goes with a request, by code."""


@dataclass(frozen=True)
class Attachment:
    """Something to attach: what it is, and the files the case has of it."""

    code: str
    what: Message
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class CourtFile:
    """The facts of a case as a suit needs them, about the items that would be claimed."""

    case: Case
    claim: Claim
    items: tuple[ClaimItem, ...]
    letters: tuple[Letter, ...]
    events: tuple[CorrespondenceEvent, ...]

    def routes(self, law: Law) -> tuple[Route, ...]:
        """The routes to court on the day of the claim."""
        return tuple(procedure_for(self.case.law).routes(law, self.suit()))

    def suit(self) -> Suit:
        """What decides the routes. Money in another currency than the law's has no value here."""
        case, claim, settings = self.case, self.claim, self.case.effective_settings
        same = all(i.currency == CURRENCY[case.law] for i in self.items)
        principal = total(i.outstanding for i in self.items)
        interest = total(i.interest_outstanding + i.costs_outstanding for i in self.items)
        if not principal:  # interest claimed alone is what the suit is about
            principal, interest = interest, principal
        return Suit(
            day=claim.as_of,
            principal=principal if same else None,
            interest=interest,
            compensation=total(self._compensation()),
            creditors=1,
            debtors=len(case.debtors),
            debtor_kind=claim.inputs.debtor_kind,
            debtor_country=claim.inputs.debtor_country,
            contract_kind=case.contract.kind if case.contract else None,
            dues=tuple(i.due for i in self.items),
            have=frozenset(self._have()),
            with_accessories=settings.claim_value == "principal-plus-accessories",
            creditors_get_copies=settings.copies != "debtors-plus-1",
            invoices_received=self._last_receipt(),
        )

    def _compensation(self) -> Iterator[Decimal]:
        """Compensation in the law's currency; in Romania its lei value is fixed on payment."""
        for item in self.items:
            fixed = item.compensation
            if fixed and fixed.amount is not None:
                yield item.compensation_outstanding

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """The invoices behind the items; under a plan all of them."""
        numbers = {i.number for i in self.items}
        return tuple(i for i in self.case.invoices if self.claim.plan or i.number in numbers)

    def _last_receipt(self) -> date | None:
        return max((i.received.date for i in self.invoices if i.received), default=None)

    def _have(self) -> Iterator[str]:
        """What the case can prove or name, by code."""
        case = self.case
        yield from self._notices()
        plan_file = case.instalment_plan and self.claim.plan and case.instalment_plan.file
        if plan_file or (case.contract and case.contract.file):
            yield "contract"
        if all(i.performed and i.performed.file for i in self.invoices):
            yield "performance"
        if all(i.received and i.received.file for i in self.invoices):
            yield "invoice-receipt"
        if plan_file or any(map(_acknowledges_in_writing, self.events)):
            yield "acknowledgement"
        if all(d.tax_id or d.registration for d in case.debtors):
            yield "debtor-id"
        if all(d.address for d in case.debtors):
            yield "debtor-address"
        if not any(missing_mandates(case)):
            yield "mandate"
        if case.contract and case.contract.arbitration:
            yield "arbitration"
        if not PRIVATE & {case.creditor.kind, self.claim.inputs.debtor_kind}:
            yield "commercial"

    def _notices(self) -> Iterator[str]:
        """The notices that cover every item, and whether their arrival is proven."""
        over = [x for x in self.letters if x.event.paper in NOTICES and self._is_over(x)]
        for code, papers in (("notice", NOTICES), ("summons", {"formal-notice"})):
            own = [x for x in over if x.event.paper in papers and x.term.counts]
            if self._covers_all(own):
                yield code
            if self._covers_all([x for x in own if x.event.delivery_proof]):
                yield f"{code}-proof"

    def _is_over(self, letter: Letter) -> bool:
        last = letter.term.last_day
        return last is not None and last < self.claim.as_of

    def _covers_all(self, letters: Iterable[Letter]) -> bool:
        covered = {number for letter in letters for number in letter.items}
        return bool(self.items) and all(i.number in covered for i in self.items)

    def attachments(self, route: Route) -> tuple[Attachment, ...]:
        """What goes with the request by a route, with the files the case has of it."""
        return tuple(
            Attachment(code, ATTACHED[code], tuple(dict.fromkeys(self._files(code))))
            for code in route.attach
            if code != "mandate" or self.case.counsel or self.case.agent
        )

    def _files(self, code: str) -> list[str]:
        case, events = self.case, [x.event for x in self.letters if x.event.paper in NOTICES]
        summons = [e for e in events if e.paper == "formal-notice"]
        plan = case.instalment_plan if self.claim.plan else None
        found: dict[str, Sequence[str | None]] = {
            "summons": [e.file for e in summons],
            "summons-proof": [e.delivery_proof for e in summons],
            "notice": [e.file for e in events],
            "notice-proof": [f for e in events for f in (e.posted_proof, e.delivery_proof)],
            "contract": [_file(case.contract), _file(plan)],
            "invoices": [i.file for i in self.invoices],
            "performance": [_file(i.performed) for i in self.invoices],
            "invoice-receipt": [_file(i.received) for i in self.invoices],
            "correspondence": [e.file for e in self.events if e.paper not in NOTICES],
            "mandate": [mandate.file for mandate in _mandates(case)],
            "fee-proof": [case.bundle.fee_proof],
        }
        return [file for file in found.get(code, ()) if file]


def _file(fact: Contract | InstalmentPlan | Proof | None) -> str | None:
    return fact.file if fact else None


def _acknowledges_in_writing(event: CorrespondenceEvent) -> bool:
    stated = event.acknowledges_debt or event.paper == "debt-acknowledgement"
    written = event.channel not in SPOKEN and event.file is not None
    return event.direction == "received" and stated and written


def _mandates(case: Case) -> list[Mandate]:
    powers = [
        case.counsel.power_of_attorney if case.counsel else None,
        case.agent.mandate if case.agent else None,
    ]
    return [power for power in powers if power]


def missing_mandates(case: Case) -> Iterator[Reason]:
    """Who acts for the creditor without a written power in the case."""
    source = {"ro": "art. 85 C. pr. civ.", "pl": "art. 126 § 3 k.p.c."}[case.law]
    if case.counsel and not case.counsel.power_of_attorney:
        told = say("the power of attorney of {name}", name=case.counsel.name)
        yield Reason("power-of-attorney", told, source)
    if case.agent and not case.agent.mandate:
        told = say("the mandate of {name}", name=case.agent.name)
        yield Reason("power-of-attorney", told, source)
