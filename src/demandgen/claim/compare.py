"""What would the same claim come to under the other named conventions?

The answer to an opponent's calculator: one setting changed at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from demandgen.casefile.model import Settings
from demandgen.claim.engine import compute
from demandgen.claim.model import Claim, ClaimInputs
from demandgen.law.parameters import Law
from demandgen.money import ZERO, Currency
from demandgen.problems import DemandgenError, Message

COMPARED = (
    "rate_fixing",
    "rounding",
    "imputation",
    "due_date_shift",
    "days_term_count",
    "consumer_rate",
    "compensation_fx_month",
)
"""The conventions on which published calculators disagree."""

FOREIGN = {"ro": {"kc115"}, "pl": {"next-working-day"}}
"""Values that belong to the other country's law."""


@dataclass(frozen=True)
class Variant:
    """The claim in one currency with one setting changed.

    `refused` tells why the law does not allow it; there is no currency then.
    """

    setting: str
    value: str
    currency: Currency | None = None
    interest: Decimal = ZERO
    total: Decimal = ZERO
    difference: Decimal = ZERO
    refused: Message | None = None


def compare(claim: Claim, law: Law | None = None) -> Iterator[Variant]:
    """Yield the claim under each other convention, currency by currency, with the difference."""
    for field in COMPARED:
        name = field.replace("_", "-")
        for value in Settings.choices(name):
            stands = claim.conventions.get(name)
            if stands not in {None, value} and value not in FOREIGN[claim.law]:
                yield from _variants(claim, field, value, law)


def _variants(claim: Claim, field: str, value: str, law: Law | None) -> Iterator[Variant]:
    name = field.replace("_", "-")
    try:
        other = _recomputed(claim.inputs, claim.as_of, field, value, law)
    except DemandgenError as error:
        yield Variant(name, value, refused=error.problems[0].message)
        return
    before, after = ({t.currency: t for t in c.totals} for c in (claim, other))
    for currency in {**before, **after}:
        old, new = before.get(currency), after.get(currency)
        whole = new.total if new else ZERO
        yield Variant(
            setting=name,
            value=value,
            currency=currency,
            interest=new.interest if new else ZERO,
            total=whole,
            difference=whole - (old.total if old else ZERO),
        )


def _recomputed(inputs: ClaimInputs, as_of: date, field: str, value: str, law: Law | None) -> Claim:
    settings = inputs.settings.model_copy(update={field: value})
    return compute(inputs.model_copy(update={"settings": settings}), as_of, law)
