"""What must the sender know to send a notice rightly, and what stands behind its figures?

The cover sheet is for the sender, never for the debtor. It may be in another language than the
law's, so its content is messages, translated like the screen's; the wording only arranges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_warnings
from demandgen.claim.engine import law_of
from demandgen.claim.model import Claim
from demandgen.documents.delivery import Way, attachments_of, copies_for, insufficient, ways_for
from demandgen.documents.letter import Letter
from demandgen.language import translated
from demandgen.law.procedure import Demand, procedure_for
from demandgen.problems import Message, Problem, say, sorted_problems

COVERED: Final = ("formal-notice", "default-notice", "final-notice", "plan-default-notice")
"""The notices: how they arrive and when decides what can follow."""
CoverLanguage = Literal["ro", "pl"]


@dataclass(frozen=True)
class ShownWay:
    """A way of sending, in words: what to hand in, what to keep, the legal source."""

    name: str
    condition: str
    hand_in: str
    keep: str
    source: str


@dataclass(frozen=True)
class ShownDay:
    """A day by which something happens, and its legal source."""

    day: date
    what: str
    source: str


@dataclass(frozen=True)
class Finding:
    """Something found about the case, the claim or the letter, by its code."""

    code: str
    text: str


@dataclass(frozen=True)
class Cover:
    """The content of a cover sheet, in its language."""

    title: str
    ways: tuple[ShownWay, ...]
    insufficient: tuple[str, ...]
    copies: tuple[str, ...]
    attach: tuple[str, ...]
    days: tuple[ShownDay, ...]
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    assumptions: tuple[Finding, ...]


def cover_of(case: Case, letter: Letter, language: CoverLanguage) -> Cover:
    """Say what the sender of a notice should know, in a language."""

    def told(message: Message) -> str:
        return translated(message, language)

    def finding(problem: Problem) -> Finding:
        return Finding(problem.code, told(problem.message))

    claim, debtor = letter.claim, letter.context["debtor"]
    found = [*case_warnings(case, claim.as_of), *claim.warnings]
    return Cover(
        title=told(say("Cover sheet for the sender")),
        ways=tuple(_shown(way, language) for way in ways_for(case, letter)),
        insufficient=tuple(told(message) for message in insufficient(case, letter)),
        copies=tuple(told(message) for message in copies_for(case, letter)),
        attach=tuple(told(message) for message in attachments_of(case, claim, debtor)),
        days=tuple(_days(case, letter, language)),
        findings=tuple(finding(problem) for problem in sorted_problems(found)),
        notes=tuple(finding(problem) for problem in letter.notes),
        assumptions=tuple(Finding(a.code, told(Message(a.text))) for a in claim.assumptions),
    )


def _shown(way: Way, language: str) -> ShownWay:
    return ShownWay(
        name=translated(way.name, language),
        condition=translated(way.condition, language) if way.condition else "",
        hand_in=translated(way.hand_in, language),
        keep=translated(way.keep, language),
        source=way.source,
    )


def _days(case: Case, letter: Letter, language: str) -> Iterator[ShownDay]:
    """The end of the term, the suit that keeps limitation interrupted, limitation itself."""
    on, law = letter.claim.as_of, law_of(case)
    procedure, paper = procedure_for(case.law), letter.paper
    if case.law == "pl" and paper.term_day:
        yield ShownDay(paper.term_day, translated(say("the letter gives until"), language), "")
    elif paper.term_days:
        demand = Demand(paper.id, "bailiff", on, received=on, days=paper.term_days)
        term = procedure.term_of(law, demand, paper.term_days)
        told = say(
            "the term of {days} days runs from receipt; received on the day of the letter, "
            "it ends on",
            days=paper.term_days,
        )
        if term.last_day:
            yield ShownDay(term.last_day, translated(told, language), term.why.source)
    suit = procedure.suit_after_notice(law, on)
    if suit:
        told = say(
            "limitation stays interrupted only with a suit within the time from receipt; "
            "received on the day of the letter, until"
        )
        yield ShownDay(suit[0], translated(told, language), suit[1].source)
    yield from _limitation(letter.claim, language)


def _limitation(claim: Claim, language: str) -> Iterator[ShownDay]:
    """The earliest day on whose end something claimed may be barred, and what."""
    items = [i for i in claim.invoices if i.is_open and not i.left_out and i.limitation]
    limits = [(i.limitation, i.number) for i in items if i.limitation]
    if limits:
        first = min(limit.earliest for limit, _ in limits)
        numbers = ", ".join(number for limit, number in limits if limit.earliest == first)
        source = next(limit.source for limit, _ in limits if limit.earliest == first)
        told = say("limitation at the earliest, of {invoices}", invoices=numbers)
        yield ShownDay(first, translated(told, language), source)
