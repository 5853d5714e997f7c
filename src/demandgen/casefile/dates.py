"""Which of a case's dates are events, and do they come in a possible order?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from demandgen.casefile.model import Case, Hold
from demandgen.problems import Problem, say

_NOT_EVENTS = frozenset({"due", "term_date", "until", "as_of", "first", "before"})
"""Dates set for the future: terms, and what a plan says."""


def events(part: Any, at: str = "") -> Iterator[tuple[str, date]]:
    """Yield the field path and day of everything that happened, due and plan dates left out."""
    if isinstance(part, BaseModel):
        for name, value in part:
            if value is None or isinstance(value, str):
                continue
            field = type(part).model_fields[name].alias or name
            place = f"{at}.{field}" if at else field
            if isinstance(value, date):
                if name not in _NOT_EVENTS:
                    yield place, value
            else:
                yield from events(value, place)
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from events(value, f"{at}[{index}]")


def later_than(case: Case, on: date) -> Iterator[Problem]:
    """Yield a problem for each event after the day of the claim."""
    for place, day in events(case):
        if day > on:
            message = say("{day} is after the day of the claim, {on}", day=day, on=on)
            hint = say("correct the date, or choose a later day with --on")
            yield Problem("after-day", message, case.where(place), hint)


def wrong_order(case: Case) -> Iterator[Problem]:
    """Yield a problem for each event dated before the one it follows."""
    for place, day, earlier, since, code in _sequences(case):
        if day and since and day < since:
            message = say(
                "{day} is before {since}, the day of `{earlier}`",
                day=day,
                since=since,
                earlier=earlier,
            )
            yield Problem(code, message, case.where(place))


def holds(case: Case) -> Iterator[tuple[str, Hold]]:
    """Yield the holds on the case and on its invoices, with their field paths."""
    if case.hold:
        yield "hold", case.hold
    for index, invoice in enumerate(case.invoices):
        if invoice.hold:
            yield f"invoices[{index}].hold", invoice.hold


def _sequences(case: Case) -> Iterator[tuple[str, date | None, str, date | None, str]]:
    """Yield a field, its day, the field it must not precede, that one's day, and the code."""
    for index, event in enumerate(case.correspondence):
        at = f"correspondence[{index}]"
        yield f"{at}.delivered", event.delivered, "date", event.date, "delivered-before-sent"
        yield f"{at}.returned", event.returned, "date", event.date, "returned-before-sent"
        yield f"{at}.term_date", event.term_date, "date", event.date, "term-before-sent"
    if case.assignment:
        at, assignment = "assignment", case.assignment
        yield (
            f"{at}.notified",
            assignment.notified,
            "date",
            assignment.date,
            "notified-before-assigned",
        )
    for at, hold in holds(case):
        yield f"{at}.until", hold.until, "since", hold.since, "hold-ends-first"
