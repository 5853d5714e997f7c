"""How is one next step shown: in full on the screen, and as JSON?"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from demandgen.claim.next_step import CourtRoute, NextStep
from demandgen.claim.proposals import Proposal
from demandgen.cli.app import out
from demandgen.language import translated
from demandgen.law.procedure import Reason, Route
from demandgen.money import sums
from demandgen.problems import Message, say


def owed(step: NextStep) -> str:
    """What is owed, by currency."""
    return sums((t.total, t.currency) for t in step.owed if t.total)


def paper(proposal: Proposal | None) -> str:
    """The paper with its level."""
    if proposal is None:
        return ""
    return f"{proposal.paper} {proposal.level}" if proposal.level else proposal.paper


def told(reason: Reason, lang: str) -> str:
    """A reason with its source."""
    source = f" ({reason.source})" if reason.source else ""
    return translated(reason.message, lang) + source


def print_in_full(debtor: str, step: NextStep, lang: str) -> None:
    """Print everything there is to know about the next step of a case."""
    heading = say(
        "{case}, {debtor}: {state} on {day}",
        case=step.case,
        debtor=debtor,
        state=translated(Message(step.state), lang),
        day=step.as_of,
    )
    out.print(translated(heading, lang), style="bold", markup=False)
    late = say("owed: {owed}; {days} days late", owed=owed(step) or "0.00", days=step.days_late)
    out.print(translated(late, lang), markup=False)
    out.print(told(step.why, lang), markup=False)
    _print_lines(say("Now"), [_of_today(p, lang) for p in step.now], lang)
    _print_lines(say("Next"), [_proposal(step.later, lang)] if step.later else [], lang)
    _print_lines(say("Left out"), [f"{n}: {told(r, lang)}" for n, r in step.left_out], lang)
    _print_lines(say("Missing"), [told(r, lang) for r in step.missing], lang)
    for way in step.routes:
        _print_route(way.route, lang)
    _print_lines(say("To attach"), _attachments(step, lang), lang)
    options = [f"{o.on or '-'!s:10}  {o.paper}: {told(o.why, lang)}" for o in step.options]
    _print_lines(say("What the law allows, from when"), options, lang)
    days = [f"{d.day}  {_about(d.item)}{told(d.why, lang)}" for d in step.deadlines]
    _print_lines(say("Days that matter"), days, lang)
    _print_lines(say("Mind"), [told(r, lang) for r in step.warnings], lang)


def _about(item: str | None) -> str:
    return f"{item}: " if item else ""


def _print_lines(title: Message, lines: Sequence[str], lang: str) -> None:
    if not lines:
        return
    out.print()
    out.print(translated(title, lang), style="bold", markup=False)
    for line in lines:
        out.print(Text("  " + line, overflow="fold"))


def _proposal(proposal: Proposal, lang: str) -> str:
    what = {"paper": paper(proposal), "day": proposal.on}
    parts = [say("{paper} from {day}", **what)]
    if proposal.channel:
        channel = Message(proposal.channel)
        parts = [say("{paper} by {channel} from {day}", channel=channel, **what)]
    if proposal.term_days:
        parts.append(say("term {days} days", days=proposal.term_days))
    line = ", ".join(translated(part, lang) for part in parts)
    return f"{line} [{', '.join(proposal.invoices)}]: {told(proposal.why, lang)}"


def _of_today(proposal: Proposal, lang: str) -> str:
    """What to do today, with the options that limit it to its items."""
    line = _proposal(proposal, lang)
    if not proposal.partial:
        return line
    numbers = " ".join(f"--invoice {shlex.quote(number)}" for number in proposal.invoices)
    only = say("(not about all that is due: make it with {options})", options=numbers)
    return f"{line} {translated(only, lang)}"


def _print_route(route: Route, lang: str) -> None:
    state = translated(say("open") if route.is_open else say("not open"), lang)
    lines = [
        translated(
            say(
                "{court}; value {value}; fee {fee}; copies {copies}",
                court=route.court,
                value="-" if route.value is None else route.value,
                fee=route.fee.amount if route.fee else "-",
                copies=route.copies,
            ),
            lang,
        )
    ]
    if route.fee:
        unsure = "" if route.fee.verified else translated(say(" (to be confirmed)"), lang)
        lines.append(f"{route.fee.source}{unsure}")
    lines += [f"- {told(r, lang)}" for r in (*route.missing, *route.closed)]
    lines += [told(r, lang) for r in route.notes]
    title = say("{name} ({source}): {state}", name=route.name, source=route.source, state=state)
    _print_lines(title, lines, lang)


def _attachments(step: NextStep, lang: str) -> list[str]:
    """What goes with a request, once for all routes; what the case has no file of is marked."""
    found = {a.code: a for way in step.routes if way.route.is_open for a in way.attach}
    return [
        f"{translated(a.what, lang)}: {', '.join(a.files) or translated(say('to be added'), lang)}"
        for a in found.values()
    ]


def data_of(debtor: str, step: NextStep, lang: str) -> dict[str, Any]:
    """A next step as plain data."""
    return {
        "case": step.case,
        "debtor": debtor,
        "as_of": str(step.as_of),
        "state": step.state,
        "why": _reason(step.why, lang),
        "owed": [t.model_dump(mode="json") for t in step.owed],
        "days_late": step.days_late,
        "now": [_proposal_data(p, lang) for p in step.now],
        "later": _proposal_data(step.later, lang) if step.later else None,
        "blocked": _reason(step.blocked, lang) if step.blocked else None,
        "left_out": [{"item": n, **_reason(r, lang)} for n, r in step.left_out],
        "options": [
            {"paper": o.paper, "on": str(o.on) if o.on else None, "why": _reason(o.why, lang)}
            for o in step.options
        ],
        "missing": [_reason(r, lang) for r in step.missing],
        "routes": [_route_data(r, lang) for r in step.routes],
        "deadlines": [
            {"day": str(d.day), "kind": d.kind, "item": d.item, "why": _reason(d.why, lang)}
            for d in step.deadlines
        ],
        "warnings": [_reason(r, lang) for r in step.warnings],
    }


def _reason(reason: Reason, lang: str) -> dict[str, Any]:
    return {
        "code": reason.code,
        "message": translated(reason.message, lang),
        "source": reason.source or None,
    }


def _proposal_data(proposal: Proposal, lang: str) -> dict[str, Any]:
    return {
        "paper": proposal.paper,
        "level": proposal.level,
        "channel": proposal.channel,
        "tone": proposal.tone,
        "term_days": proposal.term_days,
        "invoices": list(proposal.invoices),
        "partial": proposal.partial,
        "on": str(proposal.on),
        "why": _reason(proposal.why, lang),
    }


def _route_data(way: CourtRoute, lang: str) -> dict[str, Any]:
    route = way.route
    fee = route.fee
    return {
        "code": route.code,
        "name": route.name,
        "open": route.is_open,
        "court": route.court,
        "value": None if route.value is None else f"{route.value:.2f}",
        "fee": None
        if fee is None
        else {"amount": f"{fee.amount:.2f}", "source": fee.source, "verified": fee.verified},
        "copies": route.copies,
        "source": route.source,
        "missing": [_reason(r, lang) for r in route.missing],
        "closed": [_reason(r, lang) for r in route.closed],
        "notes": [_reason(r, lang) for r in route.notes],
        "attach": [
            {"code": a.code, "what": translated(a.what, lang), "files": list(a.files)}
            for a in way.attach
        ],
    }
