"""Each weak point of a claim: a case that has it, and the same case without it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from worked_case import DEBTOR, case_of, event

from demandgen.claim.engine import claim_on
from demandgen.claim.review import Finding, review

INVOICE = {
    "number": "F1",
    "issued": "2025-01-10",
    "due": "2025-02-14",
    "amount": "1000.00",
    "currency": "RON",
    "file": "f1.pdf",
    "performed": {"date": "2025-01-09", "file": "pv.pdf"},
    "received": {"date": "2025-01-12", "file": "spv.pdf"},
}
REGISTERED = {"ro": "J08/99123/2015", "pl": "0009990001"}
PROVEN = {"delivered": "2025-06-05", "delivery_proof": "ar.jpg"}
NOTICE = event("2025-06-02", "formal-notice", "bailiff", **PROVEN)


@pytest.fixture(autouse=True)
def files(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("f1.pdf", "pv.pdf", "spv.pdf", "ar.jpg", "contract.pdf", "x.pdf"):
        (tmp_path / name).write_bytes(b"%PDF")


def findings(day: str = "2025-08-01", law: str = "ro", **more: Any) -> tuple[Finding, ...]:
    """What is found in a case in which everything is proven, apart from what is changed."""
    invoice = {**INVOICE, "currency": "RON" if law == "ro" else "PLN"}
    facts: dict[str, Any] = {
        "invoices": [invoice],
        "contract": {"signed": "2024-09-02", "kind": "works", "file": "contract.pdf"},
        "correspondence": [NOTICE],
        "debtor": {**DEBTOR, "registration": REGISTERED[law]},
        **more,
    }
    case = case_of(law, **facts)
    return review(case, claim_on(case, date.fromisoformat(day)))


def codes(found: tuple[Finding, ...]) -> dict[str, str]:
    return {f.problem.code: f.severity for f in found}


QUIET = {"no-account", "due-date-shifted"}
"""What a case without a bank account always has."""


@pytest.mark.parametrize("law", ["ro", "pl"])
def test_a_case_in_which_everything_is_proven(law: str) -> None:
    assert set(codes(findings(law=law))) <= QUIET


def changed(**more: Any) -> dict[str, Any]:
    return {"invoices": [{k: v for k, v in {**INVOICE, **more}.items() if v is not None}]}


def notice(**more: Any) -> dict[str, Any]:
    return {"correspondence": [{k: v for k, v in {**NOTICE, **more}.items() if v is not None}]}


PENALTY = {"kind": "contractual", "per": "day", "clause": "7.2", "quote": "penalități"}
SIGNED_PLAN = {
    "status": "signed",
    "signed": "2025-07-01",
    "debt": {"as_of": "2025-07-01", "principal": "1000.00"},
    "instalments": {"count": 2, "first": "2025-07-20"},
    "interest": "none",
}

# fmt: off
WEAK_POINTS: list[tuple[str, str, str, Mapping[str, Any]]] = [
    # code, severity, law, what is changed
    ("due-too-early", "serious", "ro", {"contract": {"signed": "2024-09-02", "kind": "works", "payment_days": 60, "file": "contract.pdf"}}),
    ("no-invoice", "serious", "ro", changed(file=None)),
    ("performance-not-proven", "serious", "ro", changed(performed=None)),
    ("performance-not-proven", "serious", "ro", changed(performed={"date": "2025-01-09"})),
    ("receipt-not-proven", "minor", "ro", changed(received=None)),
    ("receipt-not-proven", "serious", "ro", changed(due=None, payment_days=30, received={"date": "2025-01-12"})),
    ("no-contract", "serious", "ro", {"contract": {"signed": "2024-09-02", "kind": "works"}}),
    ("arbitration", "blocking", "ro", {"contract": {"signed": "2024-09-02", "kind": "works", "file": "contract.pdf", "arbitration": "true"}}),
    ("no-agreement", "serious", "ro", {"instalment_plan": SIGNED_PLAN}),
    ("no-notice", "serious", "ro", {"correspondence": []}),
    ("no-notice", "serious", "pl", {"correspondence": []}),
    ("delivery-not-proven", "serious", "ro", notice(delivery_proof=None)),
    ("no-delivery", "serious", "ro", notice(delivered=None, delivery_proof=None)),
    ("wrong-channel", "serious", "ro", notice(channel="courier")),
    ("term-too-short", "serious", "ro", notice(term=14)),
    ("returned", "serious", "ro", notice(delivered=None, delivery_proof=None, returned="2025-06-20")),
    ("premature-notice", "serious", "ro", notice(date="2025-02-10", delivered="2025-02-12")),
    ("acknowledgement-not-proven", "minor", "pl", {"correspondence": [NOTICE, {"date": "2025-06-20", "direction": "received", "channel": "phone", "acknowledges_debt": "true"}]}),
    ("power-of-attorney", "blocking", "pl", {"counsel": {"name": "Zbigniew Źrebiec", "role": "radca prawny"}}),
    ("power-of-attorney", "blocking", "ro", {"agent": {"name": "Recuperări Exemplu SRL"}}),
    ("assignment-not-notified", "blocking", "pl", {"assignment": {"from": "X", "date": "2025-03-01", "file": "x.pdf"}}),
    ("assignment-not-proven", "serious", "ro", {"assignment": {"from": "X", "date": "2025-03-01", "notified": "2025-03-02"}}),
    ("consumer", "serious", "pl", {"debtor": {**DEBTOR, "kind": "consumer"}}),
    ("sole-trader", "minor", "pl", {"debtor": {**DEBTOR, "registration": "0009990001", "form": "sole-trader"}}),
    ("debtor-identifier", "serious", "ro", {"debtor": DEBTOR}),
    ("debtor-address", "serious", "ro", {"debtor": {**DEBTOR, "registration": "J08/99123/2015", "address": None}}),
    ("disputed-claimed", "serious", "ro", {**changed(disputed={"since": "2025-03-01"}), "settings": {"disputed": "included"}}),
    ("disputed-left-out", "minor", "ro", changed(disputed={"since": "2025-03-01"})),
    ("penalty-high", "minor", "ro", {"interest": {**PENALTY, "rate": "0.5"}}),
    ("penalty-exceeds-principal", "serious", "ro", {"interest": {**PENALTY, "rate": "1"}}),
    ("clause-not-quoted", "minor", "ro", {"interest": {"kind": "contractual", "per": "day", "rate": "0.1"}}),
    ("regime-stated", "minor", "ro", {"interest": {"kind": "statutory", "regime": "ordinary"}}),
    ("pl-contract-kind", "minor", "pl", {"contract": {"signed": "2024-09-02", "file": "contract.pdf"}}),
]
# fmt: on


@pytest.mark.parametrize(("code", "severity", "law", "facts"), WEAK_POINTS)
def test_a_weak_point(code: str, severity: str, law: str, facts: Mapping[str, Any]) -> None:
    more = dict(facts)
    if law == "pl" and "invoices" in more:
        more["invoices"] = [{**i, "currency": "PLN"} for i in more["invoices"]]
    assert codes(findings(law=law, **more)).get(code) == severity
    assert code not in codes(findings(law=law))


@pytest.mark.parametrize(("day", "found"), [("2025-02-14", True), ("2025-02-15", False)])
def test_nothing_due_is_the_first_objection(day: str, found: bool) -> None:
    assert ("not-due" in codes(findings(day, correspondence=[]))) is found


@pytest.mark.parametrize(("day", "found"), [("2025-12-05", False), ("2025-12-06", True)])
def test_a_notice_without_suit_in_six_months(day: str, found: bool) -> None:
    assert ("notice-lapsed" in codes(findings(day))) is found
    assert "notice-lapsed" not in codes(findings(day, law="pl"))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2027-08-14", None),
        ("2027-08-15", "limitation-close"),
        ("2028-02-14", "limitation-close"),
        ("2028-02-15", "limitation-passed"),
    ],
)
def test_limitation_by_invoice(day: str, code: str | None) -> None:
    found = {c for c in codes(findings(day)) if c.startswith("limitation")}
    assert found == ({code} if code else set())


def test_payments_that_name_no_invoice() -> None:
    two = [INVOICE, {**INVOICE, "number": "F2"}]
    paid = {"date": "2025-03-01", "amount": "10.00", "currency": "RON"}
    assert "unassigned-payment" in codes(findings(invoices=two, payments=[paid]))
    assert "unassigned-payment" not in codes(
        findings(invoices=two, payments=[{**paid, "for": "F2"}])
    )
    assert "unassigned-payment" not in codes(findings(payments=[paid]))


def test_a_settled_invoice_needs_no_proof() -> None:
    settled = {**INVOICE, "number": "F2", "file": None, "performed": None}
    invoices = [INVOICE, {k: v for k, v in settled.items() if v is not None}]
    paid = {"date": "2025-02-14", "amount": "1000.00", "currency": "RON", "for": "F2"}
    assert "performance-not-proven" in codes(findings(invoices=invoices))
    assert "performance-not-proven" not in codes(findings(invoices=invoices, payments=[paid]))


def test_the_worst_comes_first_and_what_is_waived_last() -> None:
    accept = [
        {"finding": "arbitration", "reason": "pârâta a renunțat la clauză", "by": "I. Șerbănescu"}
    ]
    contract = {"signed": "2024-09-02", "kind": "works", "arbitration": "true"}
    found = findings(contract=contract, accept=accept, **changed(received=None))
    ranks = [
        (f.waived is not None, ["blocking", "serious", "minor"].index(f.severity)) for f in found
    ]
    assert ranks == sorted(ranks)
    last = found[-1]
    assert last.problem.code == "arbitration"
    assert last.waived is not None
    assert (last.waived.by, last.waived.reason) == ("I. Șerbănescu", "pârâta a renunțat la clauză")


def test_a_waiver_of_one_field_leaves_the_others() -> None:
    two = [{**INVOICE, "performed": None}, {**INVOICE, "number": "F2", "performed": None}]
    invoices = [{k: v for k, v in i.items() if v is not None} for i in two]
    accept = [
        {"finding": "performance-not-proven", "field": "invoices[1]", "reason": "r", "by": "b"}
    ]
    found = findings(invoices=invoices, accept=accept)
    waived = {
        str(f.problem.where.field) if f.problem.where else "": f.waived is not None
        for f in found
        if f.problem.code == "performance-not-proven"
    }
    assert waived == {"invoices[0]": False, "invoices[1]": True}


@pytest.mark.parametrize("law", ["ro", "pl"])
def test_the_law_of_commerce_is_no_source_against_a_consumer(law: str) -> None:
    bare = {k: v for k, v in INVOICE.items() if k not in {"performed", "received"}}
    bare["currency"] = "RON" if law == "ro" else "PLN"
    unproven = {"performance-not-proven", "receipt-not-proven"}
    for kind, cited in (("business", True), ("consumer", False)):
        debtor = {**DEBTOR, "kind": kind}
        found = findings(law=law, invoices=[bare], debtor=debtor)
        sources = {f.source for f in found if f.problem.code in unproven}
        assert all(sources) is cited
        assert any(sources) is cited
