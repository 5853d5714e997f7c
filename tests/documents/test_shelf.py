"""Do papers appear all or none, and is a file that somebody changed left alone?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from demandgen.documents.shelf import MEMORY, put
from demandgen.problems import OutputError

FILES = {"a.pdf": b"one", "b.docx": b"two"}


def test_files_are_written_and_remembered(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "case"
    assert put(folder, FILES) == [folder / "a.pdf", folder / "b.docx"]
    assert {p.name for p in folder.iterdir()} == {"a.pdf", "b.docx", MEMORY}
    assert set(json.loads((folder / MEMORY).read_text())["written"]) == set(FILES)


def test_what_we_wrote_is_replaced(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    put(tmp_path, {"a.pdf": b"three"})
    assert (tmp_path / "a.pdf").read_bytes() == b"three"
    put(tmp_path, {"a.pdf": b"four", "b.docx": b"five"})
    assert (tmp_path / "b.docx").read_bytes() == b"five"


def test_a_changed_file_stops_everything(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    (tmp_path / "b.docx").write_bytes(b"edited by hand")
    with pytest.raises(OutputError) as caught:
        put(tmp_path, {"a.pdf": b"new", "b.docx": b"new"})
    assert caught.value.exit_code == 6
    assert str(caught.value) == (
        f"{tmp_path / 'b.docx'}: this file was changed by somebody else; it is left as it is "
        "(move it away, choose another --out, or write over it with --force)"
    )
    assert (tmp_path / "a.pdf").read_bytes() == b"one"
    assert (tmp_path / "b.docx").read_bytes() == b"edited by hand"


def test_a_file_that_was_there_before_us_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"theirs")
    with pytest.raises(OutputError, match="changed by somebody else"):
        put(tmp_path, FILES)
    assert not (tmp_path / "b.docx").exists()


def test_the_same_content_is_no_change(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"one")
    put(tmp_path, FILES)
    assert (tmp_path / "b.docx").read_bytes() == b"two"


def test_force_writes_over_it(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    (tmp_path / "a.pdf").write_bytes(b"edited")
    put(tmp_path, FILES, force=True)
    assert (tmp_path / "a.pdf").read_bytes() == b"one"


@pytest.mark.parametrize("broken", ["", "[]", '{"written": 3}', "{", '{"other": {}}'])
def test_a_broken_memory_is_no_memory(tmp_path: Path, broken: str) -> None:
    put(tmp_path, FILES)
    (tmp_path / MEMORY).write_text(broken)
    with pytest.raises(OutputError):
        put(tmp_path, {"a.pdf": b"new"})
    put(tmp_path, FILES)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/out: cannot be written: Not a directory"):
        put(tmp_path / "file" / "out", FILES)


def test_a_target_that_is_a_folder_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "b.docx").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        put(tmp_path, FILES)
    assert not list(tmp_path.glob(".*.part"))
