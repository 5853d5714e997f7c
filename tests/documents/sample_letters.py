"""Every paper that the facts of a sample case allow, made once for all tests of the papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from demandgen.casefile.model import Case
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest, papers_for
from demandgen.documents.press import Press

CASES = Path(__file__).parents[2] / "cases"
PRESS = Press()


@dataclass(frozen=True)
class Sample:
    """A paper of a sample case."""

    case: str
    request: PaperRequest

    def __str__(self) -> str:
        who = f"-debtor-{self.request.debtor + 1}" if self.request.debtor else ""
        level = f"-{self.request.level}" if self.request.level > 1 else ""
        return f"{self.case}-{self.request.id}{level}{who}"


@cache
def days() -> dict[str, date]:
    """The fixed day of each sample case."""
    text = (CASES / "samples.yaml").read_text("utf-8")
    listed = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  # it builds texts only
    return {row["case"]: date.fromisoformat(row["on"]) for row in listed}


@cache
def claimed(case: str) -> tuple[Case, Claim]:
    """A sample case and its claim on its day."""
    day = days()[case]
    loaded = load_case(CASES / case / "case.yaml", on=day)
    return loaded, claim_on(loaded, day)


@cache
def samples() -> tuple[Sample, ...]:
    """Every paper of every sample case."""
    return tuple(
        Sample(case, request) for case in days() for request in papers_for(*claimed(case)).papers
    )


@cache
def letter_of(sample: Sample) -> Letter:
    """The letter of a sample."""
    return PRESS.letter(*claimed(sample.case), sample.request)


@cache
def pdf_of(sample: Sample) -> bytes:
    """The letter as PDF."""
    return PRESS.pdf(letter_of(sample))


@cache
def docx_of(sample: Sample) -> bytes:
    """The letter as a Word document."""
    return PRESS.docx(letter_of(sample))
