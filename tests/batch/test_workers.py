"""Sharing work out: every item is answered exactly once, whatever dies."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demandgen.batch import workers
from demandgen.batch.workers import ClusterCrew, Done, LocalCrew, Lost, shared_out
from demandgen.problems import OutputError

prepared: list[int] = []


def prepare() -> None:
    prepared.append(os.getpid())


def answers(items: tuple[Any, ...]) -> list[Any]:
    return [answer(item) for item in items]


def answer(item: Any) -> Any:
    if item == "killer":
        os.kill(os.getpid(), signal.SIGKILL)
    if item == "who prepared":
        return prepared[-1]
    if item == "pid":
        return os.getpid()
    if item == "memory":
        raise MemoryError
    if isinstance(item, Path):  # dies the first time only
        try:
            item.touch(exist_ok=False)
        except FileExistsError:
            return "survived"
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.001)
    return item


def outcomes(items: list[Any], crew: Any, chunk: int = 4) -> tuple[list[Any], list[Any]]:
    done, lost = [], []
    for group in shared_out(items, answers, crew, chunk=chunk):
        done += [o.result for o in group if isinstance(o, Done)]
        lost += [o.item for o in group if isinstance(o, Lost)]
    return done, lost


def test_every_item_is_answered_once() -> None:
    done, lost = outcomes(list(range(103)), LocalCrew(2, prepare))
    assert sorted(done) == list(range(103))
    assert lost == []


def test_nothing_to_do_starts_nothing() -> None:
    assert outcomes([], LocalCrew(2, prepare)) == ([], [])


def test_preparation_happens_once_in_the_parent() -> None:
    done, _ = outcomes(["who prepared"] * 8, LocalCrew(2, prepare))
    assert set(done) == {os.getpid()}


def test_where_processes_cannot_be_forked_each_prepares_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "FORKS", False)
    done, lost = outcomes(["who prepared", "pid"] * 2, LocalCrew(1, prepare))
    assert len(set(done)) == 1  # the worker itself
    assert os.getpid() not in done
    assert lost == []


def test_workers_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHUNKS_PER_POOL", 2)
    done, _ = outcomes(["pid"] * 6, LocalCrew(1, prepare), chunk=1)
    assert sorted(Counter(done).values()) == [2, 2, 2]


@pytest.mark.parametrize("deadly", ["killer", "memory"])
def test_only_the_deadly_item_is_lost(deadly: str) -> None:
    items: list[Any] = [*range(20), deadly, *range(20, 40)]
    done, lost = outcomes(items, LocalCrew(2, prepare))
    assert sorted(done) == list(range(40))
    assert lost == [deadly]


def test_an_item_that_was_only_unlucky_is_done_again(tmp_path: Path) -> None:
    done, lost = outcomes([1, 2, tmp_path / "once", 3], LocalCrew(2, prepare))
    assert sorted(map(str, done)) == ["1", "2", "3", "survived"]
    assert lost == []


def test_reason_of_a_loss_is_told() -> None:
    (outcome,) = next(shared_out(["killer"], answers, LocalCrew(1, prepare)))
    assert isinstance(outcome, Lost)
    assert outcome.reason.startswith("BrokenProcessPool: ")


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    names = tmp_path / "pids"
    parent = os.fork()
    if not parent:
        for group in shared_out([1, 2, 3, 4], _sleepy, LocalCrew(2, prepare), chunk=1):
            names.write_text(" ".join(str(o.result) for o in group if isinstance(o, Done)))
        os._exit(0)
    _until(lambda: names.is_file() and bool(names.read_text()))
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    worker = int(names.read_text().split()[0])
    _until(lambda: not _alive(worker))


def _sleepy(items: tuple[Any, ...]) -> list[int]:
    if items[0] > 1:
        time.sleep(60)
    return [os.getpid()]


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def _until(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


# --- a cluster of separate processes ---


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    distributed_cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    with distributed_cluster as running:
        yield running.scheduler_address


@pytest.mark.filterwarnings("ignore")  # the cluster library's own warnings are not ours
def test_cluster_answers_every_item_in_other_processes(cluster: str) -> None:
    done, lost = outcomes(list(range(30)), ClusterCrew(cluster))
    assert (sorted(done), lost) == (list(range(30)), [])
    pids, _ = outcomes(["pid"] * 12, ClusterCrew(cluster), chunk=1)
    assert os.getpid() not in pids


@pytest.mark.filterwarnings("ignore")  # the cluster library's own warnings are not ours
def test_cluster_survives_a_killed_worker(cluster: str, tmp_path: Path) -> None:
    done, lost = outcomes([1, 2, tmp_path / "once", 3], ClusterCrew(cluster), chunk=2)
    assert sorted(map(str, done)) == ["1", "2", "3", "survived"]
    assert lost == []


@pytest.mark.filterwarnings("ignore")  # the cluster library's own warnings are not ours
def test_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "CONNECT", "1s")
    with pytest.raises(OutputError, match="does not answer"):
        outcomes([1], ClusterCrew("tcp://127.0.0.1:9"))
