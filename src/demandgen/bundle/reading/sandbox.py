"""How is work on a hostile file kept from harming the program?

Each piece of work runs in a child forked from this warm process, with limits on memory, processor
time and open files, in a process group that is ended as a whole. What it found comes back as JSON,
never as live objects. Needs a system with `fork` (Linux, macOS).
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Work = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Limits:
    """What a child may use: bytes of memory, seconds of processor and of the wall clock."""

    memory: int = 3 * 1024**3
    cpu_seconds: int = 120
    wall_seconds: int = 180
    file_bytes: int = 2 * 1024**3


@dataclass
class _Child:
    name: str
    pid: int
    answer: Path
    started: float


def in_children(
    tasks: Iterable[tuple[str, Path, Work]], *, workers: int, limits: Limits | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run each task (name, folder of its own, work) in a child; yield name and answer as it ends.

    A child that dies or outstays its limits answers ``{"died": reason}``.
    """
    limits = limits or Limits()
    waiting = iter(tasks)
    running: list[_Child] = []
    try:
        while True:
            while len(running) < workers and (task := next(waiting, None)):
                running.append(_start(*task, limits))
            if not running:
                return
            yield from _ended(running, limits)
    finally:
        for child in running:
            _kill(child.pid)
            os.waitpid(child.pid, 0)


def _ended(running: list[_Child], limits: Limits) -> Iterator[tuple[str, dict[str, Any]]]:
    for child in list(running):
        pid, status = os.waitpid(child.pid, os.WNOHANG)
        late = time.monotonic() - child.started > limits.wall_seconds
        if pid:
            running.remove(child)
            _kill(child.pid)  # whatever it left in its group
            yield child.name, _answer(child, status)
        elif late:
            _kill(child.pid)
            os.waitpid(child.pid, 0)
            running.remove(child)
            yield child.name, {"died": "time"}
    time.sleep(0.002)


def _start(name: str, folder: Path, work: Work, limits: Limits) -> _Child:
    answer = folder / "answer.json"
    pid = os.fork()
    if pid == 0:
        _be_the_child(answer, work, limits)
    return _Child(name, pid, answer, time.monotonic())


def _be_the_child(answer: Path, work: Work, limits: Limits) -> None:
    """Work and leave without running anything of the parent's (its files, its exit handlers)."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _silence()
        _cut_off()
        _limit(limits)
        answer.write_text(json.dumps(work()), encoding="utf-8")
        code = 0
    except MemoryError:
        code = 77
    except BaseException as error:  # noqa: BLE001  # whatever a hostile file raises ends here
        answer.write_text(json.dumps({"died": f"{type(error).__name__}: {error}"[:300]}))
        code = 0
    finally:
        os._exit(code)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _cut_off() -> None:
    """Leave the network, where the system lets an ordinary process do that (Linux)."""
    new_user, new_network = 0x10000000, 0x40000000
    try:
        ctypes.CDLL(None).unshare(new_user | new_network)
    except (AttributeError, OSError):
        return


def _limit(limits: Limits) -> None:
    import resource  # not on Windows, where verifying works all the same

    for what, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(
            what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard)
        )


def _answer(child: _Child, status: int) -> dict[str, Any]:
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        answer: dict[str, Any] = json.loads(child.answer.read_text(encoding="utf-8"))
        return answer
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 77:
        return {"died": "memory"}
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return {"died": "time"}
    return {"died": "crash"}


def _kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        try:
            os.kill(group, signal.SIGKILL)
        except ProcessLookupError:
            return
