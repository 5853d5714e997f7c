"""Checks overruled and findings waived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from demandgen.casefile.model import Case
from demandgen.casefile.reading import unused_acceptances
from demandgen.problems import Problem, say

DAY = date(2025, 9, 30)
Found = Callable[[Mapping[str, Any]], list[str]]
Built = Callable[[Mapping[str, Any]], Case]
Break = Callable[..., list[str]]

WRONG_TAX = {"debtors": [{"tax_id": "RO9912345677"}]}


def accepts(**entry: str) -> dict[str, Any]:
    return {"accept": [{"reason": "so on paper", "by": "I. Ș.", **entry}]}


@pytest.mark.parametrize(
    ("entry", "overruled"),
    [
        ({"field": "debtors[0].tax_id"}, True),
        ({"field": "debtors[0].tax_id", "finding": "tax-id"}, True),
        ({"field": "debtors[0].tax_id", "finding": "iban"}, False),
        ({"field": "debtors[0].name"}, False),
        ({"finding": "tax-id"}, True),
    ],
)
def test_a_wrong_check_digit_is_overruled_field_by_field(
    faults: Found, entry: dict[str, str], overruled: bool
) -> None:
    assert (faults({**WRONG_TAX, **accepts(**entry)}) == []) is overruled


def test_the_short_form_is_overruled_in_either_spelling(broken: Break) -> None:
    wrong = ('tax_id: "9923456785"', 'tax_id: "9923456786"')
    for field in ("debtor.tax_id", '"debtors[0].tax_id"'):
        accept = f"law: ro\naccept: [{{field: {field}, reason: x, by: y}}]\n"
        assert broken(wrong, ("law: ro\n", accept)) == []


def test_other_faults_cannot_be_overruled(faults: Found) -> None:
    entry = accepts(field="payments[0].for")
    assert [f.split()[0] for f in faults({"payments": [{"for": "G"}], **entry})] == [
        "unknown-invoice"
    ]


def test_a_warning_is_waived_by_name_by_field_or_by_both(warnings: Found) -> None:
    wrong = {"invoices": [{"due": "2025-01-09"}]}
    assert len(warnings(wrong)) == 1
    for entry in (
        {"finding": "due-before-issued"},
        {"field": "invoices[0].due"},
        {"field": "invoices[0].due", "finding": "due-before-issued"},
    ):
        assert warnings({**wrong, **accepts(**entry)}) == []
    assert len(warnings({**wrong, **accepts(field="invoices[0].amount")})) == 1


def test_an_entry_that_accepts_nothing_is_told(case_of: Built) -> None:
    nothing = ["accept[0]: this entry accepts nothing: there is no such finding (delete it, or correct `field` and `finding`)"]  # fmt: skip
    for entry in ({"field": "debtors[0].adress"}, {"finding": "due-befor-issued"}, {}):
        case = case_of(accepts(**entry))
        assert [str(p).removeprefix(": ") for p in unused_acceptances(case, DAY)] == nothing
    case = case_of({**WRONG_TAX, **accepts(field="debtors[0].tax_id")})
    assert unused_acceptances(case, DAY) == ()


def test_a_warning_of_the_claim_counts_as_a_finding(case_of: Built) -> None:
    case = case_of(accepts(finding="limitation-close"))
    found = [Problem("limitation-close", say("soon"))]
    assert unused_acceptances(case, DAY, found) == ()
    assert len(unused_acceptances(case, DAY)) == 1
