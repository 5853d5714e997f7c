"""What would go out today from a whole portfolio?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from demandgen.batch.assess import Assessed, Question, assess
from demandgen.batch.history import Histories, joint_history
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import SENT, History, Letter
from demandgen.batch.portfolio import Portfolio
from demandgen.batch.proposal import LeftOut, Proposal, write_proposal
from demandgen.batch.rendering import CHANGED
from demandgen.batch.steps import Nothing, Wish
from demandgen.batch.watch import Watch
from demandgen.batch.workers import Crew, Done, shared_out
from demandgen.problems import Message, Problem, say, sorted_problems

_WAITING = frozenset({"approved", "rendered"})


@dataclass(frozen=True)
class _Answers:
    """The assessed cases, and those whose worker died."""

    assessed: tuple[Assessed, ...]
    lost: tuple[LeftOut, ...]


def propose(
    cases: Portfolio,
    folder: Path,
    on: date,
    wish: Wish,
    *,
    crew: Crew,
    watch: Watch,
    language: str = "en",
) -> Proposal:
    """Write a new run's proposal into a batch folder and record it in the folder's ledger.

    The page to read, and the reasons in the table, are in the language.

    Raises:
        OutputError: the ledger is in use, or the folder cannot be written.
    """
    with Ledger(folder, writing=True, new=True) as ledger:
        histories = ledger.histories()
        answers = _answers(cases, histories, on, wish, crew=crew, watch=watch)
        refused = _refused_letters(ledger, histories)
        letters, left_out = _sorted_out(answers.assessed, histories, refused)
        left_out += [*answers.lost, *_refused_rows(cases)]
        run = ledger.new_run(on)
        letters = [x.model_copy(update={"run": run}) for x in letters]
        proposal = Proposal(run, on, tuple(letters), tuple(left_out))
        ledger.withdraw(_overtaken(answers.assessed, histories, letters), on)
        ledger.withdraw(_superseded(answers.assessed, histories, letters, refused), on)
        ledger.propose(letters, on)
        for failure in (x for x in left_out if x.failed):
            ledger.failed(run, failure.case, failure.problems)
        write_proposal(proposal, folder / run, language)
    watch.note("proposed", run=run, letters=len(letters), left_out=len(left_out))
    return proposal


def _answers(
    cases: Portfolio, histories: Histories, on: date, wish: Wish, *, crew: Crew, watch: Watch
) -> _Answers:
    """Assess all cases; again those about whose debtor the ledger knew more than was given."""
    known = _keys_by_source(histories)
    questions = [
        Question(
            f.source,
            joint_history(f.keys or known.get(f.source.path, ()), histories),
            on,
            wish,
            f.where,
        )
        for f in cases.found
    ]
    watch.begin("assess", len(questions))
    first = _asked(questions, crew, watch)
    behind = [x for x in first.assessed if _known(x, histories) != x.question.history]
    if not behind:
        return first
    again = [replace(x.question, history=_known(x, histories)) for x in behind]
    second = _asked(again, crew, watch)
    settled = {id(x) for x in behind}
    kept = tuple(x for x in first.assessed if id(x) not in settled)
    return _Answers((*kept, *second.assessed), (*first.lost, *second.lost))


def _asked(questions: Sequence[Question], crew: Crew, watch: Watch) -> _Answers:
    assessed: list[Assessed] = []
    lost: list[LeftOut] = []
    for outcomes in shared_out(questions, assess, crew):
        for outcome in outcomes:
            if isinstance(outcome, Done):
                assessed.append(outcome.result)
            else:
                died = Problem("worker-lost", say("the worker died: {why}", why=outcome.reason))
                lost.append(LeftOut(outcome.item.source.path, "", (died,), failed=True))
        watch.advance(len(outcomes))
    return _Answers(tuple(assessed), tuple(lost))


def _keys_by_source(histories: Histories) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, dict[tuple[str, str], None]] = {}
    for key, history in histories.items():
        for letter in history.letters:
            if letter.source.snapshot is None:
                found.setdefault(letter.source.path, {})[key] = None
    return {path: tuple(keys) for path, keys in found.items()}


def _known(x: Assessed, histories: Histories) -> History:
    return joint_history(x.keys, histories) if x.keys else x.question.history


def _refused_letters(ledger: Ledger, histories: Histories) -> frozenset[str]:
    """Letters approved and never rendered: `run` said that their case has changed since."""
    approved = [x for h in histories.values() for x in h.letters if x.state == "approved"]
    told = {run: ledger.failures(run) for run in {x.run for x in approved}}
    return frozenset(
        x.id for x in approved if any(p.code == CHANGED for p in told[x.run].get(x.id, ()))
    )


def _sorted_out(
    assessed: Iterable[Assessed], histories: Histories, refused: frozenset[str]
) -> tuple[list[Letter], list[LeftOut]]:
    """Tell letters from what is left out; the order is that of the post."""
    cases = sorted(assessed, key=lambda x: (x.case_id, x.question.source.path))
    ids = Counter(x.case_id for x in cases if x.case_id)
    letters: dict[str, Letter] = {}
    left_out: list[LeftOut] = []
    for case in cases:
        if ids[case.case_id] > 1:
            left_out.append(_failed(case, (_duplicate(case),)))
        elif case.problems:
            left_out.append(_failed(case, case.problems))
        elif reason := _reason(case, letters, histories, refused):
            left_out.append(LeftOut(case.case_id, case.debtor, reason.reasons))
        else:
            letters |= {letter.id: letter for letter in case.letters}
    return sorted(letters.values(), key=lambda letter: letter.place_in_post), left_out


def _failed(case: Assessed, problems: Iterable[Problem]) -> LeftOut:
    name = case.case_id or case.question.source.path
    return LeftOut(name, case.debtor, sorted_problems(problems), failed=True)


def _duplicate(case: Assessed) -> Problem:
    source = case.question.source
    place = case.debtor if source.snapshot else source.path
    return Problem(
        "duplicate-case",
        say("{place}: another case has the id {id} too", place=place, id=case.case_id),
    )


def _reason(
    case: Assessed, taken: dict[str, Letter], histories: Histories, refused: frozenset[str]
) -> Nothing | None:
    """Why nothing is proposed: the case itself, or a letter that is on its way already."""
    if case.left_out:
        return case.left_out
    ids = {letter.id for letter in case.letters}
    if ids & taken.keys():
        return Nothing.because(
            "same letter", say("the same letter is proposed for another case of this debtor")
        )
    for known in (x for key in case.keys for x in histories.get(key, History()).letters):
        name = f"{known.paper} {known.level}" if known.level else known.paper
        waits = known.state in _WAITING and known.id not in refused
        if waits and case.items.has_any(known.invoices):
            told = say(
                "{letter} of run {run} is {state}, but not marked as sent",
                letter=name,
                run=known.run,
                state=Message(known.state),
            )
            return Nothing.because("waiting to be sent", told)
        if known.state in SENT and known.id in ids:
            told = say(
                "{letter} was sent already, on {day} (run {run})",
                letter=name,
                day=known.posted,
                run=known.run,
            )
            return Nothing.because("sent already", told)
    return None


def _overtaken(
    assessed: Iterable[Assessed], histories: Histories, letters: Iterable[Letter]
) -> list[str]:
    """Older proposals about cases that were now assessed again: nobody may approve both."""
    new = {letter.id for letter in letters}
    old = {
        x.id: None
        for case in assessed
        for key in case.keys
        for x in histories.get(key, History()).letters
        if x.state == "proposed" and case.items.has_any(x.invoices)
    }
    return [letter_id for letter_id in old if letter_id not in new]


def _superseded(
    assessed: Iterable[Assessed],
    histories: Histories,
    letters: Iterable[Letter],
    refused: frozenset[str],
) -> list[str]:
    """Refused letters of cases for which another is proposed now: it has to be approved anew."""
    new = {letter.id for letter in letters}
    old = {
        x.id: None
        for case in assessed
        if any(letter.id in new for letter in case.letters)
        for key in case.keys
        for x in histories.get(key, History()).letters
        if x.id in refused and case.items.has_any(x.invoices)
    }
    return list(old)


def _refused_rows(cases: Portfolio) -> list[LeftOut]:
    return [
        LeftOut(x.place, x.name, sorted_problems(x.problems), failed=True) for x in cases.refused
    ]
