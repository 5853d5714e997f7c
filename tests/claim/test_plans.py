"""Schedules add up; plans make due only what they make due; the clause works on its day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.casefile.model import InstalmentPlan, PlanDebt
from demandgen.claim.instalments import schedule
from demandgen.law.parameters import published_law
from demandgen.money import total
from demandgen.problems import CaseFileError

MakeClaim = Callable[..., Any]
D = Decimal
SETTINGS = {"imputation": "interest-first", "rounding": "per-period", "rate-fixing": "per-change"}


def lay_out(
    instalments: Any, debt: Any, country: str = "pl", regime: str = "delay", **terms: Any
) -> Any:
    plan = InstalmentPlan.model_validate({"status": "proposed", "instalments": instalments} | terms)
    debt = PlanDebt.model_validate(debt)
    return schedule(plan, debt, published_law(country), regime=regime, settings=SETTINGS)


def test_equal_parts_month_ends_and_balance() -> None:
    lines = lay_out(
        {"count": "3", "first": "2025-01-31"},
        {"as_of": "2025-01-10", "principal": "100.00", "interest": "5.00"},
    )
    assert [x.due for x in lines] == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)]
    assert [x.total for x in lines] == [D("35.00")] * 3
    assert next((x.interest, x.principal) for x in lines) == (D("5.00"), D("30.00"))
    assert [x.balance for x in lines] == [D("70.00"), D("35.00"), D("0.00")]


def test_capital_interest_on_the_open_principal() -> None:
    lines = lay_out(
        {"count": "2", "first": "2025-02-10"},
        {"as_of": "2025-01-10", "principal": "1000.00"},
        interest="capital",
    )
    # NBP 5,75 + 3,5 = 9,25 %: 1000 x 31 days = 7,86; 500 x 28 days = 3,55
    assert [x.plan_interest for x in lines] == [D("7.86"), D("3.55")]


@pytest.mark.parametrize(
    ("regime", "chosen", "charged"),
    [
        # BNR 6,50: 36500 x 10 days x 6,50 % = 65,00; 0,80 of it in civil relations (art. 3(3))
        ("ordinary", {}, "65.00"),
        ("civil", {}, "52.00"),
        ("consumer-debtor", {"consumer-rate": "plus4-x080"}, "52.00"),
        ("consumer-debtor", {"consumer-rate": "plus4"}, "65.00"),
    ],
)
def test_romanian_plan_charges_the_remuneratory_rate_of_the_relation(
    regime: str, chosen: Any, charged: str
) -> None:
    plan = InstalmentPlan.model_validate(
        {
            "status": "proposed",
            "instalments": {"count": "1", "first": "2025-01-20"},
            "interest": "capital",
        }
    )
    debt = PlanDebt.model_validate({"as_of": "2025-01-10", "principal": "36500.00"})
    (line,) = schedule(plan, debt, published_law("ro"), regime=regime, settings=SETTINGS | chosen)
    assert line.plan_interest == D(charged)


def test_a_plan_under_a_contractual_rate_charges_the_statutory_rate_of_delay(
    claim: MakeClaim,
) -> None:
    plan = PLAN | {"interest": "delay", "instalments": {"count": "1", "first": "2025-06-26"}}
    agreed = {"kind": "contractual", "rate": "0.1", "per": "day"}
    result = claim("ro", "2025-06-20", ROWS, plan=plan, interest=agreed)
    # 6000 x 10 days x 14,50 % = 23,84, on top of the 120,00 of the debt
    assert result.instalments[0].interest_carried == D("143.84")


def test_given_amounts_must_add_up() -> None:
    debt = {"as_of": "2025-01-10", "principal": "100.00"}
    given_lines = [
        {"due": "2025-02-01", "amount": "60.00"},
        {"due": "2025-03-01", "amount": "39.99"},
    ]
    with pytest.raises(CaseFileError, match=r"add up to 99\.99, the debt of the plan to 100\.00"):
        lay_out(given_lines, debt)


@settings(max_examples=120, deadline=None)
@given(
    cents=st.tuples(st.integers(1, 10**9), st.integers(0, 10**7), st.integers(0, 10**6)),
    count=st.integers(1, 60),
    down=st.integers(0, 100),
)
def test_the_schedule_adds_up_to_the_last_grosz(cents: Any, count: int, down: int) -> None:
    principal, interest, costs = (D(c) / 100 for c in cents)
    whole = principal + interest + costs
    terms: dict[str, Any] = {"count": str(count), "first": "2025-03-31"}
    paid_down = (whole * down / 200).quantize(D("0.01"))
    if paid_down:
        terms["down_payment"] = {"due": "2025-03-01", "amount": f"{paid_down}"}
    debt = {
        "as_of": "2025-02-10",
        "principal": f"{principal}",
        "interest": f"{interest}",
        "costs": f"{costs}",
    }
    lines = lay_out(terms, debt)
    assert total(x.principal for x in lines) == principal
    assert total(x.interest for x in lines) == interest
    assert total(x.costs for x in lines) == costs
    assert lines[-1].balance == 0
    running = whole
    for line in lines:
        running -= line.total
        assert line.balance == running
        assert line.total >= 0


PLAN = {
    "status": "signed",
    "signed": "2025-06-16",
    "debt": {"as_of": "2025-06-16", "principal": "6000.00", "interest": "120.00"},
    "instalments": {"count": "6", "first": "2025-07-15"},
    "interest": "none",
    "acceleration": {"after_days": "7", "missed": "1"},
}
ROWS = [("2025-03-24", "6000.00")]


def test_only_the_schedule_is_due_and_the_clause_works_on_the_eighth_day(claim: MakeClaim) -> None:
    def at(day: str) -> Any:
        return claim("pl", day, ROWS, plan=PLAN)

    assert at("2025-07-15").totals == ()
    (sums,) = at("2025-07-16").totals
    assert (sums.outstanding, sums.interest) == (D("900.00"), D("120.00") + D("0.38"))
    assert at("2025-07-22").plan.accelerated_on is None
    accelerated = at("2025-07-23")
    assert accelerated.plan.accelerated_on == date(2025, 7, 23)
    assert accelerated.plan.overdue == D("1020.00")
    assert at("2025-07-24").plan.overdue == D("6120.00")


def test_payments_go_to_the_instalments_in_order(claim: MakeClaim) -> None:
    paid: list[Any] = [("2025-07-14", "1020.00", {}), ("2025-08-10", "500.00", {})]
    result = claim("pl", "2025-08-18", ROWS, plan=PLAN, payments=paid)
    first, second = result.instalments[:2]
    assert (first.outstanding, first.interest_outstanding) == (0, 0)
    assert second.outstanding == D("520.00")
    assert result.plan.balance == D("4600.00")


def test_within_an_instalment_the_agreed_order_holds(claim: MakeClaim) -> None:
    """Principal first: five instalments of 1020,00 and 900,00 of the sixth, which carries 120,00."""
    paid: list[Any] = [("2025-07-14", "5500.00", {})]
    facts = {"payments": paid, "settings": {"imputation": "principal-first"}}
    last = claim("pl", "2025-07-16", ROWS, plan=PLAN, **facts).instalments[5]
    assert (last.principal, last.interest_carried) == (D("900.00"), D("120.00"))
    assert (last.outstanding, last.interest_outstanding) == (D("500.00"), D("120.00"))


@pytest.mark.parametrize(
    ("paid_on", "accelerated"), [("2025-07-22", None), ("2025-07-23", date(2025, 7, 23))]
)
def test_paying_on_the_seventh_day_late_saves_the_plan(
    claim: MakeClaim, paid_on: str, accelerated: date | None
) -> None:
    result = claim("pl", "2025-07-31", ROWS, plan=PLAN, payments=[(paid_on, "1020.00", {})])
    assert result.plan.accelerated_on == accelerated


def test_two_missed_instalments_and_a_notice(claim: MakeClaim) -> None:
    clause = {"after_days": "7", "missed": "2", "notice_days": "14"}
    plan = PLAN | {"acceleration": clause}
    assert claim("pl", "2025-09-30", ROWS, plan=plan).plan.accelerates_on == date(2025, 8, 26)
    assert claim("pl", "2025-09-30", ROWS, plan=plan).plan.accelerated_on is None
    early = claim("pl", "2025-09-30", ROWS, plan=plan, plan_notice="2025-08-25")
    assert early.plan.accelerated_on is None
    served = claim("pl", "2025-09-30", ROWS, plan=plan, plan_notice="2025-09-01")
    assert served.plan.accelerated_on == date(2025, 9, 15)


def test_without_a_clause_nothing_accelerates(claim: MakeClaim) -> None:
    plan = {k: v for k, v in PLAN.items() if k != "acceleration"}
    result = claim("pl", "2025-12-31", ROWS, plan=plan)
    assert result.plan.accelerates_on is None
    assert len(result.due_items) == 6
