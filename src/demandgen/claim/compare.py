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
from demandgen.money import total
from demandgen.problems import DemandgenError

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
    """The claim with one setting changed; `refused` tells why the law does not allow it."""

    setting: str
    value: str
    interest: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    difference: Decimal = Decimal(0)
    refused: str | None = None


def compare(claim: Claim, law: Law | None = None) -> Iterator[Variant]:
    """Yield the claim under each other convention, with the difference to this claim.

    Amounts are sums over the currencies only where there is one; a claim in several currencies
    is compared currency by currency through `compute` by the caller.
    """
    for field in COMPARED:
        name = field.replace("_", "-")
        for value in Settings.choices(name):
            stands = claim.conventions.get(name)
            if stands not in {None, value} and value not in FOREIGN[claim.law]:
                yield _variant(claim, field, value, law)


def _variant(claim: Claim, field: str, value: str, law: Law | None) -> Variant:
    name = field.replace("_", "-")
    try:
        other = _recomputed(claim.inputs, claim.as_of, field, value, law)
    except DemandgenError as error:
        return Variant(name, value, refused=str(error.problems[0].message))
    whole = total(t.total for t in other.totals)
    return Variant(
        setting=name,
        value=value,
        interest=total(t.interest for t in other.totals),
        total=whole,
        difference=whole - total(t.total for t in claim.totals),
    )


def _recomputed(inputs: ClaimInputs, as_of: date, field: str, value: str, law: Law | None) -> Claim:
    settings = inputs.settings.model_copy(update={field: value})
    return compute(inputs.model_copy(update={"settings": settings}), as_of, law)
