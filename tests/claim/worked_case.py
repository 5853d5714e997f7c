"""A small case and its next step, for tables of worked histories."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from demandgen.casefile.model import Case, CorrespondenceEvent
from demandgen.casefile.reading import case_from_data
from demandgen.casefile.sources import Sources
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import claim_on
from demandgen.claim.next_step import NextStep, next_step

CURRENCY = {"ro": "RON", "pl": "PLN"}
DEBTOR = {
    "name": "Debtor Exemplu",
    "kind": "business",
    "address": {"street": "Strada Lungă 1", "city": "Brașov"},
    "contact": {"email": "d@example.com"},
}


def event(day: str, paper: str, channel: str, **more: Any) -> dict[str, Any]:
    return {"date": day, "direction": "sent", "channel": channel, "paper": paper, **more}


def case_of(
    law: str,
    letters: Sequence[dict[str, Any]] = (),
    *,
    due: Sequence[str] = ("2025-02-14",),
    kind: str = "business",
    **more: Any,
) -> Case:
    """A case of a few invoices of 1000, due on the given days."""
    invoices = [
        {
            "number": f"F{i}",
            "issued": "2025-01-10",
            "due": day,
            "amount": "1000.00",
            "currency": CURRENCY[law],
        }
        for i, day in enumerate(due, 1)
    ]
    data = {
        "case": "T-1",
        "law": law,
        "creditor": {"name": "Creditor Exemplu", "kind": "business"},
        "debtor": {**DEBTOR, "kind": kind},
        "contract": {"signed": "2024-09-02", "kind": "services"},
        "invoices": invoices,
        "interest": {"kind": "statutory"},
        "correspondence": list(letters),
        **more,
    }
    if "debtors" in data:
        del data["debtor"]
    return case_from_data(data, sources=Sources(), folder=Path())


def step_of(case: Case, day: str, history: Sequence[CorrespondenceEvent] = ()) -> NextStep:
    claim = claim_on(case, date.fromisoformat(day))
    return next_step(case, claim, ladder_for(case), history)


def step_on(law: str, day: str, letters: Sequence[dict[str, Any]] = (), **more: Any) -> NextStep:
    return step_of(case_of(law, letters, **more), day)


def short(step: NextStep) -> tuple[str, str, str]:
    """State, what goes today, what comes later: `paper level` and `paper level day`."""
    now = ", ".join(f"{p.paper} {p.level or ''}".strip() for p in step.now)
    later = step.later
    then = f"{later.paper} {later.level or ''}".strip() + f" {later.on}" if later else ""
    return step.state, now, then
