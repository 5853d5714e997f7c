"""Which letters follow one another, when, by which way, in which tone?

The ladder is data: `data/dunning.yaml` for each country and kind of debtor, or a firm's own file
named as `creditor.dunning`. Each level is sent once, never before its time, with a new term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from demandgen.casefile.fact import Channel, Country, Fact, PartyKind
from demandgen.casefile.faults import problems_of
from demandgen.casefile.model import Case
from demandgen.casefile.scalars import Amount, PositiveInt
from demandgen.casefile.sources import Sources
from demandgen.casefile.yamltext import read_yaml
from demandgen.law.parameters import published_law
from demandgen.money import ZERO, Currency
from demandgen.problems import CaseFileError, Message, Problem, say

DunningPaper = Literal[
    "reminder", "default-notice", "plan-default-notice", "formal-notice", "final-notice"
]
SEVERITY: dict[str, int] = {
    "reminder": 0,
    "default-notice": 1,
    "plan-default-notice": 1,
    "formal-notice": 2,
    "final-notice": 3,
}
"""How far each demand goes; a ladder never steps back."""
NOTICES = frozenset({"default-notice", "formal-notice", "final-notice"})
TONES = ("courteous", "friendly", "firm", "formal", "final")


def _read_days(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,4}", value):
        return int(value)
    if isinstance(value, int):
        return value
    raise PydanticCustomError("whole-number", "a whole number", {"found": str(value)})


SignedDays = Annotated[int, BeforeValidator(_read_days)]
"""Whole days, negative before a date."""


class Rung(Fact):
    """One level of a ladder.

    `days_after_due` counts from the due day of the oldest item, negative before it;
    `days_after_previous` from the sending of the letter before, whose term must be over too.
    """

    paper: DunningPaper
    level: PositiveInt | None = None
    days_after_due: SignedDays | None = None
    days_after_previous: PositiveInt | None = None
    channel: Channel
    tone: Literal["courteous", "friendly", "firm", "formal", "final"]
    term_days: PositiveInt | None = None
    minimum: dict[Currency, Amount] = Field(default_factory=dict)

    @property
    def is_courtesy(self) -> bool:
        """Sent before the debt is late, or on its due day."""
        return self.days_after_due is not None and self.days_after_due <= 0

    @property
    def severity(self) -> int:
        """How far the paper goes."""
        return SEVERITY[self.paper]

    def least(self, currency: Currency) -> Decimal:
        """The smallest debt this letter is sent for."""
        return self.minimum.get(currency, ZERO)


class Ladder(Fact):
    """The levels for one country and some kinds of debtor."""

    law: Country
    debtor: tuple[PartyKind, ...] = Field(min_length=1)
    due_soon_days: PositiveInt = 7
    resend_after_days: PositiveInt = 30
    levels: tuple[Rung, ...] = Field(min_length=1)

    @property
    def reach(self) -> timedelta:
        """How long before its due day a debt may be recalled."""
        days = [-(rung.days_after_due or 0) for rung in self.levels]
        return timedelta(days=max(self.due_soon_days, *days))


class Dunning(Fact):
    """A dunning file."""

    ladders: tuple[Ladder, ...] = Field(min_length=1)


def ladder_for(case: Case) -> Ladder:
    """Return the ladder of a case: the firm's own for its law and debtor, else the default.

    Raises:
        CaseFileError: the firm's file cannot be used.
    """
    main = next((d for d in case.debtors if d.liability != "guarantor"), case.debtors[0])
    return _ladder_of(case, main.kind)


def _ladder_of(case: Case, kind: PartyKind) -> Ladder:
    own = _own_file(case)
    firm = _in(_read(own, own.stat().st_mtime_ns), case.law, kind) if own else None
    return firm or default_ladder(case.law, kind)


def default_ladder(country: Country, kind: PartyKind) -> Ladder:
    """The ladder of custom for a country and a kind of debtor."""
    ladder = _in(_default(), country, kind)
    if ladder is None:
        raise AssertionError(f"the default has no ladder for {country} and {kind}")
    return ladder


def _in(dunning: Dunning, country: Country, kind: PartyKind) -> Ladder | None:
    fitting = (one for one in dunning.ladders if one.law == country and kind in one.debtor)
    return next(fitting, None)


def demand_days(case: Case, ladder: Ladder, paper: str) -> int:
    """The days a demand gives to pay: the firm's setting, else the most its ladders give a debtor.

    A paper that is no level of a ladder gives the days of its formal notice. A Romanian somație
    gives 15 days at least (C. pr. civ. art. 1015).
    """
    least = 1
    if (case.law, paper) == ("ro", "formal-notice"):
        least = int(published_law("ro")["ro/notice-term"].values[-1].value)
    stated = case.effective_settings.demand_term_days
    others = [_ladder_of(case, kind) for kind in {d.kind for d in case.debtors}]
    days = stated or max(_days_of(one, paper) for one in [ladder, *others])
    return max(days, least)


def _days_of(ladder: Ladder, paper: str) -> int:
    """A firm's ladder without a formal notice gives the days of the default one."""
    given: dict[str, int] = {r.paper: r.term_days for r in ladder.levels if r.term_days}
    days = given.get(paper) or given.get("formal-notice")
    return days or _days_of(default_ladder(ladder.law, ladder.debtor[0]), paper)


def _own_file(case: Case) -> Path | None:
    """The firm's file, named relative to the file that names it."""
    if case.creditor.dunning is None:
        return None
    where = case.where("creditor.dunning")
    path = Path(where.file).parent / case.creditor.dunning if where.file else Path()
    if not path.is_file():
        raise CaseFileError.of(
            "dunning-missing",
            say("the dunning file {file} does not exist", file=case.creditor.dunning),
            where=where,
        )
    return path


@cache
def _default() -> Dunning:
    with resources.as_file(resources.files("demandgen.claim") / "data" / "dunning.yaml") as path:
        return read_dunning(path)


@cache
def _read(path: Path, changed: int) -> Dunning:
    del changed
    return read_dunning(path)


def read_dunning(path: Path) -> Dunning:
    """Read a dunning file.

    Raises:
        CaseFileError: with every fault of the file.
    """
    text = read_yaml(path)
    if text.problems:
        raise CaseFileError(*text.problems)
    try:
        dunning = Dunning.model_validate(text.data)
    except ValidationError as error:
        raise CaseFileError(*map(_with_names, problems_of(error, text.sources))) from None
    wrong = [
        p for i, ladder in enumerate(dunning.ladders) for p in _faults(ladder, i, text.sources)
    ]
    if wrong:
        raise CaseFileError(*wrong)
    return dunning


def _with_names(problem: Problem) -> Problem:
    """An unknown field gets the names a level may have as its hint."""
    if problem.code != "unknown-field":
        return problem
    known = [*Ladder.model_fields, *Rung.model_fields]
    return replace(problem, hint=say("known here: {words}", words=", ".join(dict.fromkeys(known))))


def _faults(ladder: Ladder, index: int, sources: Sources) -> Iterator[Problem]:
    def fault(code: str, level: int, message: Message) -> Problem:
        return Problem(code, message, sources.locate(f"ladders[{index}].levels[{level}]"))

    for number, rung in enumerate(ladder.levels):
        if (rung.days_after_due is None) == (rung.days_after_previous is None):
            message = say("a level has either days_after_due or days_after_previous")
            yield fault("dunning-days", number, message)
        if not rung.is_courtesy and rung.term_days is None:
            message = say("a letter about a late debt gives a term: term_days")
            yield fault("dunning-term", number, message)
        if reason := _against_the_law(rung, ladder.law):
            yield fault("dunning-law", number, reason)
    yield from _misplaced(ladder, fault)
    for number, (before, rung) in enumerate(pairwise(ladder.levels), start=1):
        if _order(rung) <= _order(before):
            message = say("each level goes further than the one before it")
            yield fault("dunning-order", number, message)
        if TONES.index(rung.tone) < TONES.index(before.tone):
            yield fault("dunning-tone", number, say("the tone does not fall again"))


def _misplaced(ladder: Ladder, fault: Callable[[str, int, Message], Problem]) -> Iterator[Problem]:
    if ladder.levels[0].days_after_due is None:
        message = say("the first level counts from the due day: days_after_due")
        yield fault("dunning-days", 0, message)
    papers = [rung.paper for rung in ladder.levels]
    if "final-notice" in papers and "formal-notice" not in papers:
        message = say("a final-notice follows a formal-notice")
        yield fault("dunning-order", papers.index("final-notice"), message)


def _order(rung: Rung) -> tuple[int, int]:
    return rung.severity, rung.level or 0


_FOREIGN: dict[tuple[str, str], Message] = {
    ("ro", "final-notice"): say("a final-notice is a Polish paper"),
    ("pl", "default-notice"): say("a default-notice is a Romanian paper"),
}


def _against_the_law(rung: Rung, country: Country) -> Message | None:
    if rung.paper == "plan-default-notice":
        return say("a plan-default-notice follows from the plan; it is no level of a ladder")
    if (country, rung.paper) != ("ro", "formal-notice"):
        return _FOREIGN.get((country, rung.paper))
    law = published_law("ro")
    if rung.channel not in law["ro/notice-channels"].values[-1].value:
        return say("a Romanian formal-notice goes by bailiff or registered-declared (art. 1015)")
    if (rung.term_days or 0) < int(law["ro/notice-term"].values[-1].value):
        return say("a Romanian formal-notice gives 15 days at least (art. 1015)")
    return None
