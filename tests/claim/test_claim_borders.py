"""Facts that are legal but odd, and what the law does not allow: no wrong figure, no traceback."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from demandgen.problems import CaseFileError

MakeClaim = Callable[..., Any]
D = Decimal
LEI = {"rate": "4.9771", "date": "2025-02-14", "source": "BNR"}


def euro_note(number: str, amount: str) -> dict[str, str]:
    return {
        "number": number,
        "date": "2025-02-20",
        "for": "F1",
        "amount": amount,
        "currency": "EUR",
    }


def codes(result: Any) -> set[str]:
    return {w.code for w in result.warnings}


def test_credit_notes_of_a_converted_invoice_are_in_lei_and_take_off_all_of_it(
    claim: MakeClaim,
) -> None:
    rows = [("2025-02-14", "100.01", {"currency": "EUR", "conversion": LEI})]
    notes = [euro_note("C1", "50.00"), euro_note("C2", "50.01")]
    (item,) = claim("ro", "2025-09-30", rows, credit_notes=notes).invoices
    # 100,01 x 4,9771 = 497,76; 50,00 x 4,9771 = 248,86 (248,855); the rest is 248,90
    assert item.amount == D("497.76")
    assert [n.amount for n in item.credit_notes] == [D("248.86"), D("248.90")]
    assert item.principal == 0


@pytest.mark.parametrize(
    ("country", "facts"),
    [("pl", {}), ("ro", {"interest": {"kind": "statutory", "regime": "foreign-currency"}})],
)
def test_a_stated_conversion_is_not_applied_where_the_euro_is_kept(
    claim: MakeClaim, country: str, facts: Any
) -> None:
    rows = [("2025-02-14", "1000.00", {"currency": "EUR", "conversion": LEI})]
    result = claim(country, "2025-09-30", rows, credit_notes=[euro_note("C1", "400.00")], **facts)
    (item,) = result.invoices
    assert (item.currency, item.principal, item.original) == ("EUR", D("600.00"), None)


def test_six_percent_are_for_a_foreign_currency_only(claim: MakeClaim) -> None:
    facts = {"interest": {"kind": "statutory", "regime": "foreign-currency"}}
    with pytest.raises(CaseFileError, match="payment agreed in a foreign currency"):
        claim("ro", "2025-09-30", [("2025-02-14", "1000.00")], **facts)


@pytest.mark.parametrize(
    ("country", "regime", "facts", "told"),
    [
        ("ro", "professionals", {"debtor_kind": "consumer"}, "between professionals only"),
        ("ro", "professionals", {"debtor_kind": "private"}, "between professionals only"),
        ("ro", "professionals", {"contract": {"signed": "2013-04-04"}}, "older than L 72/2013"),
        ("pl", "commercial", {"debtor_kind": "consumer"}, "between businesses only"),
        ("pl", "commercial-public-health", {"creditor_kind": "private"}, "between businesses only"),
        ("pl", "commercial", {"debtor_kind": "public-healthcare"}, "margin is 8 points"),
    ],
)
def test_a_stated_regime_does_not_overrule_the_law(
    claim: MakeClaim, country: str, regime: str, facts: Any, told: str
) -> None:
    interest = {"kind": "statutory", "regime": regime}
    with pytest.raises(CaseFileError, match=told):
        claim(country, "2025-09-30", [("2025-02-14", "1000.00")], interest=interest, **facts)


def test_a_stated_regime_decides_where_the_law_leaves_it_open(claim: MakeClaim) -> None:
    interest = {"kind": "statutory", "regime": "delay"}
    result = claim("pl", "2025-09-30", [("2025-02-14", "1000.00")], interest=interest)
    assert result.regime == "delay"
    between_authorities = {"creditor_kind": "public-authority", "debtor_kind": "public-authority"}
    interest = {"kind": "statutory", "regime": "ordinary"}
    rows = [("2025-02-14", "1000.00")]
    assert claim("ro", "2025-09-30", rows, interest=interest, **between_authorities).regime == (
        "ordinary"
    )


def test_the_consumer_rate_is_assumed_only_where_it_is_used(claim: MakeClaim) -> None:
    rows = [("2025-02-14", "1000.00")]
    statutory = claim("ro", "2025-09-30", rows, debtor_kind="consumer")
    assert [a.code for a in statutory.assumptions] == ["ro-consumer-rate"]
    agreed = {"kind": "contractual", "rate": "5", "per": "year"}
    contractual = claim("ro", "2025-09-30", rows, debtor_kind="consumer", interest=agreed)
    assert contractual.assumptions == ()
