"""A batch on a cluster: worker processes elsewhere, one shared folder, one ledger here."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from demandgen import cli
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import Letter

SAMPLE = Path(__file__).parents[2] / "cases" / "portfolio" / "pl"
DAY = "2025-09-30"
COUNT = 8

pytestmark = pytest.mark.filterwarnings("ignore")  # the cluster library's own warnings


@pytest.fixture
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running


def propose(folder: Path, *words: str) -> Path:
    """Propose the sample table and approve some of its letters."""
    means = ["--creditor", str(SAMPLE / "firm.yaml"), "--mapping", str(SAMPLE / "mapping.yaml")]
    command = ["batch", "propose", str(SAMPLE / "faktury.csv"), *means]
    assert cli.run([*command, "--out", str(folder), "--on", DAY, *words]) == 0
    listed = folder / f"{DAY}-1" / "proposal.csv"
    lines = listed.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    listed.write_text("".join(lines[: COUNT + 1]), encoding="utf-8-sig")
    return listed


def letters(folder: Path) -> list[Letter]:
    with Ledger(folder, writing=False) as ledger:
        return [x for x in ledger.letters() if x.state != "proposed"]


def run(listed: Path, *words: str) -> int:
    return cli.run(["batch", "run", str(listed), "--on", DAY, "--by", "post", *words])


def test_a_cluster_makes_the_same_letters_as_this_machine(tmp_path: Path, cluster: Any) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert run(propose(here, "--workers", "1"), "--workers", "1") == 0
    scheduler = ["--scheduler", cluster.scheduler_address]
    assert run(propose(there, *scheduler), *scheduler) == 0
    assert [(x.number, x.sha256) for x in letters(here)] == [
        (x.number, x.sha256) for x in letters(there)
    ]
    assert len(letters(there)) == COUNT


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path: Path, cluster: Any) -> None:
    listed = propose(tmp_path / "out", "--workers", "1")
    pids = [worker.pid for worker in cluster.workers.values()]
    killed: list[int] = []

    def kill_one() -> None:
        end = time.monotonic() + 60
        while not list(listed.parent.rglob("letters/000/*.pdf")) and time.monotonic() < end:
            time.sleep(0.01)
        os.kill(pids[0], signal.SIGKILL)
        killed.append(pids[0])

    killer = threading.Thread(target=kill_one)
    killer.start()
    assert run(listed, "--scheduler", cluster.scheduler_address) == 0
    killer.join()
    assert killed
    found = letters(tmp_path / "out")
    assert [(x.number, x.state) for x in found] == [(n, "rendered") for n in range(1, COUNT + 1)]
    for x in found:
        content = (listed.parent / (x.file or "")).read_bytes()
        assert sha256(content).hexdigest() == x.sha256
