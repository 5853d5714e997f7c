"""What is the balance between creditor and debtor on a day, due or not?

For statements of account: every open item, whatever its due day, and money that found nothing to
pay. Interest for delay and compensation stand beside the balance, not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from demandgen.claim.model import Claim, ClaimItem, SurplusPayment
from demandgen.money import ZERO, Currency, total


@dataclass(frozen=True)
class Balance:
    """The balance in one currency.

    `net` is what the debtor owes of invoices or instalments; below zero it is what the creditor
    owes back. `items` are those still open, `paid_late` paid invoices with accessories left to pay;
    `overdue` is the part past its due day; `interest` for delay and `compensation` are owed
    besides.
    """

    currency: Currency
    items: tuple[ClaimItem, ...]
    paid_late: tuple[ClaimItem, ...]
    surplus: tuple[SurplusPayment, ...]
    interest: Decimal
    compensation: Decimal

    @property
    def listed(self) -> tuple[ClaimItem, ...]:
        """Every item that something is owed on, by the day it fell due."""
        return tuple(sorted((*self.paid_late, *self.items), key=lambda item: item.due))

    @property
    def disputed(self) -> tuple[ClaimItem, ...]:
        """The open items that the debtor contests."""
        return tuple(item for item in self.items if item.disputed)

    @property
    def contested(self) -> Decimal:
        """What is open of the contested items."""
        return total(item.unpaid for item in self.disputed)

    @property
    def open(self) -> Decimal:
        """What is open of the items."""
        return total(item.unpaid for item in self.items)

    @property
    def overpaid(self) -> Decimal:
        """Money that found nothing to pay."""
        return total(payment.amount for payment in self.surplus)

    @property
    def net(self) -> Decimal:
        """What is open less what was overpaid."""
        return self.open - self.overpaid

    @property
    def owed_back(self) -> Decimal:
        """What the creditor owes back; zero unless more was overpaid than is open."""
        return max(-self.net, ZERO)

    @property
    def whole(self) -> Decimal:
        """What is open with interest and compensation."""
        return self.open + self.interest + self.compensation

    @property
    def overdue(self) -> Decimal:
        """The part of what is open that is past its due day."""
        return total(item.unpaid for item in self.items if item.is_due)


def balances_of(claim: Claim, *, disputed: bool = True) -> tuple[Balance, ...]:
    """The balance on the day of the claim, one for each currency; zero ones too.

    Without `disputed`, invoices that are left out of the claim as disputed are left out here.
    """
    items = claim.items if claim.plan or not disputed else claim.invoices
    currencies = dict.fromkeys(
        [i.currency for i in items] + [p.currency for p in claim.unallocated_payments]
    )
    return tuple(_balance(claim, items, currency) for currency in currencies)


def _balance(claim: Claim, items: Iterable[ClaimItem], currency: Currency) -> Balance:
    own = [i for i in claim.due_items if i.currency == currency]
    return Balance(
        currency=currency,
        items=tuple(i for i in items if i.currency == currency and i.unpaid),
        paid_late=() if claim.plan else tuple(i for i in own if not i.unpaid),
        surplus=tuple(p for p in claim.unallocated_payments if p.currency == currency),
        interest=total(i.delay_interest for i in own),
        compensation=total(t.compensation for t in claim.totals if t.currency == currency),
    )
