"""How fast is a batch, how much faster with two workers, does memory stay flat?

    python bench/bench_batch.py [--letters 10000] [--pairs 5] [--pair-letters 100] [--dir DIR]

Prints, for an invented portfolio (see portfolio.py):

- two workers against one: the median of interleaved pairs, beside the same pairs of a loop that
  only counts, which is what the machine itself gives at that moment;
- a letter in the batch against a letter made directly, without batch: time of the processor;
- a whole portfolio: proposal, run, the same run again with nothing to do;
- memory of the workers after a tenth of the letters and at the end (limit: 5 % more).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import History, Letter
from demandgen.batch.portfolio import portfolio
from demandgen.batch.propose import propose
from demandgen.batch.rendering import Task, prepare, render
from demandgen.batch.run import RunOptions, run_batch
from demandgen.batch.watch import Nobody
from demandgen.batch.workers import LocalCrew, shared_out
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press
from portfolio import DAY, debtors, write_cases


class Scales(Nobody):
    """Weighs the workers while they render."""

    def __init__(self) -> None:
        self.done = 0
        self.weights: list[tuple[int, int]] = []

    def begin(self, what: str, total: int) -> None:
        """Count from nothing."""
        self.done, self.stage = 0, what
        del total

    def advance(self, count: int) -> None:
        """Weigh the heaviest worker now."""
        self.done += count
        if self.stage == "render":
            pids = [child.pid for child in multiprocessing.active_children() if child.pid]
            self.weights.append((self.done, max(map(resident, pids), default=0)))

    def at(self, letters: int) -> int:
        """The heaviest worker around so many letters: the median of the readings near it."""
        near = sorted(self.weights, key=lambda w: abs(w[0] - letters))[:15]
        return int(statistics.median(weight for _, weight in near))


def resident(pid: int) -> int:
    """Memory of a process in KiB."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def seconds(work: Callable[[], object]) -> float:
    """Wall time of some work."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def count(turns: int) -> int:
    """Keep a processor busy."""
    total = 0
    for n in range(turns):
        total += n & 3
    return total


def counting(workers: int, turns: int = 6_000_000) -> float:
    """The bare control: the same counting in one process or shared between two."""
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        list(pool.map(count, [1] * workers))  # the processes exist before the clock starts
        share = turns // workers
        return seconds(lambda: list(pool.map(count, [share] * workers)))


def rendering(tasks: list[Task], crew: LocalCrew) -> None:
    """Render all tasks."""
    for _ in shared_out(tasks, render, crew, chunk=4):
        pass


def pairs(tasks: list[Task], times: int) -> None:
    """Print the ratio of one worker to two, interleaved with the control."""
    crews = {n: LocalCrew(n, prepare) for n in (1, 2)}
    ratios, controls = [], []
    for nr in range(1, times + 1):
        took = {n: seconds(partial(rendering, tasks, crew)) for n, crew in crews.items()}
        bare = {n: counting(n) for n in (1, 2)}
        ratios.append(took[1] / took[2])
        controls.append(bare[1] / bare[2])
        print(f"  pair {nr}: letters {took[1]:.1f} s / {took[2]:.1f} s = {ratios[-1]:.2f},"
              f" control {controls[-1]:.2f}")  # fmt: skip
    ratio, control = statistics.median(ratios), statistics.median(controls)
    print(f"two workers against one: {ratio:.2f} (target 1.7); bare control {control:.2f};"
          f" {ratio / control:.0%} of what the machine gives")  # fmt: skip


def per_letter(tasks: list[Task]) -> None:
    """Print the processor time of a letter in the batch, and of one made directly."""
    render(tuple(tasks[:2]))
    press = Press()

    def directly() -> None:
        for task in tasks:
            letter = task.letter
            case = load_case(Path(letter.source.path), on=letter.as_of)
            paper = PaperRequest(letter.paper, letter.level or 1)
            press.pdf(press.letter(case, claim_on(case, letter.as_of), paper))

    directly()
    took = {}
    for name, work in (("batch", lambda: render(tuple(tasks))), ("direct", directly)):
        begin = time.process_time()
        work()
        took[name] = (time.process_time() - begin) / len(tasks) * 1000
    print(f"processor time of a letter: {took['batch']:.0f} ms in the batch,"
          f" {took['direct']:.0f} ms directly: {took['batch'] / took['direct']:.2f}")  # fmt: skip


def whole(folder: Path, cases: int, workers: int) -> None:
    """Print the times of a whole portfolio, and the memory of its workers."""
    out, scales = folder / "out", Scales()
    found = portfolio([folder / "cases"], DAY)
    crew = LocalCrew(workers, prepare)
    proposing = seconds(lambda: propose(found, out, DAY, "auto", crew=crew, watch=Nobody()))
    run = max(path for path in out.iterdir() if path.is_dir())
    listed = run / "proposal.csv"

    def once() -> None:
        run_batch(listed, DAY, RunOptions(), crew=crew, watch=scales)

    running = seconds(once)
    again = seconds(once)
    with Ledger(out, writing=False) as ledger:
        letters = [x for x in ledger.letters() if x.state == "rendered"]
    size = sum(path.stat().st_size for path in run.rglob("*") if path.is_file()) / len(letters)
    ledger_size = (out / "ledger.sqlite").stat().st_size / len(letters)
    print(f"{cases} cases, {workers} workers: proposal {proposing:.1f} s"
          f" ({proposing / cases * 1000:.1f} ms a case), {len(letters)} letters in {running:.0f} s"
          f" ({len(letters) / running:.1f} a second), unchanged run {again:.1f} s")  # fmt: skip
    print(f"per letter: {size / 1024:.1f} KiB of files, {ledger_size / 1024:.1f} KiB of ledger")
    early, late = scales.at(len(letters) // 10), scales.at(len(letters))
    print(f"heaviest worker: {early / 1024:.0f} MiB after {len(letters) // 10} letters,"
          f" {late / 1024:.0f} MiB after {len(letters)}: {late / early - 1:+.1%}")  # fmt: skip


def sample_tasks(folder: Path, number: int) -> list[Task]:
    """Propose a small portfolio and return its letters as tasks."""
    found = portfolio([folder / "cases" / "000"], DAY)
    propose(found, folder / "pairs", DAY, "auto", crew=LocalCrew(1, prepare), watch=Nobody())
    with Ledger(folder / "pairs", writing=False) as ledger:
        letters: list[Letter] = ledger.letters()
    target = folder / "pairs" / "letters"
    return [
        Task(x.model_copy(update={"number": nr}), History(), target)
        for nr, x in enumerate(letters[:number], start=1)
    ]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--pair-letters", type=int, default=100)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--dir", type=Path)
    chosen = options.parse_args()
    folder = chosen.dir or Path(tempfile.mkdtemp(prefix="demandgen-bench-"))
    write_cases(debtors(max(chosen.letters, 99), seed=5), folder)
    tasks = sample_tasks(folder, chosen.pair_letters)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if chosen.pairs:
        pairs(tasks, chosen.pairs)
        per_letter(tasks[:30])
    if chosen.letters:
        whole(folder, chosen.letters, chosen.workers)
    if not chosen.dir:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
