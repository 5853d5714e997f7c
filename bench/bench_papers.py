"""Does every paper keep to the speed of a letter, and every Word file to its own?

    .venv/bin/python bench/bench_papers.py [ROUNDS]

For each paper of each country one sample case that allows it, with a logo if one has it: ROUNDS
(default 15) times composed and printed, each beside bare WeasyPrint on the same finished HTML with
the same pdf_variant, tags, fonts and parsed stylesheet; and the same letter as Word. Processor
time, interleaved.
"""

from __future__ import annotations

import gc
import statistics
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import yaml

from bench_letter import LETTER_TARGET, Stopwatch, bare_weasyprint, finished_html
from demandgen.casefile.model import Case, PaperId
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.claim.model import Claim
from demandgen.documents.logo import logo_of
from demandgen.documents.papers import KINDS, PaperRequest, papers_for
from demandgen.documents.press import Press

CASES = Path(__file__).parent.parent / "cases"
WORD_TARGET_MS = 25.0


class Specimen(NamedTuple):
    """A paper that a case allows, to be made again and again."""

    case: Case
    claim: Claim
    request: PaperRequest


class Figures(NamedTuple):
    """What was measured of a paper: the two ratios to its target, and milliseconds."""

    name: str
    case: str
    bare_ms: float
    ratio: float
    word_ms: float


@cache
def claimed() -> tuple[tuple[Case, Claim], ...]:
    """The sample cases on their days; a plan in force also as it was proposed."""
    text = (CASES / "samples.yaml").read_text("utf-8")
    listed = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  # it builds texts only
    days = {row["case"]: date.fromisoformat(row["on"]) for row in listed}
    cases = [(load_case(CASES / name / "case.yaml", on=day), day) for name, day in days.items()]
    cases += [(proposed(case), day) for case, day in cases if case.instalment_plan]
    return tuple((case, claim_on(case, day)) for case, day in cases)


def proposed(case: Case) -> Case:
    """The case with its plan not yet signed."""
    plan = case.instalment_plan
    again = plan and plan.model_copy(update={"status": "proposed", "signed": None})
    return case.model_copy(update={"instalment_plan": again})


def specimen(law: str, paper: PaperId) -> Specimen:
    """The first case of a country that allows a paper, one with a logo if there is one."""
    for case, claim in sorted(claimed(), key=lambda one: logo_of(one[0]) is None):
        for request in papers_for(case, claim).papers:
            if (case.law, request.id) == (law, paper):
                return Specimen(case, claim, request)
    raise LookupError(f"no sample case of {law} allows {paper}")


def one_round(watch: Stopwatch, press: Press, paper: Specimen) -> None:
    """Compose and print once, print the same page by WeasyPrint alone, write it as Word."""
    letter = watch.time("compose", lambda: press.letter(*paper))
    page, stylesheet = finished_html(press, letter), press._found("letter.css").text()
    bare = partial(bare_weasyprint, letter, page, stylesheet)
    pair = [("print", partial(press.pdf, letter)), ("bare WeasyPrint", bare)]
    if len(watch.taken["compose"]) % 2:
        pair.reverse()
    for phase, work in [*pair, ("Word", partial(press.docx, letter))]:
        gc.collect()
        watch.time(phase, work)


def measured(press: Press, paper: Specimen, rounds: int) -> Figures:
    """The medians of a paper's rounds; what is slow only once is not counted."""
    one_round(Stopwatch(), press, paper)
    watch = Stopwatch()
    for _ in range(rounds):
        one_round(watch, press, paper)
    medians = watch.medians()
    ratio = statistics.median(watch.ratios(["compose", "print"], "bare WeasyPrint"))
    name = f"{paper.case.law} {paper.request.id}"
    return Figures(name, paper.case.id, medians["bare WeasyPrint"], ratio, medians["Word"])


def table(figures: list[Figures]) -> Iterator[str]:
    """The lines of the table, and the worst of both measures."""
    yield f"{'paper':26}{'case':14}{'bare ms':>9}{'ratio':>8}{'Word ms':>9}"
    for one in figures:
        yield f"{one.name:26}{one.case:14}{one.bare_ms:9.1f}{one.ratio:8.3f}{one.word_ms:9.1f}"
    slow = max(figures, key=lambda one: one.ratio)
    word = max(figures, key=lambda one: one.word_ms)
    yield f"worst ratio: {slow.ratio:.3f}, {slow.name} (target at most {LETTER_TARGET:.2f})"
    yield f"worst Word: {word.word_ms:.1f} ms, {word.name} (target at most {WORD_TARGET_MS:.0f} ms)"


def main(rounds: int = 15) -> None:
    """Measure and print."""
    press = Press()
    for line in table([measured(press, specimen(*kind), rounds) for kind in KINDS]):
        print(line)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
