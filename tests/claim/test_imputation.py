"""Where payments go: Romanian Civil Code art. 1506-1509, Polish Civil Code art. 450-451."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demandgen.claim.accounts import in_proportion
from demandgen.money import total

MakeClaim = Callable[..., Any]
D = Decimal
TWO = [("2025-01-31", "10000.00"), ("2025-03-31", "10000.00")]


def split(result: Any) -> Any:
    """(number, to interest, to principal) of every payment line, in order."""
    return [(i.number, p.to_interest, p.to_principal) for i in result.invoices for p in i.payments]


# On 30.04.2025: F1 has 89 days (RO 14,5 %: 353,56; PL 15,75 %: 384,04), F2 30 (119,18; 129,45).
UNASSIGNED = [
    # by the Romanian statute all interest in the order it fell due, then the oldest principal
    ("ro", {}, [("F1", "353.56", "527.26"), ("F2", "119.18", "0.00")]),
    # by the Polish statute the oldest debt with its accessories first
    ("pl", {}, [("F1", "384.04", "615.96")]),
    ("ro", {"imputation": "interest-first"}, [("F1", "353.56", "646.44")]),
    ("pl", {"imputation": "principal-first"}, [("F1", "0.00", "1000.00")]),
]


@pytest.mark.parametrize(("country", "chosen", "expected"), UNASSIGNED)
def test_unassigned_payment(claim: MakeClaim, country: str, chosen: Any, expected: Any) -> None:
    result = claim(
        country, "2025-04-30", TWO, payments=[("2025-04-30", "1000.00", {})], settings=chosen
    )
    assert split(result) == [(n, D(i), D(p)) for n, i, p in expected]


@pytest.mark.parametrize(
    ("designation", "interest", "principal"),
    [
        ("principal", "0.00", "1000.00"),
        ("interest", "119.18", "880.82"),
        (None, "119.18", "880.82"),
    ],
)
def test_assigned_payment_with_its_own_designation(
    claim: MakeClaim, designation: str | None, interest: str, principal: str
) -> None:
    payment = ("2025-04-30", "1000.00", {"for": "F2", "designation": designation})
    result = claim("ro", "2025-04-30", TWO, payments=[payment])
    assert split(result) == [("F2", D(interest), D(principal))]


def test_debts_of_the_same_day_are_paid_in_proportion(claim: MakeClaim) -> None:
    rows = [("2025-01-31", "3000.00"), ("2025-01-31", "1000.00")]
    result = claim("ro", "2025-01-31", rows, payments=[("2025-01-31", "1000.01", {})])
    assert [p for _, _, p in split(result)] == [D("750.01"), D("250.00")]


def test_surplus_of_an_assigned_payment_goes_on_by_law(claim: MakeClaim) -> None:
    payment = ("2025-02-28", "11000.00", {"for": "F1"})
    known = (*TWO[1], {"issued": "2025-02-01"})
    result = claim("ro", "2025-04-30", [TWO[0], known], payments=[payment])
    first, second = result.invoices
    assert (first.outstanding, second.outstanding) == (0, D("9111.23"))  # 11000 - 10000 - 111,23
    assert result.unallocated_payments == ()


def test_money_received_before_an_invoice_was_issued_stays_unallocated_and_shown(
    claim: MakeClaim,
) -> None:
    result = claim("ro", "2025-04-30", [TWO[1]], payments=[("2025-02-28", "100.00", {})])
    assert [s.amount for s in result.unallocated_payments] == [D("100.00")]
    assert result.invoices[0].outstanding == D("10000.00")


def test_overpayment_is_shown_never_lost(claim: MakeClaim) -> None:
    result = claim("ro", "2025-04-30", [TWO[0]], payments=[("2025-02-28", "12000.00", {})])
    (surplus,) = result.unallocated_payments
    assert surplus.amount == D("12000.00") - D("10000.00") - D("111.23")
    assert "overpayment" in {w.code for w in result.warnings}


def test_interest_left_after_the_principal_stays_claimable(claim: MakeClaim) -> None:
    payment = ("2025-02-28", "10000.00", {"for": "F1", "designation": "principal"})
    result = claim("ro", "2025-06-30", [TWO[0]], payments=[payment])
    (item,) = result.due_items
    assert (item.outstanding, item.interest_outstanding, item.days_late) == (0, D("111.23"), 28)


def test_several_payments_on_one_day_count_the_day_once(claim: MakeClaim) -> None:
    twice: list[Any] = [("2025-02-28", "60.00", {}), ("2025-02-28", "60.00", {})]
    result = claim("ro", "2025-02-28", [TWO[0]], payments=twice)
    (item,) = result.invoices
    assert item.interest_accrued == D("111.23")
    assert (item.interest_paid, item.outstanding) == (D("111.23"), D("9991.23"))


def test_payment_before_the_due_day_lowers_the_base_from_the_start(claim: MakeClaim) -> None:
    result = claim(
        "ro", "2025-03-31", [TWO[0]], payments=[("2025-01-10", "4000.00", {"for": "F1"})]
    )
    assert {r.base for r in result.invoices[0].interest_rows} == {D("6000.00")}


def test_an_invoice_disputed_in_part_is_said_to_be_left_out_as_a_whole(claim: MakeClaim) -> None:
    for amount, said in [
        ("300.00", "is disputed for 300.00 PLN, and left out of the claim as a whole"),
        ("820.00", "is disputed and left out of the claim"),
    ]:
        dispute = {"disputed": {"since": "2025-02-20", "amount": amount}}
        result = claim("pl", "2025-04-30", [("2025-02-14", "820.00", dispute)])
        assert [str(w.message) for w in result.warnings if w.code == "disputed-left-out"] == [
            f"F1 {said}"
        ]


def test_unassigned_payment_never_goes_to_a_disputed_invoice(claim: MakeClaim) -> None:
    disputed = (*TWO[0], {"disputed": {"since": "2025-02-01"}})
    result = claim("ro", "2025-04-30", [disputed, TWO[1]], payments=[("2025-04-30", "500.00", {})])
    assert {n for n, _, _ in split(result)} == {"F2"}


def test_payment_for_costs_pays_the_compensation(claim: MakeClaim) -> None:
    payment = ("2025-03-03", "168.52", {"for": "F1", "designation": "costs"})
    result = claim("pl", "2025-04-30", [("2025-01-31", "4000.00")], payments=[payment])
    (item,) = result.invoices
    assert item.compensation.paid == D("168.52")
    assert item.payments[0].to_costs == D("168.52")
    assert item.outstanding == D("4000.00")


def test_a_surplus_pays_the_compensation_before_it_is_an_overpayment(claim: MakeClaim) -> None:
    payment: Any = ("2025-03-03", "5000.00", {})
    result = claim("pl", "2025-04-30", [("2025-01-31", "4000.00")], payments=[payment])
    (item,) = result.invoices
    # 4000 x 15,75 % x 31 / 365 = 53,51; compensation 40 EUR x 4,2730 = 170,92
    assert item.compensation.paid == D("170.92")
    assert [s.amount for s in result.unallocated_payments] == [D("775.57")]
    assert result.totals == ()


MONEY = st.integers(1, 3_000_000).map(lambda cents: D(cents) / 100)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    country=st.sampled_from(["ro", "pl"]),
    chosen=st.sampled_from(["statutory", "interest-first", "principal-first"]),
    amounts=st.lists(MONEY, min_size=1, max_size=3),
    paid=st.lists(st.tuples(st.integers(0, 400), MONEY, st.booleans()), max_size=5),
    rounding=st.sampled_from(["per-period", "once"]),
)
def test_money_is_conserved_and_payments_never_raise_the_balance(
    claim: MakeClaim,
    country: str,
    chosen: Any,
    amounts: list[Decimal],
    paid: list[tuple[int, Decimal, bool]],
    rounding: str,
) -> None:
    months = ["2024-02-09", "2024-06-14", "2024-06-14"]
    rows = list(zip(months, map(str, amounts), strict=False))
    payments = [
        (
            (date(2024, 1, 2) + timedelta(after)).isoformat(),
            str(amount),
            {"for": "F1"} if own else {},
        )
        for after, amount, own in paid
    ]
    kept = {"settings": {"imputation": chosen, "rounding": rounding, "compensation": "off"}}
    before = claim(country, "2025-06-30", rows, **kept)
    after = claim(country, "2025-06-30", rows, payments=payments, **kept)
    used = total(p.amount for i in after.invoices for p in i.payments)
    surplus = total(s.amount for s in after.unallocated_payments)
    assert used + surplus == total(D(a) for _, a, _ in payments)
    for item in after.invoices:
        assert item.principal - item.outstanding == total(p.to_principal for p in item.payments)
        assert item.interest_paid == total(p.to_interest for p in item.payments)
        assert item.interest_accrued == total(r.amount for r in item.interest_rows)
        assert item.outstanding >= 0
        assert item.interest_outstanding >= 0
    assert total(t.total for t in after.totals) <= total(t.total for t in before.totals)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_shares_add_up(cents: Any, weights: list[Any]) -> None:
    weights = [D(w) for w in weights]
    whole = total(weights)
    amount = min(D(cents) / 100, whole)
    shares = in_proportion(amount, weights)
    if whole:
        assert total(shares) == amount
        assert all(D(0) <= s <= w + D("0.01") for s, w in zip(shares, weights, strict=True))
