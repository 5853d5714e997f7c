"""How does a folder of output appear whole or not at all, whatever interrupts it?

Everything is written into a hidden folder beside the wanted one; then the two change places in
one step where the system can do that, in two recoverable steps where it cannot.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demandgen.bundle.custody import BEYOND_MANIFEST, MANIFEST, SUMS, read_sums, sha256_of
from demandgen.problems import OutputError, say

_EXCHANGE = 2
_HERE = -100


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """Give a hidden folder beside `out` to build in; it is gone afterwards.

    Raises:
        OutputError: `out` cannot be replaced: it holds something that is not our bundle, or
            files of it were changed by somebody.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _recover(out)
        _sweep(out)
        refuse_foreign(out)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.{os.getpid()}-", dir=out.parent))
    except OSError as error:
        raise _failed(out, error) from None
    try:
        yield folder
    except OSError as error:
        raise _failed(out, error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _failed(out: Path, error: OSError) -> OutputError:
    why = error.strerror or str(error)
    return OutputError(*OutputError.of(
        "output-failed", say("{out} cannot be written: {why}", out=str(out), why=why)
    ).problems)  # fmt: skip


def _old(out: Path) -> Path:
    return out.parent / f".{out.name}.old"


def _recover(out: Path) -> None:
    """Finish or undo what an interrupted exchange left."""
    old = _old(out)
    if old.exists() and not out.exists():
        old.rename(out)
    elif old.exists():
        shutil.rmtree(old, ignore_errors=True)


def _sweep(out: Path) -> None:
    """Remove what builds that were killed left behind."""
    for left in out.parent.glob(f".{out.name}.*-*"):
        found = re.fullmatch(rf"\.{re.escape(out.name)}\.(\d+)-.*", left.name)
        if found and not _alive(int(found.group(1))):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def refuse_foreign(out: Path) -> None:
    """Refuse to replace a folder that is not our bundle, or in which something was changed."""
    if not out.exists():
        return
    if not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).is_file()):
        raise OutputError.of(
            "not-a-bundle",
            say("{out} exists and is not a bundle", out=str(out)),
            hint=say("give another folder with --out"),
        )
    touched = sorted(_touched(out))
    if touched:
        raise OutputError.of(
            "changed-output",
            say("{out} holds files changed since it was built: {names}",
                out=str(out), names=", ".join(touched[:10])),
            hint=say("move them away, or give another folder with --out"),
        )  # fmt: skip


def _touched(out: Path) -> Iterator[str]:
    sums = out / SUMS
    stated = read_sums(sums.read_text(encoding="utf-8")) if sums.is_file() else {}
    for path in out.rglob("*"):
        name = path.relative_to(out).as_posix()
        if path.is_dir() or name in BEYOND_MANIFEST - {MANIFEST}:
            continue
        if name not in stated or sha256_of(path) != stated[name]:
            yield name


def exchange(new: Path, out: Path) -> None:
    """Put the finished folder in its place; at every moment `out` is the old one or the new."""
    _flush(new)
    if not out.exists():
        new.rename(out)
        return
    if _exchanged(new, out):
        return  # the old one now lies in the workshop, and goes with it
    old = _old(out)
    out.rename(old)
    new.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step (Linux); False where that is not offered."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
