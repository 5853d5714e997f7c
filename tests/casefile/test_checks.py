"""Faults that are seen only when fields are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Found = Callable[[Mapping[str, Any]], list[str]]


def test_the_minimal_case_has_neither_faults_nor_warnings(faults: Found, warnings: Found) -> None:
    assert faults({}) == []
    assert warnings({}) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"invoices": [{}, {"number": "F 2"}, {}]},
            ["repeated-number invoices[2].number: the number F 1 is already on line 0"],
        ),
        (
            {"payments": [{"for": "G 9"}]},
            ["unknown-invoice payments[0].for: there is no invoice G 9 in this case (known here: F 1)"],
        ),
        (
            {"credit_notes": [{"amount": "10.00", "for": "F1"}]},
            ["unknown-invoice credit_notes[0].for: there is no invoice F1 in this case (did you mean F 1?)"],
        ),
        (
            {"correspondence": [{"invoices": ["F 1", "F 2"]}]},
            ["unknown-invoice correspondence[0].invoices[1]: there is no invoice F 2 in this case (known here: F 1)"],
        ),
        (
            {"credit_notes": [{"amount": "1000.01"}]},
            ["credit-note-too-large credit_notes[0].amount: the credit note, 1000.01, is larger than what is left of F 1: 1000.00"],
        ),
        (
            {"credit_notes": [{"amount": "600.00"}, {"amount": "400.01"}]},
            ["credit-note-too-large credit_notes[1].amount: the credit note, 400.01, is larger than what is left of F 1: 400.00"],
        ),
        (
            {"credit_notes": [{"amount": "10.00", "currency": "EUR"}]},
            ["other-currency credit_notes[0].currency: EUR stands here, but invoice F 1 is in RON"],
        ),
        (
            {"payments": [{"currency": "PLN", "for": "F 1"}]},
            ["other-currency payments[0].currency: PLN stands here, but invoice F 1 is in RON"],
        ),
        (
            {"correspondence": [{"delivered": "2025-02-28"}]},
            ["delivered-before-sent correspondence[0].delivered: 2025-02-28 is before 2025-03-01, the day of `date`"],
        ),
        (
            {"correspondence": [{"returned": "2025-02-28"}]},
            ["returned-before-sent correspondence[0].returned: 2025-02-28 is before 2025-03-01, the day of `date`"],
        ),
        (
            {"correspondence": [{"term_date": "2025-02-28"}]},
            ["term-before-sent correspondence[0].term_date: 2025-02-28 is before 2025-03-01, the day of `date`"],
        ),
        (
            {"assignment": {"from": "C", "date": "2025-03-01", "notified": "2025-02-28"}},
            ["notified-before-assigned assignment.notified: 2025-02-28 is before 2025-03-01, the day of `date`"],
        ),
        (
            {"hold": {"since": "2025-03-01", "until": "2025-02-28", "reason": "x"}},
            ["hold-ends-first hold.until: 2025-02-28 is before 2025-03-01, the day of `since`"],
        ),
        (
            {"debtors": [{"liability": "guarantor"}]},
            ["only-guarantors debtors[0].liability: every debtor is a guarantor: somebody must owe the debt itself"],
        ),
        (
            {"debtors": [{"kind": "consumer", "form": "company"}]},
            ["kind-and-form debtors[0].form: a party of the kind consumer cannot have the form company"],
        ),
        (
            {"debtors": [{"kind": "public-authority", "form": "person"}]},
            ["kind-and-form debtors[0].form: a party of the kind public-authority cannot have the form person"],
        ),
        (
            {"debtors": [{"kind": "public-healthcare"}]},
            ["other-law debtors[0].kind: public-healthcare has no meaning here under the law ro (write public-authority)"],
        ),
        (
            {"debtors": [{"regon": "999111220"}]},
            ["other-law debtors[0].regon: regon has no meaning here under the law ro"],
        ),
        (
            {"invoices": [{"ksef": "5265877635-20250826-0100001AF629-AF"}]},
            ["other-law invoices[0].ksef: ksef has no meaning here under the law ro"],
        ),
        (
            {"correspondence": [{"paper": "final-notice"}]},
            ["other-law correspondence[0].paper: final-notice has no meaning here under the law ro"],
        ),
        (
            {"law": "pl", "correspondence": [{"paper": "default-notice"}]},
            ["other-law correspondence[0].paper: default-notice has no meaning here under the law pl"],
        ),
        (
            {"law": "pl", "invoices": [{"spv": "1"}], "creditor": {"name": "A", "kind": "business"}},
            ["other-law invoices[0].spv: spv has no meaning here under the law pl"],
        ),
    ],
    ids=lambda v: v[0].split(" ")[0] if isinstance(v, list) else "",
)  # fmt: skip
def test_faults(faults: Found, changes: dict[str, Any], expected: list[str]) -> None:
    assert faults(changes) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"credit_notes": [{"amount": "1000.00"}]},
        {"credit_notes": [{"amount": "600.00"}, {"amount": "400.00"}]},
        {"correspondence": [{"returned": "2025-03-01"}]},
        {"debtors": [{"liability": "guarantor"}, {"liability": "joint"}]},
        {"debtors": [{"kind": "private", "form": "company"}]},
        {"law": "pl", "invoices": [{"ksef": "5265877635-20250826-0100001AF629-AF"}]},
        {"debtors": [{"regon": "999111220", "address": {"street": "x", "city": "y", "country": "PL"}}]},
        {"correspondence": [{"paper": "default-notice"}]},
    ],
)  # fmt: skip
def test_the_other_side_of_the_border(faults: Found, changes: dict[str, Any]) -> None:
    assert faults(changes) == []


NO_DUE = "no-due-date invoices[0].due: when was this invoice due? neither a day nor a term is stated (add `due`, or `payment_days` together with `received`)"
NO_RECEIPT = "no-receipt invoices[0].due: the term of 30 days runs from receipt; which day was that? (add `due`, or `received: {date: ...}`)"
RECEIVED = {"received": {"date": "2025-01-12"}}
PERFORMED = {"performed": {"date": "2025-01-09"}}
AGREED = {"contract": {"payment_days": "30"}}
CONSUMER = {"debtors": [{"kind": "consumer"}]}


@pytest.mark.parametrize(
    ("stated", "changes", "expected"),
    [
        ({}, {}, [NO_DUE]),
        ({"payment_days": "30"}, {}, [NO_RECEIPT]),
        ({}, AGREED, [NO_RECEIPT]),
        ({"payment_days": "30", **RECEIVED}, {}, []),
        (RECEIVED, AGREED, []),
        # Between professionals the law's own term runs from receipt (ro) or performance (pl).
        (RECEIVED, {}, []),
        (PERFORMED, {}, [NO_DUE]),
        (PERFORMED, {"law": "pl"}, []),
        (RECEIVED, {"law": "pl"}, [NO_DUE]),
        # There is no such term against a consumer.
        (RECEIVED, CONSUMER, [NO_DUE]),
        (RECEIVED, {**CONSUMER, **AGREED}, []),
    ],
)
def test_an_invoice_falls_due_on_a_known_day(
    faults: Found, stated: dict[str, Any], changes: dict[str, Any], expected: list[str]
) -> None:
    assert faults({"invoices": [{"due": None, **stated}], **changes}) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payments": [{"date": "2025-10-01"}]}, "payments[0].date"),
        ({"correspondence": [{"date": "2025-10-01"}]}, "correspondence[0].date"),
        ({"correspondence": [{"delivered": "2025-10-01"}]}, "correspondence[0].delivered"),
        ({"invoices": [{"issued": "2025-10-01", "due": "2025-11-01"}]}, "invoices[0].issued"),
        ({"invoices": [{"disputed": {"since": "2025-10-01"}}]}, "invoices[0].disputed.since"),
        ({"invoices": [{"performed": {"date": "2025-10-01"}}]}, "invoices[0].performed.date"),
        ({"credit_notes": [{"amount": "1.00", "date": "2025-10-01"}]}, "credit_notes[0].date"),
        ({"contract": {"signed": "2025-10-01"}}, "contract.signed"),
        ({"hold": {"since": "2025-10-01", "reason": "x"}}, "hold.since"),
        (
            {
                "instalment_plan": {
                    "status": "signed",
                    "signed": "2025-10-01",
                    "debt": {"as_of": "2025-10-01", "principal": "1.00"},
                    "instalments": {"count": "2", "first": "2025-11-01"},
                }
            },
            "instalment_plan.signed",
        ),
    ],
)
def test_events_after_the_day_of_the_claim(
    faults: Found, changes: dict[str, Any], field: str
) -> None:
    assert faults(changes) == [
        f"after-day {field}: 2025-10-01 is after the day of the claim, 2025-09-30 (correct the date, or choose a later day with --on)"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"payments": [{"date": "2025-09-30"}]},
        {"invoices": [{"due": "2025-12-31"}]},
        {"correspondence": [{"term_date": "2025-12-31"}]},
        {"hold": {"since": "2025-09-01", "until": "2025-12-31", "reason": "x"}},
        {
            "instalment_plan": {
                "status": "proposed",
                "instalments": [{"due": "2026-01-01", "amount": "1.00"}],
                "early_payment": {"before": "2025-12-01", "discount_percent": "5"},
            }
        },
    ],
)
def test_due_and_plan_dates_may_lie_ahead(faults: Found, changes: dict[str, Any]) -> None:
    assert faults(changes) == []


def test_without_a_day_nothing_is_too_late(broken: Callable[..., list[str]]) -> None:
    assert broken(("date: 2025-04-22", "date: 2099-01-01"), on=None) == []
