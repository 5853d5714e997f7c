"""Does a letter go for the first time, or again: it came back, failed, or nobody knows of it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from demandgen.batch.identity import LetterKey
from demandgen.batch.letters import SENT, History
from demandgen.casefile.model import Case, PaperId
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import law_of
from demandgen.claim.model import Claim
from demandgen.claim.progress import Progress
from demandgen.claim.standing import Standing


def numbered(
    key: LetterKey, case: Case, claim: Claim, numbers: Collection[str], known: History
) -> LetterKey:
    """Return a letter's key with its attempt: the next one only where the ladder serves it again.

    Otherwise it is the key of the letter sent last, so that nobody gets that twice.

    Args:
        key: the letter, as at its first attempt.
        case: the facts, with what the ledger knows of them.
        claim: the whole claim on the day.
        numbers: the items asked for, as the claim calls them.
        known: what the ledger knows of the debtors.
    """
    sent = sum(
        LetterKey(x.creditor, x.debtor, x.paper, x.level, x.invoices) == key
        for x in known.letters
        if x.state in SENT
    )
    again = bool(sent) and _goes_again(case, claim, key.paper, numbers)
    return replace(key, attempt=max(sent, 1) + again)


def _goes_again(case: Case, claim: Claim, paper: PaperId, numbers: Collection[str]) -> bool:
    standing = Standing(case, claim, ladder_for(case), case.correspondence, law_of(case))
    found = [p for p in standing.progress if p.item.number in numbers]
    return bool(found) and all(_is_spent(p, paper) and p.ready <= standing.day for p in found)


def _is_spent(progress: Progress, paper: PaperId) -> bool:
    """The last letter about an item failed its office, or its receipt is not known."""
    last = progress.letter
    if last is None or last.event.paper != paper:
        return False
    return not last.term.counts or last.term.last_day is None
