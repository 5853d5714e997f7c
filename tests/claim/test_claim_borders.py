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
