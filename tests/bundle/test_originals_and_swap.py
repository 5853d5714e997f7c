"""Nothing missing, or no bundle; and never half of one."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from bundle_cases import DAY, NOW, USUAL, built, case_in, extra, picture, put, text_pdf

from demandgen.bundle import swap
from demandgen.bundle.build import build_bundle
from demandgen.bundle.verify import verify_bundle
from demandgen.problems import CaseFileError, OutputError


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case folder with its bundle, built once for all tests."""
    folder = tmp_path_factory.mktemp("once")
    put(folder, USUAL)
    built(folder)
    return folder


@pytest.fixture
def done(once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(once, tmp_path / "case")
    return tmp_path / "case"


def test_everything_that_is_wrong_is_told_in_one_run(folder: Path) -> None:
    put(folder, {"empty.pdf": b"", "cut.jpg": picture()[:300], "what.bin": b"\x00\x01"})
    outside = folder.parent / "outside.pdf"
    outside.write_bytes(text_pdf("x"))
    (folder / "leads-out.pdf").symlink_to(outside)
    (folder / "around.pdf").symlink_to("around.pdf")
    (folder / "folder.pdf").mkdir()
    os.mkfifo(folder / "pipe.pdf")
    names = ["none.pdf", "empty.pdf", "cut.jpg", "what.bin", "leads-out.pdf", "around.pdf",
             "folder.pdf", "pipe.pdf", "evidence/a1.pdf/x.pdf"]  # fmt: skip
    with pytest.raises(CaseFileError) as caught:
        built(folder, case_in(folder, evidence=extra(names)))
    found = {(p.code, str(p.where).rsplit(": ", 1)[-1]) for p in caught.value.problems}
    assert found == {
        ("missing-evidence", "evidence[0].file"),
        ("empty-file", "evidence[1].file"),
        ("damaged-image", "evidence[2].file"),
        ("unknown-type", "evidence[3].file"),
        ("outside", "evidence[4].file"),
        ("unreadable", "evidence[5].file"),
        ("not-a-file", "evidence[6].file"),
        ("not-a-file", "evidence[7].file"),
        ("missing-evidence", "evidence[8].file"),
    }
    assert sorted(p.name for p in folder.iterdir() if "out" in p.name) == ["leads-out.pdf"]


def test_a_link_inside_the_case_folder_is_fine(folder: Path) -> None:
    (folder / "inside.pdf").symlink_to("evidence/a1.pdf")
    built(folder, case_in(folder, evidence=extra(["inside.pdf"])))
    copy = folder / "out/originals/inside.pdf"
    assert copy.is_file()
    assert not copy.is_symlink()


def test_the_same_file_twice_and_files_nobody_cites_are_warnings(folder: Path) -> None:
    put(folder, {"evidence/copy.pdf": (folder / "evidence/a1.pdf").read_bytes(),
                 "evidence/uncited.pdf": b"x", "evidence/.hidden": b"x"})  # fmt: skip
    result = built(folder, case_in(folder, evidence=extra(["evidence/copy.pdf"])))
    assert [(w.code, str(w.message)) for w in result.warnings] == [
        ("same-file-twice", "evidence/copy.pdf is the same file as evidence/a1.pdf"),
        ("not-cited", "evidence/uncited.pdf lies among the evidence, but nothing cites it"),
    ]


def test_a_file_that_changes_while_the_bundle_is_built_stops_it(done: Path) -> None:
    before = (done / "out/manifest.json").read_bytes()

    def meddle(phase: str, _key: str) -> None:
        if phase == "writing":
            (done / "evidence/a1.pdf").write_bytes(text_pdf("another"))

    with pytest.raises(CaseFileError, match="changed while the bundle was built"):
        built(done, progress=meddle)
    assert (done / "out/manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("meddle", "code"),
    [
        (lambda out: (out / "report.txt").write_text("mine"), "changed-output"),
        (lambda out: (out / "notes.txt").write_text("mine"), "changed-output"),
        (lambda out: (out / "manifest.json").unlink(), "not-a-bundle"),
    ],
)
def test_what_the_user_changed_is_not_replaced(done: Path, meddle: Any, code: str) -> None:
    meddle(done / "out")
    held = {p: p.read_bytes() for p in (done / "out").rglob("*") if p.is_file()}
    with pytest.raises(OutputError) as caught:
        built(done)
    assert caught.value.problems[0].code == code
    assert {p: p.read_bytes() for p in (done / "out").rglob("*") if p.is_file()} == held


def test_a_file_in_the_way_and_a_folder_that_cannot_be_made(folder: Path) -> None:
    (folder / "taken").write_text("x")
    with pytest.raises(OutputError, match="exists and is not a bundle"):
        built(folder, out="taken")
    with pytest.raises(OutputError):
        built(folder, out="taken/deeper")


def test_without_an_exchange_in_one_step_the_old_is_moved_aside(
    done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchanged", lambda _one, _other: False)
    built(done)
    assert verify_bundle(done / "out") == []
    assert [p.name for p in done.iterdir() if p.name.startswith(".out")] == []


def test_an_exchange_interrupted_between_its_steps_is_taken_back(done: Path) -> None:
    (done / "out").rename(done / ".out.old")
    (done / ".out.999999999-left").mkdir()
    built(done)
    assert (done / "out/custody.jsonl").read_text().count("\n") == 2  # the old log went on
    assert [p.name for p in done.iterdir() if p.name.startswith(".out")] == []


def test_killed_at_any_moment_leaves_a_whole_bundle(done: Path) -> None:
    for wait in (0.03, 0.15, 0.25, 0.4):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    built(done)
            finally:
                os._exit(1)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)  # killed at work, not ended by a fault of its own
        assert verify_bundle(done / "out") == []
    build_bundle(case_in(done), done / "out", as_of=DAY, now=NOW)
    assert [p.name for p in done.iterdir() if p.name.startswith(".out")] == []
