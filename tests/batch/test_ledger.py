"""The ledger: once and only once, whatever happens to the process."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from demandgen.batch.identity import LetterKey
from demandgen.batch.ledger import NAME, Ledger
from demandgen.batch.letters import NEXT, Letter, Owed, PaymentRow, Recipient, Source, State
from demandgen.problems import Location, OutputError, Problem, say

DAY = date(2025, 9, 30)


def letter(run: str, *, level: int = 1, **facts: Any) -> Letter:
    key = LetterKey("tax:9912345676", "ro tax:9923456785", "reminder", level, ("A 1", "A 2"))
    return Letter(
        id=key.id,
        run=run,
        case_id="RO-1",
        law="ro",
        creditor=key.creditor,
        debtor=key.debtor,
        paper=key.paper,
        level=level,
        invoices=key.invoices,
        as_of=DAY,
        owed=(Owed(currency="RON", total=Decimal("100.50")),),
        sender=Recipient(name="Atelierul Brâncoveanu & Fiii SRL"),
        recipient=Recipient(name="Hotel Măgura SRL", postal_code="030833"),
        source=Source(path="cases/RO-1.yaml"),
        **facts,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(tmp_path, writing=True, new=True) as opened:
        yield opened


def at_state(ledger: Ledger, state: State) -> Letter:
    """Bring the letter to a state by the ordinary way."""
    run = ledger.new_run(DAY)
    made = letter(run)
    ledger.propose([made], DAY)
    if state == "withdrawn":
        ledger.withdraw([made.id], DAY)
    if state in {"approved", "rendered", "posted", "delivered", "returned"}:
        ledger.approve([made.id], DAY)
    if state in {"rendered", "posted", "delivered", "returned"}:
        ledger.rendered({made.id: {"file": "letters/1.pdf", "sha256": "ab", "pages": 2}}, DAY)
    if state in {"posted", "delivered", "returned"}:
        ledger.post([made.id], DAY, {made.id: "RR123456785RO"})
    if state in {"delivered", "returned"}:
        ledger.arrived({made.id: DAY}, state)
    return made


def go(ledger: Ledger, made: Letter, state: State) -> None:
    if state == "proposed":
        ledger.propose([made], DAY)
    elif state == "approved":
        ledger.approve([made.id], DAY)
    elif state == "rendered":
        ledger.rendered({made.id: {"file": "x", "sha256": "y", "pages": 1}}, DAY)
    elif state == "posted":
        ledger.post([made.id], DAY, {})
    elif state == "withdrawn":
        ledger.withdraw([made.id], DAY)
    else:
        ledger.arrived({made.id: DAY}, state)


def test_a_letter_is_the_same_whatever_the_day_and_the_order_of_invoices() -> None:
    one = LetterKey("c", "d", "reminder", 1, ("A", "B"))
    assert one.id == LetterKey("c", "d", "reminder", 1, ("A", "B")).id
    others = [
        LetterKey("x", "d", "reminder", 1, ("A", "B")),
        LetterKey("c", "x", "reminder", 1, ("A", "B")),
        LetterKey("c", "d", "formal-notice", 1, ("A", "B")),
        LetterKey("c", "d", "reminder", 2, ("A", "B")),
        LetterKey("c", "d", "reminder", 1, ("A", "B", "C")),
        LetterKey("c", "d", "reminder", 1, ("A B",)),
    ]
    assert len({one.id, *(other.id for other in others)}) == 7


@pytest.mark.parametrize("state", NEXT)
@pytest.mark.parametrize("wanted", NEXT)
def test_only_the_next_states_follow(ledger: Ledger, state: State, wanted: State) -> None:
    made = at_state(ledger, state)
    allowed = wanted in NEXT[state] or (wanted == "proposed" and state in {"proposed", "withdrawn"})
    if allowed:
        go(ledger, made, wanted)
    else:
        with pytest.raises(OutputError, match=r"is \w+"):
            go(ledger, made, wanted)
    kept = ledger.letter(made.id)
    assert kept is not None
    assert kept.state == (wanted if allowed else state)


def test_a_letter_comes_back_as_it_went_in(ledger: Ledger) -> None:
    made = at_state(ledger, "delivered")
    kept = ledger.letter(made.id)
    assert kept == made.model_copy(
        update={
            "number": 1,
            "state": "delivered",
            "file": "letters/1.pdf",
            "sha256": "ab",
            "pages": 2,
            "tracking": "RR123456785RO",
            "posted": DAY,
            "delivered": DAY,
        }
    )
    assert [what for _, what, _ in ledger.events(made.id)] == [
        "proposed",
        "approved",
        "rendered",
        "posted",
        "delivered",
    ]


def test_a_transaction_is_whole_or_absent(ledger: Ledger) -> None:
    sent = at_state(ledger, "posted")
    run = ledger.new_run(DAY)
    other = letter(run, level=2)
    with pytest.raises(OutputError, match="is posted already, in run 2025-09-30-1"):
        ledger.propose([other, letter(run)], DAY)
    assert ledger.letter(other.id) is None
    assert ledger.letters(run) == []
    kept = ledger.letter(sent.id)
    assert kept is not None
    assert kept.run == "2025-09-30-1"


def test_numbers_continue_in_the_order_given(ledger: Ledger) -> None:
    run = ledger.new_run(DAY)
    letters = [letter(run, level=n) for n in (1, 2, 3)]
    ledger.propose(letters, DAY)
    ledger.approve([letters[2].id, letters[0].id], DAY)
    ledger.approve([letters[1].id], DAY)
    assert [(x.level, x.number) for x in ledger.letters(run)] == [(3, 1), (1, 2), (2, 3)]


def test_a_payment_list_read_twice_counts_once(ledger: Ledger) -> None:
    lines = [
        PaymentRow(creditor="c", debtor="d", date=DAY, amount=Decimal(5), currency="RON", ordinal=n)
        for n in (0, 1)
    ]
    assert ledger.pay(lines) == 2
    assert ledger.pay(lines) == 0
    assert ledger.histories()["c", "d"].payments == tuple(lines)


def test_how_a_letter_really_went_is_recorded(ledger: Ledger) -> None:
    run = ledger.new_run(DAY)
    letters = [letter(run, level=n, channel="email") for n in (1, 2, 3)]
    ledger.propose(letters, DAY)
    ids = [x.id for x in letters]
    ledger.approve(ids, DAY)
    ledger.rendered({i: {"file": "x", "sha256": "y", "pages": 1} for i in ids}, DAY)
    ledger.printed(1, {ids[0]: 1, ids[1]: 1}, DAY)
    ledger.printed(2, {ids[2]: 1}, DAY, by_mail=True)
    ledger.post(ids[:1], DAY, {}, "registered-declared")
    ledger.post(ids[1:], DAY, {})
    went = [x.channel for x in ledger.letters(run)]
    assert went == ["registered-declared", "registered-post", "email"]


def test_failures_are_kept_until_the_letter_is_rendered(ledger: Ledger) -> None:
    made = at_state(ledger, "approved")
    late = say("not before {day}", day=DAY)
    told = Problem("early", say("{paper}: {why}", paper="reminder", why=late), Location("c", 2, 3))
    ledger.failed(made.run, made.id, [told])
    ((what, (kept,)),) = ledger.failures(made.run).items()
    assert (what, str(kept), kept.code) == (made.id, str(told), "early")
    assert kept.message.template == "{paper}: {why}"  # told again in any language
    assert kept.message.values["why"].template == "not before {day}"
    go(ledger, made, "rendered")
    assert ledger.failures(made.run) == {}


def test_failures_of_an_older_ledger_are_told_as_they_stand(ledger: Ledger) -> None:
    made = at_state(ledger, "approved")
    ledger._db.execute("INSERT INTO failures VALUES (?, 'x', ?)", (made.run, '["{no} template"]'))
    ((problem,),) = ledger.failures(made.run).values()
    assert str(problem) == "{no} template"
    ledger._db.execute("UPDATE letters SET why = 'due on {day}'")
    (kept,) = ledger.letters()
    assert str(kept.why) == "due on {day}"


def test_two_writers_refuse_each_other_and_readers_may_look(tmp_path: Path, ledger: Ledger) -> None:
    at_state(ledger, "approved")
    with pytest.raises(OutputError, match="another run is writing this ledger") as refusal:
        Ledger(tmp_path, writing=True)
    assert refusal.value.exit_code == 6
    with Ledger(tmp_path, writing=False) as reader:
        assert len(reader.letters()) == 1


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that whoever looks may read and not write."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def as_a_visitor(folder: Path) -> Iterator[None]:
    """Take the right to write away from everybody, and from the administrator his powers."""
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    administrator = os.geteuid() == 0
    if administrator:
        os.seteuid(65534)
    try:
        yield
    finally:
        if administrator:
            os.seteuid(0)


def test_a_reader_needs_no_right_to_write(read_only: Path) -> None:
    with Ledger(read_only, writing=True, new=True) as ledger:
        at_state(ledger, "approved")
    before = sorted(path.name for path in read_only.iterdir())
    with as_a_visitor(read_only):
        with Ledger(read_only, writing=False) as reader:
            assert [kept.state for kept in reader.letters()] == ["approved"]
        with pytest.raises(OutputError, match="the ledger cannot be used"):
            Ledger(read_only, writing=True)
    assert sorted(path.name for path in read_only.iterdir()) == before


def test_a_reader_sees_what_is_written_now_without_the_right_to_write(read_only: Path) -> None:
    with Ledger(read_only, writing=True, new=True) as ledger:
        at_state(ledger, "approved")
        with as_a_visitor(read_only), Ledger(read_only, writing=False) as reader:
            assert [kept.state for kept in reader.letters()] == ["approved"]
        read_only.chmod(0o755)


def test_a_killed_writer_leaves_whole_transactions_and_no_lock(tmp_path: Path) -> None:
    program = "import sys; sys.path.insert(0, sys.argv[1]); import test_ledger as t; t.wait_in_a_transaction(sys.argv[2])"
    pipe = subprocess.PIPE
    arguments = [sys.executable, "-c", program, str(Path(__file__).parent), str(tmp_path)]
    with subprocess.Popen(arguments, stdout=pipe, stdin=pipe) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        os.kill(child.pid, signal.SIGKILL)
    with Ledger(tmp_path, writing=True) as reopened:
        assert [kept.state for kept in reopened.letters()] == ["rendered"]


def wait_in_a_transaction(folder: str) -> None:
    with Ledger(Path(folder), writing=True, new=True) as ledger:
        at_state(ledger, "rendered")
        ledger._db.execute("BEGIN IMMEDIATE")
        ledger._db.execute("DELETE FROM letters")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


def test_a_damaged_or_newer_ledger_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"this is no database, and long enough to be looked at" * 20)
    with pytest.raises(OutputError, match="the ledger cannot be used: file is not a database"):
        Ledger(tmp_path, writing=True)
    (tmp_path / NAME).unlink()
    with sqlite3.connect(tmp_path / NAME) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(OutputError, match="made by a newer demandgen"):
        Ledger(tmp_path, writing=True)


def test_no_ledger_and_no_folder_are_told(tmp_path: Path) -> None:
    for writing in (False, True):
        with pytest.raises(OutputError, match="there is no ledger here"):
            Ledger(tmp_path, writing=writing)
    assert not list(tmp_path.iterdir())
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="the ledger cannot be used"):
        Ledger(tmp_path / "file" / "sub", writing=True, new=True)
