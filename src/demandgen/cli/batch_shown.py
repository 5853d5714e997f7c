"""How is a batch shown on the screen: what is proposed, how a run ended, what failed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from demandgen.cli.app import out, table
from demandgen.language import told, translated
from demandgen.money import sums
from demandgen.problems import Message, Problem, say

if TYPE_CHECKING:
    from demandgen.batch.letters import Letter, Owed
    from demandgen.batch.proposal import Proposal
    from demandgen.batch.run import Summary


def show_proposal(proposal: Proposal, folder: Path, lang: str) -> None:
    """Show what is proposed in numbers, and where to read and approve it."""
    from demandgen.batch.proposal import CSV, PAGE, summary_of

    headings = ("Paper", "Letters", "Owed")
    shown = _headed(headings, lang, say("Proposal {run}", run=proposal.run), right=(1, 2))
    for name, count, owed in summary_of(proposal.letters):
        shown.add_row(name, str(count), _sums(owed))
    for kind, count in Counter(x.kind for x in proposal.left_out if not x.failed).most_common():
        left_out = say("left out: {kind}", kind=Message(kind))
        shown.add_row(Text(translated(left_out, lang)), str(count), "")
    out.print(shown)
    _line(say("Read    {file}", file=folder / PAGE), lang)
    _line(say("Approve {file}", file=folder / CSV), lang)


def show_summary(summary: Summary, lang: str) -> None:
    """Show how a run ended."""
    from demandgen.batch.proposal import totals_of

    if not summary.letters:
        _line(say("Run {run} has no letters; there is nothing to make.", run=summary.run), lang)
        return
    show_states(summary.letters, say("Run {run}", run=summary.run), lang)
    owed = _sums(totals_of(x for x in summary.letters if x.state == "rendered"))
    counts = say(
        "{rendered} rendered, {unchanged} unchanged, {failed} failed; owed: {owed}",
        rendered=summary.rendered,
        unchanged=summary.unchanged,
        failed=len(summary.failures),
        owed=owed or say("nothing"),
    )
    _line(counts, lang)
    for job in summary.jobs:
        _line(say("To send {folder}", folder=job), lang)


def show_states(letters: Iterable[Letter], title: Message, lang: str) -> None:
    """Show how many letters of each paper are in which state."""
    from demandgen.batch.run import by_state

    counts = by_state(letters)
    if not counts:
        _line(say("{title}; no letters", title=title), lang)
        return
    states = list(dict.fromkeys(state for _, state in counts))
    shown = _headed(("Paper", *states), lang, title, right=range(1, len(states) + 1))
    for paper in dict.fromkeys(paper for paper, _ in counts):
        shown.add_row(paper, *(str(counts.get((paper, state), "")) for state in states))
    out.print(shown)


def show_failures(
    failures: Mapping[str, Sequence[Problem]], letters: Mapping[str, Letter], lang: str
) -> None:
    """Show what failed and why, one reason a line."""
    if not failures:
        _line(say("Nothing failed."), lang)
        return
    headings = ("Letter or case", "Case", "Debtor", "Why")
    shown = _headed(headings, lang)
    for what, why in failures.items():
        letter = letters.get(what)
        names = (letter.case_id, letter.recipient.name) if letter else ("", "")
        cells = (what, *names, "\n".join(told(problem, lang) for problem in why))
        shown.add_row(*map(Text, cells))
    out.print(shown)


def named(what: str, problem: Problem) -> Problem:
    """Name the letter or case that a problem is of, unless its place does."""
    if problem.where and what.startswith(problem.where.file):
        return problem
    return replace(problem, message=say("{what}: {why}", what=what, why=problem.message))


def _headed(
    names: Sequence[str], lang: str, title: Message | None = None, right: Iterable[int] = ()
) -> Any:
    headings = (translated(Message(name), lang) for name in names)
    return table(*headings, right=right, title=translated(title, lang) if title else None)


def _line(message: Message, lang: str) -> None:
    out.print(translated(message, lang), soft_wrap=True, markup=False)


def _sums(owed: Iterable[Owed]) -> str:
    return sums((o.total, o.currency) for o in owed)
