"""The JSON of a claim: closed, published, and enough to compute the claim again."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on, compute
from demandgen.claim.model import ClaimInputs, claim_schema_text
from demandgen.money import rounded, total

ROOT = Path(__file__).parents[2]
SAMPLES = yaml.load(
    (ROOT / "cases/samples.yaml").read_text(encoding="utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506  # BaseLoader makes texts only; `on` would be true
)


def test_the_published_schema_is_current() -> None:
    published = (ROOT / "docs/claim.schema.json").read_text(encoding="utf-8")
    assert published == claim_schema_text(), "run: demandgen schema claim > docs/claim.schema.json"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["case"])
def test_every_sample_fits_the_schema_and_computes_again_from_its_inputs(sample: Any) -> None:
    day = date.fromisoformat(str(sample["on"]))
    claim = claim_on(load_case(ROOT / "cases" / sample["case"] / "case.yaml", on=day), day)
    document = json.loads(json.dumps(claim.model_dump(mode="json", by_alias=True)))
    jsonschema.validate(document, json.loads(claim_schema_text()))
    again = compute(ClaimInputs.model_validate(document["inputs"]), day)
    assert again.model_dump(mode="json", exclude={"warnings"}) == claim.model_dump(
        mode="json", exclude={"warnings"}
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["case"])
def test_every_total_is_the_sum_of_its_printed_columns(sample: Any) -> None:
    day = date.fromisoformat(str(sample["on"]))
    claim = claim_on(load_case(ROOT / "cases" / sample["case"] / "case.yaml", on=day), day)
    for sums in claim.totals:
        own = [i for i in claim.due_items if i.currency == sums.currency]
        assert sums.outstanding == sum(i.outstanding for i in own)
        assert sums.interest == sum(i.interest_outstanding for i in own)
        assert sums.total == sums.outstanding + sums.interest + sums.compensation + sums.costs
        assert sums.interest_per_day == rounded(total(i.interest_per_day_exact for i in own))
