"""Worked histories: where does a case stand on a day, what may go out, and why?

Every deadline is asked about on both of its sides. The law behind them: art. 181 and 1015 C. pr.
civ., art. 1522 and 2553-2554 C. civ.; art. 61, 111 and 115 k.c. (docs/next-step.md).
"""

from __future__ import annotations

from typing import Any

import pytest
from worked_case import event, short, step_on

# Friday 2025-02-14 is the due day. Reminder 3 goes on the 7th day (RO and PL business).
# fmt: off
BEFORE_AND_JUST_AFTER = [
    ("2025-02-06", "not-due", "", "reminder 1 2025-02-11"),
    ("2025-02-07", "due-soon", "", "reminder 1 2025-02-11"),
    ("2025-02-10", "due-soon", "", "reminder 1 2025-02-11"),
    ("2025-02-11", "due-soon", "reminder 1", "reminder 2 2025-02-14"),
    ("2025-02-14", "due-soon", "reminder 2", "reminder 3 2025-02-21"),
    ("2025-02-15", "overdue", "", "reminder 3 2025-02-21"),
    ("2025-02-20", "overdue", "", "reminder 3 2025-02-21"),
    ("2025-02-21", "overdue", "reminder 3", ""),
    ("2025-08-01", "overdue", "reminder 3", ""),
]
# fmt: on


@pytest.mark.parametrize("law", ["ro", "pl"])
@pytest.mark.parametrize(
    ("day", "state", "now", "later"),
    BEFORE_AND_JUST_AFTER,
    ids=[x[0] for x in BEFORE_AND_JUST_AFTER],
)
def test_before_the_first_letter(law: str, day: str, state: str, now: str, later: str) -> None:
    assert short(step_on(law, day)) == (state, now, later)


R1 = event("2025-02-11", "reminder", "email", level=1)
R3 = event("2025-02-21", "reminder", "email", level=3, term=7)
R4 = event("2025-03-03", "reminder", "registered-post", level=4, term=7)
PLAIN = event("2025-02-24", "reminder", "email")

# fmt: off
REMINDERS = [
    # (letters, day, state, now, later): a level once, the term over, ten days between two letters
    ([R1], "2025-02-14", "due-soon", "reminder 2", "reminder 3 2025-02-21"),
    ([R1], "2025-02-21", "overdue", "reminder 3", ""),
    ([R3], "2025-03-02", "reminded", "", "reminder 4 2025-03-03"),
    ([R3], "2025-03-03", "reminded", "reminder 4", ""),
    ([R3, R4], "2025-03-12", "reminded", "", "formal-notice 2025-03-13"),
    ([R3, R4], "2025-03-13", "reminded", "formal-notice", ""),
    # numbered by the user from the first letter about a late debt on
    ([event("2025-02-21", "reminder", "email", level=1)], "2025-03-03", "reminded", "reminder 4", ""),
    ([event("2025-02-21", "reminder", "email", level=1), event("2025-03-03", "reminder", "email", level=2)], "2025-03-13", "reminded", "formal-notice", ""),
    ([event("2025-02-21", "reminder", "email", level=2), event("2025-03-03", "reminder", "email", level=3)], "2025-03-12", "reminded", "", "formal-notice 2025-03-13"),
    ([event("2025-02-21", "reminder", "email", level=9)], "2025-03-03", "reminded", "formal-notice", ""),
    ([PLAIN], "2025-03-05", "reminded", "", "reminder 4 2025-03-06"),
    ([event("2025-02-21", "reminder", "email", level=3, term=30)], "2025-03-24", "reminded", "", "reminder 4 2025-03-25"),
    ([event("2025-02-21", "reminder", "email", level=3, term=30)], "2025-03-25", "reminded", "reminder 4", ""),
]
# fmt: on


@pytest.mark.parametrize("law", ["ro", "pl"])
@pytest.mark.parametrize(("letters", "day", "state", "now", "later"), REMINDERS)
def test_reminders(
    law: str, letters: list[dict[str, Any]], day: str, state: str, now: str, later: str
) -> None:
    assert short(step_on(law, day, letters)) == (state, now, later)


def somatie(
    day: str = "2025-06-02", channel: str = "registered-declared", **more: Any
) -> dict[str, Any]:
    return event(day, "formal-notice", channel, **more)


# fmt: off
ROMANIAN_NOTICES = [
    # what, letter, day, state, now, later, code of the reason
    ("sent, not known to be received", somatie(), "2025-06-30", "summoned", "", "formal-notice 2025-07-02", "receipt-unknown"),
    ("after thirty days it may be served again", somatie(), "2025-07-02", "summoned", "formal-notice", "", "receipt-unknown"),
    # received Thursday 5 June: 15 free days end Saturday 21, so Monday 23 (art. 181 C. pr. civ.)
    ("the last day of the term", somatie(delivered="2025-06-05"), "2025-06-23", "term-running", "", "evidence-bundle 2025-06-24", "term-running"),
    ("the day after the term", somatie(delivered="2025-06-05"), "2025-06-24", "ready-for-court", "evidence-bundle", "", "term-expired"),
    # received Tuesday 3 June: ends on Thursday 19, a working day
    ("no shift on a working day", somatie(delivered="2025-06-03"), "2025-06-19", "term-running", "", "evidence-bundle 2025-06-20", "term-running"),
    ("no shift on a working day, after", somatie(delivered="2025-06-03"), "2025-06-20", "ready-for-court", "evidence-bundle", "", "term-expired"),
    ("by bailiff", somatie(channel="bailiff", delivered="2025-06-03"), "2025-06-20", "ready-for-court", "evidence-bundle", "", "term-expired"),
    ("a longer term given", somatie(delivered="2025-06-03", term=30), "2025-07-04", "term-running", "", "evidence-bundle 2025-07-05", "term-running"),
    ("a longer term given, after", somatie(delivered="2025-06-03", term=30), "2025-07-05", "ready-for-court", "evidence-bundle", "", "term-expired"),
    ("a term too short", somatie(delivered="2025-06-03", term=10), "2025-06-04", "reminded", "formal-notice", "", "term-too-short"),
    ("a day given too early", somatie(delivered="2025-06-03", term_date="2025-06-17"), "2025-06-18", "reminded", "formal-notice", "", "term-too-short"),
    ("a day given just late enough", somatie(delivered="2025-06-03", term_date="2025-06-18"), "2025-06-20", "ready-for-court", "evidence-bundle", "", "term-expired"),
    ("by e-mail", somatie(channel="email", delivered="2025-06-02"), "2025-06-03", "reminded", "formal-notice", "", "wrong-channel"),
    ("by courier", somatie(channel="courier", delivered="2025-06-03"), "2025-07-30", "reminded", "formal-notice", "", "wrong-channel"),
    ("by plain registered letter", somatie(channel="registered-post", delivered="2025-06-03"), "2025-07-30", "reminded", "formal-notice", "", "wrong-channel"),
    ("it came back", somatie(returned="2025-06-20"), "2025-06-20", "reminded", "", "formal-notice 2025-06-21", "returned"),
    ("it came back, the day after", somatie(returned="2025-06-20"), "2025-06-21", "reminded", "formal-notice", "", "returned"),
]
# fmt: on


@pytest.mark.parametrize(
    ("what", "letter", "day", "state", "now", "later", "code"),
    ROMANIAN_NOTICES,
    ids=[x[0] for x in ROMANIAN_NOTICES],
)
def test_the_somatie(
    what: str, letter: dict[str, Any], day: str, state: str, now: str, later: str, code: str
) -> None:
    step = step_on("ro", day, [R3, R4, letter])
    assert (*short(step), step.why.code) == (state, now, later, code), what


def wezwanie(
    day: str = "2025-05-20", channel: str = "registered-post", **more: Any
) -> dict[str, Any]:
    return event(day, "formal-notice", channel, **more)


def final(day: str = "2025-06-10", channel: str = "registered-post", **more: Any) -> dict[str, Any]:
    return event(day, "final-notice", channel, **more)


# fmt: off
POLISH_NOTICES = [
    ("delivery not recorded", [wezwanie()], "2025-06-18", "summoned", "", "formal-notice 2025-06-19", "receipt-unknown"),
    # delivered Monday 26 May: seven days end Monday 2 June
    ("the last day", [wezwanie(delivered="2025-05-26")], "2025-06-02", "term-running", "", "final-notice 2025-06-03", "term-running"),
    ("the day after", [wezwanie(delivered="2025-05-26")], "2025-06-03", "term-expired", "final-notice", "", "term-expired"),
    # delivered Saturday 24 May: ends Saturday 31, so Monday 2 June (k.c. art. 115)
    ("an end on Saturday moves", [wezwanie(delivered="2025-05-24")], "2025-06-02", "term-running", "", "final-notice 2025-06-03", "term-running"),
    # Corpus Christi, Thursday 19 June 2025
    ("an end on a holiday moves", [wezwanie(delivered="2025-06-12")], "2025-06-20", "term-running", "", "final-notice 2025-06-21", "term-running"),
    ("a calendar day", [wezwanie(term_date="2025-06-06")], "2025-06-06", "term-running", "", "final-notice 2025-06-07", "term-running"),
    ("a calendar day, after", [wezwanie(term_date="2025-06-06")], "2025-06-07", "term-expired", "final-notice", "", "term-expired"),
    ("by e-mail it arrives at once", [wezwanie(channel="email")], "2025-05-27", "term-running", "", "final-notice 2025-06-03", "term-running"),
    ("not collected: from the day it came back", [wezwanie(returned="2025-06-09")], "2025-06-16", "term-running", "", "final-notice 2025-06-17", "term-running"),
    ("fourteen days between the notices", [wezwanie(delivered="2025-05-21")], "2025-06-02", "term-expired", "", "final-notice 2025-06-03", "term-expired"),
    ("the last word, running", [wezwanie(delivered="2025-05-26"), final(delivered="2025-06-12", term=5)], "2025-06-17", "term-running", "", "evidence-bundle 2025-06-18", "term-running"),
    ("the last word, over", [wezwanie(delivered="2025-05-26"), final(delivered="2025-06-12", term=5)], "2025-06-18", "ready-for-court", "evidence-bundle", "", "term-expired"),
    ("the last word alone is enough", [final(delivered="2025-06-12", term=5)], "2025-06-18", "ready-for-court", "evidence-bundle", "", "term-expired"),
]
# fmt: on


@pytest.mark.parametrize(
    ("what", "letters", "day", "state", "now", "later", "code"),
    POLISH_NOTICES,
    ids=[x[0] for x in POLISH_NOTICES],
)
def test_the_wezwanie(
    what: str, letters: list[dict[str, Any]], day: str, state: str, now: str, later: str, code: str
) -> None:
    step = step_on("pl", day, [R3, R4, *letters])
    assert (*short(step), step.why.code) == (state, now, later, code), what


def test_a_consumer_gets_more_time_and_other_papers() -> None:
    letters = [
        event("2025-03-03", "reminder", "email", level=3, term=10),
        event("2025-03-20", "reminder", "email", level=4, term=10),
    ]
    (notice,) = step_on("ro", "2025-04-03", letters, kind="consumer").now
    assert (notice.paper, notice.channel, notice.tone, notice.term_days) == (
        "default-notice",
        "registered-post",
        "firm",
        15,
    )
    (demand,) = step_on("pl", "2025-04-03", letters, kind="consumer").now
    assert (demand.paper, demand.tone, demand.term_days) == ("formal-notice", "firm", 14)
