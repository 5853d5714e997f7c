"""Worked claims, recomputed by hand with the formula base x rate x days / 36500."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demandgen.law.parameters import published_law
from demandgen.law.rates import rules_for
from demandgen.money import total
from demandgen.problems import CaseFileError, LawDataError, NotAllowedError

MakeClaim = Callable[..., Any]
D = Decimal


def test_romanian_sample_with_a_part_payment(claim: MakeClaim) -> None:
    """5000,00 on 22.04.2025 pays the interest to that day first (C.civ. art. 1507, 1509)."""
    result = claim(
        "ro",
        "2025-09-30",
        [("2025-02-14", "18450.00"), ("2025-03-30", "9870.55")],
        payments=[("2025-04-22", "5000.00", {"for": "F1"})],
    )
    first, second = result.invoices
    # 18450,00 x 14,5 % x 67 / 365 = 491,07; 13941,07 x 14,5 % x 161 / 365 = 891,66
    assert [r.amount for r in first.interest_rows] == [D("491.07"), D("891.66")]
    assert (first.payments[0].to_interest, first.payments[0].to_principal) == (
        D("491.07"),
        D("4508.93"),
    )
    assert first.outstanding == D("13941.07")
    # 30 March 2025 is a Sunday: counted from Monday the 31st
    assert second.effective_due == date(2025, 3, 31)
    assert [r.amount for r in second.interest_rows] == [D("717.58")]
    (sums,) = result.totals
    assert (sums.outstanding, sums.interest, sums.total) == (
        D("23811.62"),
        D("1609.24"),
        D("25420.86"),
    )
    assert sums.interest_per_day == D("9.46")


# Worked rows: country, facts, due, to, amount, expected rows (days, rate, amount)
EXAMPLES = [
    # PL commercial, 31.12.2025/01.01.2026 border: 15,25 to 31 December, 14,00 from 1 January
    (
        "pl",
        {},
        "2025-12-29",
        "2026-01-02",
        "10000.00",
        [(2, "15.25", "8.36"), (2, "14.00", "7.67")],
    ),
    # PL delay against a consumer, NBP change on 05.03.2026
    (
        "pl",
        {"debtor_kind": "consumer"},
        "2026-03-02",
        "2026-03-06",
        "10000.00",
        [(2, "9.50", "5.21"), (2, "9.25", "5.07")],
    ),
    # PL public healthcare debtor
    (
        "pl",
        {"debtor_kind": "public-healthcare"},
        "2026-06-29",
        "2026-07-02",
        "10000.00",
        [(1, "12.00", "3.29"), (2, "11.75", "6.44")],
    ),
    # PL leap year: 366 days of delay, still divided by 365
    (
        "pl",
        {"debtor_kind": "consumer"},
        "2023-12-29",
        "2024-12-29",
        "36500.00",
        [(366, "11.25", "4117.50")],
    ),
    # RO professionals: the rate of 1 July 2024 (7,00) holds to 31 December although the BNR moved twice
    (
        "ro",
        {},
        "2024-06-28",
        "2025-01-03",
        "10000.00",
        [(186, "15.00", "764.38"), (3, "14.50", "11.92")],
    ),
    # RO contract of 4 April 2013 and 5 April 2013: +4 before Legea 72/2013, +8 from it
    (
        "ro",
        {"contract": {"signed": "2013-04-04"}},
        "2025-01-31",
        "2025-02-02",
        "10000.00",
        [(2, "10.50", "5.75")],
    ),
    (
        "ro",
        {"contract": {"signed": "2013-04-05"}},
        "2025-01-31",
        "2025-02-02",
        "10000.00",
        [(2, "14.50", "7.95")],
    ),
    # RO between private persons: (6,50 + 4) x 0,80
    (
        "ro",
        {"creditor_kind": "private", "debtor_kind": "private"},
        "2025-01-31",
        "2025-03-02",
        "10000.00",
        [(30, "8.40", "69.04")],
    ),
    # RO penalty of 0,1 % a day
    (
        "ro",
        {"interest": {"kind": "contractual", "rate": "0.1", "per": "day"}},
        "2025-01-31",
        "2025-02-10",
        "1000.00",
        [(10, "36.5", "10.00")],
    ),
    # RO penalty of 1,5 % a month: times 12 / 365 a day
    (
        "ro",
        {"interest": {"kind": "contractual", "rate": "1.5", "per": "month"}},
        "2025-01-31",
        "2025-03-02",
        "1000.00",
        [(30, "18.0", "14.79")],
    ),
]


@pytest.mark.parametrize(("country", "facts", "due", "to", "amount", "rows"), EXAMPLES)
def test_worked_interest(
    claim: MakeClaim,
    country: str,
    facts: dict[str, Any],
    due: str,
    to: str,
    amount: str,
    rows: list[Any],
) -> None:
    (item,) = claim(country, to, [(due, amount)], **facts).invoices
    assert [(r.days, r.rate, r.amount) for r in item.interest_rows] == [
        (d, D(r), D(a)) for d, r, a in rows
    ]


def test_no_interest_on_the_due_day_and_one_day_on_the_next(claim: MakeClaim) -> None:
    assert claim("pl", "2026-07-15", [("2026-07-15", "1000.00")]).invoices[0].interest_rows == ()
    (row,) = claim("pl", "2026-07-16", [("2026-07-15", "1000.00")]).invoices[0].interest_rows
    assert (row.days, row.first, row.last) == (1, date(2026, 7, 16), date(2026, 7, 16))


def test_cap_cuts_the_row_that_reaches_it_and_stops_the_rest(claim: MakeClaim) -> None:
    interest = {"kind": "contractual", "rate": "1", "per": "day", "cap_percent": "10"}
    at = {
        day: claim("ro", day, [("2025-01-31", "1000.00")], interest=interest).invoices[0]
        for day in ("2025-02-09", "2025-02-10", "2025-02-11")
    }
    assert at["2025-02-09"].interest_accrued == D("90.00")
    assert at["2025-02-10"].interest_accrued == at["2025-02-11"].interest_accrued == D("100.00")
    assert at["2025-02-10"].interest_per_day == 0
    (row,) = at["2025-02-11"].interest_rows
    assert (row.note, row.last, row.days) == ("capped", date(2025, 2, 10), 10)


def test_a_capped_row_ends_on_the_day_that_reaches_the_cap(claim: MakeClaim) -> None:
    """31840,75 x 0,2 % = 63,6815 a day: 4776,11 are passed on day 75 (4776,1125)."""
    interest = {"kind": "contractual", "rate": "0.2", "per": "day", "cap_percent": "15"}
    late = claim("ro", "2025-09-30", [("2025-01-31", "31840.75")], interest=interest)
    (row,) = late.invoices[0].interest_rows
    assert (row.days, row.last, row.amount) == (75, date(2025, 4, 16), D("4776.11"))


def test_a_day_of_several_items_is_rounded_once(claim: MakeClaim) -> None:
    """10,01 x 14,5 % / 365 = 0,00398 a day; three make 0,0119, not three times nothing."""
    late = claim("ro", "2025-09-30", [("2025-02-14", "10.01")] * 3)
    assert [i.interest_per_day for i in late.invoices] == [D("0.00")] * 3
    assert late.totals[0].interest_per_day == D("0.01")


def test_a_share_of_a_payment_names_the_whole(claim: MakeClaim) -> None:
    rows = [("2025-02-14", "100.00"), ("2025-02-24", "200.00")]
    paid = [("2025-03-03", "150.00", {}), ("2025-03-03", "20.00", {"designation": "principal"})]
    facts = {"payments": paid, "interest": {"kind": "none"}}
    first, second = claim("ro", "2025-09-30", rows, **facts).invoices
    assert [(p.amount, p.whole) for p in first.payments] == [(D("100.00"), D("150.00"))]
    assert [(p.amount, p.whole, p.designation) for p in second.payments] == [
        (D("50.00"), D("150.00"), None),
        (D("20.00"), D("20.00"), "principal"),
    ]


def test_polish_contractual_rate_is_cut_to_the_maximum_with_a_warning(claim: MakeClaim) -> None:
    interest = {"kind": "contractual", "rate": "0.1", "per": "day"}
    result = claim("pl", "2026-07-20", [("2026-07-10", "1000.00")], interest=interest)
    (row,) = result.invoices[0].interest_rows
    assert (row.rate, row.note) == (D("18.50"), "maximum-rate")
    assert "maximum-rate" in {w.code for w in result.warnings}


def test_agreed_rate_below_the_statutory_one_is_warned_of(claim: MakeClaim) -> None:
    interest = {"kind": "contractual", "rate": "5", "per": "year"}
    for country, law in (
        ("ro", "art. 14 din Legea nr. 72/2013"),
        ("pl", "art. 13 ust. 1 ustawy z 8.03.2013 r."),
    ):
        result = claim(country, "2026-07-20", [("2026-07-10", "1000.00")], interest=interest)
        (warning,) = [w for w in result.warnings if w.code == "agreed-rate-below-statutory"]
        assert law in str(warning.message)


def test_higher_agreed_rate_against_a_polish_public_debtor_is_refused(claim: MakeClaim) -> None:
    named = r"no effect against a public debtor \(art. 8 ust. 1 ustawy z 8.03.2013 r. o przeciw"
    with pytest.raises(CaseFileError, match=named):
        claim(
            "pl",
            "2026-07-20",
            [("2026-07-10", "1000.00")],
            debtor_kind="public-authority",
            interest={"kind": "contractual", "rate": "15", "per": "year"},
        )


def test_rounding_once_adds_up_to_the_total_rounded_once(claim: MakeClaim) -> None:
    rows = [("2024-01-15", "333.33")]
    parts = claim("pl", "2026-07-20", rows, settings={"rounding": "once"}, debtor_kind="consumer")
    item = parts.invoices[0]
    exact = sum((r.base * r.rate * r.days / D(36500) for r in item.interest_rows), D(0))
    assert item.interest_accrued == exact.quantize(D("0.01"), "ROUND_HALF_UP")
    assert total(r.amount for r in item.interest_rows) == item.interest_accrued


def test_euro_invoice_under_romanian_law_needs_a_conversion(claim: MakeClaim) -> None:
    euro = {"currency": "EUR"}
    with pytest.raises(NotAllowedError, match="a rate for lei"):
        claim("ro", "2025-09-30", [("2025-02-14", "1000.00", euro)])
    stated = euro | {"conversion": {"rate": "4.9771", "date": "2025-02-14", "source": "BNR"}}
    (item,) = claim("ro", "2025-09-30", [("2025-02-14", "1000.00", stated)]).invoices
    assert (item.currency, item.principal, item.original) == ("RON", D("4977.10"), "1000.00 EUR")


def test_foreign_currency_regime_keeps_the_euro_at_six_percent(claim: MakeClaim) -> None:
    facts = {"interest": {"kind": "statutory", "regime": "foreign-currency"}}
    (item,) = claim(
        "ro", "2025-02-24", [("2025-02-14", "1000.00", {"currency": "EUR"})], **facts
    ).invoices
    assert (item.currency, item.interest_accrued) == ("EUR", D("1.64"))


def test_terms_in_days_from_receipt(claim: MakeClaim) -> None:
    received = {"due": None, "payment_days": "30", "received": {"date": "2025-03-03"}}
    civil = claim("ro", "2025-09-30", [("2025-03-01", "1000.00", received)]).invoices[0]
    plain = claim(
        "ro",
        "2025-09-30",
        [("2025-03-01", "1000.00", received)],
        settings={"days-term-count": "plain"},
    ).invoices[0]
    assert (civil.due, plain.due) == (date(2025, 4, 3), date(2025, 4, 2))
    with pytest.raises(CaseFileError, match="no due date"):
        claim("ro", "2025-09-30", [("2025-03-01", "1000.00", {"due": None})])


def test_disputed_invoice_is_left_out_unless_asked_for(claim: MakeClaim) -> None:
    disputed = {"disputed": {"since": "2025-03-01", "reason": "quantity"}}
    rows = [("2025-02-14", "1000.00"), ("2025-02-14", "500.00", disputed)]
    out = claim("ro", "2025-09-30", rows)
    assert out.totals[0].outstanding == D("1000.00")
    assert "disputed-left-out" in {w.code for w in out.warnings}
    assert claim("ro", "2025-09-30", rows, settings={"disputed": "included"}).totals[
        0
    ].outstanding == D("1500.00")


def test_credit_note_lowers_the_base_from_the_start(claim: MakeClaim) -> None:
    note = {
        "number": "C1",
        "date": "2025-04-01",
        "for": "F1",
        "amount": "400.00",
        "currency": "RON",
    }
    result = claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], credit_notes=[note])
    (item,) = result.invoices
    assert (item.amount, item.principal) == (D("1000.00"), D("600.00"))
    assert {r.base for r in item.interest_rows} == {D("600.00")}


def test_a_reminder_fee_is_refused_for_a_consumer_and_claimed_from_nobody(claim: MakeClaim) -> None:
    rows, chosen = [("2025-02-14", "1000.00")], {"reminder-fee": "40.00"}
    with pytest.raises(NotAllowedError, match="may not be charged to a consumer"):
        claim("pl", "2025-09-30", rows, settings=chosen, debtor_kind="consumer")
    result = claim("pl", "2025-09-30", rows, settings=chosen)
    assert "reminder-fee-not-claimed" in {w.code for w in result.warnings}
    assert result.totals[0].costs == 0


def test_no_interest_claimed(claim: MakeClaim) -> None:
    result = claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], interest={"kind": "none"})
    assert (result.totals[0].interest, result.totals[0].total) == (0, D("1000.00"))


def test_the_romanian_assumption_and_its_border(claim: MakeClaim) -> None:
    assert (
        claim("ro", "2014-01-01", [("2013-04-06", "1000.00")], contract=None).assumptions[0].code
        == "ro-contract-date"
    )
    with pytest.raises(CaseFileError, match="L 72/2013"):
        claim("ro", "2014-01-01", [("2013-04-05", "1000.00")], contract=None)


def test_refused_past_the_announced_half_year(claim: MakeClaim) -> None:
    with pytest.raises(LawDataError, match="2027-01-01"):
        claim("pl", "2027-01-01", [("2026-05-11", "1000.00")])


def test_horizon_warning_starts_on_the_day_after_the_last_check(claim: MakeClaim) -> None:
    def codes(day: str) -> Any:
        facts = {"debtor_kind": "consumer"}
        return {w.code for w in claim("pl", day, [("2026-05-11", "1000.00")], **facts).warnings}

    assert "law-data-not-confirmed" not in codes("2026-10-08")
    assert "law-data-not-confirmed" in codes("2026-10-09")


def _naive(principal: Any, due: Any, payments: Any, as_of: Any, country: Any, regime: Any) -> Any:
    """Day by day, unrounded, principal first: as different from the engine as can be."""
    rules, law = rules_for(country), published_law(country)
    chosen = rules.default_settings(regime, contractual=False)
    rates = {}
    for s in rules.statutory_rates(law, regime, due + timedelta(1), as_of, chosen):
        for n in range((s.last - s.first).days + 1):
            rates[s.first + timedelta(n)] = s.rate
    base, interest, day = principal, D(0), due
    while day < as_of:
        day += timedelta(1)
        interest += base * rates[day] / D(36500)
        base -= sum((a for d, a in payments if d == day), D(0))
    return base, interest


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    country=st.sampled_from(["ro", "pl"]),
    cents=st.integers(100_00, 90_000_00),
    wait=st.lists(st.integers(1, 120), max_size=4),
    share=st.integers(1, 24),
)
def test_engine_agrees_with_a_day_by_day_computation(
    claim: MakeClaim, country: str, cents: Any, wait: list[int], share: int
) -> None:
    due, as_of = date(2024, 2, 7), date(2026, 6, 30)
    principal = D(cents) / 100
    days = [due + timedelta(sum(wait[: i + 1])) for i in range(len(wait))]
    payments = [(d, (principal * share / 100).quantize(D("0.01"))) for d in days]
    facts = {"settings": {"imputation": "principal-first", "compensation": "off"}}
    result = claim(
        country,
        as_of.isoformat(),
        [(due.isoformat(), str(principal))],
        payments=[(d.isoformat(), str(a), {}) for d, a in payments],
        **facts,
    )
    (item,) = result.invoices
    base, interest = _naive(principal, due, payments, as_of, country, result.regime)
    assert item.outstanding == base
    assert abs(item.interest_accrued - interest) <= D("0.005") * len(item.interest_rows)
