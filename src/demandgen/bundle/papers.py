"""Which papers of our own go among the exhibits: claim summary, computation, chronology?"""

from __future__ import annotations

from collections.abc import Iterator

from demandgen.bundle.custom import custom_of
from demandgen.bundle.exhibits import Generated
from demandgen.casefile.model import Case, PaperId
from demandgen.claim.model import Claim
from demandgen.documents.letter import Letter, Paper
from demandgen.documents.papers import PaperRequest, ids_of, refusal_of
from demandgen.documents.press import Press

SUMMARY = "claim-summary"
"""A wording of the bundle alone: `templates/{ro,pl}/claim-summary.html`."""
SLOTS: dict[str, PaperId] = {"computation": "interest-note", "chronology": "chronology"}
"""The place of each paper in the bundle."""


def papers_of(case: Case, claim: Claim) -> list[Generated]:
    """Make the papers that the country has and the facts of the case allow."""
    own = case.creditor.templates
    press = Press(case.file_at("creditor.templates", own) if own else None)
    return [
        Generated(slot, letter.paper.title, press.pdf(letter), claim.as_of)
        for slot, letter in _letters(press, case, claim)
    ]


def _letters(press: Press, case: Case, claim: Claim) -> Iterator[tuple[str, Letter]]:
    if claim.due_items:
        title = custom_of(case.law).words["groups"][SUMMARY]
        paper = Paper(SUMMARY, 1, title, f"{case.law}/{SUMMARY}", letterhead=False)
        yield SUMMARY, press.composed(case, claim, paper)
    for slot, paper_id in SLOTS.items():
        request = PaperRequest(paper_id)
        if paper_id in ids_of(case.law) and not refusal_of(case, claim, request):
            yield slot, press.letter(case, claim, request)
