"""How is money rounded and shared out, so that printed parts add up to the printed whole?

Amounts are `Decimal` in the units of their currency (lei, złote, euro) with two decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal

Currency = Literal["RON", "PLN", "EUR"]
"""The currencies demandgen computes in."""

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def rounded(amount: Decimal) -> Decimal:
    """Round half-up to two decimals."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def rounded_up_to_unit(amount: Decimal) -> Decimal:
    """Round up to a full unit, as court fees in Poland are (UKSC art. 21)."""
    return amount.quantize(Decimal(1), ROUND_CEILING).quantize(CENT)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add amounts up; the sum of none is 0.00."""
    return sum(amounts, ZERO)


def sums(amounts: Iterable[tuple[Decimal, str]]) -> str:
    """Write amounts with their currencies for the screen: 1234.50 RON + 20.00 EUR; '' for none."""
    return " + ".join(f"{amount:.2f} {currency}" for amount, currency in amounts)


def rounded_once(amounts: Sequence[Decimal]) -> list[Decimal]:
    """Round so that the parts add up to the unrounded total rounded once.

    Each part is the difference of two rounded running totals, so no part is off by more
    than a cent.
    """
    parts: list[Decimal] = []
    running, printed = Decimal(0), ZERO
    for amount in amounts:
        running += amount
        parts.append(rounded(running) - printed)
        printed = rounded(running)
    return parts


def split_equally(amount: Decimal, parts: int) -> list[Decimal]:
    """Split an amount into equal parts; what does not divide goes into the last.

    Raises:
        ValueError: fewer than one part.
    """
    if parts < 1:
        raise ValueError("an amount is split into at least one part")
    share = rounded(amount / parts)
    if share * (parts - 1) > amount:
        share -= CENT
    return [*[share] * (parts - 1), amount - share * (parts - 1)]
