"""Which papers of our own go among the exhibits: the computation of interest, the chronology?"""

from __future__ import annotations

from demandgen.bundle.exhibits import Generated
from demandgen.casefile.model import Case, PaperId
from demandgen.claim.model import Claim
from demandgen.documents.firm_folder import own_templates
from demandgen.documents.papers import PaperRequest, ids_of, refusal_of
from demandgen.documents.press import Press

SLOTS: dict[str, PaperId] = {"computation": "interest-note", "chronology": "chronology"}
"""The place of each paper in the bundle."""


def papers_of(case: Case, claim: Claim) -> list[Generated]:
    """Make the papers that the country has and the facts of the case allow."""
    press = Press(own_templates(case))
    made = []
    for slot, paper in SLOTS.items():
        request = PaperRequest(paper)
        if paper not in ids_of(case.law) or refusal_of(case, claim, request):
            continue
        letter = press.letter(case, claim, request)
        made.append(Generated(slot, letter.paper.title, press.pdf(letter), claim.as_of))
    return made
