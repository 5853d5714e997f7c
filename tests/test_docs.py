"""Does every example in the documentation do what it shows?

In a ``console`` block a line ``$ command`` is run by bash in a copy of the sample cases, and the
lines below it are what it prints (both streams). ``...`` stands for any text within a line, and
alone on a line for any lines. A command that fails is followed by ``$ echo $?`` and its exit
code. Blocks of one document follow one another in the same folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of a document and the output shown below it."""

    line: int
    command: str
    shown: str


def examples(text: str) -> Iterator[Example]:
    """Read the examples of a document, in order."""
    for block in BLOCK.finditer(text):
        first = text[: block.start(1)].count("\n") + 1
        body = block.group(1).replace("\\\n", " \x00")
        line = first
        for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
            if part:
                assert part.startswith("$ "), f"line {line}: a console block starts with '$ '"
                command, _, shown = part[2:].partition("\n")
                yield Example(line, re.sub(r" *\x00 *", " ", command), shown)
            line += part.count("\n") + part.count("\x00")


def matches(shown: str, printed: str) -> bool:
    """Compare what is shown with what was printed; blanks at line ends, empty lines around do not count."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            parts = (re.escape(part) for part in line.rstrip().split("..."))
            pattern += ".*?".join(parts) + r"[ ]*\n"
    text = printed.strip("\n")
    return re.fullmatch(pattern, text + "\n" if text.strip() else "") is not None


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a command as the reader would; return its exit code and output."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    environment.pop("DEMANDGEN_LANG", None)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def failures(text: str, folder: Path) -> Iterator[str]:
    """Run all examples of a document; tell which do not do what is shown."""
    code, unseen = 0, ""
    for example in examples(text):
        if example.command == "echo $?":
            printed, unseen = f"{code}\n", ""
        else:
            if unseen:
                yield unseen
            code, printed = run(example.command, folder)
            unseen = f"line {example.line}: exit code {code}\n{printed}" if code else ""
        if not matches(example.shown, printed):
            yield f"line {example.line}: $ {example.command}\n{printed}"
    if unseen:
        yield unseen


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_examples_do_what_they_show(document: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    wrong = list(failures(document.read_text(encoding="utf-8"), tmp_path))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_within_the_documentation_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    ours = [link for link in links if "://" not in link]
    assert not [link for link in ours if not (document.parent / link).exists()]


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").iterdir() if path.is_file()} - {"README.md"}
    assert not [page for page in pages if f"({page})" not in index]


def test_the_readme_has_examples() -> None:
    assert len(list(examples((ROOT / "README.md").read_text(encoding="utf-8")))) >= 3


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\n", "a\nb\nc\n", True),
        ("...\nc\n", "a\nb\nc\n", True),
        ("a\n...\nc\n", "a\nc\n", True),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("size ... kB\n", "size 12 kB\n", True),
        ("size ... kB\n", "size 12 MB\n", False),
        ("a (b)\n", "a (b)   \n", True),
        ("a\n", "\na\n\n", True),
        ("a\nb\n", "a\n\nb\n", False),
        ("", "", True),
        ("", "a\n", False),
        ("a\n", "", False),
    ],
)
def test_comparing(shown: str, printed: str, same: bool) -> None:
    assert matches(shown, printed) is same


def test_examples_are_read_with_their_lines(tmp_path: Path) -> None:
    text = (
        "x\n\n```console\n$ echo a \\\n    b\na b\n$ false\n$ echo $?\n1\n```\n```sh\n$ no\n```\n"
    )
    assert list(examples(text)) == [
        Example(4, "echo a b", "a b\n"),
        Example(7, "false", ""),
        Example(8, "echo $?", "1\n"),
    ]
    assert not list(failures(text, tmp_path))


def test_a_wrong_example_is_seen(tmp_path: Path) -> None:
    assert len(list(failures("```console\n$ echo a\nb\n```\n", tmp_path))) == 1
    assert len(list(failures("```console\n$ false\n```\n", tmp_path))) == 1
    assert len(list(failures("```console\n$ false\n$ echo $?\n0\n```\n", tmp_path))) == 1
