"""The fixed compensation for recovery costs: PNOTH art. 10, Legea 72/2013 art. 10."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from demandgen.problems import CaseFileError

MakeClaim = Callable[..., Any]
D = Decimal
CREDIT_NOTE = {
    "number": "C1",
    "date": "2025-02-20",
    "for": "F1",
    "amount": "10.01",
    "currency": "PLN",
}

# Compensation, PNOTH art. 10: both sides of 5 000,00 and 50 000,00 and of 2020
TIERS = [
    ("2026-01-15", "5000.00", "40.00"),
    ("2026-01-15", "5000.01", "70.00"),
    ("2026-01-15", "49999.99", "70.00"),
    ("2026-01-15", "50000.00", "100.00"),
    ("2019-12-30", "60000.00", "40.00"),
    ("2020-01-02", "60000.00", "100.00"),
]


@pytest.mark.parametrize(("due", "amount", "eur"), TIERS)
def test_polish_compensation_by_value(claim: MakeClaim, due: str, amount: str, eur: str) -> None:
    (item,) = claim("pl", "2026-03-01", [(due, amount)]).invoices
    assert item.compensation.eur == D(eur)


def test_polish_compensation_uses_the_last_rate_of_the_month_before(claim: MakeClaim) -> None:
    (item,) = claim("pl", "2026-03-01", [("2026-01-15", "5000.00")]).invoices
    # NBP, table A, 31.12.2025: 4,2267; 40 x 4,2267 = 169,07
    assert (item.compensation.fx_day, item.compensation.amount) == (date(2025, 12, 31), D("169.07"))


def test_month_end_due_date_follows_the_setting_and_warns(claim: MakeClaim) -> None:
    rows = [("2026-04-30", "5000.00")]
    default = claim("pl", "2026-06-01", rows)
    other = claim("pl", "2026-06-01", rows, settings={"compensation-fx-month": "month-of-next-day"})
    assert default.invoices[0].compensation.fx_day == date(2026, 3, 31)
    assert other.invoices[0].compensation.fx_day == date(2026, 4, 30)
    assert "compensation-month-end" in {w.code for w in default.warnings}


@pytest.mark.parametrize(
    "facts",
    [{"debtor_kind": "consumer"}, {"assigned": True}, {"settings": {"compensation": "off"}}],
    ids=["consumer", "assignee", "off"],
)
def test_no_polish_compensation(claim: MakeClaim, facts: dict[str, Any]) -> None:
    (item,) = claim("pl", "2026-03-01", [("2026-01-15", "5000.00")], **facts).invoices
    assert item.compensation is None


def test_no_agreed_term_no_compensation_but_interest_from_day_31(claim: MakeClaim) -> None:
    performed = {"due": None, "performed": {"date": "2026-01-05"}}
    result = claim("pl", "2026-03-01", [("2026-01-05", "5000.00", performed)])
    (item,) = result.invoices
    assert item.due == date(2026, 2, 4)
    assert item.interest_rows[0].first == date(2026, 2, 5)
    assert item.compensation is None
    assert "compensation-no-term" in {w.code for w in result.warnings}


def test_paid_on_the_due_day_owes_nothing_a_day_later_owes_compensation(claim: MakeClaim) -> None:
    on_time = claim(
        "pl", "2026-03-01", [("2026-01-15", "5000.00")], payments=[("2026-01-15", "5000.00", {})]
    )
    assert on_time.totals == ()
    late = claim(
        "pl", "2026-03-01", [("2026-01-15", "5000.00")], payments=[("2026-01-16", "5001.92", {})]
    )
    (sums,) = late.totals
    # 5000 x 14 % x 1 / 365 = 1,92 interest was paid; the compensation remains
    assert (sums.outstanding, sums.interest, sums.compensation) == (0, 0, D("169.07"))


def test_euro_rate_past_the_table_is_refused(claim: MakeClaim) -> None:
    with pytest.raises(CaseFileError, match="no NBP euro rate"):
        claim("pl", "2026-12-01", [("2026-11-16", "5000.00")])


def test_romanian_forty_euro_are_claimed_in_lei_only_on_the_day_of_payment(
    claim: MakeClaim,
) -> None:
    result = claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], settings={"compensation": "on"})
    euro = next(t for t in result.totals if t.currency == "EUR")
    assert euro.compensation == D("40.00")
    assert result.invoices[0].compensation.amount is None
    with pytest.raises(CaseFileError, match="between professionals only"):
        claim(
            "ro",
            "2025-09-30",
            [("2025-02-14", "1000.00")],
            settings={"compensation": "on"},
            debtor_kind="consumer",
        )


@pytest.mark.parametrize(
    ("due", "eur"),
    [
        ("2019-12-30", "40.00"),
        (
            "2019-12-31",
            "40.00",
        ),  # due on 1 January 2020, not after it (Dz.U. 2019 poz. 1649 art. 20)
        ("2020-01-02", "100.00"),
    ],
)
def test_compensation_by_value_is_for_what_fell_due_after_1_january_2020(
    claim: MakeClaim, due: str, eur: str
) -> None:
    (item,) = claim("pl", "2020-03-02", [(due, "60000.00")]).invoices
    assert item.compensation.eur == D(eur)


def test_a_credit_note_lowers_the_value_that_decides_the_compensation(claim: MakeClaim) -> None:
    note = CREDIT_NOTE
    rows = [("2025-02-14", "5010.01")]
    assert claim("pl", "2025-09-30", rows).invoices[0].compensation.eur == 70
    (item,) = claim("pl", "2025-09-30", rows, credit_notes=[note]).invoices
    assert item.compensation.eur == 40


def test_no_money_goes_to_a_compensation_that_is_not_yet_due(claim: MakeClaim) -> None:
    paid = [("2025-02-14", "1000.00", {"for": "F1", "designation": "costs"})]
    result = claim("pl", "2025-09-30", [("2025-02-14", "1000.00")], payments=paid)
    (item,) = result.invoices
    assert (item.outstanding, item.compensation, result.totals) == (0, None, ())


def test_no_compensation_before_the_act_that_gives_it(claim: MakeClaim) -> None:
    facts = {"interest": {"kind": "none"}}
    for due, owed in (("2013-04-25", False), ("2013-04-29", True)):
        (item,) = claim("pl", "2014-01-02", [(due, "1000.00")], **facts).invoices
        assert (item.compensation is not None) is owed
