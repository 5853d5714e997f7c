"""What is the balance between creditor and debtor on a day, due or not?

For statements of account: every open item, whatever its due day, and money that found nothing to
pay. Interest and compensation stand beside the balance of principal, not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from demandgen.claim.model import Claim, ClaimItem, SurplusPayment
from demandgen.money import ZERO, Currency, total


@dataclass(frozen=True)
class Balance:
    """The balance in one currency.

    `net` is what the debtor owes of principal; below zero it is what the creditor owes back.
    `items` are those with open principal, disputed ones included; `overdue` is the part past its
    due day; `interest` and `compensation` are owed besides.
    """

    currency: Currency
    items: tuple[ClaimItem, ...]
    surplus: tuple[SurplusPayment, ...]
    interest: Decimal
    compensation: Decimal

    @property
    def open(self) -> Decimal:
        """The open principal."""
        return total(item.outstanding for item in self.items)

    @property
    def overpaid(self) -> Decimal:
        """Money that found nothing to pay."""
        return total(payment.amount for payment in self.surplus)

    @property
    def net(self) -> Decimal:
        """The open principal less what was overpaid."""
        return self.open - self.overpaid

    @property
    def owed_back(self) -> Decimal:
        """What the creditor owes back; zero unless more was overpaid than is open."""
        return max(-self.net, ZERO)

    @property
    def whole(self) -> Decimal:
        """The open principal with interest and compensation."""
        return self.open + self.interest + self.compensation

    @property
    def overdue(self) -> Decimal:
        """The part of the open principal that is past its due day."""
        return total(item.outstanding for item in self.items if item.is_due)


def balances_of(claim: Claim) -> tuple[Balance, ...]:
    """The balance on the day of the claim, one for each currency; zero ones too."""
    items = claim.instalments if claim.plan else claim.invoices
    accessories = {t.currency: t for t in claim.totals}
    currencies = dict.fromkeys(
        [i.currency for i in items] + [p.currency for p in claim.unallocated_payments]
    )
    return tuple(
        Balance(
            currency=currency,
            items=tuple(i for i in items if i.currency == currency and i.outstanding),
            surplus=tuple(p for p in claim.unallocated_payments if p.currency == currency),
            interest=accessories[currency].interest if currency in accessories else ZERO,
            compensation=(accessories[currency].compensation if currency in accessories else ZERO),
        )
        for currency in currencies
    )
