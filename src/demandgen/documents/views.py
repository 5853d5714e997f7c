"""Who writes a letter, who signs it, and what does the file say happened before?

Views of a case for the wording. They choose and order recorded facts; they compute no figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from demandgen.casefile.model import (
    Address,
    BankAccount,
    Case,
    Contact,
    CorrespondenceEvent,
    Form,
    Letterhead,
    PaperId,
    Representative,
)
from demandgen.claim.model import Claim, ClaimItem, PaymentLine, Total
from demandgen.documents.addresses import representative_of, shown_tax_id
from demandgen.money import Currency


@dataclass(frozen=True)
class Sender:
    """Whose letterhead the letter carries: counsel, else the agent, else the creditor."""

    name: str
    acts_as: Literal["counsel", "agent", "creditor"]
    role: str | None = None
    form: Form | None = None
    address: Address | None = None
    tax_id: str | None = None
    registration: str | None = None
    registry_court: str | None = None
    share_capital: str | None = None
    regon: str | None = None
    contact: Contact | None = None


@dataclass(frozen=True)
class Signer:
    """Who signs, in what capacity, and for whom."""

    name: str
    role: str | None
    acts_as: Literal["counsel", "agent", "representative", "creditor"]
    gender: Literal["m", "f"] | None = None


@dataclass(frozen=True)
class History:
    """What was sent, received and said up to the day of the letter, oldest first."""

    events: tuple[CorrespondenceEvent, ...]

    def sent(self, *papers: PaperId) -> tuple[CorrespondenceEvent, ...]:
        """Our own papers of these kinds that were sent."""
        return tuple(e for e in self.events if e.direction == "sent" and e.paper in papers)

    @property
    def acknowledgements(self) -> tuple[CorrespondenceEvent, ...]:
        """The debtor's acknowledgements of the debt."""
        return tuple(e for e in self.events if e.direction == "received" and e.acknowledges_debt)

    @property
    def requests_for_time(self) -> tuple[CorrespondenceEvent, ...]:
        """The debtor's requests for time to pay."""
        return tuple(e for e in self.events if e.direction == "received" and e.asks_for_time)

    @property
    def mere_requests_for_time(self) -> tuple[CorrespondenceEvent, ...]:
        """Requests for time that do not say in so many words that the debt is owed."""
        return tuple(e for e in self.requests_for_time if not e.acknowledges_debt)


def as_written(case: Case, paper: PaperId | str) -> Case:
    """A case as the writer of a paper acts in it: a balance of accounts is the creditor's own."""
    if paper != "account-statement":
        return case
    return case.model_copy(update={"counsel": None, "agent": None})


def letterhead_of(case: Case, *, is_sender: bool = True) -> Letterhead | None:
    """How the letters of a case look.

    Counsel's and an agent's carry no mark of the creditor, nor does a paper of which the creditor
    is not the sender (`is_sender`): one of both parties, or of the debtor.
    """
    head = case.creditor.letterhead
    if head and (case.counsel or case.agent or not is_sender):
        return head.model_copy(update={"logo": None, "footer": None})
    return head


def sender_of(case: Case) -> Sender:
    """Whose letterhead a case's letters carry."""
    if case.counsel:
        counsel = case.counsel
        return Sender(
            name=counsel.name,
            acts_as="counsel",
            role=counsel.role,
            address=counsel.address,
            contact=counsel.contact,
        )
    if case.agent:
        agent = case.agent
        return Sender(
            name=agent.name,
            acts_as="agent",
            form=agent.form,
            address=agent.address,
            tax_id=shown_tax_id(agent),
            registration=agent.registration,
            contact=agent.contact,
        )
    creditor = case.creditor
    return Sender(
        name=creditor.name,
        acts_as="creditor",
        form=creditor.named_as,
        address=creditor.address,
        tax_id=shown_tax_id(creditor),
        registration=creditor.registration,
        registry_court=creditor.registry_court,
        share_capital=creditor.share_capital,
        regon=creditor.regon,
        contact=creditor.contact,
    )


def signer_of(case: Case) -> Signer:
    """Who signs a case's letters."""
    if case.counsel:
        return Signer(case.counsel.name, case.counsel.role, "counsel", case.counsel.gender)
    if case.agent:
        return _signer(case.agent.representative, "agent", case.agent.name)
    own = representative_of(case.creditor)
    return _signer(own, "representative", case.creditor.name)


def _signer(
    person: Representative | None, acts_as: Literal["agent", "representative"], firm: str
) -> Signer:
    if person:
        return Signer(person.name, person.role, acts_as, person.gender)
    return Signer(firm, None, "agent" if acts_as == "agent" else "creditor")


def history_of(case: Case, on: date) -> History:
    """What the file records up to a day, oldest first; a later delivery is not known yet."""
    events = (_as_known(e, on) for e in case.correspondence if e.date <= on)
    return History(tuple(sorted(events, key=lambda e: e.date)))


def _as_known(event: CorrespondenceEvent, on: date) -> CorrespondenceEvent:
    later = {n: None for n in ("delivered", "returned") if (getattr(event, n) or on) > on}
    return event.model_copy(update=later) if later else event


DEMANDS: Final[tuple[PaperId, ...]] = (
    "reminder",
    "formal-notice",
    "default-notice",
    "final-notice",
    "plan-default-notice",
)


def demands_of(case: Case, claim: Claim) -> tuple[CorrespondenceEvent, ...]:
    """Our earlier demands for what the claim asks for, oldest first.

    Under a plan, those since its signature. A letter of the claim's own day is not earlier; one
    that names other invoices only asked for something else, and one sent before anything was late
    asked for nothing.
    """
    since = claim.plan.signed if claim.plan else date.min
    return tuple(
        event
        for event in history_of(case, claim.as_of).sent(*DEMANDS)
        if since <= event.date < claim.as_of
        and any(_covers(claim, event, item) for item in claim.due_items)
    )


def was_about_late(claim: Claim, event: CorrespondenceEvent) -> bool:
    """Whether something of the claim that a letter covers was late when it was sent."""
    return any(_covers(claim, event, item) for item in claim.due_items)


def _covers(claim: Claim, event: CorrespondenceEvent, item: ClaimItem) -> bool:
    named = set(event.invoices)
    if claim.plan:  # a letter names instalments; one that names invoices is about all
        named &= {instalment.number for instalment in claim.instalments}
    return (not named or item.number in named) and item.effective_due < event.date


def demanded_in_part(
    claim: Claim, items: Iterable[ClaimItem], event: CorrespondenceEvent
) -> tuple[ClaimItem, ...]:
    """The items that an earlier letter asked for, where it did not ask for all; else none."""
    asked = tuple(items)
    own = tuple(i for i in asked if _covers(claim, event, i) and i.principal_before(event.date) > 0)
    return own if len(own) < len(asked) else ()


def designated_of(claim: Claim) -> tuple[tuple[PaymentLine, Currency], ...]:
    """The payments whose payer said what part of the debt they are for, each once; not a plan's."""
    if claim.plan:
        return ()
    lines = [(p, item.currency) for item in claim.due_items for p in item.payments if p.designation]
    return tuple({(p.date, p.whole, p.reference): (p, money) for p, money in lines}.values())


def is_imputed_to_interest(items: Iterable[ClaimItem]) -> bool:
    """Whether a payment of items was taken for interest."""
    return any(line.to_interest for item in items for line in item.payments)


def currencies_to_pay(claim: Claim) -> tuple[Currency, ...]:
    """The currencies that a debtor pays in."""
    return tuple(dict.fromkeys(paid_in(claim, total) for total in claim.totals))


def paid_in(claim: Claim, total: Total) -> Currency:
    """The currency a total is paid in: the compensation of Legea 72/2013 art. 10 is paid in lei."""
    compensation_alone = not (total.outstanding or total.interest or total.costs)
    return "RON" if claim.law == "ro" and compensation_alone else total.currency


def accounts_for(case: Case, currencies: Iterable[Currency]) -> tuple[BankAccount, ...]:
    """The creditor's accounts in the currencies claimed."""
    wanted = set(currencies)
    return tuple(a for a in case.creditor.bank_accounts if a.currency in wanted)


def sources_of(items: Iterable[ClaimItem]) -> tuple[str, ...]:
    """The legal sources of the interest rows and compensations of items, each once."""
    rows = [row.source for item in items for row in item.interest_rows]
    fixed = [item.compensation.source for item in items if item.compensation]
    return tuple(dict.fromkeys(rows + fixed))


class AppliedRate(NamedTuple):
    """A rate that interest was computed with: percent a year, the first day it was, its source."""

    rate: Decimal
    since: date
    source: str


def rates_of(items: Iterable[ClaimItem]) -> tuple[AppliedRate, ...]:
    """The rates that items' interest was computed with, each once, the earliest first."""
    rows = sorted((row for item in items for row in item.interest_rows), key=lambda r: r.first)
    first = {(row.rate, row.source): row.first for row in reversed(rows)}
    return tuple(sorted((AppliedRate(r, day, s) for (r, s), day in first.items()), key=_since))


def _since(applied: AppliedRate) -> tuple[date, Decimal]:
    return applied.since, applied.rate


def compensation_sources(items: Iterable[ClaimItem]) -> tuple[str, ...]:
    """The legal sources of the compensations of items, each once."""
    return tuple(dict.fromkeys(i.compensation.source for i in items if i.compensation))


def margins_of(items: Iterable[ClaimItem]) -> tuple[Decimal, ...]:
    """The margins over the reference rate that items' interest was computed with, each once."""
    rows = [row.margin for item in items for row in item.interest_rows]
    return tuple(dict.fromkeys(margin for margin in rows if margin is not None))


def is_reduced(items: Iterable[ClaimItem]) -> bool:
    """Whether the rate was lowered by a factor, as OG 13/2011 art. 3(3) does."""
    rows = [row for item in items for row in item.interest_rows]
    return any(row.factor is not None and row.factor < 1 for row in rows)


def rates_checked_on(claim: Claim) -> date | None:
    """Up to which day a claim knows the rates: its own, or the last check if that is older."""
    checked = min((datum.checked_on for datum in claim.law_data), default=None)
    return min(checked, claim.as_of) if checked else None
