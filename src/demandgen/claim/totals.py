"""What do the items of a claim, or those a letter asks for, come to in each currency?"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from demandgen.claim.model import Claim, ClaimItem, Total
from demandgen.money import ZERO, rounded, total


def totals_of(claim: Claim) -> tuple[Total, ...]:
    """What is due on the day, by currency; compensation not yet in lei stands in euro."""
    sums: dict[str, dict[str, Decimal]] = {}
    for item in claim.due_items:
        own = sums.setdefault(item.currency, {})
        _add(own, outstanding=item.outstanding, interest=item.interest_outstanding)
        _add(own, costs=item.costs_outstanding, interest_per_day=item.interest_per_day_exact)
        fixed = item.compensation
        where = "EUR" if fixed and fixed.amount is None else item.currency
        _add(sums.setdefault(where, {}), compensation=item.compensation_outstanding)
    return tuple(_total(currency, parts) for currency, parts in sums.items())


def asking_for(claim: Claim, numbers: Collection[str]) -> Claim:
    """The claim of a letter about some of the items that are due; none named: about all.

    The others keep their figures and stand as left out. What falls due later stays mentioned,
    unless the letter is about nothing else.
    """
    due = {item.number for item in claim.due_items}
    others = due if due & set(numbers) else due | {item.number for item in claim.future_items}
    others -= set(numbers)
    if not numbers or not others:
        return claim
    limited = claim.model_copy(
        update={
            "inputs": claim.inputs.model_copy(update={"asked": tuple(sorted(numbers))}),
            "invoices": _without(claim.invoices, others),
            "instalments": _without(claim.instalments, others),
        }
    )
    return limited.model_copy(update={"totals": totals_of(limited)})


def _without(items: tuple[ClaimItem, ...], others: Collection[str]) -> tuple[ClaimItem, ...]:
    return tuple(
        item.model_copy(update={"left_out": item.left_out or "not-asked"})
        if item.number in others
        else item
        for item in items
    )


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
            "interest_per_day": rounded(parts.get("interest_per_day", ZERO)),
        }
    )
