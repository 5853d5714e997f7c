"""A debtor who never pays, day by day: do the proposals alone lead lawfully to court?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from worked_case import case_of, event, step_of

from demandgen.claim.dunning import SEVERITY, ladder_for
from demandgen.claim.next_step import NextStep

DAY = timedelta(days=1)
START = date(2025, 1, 15)

FATES = st.sampled_from(["delivered", "delivered", "delivered", "lost", "returned"])


def sent(step: NextStep, fate: str, days: int) -> dict[str, Any] | None:
    """The letter proposed today as an event, with what becomes of it."""
    letter = next((p for p in step.now if p.channel), None)
    if letter is None:
        return None
    assert letter.channel
    happened = event(step.as_of.isoformat(), letter.paper, letter.channel)
    if letter.level:
        happened["level"] = letter.level
    if letter.term_days:
        happened["term"] = letter.term_days
    if fate != "lost":
        happened[fate] = (step.as_of + days * DAY).isoformat()
    return happened


@settings(max_examples=40, deadline=None)
@given(
    law=st.sampled_from(["ro", "pl"]),
    kind=st.sampled_from(["business", "consumer"]),
    fates=st.lists(st.tuples(FATES, st.integers(1, 9)), min_size=12, max_size=12),
)
def test_the_ladder_alone_leads_to_court(law: str, kind: str, fates: list[tuple[str, int]]) -> None:
    letters: list[dict[str, Any]] = []
    left = iter([*fates, *[("delivered", 2)] * 20])
    day = START
    while True:
        known = [
            {
                k: v
                for k, v in x.items()
                if k not in {"delivered", "returned"} or v <= day.isoformat()
            }
            for x in letters
        ]
        case = case_of(law, known, kind=kind)
        step = step_of(case, day.isoformat())
        if step.state == "ready-for-court":
            break
        letter = sent(step, *next(left)) if step.now else None
        if letter:
            _check(letter, letters)
            letters.append(letter)
        following = step.later.on if step.later and not letter else day + DAY
        day = max(day + DAY, min(following, day + 7 * DAY))
        assert day < date(2026, 9, 1), (step.state, str(step.why.message), letters)
    assert [x["paper"] for x in letters if x["paper"] == ladder_for(case).levels[-1].paper]


def _check(letter: dict[str, Any], before: list[dict[str, Any]]) -> None:
    """Never the same level twice unless it did not arrive; never back; always a new term."""
    name = letter["paper"], letter.get("level")
    again = [x for x in before if (x["paper"], x.get("level")) == name]
    assert all("delivered" not in x for x in again if x["paper"] != "reminder"), (letter, before)
    assert not again or letter["paper"] != "reminder", (letter, before)
    last = before[-1] if before else None
    if last:
        assert SEVERITY[letter["paper"]] >= SEVERITY[last["paper"]]
        assert letter["date"] > last["date"]
        term = timedelta(days=last.get("term", 0))
        arrived = (
            last.get("delivered", last["date"]) if last["paper"] != "reminder" else last["date"]
        )
        if "returned" not in last and ("delivered" in last or last["paper"] == "reminder"):
            assert date.fromisoformat(letter["date"]) > date.fromisoformat(arrived) + term
    assert letter.get("term") or letter["level"] in {1, 2}
