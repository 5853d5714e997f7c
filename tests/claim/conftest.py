"""Small claims made of plain dictionaries."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from demandgen.claim.engine import compute
from demandgen.claim.model import Claim, ClaimInputs


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Compute a claim from a country, a day and the facts that matter to a test."""

    def make(country: str, as_of: str, invoices: list[Any], **facts: Any) -> Claim:
        base = {
            "case": "T-1",
            "law": country,
            "creditor_kind": "business",
            "creditor_country": country.upper(),
            "debtor_kind": "business",
            "debtor_country": country.upper(),
            "contract": {"signed": "2024-01-02", "kind": "sale"},
            "interest": {"kind": "statutory"},
        }
        currency = "RON" if country == "ro" else "PLN"
        listed = [
            {"number": f"F{i}", "issued": due, "due": due, "amount": amount, "currency": currency}
            | more
            for i, (due, amount, more) in enumerate(
                ((*row, {}) if len(row) == 2 else row for row in invoices), 1
            )
        ]
        payments = [
            {"date": day, "amount": amount, "currency": currency} | more
            for day, amount, more in facts.pop("payments", [])
        ]
        data = base | {"invoices": listed, "payments": payments} | facts
        return compute(ClaimInputs.model_validate(data), date.fromisoformat(as_of))

    return make
