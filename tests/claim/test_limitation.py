"""Limitation dates: Romanian Civil Code art. 2517-2541, Polish Civil Code art. 117-125."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

MakeClaim = Callable[..., Any]


def limits(result: Any) -> Any:
    limit = result.invoices[0].limitation
    return limit.earliest, limit.latest


# country, contract kind, debtor, due, earliest, latest
TERMS = [
    ("ro", "sale", "business", "2025-02-14", "2028-02-14", "2028-02-14"),
    ("ro", "sale", "business", "2024-02-29", "2027-02-28", "2027-02-28"),
    ("ro", "sale", "consumer", "2025-02-14", "2026-02-14", "2028-02-14"),  # art. 2520(1) pct. 4
    ("ro", "lease", "consumer", "2025-02-14", "2028-02-14", "2028-02-14"),
    ("pl", "sale", "business", "2025-03-24", "2027-12-31", "2027-12-31"),
    ("pl", "services", "business", "2025-12-31", "2027-12-31", "2027-12-31"),
    ("pl", "lease", "business", "2025-03-24", "2028-12-31", "2028-12-31"),
    ("pl", "other", "business", "2025-03-24", "2028-12-31", "2028-12-31"),
    (
        "pl",
        "transport",
        "business",
        "2025-03-24",
        "2026-03-24",
        "2026-03-24",
    ),  # one year: no year end
    ("pl", "works", "business", "2025-03-24", "2027-12-31", "2028-12-31"),
]


@pytest.mark.parametrize(("country", "kind", "debtor", "due", "earliest", "latest"), TERMS)
def test_terms(
    claim: MakeClaim, country: str, kind: str, debtor: str, due: str, earliest: str, latest: str
) -> None:
    facts = {"contract": {"signed": "2024-01-02", "kind": kind}, "debtor_kind": debtor}
    found = limits(claim(country, "2026-01-02", [(due, "1000.00")], **facts))
    assert found == (date.fromisoformat(earliest), date.fromisoformat(latest))


def test_unknown_kind_in_poland_is_assumed_a_sale_and_said(claim: MakeClaim) -> None:
    result = claim("pl", "2026-01-02", [("2025-03-24", "1000.00")], contract=None)
    assert limits(result) == (date(2027, 12, 31), date(2028, 12, 31))
    assert [a.code for a in result.assumptions] == ["pl-contract-kind"]


def test_day_after_setting_moves_a_31_december_by_a_year(claim: MakeClaim) -> None:
    rows = [("2025-12-31", "1000.00")]
    assert limits(claim("pl", "2026-02-02", rows))[0] == date(2027, 12, 31)
    moved = claim("pl", "2026-02-02", rows, settings={"limitation-start": "day-after"})
    assert limits(moved)[0] == date(2028, 12, 31)
    assert "limitation-year-end" in {w.code for w in moved.warnings}


ACK = {"date": "2025-04-08", "kind": "acknowledgement"}


@pytest.mark.parametrize(
    ("event", "earliest", "latest"),
    [
        (ACK, "2028-02-14", "2028-04-08"),  # no proof: only the latest date moves
        (ACK | {"proof": "evidence/a.eml"}, "2028-04-08", "2028-04-08"),
        (ACK | {"proof": "evidence/a.eml", "invoices": ["F2"]}, "2028-02-14", "2028-02-14"),
        (
            {"date": "2025-04-08", "kind": "request-for-time", "proof": "x"},
            "2028-04-08",
            "2028-04-08",
        ),
        # a notice keeps the term open for six months only (art. 2540)
        ({"date": "2025-06-05", "kind": "notice", "proof": "x"}, "2028-02-14", "2028-02-14"),
        ({"date": "2028-01-31", "kind": "notice", "proof": "x"}, "2028-02-14", "2028-07-31"),
        # after the end nothing interrupts
        (ACK | {"date": "2028-02-15", "proof": "x"}, "2028-02-14", "2028-02-14"),
        (ACK | {"date": "2028-02-14", "proof": "x"}, "2031-02-14", "2031-02-14"),
    ],
)
def test_romanian_events(
    claim: MakeClaim, event: dict[str, Any], earliest: str, latest: str
) -> None:
    result = claim("ro", "2028-03-01", [("2025-02-14", "1000.00")], events=[event])
    assert limits(result) == (date.fromisoformat(earliest), date.fromisoformat(latest))


def test_a_polish_demand_interrupts_nothing(claim: MakeClaim) -> None:
    notice = {"date": "2025-06-05", "kind": "notice", "proof": "x"}
    result = claim("pl", "2026-01-02", [("2025-03-24", "1000.00")], events=[notice])
    assert limits(result) == (date(2027, 12, 31), date(2027, 12, 31))
    assert result.invoices[0].limitation.events == ()


def test_part_payment_acknowledges_with_the_bank_statement_as_proof(claim: MakeClaim) -> None:
    for proof, earliest in ((None, date(2028, 2, 14)), ("evidence/extras.pdf", date(2028, 4, 22))):
        payment = ("2025-04-22", "50.00", {"for": "F1", "file": proof})
        result = claim("ro", "2025-06-30", [("2025-02-14", "1000.00")], payments=[payment])
        assert limits(result) == (earliest, date(2028, 4, 22))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2027-06-30", None),
        ("2027-07-01", "limitation-close"),
        ("2027-12-31", "limitation-close"),
        ("2028-01-01", "limitation-passed"),
    ],
)
def test_warnings_use_the_earliest_date(claim: MakeClaim, day: str, code: str | None) -> None:
    facts = {"debtor_kind": "consumer"}
    result = claim("pl", day, [("2025-03-24", "1000.00")], **facts)
    codes = {w.code for w in result.warnings} & {"limitation-close", "limitation-passed"}
    assert codes == ({code} if code else set())


def test_polish_interest_is_barred_day_by_day(claim: MakeClaim) -> None:
    old = [("2021-03-31", "1000.00")]
    facts = {"contract": {"kind": "other"}, "debtor_kind": "business"}

    def barred(day: str, **more: Any) -> Any:
        return claim("pl", day, old, **facts, **more).invoices[0].limitation.interest_barred_to

    assert barred("2024-12-31") is None
    assert barred("2025-01-01") == date(2021, 12, 31)
    assert barred("2026-01-01") == date(2022, 12, 31)
    acknowledged = [{"date": "2023-05-10", "kind": "acknowledgement", "proof": "x"}]
    assert barred("2026-01-01", events=acknowledged) is None
    assert barred("2026-12-31", events=acknowledged) is None


# Where the term runs from the performance (PL: k.c. art. 646, 792; RO: art. 2520(1) pct. 8) and that
# lies in an earlier year: country, kind, debtor, performed, earliest
PERFORMED = [
    ("pl", "works", "business", "2024-12-15", "2026-12-31"),
    ("pl", "works", "business", None, "2026-12-31"),  # issued on 2024-12-20: as if performed then
    ("pl", "works", "business", "2025-02-01", "2027-12-31"),
    ("pl", "transport", "business", "2024-12-15", "2025-12-15"),
    ("pl", "sale", "business", "2024-12-15", "2027-12-31"),
    ("ro", "services", "consumer", "2024-12-15", "2025-12-15"),
    ("ro", "sale", "consumer", "2024-12-15", "2026-01-20"),
]


@pytest.mark.parametrize(("country", "kind", "debtor", "performed", "earliest"), PERFORMED)
def test_the_earliest_date_counts_from_the_performance_where_the_law_does(
    claim: MakeClaim, country: str, kind: str, debtor: str, performed: str | None, earliest: str
) -> None:
    facts = {"contract": {"signed": "2024-01-02", "kind": kind}, "debtor_kind": debtor}
    more: dict[str, Any] = {"issued": "2024-12-20"}
    if performed:
        more["performed"] = {"date": performed}
    result = claim(country, "2025-02-03", [("2025-01-20", "1000.00", more)], **facts)
    assert limits(result)[0] == date.fromisoformat(earliest)


def test_an_acknowledgement_of_another_invoice_does_not_keep_interest(claim: MakeClaim) -> None:
    rows = [("2021-03-31", "1000.00"), ("2021-03-31", "500.00")]
    other = [{"date": "2023-05-10", "kind": "acknowledgement", "proof": "x", "invoices": ["F2"]}]
    first, second = claim(
        "pl", "2026-01-01", rows, contract={"kind": "other"}, events=other
    ).invoices
    assert first.limitation.interest_barred_to == date(2022, 12, 31)
    assert second.limitation.interest_barred_to is None


def test_interest_left_alone_is_warned_of_too(claim: MakeClaim) -> None:
    payment = ("2021-06-30", "1000.00", {"for": "F1", "designation": "principal"})
    result = claim(
        "pl",
        "2026-01-01",
        [("2021-03-31", "1000.00")],
        contract={"kind": "other"},
        payments=[payment],
    )
    assert result.invoices[0].outstanding == 0
    assert {"limitation-passed", "interest-time-barred"} <= {w.code for w in result.warnings}


PLAN = {
    "status": "signed",
    "signed": "2022-01-10",
    "debt": {"as_of": "2022-01-10", "principal": "1000.00"},
    "instalments": {"count": "2", "first": "2022-02-10"},
    "interest": "none",
}


def test_payments_under_a_plan_acknowledge_and_a_plan_paid_off_warns_of_nothing(
    claim: MakeClaim,
) -> None:
    rows = [("2021-12-10", "1000.00")]
    facts = {"plan": PLAN, "contract": {"kind": "sale"}, "debtor_kind": "consumer"}
    half = [("2022-02-10", "500.00", {"file": "a.pdf"})]
    paid = [*half, ("2022-03-10", "500.00", {"file": "b.pdf"})]
    open_plan = claim("pl", "2026-06-30", rows, payments=half, **facts)
    assert limits(open_plan)[0] == date(2024, 12, 31)
    assert "limitation-passed" in {w.code for w in open_plan.warnings}
    late = [("2023-12-29", "500.00", {"file": "a.pdf"})]
    assert limits(claim("pl", "2026-06-30", rows, payments=late, **facts))[0] == date(2025, 12, 31)
    closed = claim("pl", "2026-06-30", rows, payments=paid, **facts)
    assert closed.plan.balance == 0
    assert not {"limitation-passed", "interest-time-barred"} & {w.code for w in closed.warnings}
