"""How do the days that matter in some cases look as a calendar (iCalendar, RFC 5545)?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from demandgen import __version__
from demandgen.claim.deadlines import Deadline
from demandgen.claim.next_step import NextStep
from demandgen.language import translated
from demandgen.problems import Message, say

PRODUCT = "-//demandgen//"
"""How every calendar of ours begins its PRODID."""

_TITLES: dict[str, Message] = {
    "due": say("due: {item}"),
    "instalment": say("instalment {item} due"),
    "term": say("term of a letter ends"),
    "suit-after-notice": say("last day for a suit after the notice"),
    "limitation": say("limitation: {item}"),
    "limitation-latest": say("limitation at the latest: {item}"),
    "acceleration": say("the plan's clause is met"),
    "hold": say("hold ends"),
    "epu": say("last day for EPU: {item}"),
}
_DAYS_AHEAD: dict[str, tuple[int, ...]] = {
    "limitation": (90, 30, 7),
    "limitation-latest": (90, 30, 7),
    "suit-after-notice": (30, 7),
    "epu": (30, 7),
}
"""How long before a day its reminders ring; the others a day before."""


def calendar_of(steps: Iterable[tuple[str, NextStep]], language: str) -> bytes:
    """Return a calendar with the deadlines of cases.

    Args:
        steps: the name of each case's debtor, and its next step.
        language: of titles and descriptions: en, ro or pl.

    The same cases on the same day give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", f"{PRODUCT}demandgen {__version__}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for debtor, step in steps:
        for deadline in step.deadlines:
            calendar.add_component(_event(debtor, step, deadline, language))
    return bytes(calendar.to_ical())


def _event(debtor: str, step: NextStep, deadline: Deadline, language: str) -> Event:
    title = translated(_titled(deadline), language)
    event = Event()
    event.add("uid", _name(step, deadline))
    event.add("dtstamp", datetime.combine(step.as_of, time(), UTC))
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", f"{step.case}, {debtor}: {title}")
    source = f" ({deadline.why.source})" if deadline.why.source else ""
    event.add("description", translated(deadline.why.message, language) + source)
    event.add("transp", "TRANSPARENT")
    for days in _DAYS_AHEAD.get(deadline.kind, (1,)):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{step.case}: {title}")
        alarm.add("trigger", timedelta(days=-days))
        event.add_component(alarm)
    return event


def _titled(deadline: Deadline) -> Message:
    return say(_TITLES[deadline.kind].template, item=deadline.item or "")


def _name(step: NextStep, deadline: Deadline) -> str:
    """A name that stays when the day moves, so that a calendar updates the entry."""
    what = [step.case, deadline.kind, deadline.item or "", str(deadline.why.message)]
    if deadline.item:
        what.pop()
    return sha256("|".join(what).encode()).hexdigest()[:32] + "@demandgen"
