"""How do the files of a case, of whatever kind, become pages?

`read_all` takes our own copies of the originals, reads each in a child process with limits, and
gives back normalised PDF files with what was found and done; or what is wrong with each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from demandgen.bundle.reading.ink import Ink, inks, load_inks, save_inks
from demandgen.bundle.reading.job import MAX_BYTES, Job, Refused, refuse
from demandgen.bundle.reading.kinds import kind_of
from demandgen.bundle.reading.sandbox import Limits, in_children
from demandgen.casefile.model import Country
from demandgen.problems import Message, say

PASSWORD = "DEMANDGEN_EVIDENCE_PASSWORD"  # noqa: S105  # the name of the variable, not a password


@dataclass(frozen=True)
class Reading:
    """A file as pages: the normalised PDF, and what was found and done."""

    key: str
    pdf: Path
    pages: int
    ink: Path
    notes: tuple[Mapping[str, Any], ...] = ()
    signatures: tuple[Mapping[str, Any], ...] = ()
    outline: tuple[tuple[int, str, int], ...] = ()
    structured: Mapping[str, str] = field(default_factory=dict)
    attach: tuple[str, ...] = ()

    def inks(self) -> Iterator[Ink]:
        """Where each page already has something on it."""
        return load_inks(self.ink)


@dataclass(frozen=True)
class Unreadable:
    """A file that cannot be bundled, and why."""

    key: str
    code: str
    message: Message


@dataclass(frozen=True)
class ToRead:
    """A file to read: how it is called, where our copy lies."""

    key: str
    copy: Path
    name: str
    rasterise: bool = False


def read_all(
    files: Iterable[ToRead],
    folder: Path,
    country: Country,
    *,
    strict: bool = False,
    limits: Limits | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Reading | Unreadable]:
    """Read every file into `folder`, several at once; return readings and refusals by key."""
    import pikepdf  # noqa: F401  # loaded once, for all the children
    import pypdfium2  # noqa: F401  # the same

    jobs: dict[str, Job] = {}
    for number, file in enumerate(files):
        own = folder / f"{number:04}"
        own.mkdir(parents=True)
        jobs[file.key] = Job(
            file.copy, file.name, own, country, strict, file.rasterise, os.environ.get(PASSWORD)
        )
    tasks = ((key, job.folder, _work(job)) for key, job in jobs.items())
    result: dict[str, Reading | Unreadable] = {}
    for key, answer in in_children(tasks, workers=os.cpu_count() or 1, limits=limits):
        result[key] = _outcome(key, jobs[key], answer)
        progress(key)
    return result


def _work(job: Job) -> Callable[[], Mapping[str, Any]]:
    return lambda: read_one(job)


def read_one(job: Job) -> Mapping[str, Any]:
    """Read one file, in this process; return what was found, or the refusal, as JSON."""
    out = job.folder / "pages.pdf"
    try:
        read_into(job, out)
    except Refused as refusal:
        message = refusal.message
        return {
            "refused": refusal.code,
            "template": message.template,
            "values": dict(message.values),
        }
    pages = save_inks(inks(out), job.folder / "ink")
    return {**job.found(), "pages": pages}


def read_into(job: Job, out: Path) -> None:
    """Write the pages of a file to `out`, by the reader for its kind.

    Raises:
        Refused: the file cannot become pages.
    """
    size = job.source.stat().st_size
    if size == 0:
        raise refuse("empty-file", "{name} is empty", name=job.name)
    if size > MAX_BYTES:
        raise refuse(
            "too-large", "{name} is larger than {most} MB", name=job.name, most=MAX_BYTES // 1024**2
        )
    _reader(kind_of(job.source, job.name))(job, out)


def _reader(kind: str) -> Callable[[Job, Path], None]:
    """Return the reader for a kind; each loads its libraries only when it is needed."""
    room, name = _READERS[kind]
    module = import_module(f"demandgen.bundle.reading.{room}")
    reader: Callable[[Job, Path], None] = getattr(module, name)
    return reader


_READERS = {
    "pdf": ("pdf", "read_pdf"),
    "image": ("image", "read_image"),
    "heic": ("image", "read_heic"),
    "mail": ("mail", "read_mail"),
    "msg": ("mail", "read_msg"),
    "xml": ("einvoice", "read_xml"),
    "office": ("office", "read_office"),
    "text": ("text", "read_text"),
}


_DIED = {
    "time": say("it took longer to read than any honest file does"),
    "memory": say("it needs more memory to read than any honest file does"),
    "crash": say("reading it made the reader fail"),
}


def _outcome(key: str, job: Job, answer: Mapping[str, Any]) -> Reading | Unreadable:
    if "refused" in answer:
        return Unreadable(
            key, answer["refused"], Message(str(answer["template"]), dict(answer["values"]))
        )
    if "died" in answer:
        reason = _DIED.get(answer["died"], answer["died"])
        message = say("{name} cannot be read: {why}", name=job.name, why=reason)
        return Unreadable(key, "reader-died", message)
    return Reading(
        key,
        job.folder / "pages.pdf",
        answer["pages"],
        job.folder / "ink",
        tuple(answer["notes"]),
        tuple(answer["signatures"]),
        tuple((depth, title, page) for depth, title, page in answer["outline"]),
        answer["structured"],
        tuple(answer["attach"]),
    )
