"""What was proposed, approved, rendered and sent, to whom, and never twice?

One SQLite file per batch folder. A letter's primary key is made of creditor, debtor, paper,
level, set of invoices and attempt, so the same letter cannot stand in it twice. Every change is one
transaction; a run killed at any moment leaves the last complete one. Only one process writes
at a time, and only the process that submits the work.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Self

from demandgen.batch.kept import kept, told_again
from demandgen.batch.letters import NEXT, History, Letter, PaymentRow, State
from demandgen.casefile.model import Channel
from demandgen.problems import Location, Message, OutputError, Problem, say

NAME = "ledger.sqlite"
_VERSION = 1
_JSON = frozenset({"invoices", "owed", "recipient", "sender", "source"})
_COLUMNS = tuple(Letter.model_fields)
_PAYMENT = tuple(PaymentRow.model_fields)
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, as_of TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS letters (
  {", ".join(f"{name} TEXT PRIMARY KEY" if name == "id" else name for name in _COLUMNS)}
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS letters_run ON letters (run, number);
CREATE INDEX IF NOT EXISTS letters_debtor ON letters (creditor, debtor);
CREATE TABLE IF NOT EXISTS events (
  nr INTEGER PRIMARY KEY, letter TEXT NOT NULL, day TEXT NOT NULL, what TEXT NOT NULL, detail TEXT
);
CREATE INDEX IF NOT EXISTS events_letter ON events (letter);
CREATE TABLE IF NOT EXISTS failures (
  run TEXT, what TEXT, problems TEXT NOT NULL, PRIMARY KEY (run, what)
);
CREATE TABLE IF NOT EXISTS payments ({", ".join(_PAYMENT)}, UNIQUE ({", ".join(_PAYMENT)}));
PRAGMA user_version = {_VERSION};
"""
# The statements are made of our own column names; values are always bound.
_INSERT = f"INSERT INTO letters VALUES ({', '.join('?' for _ in _COLUMNS)})"  # noqa: S608  # own names
_UPDATE = f"UPDATE letters SET {', '.join(f'{n} = ?' for n in _COLUMNS)} WHERE id = ?"  # noqa: S608  # own names
_PAY = f"INSERT OR IGNORE INTO payments VALUES ({', '.join('?' for _ in _PAYMENT)})"  # noqa: S608  # own names


class Ledger:
    """The open ledger of a batch folder. Use as a context manager."""

    def __init__(self, folder: Path, *, writing: bool, new: bool = False) -> None:
        """Open the ledger of a folder; where there is none, begin one if `new` allows it.

        Raises:
            OutputError: there is none, another run holds it, or the folder cannot be written.
        """
        self.path = folder / NAME
        self._open: list[sqlite3.Connection] = []
        try:
            with self._told():
                self._db = self._connected(folder, writing, new)
        except OutputError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the ledger and its lock."""
        for connection in reversed(self._open):
            connection.close()

    # --- runs and proposals ---

    def new_run(self, as_of: date) -> str:
        """Record a new run and return its name: the day and a number."""
        with self._transaction():
            number = 1 + self._count("SELECT count(*) FROM runs WHERE as_of = ?", as_of.isoformat())
            name = f"{as_of.isoformat()}-{number}"
            self._db.execute("INSERT INTO runs VALUES (?, ?)", (name, as_of.isoformat()))
        return name

    def runs(self) -> dict[str, date]:
        """Return the runs and the day of their letters."""
        found = self._rows("SELECT id, as_of FROM runs ORDER BY rowid")
        return {row["id"]: date.fromisoformat(row["as_of"]) for row in found}

    def propose(self, letters: Iterable[Letter], day: date) -> None:
        """Record proposed letters; an older proposal of the same letter gives way.

        Raises:
            OutputError: one of them is approved or sent already.
        """
        with self._transaction():
            for letter in letters:
                self._give_way(letter.id)
                self._insert(letter)
                self._event(letter.id, day, "proposed", letter.run)

    def approve(self, ids: Sequence[str], day: date) -> None:
        """Approve letters and number them in the order given, after those numbered before."""
        with self._transaction():
            for letter_id in ids:
                letter = self._one(letter_id)
                last = self._count("SELECT max(number) FROM letters WHERE run = ?", letter.run)
                self._change(letter, day, state="approved", number=last + 1)

    def withdraw(self, ids: Iterable[str], day: date) -> None:
        """Record that letters will not be sent; they may be proposed again."""
        with self._transaction():
            for letter_id in ids:
                self._change(self._one(letter_id), day, state="withdrawn")

    # --- production ---

    def rendered(self, done: Mapping[str, Mapping[str, Any]], day: date) -> None:
        """Record rendered letters: by id, the changed `file`, `sha256`, `pages`, `source`."""
        with self._transaction():
            for letter_id, changes in done.items():
                letter = self._one(letter_id)
                self._change(letter, day, state="rendered", **changes)
                self._forget_failure(letter.run, letter_id)

    def failed(self, run: str, what: str, problems: Iterable[Problem]) -> None:
        """Record why a letter, or a source that is no letter yet, failed."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, ?, ?)",
                (run, what, kept(problems)),
            )

    def failures(self, run: str) -> dict[str, list[Problem]]:
        """Return what failed in a run, and why."""
        found = self._rows("SELECT what, problems FROM failures WHERE run = ? ORDER BY what", run)
        return {row["what"]: told_again(row["problems"]) for row in found}

    def next_job(self, run: str) -> int:
        """Return the number of the next print job of a run."""
        return 1 + self._count("SELECT max(job) FROM letters WHERE run = ?", run)

    def printed(
        self, job: int, parts: Mapping[str, int], day: date, *, by_mail: bool = False
    ) -> None:
        """Record which part of a job each letter is in; it never moves again."""
        with self._transaction():
            for letter_id, part in parts.items():
                letter = self._one(letter_id)
                channel = _channel(letter, by_mail)
                placed = {"job": job, "part": part, "channel": channel}
                self._update(letter.model_copy(update=placed))
                self._event(letter_id, day, "printed", f"job {job}, part {part}")
                self._forget_failure(letter.run, letter_id)

    # --- post and bank ---

    def post(
        self,
        ids: Iterable[str],
        day: date,
        tracking: Mapping[str, str],
        channel: Channel | None = None,
    ) -> None:
        """Record letters as sent on a day, with tracking numbers, by the way stated or proposed."""
        with self._transaction():
            for letter_id in ids:
                letter = self._one(letter_id)
                how = {"tracking": tracking.get(letter_id), "channel": channel or letter.channel}
                self._change(letter, day, state="posted", posted=day, **how)

    def arrived(self, days: Mapping[str, date], state: State) -> None:
        """Record letters as `delivered` or `returned`, each on its day."""
        with self._transaction():
            for letter_id, day in days.items():
                self._change(self._one(letter_id), day, state=state, **{state: day})

    def pay(self, payments: Iterable[PaymentRow]) -> int:
        """Record payments; a line already known is not counted twice. Returns how many are new."""
        before = self._count("SELECT count(*) FROM payments")
        with self._transaction():
            for payment in payments:
                # Two NULLs are never equal in SQL, so a payment without an invoice has ''.
                known = {**payment.model_dump(mode="json"), "invoice": payment.invoice or ""}
                values = [known[name] for name in _PAYMENT]
                self._db.execute(_PAY, values)
        return self._count("SELECT count(*) FROM payments") - before

    def note(self, letter_id: str, day: date, what: str, detail: str = "") -> None:
        """Record an event that changes nothing, such as a reprint."""
        with self._transaction():
            self._event(letter_id, day, what, detail)

    # --- questions ---

    def letter(self, letter_id: str) -> Letter | None:
        """Return a letter by its id."""
        rows = self._rows("SELECT * FROM letters WHERE id = ?", letter_id)
        return _letter(rows[0]) if rows else None

    def letters(self, run: str | None = None) -> list[Letter]:
        """Return the letters of a run (of all runs without one), by number."""
        query = "SELECT * FROM letters"
        if run is None:
            return [_letter(row) for row in self._rows(f"{query} ORDER BY run, number, id")]
        found = self._rows(f"{query} WHERE run = ? ORDER BY number, id", run)
        return [_letter(row) for row in found]

    def histories(self) -> dict[tuple[str, str], History]:
        """Return what is known of every debtor, by creditor and debtor."""
        letters: dict[tuple[str, str], list[Letter]] = {}
        payments: dict[tuple[str, str], list[PaymentRow]] = {}
        for letter in self.letters():
            letters.setdefault((letter.creditor, letter.debtor), []).append(letter)
        for row in self._rows("SELECT * FROM payments ORDER BY date, amount, reference, ordinal"):
            payment = PaymentRow.model_validate({**dict(row), "invoice": row["invoice"] or None})
            payments.setdefault((payment.creditor, payment.debtor), []).append(payment)
        return {
            key: History(letters=tuple(letters.get(key, ())), payments=tuple(payments.get(key, ())))
            for key in letters.keys() | payments.keys()
        }

    def events(self, letter_id: str) -> list[tuple[date, str, str]]:
        """Return a letter's events in order: day, what happened, detail."""
        found = self._rows("SELECT * FROM events WHERE letter = ? ORDER BY nr", letter_id)
        return [(date.fromisoformat(row["day"]), row["what"], row["detail"]) for row in found]

    # --- within ---

    def _connected(self, folder: Path, writing: bool, new: bool) -> sqlite3.Connection:
        if new:
            folder.mkdir(parents=True, exist_ok=True)
        elif not self.path.is_file():
            raise self._refusal("no-ledger", "there is no ledger here")
        if writing:
            self._lock()
        place = self.path.resolve().as_uri() + ("" if writing else self._reading())
        db = sqlite3.connect(place, uri=True, isolation_level=None, timeout=10)
        self._open.append(db)
        db.row_factory = sqlite3.Row
        if db.execute("PRAGMA user_version").fetchone()[0] > _VERSION:
            raise self._refusal("ledger-version", "the ledger was made by a newer demandgen")
        if writing:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.executescript(_SCHEMA)
        return db

    def _reading(self) -> str:
        """How a reader opens the ledger: it writes nothing, also where it may not.

        A ledger that nobody has open is one whole file; SQLite would put two more beside it to
        read it. While one is written, what is new stands in the file that ends in -wal.
        """
        log = self.path.with_name(f"{NAME}-wal")
        return "?mode=ro" if log.is_file() and log.stat().st_size else "?immutable=1"

    def _lock(self) -> None:
        """Hold an exclusive transaction on a file beside the ledger until closed or dead.

        SQLite's own locks end with the process, also a killed one, and forked workers do not
        inherit them.
        """
        lock = sqlite3.connect(f"{self.path}.lock", isolation_level=None, timeout=0)
        self._open.append(lock)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise self._refusal(
                "ledger-in-use", "another run is writing this ledger; wait until it has ended"
            ) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._refusal(
                "ledger-failed", "the ledger cannot be used: {reason}", reason=error
            ) from None
        except OSError as error:
            raise self._refusal(
                "ledger-failed", "the ledger cannot be used: {reason}", reason=error.strerror
            ) from None

    def _refusal(self, code: str, template: str, /, **values: Any) -> OutputError:
        return OutputError(Problem(code, say(template, **values), Location(str(self.path))))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with self._told():
            return self._db.execute(query, values).fetchall()

    def _count(self, query: str, *values: Any) -> int:
        return int(self._rows(query, *values)[0][0] or 0)

    def _one(self, letter_id: str) -> Letter:
        letter = self.letter(letter_id)
        if letter is None:
            raise self._refusal("unknown-letter", "no letter is called {id}", id=letter_id)
        return letter

    def _give_way(self, letter_id: str) -> None:
        known = self.letter(letter_id)
        if known and known.state not in {"proposed", "withdrawn"}:
            raise self._refusal(
                "letter-known",
                "the letter {id} is {state} already, in run {run}",
                id=letter_id,
                state=Message(known.state),
                run=known.run,
            )
        self._db.execute("DELETE FROM letters WHERE id = ?", (letter_id,))

    def _change(self, letter: Letter, day: date, *, state: State, **changes: Any) -> None:
        if state not in NEXT[letter.state]:
            raise self._refusal(
                "letter-state",
                "the letter {id} is {state}, so it cannot become {next}",
                id=letter.id,
                state=Message(letter.state),
                next=Message(state),
            )
        self._update(letter.model_copy(update={"state": state, **changes}))
        self._event(letter.id, day, state, str(changes.get("sha256") or ""))

    def _insert(self, letter: Letter) -> None:
        self._db.execute(_INSERT, _values(letter))

    def _update(self, letter: Letter) -> None:
        self._db.execute(_UPDATE, [*_values(letter), letter.id])

    def _event(self, letter_id: str, day: date, what: str, detail: str) -> None:
        self._db.execute(
            "INSERT INTO events (letter, day, what, detail) VALUES (?, ?, ?, ?)",
            (letter_id, day.isoformat(), what, detail),
        )

    def _forget_failure(self, run: str, what: str) -> None:
        self._db.execute("DELETE FROM failures WHERE run = ? AND what = ?", (run, what))


def _channel(letter: Letter, by_mail: bool) -> Channel | None:
    """What was proposed by e-mail but printed goes by registered post, and the other way round."""
    if by_mail:
        return "email"
    return "registered-post" if letter.channel == "email" else letter.channel


def _values(letter: Letter) -> list[Any]:
    known = letter.model_dump(mode="json")
    return [
        json.dumps(known[name], ensure_ascii=False) if name in _JSON else known[name]
        for name in _COLUMNS
    ]


def _letter(row: sqlite3.Row) -> Letter:
    known = {name: json.loads(row[name]) if name in _JSON else row[name] for name in _COLUMNS}
    return Letter.model_validate(known)
