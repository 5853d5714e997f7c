"""What do the items of a claim come to, in each currency?"""

from __future__ import annotations

from decimal import Decimal

from demandgen.claim.model import Claim, Total
from demandgen.money import ZERO, total


def totals_of(claim: Claim) -> tuple[Total, ...]:
    """What is due on the day, by currency; compensation not yet in lei stands in euro."""
    sums: dict[str, dict[str, Decimal]] = {}
    for item in claim.due_items:
        own = sums.setdefault(item.currency, {})
        _add(own, outstanding=item.outstanding, interest=item.interest_outstanding)
        _add(own, costs=item.costs_outstanding, interest_per_day=item.interest_per_day)
        fixed = item.compensation
        where = "EUR" if fixed and fixed.amount is None else item.currency
        _add(sums.setdefault(where, {}), compensation=item.compensation_outstanding)
    return tuple(_total(currency, parts) for currency, parts in sums.items())


def _add(sums: dict[str, Decimal], **amounts: Decimal) -> None:
    for name, amount in amounts.items():
        sums[name] = sums.get(name, ZERO) + amount


def _total(currency: str, parts: dict[str, Decimal]) -> Total:
    columns = {n: parts.get(n, ZERO) for n in ("outstanding", "interest", "compensation", "costs")}
    return Total.model_validate(
        {
            "currency": currency,
            **columns,
            "total": total(columns.values()),
            "interest_per_day": parts.get("interest_per_day", ZERO),
        }
    )
