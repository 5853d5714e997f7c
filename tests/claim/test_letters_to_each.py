"""Letters to several debtors: each has its own way and its own day; the last receipt counts."""

from __future__ import annotations

from typing import Any

import pytest
from worked_case import DEBTOR, event, short, step_on

ANA, DAN = ({**DEBTOR, "name": name, "liability": "joint"} for name in ("Ana SRL", "Dan SRL"))
MIA = {**DEBTOR, "name": "Mia SRL", "liability": "guarantor"}


def somatie(to: str, **more: Any) -> dict[str, Any]:
    return event("2025-06-02", "formal-notice", "bailiff", to=[to], **more)


def state(day: str, *letters: dict[str, Any]) -> tuple[str, str, str]:
    """The state and the steps of a debt of Ana and Dan, for which Mia stands surety."""
    return short(step_on("ro", day, letters, debtors=[ANA, DAN, MIA]))


# fmt: off
RECEIPTS = [
    # received by Ana, by Dan; day; state
    ("2025-06-05", "2025-06-05", "2025-06-23", "term-running"),
    ("2025-06-05", "2025-06-05", "2025-06-24", "ready-for-court"),
    ("2025-06-05", "2025-06-11", "2025-06-24", "term-running"),   # 15 free days from the 11th
    ("2025-06-05", "2025-06-11", "2025-06-27", "term-running"),
    ("2025-06-05", "2025-06-11", "2025-06-28", "ready-for-court"),
    ("2025-06-05", None, "2025-06-28", "summoned"),
]
# fmt: on


@pytest.mark.parametrize(("first", "second", "day", "expected"), RECEIPTS)
def test_the_term_runs_from_the_last_receipt(
    first: str, second: str | None, day: str, expected: str
) -> None:
    later = {"delivered": second} if second else {}
    letters = [somatie("Ana SRL", delivered=first), somatie("Dan SRL", **later)]
    assert state(day, *letters)[0] == expected


def test_a_notice_to_one_of_two_does_not_do_its_office() -> None:
    one = somatie("Ana SRL", delivered="2025-06-05")
    found = state("2025-06-28", one)
    assert found[:2] == ("reminded", "formal-notice")
    both = somatie("Ana SRL", delivered="2025-06-05") | {"to": ["Ana SRL", "Dan SRL"]}
    assert state("2025-06-28", both)[0] == "ready-for-court"


def test_the_court_does_not_wait_for_a_guarantor() -> None:
    letters = [somatie(n, delivered="2025-06-05") for n in ("Ana SRL", "Dan SRL")]
    late = somatie("Mia SRL", delivered="2025-06-20")
    assert state("2025-06-28", *letters)[0] == "ready-for-court"
    assert state("2025-06-28", *letters, late)[0] == "ready-for-court"
