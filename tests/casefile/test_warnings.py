"""What is possible but unusual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Found = Callable[[Mapping[str, Any]], list[str]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"invoices": [{"due": "2025-01-09"}]},
            ["due-before-issued invoices[0].due: invoice F 1 was due on 2025-01-09, before it was issued on 2025-01-10"],
        ),
        (
            {"payments": [{"date": "2025-01-09"}]},
            ["advance-payment payments[0].date: the payment of 2025-01-09 is older than the invoice of 2025-01-10"],
        ),
        (
            {"payments": [{"amount": "1000.01", "for": "F 1"}]},
            ["overpayment invoices[0].amount: 1000.01 was paid for invoice F 1, of which 1000.00 was owed before interest"],
        ),
        (
            {"payments": [{"amount": "900.01", "for": "F 1"}], "credit_notes": [{"amount": "100.00"}]},
            ["overpayment invoices[0].amount: 900.01 was paid for invoice F 1, of which 900.00 was owed before interest"],
        ),
        (
            {"creditor": {"name": "A", "kind": "business"}},
            ["no-account creditor.bank_accounts: no account of the creditor is stated: the papers cannot say where to pay"],
        ),
        (
            {"invoices": [{}, {"number": "F 2", "currency": "EUR"}]},
            ["account-currency creditor.bank_accounts: no account of the creditor is in EUR"],
        ),
        (
            {"counsel": {"name": "C", "role": "adwokat"}},
            ["counsel-role counsel.role: adwokat is not a profession under the law ro"],
        ),
        (
            {"hold": {"since": "2025-09-01", "reason": "mediere"}},
            ["on-hold hold: on hold since 2025-09-01: mediere"],
        ),
        (
            {"invoices": [{"hold": {"since": "2025-09-01", "until": "2025-09-30", "reason": "x"}}]},
            ["on-hold invoices[0].hold: on hold since 2025-09-01: x"],
        ),
        (
            {"debtors": [{"registration": "J40-123-2001"}]},
            ["register-number debtors[0].registration: the register number J40-123-2001 has an unusual form (usual forms: J08/123/2015, J2015000123086)"],
        ),
        (
            {"debtors": [{"address": {"street": "x", "city": "y", "postal_code": "5000"}}]},
            ["postal-code debtors[0].address.postal_code: the postal code 5000 has an unusual form (usual form: 123456)"],
        ),
    ],
    ids=lambda v: v[0].split(" ")[0] if isinstance(v, list) else "",
)  # fmt: skip
def test_warnings(warnings: Found, changes: dict[str, Any], expected: list[str]) -> None:
    assert warnings(changes) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"invoices": [{"due": "2025-01-10"}]},
        {"payments": [{"date": "2025-01-10", "amount": "1000.00", "for": "F 1"}]},
        {"invoices": [{"currency": "EUR", "conversion": {"rate": "5", "date": "2025-01-10", "source": "x"}}]},
        {"hold": {"since": "2025-09-01", "until": "2025-09-29", "reason": "x"}},
        {"debtors": [{"registration": "F40/12/2001"}]},
        {"debtors": [{"kind": "public-authority", "registration": "anything"}]},
    ],
)  # fmt: skip
def test_no_warning_on_the_other_side(warnings: Found, changes: dict[str, Any]) -> None:
    assert warnings(changes) == []


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "status": "signed",
        "signed": "2025-06-01",
        "debt": {
            "as_of": "2025-06-01",
            "principal": "900.00",
            "interest": "30.00",
            "costs": "5.00",
        },
        "instalments": [
            {"due": "2025-07-01", "amount": "500.00"},
            {"due": "2025-08-01", "amount": "435.00"},
        ],
        "interest": "none",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"waived_interest": "30.00"}, []),
        (
            {"interest": None},
            ["plan-interest instalment_plan: the plan does not say what it charges on the balance; none is assumed (write interest: none, capital or delay)"],
        ),
        (
            {"instalments": [{"due": "2025-07-01", "amount": "934.99"}]},
            ["plan-sum instalment_plan.instalments: the instalments add up to 934.99, the debt of the plan to 935.00"],
        ),
        (
            {"instalments": [{"due": "2025-07-01", "amount": "500.00"}, {"due": "2025-07-01", "amount": "435.00"}]},
            ["plan-order instalment_plan.instalments[1].due: this instalment falls due on 2025-07-01, not after the one before it"],
        ),
        (
            {"debt": {"as_of": "2025-06-01", "principal": "1000.01"}, "instalments": {"count": "2", "first": "2025-07-01"}},
            ["plan-debt instalment_plan.debt.principal: the plan states a principal of 1000.01, but only 1000.00 was invoiced"],
        ),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_match_its_debt(
    warnings: Found, changes: dict[str, Any], expected: list[str]
) -> None:
    assert warnings({"instalment_plan": plan(**changes)}) == expected
