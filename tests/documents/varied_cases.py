"""The sample cases with some facts changed, for papers and clauses that no sample calls for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from sample_letters import CASES, PRESS, days

from demandgen.casefile.model import (
    Bureau,
    Case,
    CorrespondenceEvent,
    InstalmentPlan,
    InterestTerms,
    Invoice,
    PaperId,
    Payment,
    Proof,
    Settings,
)
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest


@dataclass(frozen=True)
class Variation:
    """A paper of a sample case with other facts; `later` moves its day."""

    name: str
    case: str
    paper: PaperId
    facts: Mapping[str, Any] = field(default_factory=dict)
    debtor: int = 0
    later: int = 0
    level: int = 1

    def __str__(self) -> str:
        return self.name


def varied(case: str, later: int = 0, **facts: Any) -> tuple[Case, Claim]:
    """A sample case with some facts changed, and its claim some days after its day."""
    day = days()[case] + timedelta(days=later)
    stated = load_case(CASES / case / "case.yaml", on=max(day, days()[case]))
    changed = stated.model_copy(update=facts)
    return changed, claim_on(changed, day)


def letter_varied(variation: Variation) -> Letter:
    """The letter of a variation."""
    own = varied(variation.case, variation.later, **variation.facts)
    request = PaperRequest(variation.paper, level=variation.level, debtor=variation.debtor)
    return PRESS.letter(*own, request)


def plan(**stated: Any) -> InstalmentPlan:
    """An instalment plan as a case file states it: scalars are text."""
    return InstalmentPlan.model_validate({"status": "proposed", **stated})


def in_days(case: str, *, days: int | None, **since: str) -> tuple[Invoice, ...]:
    """The invoices of a case, the first with a term in days instead of its due day.

    Without a number of days the law's own term runs, in Poland from the goods or services.
    """
    proofs = {event: Proof(date=date.fromisoformat(day)) for event, day in since.items()}
    first, *rest = load_case(CASES / case / "case.yaml").invoices
    return first.model_copy(update={"due": None, "payment_days": days, **proofs}), *rest


@cache
def signed_plan() -> InstalmentPlan:
    """The plan of the sample case with one."""
    own = load_case(CASES / "pl-2025-007" / "case.yaml").instalment_plan
    assert own
    return own


def with_notice(days: int) -> InstalmentPlan:
    """That plan, its clause asking for a notice, in words of ours."""
    clause = signed_plan().acceleration
    assert clause
    return signed_plan().model_copy(
        update={"acceleration": clause.model_copy(update={"notice_days": days, "quote": None})}
    )


def paid(day: str, amount: str, *, invoice: str | None = None) -> Payment:
    """A payment; of the principal of an invoice, if one is named."""
    stated = {"date": day, "amount": amount, "currency": "PLN"}
    if invoice:
        stated |= {"for": invoice, "designation": "principal"}
    return Payment.model_validate(stated)


def first_letters(case: str, count: int) -> tuple[CorrespondenceEvent, ...]:
    """The first letters of a sample case, as if no other had been written."""
    return load_case(CASES / case / "case.yaml").correspondence[:count]


BUREAU = Bureau(
    name="Biuro Przykładowe BIG S.A.",
    seat="ul. Zmyślona 1, 00-001 Warszawa",
    checked_on=date(2025, 10, 1),
)
WARNED = Settings(big_warning=(BUREAU,))
NO_INTEREST = InterestTerms(kind="none")

FULL_PLAN = plan(
    place="Warszawa",
    number="3/2025",
    instalments={"count": "5", "first": "2026-01-31"},
    interest="capital",
    acceleration={"after_days": "7", "missed": "2", "notice_days": "14"},
    early_payment={"before": "2026-03-01", "discount_percent": "3"},
    waived_interest="500.00",
    concessions=["Wierzyciel odstępuje od zwrotu kosztów wezwań."],
)
SECURED_PLAN = plan(
    instalments={"count": "3", "first": "2026-06-10"},
    interest="none",
    acceleration={"after_days": "14"},
    securities=["Weksel własny in blanco wraz z deklaracją wekslową."],
    copies="3",
)
STATED_PLAN = plan(
    debt={"as_of": "2026-08-15", "principal": "19680.00", "interest": "1000.00", "costs": "50.00"},
    instalments=[
        {"due": "2026-09-30", "amount": "10000.00"},
        {"due": "2026-10-31", "amount": "10730.00"},
    ],
    interest="delay",
    capitalise_arrears="true",
)
WEEKLY_PLAN = plan(
    instalments={
        "count": "4",
        "first": "2026-05-08",
        "every": "week",
        "down_payment": {"due": "2026-05-04", "amount": "2000.00"},
    },
    acceleration={
        "after_days": "10",
        "quote": "Opóźnienie przekraczające 10 dni powoduje wymagalność całości.",
    },
)

AGREEMENT: PaperId = "instalment-agreement"
DEFAULT: PaperId = "plan-default-notice"
VARIATIONS = (
    Variation("agreement-business", "pl-2025-021", AGREEMENT, {"instalment_plan": FULL_PLAN}),
    Variation("agreement-consumer", "pl-2026-002", AGREEMENT, {"instalment_plan": WEEKLY_PLAN}),
    Variation("agreement-joint-euro", "pl-2025-033", AGREEMENT, {"instalment_plan": SECURED_PLAN}),
    Variation("agreement-stated", "pl-2026-005", AGREEMENT, {"instalment_plan": STATED_PLAN}),
    Variation(
        "default-part-paid",
        "pl-2025-007",
        DEFAULT,
        {"payments": (paid("2025-06-05", "12000.00"), paid("2025-07-20", "3000.00"))},
    ),
    Variation("default-notice", "pl-2025-007", DEFAULT, {"instalment_plan": with_notice(14)}),
    Variation(
        "default-waived",
        "pl-2025-007",
        DEFAULT,
        {
            "instalment_plan": signed_plan().model_copy(
                update={"waived_interest": Decimal("250.00")}
            )
        },
    ),
    Variation("bureau-consumer", "pl-2026-002", "formal-notice", {"settings": WARNED}),
    Variation("bureau-company", "pl-2025-021", "final-notice", {"settings": WARNED}),
    Variation(
        "statement-overpaid",
        "pl-2026-005",
        "account-statement",
        {"payments": (paid("2026-03-18", "14760.00"), paid("2026-03-20", "6200.00"))},
    ),
    Variation("note-compensation", "pl-2025-021", "interest-note", {"interest": NO_INTEREST}),
    Variation(
        "note-paid-late",
        "pl-2026-005",
        "interest-note",
        {
            "payments": (
                paid("2026-05-04", "14760.00", invoice="P/02/2026/0815"),
                paid("2026-05-11", "4920.00", invoice="P/03/2026/0102"),
            )
        },
    ),
    Variation(
        "statement-paid-late",
        "pl-2026-005",
        "account-statement",
        {
            "payments": (
                paid("2026-05-04", "14760.00", invoice="P/02/2026/0815"),
                paid("2026-05-11", "4920.00", invoice="P/03/2026/0102"),
            )
        },
    ),
    Variation(
        "formal-term-in-days",
        "pl-2025-021",
        "formal-notice",
        {"invoices": in_days("pl-2025-021", received="2024-12-10", days=60)},
    ),
    Variation(
        "formal-statutory-term",
        "pl-2026-005",
        "formal-notice",
        {
            "invoices": in_days("pl-2026-005", performed="2026-02-16", days=None),
            "contract": None,
        },
    ),
    Variation("acknowledgement-guarantor", "pl-2025-033", "debt-acknowledgement", debtor=2),
)


def variation(name: str) -> Variation:
    """A variation by its name."""
    return next(v for v in VARIATIONS if v.name == name)
