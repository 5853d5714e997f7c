"""What must the sender know to send a notice rightly, and what stands behind its figures?

The cover sheet is for the sender, never for the debtor. It may be in another language than the
law's, so its content is messages, translated like the screen's; the wording only arranges them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any, Final, Literal

from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_warnings
from demandgen.claim.engine import law_of
from demandgen.claim.model import Claim, InterestRow, Limitation
from demandgen.documents.conventions import conventions_of, is_used, law_named
from demandgen.documents.delivery import Way, attachments_of, copies_for, insufficient, ways_for
from demandgen.documents.formats import day, figure
from demandgen.documents.letter import Letter
from demandgen.language import translated as on_screen
from demandgen.law.procedure import Demand, procedure_for
from demandgen.money import CENT
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
class ShownDatum:
    """A table of the law that the claim used, and when it was last checked."""

    name: str
    checked_on: date
    user_supplied: bool


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
    conventions: tuple[tuple[str, str], ...]
    law: tuple[ShownDatum, ...]


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
        notes=tuple(finding(problem) for problem in (*letter.notes, *_semester_rate(case, letter))),
        assumptions=tuple(Finding(a.code, told(Message(a.text))) for a in claim.assumptions),
        conventions=tuple((told(name), told(value)) for name, value in conventions_of(claim)),
        law=tuple(
            ShownDatum(told(law_named(datum.parameter)), datum.checked_on, datum.user_supplied)
            for datum in claim.law_data
            if is_used(claim, datum.parameter)
        ),
    )


def translated(message: Message, language: CoverLanguage) -> str:
    """Say a message as a paper does: dates and amounts as the language writes them."""
    return on_screen(message, language, partial(_written, language=language))


def _written(value: Any, language: CoverLanguage) -> Any:
    if isinstance(value, date):
        return day(value, "ro")  # in Polish too the short form in figures
    if isinstance(value, Decimal) and value == value.quantize(CENT):
        return figure(value, language)
    return str(value).replace(".", ",") if isinstance(value, Decimal) else value


def _shown(way: Way, language: CoverLanguage) -> ShownWay:
    return ShownWay(
        name=translated(way.name, language),
        condition=translated(way.condition, language) if way.condition else "",
        hand_in=translated(way.hand_in, language),
        keep=translated(way.keep, language),
        source=way.source,
    )


def _days(case: Case, letter: Letter, language: CoverLanguage) -> Iterator[ShownDay]:
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
            source = term.why.source or translated(_term_source(case, letter), language)
            yield ShownDay(term.last_day, translated(told, language), source)
    suit = procedure.suit_after_notice(law, on)
    if suit:
        told = say(
            "limitation stays interrupted only with a suit within {months} months of receipt; "
            "received on the day of the letter, until",
            months=int(law["ro/suit-after-notice"].on_or_first(on).value),
        )
        yield ShownDay(suit[0], translated(told, language), suit[1].source)
    yield from _limitation(letter.claim, language)


def _term_source(case: Case, letter: Letter) -> Message:
    """What the term of a broken plan's notice rests on: the clause's own days, or the letter's."""
    plan = case.instalment_plan
    clause = plan.acceleration if plan and letter.paper.id == "plan-default-notice" else None
    if clause and clause.notice_days == letter.paper.term_days:
        return say("the acceleration clause of the instalment agreement")
    return say("the term that the letter gives")


def _limitation(claim: Claim, language: CoverLanguage) -> Iterator[ShownDay]:
    """The earliest day on whose end something open may be barred: what, by which rule and event."""
    limits = [(i.limitation, i.number) for i in claim.invoices if i.is_open and i.limitation]
    if not limits:
        return
    first = min(limit.earliest for limit, _ in limits)
    by_source: dict[str, list[str]] = {}
    for limit, number in limits:
        if limit.earliest == first:
            interrupted = [translated(message, language) for message in _interrupted(limit)]
            source = "; ".join([limit.source, *interrupted[-1:]])
            by_source.setdefault(source, []).append(number.replace(" ", "\u00a0"))
    for source, numbers in by_source.items():
        yield ShownDay(first, translated(_earliest(numbers), language), source)


def _earliest(numbers: list[str]) -> Message:
    if len(numbers) == 1:
        return say("limitation at the earliest, of invoice {number}", number=numbers[0])
    return say("limitation at the earliest, of invoices {numbers}", numbers=", ".join(numbers))


def _interrupted(limit: Limitation) -> Iterator[Message]:
    """When and by what the earliest term began anew: only what is proven counts for it."""
    for event in limit.events:
        if event.effect == "interrupts" and event.proof:
            yield say(
                "interrupted on {day}: {kind}, {source}",
                day=event.date,
                kind=Message(event.kind),
                source=event.source,
            )


def _semester_rate(case: Case, letter: Letter) -> Iterator[Problem]:
    """In a payment order the rate of a semester's first day holds for all of it (C. pr. civ.)."""
    fixing = letter.claim.conventions.get("rate-fixing")
    if (case.law, letter.paper.id, fixing) != ("ro", "formal-notice", "per-change"):
        return
    if any(_changes_within_a_semester(item.interest_rows) for item in letter.claim.due_items):
        told = say(
            "the reference rate changes within a semester in this somație; in a payment order that "
            "of the semester's first day holds for all of it (art. 1018 alin. (1) C. pr. civ.): "
            "set rate-fixing: semester if one will be asked for"
        )
        yield Problem("rate-within-semester", told)


def _changes_within_a_semester(rows: tuple[InterestRow, ...]) -> bool:
    first_days = {(1, 1), (7, 1)}
    return any(
        one.reference_rate != other.reference_rate
        and (other.first.month, other.first.day) not in first_days
        for one, other in pairwise(rows)
    )
