"""Is a reader that dies, lingers or hoards ended, and told apart from one that works?"""

from __future__ import annotations

import faulthandler
import os
import time
from pathlib import Path
from signal import SIGSEGV
from typing import Any

from demandgen.bundle.reading.sandbox import Limits, in_children


def test_children_that_die_or_linger_are_told_apart(tmp_path: Path) -> None:
    def linger() -> dict[str, Any]:
        time.sleep(30)
        return {}

    def crash() -> dict[str, Any]:
        faulthandler.disable()  # pytest's would print its stack into the log of a green run
        os.kill(os.getpid(), SIGSEGV)
        return {}

    def hoard() -> dict[str, Any]:
        return {"x": len(bytearray(10**10))}

    def spin() -> dict[str, Any]:
        while True:
            pass

    work = {"linger": linger, "crash": crash, "hoard": hoard, "spin": spin, "fine": dict}
    tasks = []
    for name, what in work.items():
        (tmp_path / name).mkdir()
        tasks.append((name, tmp_path / name, what))
    limits = Limits(memory=2 * 1024**3, cpu_seconds=1, wall_seconds=3)
    answers = dict(in_children(tasks, workers=5, limits=limits))
    assert answers == {
        "linger": {"died": "time"},
        "crash": {"died": "crash"},
        "hoard": {"died": "memory"},
        "spin": {"died": "time"},
        "fine": {},
    }
