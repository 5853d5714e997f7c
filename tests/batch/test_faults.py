"""Everything that can go wrong between proposal and post."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_portfolio import COUNT, DAY, FIRM, batch, case, files, letters, propose, rows, run

from demandgen.batch.ledger import Ledger


def test_one_bad_case_never_stops_the_rest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case(home, 5, extra="invoices: twice\n")
    (home / "cases/c6.yaml").write_bytes(b"case: \xff\xfe")
    case(home, 7, "Dublura").write_text((home / "cases/c1.yaml").read_text())
    assert propose() == 7
    told = capsys.readouterr().err
    assert "c5.yaml" in told
    assert "c6.yaml" in told
    assert "another case has the id C-1 too" in told
    assert sorted(x.case_id for x in letters()) == ["C-2", "C-3", "C-4"]
    assert run() == 0


def test_a_case_that_changed_after_approval_is_not_sent_as_approved(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose() == 0
    case(home, 3, extra="payments: [{date: 2025-09-01, amount: 50.00, currency: RON}]\n")
    assert run() == 7
    assert "changed since the letter was approved: 300.00 RON, now 250.00 RON" in " ".join(
        capsys.readouterr().err.split()
    )
    assert batch("failures", f"out/{DAY}-1") == 7
    assert len(list(Path(f"out/{DAY}-1/letters").rglob("*.pdf"))) == COUNT - 1
    case(home, 3)
    failed = next(x for x in letters() if x.case_id == "C-3")
    assert run(f"{DAY}-1", "--only", failed.id) == 0
    assert batch("failures", f"out/{DAY}-1") == 0
    assert [x["case"] for x in rows(f"out/{DAY}-1/print-2/posting-list.csv")] == ["C-3"]


@pytest.mark.usefixtures("done")
def test_a_letter_somebody_edited_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(f"out/{DAY}-1") / (letters()[0].file or "")
    path.write_bytes(b"signed by hand")
    assert run() == 7
    assert "was changed after it was rendered" in capsys.readouterr().err
    assert path.read_bytes() == b"signed by hand"
    assert batch("reprint", f"out/{DAY}-1", "--range", "1") == 6


def test_a_case_that_changed_after_printing_is_told(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case(done, 1, "Alt nume")
    with Ledger(Path("out"), writing=True) as ledger:  # the copy lies elsewhere than the original
        for known in ledger.letters():
            here = [
                str(done / "cases" / Path(f).name) if "cases" in f else f
                for f in known.source.files
            ]
            moved = known.source.model_copy(update={"files": tuple(here)})
            ledger._update(known.model_copy(update={"source": moved}))
    assert run() == 7
    assert "the case changed after the letter went into print job 1" in " ".join(
        capsys.readouterr().err.split()
    )


def test_a_template_error_fails_its_letters_only(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "firm2.yaml").write_text(FIRM + "templates: own\n", encoding="utf-8")
    own = home / "own/ro"  # beside the firm's file
    own.mkdir(parents=True)
    (own / "formal-notice.html").write_text("<h1>{{ claim.nothing_of_the_kind }}</h1>")
    c2 = home / "cases/c2.yaml"
    c2.write_text(c2.read_text().replace("firm.yaml", "firm2.yaml"))
    assert propose() == 0
    assert run() == 7
    told = capsys.readouterr().err
    assert "nothing_of_the_kind" in told
    assert [x.state for x in letters()].count("rendered") == COUNT - 1


def test_contradicting_histories_stop_the_letter(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    event = "correspondence: [{date: 2025-10-03, direction: sent, channel: registered-declared, paper: formal-notice}]\n"
    case(done, 1, extra=event)
    assert propose(day="2025-10-20", paper="reminder") == 7
    told = " ".join(capsys.readouterr().err.split())
    assert "formal-notice: date is 2025-10-03 in the case file, 2025-10-01 in the ledger" in told


@pytest.mark.usefixtures("done")
def test_two_runs_at_once_refuse_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger(Path("out"), writing=True):
        assert run() == 6
    assert "another run is writing this ledger" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_output_that_cannot_be_written_fails_in_words_and_resumes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert propose() == 0
    blocker = Path(f"out/{DAY}-1/letters")
    blocker.write_text("a file where the folder should be")
    assert run() == 7
    assert "cannot be written: " in capsys.readouterr().err
    blocker.unlink()
    assert run() == 0
    assert [x.state for x in letters()] == ["rendered"] * COUNT


@pytest.mark.usefixtures("home")
def test_a_full_disk_leaves_no_half_letters_and_resumes() -> None:
    assert propose() == 0
    limited = _command(limit=12_000)
    assert limited.returncode == 6
    assert "the ledger cannot be used" in limited.stderr
    assert "Traceback" not in limited.stderr
    assert list(Path("out").rglob("*.pdf")) == []
    assert list(Path("out").rglob("*.part")) == []
    assert run() == 0
    assert [x.state for x in letters()] == ["rendered"] * COUNT


def _command(limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def restrict() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        _words(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=restrict if limit else None,
    )


def _words() -> list[str]:
    words = ["batch", "run", f"out/{DAY}-1/proposal.csv", "--on", DAY, "--workers", "1", "--quiet"]
    return [sys.executable, "-m", "demandgen", *words]


@pytest.mark.usefixtures("home")
def test_a_killed_run_resumes_without_duplicates_or_gaps(rendered: Path) -> None:
    assert propose() == 0
    with subprocess.Popen(_words(), start_new_session=True) as child:
        end = time.monotonic() + 60
        while not list(Path("out").rglob("letters/000/*.pdf")):
            assert time.monotonic() < end
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
    assert run(f"{DAY}-1", "--duplex", "--separator", "--per-file", "3") == 0
    found = letters()
    assert [(x.number, x.state, x.job) for x in found] == [
        (n, "rendered", 1) for n in range(1, COUNT + 1)
    ]
    mine, undisturbed = files(f"out/{DAY}-1/letters"), files(f"{rendered}/out/{DAY}-1/letters")
    assert mine == undisturbed
    assert files(f"out/{DAY}-1/print-1") == files(f"{rendered}/out/{DAY}-1/print-1")


@pytest.mark.usefixtures("home")
def test_quiet_says_nothing_and_the_log_tells_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert propose("--quiet", "--log", "log.jsonl") == 0
    assert run(f"{DAY}-1", "--quiet", "--log", "log.jsonl") == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    lines = [json.loads(line) for line in Path("log.jsonl").read_text().splitlines()]
    assert [x["event"] for x in lines] == ["stage", "proposed", "run", "stage", "stage", "printed"]


@pytest.mark.usefixtures("done")
def test_status_counts_by_paper_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert batch("status", "out", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "runs": {f"{DAY}-1": [{"paper": "formal-notice", "state": "rendered", "letters": COUNT}]},
        "failures": {f"{DAY}-1": 0},
    }
