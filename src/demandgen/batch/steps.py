"""Which paper does a case call for in a batch, at which level, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from demandgen.casefile.model import Case, Channel, PaperId
from demandgen.claim.model import Claim
from demandgen.documents.papers import PaperRequest, paper_for
from demandgen.problems import NotAllowedError

Wish = Literal["auto"] | PaperId
"""The paper wished for; `auto`: what the dunning ladder says comes next."""

_CHANNELS: dict[tuple[str, PaperId], Channel] = {
    ("ro", "formal-notice"): "registered-declared",
    ("ro", "reminder"): "registered-post",
}


@dataclass(frozen=True)
class Step:
    """A paper to send now."""

    paper: PaperId
    level: int
    channel: Channel
    term_date: date | None
    why: str


def step_for(case: Case, claim: Claim, wish: Wish) -> Step | str:
    """Return what to send now, or in words why nothing is sent."""
    if wish == "auto":
        raise NotImplementedError
    return _wished(case, claim, wish)


def _wished(case: Case, claim: Claim, paper: PaperId) -> Step | str:
    """A paper asked for by name, if the facts allow it; a reminder at the next level."""
    level = 1 + _last_level(case) if paper == "reminder" else 1
    try:
        settled = paper_for(case, claim, PaperRequest(paper, level))
    except NotAllowedError as refusal:
        return "; ".join(str(problem) for problem in refusal.problems)
    channel = _CHANNELS.get((case.law, paper), "registered-post")
    return Step(paper, level, channel, settled.term_day, "asked for")


def _last_level(case: Case) -> int:
    sent = [e for e in case.correspondence if e.direction == "sent" and e.paper == "reminder"]
    return max((event.level or 1 for event in sent), default=0)
