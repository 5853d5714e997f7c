"""How is the work of many letters shared out, and what survives a worker that dies?

Work goes in chunks to a `concurrent.futures` executor: a pool of local processes, or a Dask
cluster. The local parent does the expensive preparation once, freezes the garbage collector and
forks, so that workers share it; after a number of chunks the pool is replaced by fresh forks.
When a worker dies, the chunks it may have held are done again item by item, so that only the
item that kills its worker is lost.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import wait as wait_for
from typing import Any, Generic, Protocol, TypeVar

from demandgen.problems import OutputError, Problem, say

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 8
"""Letters per submission: long enough to forget the cost of sending, short enough to lose."""
FORKS = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
"""Whether workers can inherit what the parent prepared. macOS has fork, but its font library
does not survive it."""
CONNECT = "20s"
CHUNKS_PER_POOL = 250
"""After this many chunks the workers are replaced: what leaks in a renderer ends with them."""


class Crew(Protocol):
    """Who does the work: how many at once, and an executor to submit to."""

    workers: int

    def executor(self, *, alone: bool = False) -> Any:
        """Return a context manager around an executor; `alone`: with a single worker."""


@dataclass(frozen=True)
class Done(Generic[T, R]):
    """An item and what came of it."""

    item: T
    result: R


@dataclass(frozen=True)
class Lost(Generic[T]):
    """An item whose worker died, also when it had the item alone."""

    item: T
    reason: str


def shared_out(
    items: Sequence[T],
    work: Callable[[tuple[T, ...]], Sequence[R]],
    crew: Crew,
    *,
    chunk: int | None = None,
) -> Iterator[tuple[Done[T, R] | Lost[T], ...]]:
    """Do `work` on all items and yield the outcomes chunk by chunk, in the order they end.

    `work` is a function of a module (it travels to other processes) and answers for each item;
    an exception it lets out counts as a dead worker. A chunk is at most `CHUNK` items, and
    fewer where there are few, so that every worker has something to do.
    """
    size = chunk or max(1, min(CHUNK, len(items) // (4 * crew.workers)))
    todo = deque(tuple(items[i : i + size]) for i in range(0, len(items), size))
    while todo:
        lost: list[T] = []
        with crew.executor() as executor:
            yield from _one_pool(executor, todo, work, crew.workers, lost)
        yield from _one_by_one(lost, work, crew)


def _one_pool(
    executor: Executor,
    todo: deque[tuple[T, ...]],
    work: Callable[[tuple[T, ...]], Sequence[R]],
    workers: int,
    lost: list[T],
) -> Iterator[tuple[Done[T, R] | Lost[T], ...]]:
    """Work off chunks until the pool is worn out or broken; what broke it goes to `lost`."""
    running: dict[Future[Sequence[R]], tuple[T, ...]] = {}
    submitted = 0
    while running or (todo and submitted < CHUNKS_PER_POOL and not lost):
        while todo and len(running) < 2 * workers and submitted < CHUNKS_PER_POOL and not lost:
            items = todo.popleft()
            submitted += 1
            try:
                running[executor.submit(work, items)] = items
            except Exception:  # noqa: BLE001  # each executor has its own words for 'broken'
                todo.appendleft(items)
                if not running:  # an executor that takes nothing at all: find out item by item
                    lost += todo.popleft()
                break
        if not running:
            break
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            items = running.pop(future)
            if future.cancelled() or future.exception() is not None:
                lost += items
            else:
                yield _paired(items, future.result())


def _paired(items: tuple[T, ...], results: Sequence[R]) -> tuple[Done[T, R] | Lost[T], ...]:
    return tuple(Done(item, result) for item, result in zip(items, results, strict=True))


def _one_by_one(
    items: Sequence[T], work: Callable[[tuple[T, ...]], Sequence[R]], crew: Crew
) -> Iterator[tuple[Done[T, R] | Lost[T], ...]]:
    todo = deque(items)
    while todo:
        with crew.executor(alone=True) as executor:
            while todo:
                item = todo.popleft()
                try:
                    yield _paired((item,), executor.submit(work, (item,)).result())
                except Exception as error:  # noqa: BLE001  # see _one_pool
                    yield (Lost(item, _reason(error)),)
                    break


def _reason(error: Exception) -> str:
    text = str(error).splitlines()
    return f"{type(error).__name__}: {text[0][:300]}" if text else type(error).__name__


@dataclass
class LocalCrew:
    """Processes of this machine. `prepare` is done once here; its work is inherited by forks."""

    workers: int
    prepare: Callable[[], None]
    _ready: bool = False

    @contextmanager
    def executor(self, *, alone: bool = False) -> Iterator[Executor]:
        """Open a pool of fresh workers."""
        if FORKS and not self._ready:
            self.prepare()
            gc.collect()
            gc.freeze()
            self._ready = True
        pool = ProcessPoolExecutor(
            1 if alone else self.workers,
            mp_context=multiprocessing.get_context("fork" if FORKS else "spawn"),
            initializer=_begin,
            initargs=(None if FORKS else self.prepare,),
        )
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(prepare: Callable[[], None] | None) -> None:
    """Start a worker: it leaves Ctrl-C to its parent and does not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


@dataclass
class ClusterCrew:
    """The workers of a Dask cluster, which share the batch folder with this machine."""

    address: str
    workers: int = 1

    @contextmanager
    def executor(self, *, alone: bool = False) -> Iterator[Executor]:  # noqa: ARG002  # one cluster for all
        """Connect to the scheduler.

        Raises:
            OutputError: `distributed` is not installed, or the scheduler does not answer.
        """
        client = _client(self.address)
        try:
            self.workers = max(1, len(client.scheduler_info()["workers"]))
            with client.get_executor(pure=False) as executor:
                yield executor
        finally:
            client.close()


def _client(address: str) -> Any:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise OutputError(
            Problem(
                "no-distributed",
                say("the package `distributed` is not installed"),
                hint=say("pip install 'demandgen[distributed]'"),
            )
        ) from None
    try:
        return distributed.Client(address, timeout=CONNECT)
    except (OSError, ValueError) as error:
        raise OutputError(
            Problem(
                "no-scheduler",
                say(
                    "the scheduler {address} does not answer: {reason}",
                    address=address,
                    reason=error,
                ),
            )
        ) from None
