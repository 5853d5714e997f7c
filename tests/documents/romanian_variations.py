"""The Romanian sample cases with other facts, for clauses that no sample calls for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sample_letters import CASES, days
from varied_cases import NO_INTEREST, Variation, in_days, plan

from demandgen.casefile.model import (
    Assignment,
    Case,
    CorrespondenceEvent,
    InstalmentPlan,
    InterestTerms,
    PaperId,
    Payment,
    Settings,
)
from demandgen.casefile.reading import load_case

CNP = "6991231520015"
"""The personal number of somebody to be born in 2099, its check digit right."""


def sample(name: str) -> Case:
    """A Romanian sample case by the end of its name."""
    case = f"ro-{name}"
    return load_case(CASES / case / "case.yaml", on=days()[case])


MAGURA, KITCHEN, PENALTY, EURO = (
    sample(n) for n in ("2025-014", "2025-031", "2025-052", "2026-003")
)
BROKEN = sample("2026-018")


def lei(day: str, amount: str, **stated: str) -> Payment:
    """A payment in lei."""
    return Payment.model_validate({"date": day, "amount": amount, "currency": "RON", **stated})


def letter(day: str, **stated: Any) -> CorrespondenceEvent:
    """A letter of ours by registered post, unless stated otherwise."""
    usual = {"date": day, "direction": "sent", "channel": "registered-post"}
    return CorrespondenceEvent.model_validate(usual | stated)


COMPANY = MAGURA.debtors[0]
GUARANTOR = KITCHEN.debtors[0].model_copy(update={"liability": "guarantor", "tax_id": CNP})
JOINT = tuple(
    d.model_copy(update={"liability": "joint", "name": name})
    for d, name in ((COMPANY, "Hotel Măgura SRL"), (COMPANY, "Măgura <& Fiica> SRL"))
)
BOOKS = sample("2026-008")
PRINTERS = tuple(
    BOOKS.debtors[0].model_copy(update={"liability": "joint", "name": name})
    for name in ("Editura Cărturarul Ștefan SRL", "Editura Ștefan cel Mic SRL")
)
PRINTED = tuple(i.model_copy(update={"description": None}) for i in BOOKS.invoices)
WOMAN = MAGURA.creditor.model_copy(
    update={
        "name": "Țuțuianu Ștefania",
        "kind": "private",
        "form": "person",
        "gender": "f",
        "tax_id": CNP,
        "registration": None,
        "representative": None,
    }
)
ASSIGNED = Assignment.model_validate({"from": "Tâmplăria Veche & Fiul SRL", "date": "2025-05-15"})
NOTIFIED = ASSIGNED.model_copy(update={"notified": date(2025, 5, 20)})
RETURNED = (
    letter("2025-06-02", paper="default-notice", ref="9", returned="2025-06-20"),
    letter("2025-08-01", paper="formal-notice", channel="bailiff", delivered="2025-10-02"),
    letter("2025-09-30", paper="formal-notice", channel="bailiff"),
)
IN_EURO = tuple(i.model_copy(update={"conversion": None}) for i in EURO.invoices)
SIX_PERCENT = InterestTerms(kind="statutory", regime="foreign-currency")
COMPENSATED = Settings(compensation="on")


def _falling_due_at_once() -> InstalmentPlan:
    """The sample's plan, its clause asking for no notice, in words of ours."""
    own = BROKEN.instalment_plan
    assert own
    assert own.acceleration
    clause = own.acceleration.model_copy(update={"notice_days": 0, "quote": None})
    return own.model_copy(update={"acceleration": clause})


AT_ONCE = _falling_due_at_once()
WAIVED = AT_ONCE.model_copy(update={"waived_interest": Decimal("250.00")})

IN_DAYS = in_days("ro-2025-014", received="2025-01-20", days=30)

KITCHEN_PLAN = plan(
    instalments={
        "count": "4",
        "first": "2025-10-31",
        "down_payment": {"due": "2025-09-22", "amount": "600.00"},
    },
)
CHARGED_PLAN = plan(
    number="7/2025",
    place="Brașov",
    instalments={"count": "6", "first": "2025-10-31"},
    interest="capital",
    acceleration={"after_days": "15"},
    securities=["Bilet la ordin avalizat."],
    copies="3",
)
PENALTY_PLAN = plan(
    debt={"as_of": "2025-09-30", "principal": "76150.75", "interest": "39216.62"},
    instalments={"count": "12", "first": "2025-10-31"},
    interest="none",
    capitalise_arrears="true",
    acceleration={"after_days": "10", "quote": "Neplata unei rate atrage scadența întregii sume."},
)

AGREEMENT: PaperId = "instalment-agreement"
NOTICE: PaperId = "formal-notice"
STATEMENT: PaperId = "account-statement"
VARIATIONS = (
    Variation("agreement-consumer", "ro-2025-031", AGREEMENT, {"instalment_plan": KITCHEN_PLAN}),
    Variation(
        "agreement-guarantor",
        "ro-2025-014",
        AGREEMENT,
        {"instalment_plan": CHARGED_PLAN, "debtors": (COMPANY, GUARANTOR), "assignment": ASSIGNED},
    ),
    Variation("agreement-penalty", "ro-2025-052", AGREEMENT, {"instalment_plan": PENALTY_PLAN}),
    Variation(
        "acknowledgement-guarantor",
        "ro-2025-014",
        "debt-acknowledgement",
        {"debtors": (COMPANY, GUARANTOR)},
        debtor=1,
    ),
    Variation(
        "note-guarantor",
        "ro-2025-014",
        "interest-note",
        {"debtors": (COMPANY, GUARANTOR)},
        debtor=1,
    ),
    Variation(
        "acknowledgement-at-once",
        "ro-2026-018",
        "debt-acknowledgement",
        {"instalment_plan": AT_ONCE},
    ),
    Variation(
        "default-penalty",
        "ro-2026-018",
        "plan-default-notice",
        {"interest": PENALTY.interest},
    ),
    Variation("handover-plan-kept", "ro-2026-018", "handover-brief", later=-60),
    Variation(
        "only-interest-joint", "ro-2026-008", NOTICE, {"debtors": PRINTERS, "invoices": PRINTED}
    ),
    Variation("default-at-once", "ro-2026-018", "plan-default-notice", {"instalment_plan": WAIVED}),
    Variation("formal-at-once", "ro-2026-018", NOTICE, {"instalment_plan": AT_ONCE}),
    Variation(
        "formal-guarantor", "ro-2025-014", NOTICE, {"debtors": (COMPANY, GUARANTOR)}, debtor=1
    ),
    Variation("formal-joint", "ro-2025-014", NOTICE, {"debtors": JOINT}, debtor=1),
    Variation("formal-assigned", "ro-2025-014", NOTICE, {"assignment": ASSIGNED}),
    Variation(
        "formal-returned", "ro-2025-014", NOTICE, {"correspondence": RETURNED, "contract": None}
    ),
    Variation(
        "formal-capped",
        "ro-2025-052",
        NOTICE,
        {"settings": Settings(somatie_delivery="bailiff")},
        later=400,
    ),
    Variation("formal-no-interest", "ro-2025-014", NOTICE, {"interest": NO_INTEREST}),
    Variation("formal-term-in-days", "ro-2025-014", NOTICE, {"invoices": IN_DAYS}),
    Variation("formal-woman", "ro-2025-014", NOTICE, {"creditor": WOMAN}),
    Variation(
        "formal-euro",
        "ro-2026-003",
        NOTICE,
        {"invoices": IN_EURO, "payments": (), "interest": SIX_PERCENT, "settings": Settings()},
    ),
    Variation(
        "default-plus-four",
        "ro-2025-031",
        "default-notice",
        {"settings": Settings(consumer_rate="plus4", somatie_delivery="bailiff")},
    ),
    Variation("default-assigned", "ro-2025-014", "default-notice", {"assignment": NOTIFIED}),
    Variation(
        "reminder-message",
        "ro-2025-031",
        "reminder",
        {"message": "Vă mulțumim pentru plata din mai.\nBucătăria & <montajul> sunt în garanție."},
    ),
    Variation(
        "statement-overpaid",
        "ro-2025-014",
        STATEMENT,
        {"payments": (lei("2025-02-14", "18450.00"), lei("2025-03-28", "12000.00"))},
    ),
    Variation(
        "statement-euro",
        "ro-2026-003",
        STATEMENT,
        {"invoices": IN_EURO, "payments": (), "interest": SIX_PERCENT, "settings": Settings()},
    ),
    Variation(
        "note-compensation",
        "ro-2026-003",
        "interest-note",
        {"interest": NO_INTEREST, "settings": COMPENSATED},
    ),
)


def variation(name: str) -> Variation:
    """A variation by its name."""
    return next(v for v in VARIATIONS if v.name == name)
