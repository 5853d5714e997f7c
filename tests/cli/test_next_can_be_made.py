"""What `next` asks for today can be made today: the ladder and the papers agree."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from demandgen.casefile.reading import load_case
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import claim_on
from demandgen.claim.next_step import next_step
from demandgen.documents.papers import PaperRequest, refusal_of

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
