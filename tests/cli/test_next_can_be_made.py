"""What `next` asks for today can be made today: the ladder and the papers agree."""

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from demandgen.casefile.model import Case
from demandgen.casefile.reading import load_case
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import claim_on
from demandgen.claim.next_step import next_step
from demandgen.documents.papers import PaperRequest, paper_for, refusal_of
from demandgen.documents.press import Press

CASES = Path(__file__).parents[2] / "cases"
SAMPLES = yaml.load(
    (CASES / "samples.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506  # BaseLoader makes texts only; `on` would be true
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["case"])
@pytest.mark.parametrize("later", [0, 7, 30, 90])
def test_every_letter_proposed_for_today_is_allowed_today(sample: Any, later: int) -> None:
    day = date.fromisoformat(sample["on"]) + timedelta(days=later)
    case = load_case(CASES / sample["case"] / "case.yaml", on=day)
    claim = claim_on(case, day)
    for step in next_step(case, claim, ladder_for(case)).now:
        if step.paper != "evidence-bundle":
            assert refusal_of(case, claim, PaperRequest(step.paper, step.level or 1)) is None


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["case"])
@pytest.mark.parametrize("before", [3, 1, 0])
def test_every_courtesy_proposed_can_be_made(sample: Any, before: int) -> None:
    """Days before the first invoice is due, and on its due day; nothing was sent or paid yet."""
    stated = load_case(CASES / sample["case"] / "case.yaml")
    first = min(stated.invoices, key=lambda i: i.due or date.max)
    facts = {"invoices": (first,), "credit_notes": (), "payments": (), "correspondence": ()}
    case = stated.model_copy(update={**facts, "instalment_plan": None, "hold": None})
    due = claim_on(case, first.issued).invoices[0].effective_due
    day = due - timedelta(days=before)
    claim = claim_on(case, day)
    proposed = [s for s in next_step(case, claim, ladder_for(case)).now if s.paper == "reminder"]
    assert [step.level for step in proposed] == [2 if before == 0 else 1]
    for step in proposed:
        letter = Press().letter(case, claim, PaperRequest(step.paper, step.level or 1))
        assert letter.paper.term_days is step.term_days is None
        assert first.number in unescape(letter.body)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["case"])
def test_a_reminder_gives_the_term_that_next_proposes(sample: Any) -> None:
    """The first overdue reminder of the ladder, and the second after it."""
    stated = load_case(CASES / sample["case"] / "case.yaml")
    facts = {"payments": (), "correspondence": (), "instalment_plan": None, "hold": None}
    case = stated.model_copy(update=facts)
    day = max(i.effective_due for i in claim_on(case, claim_day(stated)).invoices)
    claim = claim_on(case, day + timedelta(days=12))
    for step in next_step(case, claim, ladder_for(case)).now:
        if step.paper == "reminder":
            paper = paper_for(case, claim, PaperRequest("reminder", step.level or 1))
            assert paper.term_days == step.term_days


def claim_day(case: Case) -> date:
    """A day on which every invoice is issued."""
    return max(invoice.issued for invoice in case.invoices)
