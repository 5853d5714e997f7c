"""Terms, routes to court and fees under the two procedures, at their borders.

Sources: OUG 80/2013 art. 3 and 6, C. pr. civ. art. 94-98, 149, 1014-1033; art. 13, 19-21 of the
Polish act on court costs, k.p.c. art. 17, 485, 505¹-505³⁹.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.law.parameters import published_law
from demandgen.law.poland_procedure import epu_first_due, full_fee, quarter_fee
from demandgen.law.procedure import Demand, Route, Suit, procedure_for
from demandgen.law.romania_procedure import stamp_duty

RO, PL = published_law("ro"), published_law("pl")
DAY = date(2025, 9, 30)
TIERS = RO["ro/stamp-duty"].on(DAY).value

# fmt: off
STAMP_DUTY = [
    ("100.00", "20.00"), ("249.99", "20.00"), ("250.00", "20.00"), ("250.13", "20.01"),
    ("500.00", "40.00"), ("500.01", "40.00"), ("1000.00", "75.00"), ("5000.00", "355.00"),
    ("5000.20", "355.01"), ("10000.00", "605.00"), ("25000.00", "1355.00"), ("30000.00", "1505.00"),
    ("50000.00", "2105.00"), ("100000.00", "3105.00"), ("250000.00", "6105.00"), ("300000.00", "6605.00"),
]
POLISH_FEES = [
    # value, full fee, a quarter of it
    ("1", "30", "30"), ("500", "30", "30"), ("501", "100", "30"), ("1500", "100", "30"),
    ("1501", "200", "50"), ("4000", "200", "50"), ("4001", "400", "100"), ("7500", "400", "100"),
    ("7501", "500", "125"), ("10000", "500", "125"), ("10001", "750", "188"), ("15000", "750", "188"),
    ("15001", "1000", "250"), ("20000", "1000", "250"), ("20001", "1001", "251"), ("54420", "2721", "681"),
    ("100000", "5000", "1250"), ("4000000", "200000", "50000"), ("9000000", "200000", "50000"),
]
# fmt: on


@pytest.mark.parametrize(("value", "duty"), STAMP_DUTY)
def test_romanian_stamp_duty(value: str, duty: str) -> None:
    assert stamp_duty(TIERS, Decimal(value)) == Decimal(duty)


@pytest.mark.parametrize(("value", "full", "quarter"), POLISH_FEES)
def test_polish_court_fees(value: str, full: str, quarter: str) -> None:
    assert full_fee(PL, Decimal(value), DAY) == Decimal(full)
    assert quarter_fee(PL, Decimal(value), DAY) == Decimal(quarter)


@settings(max_examples=200, deadline=None)
@given(st.decimals(1, 10**7, places=2), st.decimals(0, 1000, places=2))
def test_a_higher_value_never_costs_less(value: Decimal, more: Decimal) -> None:
    assert stamp_duty(TIERS, value) <= stamp_duty(TIERS, value + more)
    assert full_fee(PL, value, DAY) <= full_fee(PL, value + more, DAY)
    assert full_fee(PL, value, DAY) == full_fee(PL, value, DAY).to_integral_value()


EVERYTHING = {
    "summons",
    "summons-proof",
    "notice",
    "notice-proof",
    "contract",
    "performance",
    "invoice-receipt",
    "acknowledgement",
    "debtor-id",
    "debtor-address",
    "mandate",
    "commercial",
}


def suit(have: Collection[str] = EVERYTHING, **more: Any) -> Suit:
    facts: dict[str, Any] = {
        "day": DAY,
        "principal": Decimal("10000.00"),
        "interest": Decimal("500.00"),
        "compensation": Decimal("0.00"),
        "creditors": 1,
        "debtors": 1,
        "debtor_kind": "business",
        "debtor_country": "PL",
        "contract_kind": "services",
        "dues": (date(2025, 2, 14),),
        "have": frozenset(have),
    }
    return Suit(**{**facts, **more})


def routes(law: str, facts: Suit) -> dict[str, Route]:
    found = procedure_for(law).routes(RO if law == "ro" else PL, facts)
    return {route.code: route for route in found}


def test_romanian_routes() -> None:
    found = routes("ro", suit())
    assert [r.is_open for r in found.values()] == [True] * 3
    assert {
        c: (r.court, r.value, r.fee.amount if r.fee else None, r.copies) for c, r in found.items()
    } == {
        "payment-order": ("judecătorie", Decimal("10000.00"), Decimal("200.00"), 3),
        "small-claim": ("judecătorie", Decimal("10000.00"), Decimal("200.00"), 3),
        "ordinary": ("judecătorie", Decimal("10000.00"), Decimal("630.00"), 3),
    }


# fmt: off
ROMANIAN_BORDERS = [
    # facts, route, court, open
    ({"principal": Decimal("200000.00")}, "ordinary", "judecătorie", True),
    ({"principal": Decimal("200000.01")}, "ordinary", "tribunal", True),
    ({"principal": Decimal("200000.00"), "interest": Decimal("90000.00")}, "payment-order", "judecătorie", True),
    ({"principal": Decimal("50000.00"), "interest": Decimal("9000.00")}, "small-claim", "judecătorie", True),
    ({"principal": Decimal("50000.01")}, "small-claim", "judecătorie", False),
    ({"principal": Decimal("10000.00"), "day": date(2025, 5, 14)}, "small-claim", "judecătorie", True),
    ({"principal": Decimal("10000.01"), "day": date(2025, 5, 14)}, "small-claim", "judecătorie", False),
    ({"principal": Decimal("10000.01"), "day": date(2025, 5, 15)}, "small-claim", "judecătorie", True),
    # Legea 51/2006 art. 42(11): 45 days from receipt of a utility invoice, free days
    ({"contract_kind": "utilities", "invoices_received": date(2025, 8, 15)}, "ordinary", "judecătorie", True),
    ({"contract_kind": "utilities", "invoices_received": date(2025, 8, 16)}, "ordinary", "judecătorie", False),
]
# fmt: on


@pytest.mark.parametrize(("facts", "code", "court", "is_open"), ROMANIAN_BORDERS)
def test_romanian_borders(facts: dict[str, Any], code: str, court: str, is_open: bool) -> None:
    route = routes("ro", suit(**facts))[code]
    assert (route.court, route.is_open) == (court, is_open)


@pytest.mark.parametrize(
    ("value", "fee"), [("2000.00", "50.00"), ("2000.01", "200.00"), ("50000.00", "200.00")]
)
def test_the_small_claims_duty(value: str, fee: str) -> None:
    found = routes("ro", suit(principal=Decimal(value)))["small-claim"].fee
    assert found is not None
    assert (found.amount, found.verified) == (Decimal(fee), False)


# fmt: off
NEEDS = [
    # law, what the case lacks, {route: what it misses}
    ("ro", {"summons"}, {"payment-order": ["summons"], "small-claim": [], "ordinary": []}),
    ("ro", {"summons-proof"}, {"payment-order": ["proof-of-delivery"], "small-claim": [], "ordinary": []}),
    ("ro", {"contract"}, {"payment-order": [], "small-claim": [], "ordinary": []}),
    ("ro", {"contract", "acknowledgement", "performance"}, {"payment-order": ["signed-contract"], "small-claim": [], "ordinary": []}),
    ("ro", {"mandate"}, {"payment-order": ["power-of-attorney"], "small-claim": ["power-of-attorney"], "ordinary": ["power-of-attorney"]}),
    ("ro", {"debtor-address"}, {"payment-order": ["debtor-address"], "small-claim": ["debtor-address"], "ordinary": ["debtor-address"]}),
    ("pl", {"debtor-id"}, {"upominawcze": [], "nakazowe": [], "epu": ["debtor-identifier"]}),
    ("pl", {"acknowledgement"}, {"upominawcze": [], "nakazowe": [], "epu": []}),
    ("pl", {"performance"}, {"upominawcze": [], "nakazowe": [], "epu": []}),
    ("pl", {"acknowledgement", "performance"}, {"upominawcze": [], "nakazowe": ["documents-for-order"], "epu": []}),
    ("pl", {"acknowledgement", "commercial"}, {"upominawcze": [], "nakazowe": ["documents-for-order"], "epu": []}),
    ("pl", {"mandate"}, {"upominawcze": ["power-of-attorney"], "nakazowe": ["power-of-attorney"], "epu": []}),
]
# fmt: on


@pytest.mark.parametrize(("law", "lacking", "missing"), NEEDS)
def test_what_is_missing(law: str, lacking: set[str], missing: dict[str, list[str]]) -> None:
    found = routes(law, suit(EVERYTHING - lacking))
    assert {code: [m.code for m in route.missing] for code, route in found.items()} == missing


@pytest.mark.parametrize("law", ["ro", "pl"])
def test_an_arbitration_clause_closes_every_route(law: str) -> None:
    found = routes(law, suit([*EVERYTHING, "arbitration"]))
    assert {c.code for route in found.values() for c in route.closed} == {"arbitration"}
    assert not any(route.is_open for route in found.values())


# fmt: off
POLISH_BORDERS = [
    ({"principal": Decimal("100000.00")}, "upominawcze", "sąd rejonowy", True),
    ({"principal": Decimal("100000.01")}, "upominawcze", "sąd okręgowy", True),
    ({"principal": Decimal("99999.00"), "compensation": Decimal("431.00")}, "nakazowe", "sąd okręgowy", True),
    ({"principal": Decimal("99999.00"), "interest": Decimal("431.00")}, "nakazowe", "sąd rejonowy", True),
    ({"principal": Decimal("99999.00"), "interest": Decimal("431.00"), "with_accessories": True}, "nakazowe", "sąd okręgowy", True),
    ({"dues": (date(2022, 9, 30), date(2025, 1, 1))}, "epu", "Sąd Rejonowy Lublin-Zachód w Lublinie, VI Wydział Cywilny", True),
    ({"dues": (date(2022, 9, 29), date(2025, 1, 1))}, "epu", "Sąd Rejonowy Lublin-Zachód w Lublinie, VI Wydział Cywilny", False),
    ({"debtor_country": "DE"}, "epu", "Sąd Rejonowy Lublin-Zachód w Lublinie, VI Wydział Cywilny", False),
    ({"debtor_country": "DE"}, "european-order", "sąd rejonowy", True),
]
# fmt: on


@pytest.mark.parametrize(("facts", "code", "court", "is_open"), POLISH_BORDERS)
def test_polish_borders(facts: dict[str, Any], code: str, court: str, is_open: bool) -> None:
    route = routes("pl", suit(**facts))[code]
    assert (route.court, route.is_open) == (court, is_open)


def test_the_european_order_is_for_debtors_elsewhere_in_europe() -> None:
    assert "european-order" not in routes("pl", suit())
    assert "european-order" not in routes("pl", suit(debtor_country="US"))


def test_the_value_is_rounded_up_and_the_copies_counted() -> None:
    found = routes("pl", suit(principal=Decimal("20000.01"), debtors=2))
    assert {c: (r.value, r.copies) for c, r in found.items()} == {
        "upominawcze": (Decimal("20001.00"), 3),
        "nakazowe": (Decimal("20001.00"), 3),
        "epu": (Decimal("20001.00"), 0),
    }


@pytest.mark.parametrize(("value", "simplified"), [("20000.00", True), ("20000.01", False)])
def test_the_simplified_rules(value: str, simplified: bool) -> None:
    notes = routes("pl", suit(principal=Decimal(value)))["upominawcze"].notes
    assert ("simplified" in [n.code for n in notes]) is simplified


def test_money_in_another_currency_has_no_value_here() -> None:
    assert all(
        r.value is None for law in ("ro", "pl") for r in routes(law, suit(principal=None)).values()
    )
    paid = {c: r.fee and r.fee.amount for c, r in routes("ro", suit(principal=None)).items()}
    assert paid == {"payment-order": Decimal("200.00"), "small-claim": None, "ordinary": None}


def test_romanian_copies_in_both_readings() -> None:
    assert routes("ro", suit(debtors=2))["ordinary"].copies == 4
    assert routes("ro", suit(debtors=2, creditors_get_copies=False))["ordinary"].copies == 3


def test_epu_on_a_leap_day() -> None:
    assert epu_first_due(PL, date(2028, 2, 29)) == date(2025, 2, 28)


# fmt: off
TERMS = [
    # law, letter, usual days, the last day
    ("ro", Demand("default-notice", "courier", date(2025, 6, 2), date(2025, 6, 3)), 15, date(2025, 6, 19)),
    ("ro", Demand("default-notice", "courier", date(2025, 6, 2)), 15, None),
    ("ro", Demand("default-notice", "hand", date(2025, 6, 3)), 15, date(2025, 6, 19)),
    ("ro", Demand("reminder", "email", date(2025, 6, 2)), 7, date(2025, 6, 10)),  # 9 June: Whit Monday
    ("ro", Demand("formal-notice", "bailiff", date(2025, 12, 1), date(2025, 12, 9)), 7, date(2025, 12, 29)),  # Christmas
    ("pl", Demand("formal-notice", "registered-post", date(2025, 6, 2), date(2025, 12, 17)), 7, date(2025, 12, 29)),  # Wigilia since 2025
    ("pl", Demand("formal-notice", "registered-post", date(2025, 6, 2), date(2024, 12, 17)), 7, date(2024, 12, 24)),
    ("pl", Demand("formal-notice", "registered-post", date(2016, 12, 1), date(2016, 12, 24)), 7, date(2016, 12, 31)),  # a Saturday before 2017
    ("pl", Demand("formal-notice", "registered-post", date(2017, 1, 1), date(2017, 1, 7)), 7, date(2017, 1, 16)),
    ("pl", Demand("formal-notice", "e-delivery", date(2025, 6, 2)), 7, None),
    ("pl", Demand("formal-notice", "sms", date(2025, 6, 2)), 7, date(2025, 6, 9)),
    ("pl", Demand("formal-notice", "registered-post", date(2025, 6, 2), until=date(2025, 6, 14)), 7, date(2025, 6, 16)),
]
# fmt: on


@pytest.mark.parametrize(("law", "demand", "days", "last"), TERMS)
def test_terms(law: str, demand: Demand, days: int, last: date | None) -> None:
    term = procedure_for(law).term_of(RO if law == "ro" else PL, demand, days)
    assert (term.last_day, term.counts) == (last, True)


@pytest.mark.parametrize(
    ("received", "by"),
    [("2025-06-05", "2025-12-05"), ("2025-08-31", "2026-02-28"), ("2025-12-31", "2026-06-30")],
)
def test_six_months_for_the_suit(received: str, by: str) -> None:
    found = procedure_for("ro").suit_after_notice(RO, date.fromisoformat(received))
    assert found is not None
    assert str(found[0]) == by
    assert procedure_for("pl").suit_after_notice(PL, date.fromisoformat(received)) is None
