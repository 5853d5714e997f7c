"""What a claim leaves out: invoices on hold while the hold lasts, items of another letter."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worked_case import case_of

from demandgen.claim.engine import claim_on, compute
from demandgen.claim.model import Claim
from demandgen.claim.totals import asking_for

HELD = {"since": "2025-06-01", "until": "2025-06-30", "reason": "in verification"}


def claim_of(day: str, *rows: dict[str, Any], **more: Any) -> Claim:
    invoices = [
        {"number": f"F{n}", "issued": "2025-01-10", "currency": "RON", **row}
        for n, row in enumerate(rows, 1)
    ]
    return claim_on(case_of("ro", invoices=invoices, **more), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2025-05-31", "1500.00"),
        ("2025-06-01", "1000.00"),
        ("2025-06-30", "1000.00"),
        ("2025-07-01", "1500.00"),
    ],
)
def test_an_invoice_on_hold_is_left_out_while_the_hold_lasts(day: str, asked: str) -> None:
    free = {"due": "2025-02-14", "amount": "1000.00"}
    found = claim_of(day, free, {"due": "2025-02-14", "amount": "500.00", "hold": HELD})
    held = asked == "1000.00"
    assert found.totals[0].outstanding == Decimal(asked)
    assert ("hold-left-out" in {w.code for w in found.warnings}) is held
    assert [i.left_out for i in found.invoices] == [None, "on-hold" if held else None]
    assert "in verification" not in found.model_dump_json(), "the reason is the creditor's own"


def test_money_still_goes_to_an_invoice_on_hold() -> None:
    """Who does not say what he pays for pays by law; a hold of the creditor changes nothing."""
    held = {"due": "2025-02-14", "amount": "500.00", "hold": HELD}
    paid = [{"date": "2025-02-14", "amount": "500.00", "currency": "RON"}]
    later = {"due": "2025-02-20", "amount": "1000.00"}
    found = claim_of("2025-06-15", held, later, payments=paid)
    assert [i.outstanding for i in found.invoices] == [Decimal("0.00"), Decimal("1000.00")]


def test_a_dispute_weighs_more_than_a_hold() -> None:
    """Nobody takes money that comes without a word for an invoice that is contested."""
    contested = {"disputed": {"since": "2025-03-01", "reason": "quantity"}, "hold": HELD}
    rows = {"due": "2025-02-14", "amount": "500.00", **contested}
    assert [i.left_out for i in claim_of("2025-06-15", rows).invoices] == ["disputed"]


def test_a_claim_limited_to_what_a_letter_asks_for() -> None:
    rows = [("2025-02-14", "1000.00"), ("2025-02-24", "500.00"), ("2025-12-01", "70.00")]
    whole = claim_of("2025-09-30", *({"due": due, "amount": amount} for due, amount in rows))
    assert asking_for(whole, ()) is whole
    assert asking_for(whole, ("F1", "F2")) is whole
    limited = asking_for(whole, ("F2",))
    assert [i.left_out for i in limited.invoices] == ["not-asked", None, None]
    (due,) = limited.due_items
    assert limited.totals[0].outstanding == Decimal("500.00")
    assert limited.totals[0].interest == due.interest_outstanding
    assert [i.number for i in limited.future_items] == ["F3"]
    again = compute(limited.inputs, limited.as_of)
    assert again.model_dump(exclude={"warnings"}) == limited.model_dump(exclude={"warnings"})
    before = asking_for(whole, ("F3",))
    assert (before.due_items, [i.number for i in before.future_items]) == ((), ["F3"])
